#include "tools/dateline/csv.h"

#include <array>
#include <map>
#include <nlohmann/json.hpp>

namespace dateline::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 36> kColumns = {
    "id",         "kind",           "type",         "plover",         "subject",    "subject_type",
    "subject_id", "object",         "object_type",  "object_id",      "qualifiers", "relation",
    "args",       "speaker",        "speaker_id",   "content",        "quoted",     "addressee",
    "occasion",   "topics",         "time_start",   "time_end",       "time_edtf",  "polarity",
    "certainty",  "status",         "attribution",  "document",       "publisher",  "origin",
    "evidence",   "evidence_begin", "evidence_end", "evidence_spans", "confidence", "pattern"};

// Strings bare, everything else as JSON.
std::string Text(const Json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

using Row = std::map<std::string_view, std::string>;

void SetIfPresent(Row& row, std::string_view column, const Json& object, const char* key) {
  if (object.contains(key)) row[column] = Text(object[key]);
}

// An entity, a literal, a time, a number or a phrase.
std::string ValueText(const Json& value) {
  for (const char* key : {"name", "text", "number"}) {
    if (value.contains(key)) return Text(value[key]);
  }
  if (value.contains("time")) return value["time"].value("edtf", "");
  return "";
}

// `name`, `name`_type and `name`_id.
void AddParty(Row& row, const Json& record, const char* key, std::string_view name,
              std::string_view type, std::string_view id) {
  if (!record.contains(key)) return;
  const Json& value = record[key];
  row[name] = ValueText(value);
  const Json& entity = value.contains("entity") ? value["entity"] : value;
  if (!type.empty()) SetIfPresent(row, type, entity, "type");
  if (!id.empty()) SetIfPresent(row, id, entity, "id");
}

void AddEvidence(Row& row, const Json& evidence) {
  if (evidence.empty()) return;
  Json spans = Json::array();
  for (const Json& piece : evidence) {
    if (piece.contains("text")) {
      std::string& text = row["evidence"];
      if (!text.empty()) text += " … ";
      text += Text(piece["text"]);
    }
    spans.push_back(Json::array({piece.value("begin", 0), piece.value("end", 0)}));
  }
  row["evidence_begin"] = std::to_string(evidence.front().value("begin", 0));
  row["evidence_end"] = std::to_string(evidence.back().value("end", 0));
  row["evidence_spans"] = Text(spans);
}

Row RowOf(const Json& record) {
  Row row;
  for (const char* key : {"id", "kind", "type", "plover", "qualifiers", "relation", "args",
                          "content", "quoted", "occasion", "topics", "polarity", "certainty",
                          "status", "document", "publisher", "origin", "confidence", "pattern"}) {
    SetIfPresent(row, key, record, key);
  }
  AddParty(row, record, "subject", "subject", "subject_type", "subject_id");
  AddParty(row, record, "object", "object", "object_type", "object_id");
  AddParty(row, record, "speaker", "speaker", "", "speaker_id");
  AddParty(row, record, "addressee", "addressee", "", "");
  if (record.contains("objects")) row["object"] = Text(record["objects"]);  // Of a claim.
  if (record.contains("time")) {
    SetIfPresent(row, "time_start", record["time"], "start");
    SetIfPresent(row, "time_end", record["time"], "end");
    SetIfPresent(row, "time_edtf", record["time"], "edtf");
  }
  for (const Json& link : record.value("attribution", Json::array())) {
    std::string& chain = row["attribution"];
    if (!chain.empty()) chain += " > ";
    chain += ValueText(link);
  }
  AddEvidence(row, record.value("evidence", Json::array()));
  return row;
}

}  // namespace

absl::Span<const std::string_view> CsvColumns() { return kColumns; }

std::string CsvField(std::string_view text) {
  const bool quote = text.find_first_of(",\"\r\n") != std::string_view::npos ||
                     (!text.empty() && (text.front() == ' ' || text.back() == ' '));
  if (!quote) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string CsvHeader() {
  std::string line;
  for (const std::string_view column : kColumns) {
    if (!line.empty()) line += ',';
    line += column;
  }
  return line + "\n";
}

absl::StatusOr<std::string> CsvRow(std::string_view flat_record) {
  const Json record = Json::parse(flat_record, nullptr, /*allow_exceptions=*/false);
  if (!record.is_object()) return absl::InvalidArgumentError("a flat record is a JSON object");
  Row row = RowOf(record);
  std::string line;
  for (size_t i = 0; i < kColumns.size(); ++i) {
    if (i > 0) line += ',';
    line += CsvField(row[kColumns[i]]);
  }
  return line + "\n";
}

}  // namespace dateline::cli

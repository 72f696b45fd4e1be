#include "tests/golden/gold_fact.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/fact/vocabulary.h"
#include "tests/golden/corpus.h"

namespace dateline::golden {
namespace {

using Json = nlohmann::json;

// The string under `key`; INVALID_ARGUMENT if it is absent or empty.
absl::StatusOr<std::string> Required(const Json& row, const char* key) {
  const auto it = row.find(key);
  if (it == row.end() || !it->is_string() || it->get_ref<const std::string&>().empty()) {
    return absl::InvalidArgumentError(StrCat("needs a string \"", key, "\""));
  }
  return it->get<std::string>();
}

absl::Status ReadRelation(const Json& row, GoldFact& fact) {
  DATELINE_ASSIGN_OR_RETURN(fact.type, Required(row, "type"));
  DATELINE_ASSIGN_OR_RETURN(fact.subject, Required(row, "subject"));
  DATELINE_ASSIGN_OR_RETURN(fact.object, Required(row, "object"));
  DATELINE_ASSIGN_OR_RETURN(fact.evidence, Required(row, "evidence"));
  fact.position = row.value("position", "");
  if (FindPredicate(fact.type) == nullptr) {
    return absl::InvalidArgumentError(StrCat("no such predicate: ", fact.type));
  }
  if ((fact.type == "holds_position") == fact.position.empty()) {
    return absl::InvalidArgumentError("holds_position, and nothing else, has a position");
  }
  return absl::OkStatus();
}

absl::Status ReadEvent(const Json& row, GoldFact& fact) {
  DATELINE_ASSIGN_OR_RETURN(fact.type, Required(row, "type"));
  DATELINE_ASSIGN_OR_RETURN(fact.evidence, Required(row, "evidence"));
  DATELINE_ASSIGN_OR_RETURN(const std::string status, Required(row, "status"));
  const std::optional<FactStatus> known = FactStatusFromName(status);
  if (!known.has_value()) return absl::InvalidArgumentError(StrCat("no such status: ", status));
  fact.status = *known;
  if (FindEventType(fact.type) == nullptr) {
    return absl::InvalidArgumentError(StrCat("no such event type: ", fact.type));
  }
  for (const auto& [role, names] : row.at("args").items()) {
    fact.roles[role] = names.get<std::vector<std::string>>();
  }
  return absl::OkStatus();
}

absl::Status ReadStatement(const Json& row, GoldFact& fact) {
  DATELINE_ASSIGN_OR_RETURN(fact.subject, Required(row, "speaker"));
  DATELINE_ASSIGN_OR_RETURN(fact.content, Required(row, "content"));
  fact.quoted = row.at("quoted").get<bool>();
  return absl::OkStatus();
}

absl::StatusOr<GoldFact> ReadRow(const Json& row) {
  GoldFact fact;
  DATELINE_ASSIGN_OR_RETURN(fact.id, Required(row, "id"));
  DATELINE_ASSIGN_OR_RETURN(const std::string kind, Required(row, "kind"));
  if (row.contains("time")) {
    DATELINE_ASSIGN_OR_RETURN(fact.time, ParseTimeInterval(row["time"].get<std::string>()));
  }
  fact.kind = FactKindFromName(kind).value_or(FactKind::kUnspecified);
  switch (fact.kind) {
    case FactKind::kRelation:
      DATELINE_RETURN_IF_ERROR(ReadRelation(row, fact));
      return fact;
    case FactKind::kEvent:
      DATELINE_RETURN_IF_ERROR(ReadEvent(row, fact));
      return fact;
    case FactKind::kStatement:
      DATELINE_RETURN_IF_ERROR(ReadStatement(row, fact));
      return fact;
    default:
      return absl::InvalidArgumentError(StrCat("no such kind of gold: ", kind));
  }
}

}  // namespace

absl::StatusOr<std::vector<GoldFact>> LoadGold(const std::filesystem::path& path) {
  DATELINE_ASSIGN_OR_RETURN(const std::string content, ReadFile(path));
  std::vector<GoldFact> facts;
  std::istringstream lines(content);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    absl::StatusOr<GoldFact> fact = absl::InvalidArgumentError("not a JSON object");
    // nlohmann throws on wrong types inside; the gold is ours, so one net is enough.
    try {
      fact = ReadRow(Json::parse(line));
    } catch (const Json::exception& error) {
      fact = absl::InvalidArgumentError(error.what());
    }
    if (!fact.ok()) {
      return absl::InvalidArgumentError(
          StrCat(path.filename().string(), ":", number, ": ", StdView(fact.status().message())));
    }
    facts.push_back(*std::move(fact));
  }
  return facts;
}

}  // namespace dateline::golden

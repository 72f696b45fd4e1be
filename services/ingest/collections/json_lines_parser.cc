#include "services/ingest/collections/json_lines_parser.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/ingest/collections/item_dates.h"

namespace dateline::ingest {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 10> kFields = {
    "uri",      "publisher", "title",   "published_at", "updated_at",
    "language", "section",   "bylines", "text",         "html"};

absl::Status WrongType(std::string_view field, std::string_view wanted) {
  return absl::InvalidArgumentError(StrCat("\"", field, "\" is not ", wanted));
}

// The field of `article` that a JSON field of type string goes to, or null.
std::string* StringField(RawArticle& article, std::string_view name) {
  if (name == "uri") return &article.uri;
  if (name == "text" || name == "html") return &article.content;
  ArticleMetadata& metadata = article.metadata;
  if (name == "publisher") return &metadata.publisher;
  if (name == "title") return &metadata.title;
  if (name == "published_at") return &metadata.published_at;
  if (name == "updated_at") return &metadata.updated_at;
  if (name == "language") return &metadata.language;
  if (name == "section") return &metadata.section;
  return nullptr;
}

absl::Status ReadBylines(const Json& value, RawArticle& article) {
  if (!value.is_array()) return WrongType("bylines", "a list");
  for (const Json& byline : value) {
    if (!byline.is_string()) return WrongType("bylines", "a list of strings");
    article.metadata.bylines.push_back(byline.get<std::string>());
  }
  return absl::OkStatus();
}

absl::StatusOr<RawArticle> ReadOwnFields(const Json& json) {
  if (json.contains("text") == json.contains("html")) {
    return absl::InvalidArgumentError("give \"text\" or \"html\"");
  }
  RawArticle article;
  article.media_type = json.contains("html") ? "text/html" : "text/plain";
  for (const auto& [name, value] : json.items()) {
    if (value.is_null()) continue;
    if (name == "bylines") {
      DATELINE_RETURN_IF_ERROR(ReadBylines(value, article));
      continue;
    }
    std::string* field = StringField(article, name);
    if (field == nullptr) {
      return absl::InvalidArgumentError(
          StrCat("unknown field \"", name,
                 "\"; there are uri, publisher, title, published_at, updated_at, language, "
                 "section, bylines, text and html; map others with --fields"));
    }
    if (!value.is_string()) return WrongType(name, "a string");
    *field = value.get<std::string>();
  }
  return article;
}

// "article.body": the whole as a name, else step by step.
const Json* Find(const Json& json, std::string_view path) {
  const Json* at = &json;
  while (true) {
    if (!at->is_object()) return nullptr;
    if (const auto whole = at->find(std::string(path)); whole != at->end()) return &*whole;
    const size_t dot = path.find('.');
    if (dot == std::string_view::npos) return nullptr;
    const auto inner = at->find(std::string(path.substr(0, dot)));
    if (inner == at->end()) return nullptr;
    at = &*inner;
    path.remove_prefix(dot + 1);
  }
}

void AddNames(const Json& value, std::vector<std::string>& names) {
  if (value.is_string() && !value.get_ref<const std::string&>().empty()) {
    names.push_back(value.get<std::string>());
  } else if (value.is_object()) {
    if (const auto name = value.find("name"); name != value.end() && name->is_string()) {
      names.push_back(name->get<std::string>());
    }
  }
}

// A moment as a number: seconds since 1970, or milliseconds where those would be too many.
std::string DateOfNumber(double number) {
  constexpr double kMostSeconds = 1e11;
  const double seconds = std::abs(number) > kMostSeconds ? number / 1000 : number;
  return std::abs(seconds) <= kMostSeconds ? DateOfUnixSeconds(static_cast<int64_t>(seconds)) : "";
}

absl::StatusOr<std::string> ReadMapped(std::string_view field, std::string_view name,
                                       const Json& value) {
  const bool date = field == "published_at" || field == "updated_at";
  if (date && value.is_number()) return DateOfNumber(value.get<double>());
  if (field == "uri" && value.is_number_integer()) return value.dump();
  if (!value.is_string()) return WrongType(name, "a string");
  std::string text = value.get<std::string>();
  if (!date || text.empty()) return text;
  // What cannot be read goes on as it is, and is refused with what is wrong with it.
  std::string read = ReadItemDate(text).date;
  return read.empty() ? text : read;
}

absl::StatusOr<RawArticle> ReadMappedFields(const Json& json, const FieldMapping& fields) {
  RawArticle article;
  for (const std::string_view field : kFields) {
    const auto mapped = fields.find(std::string(field));
    const std::string name = mapped == fields.end() ? std::string(field) : mapped->second;
    const Json* value = Find(json, name);
    if (value == nullptr || value->is_null()) continue;
    if (field == "bylines") {
      if (!value->is_array()) AddNames(*value, article.metadata.bylines);
      if (value->is_array()) {
        for (const Json& entry : *value) AddNames(entry, article.metadata.bylines);
      }
      continue;
    }
    const bool content = field == "text" || field == "html";
    // Of two, the one that was asked for, else the page.
    if (content && !article.content.empty() && mapped == fields.end()) continue;
    DATELINE_ASSIGN_OR_RETURN(std::string text, ReadMapped(field, name, *value));
    if (content && text.empty()) continue;
    if (content) article.media_type = field == "html" ? "text/html" : "text/plain";
    *StringField(article, field) = std::move(text);
  }
  if (!article.content.empty()) return article;
  return absl::InvalidArgumentError(
      "has no text: neither \"text\" nor \"html\", nor what they are mapped to, is there");
}

class JsonLinesParser final : public ItemParser {
 public:
  explicit JsonLinesParser(const FieldMapping& fields) : fields_(fields) {}

  absl::Status Consume(std::string_view bytes) override {
    while (!bytes.empty()) {
      const size_t end = bytes.find('\n');
      const std::string_view part = bytes.substr(0, end);
      size_ += part.size();
      if (size_ <= kMaxLineBytes) StrAppend(&line_, part);
      if (end == std::string_view::npos) break;
      EndLine(1);
      bytes.remove_prefix(end + 1);
    }
    return absl::OkStatus();
  }

  absl::Status Finish() override {
    EndLine(0);
    return absl::OkStatus();
  }

 private:
  void EndLine(size_t line_end) {
    ++number_;
    std::string_view line = line_;
    if (number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    if (size_ > kMaxLineBytes || line.find_first_not_of(" \t\r") != std::string::npos) Read(line);
    offset_ += size_ + line_end;
    size_ = 0;
    line_.clear();
    if (line_.capacity() > kMaxContentBytes) line_.shrink_to_fit();
  }

  void Read(std::string_view line) {
    CollectionItem item;
    item.offset = offset_;
    if (size_ > kMaxLineBytes) {
      item.problem = ItemTooLarge("", size_);
    } else if (absl::StatusOr<RawArticle> article = ReadJsonDocument(line, fields_); article.ok()) {
      item.article = *std::move(article);
    } else {
      item.problem =
          ItemBroken(StrCat("line ", number_, ": ", StdView(article.status().message())), offset_);
    }
    items_.push_back(std::move(item));
  }

  const FieldMapping fields_;
  std::string line_;  // So far, up to kMaxLineBytes.
  uint64_t size_ = 0;
  uint64_t offset_ = 0;  // Where the line begins.
  uint64_t number_ = 0;
};

}  // namespace

absl::Status CheckFieldMapping(const FieldMapping& fields) {
  for (const auto& [field, name] : fields) {
    if (std::find(kFields.begin(), kFields.end(), field) == kFields.end()) {
      return FieldInvalid("fields", StrCat("maps '", field,
                                           "', which no document has; there are uri, publisher, "
                                           "title, published_at, updated_at, language, section, "
                                           "bylines, text and html"));
    }
    if (name.empty()) return FieldInvalid("fields", StrCat("maps '", field, "' to nothing"));
  }
  return absl::OkStatus();
}

absl::StatusOr<RawArticle> ReadJsonDocument(std::string_view line, const FieldMapping& fields) {
  const auto keep = [](int depth, Json::parse_event_t, Json&) { return depth <= kMaxJsonDepth; };
  const Json json = Json::parse(line, keep, /*allow_exceptions=*/false);
  if (!json.is_object()) return absl::InvalidArgumentError("not a JSON object");
  return fields.empty() ? ReadOwnFields(json) : ReadMappedFields(json, fields);
}

std::unique_ptr<ItemParser> MakeJsonLinesParser(const FieldMapping& fields) {
  return std::make_unique<JsonLinesParser>(fields);
}

}  // namespace dateline::ingest

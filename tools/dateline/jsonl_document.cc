#include "tools/dateline/jsonl_document.h"

#include <nlohmann/json.hpp>
#include <string>

#include "common/base/strings.h"

namespace dateline::cli {
namespace {

using Json = nlohmann::json;
using ingest::v1::RawDocument;

absl::Status WrongType(std::string_view field, std::string_view wanted) {
  return absl::InvalidArgumentError(StrCat("\"", field, "\" is not ", wanted));
}

// The field of `document` that a JSON field of type string goes to, or null.
std::string* StringField(RawDocument& document, std::string_view name) {
  if (name == "uri") return document.mutable_uri();
  if (name == "text" || name == "html") return document.mutable_content();
  ingest::v1::DocumentMetadata& metadata = *document.mutable_metadata();
  if (name == "publisher") return metadata.mutable_publisher();
  if (name == "title") return metadata.mutable_title();
  if (name == "published_at") return metadata.mutable_published_at();
  if (name == "language") return metadata.mutable_language();
  return nullptr;
}

absl::Status ReadBylines(const Json& value, RawDocument& document) {
  if (!value.is_array()) return WrongType("bylines", "a list");
  for (const Json& byline : value) {
    if (!byline.is_string()) return WrongType("bylines", "a list of strings");
    document.mutable_metadata()->add_bylines(byline.get<std::string>());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RawDocument> ReadJsonDocument(std::string_view line) {
  const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return absl::InvalidArgumentError("not a JSON object");
  if (json.contains("text") == json.contains("html")) {
    return absl::InvalidArgumentError("give \"text\" or \"html\"");
  }
  RawDocument document;
  document.set_media_type(json.contains("html") ? "text/html" : "text/plain");
  for (const auto& [name, value] : json.items()) {
    if (value.is_null()) continue;
    if (name == "bylines") {
      if (absl::Status status = ReadBylines(value, document); !status.ok()) return status;
      continue;
    }
    std::string* field = StringField(document, name);
    if (field == nullptr) {
      return absl::InvalidArgumentError(
          StrCat("unknown field \"", name,
                 "\"; there are uri, publisher, title, published_at, language, bylines, text and "
                 "html"));
    }
    if (!value.is_string()) return WrongType(name, "a string");
    *field = value.get<std::string>();
  }
  return document;
}

}  // namespace dateline::cli

#include "common/base/error.h"

#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "common/base/strings.h"

namespace dateline {
namespace {

// The payload stays inside the process (common/rpc re-encodes it), so a flat
// list of length-prefixed strings is enough: reason, retry milliseconds or
// empty, then keys and values.
constexpr std::string_view kPayloadUrl = "type.dateline.org/ErrorDetail";

void AppendField(std::string& out, std::string_view field) {
  StrAppend(&out, field.size(), ":", field);
}

std::optional<std::vector<std::string>> SplitFields(std::string_view text) {
  std::vector<std::string> fields;
  while (!text.empty()) {
    size_t colon = text.find(':');
    size_t length = 0;
    if (colon == std::string_view::npos ||
        !absl::SimpleAtoi(AbslView(text.substr(0, colon)), &length) ||
        length > text.size() - colon - 1) {
      return std::nullopt;
    }
    fields.emplace_back(text.substr(colon + 1, length));
    text.remove_prefix(colon + 1 + length);
  }
  return fields;
}

absl::Status WithPayload(absl::StatusCode code, std::string_view reason, std::string_view message,
                         const std::map<std::string, std::string>& metadata,
                         std::string_view retry_milliseconds) {
  absl::Status status(code, AbslView(message));
  std::string payload;
  AppendField(payload, reason);
  AppendField(payload, retry_milliseconds);
  for (const auto& [key, value] : metadata) {
    AppendField(payload, key);
    AppendField(payload, value);
  }
  status.SetPayload(AbslView(kPayloadUrl), absl::Cord(payload));
  return status;
}

}  // namespace

absl::Status MakeError(absl::StatusCode code, std::string_view reason, std::string_view message,
                       const std::map<std::string, std::string>& metadata) {
  return WithPayload(code, reason, message, metadata, "");
}

absl::Status MakeRetryableError(absl::StatusCode code, std::string_view reason,
                                std::string_view message, absl::Duration retry_after,
                                const std::map<std::string, std::string>& metadata) {
  return WithPayload(code, reason, message, metadata,
                     StrCat(absl::ToInt64Milliseconds(retry_after)));
}

absl::Status FieldRequired(std::string_view field) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason::kFieldRequired,
                   StrCat("field '", field, "' is required"), {{"field", std::string(field)}});
}

absl::Status FieldInvalid(std::string_view field, std::string_view why) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason::kFieldInvalid,
                   StrCat("field '", field, "': ", why), {{"field", std::string(field)}});
}

std::optional<ErrorDetail> GetErrorDetail(const absl::Status& status) {
  const auto payload = status.GetPayload(AbslView(kPayloadUrl));
  if (!payload.has_value()) return std::nullopt;
  std::optional<std::vector<std::string>> fields = SplitFields(std::string(*payload));
  if (!fields.has_value() || fields->size() < 2) return std::nullopt;
  ErrorDetail detail;
  detail.reason = (*fields)[0];
  int64_t milliseconds = 0;
  if (absl::SimpleAtoi((*fields)[1], &milliseconds)) {
    detail.retry_after = absl::Milliseconds(milliseconds);
  }
  for (size_t i = 2; i + 1 < fields->size(); i += 2) {
    detail.metadata[(*fields)[i]] = (*fields)[i + 1];
  }
  return detail;
}

}  // namespace dateline

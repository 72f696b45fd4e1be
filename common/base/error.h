// Errors with a machine-readable reason.
//
// Inside Dateline every failure is an absl::Status. Failures that a client can
// act on also carry a reason (a name from dateline.error.v1.ErrorReason) and
// metadata; common/rpc turns both into google.rpc.ErrorInfo at the edge.
//
//   return MakeError(absl::StatusCode::kNotFound, reason::kFactNotFound,
//                    "no fact has this id; list facts to find one", {{"id", id}});
//
// Messages are for people and say what to do next. Thread-safe: only values.
#ifndef DATELINE_COMMON_BASE_ERROR_H_
#define DATELINE_COMMON_BASE_ERROR_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace dateline {

// Names of dateline.error.v1.ErrorReason without prefix; that file says what
// each means and which metadata goes with it.
namespace reason {
inline constexpr std::string_view kFieldRequired = "FIELD_REQUIRED";
inline constexpr std::string_view kFieldInvalid = "FIELD_INVALID";
inline constexpr std::string_view kDocumentEmpty = "DOCUMENT_EMPTY";
inline constexpr std::string_view kDocumentNotUtf8 = "DOCUMENT_NOT_UTF8";
inline constexpr std::string_view kDocumentBinary = "DOCUMENT_BINARY";
inline constexpr std::string_view kDocumentTooLarge = "DOCUMENT_TOO_LARGE";
inline constexpr std::string_view kMediaTypeUnsupported = "MEDIA_TYPE_UNSUPPORTED";
inline constexpr std::string_view kTimeInvalid = "TIME_INVALID";
inline constexpr std::string_view kPageTokenInvalid = "PAGE_TOKEN_INVALID";
inline constexpr std::string_view kPageTokenMismatch = "PAGE_TOKEN_MISMATCH";
inline constexpr std::string_view kResumeTokenInvalid = "RESUME_TOKEN_INVALID";
inline constexpr std::string_view kDocumentNotFound = "DOCUMENT_NOT_FOUND";
inline constexpr std::string_view kFactNotFound = "FACT_NOT_FOUND";
inline constexpr std::string_view kEntityNotFound = "ENTITY_NOT_FOUND";
inline constexpr std::string_view kConflictNotFound = "CONFLICT_NOT_FOUND";
inline constexpr std::string_view kQueueFull = "QUEUE_FULL";
inline constexpr std::string_view kStoreFormatUnsupported = "STORE_FORMAT_UNSUPPORTED";
inline constexpr std::string_view kStoreCorrupt = "STORE_CORRUPT";
inline constexpr std::string_view kUpstreamUnavailable = "UPSTREAM_UNAVAILABLE";
inline constexpr std::string_view kDraining = "DRAINING";
inline constexpr std::string_view kInternal = "INTERNAL";
inline constexpr std::string_view kDeadlinePassed = "DEADLINE_PASSED";
inline constexpr std::string_view kKnownAtOutOfRange = "KNOWN_AT_OUT_OF_RANGE";
inline constexpr std::string_view kExtractionInconsistent = "EXTRACTION_INCONSISTENT";
inline constexpr std::string_view kPatternInvalid = "PATTERN_INVALID";
inline constexpr std::string_view kPinNotFound = "PIN_NOT_FOUND";
inline constexpr std::string_view kPinContradicts = "PIN_CONTRADICTS";
inline constexpr std::string_view kSearchLimitReached = "SEARCH_LIMIT_REACHED";
inline constexpr std::string_view kCollectionBroken = "COLLECTION_BROKEN";
inline constexpr std::string_view kItemBroken = "ITEM_BROKEN";
inline constexpr std::string_view kContentEncodingBroken = "CONTENT_ENCODING_BROKEN";
inline constexpr std::string_view kExpansionTooLarge = "EXPANSION_TOO_LARGE";
inline constexpr std::string_view kReprocessingNotFound = "REPROCESSING_NOT_FOUND";
}  // namespace reason

// What a status says beyond code and message.
struct ErrorDetail {
  std::string reason;
  std::map<std::string, std::string> metadata;
  // When the caller may try again; unset if the status does not say.
  std::optional<absl::Duration> retry_after;
};

// A status with a reason. `code` must not be kOk.
absl::Status MakeError(absl::StatusCode code, std::string_view reason, std::string_view message,
                       const std::map<std::string, std::string>& metadata = {});

// The same, asking the caller to wait before the next try. `retry_after` is
// kept to the millisecond.
absl::Status MakeRetryableError(absl::StatusCode code, std::string_view reason,
                                std::string_view message, absl::Duration retry_after,
                                const std::map<std::string, std::string>& metadata = {});

// INVALID_ARGUMENT, FIELD_REQUIRED / FIELD_INVALID with the field's name.
absl::Status FieldRequired(std::string_view field);
absl::Status FieldInvalid(std::string_view field, std::string_view why);

// The detail that MakeError attached, or nothing.
std::optional<ErrorDetail> GetErrorDetail(const absl::Status& status);

}  // namespace dateline

#endif  // DATELINE_COMMON_BASE_ERROR_H_

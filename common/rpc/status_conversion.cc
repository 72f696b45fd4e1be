#include "common/rpc/status_conversion.h"

#include <map>
#include <optional>
#include <string>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/text/utf8.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace dateline {
namespace {

constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

std::string_view ReasonForCode(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kUnimplemented:  // As gRPC itself answers it.
      return "";
    case absl::StatusCode::kInvalidArgument:
      return reason::kFieldInvalid;
    case absl::StatusCode::kDeadlineExceeded:
      return reason::kDeadlinePassed;
    case absl::StatusCode::kUnavailable:
      return reason::kUpstreamUnavailable;
    case absl::StatusCode::kDataLoss:
      return reason::kStoreCorrupt;
    default:
      return reason::kInternal;
  }
}

ErrorDetail DetailOf(const absl::Status& status) {
  std::optional<ErrorDetail> detail = GetErrorDetail(status);
  if (detail.has_value() && !detail->reason.empty()) return *std::move(detail);
  ErrorDetail out;
  if (detail.has_value()) out = *std::move(detail);
  out.reason = ReasonForCode(status.code());
  return out;
}

void AddErrorInfo(const ErrorDetail& detail, google::rpc::Status& out) {
  google::rpc::ErrorInfo info;
  info.set_reason(detail.reason);
  info.set_domain(std::string(kErrorDomain));
  size_t entries = 0;
  for (const auto& [key, value] : detail.metadata) {
    if (++entries > kMaxErrorMetadataEntries) break;
    (*info.mutable_metadata())[CleanForWire(key, kMaxErrorMetadataValueBytes)] =
        CleanForWire(value, kMaxErrorMetadataValueBytes);
  }
  out.add_details()->PackFrom(info);
}

void AddRetryInfo(absl::Duration delay, google::rpc::Status& out) {
  google::rpc::RetryInfo info;
  const int64_t milliseconds = absl::ToInt64Milliseconds(delay);
  info.mutable_retry_delay()->set_seconds(milliseconds / 1000);
  info.mutable_retry_delay()->set_nanos(static_cast<int32_t>(milliseconds % 1000) * 1'000'000);
  out.add_details()->PackFrom(info);
}

// What a peer that speaks our dialect attached, or nothing.
std::optional<ErrorDetail> ParseDetails(const std::string& bytes) {
  google::rpc::Status parsed;
  if (bytes.empty() || !parsed.ParseFromString(bytes)) return std::nullopt;
  std::optional<ErrorDetail> detail;
  std::optional<absl::Duration> retry_after;
  for (const google::protobuf::Any& any : parsed.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::RetryInfo retry;
    if (any.UnpackTo(&info) && info.domain() == kErrorDomain) {
      detail = ErrorDetail{info.reason(), {info.metadata().begin(), info.metadata().end()}, {}};
    } else if (any.UnpackTo(&retry)) {
      retry_after = absl::Seconds(retry.retry_delay().seconds()) +
                    absl::Nanoseconds(retry.retry_delay().nanos());
    }
  }
  if (detail.has_value()) detail->retry_after = retry_after;
  return detail;
}

}  // namespace

std::string CleanForWire(std::string_view text, size_t max_bytes) {
  constexpr std::string_view kCut = "...";
  std::string clean;
  while (true) {
    const std::optional<size_t> bad = FindInvalidUtf8(text);
    clean += text.substr(0, bad.value_or(text.size()));
    if (!bad.has_value() || clean.size() > max_bytes) break;
    clean += kReplacementCharacter;
    text.remove_prefix(*bad + 1);
  }
  if (clean.size() <= max_bytes) return clean;
  return StrCat(TruncateUtf8(clean, max_bytes - kCut.size()), kCut);
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const absl::StatusCode code =
      status.code() == absl::StatusCode::kUnknown ? absl::StatusCode::kInternal : status.code();
  google::rpc::Status details;
  details.set_code(static_cast<int>(code));
  details.set_message(CleanForWire(StdView(status.message()), kMaxErrorMessageBytes));
  const ErrorDetail detail = DetailOf(status);
  if (!detail.reason.empty()) AddErrorInfo(detail, details);
  if (detail.retry_after.has_value()) AddRetryInfo(*detail.retry_after, details);
  // The message travels once, percent-encoded, in `grpc-message`; a copy inside
  // the details would double it.
  const std::string message = details.message();
  details.clear_message();
  return grpc::Status(static_cast<grpc::StatusCode>(code), message, details.SerializeAsString());
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  const std::optional<ErrorDetail> detail = ParseDetails(status.error_details());
  if (!detail.has_value()) return absl::Status(code, status.error_message());
  if (detail->retry_after.has_value()) {
    return MakeRetryableError(code, detail->reason, status.error_message(), *detail->retry_after,
                              detail->metadata);
  }
  return MakeError(code, detail->reason, status.error_message(), detail->metadata);
}

}  // namespace dateline

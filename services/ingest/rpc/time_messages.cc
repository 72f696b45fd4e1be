#include "services/ingest/rpc/time_messages.h"

#include <string>

#include "common/base/error.h"
#include "common/base/strings.h"

namespace dateline::ingest {

void SetTimestamp(absl::Time time, google::protobuf::Timestamp* out) {
  const int64_t micros = absl::ToUnixMicros(time);
  const int64_t seconds = absl::ToUnixSeconds(time);
  out->set_seconds(seconds);
  out->set_nanos(static_cast<int32_t>((micros - seconds * 1'000'000) * 1'000));
}

void SetDuration(absl::Duration duration, google::protobuf::Duration* out) {
  const int64_t micros = absl::ToInt64Microseconds(duration);
  out->set_seconds(micros / 1'000'000);
  out->set_nanos(static_cast<int32_t>(micros % 1'000'000) * 1'000);
}

absl::StatusOr<absl::Time> ReadTimestamp(std::string_view field,
                                         const google::protobuf::Timestamp& message) {
  constexpr int64_t kFirstSecond = -62'135'596'800;  // 0001-01-01T00:00:00Z
  constexpr int64_t kLastSecond = 253'402'300'799;   // 9999-12-31T23:59:59Z
  if (message.seconds() < kFirstSecond || message.seconds() > kLastSecond || message.nanos() < 0 ||
      message.nanos() > 999'999'999) {
    return MakeError(absl::StatusCode::kInvalidArgument, reason::kTimeInvalid,
                     StrCat("field '", field, "' is no moment of the years 0001 to 9999"),
                     {{"field", std::string(field)}, {"value", StrCat(message.seconds())}});
  }
  return absl::FromUnixSeconds(message.seconds()) + absl::Nanoseconds(message.nanos());
}

}  // namespace dateline::ingest

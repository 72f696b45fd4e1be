// Between moments and durations and their protobuf messages, and what else the
// conversions of this service share.
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_RPC_TIME_MESSAGES_H_
#define DATELINE_SERVICES_INGEST_RPC_TIME_MESSAGES_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace dateline::ingest {

// Kept to the microsecond.
void SetTimestamp(absl::Time time, google::protobuf::Timestamp* out);
void SetDuration(absl::Duration duration, google::protobuf::Duration* out);

// INVALID_ARGUMENT (TIME_INVALID) for a moment outside the years 0001 to 9999.
absl::StatusOr<absl::Time> ReadTimestamp(std::string_view field,
                                         const google::protobuf::Timestamp& message);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_RPC_TIME_MESSAGES_H_

// The one place where absl::Status becomes grpc::Status and back.
//
//   reactor->Finish(ToGrpcStatus(status));                     // server
//   absl::Status status = FromGrpcStatus(stub->Call(...));     // client
//
// On the wire an error is code, message and a google.rpc.Status in the trailer
// `grpc-status-details-bin` with a google.rpc.ErrorInfo (domain kErrorDomain,
// reason and metadata of common/base/error.h) and, where the error says when to
// try again, a google.rpc.RetryInfo.
//
// Thread-safe: functions of their arguments.
#ifndef DATELINE_COMMON_RPC_STATUS_CONVERSION_H_
#define DATELINE_COMMON_RPC_STATUS_CONVERSION_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

namespace dateline {

// Domain of every reason that Dateline defines.
inline constexpr std::string_view kErrorDomain = "dateline.org";

// Trailers have to fit 8 KiB with everything else in them, or the peer resets
// the stream instead of showing the error. So messages and metadata values are
// cut to these many bytes, and metadata to so many entries.
inline constexpr size_t kMaxErrorMessageBytes = 1'500;
inline constexpr size_t kMaxErrorMetadataValueBytes = 300;
inline constexpr size_t kMaxErrorMetadataEntries = 8;

// Keeps code, message, reason, metadata and retry delay, within the limits
// above; bytes that are not UTF-8 become U+FFFD. An error without a reason gets
// the one that goes with its code: FIELD_INVALID for INVALID_ARGUMENT,
// DEADLINE_PASSED, UPSTREAM_UNAVAILABLE for UNAVAILABLE, STORE_CORRUPT for
// DATA_LOSS; none for CANCELLED, where nobody listens; and INTERNAL for the
// rest, for it is a defect to fail without saying why. UNKNOWN becomes INTERNAL.
grpc::Status ToGrpcStatus(const absl::Status& status);

// The reverse. An error that does not come from a Dateline server (a transport
// failure, another domain) keeps code and message and has no ErrorDetail.
absl::Status FromGrpcStatus(const grpc::Status& status);

// `text` as a string field of a message can hold it: at most `max_bytes` bytes, and U+FFFD for
// what is not UTF-8, with which the peer would refuse the whole message.
std::string CleanForWire(std::string_view text, size_t max_bytes);

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_STATUS_CONVERSION_H_

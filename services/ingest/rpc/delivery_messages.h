// Between the ingest core's values and the messages of
// dateline/ingest/v1/delivery.proto.
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_RPC_DELIVERY_MESSAGES_H_
#define DATELINE_SERVICES_INGEST_RPC_DELIVERY_MESSAGES_H_

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "dateline/ingest/v1/delivery.pb.h"
#include "services/ingest/core/ingest_core.h"

namespace dateline::ingest {

v1::GetDeliveryStatusResponse ToMessage(const DeliveryStatus& status, const DeliveryRates& rates);
v1::DeadLetter ToDeadLetter(const StoredDocument& stored);
v1::ExplainDeadLettersResponse ToMessage(const DeadLetterGroups& groups);
v1::Reprocessing ToMessage(const Reprocessing& of);

// INVALID_ARGUMENT: FIELD_INVALID for a value that this version does not know,
// TIME_INVALID for a moment outside the years 0001 to 9999.
absl::StatusOr<DeadLetterFilter> ToDeadLetterFilter(const v1::DeadLetterFilter& message);
absl::StatusOr<ReprocessingFilter> ToReprocessingFilter(const v1::ReprocessingFilter& message);
absl::StatusOr<std::optional<Priority>> ToPriority(v1::Priority priority);
// NOT_FOUND for what is no number.
absl::StatusOr<uint64_t> ToReprocessingNumber(std::string_view id);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_RPC_DELIVERY_MESSAGES_H_

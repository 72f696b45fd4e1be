#include "services/ingest/rpc/delivery_messages.h"

#include "absl/strings/numbers.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/ingest/rpc/ingest_messages.h"
#include "services/ingest/rpc/time_messages.h"

namespace dateline::ingest {
namespace {

v1::DeliveryFailure ToMessage(const DeliveryFailure& failure) {
  v1::DeliveryFailure message;
  message.set_step(static_cast<v1::DeliveryStep>(failure.step));
  message.set_code(static_cast<int32_t>(failure.code));
  message.set_reason(failure.reason);
  message.set_message(failure.message);
  message.set_attempts(failure.attempts);
  SetTimestamp(failure.first_at, message.mutable_first_at());
  SetTimestamp(failure.last_at, message.mutable_last_at());
  return message;
}

void SetRates(const DeliveryRates& rates, v1::DeliveryRates& message) {
  message.set_accepted(rates.PerSecond(DeliveryEvent::kAccepted));
  message.set_duplicates(rates.PerSecond(DeliveryEvent::kDuplicate));
  message.set_refused(rates.PerSecond(DeliveryEvent::kRefused));
  message.set_delivered(rates.PerSecond(DeliveryEvent::kDelivered));
  message.set_failed_attempts(rates.PerSecond(DeliveryEvent::kFailedAttempt));
  message.set_given_up(rates.PerSecond(DeliveryEvent::kGivenUp));
}

absl::StatusOr<std::optional<absl::Time>> ReadOptional(std::string_view field, bool present,
                                                       const google::protobuf::Timestamp& message) {
  if (!present) return std::nullopt;
  DATELINE_ASSIGN_OR_RETURN(const absl::Time time, ReadTimestamp(field, message));
  return time;
}

}  // namespace

v1::GetDeliveryStatusResponse ToMessage(const DeliveryStatus& status, const DeliveryRates& rates) {
  v1::GetDeliveryStatusResponse message;
  for (const QueueDepth& depth : status.depths) {
    v1::QueueDepth& out = *message.add_depths();
    out.set_state(ToMessage(depth.state));
    out.set_priority(static_cast<v1::Priority>(depth.priority));
    out.set_documents(depth.documents);
    SetTimestamp(depth.oldest_queued_at, out.mutable_oldest_queued_at());
  }
  message.set_waiting(status.waiting);
  message.set_in_flight(static_cast<uint32_t>(status.in_flight));
  message.set_waiting_limit(status.waiting_limit);
  if (status.oldest_queued_at.has_value()) {
    SetTimestamp(*status.oldest_queued_at, message.mutable_oldest_queued_at());
  }
  if (const std::optional<DeliveryRates::Times> times = rates.DeliveryTimes()) {
    SetDuration(times->mean, message.mutable_mean_delivery_time());
    SetDuration(times->longest, message.mutable_longest_delivery_time());
  }
  SetRates(rates, *message.mutable_rates());
  for (const DeliveryStatus::Source& source : status.top_sources) {
    v1::SourceBacklog& out = *message.add_top_sources();
    out.set_submitter(source.backlog.source.submitter);
    out.set_publisher(source.backlog.source.publisher);
    out.set_documents(source.backlog.documents);
    out.set_in_flight(static_cast<uint32_t>(source.in_flight));
  }
  message.set_dead_letters(status.dead_letters);
  for (const Reprocessing& of : status.reprocessings) {
    *message.add_reprocessings() = ToMessage(of);
  }
  SetTimestamp(status.as_of, message.mutable_as_of());
  return message;
}

v1::DeadLetter ToDeadLetter(const StoredDocument& stored) {
  const Delivery& delivery = stored.delivery;
  v1::DeadLetter message;
  message.set_document_id(stored.document.id);
  message.set_uri(stored.document.uri);
  message.set_title(stored.document.title);
  message.set_publisher(delivery.source.publisher);
  message.set_submitter(delivery.source.submitter);
  message.set_priority(static_cast<v1::Priority>(delivery.priority));
  SetTimestamp(stored.received_at, message.mutable_received_at());
  SetTimestamp(delivery.changed_at, message.mutable_given_up_at());
  message.set_attempts(delivery.attempts);
  message.set_times_given_up(delivery.times_dead);
  const DeliveryFailure last = FinalFailure(delivery);
  if (delivery.failures.empty()) *message.add_failures() = ToMessage(last);
  for (const DeliveryFailure& failure : delivery.failures) {
    *message.add_failures() = ToMessage(failure);
  }
  message.set_advice(AdviceFor(last));
  message.set_extractor_version(delivery.extractor_version);
  return message;
}

v1::ExplainDeadLettersResponse ToMessage(const DeadLetterGroups& groups) {
  v1::ExplainDeadLettersResponse message;
  for (const DeadLetterGroup& group : groups.groups) {
    v1::DeadLetterGroup& out = *message.add_groups();
    out.set_step(static_cast<v1::DeliveryStep>(group.failure.step));
    out.set_code(static_cast<int32_t>(group.failure.code));
    out.set_reason(group.failure.reason);
    out.set_documents(group.documents);
    out.set_attempts(group.attempts);
    SetTimestamp(group.first_given_up_at, out.mutable_first_given_up_at());
    SetTimestamp(group.last_given_up_at, out.mutable_last_given_up_at());
    out.mutable_example_ids()->Assign(group.example_ids.begin(), group.example_ids.end());
    out.set_message(group.failure.message);
    out.set_advice(AdviceFor(group.failure));
  }
  message.set_examined(groups.examined);
  message.set_truncated(groups.truncated);
  return message;
}

v1::Reprocessing ToMessage(const Reprocessing& of) {
  v1::Reprocessing message;
  message.set_id(StrCat(of.number));
  message.set_state(of.stopped                ? v1::REPROCESSING_STATE_STOPPED
                    : of.ended_at.has_value() ? v1::REPROCESSING_STATE_FINISHED
                                              : v1::REPROCESSING_STATE_RUNNING);
  v1::ReprocessingFilter& filter = *message.mutable_filter();
  filter.set_state(ToMessage(of.filter.state));
  filter.set_unless_extractor_version(of.filter.unless_extractor_version);
  filter.set_publisher(of.filter.publisher);
  filter.set_uri_prefix(of.filter.uri_prefix);
  if (of.filter.received_from) {
    SetTimestamp(*of.filter.received_from, filter.mutable_received_from());
  }
  if (of.filter.received_to) SetTimestamp(*of.filter.received_to, filter.mutable_received_to());
  message.set_max_per_second(of.max_per_second);
  SetTimestamp(of.started_at, message.mutable_started_at());
  if (of.ended_at.has_value()) SetTimestamp(*of.ended_at, message.mutable_ended_at());
  message.set_total(of.total);
  message.set_examined(of.examined);
  message.set_queued(of.queued);
  return message;
}

absl::StatusOr<DeadLetterFilter> ToDeadLetterFilter(const v1::DeadLetterFilter& message) {
  if (!v1::DeliveryStep_IsValid(message.step())) {
    return FieldInvalid("step", StrCat("has no value ", static_cast<int>(message.step())));
  }
  DeadLetterFilter filter;
  filter.step = static_cast<DeliveryStep>(message.step());
  filter.error = message.error();
  filter.publisher = message.publisher();
  filter.submitter = message.submitter();
  filter.uri_prefix = message.uri_prefix();
  DATELINE_ASSIGN_OR_RETURN(
      filter.given_up_from,
      ReadOptional("given_up_from", message.has_given_up_from(), message.given_up_from()));
  DATELINE_ASSIGN_OR_RETURN(
      filter.given_up_to,
      ReadOptional("given_up_to", message.has_given_up_to(), message.given_up_to()));
  return filter;
}

absl::StatusOr<ReprocessingFilter> ToReprocessingFilter(const v1::ReprocessingFilter& message) {
  ReprocessingFilter filter;
  DATELINE_ASSIGN_OR_RETURN(filter.state, ReadState(message.state()));
  filter.unless_extractor_version = message.unless_extractor_version();
  filter.publisher = message.publisher();
  filter.uri_prefix = message.uri_prefix();
  DATELINE_ASSIGN_OR_RETURN(
      filter.received_from,
      ReadOptional("received_from", message.has_received_from(), message.received_from()));
  DATELINE_ASSIGN_OR_RETURN(
      filter.received_to,
      ReadOptional("received_to", message.has_received_to(), message.received_to()));
  return filter;
}

absl::StatusOr<std::optional<Priority>> ToPriority(v1::Priority priority) {
  if (!v1::Priority_IsValid(priority)) {
    return FieldInvalid("priority", StrCat("has no value ", static_cast<int>(priority)));
  }
  if (priority == v1::PRIORITY_UNSPECIFIED) return std::nullopt;
  return static_cast<Priority>(priority);
}

absl::StatusOr<uint64_t> ToReprocessingNumber(std::string_view id) {
  uint64_t number = 0;
  if (id.empty()) return FieldRequired("reprocessing_id");
  if (absl::SimpleAtoi(AbslView(id), &number)) return number;
  return MakeError(absl::StatusCode::kNotFound, reason::kReprocessingNotFound,
                   StrCat("no reprocessing has the id '", id, "'; list them to find one"),
                   {{"id", std::string(id)}});
}

}  // namespace dateline::ingest

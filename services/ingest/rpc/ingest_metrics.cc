#include "services/ingest/rpc/ingest_metrics.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace dateline::ingest {
namespace {

// As the commands of `dateline` call them.
constexpr std::pair<DeliveryState, const char*> kWaitingStates[] = {
    {DeliveryState::kQueued, "queued"},
    {DeliveryState::kRetrying, "retrying"},
    {DeliveryState::kRemoving, "removing"}};
constexpr std::pair<Priority, const char*> kPriorityNames[] = {
    {Priority::kBreaking, "breaking"},
    {Priority::kNormal, "normal"},
    {Priority::kBackfill, "backfill"},
    {Priority::kReextraction, "reextraction"}};
constexpr std::pair<DeliveryEvent, const char*> kEvents[] = {
    {DeliveryEvent::kAccepted, "accepted"},
    {DeliveryEvent::kDuplicate, "duplicate"},
    {DeliveryEvent::kRefused, "refused"},
    {DeliveryEvent::kDelivered, "delivered"},
    {DeliveryEvent::kFailedAttempt, "failed_attempt"},
    {DeliveryEvent::kGivenUp, "given_up"}};

// Zeros too, so that a series does not come and go.
void GiveQueue(const DeliveryStatus& status, Samples& samples) {
  std::map<std::pair<DeliveryState, Priority>, uint64_t> depths;
  for (const QueueDepth& depth : status.depths) {
    depths[{depth.state, depth.priority}] = depth.documents;
  }
  for (const auto& [state, state_name] : kWaitingStates) {
    for (const auto& [priority, priority_name] : kPriorityNames) {
      samples.Gauge({"dateline_delivery_queue_documents", "Documents that wait for delivery."},
                    {{"state", state_name}, {"priority", priority_name}},
                    static_cast<double>(depths[{state, priority}]));
    }
  }
  samples.Gauge(
      {"dateline_delivery_queue_limit_documents", "Waiting documents above which are refused."}, {},
      static_cast<double>(status.waiting_limit));
  const double lag = status.oldest_queued_at.has_value()
                         ? absl::ToDoubleSeconds(status.as_of - *status.oldest_queued_at)
                         : 0;
  samples.Gauge({"dateline_delivery_lag_seconds",
                 "How long the document waits that waits longest; 0 if none does."},
                {}, lag > 0 ? lag : 0);
}

void GiveEvents(const DeliveryRates& rates, Samples& samples) {
  for (const auto& [event, name] : kEvents) {
    samples.Counter({"dateline_delivery_events_total", "What became of documents and attempts."},
                    {{"event", name}}, static_cast<double>(rates.Total(event)));
  }
  const DeliveryRates::TimeTotals times = rates.TotalTimes();
  samples.Histogram({"dateline_delivery_duration_seconds",
                     "From acceptance until the facts were in the base, re-extraction left out."},
                    {}, {DeliveryRates::kTimeBounds.begin(), DeliveryRates::kTimeBounds.end()},
                    {times.counts.begin(), times.counts.end()}, absl::ToDoubleSeconds(times.sum));
}

}  // namespace

std::shared_ptr<void> AddIngestMetrics(Metrics& metrics, const IngestCore& core) {
  return metrics.AddCollector([&core](Samples& samples) {
    GiveEvents(core.rates(), samples);
    const absl::StatusOr<DeliveryStatus> status = core.GetDeliveryStatus(/*top_sources=*/0);
    if (!status.ok()) return;
    GiveQueue(*status, samples);
    samples.Gauge({"dateline_delivery_in_flight", "Documents being delivered."}, {},
                  static_cast<double>(status->in_flight));
    samples.Gauge({"dateline_delivery_dead_letters", "Documents given up."}, {},
                  static_cast<double>(status->dead_letters));
    samples.Gauge({"dateline_delivery_reprocessings", "Reprocessings that go on."}, {},
                  static_cast<double>(status->reprocessings.size()));
  });
}

}  // namespace dateline::ingest

// The ingest service without its skin: reads articles, keeps documents, delivers
// them, tells watchers.
//
//   DATELINE_ASSIGN_OR_RETURN(auto ingest, IngestCore::Open(dependencies, {}));
//   ingest->StartDelivery();
//   DATELINE_ASSIGN_OR_RETURN(Submission submission, ingest->Submit(raw));
//
// Thread-safe. Calls block for the disk, so gRPC's own threads must not make
// them.
#ifndef DATELINE_SERVICES_INGEST_CORE_INGEST_CORE_H_
#define DATELINE_SERVICES_INGEST_CORE_INGEST_CORE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/event_log.h"
#include "common/storage/ordered_store.h"
#include "services/ingest/core/alarm.h"
#include "services/ingest/core/article_reader.h"
#include "services/ingest/core/dead_letters.h"
#include "services/ingest/core/delivery_feed.h"
#include "services/ingest/core/delivery_rates.h"
#include "services/ingest/core/delivery_workers.h"
#include "services/ingest/core/document_comparer.h"
#include "services/ingest/core/document_listing.h"
#include "services/ingest/core/document_store.h"
#include "services/ingest/core/reprocessing.h"

namespace dateline::ingest {

inline constexpr size_t kMaxIdsPerRequest = 10'000;
inline constexpr size_t kMaxTopSources = 100;
inline constexpr size_t kMaxRemovalReasonBytes = 1'000;

// What the core is given. All must outlive it.
struct IngestDependencies {
  OrderedStore* store = nullptr;  // Opened with IngestKeySpaceNames().
  ExtractionClient* extraction = nullptr;
  FactBaseClient* fact_base = nullptr;
  const Clock* clock = nullptr;
  Alarm* alarm = nullptr;
  std::function<double()> random;  // In [0, 1); for jitter.
  const EventLog* log = nullptr;   // For deliveries that fail; may be null.
};

struct IngestOptions {
  DocumentStoreOptions documents;
  DeliveryOptions delivery;
  ReprocessingOptions reprocessing;
};

struct ReprocessQuery {
  std::vector<std::string> document_ids;              // Empty: all that match.
  DeliveryState state = DeliveryState::kUnspecified;  // Unspecified: any.
  std::string unless_extractor_version;               // Empty: any.
};

// What became of a ReprocessQuery.
struct ReprocessAnswer {
  uint64_t queued = 0;                       // At once.
  std::optional<Reprocessing> reprocessing;  // That goes through the others.
};

// What waits, how fast it goes, and who waits most.
struct DeliveryStatus {
  std::vector<QueueDepth> depths;
  uint64_t waiting = 0;
  uint64_t waiting_limit = 0;
  size_t in_flight = 0;
  std::optional<absl::Time> oldest_queued_at;
  struct Source {
    SourceBacklog backlog;
    size_t in_flight = 0;
  };
  std::vector<Source> top_sources;
  uint64_t dead_letters = 0;
  std::vector<Reprocessing> reprocessings;  // Open ones, the oldest first.
  absl::Time as_of;
};

class IngestCore {
 public:
  // Opens the store. Documents are taken from now on, and delivered once
  // StartDelivery() was called.
  static absl::StatusOr<std::unique_ptr<IngestCore>> Open(const IngestDependencies& dependencies,
                                                          const IngestOptions& options);
  // Stops.
  ~IngestCore();

  // Begins to deliver what is queued and to compare documents. REQUIRES: called at most once. Apart
  // from Open, because the services that it calls may be in this process and start after this one.
  void StartDelivery();

  // Reads the article and stores it; durable when it returns. Errors of
  // CheckDeliveryTerms, ReadArticle and DocumentStore::Submit; a refusal for
  // want of room says how long the queue needs for a twentieth of its length.
  absl::StatusOr<Submission> Submit(const RawArticle& raw, const DeliveryTerms& terms = {});
  // The same, and waits a little to say what the document resembles.
  absl::StatusOr<Submission> SubmitAndCompare(const RawArticle& raw,
                                              const DeliveryTerms& terms = {});
  absl::StatusOr<StoredDocument> Get(std::string_view document_id, bool include_text) const;
  absl::StatusOr<std::string> GetContent(std::string_view document_id) const;
  absl::StatusOr<DocumentPage> List(const DocumentQuery& query) const;
  // See DeliveryFeed::Watch.
  absl::StatusOr<std::unique_ptr<DeliveryWatch>> Watch(const std::vector<std::string>& document_ids,
                                                       bool until_settled,
                                                       std::function<void()> wake);
  // Queues documents that are named, and dead letters, at once; for all that
  // match begins a reprocessing.
  absl::StatusOr<ReprocessAnswer> Reprocess(const ReprocessQuery& query);
  // See dead_letters.h.
  absl::StatusOr<DeadLetterPage> ListDeadLetters(const DeadLetterQuery& query) const;
  absl::StatusOr<DeadLetterGroups> ExplainDeadLetters(const DeadLetterFilter& filter) const;
  absl::StatusOr<Replay> ReplayDeadLetters(const std::vector<std::string>& document_ids,
                                           const DeadLetterFilter& filter,
                                           std::optional<Priority> priority);
  // INVALID_ARGUMENT for more than kMaxTopSources.
  absl::StatusOr<DeliveryStatus> GetDeliveryStatus(size_t top_sources) const;
  // Returns the state after the call: REMOVING or REMOVED.
  absl::StatusOr<DeliveryState> Delete(std::string_view document_id, std::string_view reason);

  // Ends delivery and comparing; what was under way stays queued. Other calls still work.
  void Stop();

  const DocumentStore& documents() const { return *documents_; }
  const DeliveryRates& rates() const { return rates_; }
  Reprocessings& reprocessings() { return *reprocessings_; }

 private:
  explicit IngestCore(const IngestDependencies& dependencies)
      : clock_(dependencies.clock), rates_(dependencies.clock) {}

  void CountChange(const DeliveryChange& change);
  void CountSubmission(const absl::StatusOr<Submission>& submission);
  // What a refused client is to wait.
  absl::Duration RetryAfter() const;

  const Clock* const clock_;
  DeliveryRates rates_;
  std::unique_ptr<DocumentStore> documents_;
  std::unique_ptr<DeliveryFeed> feed_;
  std::unique_ptr<DeliveryWorkers> workers_;
  std::unique_ptr<Reprocessings> reprocessings_;
  std::unique_ptr<DocumentComparer> comparer_;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_INGEST_CORE_H_

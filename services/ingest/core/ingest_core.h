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
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/storage/ordered_store.h"
#include "services/ingest/core/alarm.h"
#include "services/ingest/core/article_reader.h"
#include "services/ingest/core/delivery_feed.h"
#include "services/ingest/core/delivery_workers.h"
#include "services/ingest/core/document_listing.h"
#include "services/ingest/core/document_store.h"

namespace dateline::ingest {

inline constexpr size_t kMaxIdsPerRequest = 10'000;
inline constexpr size_t kMaxRemovalReasonBytes = 1'000;

// What the core is given. All must outlive it.
struct IngestDependencies {
  OrderedStore* store = nullptr;  // Opened with IngestKeySpaceNames().
  ExtractionClient* extraction = nullptr;
  FactBaseClient* fact_base = nullptr;
  const Clock* clock = nullptr;
  Alarm* alarm = nullptr;
  std::function<double()> random;  // In [0, 1); for jitter.
};

struct IngestOptions {
  DocumentStoreOptions documents;
  DeliveryOptions delivery;
};

struct ReprocessQuery {
  std::vector<std::string> document_ids;              // Empty: all that match.
  DeliveryState state = DeliveryState::kUnspecified;  // Unspecified: any.
  std::string unless_extractor_version;               // Empty: any.
};

class IngestCore {
 public:
  // Opens the store. Documents are taken from now on, and delivered once
  // StartDelivery() was called.
  static absl::StatusOr<std::unique_ptr<IngestCore>> Open(const IngestDependencies& dependencies,
                                                          const IngestOptions& options);
  // Stops.
  ~IngestCore();

  // Begins to deliver what is queued. REQUIRES: called at most once. Apart from
  // Open, because the services that it calls may be in this process and start
  // after this one.
  void StartDelivery();

  // Reads the article and stores it; durable when it returns. Errors of
  // ReadArticle and DocumentStore::Submit.
  absl::StatusOr<Submission> Submit(const RawArticle& raw);
  absl::StatusOr<StoredDocument> Get(std::string_view document_id, bool include_text) const;
  absl::StatusOr<std::string> GetContent(std::string_view document_id) const;
  absl::StatusOr<DocumentPage> List(const DocumentQuery& query) const;
  // See DeliveryFeed::Watch.
  absl::StatusOr<std::unique_ptr<DeliveryWatch>> Watch(const std::vector<std::string>& document_ids,
                                                       bool until_settled,
                                                       std::function<void()> wake);
  // Returns how many were queued.
  absl::StatusOr<uint64_t> Reprocess(const ReprocessQuery& query);
  // Returns the state after the call: REMOVING or REMOVED.
  absl::StatusOr<DeliveryState> Delete(std::string_view document_id, std::string_view reason);

  // Ends delivery; what was under way stays queued. Other calls still work.
  void Stop();

  const DocumentStore& documents() const { return *documents_; }

 private:
  IngestCore() = default;

  absl::StatusOr<uint64_t> ReprocessAll(const ReprocessQuery& query);

  std::unique_ptr<DocumentStore> documents_;
  std::unique_ptr<DeliveryFeed> feed_;
  std::unique_ptr<DeliveryWorkers> workers_;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_INGEST_CORE_H_

#include "services/ingest/core/ingest_core.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/text/utf8.h"

namespace dateline::ingest {
namespace {

bool Applies(const ReprocessQuery& query, const Delivery& delivery) {
  if (query.state != DeliveryState::kUnspecified && delivery.state != query.state) return false;
  return query.unless_extractor_version.empty() ||
         delivery.extractor_version != query.unless_extractor_version;
}

absl::Status CheckIds(const std::vector<std::string>& document_ids) {
  if (document_ids.size() <= kMaxIdsPerRequest) return absl::OkStatus();
  return FieldInvalid("document_ids",
                      StrCat("has ", document_ids.size(), " entries; at most ", kMaxIdsPerRequest));
}

absl::Status CheckId(std::string_view document_id) {
  return document_id.empty() ? FieldRequired("document_id") : absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<IngestCore>> IngestCore::Open(const IngestDependencies& dependencies,
                                                             const IngestOptions& options) {
  std::unique_ptr<IngestCore> core(new IngestCore());
  DATELINE_ASSIGN_OR_RETURN(
      core->documents_,
      DocumentStore::Open(dependencies.store, dependencies.clock, options.documents));
  core->feed_ = std::make_unique<DeliveryFeed>(core->documents_.get());
  core->workers_ = std::make_unique<DeliveryWorkers>(
      core->documents_.get(), dependencies.extraction, dependencies.fact_base, dependencies.clock,
      dependencies.alarm, dependencies.random, options.delivery);
  core->documents_->SetChangeListener([feed = core->feed_.get(), workers = core->workers_.get()](
                                          const DeliveryChange& change, uint64_t backlog) {
    workers->OnChange(change);
    feed->Publish(change, backlog);
  });
  DATELINE_RETURN_IF_ERROR(core->workers_->LoadQueue());
  return core;
}

void IngestCore::StartDelivery() { workers_->Start(); }

IngestCore::~IngestCore() { Stop(); }

void IngestCore::Stop() {
  if (workers_ != nullptr) workers_->Stop();
}

absl::StatusOr<Submission> IngestCore::Submit(const RawArticle& raw) {
  DATELINE_ASSIGN_OR_RETURN(const Article article, ReadArticle(raw));
  return documents_->Submit(article, raw.content);
}

absl::StatusOr<StoredDocument> IngestCore::Get(std::string_view document_id,
                                               bool include_text) const {
  DATELINE_RETURN_IF_ERROR(CheckId(document_id));
  return documents_->Get(document_id, include_text);
}

absl::StatusOr<std::string> IngestCore::GetContent(std::string_view document_id) const {
  DATELINE_RETURN_IF_ERROR(CheckId(document_id));
  return documents_->GetContent(document_id);
}

absl::StatusOr<DocumentPage> IngestCore::List(const DocumentQuery& query) const {
  return ListDocuments(*documents_, query);
}

absl::StatusOr<std::unique_ptr<DeliveryWatch>> IngestCore::Watch(
    const std::vector<std::string>& document_ids, bool until_settled, std::function<void()> wake) {
  DATELINE_RETURN_IF_ERROR(CheckIds(document_ids));
  return feed_->Watch(document_ids, until_settled, std::move(wake));
}

absl::StatusOr<uint64_t> IngestCore::Reprocess(const ReprocessQuery& query) {
  DATELINE_RETURN_IF_ERROR(CheckIds(query.document_ids));
  if (query.document_ids.empty()) return ReprocessAll(query);
  return documents_->Requeue(query.document_ids,
                             [&](const Delivery& delivery) { return Applies(query, delivery); });
}

absl::StatusOr<uint64_t> IngestCore::ReprocessAll(const ReprocessQuery& query) {
  DocumentQuery listing;
  listing.state = query.state;
  listing.oldest_first = true;
  listing.page_size = kMaxPageSize;
  uint64_t queued = 0;
  do {
    DATELINE_ASSIGN_OR_RETURN(DocumentPage page, ListDocuments(*documents_, listing));
    std::vector<std::string> ids;
    for (const StoredDocument& stored : page.documents) ids.push_back(stored.document.id);
    DATELINE_ASSIGN_OR_RETURN(const uint64_t more,
                              documents_->Requeue(ids, [&](const Delivery& delivery) {
                                return Applies(query, delivery);
                              }));
    queued += more;
    listing.page_token = std::move(page.next_page_token);
  } while (!listing.page_token.empty());
  return queued;
}

absl::StatusOr<DeliveryState> IngestCore::Delete(std::string_view document_id,
                                                 std::string_view reason) {
  DATELINE_RETURN_IF_ERROR(CheckId(document_id));
  if (reason.size() > kMaxRemovalReasonBytes) {
    return FieldInvalid("reason", StrCat("has more than ", kMaxRemovalReasonBytes, " bytes"));
  }
  if (FindInvalidUtf8(reason).has_value()) return FieldInvalid("reason", "is not UTF-8");
  return documents_->Delete(document_id, reason);
}

}  // namespace dateline::ingest

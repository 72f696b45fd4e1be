#include "services/ingest/core/document_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/storage/rocksdb_store.h"
#include "common/testing/fault_injecting_store.h"
#include "common/testing/manual_clock.h"
#include "common/testing/memory_store.h"
#include "common/testing/temporary_folder.h"
#include "dateline/storage/v1/ingest_records.pb.h"
#include "services/ingest/core/document_listing.h"
#include "services/ingest/core/document_store_check.h"

namespace dateline::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const absl::Time kStart = absl::FromUnixSeconds(1'629'705'600);

std::string ReasonOf(const absl::Status& status) {
  const auto detail = GetErrorDetail(status);
  return detail.has_value() ? detail->reason : "";
}

RawArticle MakeRaw(int number, std::string_view publisher = "Harbour Post") {
  RawArticle raw;
  raw.uri = StrCat("https://harbour.example/", number);
  raw.content = StrCat("Article number ", number, "\r\n\r\nThe mayor spoke.");
  raw.metadata.publisher = std::string(publisher);
  return raw;
}

class DocumentStoreTest : public ::testing::Test {
 protected:
  DocumentStoreTest() : memory_(IngestKeySpaceNames().size()), store_(&memory_), clock_(kStart) {
    Reopen();
  }

  void Reopen() {
    documents_ = *DocumentStore::Open(&store_, &clock_, options_);
    documents_->SetChangeListener([this](const DeliveryChange& change, uint64_t backlog) {
      changes_.push_back(change);
      EXPECT_EQ(backlog, documents_->backlog());
    });
  }

  absl::StatusOr<Submission> Submit(const RawArticle& raw) {
    return documents_->Submit(*ReadArticle(raw), raw.content);
  }

  std::string SubmitNew(int number) { return Submit(MakeRaw(number))->document_id; }

  DeliveryState StateOf(const std::string& id) {
    return documents_->Get(id, false)->delivery.state;
  }

  void Finish(const std::string& id, DeliveryState state,
              std::optional<absl::Time> next = std::nullopt, uint64_t generation = 0) {
    AttemptOutcome outcome;
    outcome.state = state;
    outcome.next_attempt_at = next;
    outcome.extractor_version = "v1";
    outcome.fact_count = 3;
    EXPECT_TRUE(documents_->FinishAttempt(id, generation, outcome).ok());
  }

  std::vector<std::string> Queue() {
    std::vector<std::string> ids;
    const std::vector<QueuedDocument> queue = *documents_->LoadQueue();
    for (const QueuedDocument& queued : queue) ids.push_back(queued.document_id);
    return ids;
  }

  size_t Rows(KeySpace space) {
    size_t rows = 0;
    EXPECT_TRUE(memory_.OpenView()
                    ->ForEach(space, KeyRange{},
                              [&](std::string_view, std::string_view) {
                                ++rows;
                                return ScanStep::kContinue;
                              })
                    .ok());
    return rows;
  }

  MemoryStore memory_;
  FaultInjectingStore store_;
  ManualClock clock_;
  DocumentStoreOptions options_;
  std::unique_ptr<DocumentStore> documents_;
  std::vector<DeliveryChange> changes_;
};

TEST_F(DocumentStoreTest, SubmitStoresEverythingAndQueues) {
  const RawArticle raw = MakeRaw(1);
  const Submission submission = *Submit(raw);
  EXPECT_FALSE(submission.duplicate);
  const StoredDocument stored = *documents_->Get(submission.document_id, true);
  EXPECT_EQ(stored.document, ReadArticle(raw)->document);
  EXPECT_EQ(stored.received_at, kStart);
  EXPECT_EQ(stored.content_bytes, raw.content.size());
  EXPECT_EQ(stored.media_type, "text/plain");
  EXPECT_EQ(stored.delivery.state, DeliveryState::kQueued);
  EXPECT_EQ(stored.delivery.next_attempt_at, kStart);
  EXPECT_EQ(*documents_->GetContent(submission.document_id), raw.content);
  EXPECT_EQ(documents_->Get(submission.document_id, false)->document.text, "");
  EXPECT_THAT(Queue(), ElementsAre(submission.document_id));
  EXPECT_EQ(documents_->backlog(), 1u);
  ASSERT_THAT(changes_, SizeIs(1));
  EXPECT_EQ(changes_[0].uri, raw.uri);
}

TEST_F(DocumentStoreTest, TextThatIsTheContentIsKeptOnce) {
  RawArticle raw = MakeRaw(1);
  raw.content = "The mayor spoke.";
  const std::string id = Submit(raw)->document_id;
  EXPECT_EQ(Rows(kTextsSpace), 0u);
  EXPECT_EQ(documents_->Get(id, true)->document.text, "The mayor spoke.");
}

TEST_F(DocumentStoreTest, ADuplicateChangesNothing) {
  const std::string id = SubmitNew(1);
  clock_.Advance(absl::Seconds(5));
  RawArticle again = MakeRaw(1);
  again.metadata.publisher = "Another";
  const Submission submission = *Submit(again);
  EXPECT_TRUE(submission.duplicate);
  EXPECT_EQ(submission.document_id, id);
  EXPECT_EQ(documents_->Get(id, false)->document.publisher, "Harbour Post");
  EXPECT_EQ(documents_->Get(id, false)->received_at, kStart);
  EXPECT_THAT(changes_, SizeIs(1));
  EXPECT_EQ(documents_->backlog(), 1u);
}

TEST_F(DocumentStoreTest, ARefusedCommitStoresNothing) {
  store_.FailCommit(1, FaultInjectingStore::Fault::kRefused);
  EXPECT_EQ(Submit(MakeRaw(1)).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Rows(kDocumentsSpace) + Rows(kContentsSpace) + Rows(kQueueSpace), 0u);
  EXPECT_EQ(documents_->backlog(), 0u);
  EXPECT_THAT(changes_, IsEmpty());
  EXPECT_FALSE(Submit(MakeRaw(1))->duplicate);
}

TEST_F(DocumentStoreTest, ALostAnswerIsADuplicateNextTime) {
  store_.FailCommit(1, FaultInjectingStore::Fault::kLostAnswer);
  EXPECT_FALSE(Submit(MakeRaw(1)).ok());
  store_.Restart();
  Reopen();
  EXPECT_EQ(documents_->backlog(), 1u);
  EXPECT_TRUE(Submit(MakeRaw(1))->duplicate);
}

TEST_F(DocumentStoreTest, AFullBacklogRefusesNewDocumentsOnly) {
  options_.backlog.max_waiting = 2;
  Reopen();
  const std::string first = SubmitNew(1);
  SubmitNew(2);
  const absl::Status refused = Submit(MakeRaw(3)).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "QUEUE_FULL");
  EXPECT_EQ(GetErrorDetail(refused)->retry_after, options_.retry_after);
  EXPECT_EQ(Rows(kDocumentsSpace), 2u);
  EXPECT_TRUE(Submit(MakeRaw(1))->duplicate) << "what is here already is answered";
  Finish(first, DeliveryState::kDelivered);
  EXPECT_TRUE(Submit(MakeRaw(3)).ok());
}

TEST_F(DocumentStoreTest, AttemptsMoveTheQueueRow) {
  const std::string id = SubmitNew(1);
  Finish(id, DeliveryState::kRetrying, kStart + absl::Seconds(2));
  EXPECT_EQ(documents_->LoadQueue()->at(0).place.time_us,
            absl::ToUnixMicros(kStart + absl::Seconds(2)));
  EXPECT_EQ(documents_->Get(id, false)->delivery.attempts, 1u);
  Finish(id, DeliveryState::kDelivered);
  const Delivery delivery = documents_->Get(id, false)->delivery;
  EXPECT_EQ(delivery.attempts, 2u);
  EXPECT_EQ(delivery.extractor_version, "v1");
  EXPECT_EQ(delivery.fact_count, 3u);
  EXPECT_FALSE(delivery.next_attempt_at.has_value());
  EXPECT_THAT(Queue(), IsEmpty());
  EXPECT_EQ(documents_->backlog(), 0u);
}

TEST_F(DocumentStoreTest, DeletionLeavesATombstone) {
  const std::string id = SubmitNew(1);
  Finish(id, DeliveryState::kDelivered);
  EXPECT_EQ(*documents_->Delete(id, "case 12"), DeliveryState::kRemoving);
  EXPECT_EQ(*documents_->Delete(id, "case 13"), DeliveryState::kRemoving);
  const StoredDocument tombstone = *documents_->Get(id, true);
  EXPECT_EQ(tombstone.document.id, id);
  EXPECT_EQ(tombstone.document.text + tombstone.document.publisher + tombstone.document.uri, "");
  EXPECT_EQ(*documents_->GetContent(id), "");
  EXPECT_EQ(Rows(kContentsSpace) + Rows(kTextsSpace), 0u);
  EXPECT_THAT(Queue(), ElementsAre(id));
  Finish(id, DeliveryState::kRemoved, std::nullopt, 1);
  EXPECT_EQ(*documents_->Delete(id, ""), DeliveryState::kRemoved);
  EXPECT_TRUE(Submit(MakeRaw(1))->duplicate) << "deleted documents stay deleted";
  EXPECT_EQ(StateOf(id), DeliveryState::kRemoved);
}

TEST_F(DocumentStoreTest, AnAttemptOvertakenByADeletionDoesNotCount) {
  const std::string id = SubmitNew(1);
  ASSERT_TRUE(documents_->Delete(id, "").ok());
  Finish(id, DeliveryState::kDelivered, std::nullopt, 0);
  EXPECT_EQ(StateOf(id), DeliveryState::kRemoving);
  EXPECT_THAT(Queue(), ElementsAre(id));
  EXPECT_EQ(documents_->backlog(), 1u);
}

TEST_F(DocumentStoreTest, RequeueTakesWhatApplies) {
  const std::string delivered = SubmitNew(1), dead = SubmitNew(2), waits = SubmitNew(3),
                    deleted = SubmitNew(4);
  Finish(delivered, DeliveryState::kDelivered);
  Finish(dead, DeliveryState::kDead);
  ASSERT_TRUE(documents_->Delete(deleted, "").ok());
  const auto all = [](const Delivery&) { return true; };
  EXPECT_EQ(*documents_->Requeue({delivered, dead, dead, waits, deleted}, all), 2u);
  EXPECT_EQ(StateOf(dead), DeliveryState::kQueued);
  EXPECT_EQ(StateOf(deleted), DeliveryState::kRemoving);
  EXPECT_EQ(documents_->Get(delivered, false)->delivery.extractor_version, "v1")
      << "its old facts are in the fact base until new ones replace them";
  EXPECT_EQ(*documents_->Requeue({delivered, dead, waits}, all), 0u) << "idempotent";
}

TEST_F(DocumentStoreTest, UnknownIdsAreNotFoundAndChangeNothing) {
  const std::string id = SubmitNew(1);
  Finish(id, DeliveryState::kDead);
  for (const absl::Status& status :
       {documents_->Get("nope", false).status(), documents_->GetContent("nope").status(),
        documents_->Delete("nope", "").status(), documents_->GetStates({id, "nope"}).status(),
        documents_->Requeue({id, "nope"}, [](const Delivery&) { return true; }).status()}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
    EXPECT_EQ(ReasonOf(status), "DOCUMENT_NOT_FOUND");
  }
  EXPECT_EQ(StateOf(id), DeliveryState::kDead);
}

TEST_F(DocumentStoreTest, DamagedRecordsAreReported) {
  const std::string id = SubmitNew(1);
  WriteBatch batch;
  batch.Put(kDeliveriesSpace, DocumentKey(id), "\xFF\xFF");
  ASSERT_TRUE(memory_.Commit(batch, Durability::kSynced).ok());
  const absl::Status status = documents_->Get(id, false).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ReasonOf(status), "STORE_CORRUPT");
}

TEST_F(DocumentStoreTest, StoresOfOthersAreNotOpened) {
  for (const auto& [service, version] :
       {std::pair("query", 1u), std::pair("ingest", kIngestFormatVersion + 1)}) {
    MemoryStore other(IngestKeySpaceNames().size());
    storage::v1::IngestStoreFormat format;
    format.set_service(service);
    format.set_version(version);
    WriteBatch batch;
    batch.Put(kMetaSpace, MetaKey("format"), format.SerializeAsString());
    ASSERT_TRUE(other.Commit(batch, Durability::kSynced).ok());
    const absl::Status status = DocumentStore::Open(&other, &clock_, {}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(status), "STORE_FORMAT_UNSUPPORTED");
  }
}

TEST_F(DocumentStoreTest, SurvivesReopeningOnDisk) {
  TemporaryFolder folder;
  std::string id;
  {
    auto store = *OpenRocksDbStore(folder.path(), IngestKeySpaceNames());
    auto documents = *DocumentStore::Open(store.get(), &clock_, {});
    const RawArticle raw = MakeRaw(1);
    id = documents->Submit(*ReadArticle(raw), raw.content)->document_id;
  }
  auto store = *OpenRocksDbStore(folder.path(), IngestKeySpaceNames());
  auto documents = *DocumentStore::Open(store.get(), &clock_, {});
  EXPECT_EQ(documents->backlog(), 1u);
  EXPECT_EQ(documents->Get(id, true)->document, ReadArticle(MakeRaw(1))->document);
  const RawArticle next = MakeRaw(2);
  const std::string other = documents->Submit(*ReadArticle(next), next.content)->document_id;
  EXPECT_EQ(documents->Get(other, false)->sequence, 2u);
}

class DocumentListingTest : public DocumentStoreTest {
 protected:
  // Numbers of the documents listed, from their URIs, page by page.
  std::vector<std::vector<std::string>> Pages(DocumentQuery query) {
    std::vector<std::vector<std::string>> pages;
    do {
      const absl::StatusOr<DocumentPage> page = ListDocuments(*documents_, query);
      EXPECT_TRUE(page.ok()) << page.status();
      pages.emplace_back();
      for (const StoredDocument& stored : page->documents) {
        pages.back().push_back(stored.document.uri.substr(stored.document.uri.rfind('/') + 1));
      }
      query.page_token = page->next_page_token;
    } while (!query.page_token.empty());
    return pages;
  }

  void SubmitFive() {
    for (int i = 1; i <= 5; ++i) {
      ASSERT_TRUE(Submit(MakeRaw(i, i % 2 == 0 ? "Alder Wire" : "Harbour Post")).ok());
      clock_.Advance(absl::Seconds(1));
    }
  }
};

TEST_F(DocumentListingTest, NewestOrOldestFirstInPages) {
  SubmitFive();
  DocumentQuery query;
  query.page_size = 2;
  EXPECT_THAT(Pages(query),
              ElementsAre(ElementsAre("5", "4"), ElementsAre("3", "2"), ElementsAre("1")));
  query.oldest_first = true;
  query.page_size = 5;
  EXPECT_THAT(Pages(query), ElementsAre(ElementsAre("1", "2", "3", "4", "5")));
}

TEST_F(DocumentListingTest, Filters) {
  SubmitFive();
  DocumentQuery query;
  query.oldest_first = true;
  query.publisher = "ALDER wire";
  EXPECT_THAT(Pages(query), ElementsAre(ElementsAre("2", "4")));
  query = {.uri_prefix = "https://harbour.example/3"};
  EXPECT_THAT(Pages(query), ElementsAre(ElementsAre("3")));
  query = {.received_from = kStart + absl::Seconds(1), .received_to = kStart + absl::Seconds(3)};
  EXPECT_THAT(Pages(query), ElementsAre(ElementsAre("3", "2")));
  query = {.state = DeliveryState::kDead};
  EXPECT_THAT(Pages(query), ElementsAre(IsEmpty()));
}

TEST_F(DocumentListingTest, PageTokensBelongToTheirQuery) {
  SubmitFive();
  DocumentQuery query;
  query.page_size = 2;
  const std::string token = ListDocuments(*documents_, query)->next_page_token;
  query.page_token = token;
  query.page_size = 3;
  EXPECT_TRUE(ListDocuments(*documents_, query).ok()) << "the size of pages may change";
  query.publisher = "Alder Wire";
  EXPECT_EQ(ReasonOf(ListDocuments(*documents_, query).status()), "PAGE_TOKEN_MISMATCH");
  for (const char* bad : {"!", "AAAA", "x", "CgA"}) {
    query.page_token = bad;
    EXPECT_EQ(ReasonOf(ListDocuments(*documents_, query).status()), "PAGE_TOKEN_INVALID") << bad;
  }
  EXPECT_EQ(ReasonOf(ListDocuments(*documents_, {.page_size = 1'001}).status()), "FIELD_INVALID");
  EXPECT_EQ(
      ReasonOf(
          ListDocuments(*documents_, {.received_from = kStart, .received_to = kStart}).status()),
      "FIELD_INVALID");
}

}  // namespace
}  // namespace dateline::ingest

#include "services/ingest/core/ingest_store_migration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/strings.h"
#include "common/testing/fault_injecting_store.h"
#include "common/testing/manual_clock.h"
#include "common/testing/memory_store.h"
#include "dateline/storage/v1/ingest_records.pb.h"
#include "services/ingest/core/article_reader.h"
#include "services/ingest/core/document_keys.h"
#include "services/ingest/core/document_store.h"
#include "services/ingest/core/document_store_check.h"

namespace dateline::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A store as format 2 had it, with a document that waits, one that was given up
// and one that was delivered.
class MigrationTest : public ::testing::Test {
 protected:
  MigrationTest() {
    auto documents = *DocumentStore::Open(&memory_, &clock_, {});
    for (int number = 0; number < 3; ++number) {
      RawArticle raw;
      raw.uri = StrCat("https://harbour.example/", number);
      raw.content = StrCat("Article number ", number, ". The mayor spoke.");
      ids_.push_back(documents->Submit(*ReadArticle(raw), raw.content)->document_id);
    }
    clock_.Advance(absl::Minutes(1));
    EXPECT_TRUE(documents->FinishAttempt(ids_[1], 0, {.state = DeliveryState::kDead}).ok());
    EXPECT_TRUE(documents->FinishAttempt(ids_[2], 0, {.state = DeliveryState::kDelivered}).ok());
    documents.reset();
    WriteAsFormat2();
  }

  void WriteAsFormat2() {
    WriteBatch batch;
    storage::v1::IngestStoreFormat format;
    format.set_service("ingest");
    format.set_version(2);
    batch.Put(kMetaSpace, MetaKey("format"), format.SerializeAsString());
    const std::unique_ptr<ReadView> view = memory_.OpenView();
    EXPECT_TRUE(view->ForEach(kQueueSpace, {},
                              [&](std::string_view key, std::string_view) {
                                batch.Put(kQueueSpace, key, ids_[0]);
                                return ScanStep::kContinue;
                              })
                    .ok());
    EXPECT_TRUE(view->ForEach(kDeadLettersSpace, {},
                              [&](std::string_view key, std::string_view) {
                                batch.Delete(kDeadLettersSpace, key);
                                return ScanStep::kContinue;
                              })
                    .ok());
    for (const std::string& id : ids_) {
      storage::v1::DeliveryRecord record;
      record.ParseFromString(**view->Get(kDeliveriesSpace, DocumentKey(id)));
      record.clear_priority();
      record.clear_publisher();
      record.clear_queued_at_us();
      record.clear_times_dead();
      batch.Put(kDeliveriesSpace, DocumentKey(id), record.SerializeAsString());
    }
    EXPECT_TRUE(memory_.Commit(batch, Durability::kSynced).ok());
  }

  void ExpectWhole() {
    auto documents = *DocumentStore::Open(&memory_, &clock_, {});
    EXPECT_THAT(CheckDocumentStore(memory_)->examples, IsEmpty());
    const std::vector<QueuedDocument> queue = *documents->LoadQueue();
    ASSERT_EQ(queue.size(), 1u);
    EXPECT_EQ(queue[0].document_id, ids_[0]);
    EXPECT_EQ(queue[0].priority, Priority::kNormal);
    EXPECT_EQ(documents->dead_letters(), 1u);
    ASSERT_TRUE(documents->FinishAttempt(ids_[0], 0, {.state = DeliveryState::kDelivered}).ok());
    EXPECT_EQ(*documents->Requeue({ids_[1]}, [](const Delivery&) { return true; }), 1u);
    EXPECT_EQ(documents->dead_letters(), 0u);
    EXPECT_EQ(documents->backlog(), 1u);
    EXPECT_THAT(CheckDocumentStore(memory_)->examples, IsEmpty());
  }

  ManualClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  MemoryStore memory_{IngestKeySpaceNames().size()};
  std::vector<std::string> ids_;
};

TEST_F(MigrationTest, AnOlderStoreIsBroughtUpToDate) { ExpectWhole(); }

TEST_F(MigrationTest, ACutShortMigrationIsFinishedNextTime) {
  for (int commit = 1; commit <= 2; ++commit) {
    FaultInjectingStore faulty(&memory_);
    faulty.FailCommit(commit, FaultInjectingStore::Fault::kRefused);
    EXPECT_EQ(MigrateIngestStore(faulty).code(), absl::StatusCode::kUnavailable);
  }
  ExpectWhole();
}

TEST_F(MigrationTest, AStoreOfThePresentFormatIsLeftAsItIs) {
  ASSERT_TRUE(MigrateIngestStore(memory_).ok());
  FaultInjectingStore faulty(&memory_);
  faulty.FailCommit(1, FaultInjectingStore::Fault::kRefused);
  EXPECT_TRUE(MigrateIngestStore(faulty).ok()) << "nothing is written";
}

}  // namespace
}  // namespace dateline::ingest

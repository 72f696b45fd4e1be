#include "services/ingest/core/document_store_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/strings.h"
#include "common/testing/manual_clock.h"
#include "common/testing/memory_store.h"
#include "services/ingest/core/article_reader.h"
#include "services/ingest/core/copy_index.h"
#include "services/ingest/core/document_keys.h"
#include "services/ingest/core/document_store.h"
#include "services/ingest/core/record_codec.h"

namespace dateline::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DocumentStoreCheckTest : public ::testing::Test {
 protected:
  DocumentStoreCheckTest() : documents_(*DocumentStore::Open(&store_, &clock_, {})) {
    for (int number = 0; number < 4; ++number) ids_.push_back(Submit(number));
    clock_.Advance(absl::Minutes(1));
    Finish(ids_[0], DeliveryState::kDelivered, 0);
    EXPECT_TRUE(documents_->Delete(ids_[1], "asked to").ok());
    Finish(ids_[1], DeliveryState::kRemoved, 1);
    Finish(ids_[2], DeliveryState::kDead, 0);
  }

  std::string Submit(int number) {
    RawArticle raw;
    raw.uri = StrCat("https://harbour.example/", number);
    raw.content = StrCat("Article number ", number, "\r\n\r\nThe mayor spoke.");
    return documents_->Submit(*ReadArticle(raw), raw.content)->document_id;
  }
  void Finish(const std::string& id, DeliveryState state, uint64_t generation) {
    AttemptOutcome outcome;
    outcome.state = state;
    ASSERT_TRUE(documents_->FinishAttempt(id, generation, outcome).ok());
  }
  DeliveryState StateOf(size_t number) {
    return documents_->Get(ids_[number], false)->delivery.state;
  }
  std::vector<std::string> Problems() {
    const auto report = CheckDocumentStore(store_);
    EXPECT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->problems, report->examples.size());
    return report->examples;
  }
  void Delete(KeySpace space, const std::string& key) {
    WriteBatch batch;
    batch.Delete(space, key);
    ASSERT_TRUE(store_.Commit(batch, Durability::kSynced).ok());
  }

  ManualClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  MemoryStore store_{IngestKeySpaceNames().size()};
  std::unique_ptr<DocumentStore> documents_;
  std::vector<std::string> ids_;
};

TEST_F(DocumentStoreCheckTest, AWholeStoreHasNoProblems) {
  EXPECT_THAT(Problems(), IsEmpty());
  EXPECT_EQ(CheckDocumentStore(store_)->documents, 4u);
}

TEST_F(DocumentStoreCheckTest, FindsMissingRows) {
  Delete(kContentsSpace, DocumentKey(ids_[0]));
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("no content")));
  Delete(kDeliveriesSpace, DocumentKey(ids_[3]));
  // Its document row, and its rows in the queue, in the listing and among those that
  // wait to be compared, say so.
  EXPECT_EQ(Problems().size(), 5u);
}

TEST_F(DocumentStoreCheckTest, FindsRowsOfDocumentsThatAreNotThere) {
  WriteBatch batch;
  batch.Put(kTextsSpace, DocumentKey("nobody"), "text");
  batch.Put(kTextsSpace, DocumentKey(ids_[1]), "text of a deleted document");
  batch.Put(kQueueSpace, TimedKey{7, 7}.Encode(),
            EncodeQueuedDocument({.document_id = ids_[0], .state = DeliveryState::kQueued}));
  ASSERT_TRUE(store_.Commit(batch, Durability::kSynced).ok());
  EXPECT_THAT(Problems(), ::testing::UnorderedElementsAre(
                              HasSubstr("nobody"), HasSubstr("was deleted"), HasSubstr("twice")));
}

TEST_F(DocumentStoreCheckTest, MakesTheIndexOfCopiesAnew) {
  // Documents 0, 2 and 3 are left; their texts have too few words for bands.
  while (documents_->CompareWaiting(2)->has_value()) {
  }
  EXPECT_THAT(Problems(), IsEmpty());
  const CopyKeys keys =
      CopyKeysOf(documents_->Get(ids_[0], false)->document,
                 SketchOf(WordsOfText(documents_->Get(ids_[0], true)->document.text)));
  const auto entry = *store_.OpenView()->Get(kCopyIndexSpace, keys.words);
  ASSERT_TRUE(entry.has_value());
  Delete(kCopyIndexSpace, keys.words);
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("missing in the index of copies")));
  WriteBatch batch;
  batch.Put(kCopyIndexSpace, keys.words, *entry);
  batch.Put(kCopyIndexSpace, CopyIndexKey(CopyIndexTag::kBand, 7), *entry);
  ASSERT_TRUE(store_.Commit(batch, Durability::kSynced).ok());
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("holds 7 places, its documents 6")));
  Delete(kCopyIndexSpace, CopyIndexKey(CopyIndexTag::kBand, 7));
  Delete(kResemblancesSpace, DocumentKey(ids_[2]));
  EXPECT_THAT(Problems(), ::testing::Contains(HasSubstr("neither waits to be compared")));
}

TEST_F(DocumentStoreCheckTest, RequeuesWhatSettledSince) {
  const absl::Time settled = clock_.Now();
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(*documents_->RequeueSettledSince(settled + absl::Seconds(1)), 0u);
  EXPECT_EQ(StateOf(0), DeliveryState::kDelivered);
  EXPECT_EQ(*documents_->RequeueSettledSince(settled), 2u);
  EXPECT_EQ(StateOf(0), DeliveryState::kQueued);
  EXPECT_EQ(StateOf(1), DeliveryState::kRemoving);
  EXPECT_EQ(StateOf(2), DeliveryState::kDead);
  EXPECT_EQ(StateOf(3), DeliveryState::kQueued);
  EXPECT_EQ(documents_->backlog(), 3u);
  EXPECT_THAT(Problems(), IsEmpty());
}

}  // namespace
}  // namespace dateline::ingest

#include "services/ingest/core/ingest_core.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "common/base/error.h"
#include "services/ingest/core/testing/ingest_fixture.h"

namespace dateline::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

std::string ReasonOf(const absl::Status& status) {
  const auto detail = GetErrorDetail(status);
  return detail.has_value() ? detail->reason : "";
}

class IngestCoreTest : public IngestFixture {
 protected:
  // What a watch says until it waits or ends: id and state.
  std::vector<std::pair<std::string, DeliveryState>> Read(DeliveryWatch& watch) {
    std::vector<std::pair<std::string, DeliveryState>> seen;
    DeliveryUpdate update;
    while ((last_step_ = *watch.Next(update)) == WatchStep::kUpdate) {
      seen.emplace_back(update.change.document_id, update.change.delivery.state);
      unsettled_.push_back(update.unsettled);
    }
    return seen;
  }

  WatchStep last_step_ = WatchStep::kWait;
  std::vector<uint64_t> unsettled_;
};

TEST_F(IngestCoreTest, BadInputIsRefusedAndTheStoreStaysAsItIs) {
  Open(/*deliver=*/false);
  Submit(1);
  const uint64_t commits = core_->documents().commit_count();
  RawArticle raw = MakeRaw(2);
  const auto reason_of = [&] { return ReasonOf(core_->Submit(raw).status()); };
  raw.content = "";
  EXPECT_EQ(reason_of(), "DOCUMENT_EMPTY");
  raw.content = "caf\xE9";
  EXPECT_EQ(reason_of(), "DOCUMENT_NOT_UTF8");
  raw.content = std::string("a\0b", 3);
  EXPECT_EQ(reason_of(), "DOCUMENT_BINARY");
  raw.content = std::string(20 << 20, 'a');
  EXPECT_EQ(reason_of(), "DOCUMENT_TOO_LARGE");
  raw = MakeRaw(2);
  raw.media_type = "application/pdf";
  EXPECT_EQ(reason_of(), "MEDIA_TYPE_UNSUPPORTED");
  raw = MakeRaw(2);
  raw.metadata.published_at = "0000-05-01";
  EXPECT_EQ(reason_of(), "TIME_INVALID");
  EXPECT_EQ(ReasonOf(core_->Get("", false).status()), "FIELD_REQUIRED");
  EXPECT_EQ(ReasonOf(core_->Get("unknown", false).status()), "DOCUMENT_NOT_FOUND");
  EXPECT_EQ(ReasonOf(core_->Delete("unknown", "").status()), "DOCUMENT_NOT_FOUND");
  EXPECT_EQ(ReasonOf(core_->Delete("x", std::string(1'001, 'r')).status()), "FIELD_INVALID");
  EXPECT_EQ(ReasonOf(core_->Watch({"unknown"}, true, nullptr).status()), "DOCUMENT_NOT_FOUND");
  const std::vector<std::string> too_many(kMaxIdsPerRequest + 1, "x");
  EXPECT_EQ(ReasonOf(core_->Watch(too_many, true, nullptr).status()), "FIELD_INVALID");
  EXPECT_EQ(ReasonOf(core_->Reprocess({.document_ids = too_many}).status()), "FIELD_INVALID");
  EXPECT_EQ(core_->documents().commit_count(), commits);
  EXPECT_EQ(core_->documents().backlog(), 1u);
}

TEST_F(IngestCoreTest, AWatchGivesStatesThenChangesThenEnds) {
  Open(/*deliver=*/false);
  const std::string a = Submit(1), b = Submit(2);
  Submit(3);
  std::atomic<int> woken = 0;
  auto watch = *core_->Watch({a, b}, /*until_settled=*/true, [&] { ++woken; });
  EXPECT_THAT(Read(*watch),
              ElementsAre(Pair(a, DeliveryState::kQueued), Pair(b, DeliveryState::kQueued)));
  EXPECT_EQ(last_step_, WatchStep::kWait);
  EXPECT_EQ(woken, 0);
  core_->StartDelivery();
  AwaitState(a, DeliveryState::kDelivered);
  AwaitState(b, DeliveryState::kDelivered);
  EXPECT_GE(woken, 2);
  unsettled_.clear();
  EXPECT_THAT(Read(*watch), UnorderedElementsAre(Pair(a, DeliveryState::kDelivered),
                                                 Pair(b, DeliveryState::kDelivered)));
  EXPECT_THAT(unsettled_, ElementsAre(1, 0));
  EXPECT_EQ(last_step_, WatchStep::kEnd);
}

TEST_F(IngestCoreTest, AWatchOfSettledDocumentsEndsAtOnce) {
  Open();
  const std::string id = Submit(1);
  AwaitState(id, DeliveryState::kDelivered);
  auto watch = *core_->Watch({id}, true, nullptr);
  EXPECT_THAT(Read(*watch), ElementsAre(Pair(id, DeliveryState::kDelivered)));
  EXPECT_EQ(last_step_, WatchStep::kEnd);
}

TEST_F(IngestCoreTest, AWatchOfAllSeesWhatIsThereAndWhatComes) {
  Open(/*deliver=*/false);
  std::vector<std::pair<std::string, DeliveryState>> expected;
  for (int i = 0; i < 600; ++i) expected.emplace_back(Submit(i), DeliveryState::kQueued);
  auto watch = *core_->Watch({}, /*until_settled=*/true, nullptr);
  EXPECT_EQ(Read(*watch), expected);
  const std::string later = Submit(1'000);
  EXPECT_THAT(Read(*watch), ElementsAre(Pair(later, DeliveryState::kQueued)));
  EXPECT_EQ(unsettled_.back(), 601u);
  EXPECT_EQ(last_step_, WatchStep::kWait);
}

TEST_F(IngestCoreTest, AnEmptyQueueEndsAWatchOfAll) {
  Open();
  auto watch = *core_->Watch({}, /*until_settled=*/true, nullptr);
  EXPECT_THAT(Read(*watch), IsEmpty());
  EXPECT_EQ(last_step_, WatchStep::kEnd);
}

TEST_F(IngestCoreTest, ASlowWatcherSeesTheLatestOfSeveralChanges) {
  Open(/*deliver=*/false);
  const std::string id = Submit(1);
  auto watch = *core_->Watch({}, false, nullptr);
  Read(*watch);
  ASSERT_TRUE(core_->Delete(id, "").ok());
  core_->StartDelivery();
  AwaitState(id, DeliveryState::kRemoved);
  EXPECT_THAT(Read(*watch), ElementsAre(Pair(id, DeliveryState::kRemoved)));
}

TEST_F(IngestCoreTest, ReprocessingByExtractorVersion) {
  Open();
  const std::string id = Submit(1);
  AwaitState(id, DeliveryState::kDelivered);
  EXPECT_EQ(core_->Reprocess({.document_ids = {id}, .unless_extractor_version = "fake-1"})->queued,
            0u);
  EXPECT_EQ(core_->Reprocess({.document_ids = {id}})->queued, 1u);
  AwaitState(id, DeliveryState::kDelivered);
  EXPECT_EQ(fact_base_->recorded().size(), 1u);
}

// Many clients at once: everything acknowledged is there and delivered once per
// document, however often it was sent.
TEST_F(IngestCoreTest, ManyClientsAtOnce) {
  options_.delivery.in_flight = 4;
  Open();
  constexpr int kClients = 8, kDocuments = 60;
  std::vector<std::thread> clients;
  std::atomic<int> accepted = 0;
  for (int c = 0; c < kClients; ++c) {
    clients.emplace_back([&] {
      for (int i = 0; i < kDocuments; ++i) {
        const absl::StatusOr<Submission> submission = core_->Submit(MakeRaw(i));
        ASSERT_TRUE(submission.ok()) << submission.status();
        accepted += submission->duplicate ? 0 : 1;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(accepted, kDocuments);
  for (int i = 0; i < kDocuments; ++i) {
    AwaitState(ReadArticle(MakeRaw(i))->document.id, DeliveryState::kDelivered);
  }
  EXPECT_EQ(fact_base_->recorded().size(), static_cast<size_t>(kDocuments));
  EXPECT_EQ(core_->documents().backlog(), 0u);
}

}  // namespace
}  // namespace dateline::ingest

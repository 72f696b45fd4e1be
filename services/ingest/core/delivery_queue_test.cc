#include "services/ingest/core/delivery_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "common/base/strings.h"
#include "common/testing/manual_clock.h"
#include "services/ingest/core/testing/manual_alarm.h"

namespace dateline::ingest {
namespace {

using ::testing::ElementsAre;

const absl::Time kStart = absl::FromUnixSeconds(1'629'705'600);

class DeliveryQueueTest : public ::testing::Test {
 protected:
  DeliveryQueueTest() : clock_(kStart), alarm_(&clock_) { Reset(1); }

  void Reset(size_t in_flight) {
    queue_ = std::make_unique<DeliveryQueue>(&clock_, &alarm_,
                                             DeliveryQueueOptions{.in_flight = in_flight});
  }

  void Add(const std::string& id, const std::string& submitter, const std::string& publisher = "",
           Priority priority = Priority::kNormal, absl::Duration due_in = {}) {
    queue_->Set({id,
                 {absl::ToUnixMicros(clock_.Now() + due_in), ++sequence_},
                 DeliveryState::kQueued,
                 priority,
                 {submitter, publisher},
                 clock_.Now()});
  }

  // The next `count` documents, each done before the next is asked for.
  std::vector<std::string> TakeAndEnd(size_t count) {
    std::vector<std::string> ids;
    while (ids.size() < count) {
      ids.push_back(queue_->Take()->document_id);
      queue_->Erase(ids.back());
      queue_->Done(ids.back());
    }
    return ids;
  }

  ManualClock clock_;
  ManualAlarm alarm_;
  std::unique_ptr<DeliveryQueue> queue_;
  uint64_t sequence_ = 0;
};

TEST_F(DeliveryQueueTest, OneArticleDoesNotWaitBehindAHundredThousand) {
  for (int i = 0; i < 100'000; ++i) Add(StrCat("mass-", i), "archive");
  EXPECT_THAT(TakeAndEnd(2), ElementsAre("mass-0", "mass-1"));
  Add("one", "newsroom");
  EXPECT_THAT(TakeAndEnd(3), ElementsAre("one", "mass-2", "mass-3"));
}

TEST_F(DeliveryQueueTest, SubmittersTakeTurnsAndTheirPublishersWithin) {
  for (int i = 0; i < 3; ++i) {
    Add(StrCat("a-x", i), "a", "x");
    Add(StrCat("b", i), "b", "x");
  }
  Add("a-y", "a", "y");
  EXPECT_THAT(TakeAndEnd(7), ElementsAre("a-x0", "b0", "a-y", "b1", "a-x1", "b2", "a-x2"));
}

TEST_F(DeliveryQueueTest, UrgentFirstButNothingWaitsForEver) {
  for (int i = 0; i < 40; ++i) Add(StrCat("breaking-", i), "a", "", Priority::kBreaking);
  Add("again", "a", "", Priority::kReextraction);
  Add("archive", "a", "", Priority::kBackfill);
  const std::vector<std::string> order = TakeAndEnd(42);
  EXPECT_EQ(order[0], "breaking-0");
  EXPECT_EQ(order[15], "archive");
  EXPECT_EQ(order[31], "again");
  EXPECT_EQ(order[41], "breaking-39");
}

TEST_F(DeliveryQueueTest, WhatIsNotDueWaits) {
  Add("later", "a", "", Priority::kBreaking, absl::Seconds(5));
  Add("now", "a");
  EXPECT_THAT(TakeAndEnd(1), ElementsAre("now"));
  std::string taken;
  std::thread worker([&] { taken = queue_->Take()->document_id; });
  alarm_.AwaitSleeper(kStart + absl::Seconds(5));
  alarm_.Advance(absl::Seconds(5));
  worker.join();
  EXPECT_EQ(taken, "later");
}

TEST_F(DeliveryQueueTest, ADocumentThatIsGivenOutComesAgainOnceDone) {
  Reset(2);
  Add("one", "a");
  EXPECT_EQ(queue_->Take()->document_id, "one");
  Add("one", "a", "", Priority::kBreaking);
  Add("two", "b");
  EXPECT_EQ(queue_->Take()->document_id, "two") << "one attempt at a time for each document";
  queue_->Done("one");
  const std::optional<QueuedDocument> again = queue_->Take();
  EXPECT_EQ(again->document_id, "one");
  EXPECT_EQ(again->priority, Priority::kBreaking);
}

TEST_F(DeliveryQueueTest, OneSourceAndReextractionLeaveRoomForOthers) {
  Reset(8);
  for (int i = 0; i < 8; ++i) Add(StrCat("slow-", i), "slow");
  for (int i = 0; i < 6; ++i) EXPECT_EQ(queue_->Take()->source.submitter, "slow");
  for (int i = 0; i < 8; ++i) Add(StrCat("again-", i), StrCat(i), "", Priority::kReextraction);
  EXPECT_EQ(queue_->Take()->priority, Priority::kReextraction) << "three quarters are slow";
  Add("other", "other", "", Priority::kBackfill);
  EXPECT_EQ(queue_->Take()->document_id, "other");
  EXPECT_EQ(queue_->in_flight(), 8u);
  EXPECT_EQ(queue_->in_flight({"slow", ""}), 6u);
  queue_->Done("other");
  queue_->Erase("other");
  for (int i = 0; i < 4; ++i) {
    queue_->Done(StrCat("slow-", i));
    queue_->Erase(StrCat("slow-", i));
  }
  EXPECT_EQ(queue_->Take()->document_id, "slow-6");
}

TEST_F(DeliveryQueueTest, APauseLetsOneThroughAtATime) {
  Reset(4);
  for (int i = 0; i < 4; ++i) Add(StrCat(i), "a");
  EXPECT_EQ(queue_->Take()->document_id, "0");
  queue_->Pause(kStart + absl::Seconds(1));
  queue_->Erase("0");
  queue_->Done("0");
  std::vector<std::string> taken;
  std::thread worker([&] {
    for (int i = 0; i < 2; ++i) taken.push_back(queue_->Take()->document_id);
  });
  alarm_.AwaitSleeper(kStart + absl::Seconds(1));
  alarm_.Advance(absl::Seconds(1));
  alarm_.AwaitSleeper(absl::InfiniteFuture());  // One is out, and the next waits for its end.
  EXPECT_EQ(queue_->in_flight(), 1u);
  queue_->Resume();
  worker.join();
  EXPECT_THAT(taken, ElementsAre("1", "2"));
}

TEST_F(DeliveryQueueTest, StoppingEndsTheWait) {
  std::thread worker([&] { EXPECT_EQ(queue_->Take(), std::nullopt); });
  alarm_.AwaitSleeper(absl::InfiniteFuture());
  queue_->Stop();
  worker.join();
  EXPECT_TRUE(queue_->stopped());
}

}  // namespace
}  // namespace dateline::ingest

#include "services/ingest/core/reprocessing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"
#include "services/ingest/core/document_keys.h"
#include "services/ingest/core/testing/ingest_fixture.h"

namespace dateline::ingest {
namespace {

class ReprocessingTest : public IngestFixture {
 protected:
  // `count` documents that are in the fact base, from an older extractor.
  void Deliver(int count) {
    for (int i = 0; i < count; ++i) ids_.push_back(Submit(i));
    for (const std::string& id : ids_) AwaitState(id, DeliveryState::kDelivered);
    calls_before_ = extraction_->call_count();
    clock_.Advance(absl::Seconds(1));
  }

  // Waits until the newest reprocessing has ended and nothing waits.
  Reprocessing AwaitEnd() {
    core_->reprocessings().AwaitAllEnded();
    absl::Mutex mutex;
    bool woken = false;
    auto watch = core_->Watch({}, /*until_settled=*/false, [&] {
      absl::MutexLock lock(&mutex);
      woken = true;
    });
    EXPECT_TRUE(watch.ok()) << watch.status();
    DeliveryUpdate update;
    while (true) {
      if (*(*watch)->Next(update) == WatchStep::kUpdate) continue;
      if (core_->documents().backlog() == 0) break;
      absl::MutexLock lock(&mutex);
      mutex.Await(absl::Condition(&woken));
      woken = false;
    }
    return core_->reprocessings().List().front();
  }

  int Extracted() { return extraction_->call_count() - calls_before_; }

  std::vector<std::string> ids_;
  int calls_before_ = 0;
};

TEST_F(ReprocessingTest, EveryDocumentIsReadAgainOnce) {
  options_.reprocessing.window = 4;
  options_.reprocessing.rows_per_step = 3;
  Open();
  Deliver(30);
  const Reprocessing begun = *core_->reprocessings().Begin({}, 0);
  EXPECT_EQ(begun.total, 30u);
  const Reprocessing ended = AwaitEnd();
  EXPECT_EQ(ended.number, begun.number);
  EXPECT_EQ(ended.examined, 30u);
  EXPECT_EQ(ended.queued, 30u);
  EXPECT_FALSE(ended.stopped);
  EXPECT_EQ(Extracted(), 30);
  EXPECT_EQ(core_->Get(ids_[7], false)->delivery.priority, Priority::kReextraction);
}

TEST_F(ReprocessingTest, TakesWhatMatches) {
  Open();
  Deliver(5);
  ASSERT_TRUE(core_->Delete(ids_[0], "").ok());
  AwaitState(ids_[0], DeliveryState::kRemoved);
  ASSERT_TRUE(core_->reprocessings().Begin({.unless_extractor_version = "fake-1"}, 0).ok());
  EXPECT_EQ(AwaitEnd().queued, 0u);
  ASSERT_TRUE(core_->reprocessings().Begin({.unless_extractor_version = "fake-2"}, 0).ok());
  EXPECT_EQ(AwaitEnd().queued, 4u) << "all but the deleted one";
  ASSERT_TRUE(core_->reprocessings().Begin({.uri_prefix = "https://harbour.example/3"}, 0).ok());
  EXPECT_EQ(AwaitEnd().queued, 1u);
  ASSERT_TRUE(core_->reprocessings().Begin({.publisher = "Alder Wire"}, 0).ok());
  EXPECT_EQ(AwaitEnd().queued, 0u);
  ASSERT_TRUE(core_->reprocessings().Begin({.state = DeliveryState::kDead}, 0).ok());
  EXPECT_EQ(AwaitEnd().queued, 0u);
  ASSERT_TRUE(core_->reprocessings().Begin({.received_from = clock_.Now()}, 0).ok());
  EXPECT_EQ(AwaitEnd().examined, 0u);
}

TEST_F(ReprocessingTest, AtMostAWindowWaits) {
  options_.reprocessing.window = 6;
  Open();
  Deliver(40);
  extraction_->Hang();
  ASSERT_TRUE(core_->reprocessings().Begin({}, 0).ok());
  extraction_->AwaitHanging(1);  // Half of three workers.
  EXPECT_LE(core_->documents().meter().waiting(Priority::kReextraction), 6u);
  EXPECT_EQ(core_->documents().meter().room(Priority::kBreaking),
            options_.documents.backlog.max_waiting);
  extraction_->Release();
  EXPECT_EQ(AwaitEnd().queued, 40u);
  EXPECT_EQ(Extracted(), 40);
}

TEST_F(ReprocessingTest, GoesOnAfterARestartWhereItWas) {
  options_.reprocessing.window = 2;
  options_.reprocessing.rows_per_step = 2;
  Open();
  Deliver(20);
  extraction_->Hang();
  ASSERT_TRUE(core_->reprocessings().Begin({}, 0).ok());
  extraction_->AwaitHanging(1);
  core_->Stop();
  const Reprocessing before = core_->reprocessings().List().front();
  EXPECT_FALSE(before.ended_at.has_value());
  EXPECT_GT(before.queued, 0u);
  Open();
  calls_before_ = 0;
  const Reprocessing ended = AwaitEnd();
  EXPECT_EQ(ended.number, before.number);
  EXPECT_EQ(ended.examined, 20u);
  EXPECT_EQ(ended.queued, 20u);
  EXPECT_EQ(Extracted(), 20) << "none left out, none taken twice";
}

TEST_F(ReprocessingTest, ARateIsKept) {
  Open();
  Deliver(5);
  const absl::Time start = clock_.Now();
  ASSERT_TRUE(core_->reprocessings().Begin({}, /*max_per_second=*/2).ok());
  alarm_.AwaitSleeper(start + absl::Seconds(1));
  EXPECT_EQ(core_->reprocessings().List().front().queued, 2u);
  alarm_.Advance(absl::Seconds(1));
  alarm_.AwaitSleeper(start + absl::Seconds(2));
  EXPECT_EQ(core_->reprocessings().List().front().queued, 4u);
  alarm_.Advance(absl::Seconds(1));
  EXPECT_EQ(AwaitEnd().queued, 5u);
}

TEST_F(ReprocessingTest, AStoreThatRefusesAStepIsTriedAgain) {
  Open();
  Deliver(3);
  core_->Stop();
  Open(/*deliver=*/false);
  ASSERT_TRUE(core_->reprocessings().Begin({}, 0).ok());
  store_.FailCommit(1, FaultInjectingStore::Fault::kRefused, kDeliveriesSpace);
  core_->StartDelivery();
  alarm_.AwaitSleeper(clock_.Now() + options_.reprocessing.retry_delay);
  EXPECT_EQ(core_->reprocessings().List().front().examined, 0u);
  alarm_.Advance(options_.reprocessing.retry_delay);
  EXPECT_EQ(AwaitEnd().queued, 3u);
}

TEST_F(ReprocessingTest, StoppedOnesAndLimits) {
  options_.reprocessing.max_open = 2;
  options_.reprocessing.max_ended = 1;
  Open(/*deliver=*/false);
  auto& all = core_->reprocessings();
  const uint64_t first = all.Begin({}, 0)->number, second = all.Begin({}, 0)->number;
  EXPECT_EQ(all.Begin({}, 0).status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(all.End(first)->stopped);
  EXPECT_TRUE(all.End(first)->stopped) << "idempotent";
  EXPECT_EQ(GetErrorDetail(all.End(99).status())->reason, "REPROCESSING_NOT_FOUND");
  const uint64_t third = all.Begin({}, 0)->number;
  EXPECT_GT(third, second);
  EXPECT_TRUE(all.End(second).ok());
  EXPECT_TRUE(all.Begin({}, 0).ok());
  EXPECT_EQ(all.List().size(), 3u) << "the first is forgotten";
  EXPECT_FALSE(all.Begin({.state = DeliveryState::kQueued}, 0).ok());
  EXPECT_FALSE(all.Begin({}, -1).ok());
  const absl::Time now = clock_.Now();
  EXPECT_FALSE(all.Begin({.received_from = now, .received_to = now}, 0).ok());
}

}  // namespace
}  // namespace dateline::ingest

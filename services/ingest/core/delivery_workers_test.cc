#include "services/ingest/core/delivery_workers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/base/error.h"
#include "services/ingest/core/document_keys.h"
#include "services/ingest/core/testing/ingest_fixture.h"

namespace dateline::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Pair;

const absl::Status kDown = absl::UnavailableError("connection refused");

class DeliveryTest : public IngestFixture {};

TEST(BackoffTest, DoublesUpToTheMaximumAndJitterOnlyShortens) {
  DeliveryOptions options;
  options.first_delay = absl::Seconds(1);
  options.max_delay = absl::Seconds(10);
  EXPECT_EQ(BackoffDelay(options, 0, 0.0), absl::Seconds(1));
  EXPECT_EQ(BackoffDelay(options, 3, 0.0), absl::Seconds(8));
  EXPECT_EQ(BackoffDelay(options, 4, 0.0), absl::Seconds(10));
  EXPECT_EQ(BackoffDelay(options, 4'000'000'000u, 0.0), absl::Seconds(10));
  EXPECT_EQ(BackoffDelay(options, 3, 0.5), absl::Seconds(6));
}

TEST_F(DeliveryTest, ADocumentReachesTheFactBase) {
  Open();
  const std::string id = Submit(1);
  const Delivery delivery = AwaitState(id, DeliveryState::kDelivered);
  EXPECT_EQ(delivery.attempts, 1u);
  EXPECT_EQ(delivery.extractor_version, "fake-1");
  EXPECT_EQ(delivery.fact_count, 7u);
  EXPECT_THAT(fact_base_->recorded(), ElementsAre(Pair(id, MakeRaw(1).content)));
}

TEST_F(DeliveryTest, FailuresAreRetriedWithGrowingDelays) {
  Open(/*deliver=*/false);
  extraction_->AnswerNext({kDown, kDown});
  fact_base_->AnswerNext({kDown});
  const std::string id = Submit(1);
  const absl::Time start = clock_.Now();
  core_->StartDelivery();
  Delivery delivery = AwaitState(id, DeliveryState::kRetrying);
  EXPECT_EQ(delivery.next_attempt_at, start + absl::Seconds(1));
  EXPECT_EQ(delivery.last_error, "UNAVAILABLE: connection refused");
  alarm_.AwaitSleeper(start + absl::Seconds(1));
  alarm_.Advance(absl::Seconds(1));
  alarm_.AwaitSleeper(start + absl::Seconds(3));
  EXPECT_EQ(core_->Get(id, false)->delivery.attempts, 2u);
  alarm_.Advance(absl::Seconds(2));
  alarm_.AwaitSleeper(start + absl::Seconds(7));
  EXPECT_EQ(extraction_->call_count(), 3);
  alarm_.Advance(absl::Seconds(4));
  delivery = AwaitState(id, DeliveryState::kDelivered);
  EXPECT_EQ(delivery.attempts, 4u);
  EXPECT_EQ(delivery.last_error, "");
}

TEST_F(DeliveryTest, EveryAttemptBelongsToTheTraceOfTheSubmission) {
  Open(/*deliver=*/false);
  DeliveryTerms terms;
  terms.trace = TraceContext::Draw();
  const absl::StatusOr<Submission> submission = core_->Submit(MakeRaw(1), terms);
  ASSERT_TRUE(submission.ok());
  Open(/*deliver=*/false);  // As after a restart.
  extraction_->AnswerNext({kDown});
  core_->StartDelivery();
  alarm_.AwaitSleeper(clock_.Now() + absl::Seconds(1));
  alarm_.Advance(absl::Seconds(1));
  EXPECT_EQ(AwaitState(submission->document_id, DeliveryState::kDelivered).trace, std::nullopt);
  const std::vector<TraceContext> extraction = extraction_->traces();
  ASSERT_EQ(extraction.size(), 2u);
  EXPECT_EQ(extraction[0].trace_id, terms.trace->trace_id);
  EXPECT_EQ(extraction[1].trace_id, terms.trace->trace_id);
  EXPECT_NE(extraction[0].span_id, extraction[1].span_id);
  EXPECT_NE(extraction[0].span_id, terms.trace->span_id);
  EXPECT_EQ(fact_base_->traces(), std::vector<TraceContext>{extraction[1]});
  const std::vector<nlohmann::json> lines = LogLines();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].at("event"), "delivery_failed");
  EXPECT_EQ(lines[0].at("level"), "warning");
  EXPECT_EQ(lines[0].at("document_id"), submission->document_id);
  EXPECT_EQ(lines[0].at("step"), "extraction");
  EXPECT_EQ(lines[0].at("code"), "UNAVAILABLE");
  EXPECT_EQ(lines[0].at("attempt"), 1);
  EXPECT_EQ(lines[0].at("trace_id"), terms.trace->trace_id);
  EXPECT_EQ(lines[0].at("span_id"), extraction[0].span_id);
}

TEST_F(DeliveryTest, WithoutATraceOfItsOwnAnAttemptBeginsOne) {
  Open();
  AwaitState(Submit(1), DeliveryState::kDelivered);
  ASSERT_EQ(extraction_->traces().size(), 1u);
  EXPECT_EQ(extraction_->traces(), fact_base_->traces());
  EXPECT_TRUE(TraceContext::Parse(extraction_->traces()[0].ToHeader()).has_value());
}

TEST_F(DeliveryTest, AServiceThatAsksForALongerDelayGetsIt) {
  Open(/*deliver=*/false);
  fact_base_->AnswerNext({MakeRetryableError(absl::StatusCode::kResourceExhausted,
                                             reason::kQueueFull, "busy", absl::Seconds(30))});
  const std::string id = Submit(1);
  const absl::Time start = clock_.Now();
  core_->StartDelivery();
  const Delivery delivery = AwaitState(id, DeliveryState::kRetrying);
  EXPECT_EQ(delivery.next_attempt_at, start + absl::Seconds(30));
  EXPECT_EQ(delivery.last_error, "RESOURCE_EXHAUSTED QUEUE_FULL: busy");
}

TEST_F(DeliveryTest, APermanentErrorIsDeadAtOnce) {
  Open(/*deliver=*/false);
  fact_base_->AnswerNext({MakeError(absl::StatusCode::kInvalidArgument,
                                    reason::kExtractionInconsistent, "a span is outside")});
  const std::string id = Submit(1);
  core_->StartDelivery();
  const Delivery delivery = AwaitState(id, DeliveryState::kDead);
  EXPECT_EQ(delivery.attempts, 1u);
  EXPECT_THAT(delivery.last_error, HasSubstr("EXTRACTION_INCONSISTENT"));
  EXPECT_FALSE(delivery.next_attempt_at.has_value());
  ASSERT_EQ(LogLines().size(), 1u);
  EXPECT_EQ(LogLines()[0].at("event"), "delivery_given_up");
  EXPECT_EQ(LogLines()[0].at("level"), "error");
  EXPECT_EQ(LogLines()[0].at("reason"), "EXTRACTION_INCONSISTENT");
}

TEST_F(DeliveryTest, TooManyAttemptsAreDeadAndReprocessingRevives) {
  options_.delivery.max_attempts = 3;
  Open(/*deliver=*/false);
  extraction_->AnswerNext({kDown, kDown, kDown});
  const std::string id = Submit(1);
  absl::Time due = clock_.Now();
  core_->StartDelivery();
  for (int attempt = 1; attempt < 3; ++attempt) {
    due += absl::Seconds(attempt);
    alarm_.AwaitSleeper(due);
    alarm_.Advance(absl::Seconds(attempt));
  }
  EXPECT_EQ(AwaitState(id, DeliveryState::kDead).attempts, 3u);
  EXPECT_EQ(core_->Reprocess({.state = DeliveryState::kDead})->queued, 1u);
  EXPECT_EQ(AwaitState(id, DeliveryState::kDelivered).attempts, 1u);
}

TEST_F(DeliveryTest, TheWindowBoundsWhatIsUnderWay) {
  Open(/*deliver=*/false);
  extraction_->Hang();
  std::vector<std::string> ids;
  for (int i = 0; i < 10; ++i) ids.push_back(Submit(i));
  core_->StartDelivery();
  extraction_->AwaitHanging(3);
  extraction_->Release();
  for (const std::string& id : ids) AwaitState(id, DeliveryState::kDelivered);
  EXPECT_EQ(extraction_->most_at_once(), 3);
  EXPECT_EQ(extraction_->call_count(), 10);
}

TEST_F(DeliveryTest, AHangingCallEndsAtItsDeadlineAndIsRetried) {
  Open();
  extraction_->Hang();
  extraction_->AnswerNext({absl::DeadlineExceededError("no answer in time")});
  const std::string id = Submit(1);
  extraction_->AwaitHanging(1);
  extraction_->Release();
  EXPECT_THAT(AwaitState(id, DeliveryState::kRetrying).last_error, HasSubstr("DEADLINE_EXCEEDED"));
  alarm_.AwaitSleeper(clock_.Now() + absl::Seconds(1));
  alarm_.Advance(absl::Seconds(1));
  AwaitState(id, DeliveryState::kDelivered);
}

TEST_F(DeliveryTest, StoppingLeavesWhatIsUnderWayQueued) {
  Open();
  extraction_->Hang();
  const std::string id = Submit(1);
  extraction_->AwaitHanging(1);
  core_->Stop();
  EXPECT_EQ(StateOf(id), DeliveryState::kQueued);
  EXPECT_EQ(core_->Get(id, false)->delivery.attempts, 0u) << "a cancelled attempt is none";
  Open();
  AwaitState(id, DeliveryState::kDelivered);
}

TEST_F(DeliveryTest, DeletionDuringExtractionIsNotUndone) {
  Open();
  extraction_->Hang();
  const std::string id = Submit(1);
  extraction_->AwaitHanging(1);
  EXPECT_EQ(*core_->Delete(id, "asked to"), DeliveryState::kRemoving);
  extraction_->Release();
  AwaitState(id, DeliveryState::kRemoved);
  EXPECT_THAT(fact_base_->recorded(), IsEmpty());
}

TEST_F(DeliveryTest, DeletionDuringRecordingIsNotUndone) {
  Open();
  fact_base_->Hang();
  const std::string id = Submit(1);
  fact_base_->AwaitHanging(1);
  ASSERT_TRUE(core_->Delete(id, "").ok());
  EXPECT_EQ(fact_base_->most_at_once(), 1) << "removal waits for the recording to end";
  fact_base_->Release();
  AwaitState(id, DeliveryState::kRemoved);
  EXPECT_THAT(fact_base_->recorded(), IsEmpty());
}

TEST_F(DeliveryTest, RemovalNeverGivesUp) {
  options_.delivery.max_attempts = 2;
  Open();
  const std::string id = Submit(1);
  AwaitState(id, DeliveryState::kDelivered);
  fact_base_->AnswerNext({kDown, absl::InvalidArgumentError("odd"), kDown});
  absl::Time due = clock_.Now();
  ASSERT_TRUE(core_->Delete(id, "").ok());
  for (const int delay : {1, 2, 4}) {
    due += absl::Seconds(delay);
    alarm_.AwaitSleeper(due);
    EXPECT_EQ(StateOf(id), DeliveryState::kRemoving);
    alarm_.Advance(absl::Seconds(delay));
  }
  AwaitState(id, DeliveryState::kRemoved);
  EXPECT_THAT(fact_base_->recorded(), IsEmpty());
}

TEST_F(DeliveryTest, AStoreThatRefusesTheOutcomeLeavesItForLater) {
  Open();
  extraction_->Hang();
  const std::string id = Submit(1);
  extraction_->AwaitHanging(1);
  store_.FailCommit(1, FaultInjectingStore::Fault::kRefused, kDeliveriesSpace);
  extraction_->Release();
  alarm_.AwaitSleeper(clock_.Now() + options_.delivery.max_delay);
  EXPECT_EQ(StateOf(id), DeliveryState::kQueued);
  alarm_.Advance(options_.delivery.max_delay);
  AwaitState(id, DeliveryState::kDelivered);
  EXPECT_EQ(extraction_->call_count(), 2) << "at least once";
}

// A restart in each state takes the document where it was going.
TEST_F(DeliveryTest, RestartInEveryState) {
  Open(/*deliver=*/false);
  const std::string queued = Submit(1), retrying = Submit(2), delivered = Submit(3),
                    dead = Submit(4), removing = Submit(5), removed = Submit(6);
  auto documents = *DocumentStore::Open(&store_, &clock_, {});
  const absl::Time later = clock_.Now() + absl::Seconds(30);
  ASSERT_TRUE(documents
                  ->FinishAttempt(retrying, 0,
                                  {.state = DeliveryState::kRetrying, .next_attempt_at = later})
                  .ok());
  ASSERT_TRUE(documents->FinishAttempt(delivered, 0, {.state = DeliveryState::kDelivered}).ok());
  ASSERT_TRUE(documents->FinishAttempt(dead, 0, {.state = DeliveryState::kDead}).ok());
  ASSERT_TRUE(documents->Delete(removing, "").ok());
  ASSERT_TRUE(documents->Delete(removed, "").ok());
  ASSERT_TRUE(documents->FinishAttempt(removed, 1, {.state = DeliveryState::kRemoved}).ok());
  documents.reset();

  Open();
  EXPECT_EQ(AwaitState(queued, DeliveryState::kDelivered).attempts, 1u);
  AwaitState(removing, DeliveryState::kRemoved);
  alarm_.AwaitSleeper(later);
  EXPECT_EQ(StateOf(retrying), DeliveryState::kRetrying) << "its time has not come";
  EXPECT_EQ(StateOf(dead), DeliveryState::kDead);
  EXPECT_EQ(extraction_->call_count(), 1);
  alarm_.Advance(absl::Seconds(30));
  EXPECT_EQ(AwaitState(retrying, DeliveryState::kDelivered).attempts, 2u);
  EXPECT_EQ(extraction_->call_count(), 2);
  EXPECT_EQ(fact_base_->call_count(), 3) << "two recordings and one removal";
  EXPECT_EQ(StateOf(delivered), DeliveryState::kDelivered);
  EXPECT_EQ(StateOf(removed), DeliveryState::kRemoved);
}

}  // namespace
}  // namespace dateline::ingest

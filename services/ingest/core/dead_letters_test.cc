#include "services/ingest/core/dead_letters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"
#include "services/ingest/core/document_store_check.h"
#include "services/ingest/core/testing/ingest_fixture.h"

namespace dateline::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const absl::Status kInconsistent = MakeError(absl::StatusCode::kInvalidArgument,
                                             reason::kExtractionInconsistent, "a span is outside");
const absl::Status kDown = absl::UnavailableError("connection refused");

class DeadLettersTest : public IngestFixture {
 protected:
  // One attempt each, so that what the services answer is what ends it.
  DeadLettersTest() { options_.delivery.max_attempts = 1; }

  std::string Die(int number, const absl::Status& extraction, const absl::Status& recording,
                  const DeliveryTerms& terms = {}) {
    extraction_->AnswerNext({extraction});
    fact_base_->AnswerNext({recording});
    const std::string id = core_->Submit(MakeRaw(number), terms)->document_id;
    AwaitState(id, DeliveryState::kDead);
    extraction_->AnswerNext({});
    fact_base_->AnswerNext({});
    clock_.Advance(absl::Seconds(1));
    return id;
  }

  std::vector<std::string> Ids(const DeadLetterQuery& query) {
    const absl::StatusOr<DeadLetterPage> page = core_->ListDeadLetters(query);
    EXPECT_TRUE(page.ok()) << page.status();
    next_ = page->next_page_token;
    std::vector<std::string> ids;
    for (const StoredDocument& stored : page->documents) ids.push_back(stored.document.id);
    return ids;
  }

  std::string ReasonOf(const absl::Status& status) {
    const auto detail = GetErrorDetail(status);
    return detail.has_value() ? detail->reason : "";
  }

  std::string next_;
};

TEST_F(DeadLettersTest, ListedNewestFirstWithFiltersAndPages) {
  Open();
  const std::string a = Die(1, kDown, {}), b = Die(2, {}, kInconsistent, {"wire-feed"}),
                    c = Die(3, kDown, {});
  AwaitState(Submit(4), DeliveryState::kDelivered);
  EXPECT_THAT(Ids({}), ElementsAre(c, b, a));
  EXPECT_EQ(next_, "");
  EXPECT_THAT(Ids({.page_size = 2}), ElementsAre(c, b));
  EXPECT_THAT(Ids({.page_size = 2, .page_token = next_}), ElementsAre(a));
  EXPECT_THAT(Ids({.filter = {.step = DeliveryStep::kRecording}}), ElementsAre(b));
  EXPECT_THAT(Ids({.filter = {.error = "UNAVAILABLE"}}), ElementsAre(c, a));
  EXPECT_THAT(Ids({.filter = {.error = "EXTRACTION_INCONSISTENT"}}), ElementsAre(b));
  EXPECT_THAT(Ids({.filter = {.submitter = "wire-feed"}}), ElementsAre(b));
  EXPECT_THAT(Ids({.filter = {.publisher = "HARBOUR.example"}}), ElementsAre(c, b, a));
  EXPECT_THAT(Ids({.filter = {.uri_prefix = "https://harbour.example/1"}}), ElementsAre(a));
  const absl::Time when = core_->Get(b, false)->delivery.changed_at;
  EXPECT_THAT(Ids({.filter = {.given_up_from = when}}), ElementsAre(c, b));
  EXPECT_THAT(Ids({.filter = {.given_up_to = when}}), ElementsAre(a));
  EXPECT_THAT(Ids({.document_ids = {b}}), ElementsAre(b));
  Ids({.page_size = 1});
  EXPECT_EQ(ReasonOf(core_
                         ->ListDeadLetters(
                             {.filter = {.step = DeliveryStep::kRecording}, .page_token = next_})
                         .status()),
            "PAGE_TOKEN_MISMATCH");
  EXPECT_EQ(ReasonOf(core_->ListDeadLetters({.document_ids = {"nope"}}).status()),
            "DOCUMENT_NOT_FOUND");
  EXPECT_EQ(ReasonOf(core_->ListDeadLetters({.page_size = 1'001}).status()), "FIELD_INVALID");
}

TEST_F(DeadLettersTest, ExplainedByStepAndError) {
  Open();
  const std::string a = Die(1, kDown, {}), b = Die(2, {}, kInconsistent), c = Die(3, kDown, {});
  const DeadLetterGroups why = *core_->ExplainDeadLetters({});
  EXPECT_EQ(why.examined, 3u);
  EXPECT_FALSE(why.truncated);
  ASSERT_EQ(why.groups.size(), 2u);
  EXPECT_EQ(why.groups[0].documents, 2u);
  EXPECT_EQ(why.groups[0].failure.step, DeliveryStep::kExtraction);
  EXPECT_THAT(why.groups[0].example_ids, ElementsAre(c, a));
  EXPECT_LT(why.groups[0].first_given_up_at, why.groups[0].last_given_up_at);
  EXPECT_EQ(why.groups[1].failure.reason, "EXTRACTION_INCONSISTENT");
  EXPECT_THAT(AdviceFor(why.groups[0].failure), HasSubstr("did not answer"));
  EXPECT_THAT(AdviceFor(why.groups[1].failure), HasSubstr("one version"));
}

TEST_F(DeadLettersTest, AttemptsThatFailInTheSameWayAreCountedTogether) {
  options_.delivery.max_attempts = 4;
  Open(/*deliver=*/false);
  extraction_->AnswerNext({kDown, kDown, absl::DeadlineExceededError("slow"), kDown});
  const std::string id = Submit(1);
  absl::Time due = clock_.Now();
  core_->StartDelivery();
  for (const int delay : {1, 2, 4}) {
    due += absl::Seconds(delay);
    alarm_.AwaitSleeper(due);
    alarm_.Advance(absl::Seconds(delay));
  }
  const Delivery delivery = AwaitState(id, DeliveryState::kDead);
  ASSERT_EQ(delivery.failures.size(), 2u);
  EXPECT_EQ(delivery.failures[0].code, absl::StatusCode::kDeadlineExceeded);
  const DeliveryFailure last = FinalFailure(delivery);
  EXPECT_EQ(last.code, absl::StatusCode::kUnavailable);
  EXPECT_EQ(last.attempts, 3u);
  EXPECT_EQ(last.last_at - last.first_at, absl::Seconds(7));
  EXPECT_EQ(last.message, "connection refused");
  EXPECT_EQ(delivery.times_dead, 1u);
}

TEST_F(DeadLettersTest, ReplayedAllByFilterOrOne) {
  Open();
  const std::string a = Die(1, kDown, {}), b = Die(2, {}, kInconsistent), c = Die(3, kDown, {}),
                    delivered = Submit(4);
  AwaitState(delivered, DeliveryState::kDelivered);
  EXPECT_EQ(core_->ReplayDeadLetters({a, delivered}, {}, std::nullopt)->queued, 1u);
  EXPECT_EQ(AwaitState(a, DeliveryState::kDelivered).attempts, 1u);
  EXPECT_EQ(
      core_->ReplayDeadLetters({}, {.step = DeliveryStep::kRecording}, Priority::kBackfill)->queued,
      1u);
  EXPECT_EQ(AwaitState(b, DeliveryState::kDelivered).priority, Priority::kBackfill);
  EXPECT_THAT(Ids({}), ElementsAre(c));
  EXPECT_EQ(core_->ReplayDeadLetters({}, {}, std::nullopt)->queued, 1u);
  AwaitState(c, DeliveryState::kDelivered);
  EXPECT_THAT(Ids({}), IsEmpty());
  EXPECT_EQ(core_->documents().dead_letters(), 0u);
  EXPECT_EQ(ReasonOf(core_->ReplayDeadLetters({"nope"}, {}, std::nullopt).status()),
            "DOCUMENT_NOT_FOUND");
  EXPECT_EQ(
      ReasonOf(
          core_->ReplayDeadLetters({a}, {.step = DeliveryStep::kRecording}, std::nullopt).status()),
      "FIELD_INVALID");
  EXPECT_THAT(CheckDocumentStore(memory_)->examples, IsEmpty());
}

TEST_F(DeadLettersTest, AReplayStopsWhereTheQueueIsFull) {
  options_.documents.backlog.max_waiting = 5;
  Open();
  for (int i = 0; i < 4; ++i) Die(i, kDown, {});
  core_->Stop();
  for (int i = 10; i < 13; ++i) ASSERT_TRUE(core_->Submit(MakeRaw(i)).ok());
  const Replay replay = *core_->ReplayDeadLetters({}, {}, std::nullopt);
  EXPECT_EQ(replay.queued, 2u);
  EXPECT_EQ(replay.remaining, 2u);
}

TEST_F(DeadLettersTest, WhatDiesAgainCountsHowOften) {
  Open();
  const std::string id = Die(1, kDown, {});
  fact_base_->AnswerNext({kInconsistent});
  ASSERT_EQ(core_->ReplayDeadLetters({id}, {}, std::nullopt)->queued, 1u);
  const Delivery delivery = AwaitState(id, DeliveryState::kDead);
  EXPECT_EQ(delivery.times_dead, 2u);
  EXPECT_EQ(FinalFailure(delivery).step, DeliveryStep::kRecording);
}

TEST_F(DeadLettersTest, DeletedOnesAreGone) {
  Open();
  const std::string id = Die(1, kDown, {});
  ASSERT_TRUE(core_->Delete(id, "").ok());
  AwaitState(id, DeliveryState::kRemoved);
  EXPECT_THAT(Ids({}), IsEmpty());
  EXPECT_EQ(core_->documents().dead_letters(), 0u);
}

TEST(DeadLetterAdviceTest, EachKindOfFailureHasAdvice) {
  for (int code = 1; code <= 16; ++code) {
    for (const DeliveryStep step : {DeliveryStep::kExtraction, DeliveryStep::kRecording}) {
      DeliveryFailure failure;
      failure.step = step;
      failure.code = static_cast<absl::StatusCode>(code);
      EXPECT_THAT(AdviceFor(failure),
                  HasSubstr(step == DeliveryStep::kExtraction ? "extraction" : "query"));
    }
  }
}

}  // namespace
}  // namespace dateline::ingest

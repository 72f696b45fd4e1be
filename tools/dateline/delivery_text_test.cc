#include "tools/dateline/delivery_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dateline::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(DeliveryTextTest, NamesGoThereAndBack) {
  for (const std::string& name : PriorityNames()) EXPECT_EQ(PriorityText(PriorityOf(name)), name);
  for (const char* name : {"extraction", "recording", "removal"}) {
    EXPECT_EQ(StepText(StepOf(name)), name);
  }
  EXPECT_EQ(StateText(StateOf("dead")), "dead");
  EXPECT_EQ(PriorityOf(""), ingest::v1::PRIORITY_UNSPECIFIED);
  EXPECT_EQ(StateText(ingest::v1::DELIVERY_STATE_UNSPECIFIED), "unknown");
  EXPECT_EQ(ErrorText(14, ""), "UNAVAILABLE");
  EXPECT_EQ(ErrorText(14, "DRAINING"), "DRAINING");
}

TEST(DeliveryTextTest, Durations) {
  EXPECT_EQ(DurationText(-1), "0.0 s");
  EXPECT_EQ(DurationText(0.44), "0.4 s");
  EXPECT_EQ(DurationText(61), "61 s");
  EXPECT_EQ(DurationText(600), "10 min");
  EXPECT_EQ(DurationText(3 * 3600 + 1200), "3 h 20 min");
  EXPECT_EQ(DurationText(50 * 3600), "2 d 2 h");
}

TEST(DeliveryTextTest, StatusSaysWhatWaitsAndWho) {
  ingest::v1::GetDeliveryStatusResponse status;
  status.mutable_as_of()->set_seconds(1'000);
  EXPECT_THAT(StatusText(status, Terminal()), Not(HasSubstr("Waits most")));
  status.set_waiting(7);
  status.set_waiting_limit(100);
  status.mutable_oldest_queued_at()->set_seconds(940);
  auto& depth = *status.add_depths();
  depth.set_state(ingest::v1::DELIVERY_STATE_RETRYING);
  depth.set_priority(ingest::v1::PRIORITY_BACKFILL);
  depth.set_documents(7);
  depth.mutable_oldest_queued_at()->set_seconds(940);
  auto& source = *status.add_top_sources();
  source.set_submitter("wire-feed");
  source.set_publisher("Harbour Post");
  source.set_documents(7);
  status.mutable_rates()->set_delivered(12.4);
  status.add_reprocessings()->set_id("3");
  const std::string text = StatusText(status, Terminal());
  for (const char* part : {"7 of 100", "60 s", "retrying", "backfill", "wire-feed", "Harbour Post",
                           "12", "Reprocessing"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(DeliveryTextTest, DeadLettersSayWhereWhyAndWhatToDo) {
  ingest::v1::DeadLetter letter;
  letter.set_document_id("0123");
  letter.set_uri("https://harbour.example/1");
  letter.set_attempts(50);
  letter.set_times_given_up(2);
  letter.set_advice("See that it runs, then replay.");
  auto& failure = *letter.add_failures();
  failure.set_step(ingest::v1::DELIVERY_STEP_RECORDING);
  failure.set_code(14);
  failure.set_reason("UPSTREAM_UNAVAILABLE");
  failure.set_message("connection refused");
  failure.set_attempts(49);
  const std::string table = DeadLettersTable({letter}, /*wide=*/false, Terminal());
  EXPECT_THAT(table, HasSubstr("recording"));
  EXPECT_THAT(table, HasSubstr("UPSTREAM_UNAVAILABLE"));
  EXPECT_THAT(DeadLettersTable({letter}, /*wide=*/true, Terminal()), HasSubstr("0123"));
  const std::string card = DeadLetterCard(letter, Terminal());
  for (const char* part : {"49 times", "connection refused", "50 attempts", "2. time", "replay"}) {
    EXPECT_THAT(card, HasSubstr(part));
  }
  ingest::v1::ExplainDeadLettersResponse groups;
  auto& group = *groups.add_groups();
  group.set_documents(12);
  group.set_code(14);
  group.set_advice("See that it runs.");
  group.add_example_ids("0123");
  const std::string text = DeadLetterGroupsText(groups, Terminal());
  for (const char* part : {"12", "UNAVAILABLE", "See that it runs.", "0123"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(DeliveryTextTest, ReprocessingsSayHowFar) {
  ingest::v1::Reprocessing of;
  of.set_id("3");
  of.set_state(ingest::v1::REPROCESSING_STATE_RUNNING);
  of.set_total(200);
  of.set_examined(50);
  of.set_queued(20);
  of.mutable_filter()->set_publisher("Harbour Post");
  const std::string table = ReprocessingsTable({of}, Terminal());
  for (const char* part : {"running", "50 of 200 (25 %)", "20", "of Harbour Post"}) {
    EXPECT_THAT(table, HasSubstr(part));
  }
}

}  // namespace
}  // namespace dateline::cli

#include "services/ingest/core/backlog_meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"
#include "common/base/strings.h"

namespace dateline::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kStart = absl::FromUnixSeconds(1'629'705'600);

QueuedDocument Waiting(const DeliverySource& source, Priority priority = Priority::kNormal,
                       absl::Duration after = {}) {
  QueuedDocument queued;
  queued.state = DeliveryState::kQueued;
  queued.priority = priority;
  queued.source = source;
  queued.queued_at = kStart + after;
  return queued;
}

class BacklogMeterTest : public ::testing::Test {
 protected:
  // Adds until refused; how many it took.
  int Fill(const DeliverySource& source, Priority priority = Priority::kNormal) {
    int taken = 0;
    while (meter_.Admit(source, priority, absl::Seconds(2)).ok()) {
      meter_.Add(Waiting(source, priority));
      ++taken;
    }
    return taken;
  }

  BacklogMeter meter_{{.max_waiting = 1'000}};
};

TEST_F(BacklogMeterTest, ASourceLeavesRoomForOthers) {
  EXPECT_EQ(Fill({"mass", "Harbour Post"}), 720) << "four fifths of the 900 open to it";
  const absl::Status refused =
      meter_.Admit({"mass", "Harbour Post"}, Priority::kNormal, absl::Seconds(2));
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(GetErrorDetail(refused)->reason, "QUEUE_FULL");
  EXPECT_EQ(GetErrorDetail(refused)->retry_after, absl::Seconds(2));
  EXPECT_TRUE(meter_.Admit({"mass", "Alder Wire"}, Priority::kNormal, {}).ok());
  EXPECT_TRUE(meter_.Admit({"newsroom", "Harbour Post"}, Priority::kNormal, {}).ok());
}

TEST_F(BacklogMeterTest, ManyPublishersOfOneSubmitterLeaveRoomToo) {
  for (int i = 0; i < 50; ++i) Fill({"mass", StrCat(i)});
  EXPECT_EQ(meter_.waiting(), 800u) << "eight ninths of 900";
  EXPECT_TRUE(meter_.Admit({"newsroom", ""}, Priority::kNormal, {}).ok());
}

TEST_F(BacklogMeterTest, ArchivesDoNotKeepOutNews) {
  for (int i = 0; i < 100; ++i) Fill({StrCat(i), ""}, Priority::kBackfill);
  EXPECT_LE(meter_.waiting(), 800u);
  EXPECT_TRUE(meter_.Admit({"0", ""}, Priority::kNormal, {}).ok());
  for (int i = 0; i < 100; ++i) Fill({StrCat(i), ""});
  EXPECT_LE(meter_.waiting(), 900u);
  EXPECT_TRUE(meter_.Admit({"0", ""}, Priority::kBreaking, {}).ok());
}

TEST_F(BacklogMeterTest, ReextractionTakesNoRoom) {
  for (int i = 0; i < 2'000; ++i) meter_.Add(Waiting({"a", ""}, Priority::kReextraction));
  EXPECT_EQ(meter_.room(Priority::kBreaking), 1'000u);
  EXPECT_EQ(meter_.waiting(), 2'000u);
  EXPECT_EQ(meter_.waiting(Priority::kReextraction), 2'000u);
  EXPECT_EQ(meter_.OldestQueuedAt(), std::nullopt);
}

TEST_F(BacklogMeterTest, FiguresFollowWhatWaits) {
  const QueuedDocument first = Waiting({"a", "x"}),
                       second = Waiting({"a", "x"}, Priority::kNormal, absl::Seconds(1)),
                       third = Waiting({"b", ""}, Priority::kBackfill, absl::Seconds(2));
  for (const QueuedDocument& queued : {first, second, third}) meter_.Add(queued);
  ASSERT_EQ(meter_.Depths().size(), 2u);
  EXPECT_EQ(meter_.Depths()[0].documents, 2u);
  EXPECT_EQ(meter_.Depths()[0].oldest_queued_at, kStart);
  EXPECT_EQ(meter_.OldestQueuedAt(), kStart);
  ASSERT_EQ(meter_.TopSources(1).size(), 1u);
  EXPECT_EQ(meter_.TopSources(1)[0].source, (DeliverySource{"a", "x"}));
  EXPECT_EQ(meter_.TopSources(1)[0].documents, 2u);
  meter_.Remove(first);
  EXPECT_EQ(meter_.OldestQueuedAt(), kStart + absl::Seconds(1));
  meter_.Remove(second);
  meter_.Remove(third);
  EXPECT_THAT(meter_.Depths(), IsEmpty());
  EXPECT_THAT(meter_.TopSources(5), IsEmpty());
  EXPECT_EQ(meter_.waiting(), 0u);
}

TEST_F(BacklogMeterTest, TopSourcesAmongMany) {
  for (int source = 0; source < 500; ++source) {
    for (int i = 0; i <= source % 100; ++i) meter_.Add(Waiting({StrCat(source), ""}));
  }
  std::vector<uint64_t> most;
  for (const SourceBacklog& top : meter_.TopSources(7)) most.push_back(top.documents);
  EXPECT_THAT(most, ElementsAre(100, 100, 100, 100, 100, 99, 99));
  EXPECT_THAT(meter_.TopSources(0), IsEmpty());
}

}  // namespace
}  // namespace dateline::ingest

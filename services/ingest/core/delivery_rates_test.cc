#include "services/ingest/core/delivery_rates.h"

#include <gtest/gtest.h>

#include "common/testing/manual_clock.h"

namespace dateline::ingest {
namespace {

class DeliveryRatesTest : public ::testing::Test {
 protected:
  ManualClock clock_{absl::FromUnixSeconds(1'629'705'600)};
  DeliveryRates rates_{&clock_};
};

TEST_F(DeliveryRatesTest, AveragesOverTheLastMinute) {
  for (int second = 0; second < 120; ++second) {
    for (int i = 0; i < (second < 60 ? 10 : 4); ++i) rates_.Count(DeliveryEvent::kAccepted);
    clock_.Advance(absl::Seconds(1));
  }
  // The present second is empty and pushes out the oldest.
  EXPECT_NEAR(rates_.PerSecond(DeliveryEvent::kAccepted), 59 * 4 / 60.0, 1e-9);
  EXPECT_EQ(rates_.PerSecond(DeliveryEvent::kRefused), 0);
  clock_.Advance(absl::Seconds(61));
  EXPECT_EQ(rates_.PerSecond(DeliveryEvent::kAccepted), 0);
}

TEST_F(DeliveryRatesTest, AYoungServiceAveragesOverItsLife) {
  rates_.Count(DeliveryEvent::kAccepted);
  EXPECT_EQ(rates_.PerSecond(DeliveryEvent::kAccepted), 1);
  clock_.Advance(absl::Seconds(10));
  EXPECT_NEAR(rates_.PerSecond(DeliveryEvent::kAccepted), 0.1, 1e-9);
}

TEST_F(DeliveryRatesTest, DeliveryTimes) {
  EXPECT_FALSE(rates_.DeliveryTimes().has_value());
  rates_.CountDelivered(absl::Seconds(1));
  clock_.Advance(absl::Seconds(30));
  rates_.CountDelivered(absl::Seconds(5));
  EXPECT_EQ(rates_.DeliveryTimes()->mean, absl::Seconds(3));
  EXPECT_EQ(rates_.DeliveryTimes()->longest, absl::Seconds(5));
  clock_.Advance(absl::Seconds(40));
  EXPECT_EQ(rates_.DeliveryTimes()->mean, absl::Seconds(5));
}

TEST_F(DeliveryRatesTest, TotalsGoOnForEver) {
  rates_.Count(DeliveryEvent::kAccepted);
  rates_.CountDelivered(absl::Milliseconds(100));
  rates_.CountDelivered(absl::Hours(5));
  clock_.Advance(absl::Hours(1));
  rates_.CountDelivered(absl::Milliseconds(101));
  EXPECT_EQ(rates_.Total(DeliveryEvent::kAccepted), 1u);
  EXPECT_EQ(rates_.Total(DeliveryEvent::kDelivered), 3u);
  EXPECT_EQ(rates_.Total(DeliveryEvent::kRefused), 0u);
  const DeliveryRates::TimeTotals times = rates_.TotalTimes();
  EXPECT_EQ(times.counts[1], 1u);  // Up to 0.1 s.
  EXPECT_EQ(times.counts[2], 1u);  // Up to 0.25 s.
  EXPECT_EQ(times.counts.back(), 1u);
  EXPECT_EQ(times.sum, absl::Hours(5) + absl::Milliseconds(201));
}

TEST_F(DeliveryRatesTest, AClockThatIsSetBackLosesNothing) {
  rates_.Count(DeliveryEvent::kGivenUp);
  clock_.Advance(-absl::Seconds(60));
  rates_.Count(DeliveryEvent::kGivenUp);
  EXPECT_EQ(rates_.PerSecond(DeliveryEvent::kGivenUp), 2);
}

}  // namespace
}  // namespace dateline::ingest

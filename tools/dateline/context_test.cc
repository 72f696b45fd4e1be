#include "tools/dateline/context.h"

#include <gtest/gtest.h>

#include "common/base/error.h"
#include "tools/dateline/listing.h"

namespace dateline::cli {
namespace {

TEST(ExitCodeTest, IsDocumented) {
  EXPECT_EQ(ExitCodeFor(absl::OkStatus()), 0);
  EXPECT_EQ(ExitCodeFor(absl::InvalidArgumentError("")), 2);
  EXPECT_EQ(ExitCodeFor(absl::OutOfRangeError("")), 2);
  EXPECT_EQ(ExitCodeFor(absl::UnavailableError("")), 3);
  EXPECT_EQ(ExitCodeFor(absl::DeadlineExceededError("")), 3);
  EXPECT_EQ(ExitCodeFor(absl::NotFoundError("")), 4);
  EXPECT_EQ(ExitCodeFor(absl::InternalError("")), 5);
}

TEST(DescribeErrorTest, SaysTheNextStep) {
  EXPECT_EQ(
      DescribeError(absl::UnavailableError("connect failed"), "localhost:1"),
      "dateline: no answer from localhost:1\n"
      "  is the server running, and does it speak TLS exactly if --ca is given? start one here "
      "with: dateline serve --insecure");
  EXPECT_EQ(DescribeError(MakeError(absl::StatusCode::kNotFound, reason::kFactNotFound,
                                    "no fact has this id"),
                          "localhost:1"),
            "dateline: no fact has this id\n  find facts with: dateline facts --wide");
  // A server that answers UNAVAILABLE is there.
  EXPECT_EQ(DescribeError(MakeError(absl::StatusCode::kUnavailable, reason::kDraining, "draining"),
                          "localhost:1"),
            "dateline: draining\n"
            "  the server is shutting down; run the command again in a moment");
  EXPECT_EQ(DescribeError(absl::InternalError("broken"), "x"), "dateline: broken");
}

TEST(ParseMomentTest, TakesMomentsAndDays) {
  EXPECT_EQ(ParseMoment("2021-08-23T09:45:00Z")->seconds(), 1629711900);
  EXPECT_EQ(ParseMoment("2021-08-23T12:45:00+03:00")->seconds(), 1629711900);
  // A day is read to its end.
  EXPECT_EQ(ParseMoment("2021-08-23")->seconds(), 1629763199);
  EXPECT_EQ(ParseMoment("2021-08-23")->nanos(), 999999999);
  for (const char* bad : {"soon", "", "2021-13-01", "2021-08-23 09:45"}) {
    EXPECT_FALSE(ParseMoment(bad).ok()) << bad;
  }
}

TEST(PageSizeTest, GoesTowardsTheLimit) {
  EXPECT_EQ(PageSize(0, 5000), 1000u);
  EXPECT_EQ(PageSize(100, 0), 100u);
  EXPECT_EQ(PageSize(2500, 0), 1000u);
  EXPECT_EQ(PageSize(2500, 2000), 500u);
}

TEST(LooksLikeExternalIdTest, KnowsSchemes) {
  EXPECT_TRUE(LooksLikeExternalId("iso3166:TJ"));
  EXPECT_FALSE(LooksLikeExternalId("Note: a name"));
  EXPECT_FALSE(LooksLikeExternalId(":x"));
  EXPECT_FALSE(LooksLikeExternalId("x:"));
}

TEST(DescribeErrorTest, AFileOfThisMachineIsNoMatterOfRoles) {
  const absl::Status local = absl::PermissionDeniedError("cannot write facts.jsonl");
  EXPECT_EQ(DescribeError(local, "a:1"), "dateline: cannot write facts.jsonl");
  const absl::Status denied = absl::PermissionDeniedError("ana is reader; this takes writer");
  EXPECT_NE(DescribeError(denied, "a:1").find("token"), std::string::npos);
}

TEST(CheckPeriodTest, EndsAfterItStarts) {
  EXPECT_TRUE(CheckPeriod("2021-08", "2021-08-23").ok());
  EXPECT_TRUE(CheckPeriod("2021-08-23", "2021-08").ok());
  EXPECT_TRUE(CheckPeriod("", "2021").ok());
  const absl::Status swapped = CheckPeriod("2021-09", "2021-08-23");
  EXPECT_EQ(swapped.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(std::string(swapped.message()).find("--from 2021-09"), std::string::npos);
}

}  // namespace
}  // namespace dateline::cli

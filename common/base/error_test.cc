#include "common/base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dateline {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(Error, CarriesReasonAndMetadata) {
  absl::Status status = MakeError(absl::StatusCode::kNotFound, reason::kFactNotFound,
                                  "no such fact", {{"id", "a:b 3:c"}, {"other", ""}});
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  std::optional<ErrorDetail> detail = GetErrorDetail(status);
  ASSERT_TRUE(detail.has_value());
  EXPECT_EQ(detail->reason, "FACT_NOT_FOUND");
  EXPECT_THAT(detail->metadata, ElementsAre(Pair("id", "a:b 3:c"), Pair("other", "")));
  EXPECT_FALSE(detail->retry_after.has_value());
}

TEST(Error, CarriesRetryDelay) {
  absl::Status status = MakeRetryableError(absl::StatusCode::kResourceExhausted, reason::kQueueFull,
                                           "full", absl::Milliseconds(250));
  EXPECT_EQ(GetErrorDetail(status)->retry_after, absl::Milliseconds(250));
}

TEST(Error, PlainStatusHasNoDetail) {
  EXPECT_FALSE(GetErrorDetail(absl::InternalError("x")).has_value());
  EXPECT_FALSE(GetErrorDetail(absl::OkStatus()).has_value());
}

TEST(Error, FieldErrorsNameTheField) {
  EXPECT_EQ(GetErrorDetail(FieldRequired("fact_id"))->metadata.at("field"), "fact_id");
  EXPECT_EQ(GetErrorDetail(FieldInvalid("page_size", "too large"))->reason, "FIELD_INVALID");
}

}  // namespace
}  // namespace dateline

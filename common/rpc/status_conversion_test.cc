#include "common/rpc/status_conversion.h"

#include <string>

#include "common/base/error.h"
#include "common/text/utf8.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"

namespace dateline {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::Pair;
using testing::SizeIs;

google::rpc::ErrorInfo ErrorInfoOf(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  google::rpc::ErrorInfo info;
  for (const auto& any : details.details()) {
    if (any.UnpackTo(&info)) return info;
  }
  return info;
}

std::string ReasonOf(const absl::Status& status) {
  return ErrorInfoOf(ToGrpcStatus(status)).reason();
}

TEST(StatusConversionTest, OkIsOk) {
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
  EXPECT_TRUE(FromGrpcStatus(grpc::Status::OK).ok());
}

TEST(StatusConversionTest, EveryCodeKeepsCodeMessageReasonAndMetadata) {
  for (int code = 1; code <= 16; ++code) {
    const auto absl_code = static_cast<absl::StatusCode>(code);
    if (absl_code == absl::StatusCode::kUnknown) continue;
    const absl::Status error =
        MakeError(absl_code, reason::kFactNotFound, "no such fact", {{"id", "42"}, {"why", ""}});
    const grpc::Status wire = ToGrpcStatus(error);
    EXPECT_EQ(static_cast<int>(wire.error_code()), code);
    const absl::Status back = FromGrpcStatus(wire);
    EXPECT_EQ(back.code(), absl_code);
    EXPECT_EQ(back.message(), "no such fact");
    const auto detail = GetErrorDetail(back);
    ASSERT_TRUE(detail.has_value());
    EXPECT_EQ(detail->reason, reason::kFactNotFound);
    EXPECT_THAT(detail->metadata, ElementsAre(Pair("id", "42"), Pair("why", "")));
    EXPECT_FALSE(detail->retry_after.has_value());
  }
}

TEST(StatusConversionTest, KeepsTheRetryDelayToTheMillisecond) {
  const absl::Status error = MakeRetryableError(
      absl::StatusCode::kResourceExhausted, reason::kQueueFull, "full", absl::Milliseconds(61'250));
  const absl::Status back = FromGrpcStatus(ToGrpcStatus(error));
  EXPECT_EQ(GetErrorDetail(back)->retry_after, absl::Milliseconds(61'250));
}

TEST(StatusConversionTest, SaysDomainAndTypeOnTheWire) {
  const grpc::Status wire =
      ToGrpcStatus(MakeError(absl::StatusCode::kNotFound, reason::kFactNotFound, "no"));
  EXPECT_EQ(ErrorInfoOf(wire).domain(), "dateline.org");
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(wire.error_details()));
  EXPECT_EQ(details.code(), 5);
  EXPECT_EQ(details.details(0).type_url(), "type.googleapis.com/google.rpc.ErrorInfo");
}

TEST(StatusConversionTest, GivesStatusesWithoutReasonTheOneOfTheirCode) {
  EXPECT_EQ(ReasonOf(absl::InvalidArgumentError("x")), reason::kFieldInvalid);
  EXPECT_EQ(ReasonOf(absl::DeadlineExceededError("x")), reason::kDeadlinePassed);
  EXPECT_EQ(ReasonOf(absl::UnavailableError("x")), reason::kUpstreamUnavailable);
  EXPECT_EQ(ReasonOf(absl::DataLossError("x")), reason::kStoreCorrupt);
  EXPECT_EQ(ReasonOf(absl::NotFoundError("x")), reason::kInternal);
  EXPECT_EQ(ReasonOf(absl::CancelledError("x")), "");
  EXPECT_EQ(ReasonOf(absl::UnknownError("x")), reason::kInternal);
  EXPECT_EQ(ToGrpcStatus(absl::UnknownError("x")).error_code(), grpc::StatusCode::INTERNAL);
}

TEST(StatusConversionTest, CutsWhatWouldNotFitTheTrailers) {
  const std::string sharp_s = "\xC3\x9F";
  std::string text = "x";
  while (text.size() < 100'000) text += sharp_s;
  std::map<std::string, std::string> metadata;
  for (int i = 0; i < 100; ++i) metadata["key" + std::to_string(i)] = text;
  const grpc::Status wire =
      ToGrpcStatus(MakeError(absl::StatusCode::kNotFound, reason::kFactNotFound, text, metadata));
  EXPECT_LE(wire.error_message().size(), kMaxErrorMessageBytes);
  EXPECT_THAT(wire.error_message(), EndsWith(sharp_s + "..."));
  EXPECT_FALSE(FindInvalidUtf8(wire.error_message()).has_value());
  const google::rpc::ErrorInfo info = ErrorInfoOf(wire);
  EXPECT_THAT(info.metadata(), SizeIs(kMaxErrorMetadataEntries));
  for (const auto& [key, value] : info.metadata()) {
    EXPECT_LE(value.size(), kMaxErrorMetadataValueBytes);
  }
}

TEST(StatusConversionTest, ReplacesBytesThatAreNotUtf8) {
  const grpc::Status wire =
      ToGrpcStatus(MakeError(absl::StatusCode::kInvalidArgument, reason::kDocumentNotUtf8,
                             "bad \xFF\xFE end", {{"uri", "a\xC3"}}));
  EXPECT_EQ(wire.error_message(), "bad \xEF\xBF\xBD\xEF\xBF\xBD end");
  EXPECT_EQ(ErrorInfoOf(wire).metadata().at("uri"), "a\xEF\xBF\xBD");
}

TEST(StatusConversionTest, LeavesErrorsOfOthersWithoutReason) {
  google::rpc::ErrorInfo info;
  info.set_reason("QUOTA");
  info.set_domain("example.org");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  for (const std::string& bytes :
       {std::string(), std::string("\xFF garbage"), details.SerializeAsString()}) {
    const absl::Status back =
        FromGrpcStatus(grpc::Status(grpc::StatusCode::UNAVAILABLE, "down", bytes));
    EXPECT_EQ(back.code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(back.message(), "down");
    EXPECT_FALSE(GetErrorDetail(back).has_value());
  }
}

}  // namespace
}  // namespace dateline

#include "common/access/access_control.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "common/access/token.h"
#include "common/base/sha256.h"
#include "common/base/strings.h"
#include "common/testing/manual_clock.h"
#include "common/testing/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline {
namespace {

using testing::HasSubstr;

class AccessControlTest : public testing::Test {
 protected:
  AccessControlTest() : token_(Add("newsroom", Role::kWriter)) {}

  // Puts a caller into the file; its token.
  std::string Add(const std::string& name, Role role,
                  std::optional<absl::Time> expires = std::nullopt) {
    const std::string token = DrawToken().value();
    EXPECT_TRUE(ChangeAccessFile(path_, [&](AccessList& list) {
                  list.tokens.push_back({std::string(*TokenIdOf(token)), name, role,
                                         Sha256Hex(token), clock_.Now(), expires});
                  return absl::OkStatus();
                }).ok());
    return token;
  }

  void Open(AccessOptions options = {}) {
    options.file = path_;
    options.report = [this](std::string_view line) { reports_.emplace_back(line); };
    auto opened = AccessControl::Open(options, &clock_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    access_ = *std::move(opened);
  }

  absl::StatusOr<Caller> Bearer(const std::string& token) {
    const std::string header = "Bearer " + token;
    return access_->Identify({{header}, {}});
  }

  const TemporaryFolder folder_;
  const std::string path_ = folder_.path() + "/access.json";
  ManualClock clock_{absl::FromUnixSeconds(1'900'000'000)};
  std::string token_;
  std::vector<std::string> reports_;
  std::unique_ptr<AccessControl> access_;
};

TEST_F(AccessControlTest, IdentifiesByToken) {
  Open();
  const absl::StatusOr<Caller> caller = Bearer(token_);
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->name, "newsroom");
  EXPECT_EQ(caller->role, Role::kWriter);
  const std::string header = "bearer " + token_;
  EXPECT_TRUE(access_->Identify({{header}, {}}).ok()) << "schemes know no case";
}

TEST_F(AccessControlTest, RefusesMalformedCredentialsWithoutRepeatingThem) {
  Open();
  const std::string bare = token_;
  const std::string other = DrawToken().value();
  std::string wrong_secret = token_;
  wrong_secret[30] = wrong_secret[30] == 'a' ? 'b' : 'a';
  const std::string basic = "Basic " + token_, tight = "Bearer" + token_,
                    wide = "Bearer  " + token_, after = "Bearer " + token_ + " ",
                    twice = "Bearer " + token_ + "," + token_, unknown = "Bearer " + other,
                    wrong = "Bearer " + wrong_secret, zero = "Bearer " + std::string(70, '\0'),
                    hash = "Bearer " + Sha256Hex(token_), scheme = "Bearer ",
                    good = "Bearer " + token_, huge = "Bearer " + std::string(100'000, 'a'),
                    quoted = "Bearer \"" + token_ + "\"", binary = "Bearer \xff\xfe\x80";
  for (const std::vector<std::string_view>& headers :
       std::vector<std::vector<std::string_view>>{{},
                                                  {""},
                                                  {bare},
                                                  {basic},
                                                  {tight},
                                                  {wide},
                                                  {after},
                                                  {twice},
                                                  {unknown},
                                                  {wrong},
                                                  {zero},
                                                  {hash},
                                                  {scheme},
                                                  {huge},
                                                  {quoted},
                                                  {binary},
                                                  {good, good},
                                                  {good, unknown}}) {
    const absl::Status status = access_->Identify({headers, {}}).status();
    EXPECT_TRUE(absl::IsUnauthenticated(status)) << status;
    EXPECT_THAT(status.ToString(), testing::Not(HasSubstr(token_.substr(20))));
    EXPECT_LT(status.message().size(), 300u);
  }
}

TEST_F(AccessControlTest, AWrongTokenIsNotSavedByACertificate) {
  ASSERT_TRUE(ChangeAccessFile(path_, [&](AccessList& list) {
                list.certificates.push_back({"dns:a.example", Role::kReader, clock_.Now()});
                return absl::OkStatus();
              }).ok());
  Open();
  const absl::StatusOr<Caller> caller = access_->Identify({{}, {"dns:b.example", "dns:a.example"}});
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->name, "dns:a.example");
  EXPECT_EQ(caller->role, Role::kReader);
  EXPECT_FALSE(access_->Identify({{}, {"cn:a.example"}}).ok());
  EXPECT_FALSE(access_->Identify({{"Bearer nonsense"}, {"dns:a.example"}}).ok());
}

TEST_F(AccessControlTest, TokensExpireAndAreRevokedWithoutARestart) {
  const std::string brief = Add("visitor", Role::kReader, clock_.Now() + absl::Minutes(1));
  Open();
  EXPECT_TRUE(Bearer(brief).ok());
  clock_.Advance(absl::Minutes(1));
  EXPECT_THAT(Bearer(brief).status().ToString(), HasSubstr("expired"));
  ASSERT_TRUE(ChangeAccessFile(path_, [](AccessList& list) {
                list.tokens.clear();
                return absl::OkStatus();
              }).ok());
  EXPECT_TRUE(Bearer(token_).ok()) << "not looked at again within the second";
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(absl::IsUnauthenticated(Bearer(token_).status()));
  ASSERT_EQ(reports_.size(), 1u);
  EXPECT_THAT(reports_[0], HasSubstr("took"));
}

TEST_F(AccessControlTest, AFileThatBreaksChangesNothing) {
  Open();
  std::ofstream(path_) << "{\"version\":1,";
  clock_.Advance(absl::Seconds(2));
  EXPECT_TRUE(Bearer(token_).ok());
  ASSERT_EQ(unlink(path_.c_str()), 0);
  clock_.Advance(absl::Seconds(2));
  EXPECT_TRUE(Bearer(token_).ok());
  clock_.Advance(absl::Seconds(2));
  EXPECT_TRUE(Bearer(token_).ok());
  ASSERT_EQ(reports_.size(), 2u) << "each state of the file is told once";
  EXPECT_THAT(reports_[1], HasSubstr("kept"));
}

TEST_F(AccessControlTest, DeniesByDefault) {
  Open();
  const Caller reader{"r", Role::kReader}, admin{"a", Role::kAdmin}, nobody{"n", Role::kNone};
  EXPECT_TRUE(access_->Admit(reader, Role::kReader).ok());
  EXPECT_TRUE(absl::IsPermissionDenied(access_->Admit(reader, Role::kWriter)));
  EXPECT_TRUE(access_->Admit(admin, Role::kReader).ok());
  EXPECT_TRUE(access_->Admit(admin, Role::kAdmin).ok());
  EXPECT_TRUE(absl::IsPermissionDenied(access_->Admit(admin, Role::kNone)));
  EXPECT_TRUE(absl::IsPermissionDenied(access_->Admit(nobody, Role::kNone)));
  EXPECT_TRUE(absl::IsPermissionDenied(access_->Admit(nobody, Role::kReader)));
}

TEST_F(AccessControlTest, LimitsTheCallsOfEachCaller) {
  Open({.calls_per_second = 10});
  const Caller one{"one", Role::kReader}, other{"other", Role::kReader};
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(access_->Admit(one, Role::kReader).ok()) << i;
  const absl::Status refused = access_->Admit(one, Role::kReader);
  EXPECT_TRUE(absl::IsResourceExhausted(refused));
  EXPECT_THAT(refused.ToString(), HasSubstr("100 ms"));
  EXPECT_TRUE(access_->Admit(other, Role::kReader).ok()) << "one caller's haste is its own";
  clock_.Advance(absl::Milliseconds(100));
  EXPECT_TRUE(access_->Admit(one, Role::kReader).ok());
  EXPECT_FALSE(access_->Admit(one, Role::kReader).ok());
  clock_.Set(clock_.Now() - absl::Hours(5));
  EXPECT_FALSE(access_->Admit(one, Role::kReader).ok());
  clock_.Advance(absl::Hours(1));
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(access_->Admit(one, Role::kReader).ok()) << i;
  EXPECT_FALSE(access_->Admit(one, Role::kReader).ok()) << "a second's worth, however long idle";
}

TEST_F(AccessControlTest, LimitsTheBytesOfEachCaller) {
  Open({.bytes_per_second = 1000});
  const Caller one{"one", Role::kWriter}, other{"other", Role::kWriter};
  EXPECT_TRUE(access_->Admit(one, Role::kWriter).ok());
  access_->ChargeBytes("one", 3500);  // A large request is taken once.
  EXPECT_THAT(access_->Admit(one, Role::kWriter).ToString(), HasSubstr("2500 ms"));
  EXPECT_TRUE(access_->Admit(other, Role::kWriter).ok());
  clock_.Advance(absl::Milliseconds(2500));
  EXPECT_TRUE(access_->Admit(one, Role::kWriter).ok());
}

}  // namespace
}  // namespace dateline

#include "common/access/access_list.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "common/base/strings.h"
#include "common/testing/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline {
namespace {

using testing::HasSubstr;

const absl::Time kCreated = absl::FromUnixSeconds(1'900'000'000);

TokenEntry Token(std::string name) {
  return {"0123456789abcdef",   std::move(name), Role::kWriter,
          std::string(64, 'a'), kCreated,        kCreated + absl::Hours(24)};
}

TEST(AccessListTest, ReadsWhatItWrote) {
  AccessList list;
  list.tokens = {Token("newsroom"), Token("desk")};
  list.tokens[1].expires.reset();
  list.certificates = {{"dns:ingest.example.org", Role::kAdmin, kCreated}};
  const std::string text = SerializeAccessList(list);
  const absl::StatusOr<AccessList> read = ParseAccessList(text);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(SerializeAccessList(*read), text);
  EXPECT_EQ(read->tokens[0].expires, kCreated + absl::Hours(24));
  EXPECT_FALSE(read->tokens[1].expires.has_value());
  EXPECT_EQ(read->certificates[0].role, Role::kAdmin);
}

TEST(AccessListTest, RefusesWhatItDoesNotUnderstand) {
  const std::string good = SerializeAccessList({{Token("newsroom")}, {}});
  const auto with = [&](const std::string& old, const std::string& now) {
    std::string text = good;
    text.replace(text.find(old), old.size(), now);
    return ParseAccessList(text).status();
  };
  EXPECT_THAT(with("\"version\": 1", "\"version\": 2").ToString(), HasSubstr("version"));
  EXPECT_THAT(with("expires", "expire").ToString(), HasSubstr("\"expire\""));
  EXPECT_THAT(with("writer", "root").ToString(), HasSubstr("role"));
  EXPECT_THAT(with("writer", "none").ToString(), HasSubstr("role"));
  EXPECT_THAT(with("0123456789abcdef", "0123").ToString(), HasSubstr("id"));
  EXPECT_THAT(with(std::string(64, 'a'), "aa").ToString(), HasSubstr("sha256"));
  EXPECT_THAT(with("newsroom", "news room").ToString(), HasSubstr("name"));
  EXPECT_THAT(with("2030-", "sometime ").ToString(), HasSubstr("tokens[0]"));
  EXPECT_THAT(with("\"tokens\"", "\"token\"").ToString(), HasSubstr("\"token\""));
  for (const char* text :
       {"", "[]", "{", "null", "{\"version\":1,\"tokens\":{}}", "{\"version\":1,\"tokens\":[3]}",
        "{\"version\":1,\"certificates\":[{\"name\":\"example.org\","
        "\"role\":\"reader\",\"created\":\"2031-03-09T08:30:00Z\"}]}"}) {
    EXPECT_FALSE(ParseAccessList(text).ok()) << text;
  }
  AccessList twice{{Token("newsroom"), Token("newsroom")}, {}};
  EXPECT_THAT(ParseAccessList(SerializeAccessList(twice)).status().ToString(),
              HasSubstr("another entry"));
}

TEST(AccessListTest, ChangesTheFileWholeAndForItsOwnerAlone) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/access.json";
  EXPECT_TRUE(absl::IsNotFound(ReadAccessFile(path).status()));
  ASSERT_TRUE(ChangeAccessFile(path, [](AccessList& list) {
                list.tokens.push_back(Token("newsroom"));
                return absl::OkStatus();
              }).ok());
  struct stat found;
  ASSERT_EQ(stat(path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  EXPECT_TRUE(absl::IsAborted(ChangeAccessFile(path, [](AccessList& list) {
    list.tokens.clear();
    return absl::AbortedError("on second thought");
  })));
  EXPECT_EQ(ReadAccessFile(path)->tokens.size(), 1u);
}

TEST(AccessListTest, ChangesTheFileBehindALink) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/real.json", link = folder.path() + "/access.json";
  const auto add = [](AccessList& list) {
    list.tokens.push_back(Token("newsroom"));
    return absl::OkStatus();
  };
  ASSERT_TRUE(ChangeAccessFile(path, add).ok());
  ASSERT_EQ(symlink("real.json", link.c_str()), 0);
  ASSERT_TRUE(ChangeAccessFile(link, [](AccessList& list) {
                list.tokens.clear();
                return absl::OkStatus();
              }).ok());
  EXPECT_TRUE(ReadAccessFile(path)->tokens.empty());
}

TEST(AccessListTest, ABrokenFileIsNotReplaced) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/access.json";
  std::ofstream(path) << "{";
  const absl::Status status = ChangeAccessFile(path, [](AccessList&) { return absl::OkStatus(); });
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_THAT(status.ToString(), HasSubstr(path));
}

TEST(AccessListTest, ChangesAtOnceTakeTurns) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/access.json";
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; i < 10; ++i) {
        EXPECT_TRUE(ChangeAccessFile(path, [&](AccessList& list) {
                      list.tokens.push_back(Token(StrCat("caller-", writer, "-", i)));
                      return absl::OkStatus();
                    }).ok());
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(ReadAccessFile(path)->tokens.size(), 40u);
}

}  // namespace
}  // namespace dateline

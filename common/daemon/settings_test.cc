#include "common/daemon/settings.h"

#include <cstdlib>
#include <fstream>
#include <map>

#include "CLI/Validators.hpp"
#include "common/base/strings.h"
#include "common/testing/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline {
namespace {

using testing::HasSubstr;

// The settings of a made-up daemon, read as a real one reads them.
class SettingsTest : public testing::Test {
 protected:
  absl::Status Read(const std::string& flags, const std::string& file = "",
                    const std::map<std::string, std::string>& environment = {}) {
    CLI::App app;
    AddServerSettings(app, settings_);
    app.add_option("--data", data_);
    app.add_option("--limit", limit_)->check(CLI::Range(1, 10));
    std::string all = flags;
    if (!file.empty()) {
      std::ofstream(path_) << file;
      StrAppend(&all, " --config ", path_);
    }
    app.parse(all);
    for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
    const absl::Status status = ReadOtherSettings(app, "query");
    for (const auto& [name, value] : environment) unsetenv(name.c_str());
    return status;
  }

  const TemporaryFolder folder_;
  const std::string path_ = folder_.path() + "/dateline.toml";
  ServerSettings settings_;
  std::string data_ = "default";
  int limit_ = 5;
};

TEST_F(SettingsTest, FlagsComeBeforeTheEnvironmentBeforeTheFile) {
  ASSERT_TRUE(Read("--listen flag:1",
                   "# for all\n[common]\nlisten = \"common:1\"\nlog = \"none\"\n"
                   "tls-key = \"common.key\"\ninsecure = true\n"
                   "[ingest]\nunheard-of = 1\n"
                   "[query]\ntls-key = \"query.key\"\ndata = \"/var/lib/q\"\nlimit = 7\n",
                   {{"DATELINE_LISTEN", "environment:1"}, {"DATELINE_DATA", "/environment"}})
                  .ok());
  EXPECT_EQ(settings_.listen, "flag:1");
  EXPECT_EQ(data_, "/environment");
  EXPECT_EQ(settings_.log, "none");
  EXPECT_EQ(settings_.tls_key, "query.key");
  EXPECT_EQ(limit_, 7);
  EXPECT_TRUE(settings_.insecure);
}

TEST_F(SettingsTest, DefaultsStayWhereNobodySaysAnything) {
  ASSERT_TRUE(Read("", "[ingest]\ndata = \"elsewhere\"\n").ok());
  EXPECT_EQ(data_, "default");
  EXPECT_FALSE(settings_.insecure);
  ASSERT_TRUE(Read("", "[common]\ninsecure = false\n", {{"DATELINE_DATA", ""}}).ok());
  EXPECT_FALSE(settings_.insecure);
  EXPECT_EQ(data_, "default") << "an empty variable says nothing";
}

TEST_F(SettingsTest, MistakesAreNamedWithTheirPlace) {
  EXPECT_THAT(Read("", "[query]\ndate = \"x\"\n").ToString(),
              HasSubstr("[query] has the unknown key date"));
  EXPECT_THAT(Read("", "[qeury]\ndata = \"x\"\n").ToString(), HasSubstr("qeury"));
  EXPECT_THAT(Read("", "data = \"x\"\n").ToString(), HasSubstr("no section"));
  EXPECT_THAT(Read("", "[query.deep]\ndata = \"x\"\n").ToString(), HasSubstr("deep"));
  EXPECT_THAT(Read("", "[query]\nlimit = 11\n").ToString(), HasSubstr("[query] limit"));
  EXPECT_THAT(Read("", "[query]\nlimit = \"many\"\n").ToString(), HasSubstr("[query] limit"));
  EXPECT_THAT(Read("", "[query]\ndata = \"a\"\ndata = \"b\"\n").ToString(),
              HasSubstr("[query] data"));
  EXPECT_THAT(Read("", "[common]\ninsecure = 3\n").ToString(), HasSubstr("true or false"));
  EXPECT_THAT(Read("", "[common]\nconfig = \"x\"\n").ToString(), HasSubstr("unknown key"));
  EXPECT_THAT(Read("", "", {{"DATELINE_LIMIT", "0"}}).ToString(), HasSubstr("DATELINE_LIMIT"));
  EXPECT_TRUE(absl::IsNotFound(Read("--config /nowhere.toml")));
}

TEST_F(SettingsTest, LinesThatAreNotWholeAreErrors) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/settings.toml";
  for (const auto& [line, why] : {std::pair{"listen = \"127.0.0.1:0", "line 2: the quotation mark"},
                                  {"listen", "line 2: write NAME = VALUE"},
                                  {"listen = '127.0.0.1:0", "line 2: the quotation mark"}}) {
    std::ofstream(path) << "[common]\n" << line << "\n";
    CLI::App app;
    ServerSettings settings;
    AddServerSettings(app, settings);
    EXPECT_THAT(ReadSettingsFile(app, "query", path).ToString(), HasSubstr(why)) << line;
  }
  CLI::App app;
  EXPECT_THAT(ReadSettingsFile(app, "query", folder.path()).ToString(), HasSubstr("is a folder"));
}

TEST_F(SettingsTest, AServerIsGuardedOrAskedNotToBe) {
  ServerSettings settings{.listen = "127.0.0.1:0"};
  EXPECT_THAT(CheckServerSettings(settings).ToString(), HasSubstr("--insecure"));
  settings.tls_certificate = "a";
  settings.tls_key = "b";
  EXPECT_THAT(CheckServerSettings(settings).ToString(), HasSubstr("--access"));
  settings.access = "c";
  EXPECT_TRUE(CheckServerSettings(settings).ok());
  settings.listen = "0.0.0.0:1";
  EXPECT_TRUE(CheckServerSettings(settings).ok());
  settings.insecure = true;
  EXPECT_FALSE(CheckServerSettings(settings).ok()) << "both";
}

TEST_F(SettingsTest, WithoutTlsOnlyForThisMachineUnlessToldSo) {
  ServerSettings settings{.listen = "127.0.0.1:0", .insecure = true};
  EXPECT_TRUE(CheckServerSettings(settings).ok());
  settings.listen = "0.0.0.0:1";
  EXPECT_THAT(CheckServerSettings(settings).ToString(), HasSubstr("--insecure-any-address"));
  settings.insecure_any_address = true;
  EXPECT_TRUE(CheckServerSettings(settings).ok());
  settings.calls_per_second = 5;
  EXPECT_THAT(CheckServerSettings(settings).ToString(), HasSubstr("limits"));
  settings = {.listen = "nowhere", .insecure = true};
  EXPECT_THAT(CheckServerSettings(settings).ToString(), HasSubstr("HOST:PORT"));
}

}  // namespace
}  // namespace dateline

#include "tools/dateline/completion.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace dateline::cli {
namespace {

// A tree with all that completion knows: nested commands, flags with and
// without values, fixed values, an argument with fixed values, an apostrophe.
void Fill(CLI::App& app) {
  static std::string text;
  static bool flag;
  app.add_option("--server", text, "Where it's served");
  CLI::App* documents = app.add_subcommand("documents", "Documents: list them");
  CLI::App* list = documents->add_subcommand("list", "List");
  list->add_option("-s,--state", text, "State")->check(CLI::IsMember({"queued", "dead"}));
  list->add_flag("--json", flag, "JSON");
  CLI::App* shell = app.add_subcommand("completion", "Scripts");
  shell->add_option("shell", text, "Which")->check(CLI::IsMember({"bash", "zsh"}));
}

class CompletionTest : public ::testing::Test {
 protected:
  CompletionTest() : app_("Test", "probe") {
    Fill(app_);
    std::string pattern =
        (std::filesystem::temp_directory_path() / "dateline_completion_XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~CompletionTest() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& content) {
    const std::string path = (folder_ / name).string();
    std::ofstream(path) << content;
    return path;
  }

  static std::string Output(const std::string& command, int* exit_code) {
    std::string out;
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    char buffer[256];
    while (fgets(buffer, sizeof buffer, pipe) != nullptr) out += buffer;
    *exit_code = pclose(pipe);
    return out;
  }

  // What bash offers for the words, the last of which is being typed.
  std::string Offered(const std::string& words) {
    const std::string script = Write("script", CompletionScript(app_, Shell::kBash));
    const std::string driver =
        Write("driver", "source '" + script + "'\nCOMP_WORDS=(" + words +
                            ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_probe 2>/dev/null\n"
                            "echo \"${COMPREPLY[*]}\"\n");
    int exit_code = 0;
    return Output("bash '" + driver + "'", &exit_code);
  }

  CLI::App app_;
  std::filesystem::path folder_;
};

TEST_F(CompletionTest, BashTakesTheScript) {
  int exit_code = -1;
  const std::string path = Write("script", CompletionScript(app_, Shell::kBash));
  EXPECT_EQ(Output("bash -n '" + path + "'", &exit_code), "");
  EXPECT_EQ(exit_code, 0);
}

TEST_F(CompletionTest, BashOffersCommandsFlagsAndValues) {
  EXPECT_EQ(Offered("probe ''"), "documents completion\n");
  EXPECT_EQ(Offered("probe doc"), "documents\n");
  EXPECT_EQ(Offered("probe documents ''"), "list\n");
  EXPECT_EQ(Offered("probe documents list --j"), "--json\n");
  EXPECT_EQ(Offered("probe documents list --state ''"), "queued dead\n");
  EXPECT_EQ(Offered("probe documents list -s d"), "dead\n");
  EXPECT_EQ(Offered("probe documents list --state = d"), "dead\n");
  EXPECT_EQ(Offered("probe documents list --state = "), "queued dead\n");
  EXPECT_EQ(Offered("probe completion ''"), "bash zsh\n");
}

TEST_F(CompletionTest, ZshAndFishNameEverything) {
  const std::string zsh = CompletionScript(app_, Shell::kZsh);
  EXPECT_TRUE(zsh.starts_with("#compdef probe\n"));
  EXPECT_NE(zsh.find("'documents:Documents: list them'"), std::string::npos) << zsh;
  EXPECT_NE(zsh.find("'--server:Where it'\\''s served'"), std::string::npos) << zsh;
  const std::string fish = CompletionScript(app_, Shell::kFish);
  EXPECT_NE(fish.find("-l state -s s -r -f -a 'queued dead' -d 'State'"), std::string::npos)
      << fish;
  EXPECT_NE(fish.find("-n '__fish_use_subcommand' -f -a 'documents'"), std::string::npos) << fish;
}

}  // namespace
}  // namespace dateline::cli

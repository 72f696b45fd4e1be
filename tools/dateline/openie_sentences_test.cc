#include "tools/dateline/openie_sentences.h"

#include <sstream>

#include "common/base/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline::cli {
namespace {

using extraction::Proposition;
using ::testing::HasSubstr;

// One proposition a sentence: its first, second and last token.
PropositionReader Ends(std::vector<size_t>* batches) {
  return [batches](const std::vector<std::vector<std::string>>& sentences)
             -> absl::StatusOr<std::vector<std::vector<Proposition>>> {
    if (batches != nullptr) batches->push_back(sentences.size());
    std::vector<std::vector<Proposition>> out;
    for (const auto& tokens : sentences) {
      out.push_back({Proposition{0.5, tokens.at(1), {tokens.front(), tokens.back()}}});
    }
    return out;
  };
}

TEST(OpenieSentences, RepeatsTheLineAndGivesColumns) {
  std::istringstream in("Ada  opened -LRB- it -RRB- \n\n  \nVance left Lima\r\n");
  std::ostringstream out;
  ASSERT_TRUE(WriteOpenPropositions(in, Ends(nullptr), out).ok());
  EXPECT_EQ(out.str(),
            "Ada  opened -LRB- it -RRB- \t0.5000\topened\tAda\t-RRB-\n"
            "Vance left Lima\t0.5000\tleft\tVance\tLima\n");
}

TEST(OpenieSentences, StreamsInBatches) {
  std::string lines;
  for (int i = 0; i < 600; ++i) lines += "a b c\n";
  std::istringstream in(lines);
  std::ostringstream out;
  std::vector<size_t> batches;
  ASSERT_TRUE(WriteOpenPropositions(in, Ends(&batches), out).ok());
  EXPECT_THAT(batches, ::testing::ElementsAre(256, 256, 88));
}

TEST(OpenieSentences, NamesTheLineItCannotRead) {
  for (const auto& [bad, what] : std::vector<std::pair<std::string, std::string>>{
           {"caf\xe9 b c", "line 3 is not UTF-8 at byte 4"},
           {"a\tb c", "line 3 holds a tab or another control character at byte 2"},
           {std::string("a b\0c", 5), "line 3 holds a tab or another control character"},
           {std::string(kMaxSentenceBytes + 1, 'a'), "line 3 has 1048577 bytes"}}) {
    std::istringstream in(StrCat("a b c\n\n", bad, "\nd e f\n"));
    std::ostringstream out;
    const absl::Status status = WriteOpenPropositions(in, Ends(nullptr), out);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr(what));
    EXPECT_EQ(out.str(), "a b c\t0.5000\tb\ta\tc\n");
  }
}

TEST(OpenieSentences, HandsOnWhatTheReaderSays) {
  std::istringstream in("a b c\n");
  std::ostringstream out;
  const absl::Status status = WriteOpenPropositions(
      in, [](const auto&) { return absl::ResourceExhaustedError("full"); }, out);
  EXPECT_EQ(status, absl::ResourceExhaustedError("full"));
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace dateline::cli

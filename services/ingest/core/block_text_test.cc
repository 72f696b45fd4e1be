#include "services/ingest/core/block_text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dateline::ingest {
namespace {

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  ForEachWord(text, [&](std::string_view word) { words.emplace_back(word); });
  return words;
}

TEST(BlockTextTest, WordsEndAtPunctuationOfEveryAlphabet) {
  EXPECT_EQ(Words("“Ferry”—Zoë’s plan, no. 7"),
            (std::vector<std::string>{"ferry", "zoë", "s", "plan", "no", "7"}));
  EXPECT_TRUE(Words(" – ").empty());
}

TEST(BlockTextTest, RunningTextIsProse) {
  const std::string sentence =
      "The council of Port Alder adopted the plan on Friday, and the mayor said that it is good.";
  const BlockText text = CountBlockText(sentence, 0);
  EXPECT_EQ(text.words, 18);
  EXPECT_EQ(text.sentence_ends, 1);
  EXPECT_EQ(text.commas, 1);
  EXPECT_TRUE(text.ends_sentence);
  EXPECT_TRUE(text.is_prose);
  EXPECT_FALSE(CountBlockText(sentence, static_cast<uint32_t>(sentence.size())).is_prose);
  EXPECT_FALSE(CountBlockText("Home | World | Weather", 0).is_prose);
  EXPECT_EQ(CountBlockText("Home | World | Weather", 0).separators, 2);
}

TEST(BlockTextTest, EndsAreSeenBehindQuotes) {
  EXPECT_TRUE(CountBlockText("“It is good.”", 0).ends_sentence);
  EXPECT_TRUE(CountBlockText("Is it good?", 0).ends_question);
  EXPECT_TRUE(CountBlockText("These are:", 0).ends_colon);
  EXPECT_FALSE(CountBlockText("", 0).ends_sentence);
}

}  // namespace
}  // namespace dateline::ingest

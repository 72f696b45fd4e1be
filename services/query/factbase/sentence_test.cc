#include "services/query/factbase/sentence.h"

#include <gtest/gtest.h>

#include <string>

namespace dateline::query {
namespace {

std::string Around(std::string_view passage, std::string_view words) {
  const auto begin = static_cast<uint32_t>(passage.find(words));
  const auto size = static_cast<uint32_t>(words.size());
  return std::string(SentenceAround(passage, {begin, begin + size}).In(passage));
}

TEST(SentenceTest, EndsAtMarks) {
  constexpr std::string_view kPassage =
      "It rained. The eastern pier broke! Who knew? \u201cNobody did.\u201d Then all fled.";
  EXPECT_EQ(Around(kPassage, "It"), "It rained.");
  EXPECT_EQ(Around(kPassage, "pier broke"), "The eastern pier broke!");
  EXPECT_EQ(Around(kPassage, "Nobody did."), "\u201cNobody did.\u201d");
  EXPECT_EQ(Around(kPassage, "all fled."), "Then all fled.");
}

TEST(SentenceTest, InitialsAndShortenedWordsEndNothing) {
  constexpr std::string_view kPassage =
      "Mr. Tarn met J. Q. Vell at 7.30 a.m. on the pier. They left.";
  EXPECT_EQ(Around(kPassage, "met"), "Mr. Tarn met J. Q. Vell at 7.30 a.m. on the pier.");
}

TEST(SentenceTest, HoldsAllOfTheSpan) {
  constexpr std::string_view kPassage = "One pier. Two piers. Three piers.";
  EXPECT_EQ(Around(kPassage, "pier. Two"), "One pier. Two piers.");
  EXPECT_EQ(Around(kPassage, kPassage), kPassage);
  EXPECT_EQ(Around("a head\nThe text goes on", "text"), "The text goes on");
}

}  // namespace
}  // namespace dateline::query

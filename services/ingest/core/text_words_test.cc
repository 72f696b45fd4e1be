#include "services/ingest/core/text_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace dateline::ingest {
namespace {

using Kind = TextWord::Kind;
using ::testing::ElementsAre;
using ::testing::SizeIs;

std::vector<uint64_t> Hashes(std::string_view text) {
  std::vector<uint64_t> hashes;
  for (const TextWord& word : WordsOfText(text)) hashes.push_back(word.hash);
  return hashes;
}

std::vector<Kind> Kinds(std::string_view text) {
  std::vector<Kind> kinds;
  for (const TextWord& word : WordsOfText(text)) kinds.push_back(word.kind);
  return kinds;
}

TEST(TextWordsTest, CaseAccentsAndPunctuationDoNotCount) {
  EXPECT_EQ(Hashes("The Café, said Zoë—again."), Hashes("the cafe said zoe again"));
  EXPECT_EQ(Hashes("Cafe\xCC\x81"), Hashes("café"));
  EXPECT_EQ(Hashes("МОСКВА Ёлка"), Hashes("москва елка"));
  EXPECT_NE(Hashes("ferry late"), Hashes("late ferry"));
  EXPECT_THAT(WordsOfText(" .,;\n\n— "), SizeIs(0));
}

TEST(TextWordsTest, NumbersAreOneWord) {
  EXPECT_EQ(Hashes("1,250 tons"), Hashes("1250 tons"));
  EXPECT_NE(Hashes("12.5"), Hashes("125"));
  EXPECT_THAT(WordsOfText("about 1,234.56 or 7."), SizeIs(4));
  EXPECT_THAT(Kinds("in 2031 the 3rd"),
              ElementsAre(Kind::kPlain, Kind::kNumber, Kind::kPlain, Kind::kNumber));
}

TEST(TextWordsTest, NamesStandInsideSentences) {
  EXPECT_THAT(Kinds("Mayor Orla Finch spoke. Nobody asked Finch on Monday"),
              ElementsAre(Kind::kPlain, Kind::kName, Kind::kName, Kind::kPlain, Kind::kPlain,
                          Kind::kPlain, Kind::kName, Kind::kPlain, Kind::kPlain));
}

TEST(TextWordsTest, ScriptsWithoutSpacesGiveAWordACharacter) {
  EXPECT_THAT(WordsOfText("市議会は新計画"), SizeIs(7));
  EXPECT_THAT(WordsOfText("สภาเมือง"), SizeIs(::testing::Ge(5)));
  EXPECT_THAT(WordsOfText("नगर परिषद"), SizeIs(2));
  EXPECT_NE(Hashes("นา"), Hashes("น้า")) << "a tone mark is part of a Thai word";
}

TEST(TextWordsTest, NoMoreThanTheMostAreRead) {
  std::string text;
  for (size_t i = 0; i < kMaxComparedWords + 10; ++i) text += "word ";
  EXPECT_THAT(WordsOfText(text), SizeIs(kMaxComparedWords));
}

// The index on disk is made of these: a change needs another kTextSketchVersion.
TEST(TextWordsTest, GoldenHashes) {
  EXPECT_THAT(Hashes("Ferry 12.5 Šárka"),
              ElementsAre(3790287060739177550u, 1286844869690982786u, 2270757479644280432u));
}

}  // namespace
}  // namespace dateline::ingest

#include "services/extraction/nlp/segmentation/tokenizer.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline::nlp {
namespace {

// The tokens of a sentence, joined by one space.
std::string Tokens(const std::string& sentence) {
  std::vector<Token> tokens;
  AppendTokens(sentence, {0, static_cast<uint32_t>(sentence.size())}, tokens);
  std::string out;
  for (const Token& token : tokens) {
    if (!out.empty()) out += ' ';
    out += token.span.In(sentence);
  }
  return out;
}

TEST(Tokens, HyphenatedWordsAreSplit) {
  EXPECT_EQ(Tokens("A well-known Lima-based envoy"), "A well - known Lima - based envoy");
  EXPECT_EQ(Tokens("Jean-Luc al-Tamm, 21-year-old"), "Jean - Luc al - Tamm , 21 - year - old");
  EXPECT_EQ(Tokens("vice‑president of FLU-19"), "vice ‑ president of FLU - 19");
  EXPECT_EQ(Tokens("U.S.-led talks"), "U.S. - led talks");
}

TEST(Tokens, PrefixesStayOnTheirWords) {
  EXPECT_EQ(Tokens("E-mail the co-founder of a non-profit"),
            "E-mail the co-founder of a non-profit");
  EXPECT_EQ(Tokens("mid-1980s, re-elected, Anti-Tamm"), "mid-1980s , re-elected , Anti-Tamm");
  EXPECT_EQ(Tokens("a non-oil-producing state"), "a non-oil - producing state");
  EXPECT_EQ(Tokens("self-made"), "self - made");
}

TEST(Tokens, FiguresInGroupsStayAndRangesAreSplit) {
  EXPECT_EQ(Tokens("Call 555-0142 or 1-800-555-0142"), "Call 555-0142 or 1-800-555-0142");
  EXPECT_EQ(Tokens("from 2019-20, 10-12 and 1969-1970"),
            "from 2019 - 20 , 10 - 12 and 1969 - 1970");
  EXPECT_EQ(Tokens("10–12 people, 4–0"), "10 – 12 people , 4 – 0");
  EXPECT_EQ(Tokens("on 11-20-2030 or 20/11/2030"), "on 11-20-2030 or 20/11/2030");
}

TEST(Tokens, ContractionsAreSplit) {
  EXPECT_EQ(Tokens("Peru’s ministers can't, CAN'T and cannot"),
            "Peru ’s ministers ca n't , CA N'T and can not");
  EXPECT_EQ(Tokens("I'm gonna say they'd've left"), "I 'm gon na say they'd 've left");
  EXPECT_EQ(Tokens("the mayors' plan didnt work"), "the mayors ' plan did nt work");
  EXPECT_EQ(Tokens("O'Vance wants a word"), "O'Vance wants a word");
}

TEST(Tokens, NumbersUnitsAndMoney) {
  EXPECT_EQ(Tokens("$1,200.50, US$5m and 5% at 7:30pm"), "$ 1,200.50 , US$ 5 m and 5 % at 7:30 pm");
  EXPECT_EQ(Tokens("1,20,000 votes in wards 13,14"), "1,20,000 votes in wards 13 , 14");
  EXPECT_EQ(Tokens("the 1990s, the '90s, the 1930's, 5th and 3D"),
            "the 1990s , the '90s , the 1930's , 5th and 3D");
  EXPECT_EQ(Tokens("10km +44 .265"), "10 km +44 .265");
}

TEST(Tokens, AbbreviationsKeepTheirStops) {
  EXPECT_EQ(Tokens("Mr. O. Vance, Ph.D., met Example Inc. at 9 a.m. in the U.S."),
            "Mr. O. Vance , Ph.D. , met Example Inc. at 9 a.m. in the U.S.");
  EXPECT_EQ(Tokens("It ended, etc. and so on (cf. p. 4)."),
            "It ended , etc. and so on ( cf. p. 4 ) .");
  EXPECT_EQ(Tokens("He chose plan B."), "He chose plan B .");
  EXPECT_EQ(Tokens("He said no."), "He said no .");
  EXPECT_EQ(Tokens("He is Orlo Vance Jr.."), "He is Orlo Vance Jr. .");
  EXPECT_EQ(Tokens("2.1. Harbours"), "2.1. Harbours");
}

TEST(Tokens, AddressesOfTheWebStayWhole) {
  EXPECT_EQ(Tokens("See www.example.org/a-b?c=d, or https://example.org."),
            "See www.example.org/a-b?c=d , or https://example.org .");
  EXPECT_EQ(Tokens("Write to mira.tamm@example.co.nz (or Example.com)."),
            "Write to mira.tamm@example.co.nz ( or Example.com ) .");
  EXPECT_EQ(Tokens("@mira_tamm likes #HarbourDay, #1 :-)"),
            "@mira_tamm likes #HarbourDay , # 1 :-)");
  EXPECT_EQ(Tokens("They left.Then"), "They left . Then");
}

TEST(Tokens, MarksAndTheirRuns) {
  EXPECT_EQ(Tokens("«Nein» — “Why?!” ... [...] (maybe)…"),
            "« Nein » — “ Why ?! ” ... [...] ( maybe ) …");
  EXPECT_EQ(Tokens("and/or s/he"), "and / or s/he");
  EXPECT_EQ(Tokens("Lima--the port--and ***"), "Lima -- the port -- and ***");
  EXPECT_EQ(Tokens("ok 👍🏽 👨‍👩‍👧 سلام"),
            "ok 👍🏽 👨‍👩‍👧 سلام");
}

TEST(Tokens, CoverBrokenUtf8) {
  const std::string text = "Lima \xE2\x80 and \xF0\x9F\xFF's";
  std::vector<Token> tokens;
  AppendTokens(text, {0, static_cast<uint32_t>(text.size())}, tokens);
  uint32_t bytes = 0;
  for (const Token& token : tokens) bytes += token.span.size();
  EXPECT_EQ(bytes, text.size() - 3);  // All but the spaces.
}

// In more than linear time these would take minutes and run into the test's time
// limit.
TEST(Tokens, TakeLinearTime) {
  for (const std::string piece :
       {"a-", "a.", "a'", "(a.a", "1,", "a@", "/a.a", "‐a", "'", "www.:", "!", "[", "+1-"}) {
    std::string text;
    while (text.size() < 1'000'000) text += piece;
    text += "bb";
    std::vector<Token> tokens;
    AppendTokens(text, {0, static_cast<uint32_t>(text.size())}, tokens);
    ASSERT_FALSE(tokens.empty());
    EXPECT_EQ(tokens.back().span.end, text.size()) << piece;
  }
}

}  // namespace
}  // namespace dateline::nlp

#include "services/query/factbase/wording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dateline::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(WordingTest, FormsOfOneWordHaveOneStem) {
  for (const auto& [a, b] : {std::pair{"arrested", "arresting"},
                             {"arrest", "arrests"},
                             {"stopped", "stop"},
                             {"agreed", "agrees"},
                             {"carries", "carry"},
                             {"agreement", "agreements"},
                             {"told", "tell"},
                             {"death", "died"},
                             {"closed", "closes"}}) {
    EXPECT_EQ(StemOf(a), StemOf(b)) << a << " " << b;
  }
}

TEST(WordingTest, WordsOfTheirOwnKeepApart) {
  for (const auto& [a, b] : {std::pair{"king", "ked"},
                             {"bus", "bu"},
                             {"pass", "pas"},
                             {"1990", "199"},
                             {"meet", "met's"},
                             {"red", "r"}}) {
    EXPECT_NE(StemOf(a), StemOf(b)) << a << " " << b;
  }
}

TEST(WordingTest, ContentIsWhatCarriesMeaning) {
  EXPECT_THAT(ContentStems("The six members of the Council have met, and met again."),
              ElementsAre("again", "council", "meet", "member", "six"));
  EXPECT_THAT(ContentStems("It was not there"), IsEmpty());
}

TEST(WordingTest, NumbersStandInDigitsAndWords) {
  EXPECT_THAT(NumbersAmong(ContentStems("Six ships, 40 sailors and 1,200 crates arrived")),
              ElementsAre("1", "200", "40", "six"));
}

TEST(WordingTest, TwoDenialsAffirm) {
  EXPECT_TRUE(Denies("We will not sign"));
  EXPECT_TRUE(Denies("We don't sign"));
  EXPECT_FALSE(Denies("We sign"));
  EXPECT_FALSE(Denies("We will never not sign"));
}

}  // namespace
}  // namespace dateline::query

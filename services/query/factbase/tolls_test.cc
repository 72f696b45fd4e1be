#include "services/query/factbase/tolls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/query/factbase/member_fixture.h"
#include "services/query/factbase/story.h"
#include "services/query/factbase/merging.h"

namespace dateline::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

bool Exclude(std::string_view a, std::string_view b) {
  const auto left = TollOf(a), right = TollOf(b);
  EXPECT_TRUE(left.has_value()) << a;
  EXPECT_TRUE(right.has_value()) << b;
  EXPECT_EQ(TollsExclude(*left, *right), TollsExclude(*right, *left));
  return TollsExclude(*left, *right);
}

TEST(TollsTest, CountsInWordsAndDigits) {
  EXPECT_EQ(TollOf("Nine people")->least, 9);
  EXPECT_EQ(TollOf("1,204 people")->least, 1204);
  EXPECT_EQ(TollOf("two hundred and six people")->least, 206);
  EXPECT_EQ(TollOf("thirty-one villagers")->least, 31);
  EXPECT_EQ(TollOf("thirty-one villagers")->of, "villagers");
  EXPECT_EQ(TollOf("All 12 people"), TollOf("twelve persons"));
}

TEST(TollsTest, WhatIsNoCountOfAll) {
  for (const std::string_view phrase :
       {"people", "dozens of people", "three others", "another five people", "two of the crew",
        "10 to 12 people", "Orla Venn", ""}) {
    EXPECT_FALSE(TollOf(phrase).has_value()) << phrase;
  }
}

TEST(TollsTest, CountsExcludeEachOther) {
  EXPECT_TRUE(Exclude("Nine people", "seven people"));
  EXPECT_FALSE(Exclude("Nine people", "9 people"));
  EXPECT_FALSE(Exclude("1,200 people", "1,203 people")) << "rounded";
  EXPECT_FALSE(Exclude("at least seven people", "Nine people"));
  EXPECT_TRUE(Exclude("at least seven people", "six people"));
  EXPECT_TRUE(Exclude("more than 30 people", "30 people"));
  EXPECT_FALSE(Exclude("About 1,000 people", "980 people"));
  EXPECT_TRUE(Exclude("About 1,000 people", "700 people"));
}

TEST(TollsTest, SomeAreNoMoreThanAll) {
  EXPECT_FALSE(Exclude("four miners", "seven people"));
  EXPECT_TRUE(Exclude("eleven miners", "seven people"));
  EXPECT_FALSE(Exclude("four miners", "three divers"));
  EXPECT_TRUE(Exclude("four miners", "five miners"));
}

TEST(TollsTest, KindsOfMisfortune) {
  EXPECT_EQ(MisfortunesIn("The blast shook the quay"), MisfortunesIn("an explosion at the quay"));
  EXPECT_NE(MisfortunesIn("a ferry sank"), MisfortunesIn("a bridge collapsed"));
  EXPECT_THAT(MisfortunesIn("the council met"), IsEmpty());
  EXPECT_THAT(MisfortunesIn("five died in another explosion"),
              testing::Contains(static_cast<uint32_t>(kApart)));
}

TEST(TollsTest, NumbersOfAText) {
  EXPECT_THAT(NumbersIn("Seven of 1,200 on 3 piers"), ElementsAre(3, 7, 1200));
}

// A dated account of deaths in an explosion, in one town.
Member Deaths(const std::string& document, const std::string& who, std::string town = "quellin") {
  FactContent content = Meeting({{"person", who}});
  content.type = "life.die";
  Member member = MakeMember(document, std::move(content));
  member.places = {{std::move(town), "geonames"}};
  member.story = {Story::kFirstKindMark + 0};
  return member;
}

size_t Events(const std::vector<Member>& members) {
  std::vector<Member> reversed(members.rbegin(), members.rend());
  EXPECT_EQ(MergeBlock(reversed).size(), MergeBlock(members).size());
  return MergeBlock(members).size();
}

TEST(TollsTest, TollsOfOneEventAreAConflict) {
  const auto facts = MergeBlock({Deaths("a", "Nine people"), Deaths("b", "seven people"),
                                 Deaths("c", "at least seven people"), Deaths("d", "7 people")});
  ASSERT_EQ(facts.size(), 1u);
  ASSERT_EQ(facts[0].conflicts.size(), 1u);
  const Conflict& conflict = facts[0].conflicts[0];
  EXPECT_EQ(conflict.type, ConflictType::kValue);
  EXPECT_EQ(conflict.about, "number of life.die");
  ASSERT_EQ(conflict.sides.size(), 2u);
  EXPECT_EQ(std::get<double>(conflict.sides[0].value), 7);
  EXPECT_EQ(conflict.sides[0].document_ids, (std::set<std::string>{"b", "d"}));
  EXPECT_EQ(std::get<double>(conflict.sides[1].value), 9);

  const auto agreed = MergeBlock({Deaths("a", "At least 30 people"), Deaths("b", "34 people")});
  ASSERT_EQ(agreed.size(), 1u);
  EXPECT_THAT(agreed[0].conflicts, IsEmpty());
}

TEST(TollsTest, TwoMisfortunesStayTwo) {
  const Member blast = Deaths("a", "Nine people");
  EXPECT_EQ(Events({blast, Deaths("b", "seven people", "tarn")}), 2u) << "elsewhere";
  Member flood = Deaths("b", "seven people");
  flood.story = {Story::kFirstKindMark + 8};
  EXPECT_EQ(Events({blast, flood}), 2u) << "of another kind";
  Member untold = Deaths("b", "seven people");
  untold.story.clear();
  EXPECT_EQ(Events({blast, untold}), 2u) << "of no kind that is told";
  Member second = Deaths("b", "seven people");
  second.story.push_back(Story::kFirstKindMark + kApart);
  EXPECT_EQ(Events({blast, second}), 2u) << "said to be another one";
  Member nowhere = Deaths("b", "seven people");
  nowhere.places.clear();
  EXPECT_EQ(Events({blast, nowhere}), 2u) << "no place, and no story in common";
}

TEST(TollsTest, AStoryTellsWhere) {
  Member here = Deaths("a", "Nine people"), nowhere = Deaths("b", "seven people");
  here.story = {1, 2, 3, Story::kFirstKindMark};
  nowhere.story = {2, 3, 4, Story::kFirstKindMark};
  nowhere.places.clear();
  EXPECT_EQ(Events({here, nowhere}), 1u);
}

}  // namespace
}  // namespace dateline::query

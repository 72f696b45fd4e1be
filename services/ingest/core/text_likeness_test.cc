#include "services/ingest/core/text_likeness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "services/ingest/core/text_sketch.h"

namespace dateline::ingest {
namespace {

constexpr std::string_view kStory =
    "The harbour council of Tovin approved a new ferry line to the island of Lesk on Tuesday "
    "after months of debate. The line will cost 14 million crowns and is to open in May, said "
    "Orla Finch, who heads the transport committee. Two operators, Brant Lines and Kestrel "
    "Shipping, have asked for the contract. Residents of Lesk had collected 3,200 signatures "
    "for a direct connection since the bridge was closed to lorries in 2029. Opponents fear "
    "for the seal colony at Cape Ardan and want to go to court. The council plans to decide "
    "on tickets and timetables before the end of March, and a second hearing is to be held "
    "in the town hall of Lesk. Until then the old boat will sail four times a day.";

constexpr std::string_view kOtherStory =
    "Police in Marrick are looking for the owner of a truck that lost 40 beehives on the ring "
    "road on Tuesday. Nobody was hurt, but the road stayed closed for six hours while Ida Voss "
    "and other keepers caught the swarms. The driver, who gave the name of Petr Halm, left "
    "before the officers had taken his papers. A spokesman said on Wednesday that the hives "
    "were worth 90,000 crowns and that most bees had been saved by volunteers from the valley.";

TextLikeness Compare(std::string_view one, std::string_view other) {
  return CompareTexts(ComparedText(WordsOfText(one)), ComparedText(WordsOfText(other)));
}

std::string Replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  for (size_t at = out.find(from); at != std::string::npos; at = out.find(from, at + to.size())) {
    out.replace(at, from.size(), to);
  }
  return out;
}

// Every fifth word another one.
std::string Edited(std::string_view text) {
  std::string out;
  int words = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    out += ++words % 5 == 0 ? "otherwise" : std::string(text.substr(begin, end - begin));
    out += ' ';
    begin = end + 1;
  }
  return out;
}

TEST(TextLikenessTest, TheSameWords) {
  const TextLikeness same = Compare(kStory, kStory);
  EXPECT_DOUBLE_EQ(same.likeness, 1);
  EXPECT_DOUBLE_EQ(same.containment, 1);
  EXPECT_TRUE(same.is_copy);
}

TEST(TextLikenessTest, OtherStories) {
  const TextLikeness other = Compare(kStory, kOtherStory);
  EXPECT_LT(other.containment, 0.05);
  EXPECT_FALSE(other.is_copy);
  EXPECT_FALSE(Compare(kStory, "").is_copy);
  EXPECT_FALSE(Compare("", "").is_copy);
}

TEST(TextLikenessTest, EditorsCopies) {
  const std::string story(kStory);
  const std::string tail = story.substr(0, story.size() * 2 / 5);
  EXPECT_TRUE(Compare(story, tail).is_copy);
  EXPECT_DOUBLE_EQ(Compare(story, tail + " 7").containment > 0.95, true);
  EXPECT_LT(Compare(story, tail).likeness, 0.5);
  EXPECT_TRUE(Compare(story, Replaced(story, "Tuesday", "Wednesday")).is_copy);
  EXPECT_TRUE(Compare(story, Edited(story)).is_copy);
  EXPECT_TRUE(Compare(story, story + " " + std::string(kOtherStory)).is_copy);
  const std::string lead =
      "Islanders off the coast can hope again: a ferry comes, and it comes sooner than most of "
      "them thought when they began to write to everybody in office.";
  EXPECT_TRUE(Compare(story, lead + story.substr(story.find(" Two operators"))).is_copy);
}

TEST(TextLikenessTest, OneMouldTwoReports) {
  const std::string mould =
      "Weather in CITY: the day begins cloudy with a low of 1A degrees, the office said. In the "
      "afternoon temperatures rise to 2B degrees with a wind from the north of 3C kilometres an "
      "hour. The chance of rain is 4D percent in the morning and 5E percent in the evening. Along "
      "the coast near CITY gusts of up to 6F kilometres an hour are expected. The sun rises at "
      "5.1G and sets at 20.2H. On the following day the office expects a high of 1I degrees.";
  std::string one = Replaced(mould, "CITY", "Tovin"), other = Replaced(mould, "CITY", "Lesk");
  for (int i = 0; i < 9; ++i) {
    const std::string slot(1, static_cast<char>('A' + i));
    one = Replaced(one, std::to_string(0) + slot, "0");
    for (char digit = '1'; digit <= '6'; ++digit) {
      const std::string place = std::string(1, digit) + slot;
      one = Replaced(one, place, std::to_string(digit - '0') + std::to_string((i * 7 + 1) % 10));
      other =
          Replaced(other, place, std::to_string(digit - '0') + std::to_string((i * 3 + 5) % 10));
    }
  }
  const TextLikeness likeness = Compare(one, other);
  EXPECT_GT(likeness.containment, 0.4) << "more than an edit of a fifth of all words leaves";
  EXPECT_FALSE(likeness.is_copy);
  EXPECT_TRUE(Compare(one, Edited(one)).is_copy);
}

TEST(TextLikenessTest, SketchesOfCopiesShareBands) {
  const TextSketch story = SketchOf(WordsOfText(kStory));
  const auto shared = [&](std::string_view text) {
    const TextSketch sketch = SketchOf(WordsOfText(text));
    std::vector<uint64_t> both;
    std::set_intersection(story.bands.begin(), story.bands.end(), sketch.bands.begin(),
                          sketch.bands.end(), std::back_inserter(both));
    return both.size();
  };
  EXPECT_LE(story.bands.size(), kMaxBands);
  EXPECT_EQ(shared(kStory), story.bands.size());
  EXPECT_GE(shared(Edited(kStory)), 4u);
  EXPECT_GE(shared(kStory.substr(0, kStory.size() / 2)), 8u);
  EXPECT_EQ(shared(kOtherStory), 0u);
  EXPECT_TRUE(SketchOf(WordsOfText("Too short to be told from others.")).bands.empty());
}

}  // namespace
}  // namespace dateline::ingest

#include "services/query/factbase/near_copies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/strings.h"
#include "services/query/factbase/spelling.h"

namespace dateline::query {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kParagraph =
    "The harbour council of Quellin voted on Tuesday to close the eastern pier for repairs after "
    "divers had found that two of its oldest pillars were no longer safe to carry the grain "
    "trains";

bool ShareMark(std::string_view a, std::string_view b) {
  const std::vector<std::string> left = MarksOfCopies(a), right = MarksOfCopies(b);
  return std::any_of(left.begin(), left.end(), [&](const std::string& mark) {
    return std::find(right.begin(), right.end(), mark) != right.end();
  });
}

TEST(NearCopiesTest, CopiesShareAllMarks) {
  EXPECT_EQ(MarksOfCopies(kParagraph), MarksOfCopies(StrCat("  ", kParagraph, ".")));
  EXPECT_THAT(MarksOfCopies(kParagraph), SizeIs(6));
}

// Whichever word is changed: nearly always a copy.
TEST(NearCopiesTest, AnEditedWordIsStillACopy) {
  const std::vector<std::string_view> words = WordsOf(kParagraph);
  size_t found = 0;
  for (size_t changed = 0; changed < words.size(); ++changed) {
    std::string edited;
    for (size_t i = 0; i < words.size(); ++i) {
      StrAppend(&edited, i == changed ? std::string_view("lately") : words[i], " ");
    }
    found += ShareMark(kParagraph, edited) ? 1 : 0;
  }
  EXPECT_GE(found * 10, words.size() * 9) << found << " of " << words.size();
}

TEST(NearCopiesTest, AnAccountInOtherWordsIsNone) {
  EXPECT_FALSE(ShareMark(kParagraph,
                         "Repairs will close the eastern pier in Quellin: two pillars are unsafe, "
                         "divers told the harbour council, which took its decision on Tuesday"));
}

TEST(NearCopiesTest, ShortPassagesMustBeEqual) {
  EXPECT_THAT(MarksOfCopies("The pier is closed."), IsEmpty());
  constexpr std::string_view kSentence =
      "The eastern pier of Quellin is closed until further notice";
  EXPECT_TRUE(ShareMark(kSentence, kSentence));
  EXPECT_FALSE(ShareMark(kSentence, "The western pier of Quellin is closed until further notice"));
}

}  // namespace
}  // namespace dateline::query

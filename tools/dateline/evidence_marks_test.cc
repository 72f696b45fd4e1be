#include "tools/dateline/evidence_marks.h"

#include <gtest/gtest.h>

namespace dateline::cli {
namespace {

const Terminal kPlain;
const Terminal kColour(true, true, 80);

TEST(MarkEvidenceTest, MarksSpansOfTheDocument) {
  EXPECT_EQ(MarkEvidence({100, "Ana Ruiz was born in 1960."}, {{121, 125}}, kPlain),
            "Ana Ruiz was born in [[1960]].");
  EXPECT_EQ(MarkEvidence({100, "Ana Ruiz was born in 1960."}, {{100, 126}}, kPlain),
            "[[Ana Ruiz was born in 1960.]]");
}

TEST(MarkEvidenceTest, JoinsOverlapsAndSorts) {
  EXPECT_EQ(MarkEvidence({0, "one two three"}, {{8, 13}, {0, 5}, {4, 7}}, kPlain),
            "[[one two]] [[three]]");
}

TEST(MarkEvidenceTest, LeavesOutWhatLiesOutside) {
  EXPECT_EQ(MarkEvidence({10, "inside"}, {{0, 10}, {16, 20}, {4, 12}}, kPlain), "[[in]]side");
  EXPECT_EQ(MarkEvidence({10, "inside"}, {}, kPlain), "inside");
}

TEST(MarkEvidenceTest, NeverCutsACharacter) {
  // The second span ends inside "é".
  EXPECT_EQ(MarkEvidence({0, "café bar"}, {{0, 5}}, kPlain), "[[café]] bar");
  EXPECT_EQ(MarkEvidence({0, "café bar"}, {{0, 4}}, kPlain), "café bar");
}

TEST(MarkEvidenceTest, UsesColourWhereThereIsSome) {
  EXPECT_EQ(MarkEvidence({0, "a b"}, {{2, 3}}, kColour), "a \x1b[30;43mb\x1b[0m");
}

TEST(MarkEvidenceTest, TakesControlCharactersOut) {
  EXPECT_EQ(MarkEvidence({0, "a\nb\x1b"}, {{0, 1}}, kPlain), "[[a]] b?");
}

}  // namespace
}  // namespace dateline::cli

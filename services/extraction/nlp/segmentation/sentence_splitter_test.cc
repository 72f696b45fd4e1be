#include "services/extraction/nlp/segmentation/sentence_splitter.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/extraction/nlp/segmentation/segmentation_stage.h"

namespace dateline::nlp {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Sentences(const std::string& text) {
  std::vector<std::string> out;
  for (const ByteSpan span : SplitSentences(text, {0, static_cast<uint32_t>(text.size())})) {
    out.emplace_back(span.In(text));
  }
  return out;
}

TEST(SentenceSplitter, ClosingMarksStayWithTheirSentence) {
  EXPECT_THAT(Sentences("“We agree. We sign.” They left. (Nobody saw.) He slept."),
              ElementsAre("“We agree.", "We sign.”", "They left.", "(Nobody saw.)", "He slept."));
  EXPECT_THAT(Sentences("The bridge fell.[3] [14] It was old. [2]"),
              ElementsAre("The bridge fell.[3] [14] It was old. [2]"));
  EXPECT_THAT(Sentences("The bridge fell. [3] [14] It was old. [2]"),
              ElementsAre("The bridge fell. [3] [14]", "It was old. [2]"));
}

TEST(SentenceSplitter, AbbreviationsThatOpenNeverEnd) {
  EXPECT_THAT(Sentences("Dr. Tamm met ca. 40 envoys (b. 1930) at No. 4. The answer is No. Nobody "
                        "left."),
              ElementsAre("Dr. Tamm met ca. 40 envoys (b. 1930) at No. 4.", "The answer is No.",
                          "Nobody left."));
}

TEST(SentenceSplitter, AbbreviationsThatCloseMayEnd) {
  EXPECT_THAT(Sentences("He left Example Inc. The firm shrank. Example Corp. Chief Mira Tamm came "
                        "at 9 p.m. They left the U.S. He stayed."),
              ElementsAre("He left Example Inc.", "The firm shrank.",
                          "Example Corp. Chief Mira Tamm came at 9 p.m.", "They left the U.S.",
                          "He stayed."));
}

TEST(SentenceSplitter, InitialsAndLetters) {
  EXPECT_THAT(Sentences("K. L. Vance and T. May chose plan B. The plan failed."),
              ElementsAre("K. L. Vance and T. May chose plan B.", "The plan failed."));
}

TEST(SentenceSplitter, NumbersOfHeadingsBelongToThem) {
  EXPECT_THAT(Sentences("2.1. The harbour"), ElementsAre("2.1. The harbour"));
  EXPECT_THAT(Sentences("Figure 3. The harbour in spring"),
              ElementsAre("Figure 3. The harbour in spring"));
  EXPECT_THAT(Sentences("It opened in 2012. The port grew."),
              ElementsAre("It opened in 2012.", "The port grew."));
}

TEST(SentenceSplitter, MailboxesAreNoMissingSpace) {
  EXPECT_THAT(Sentences("Write to Mira.Tamm@example.org at once.Then wait."),
              ElementsAre("Write to Mira.Tamm@example.org at once.", "Then wait."));
}

TEST(SentenceSplitter, SemicolonsColonsAndDotsGoOn) {
  EXPECT_THAT(
      Sentences("They left; we stayed: nobody came . . . Then it rained... and snowed."),
      ElementsAre("They left; we stayed: nobody came . . .", "Then it rained... and snowed."));
}

TEST(SentenceSplitter, CutsWhatNobodyEndsInLinearTime) {
  for (const std::string piece : {"!", ". ", ".(", "a.a", "word ", ". [1]", "\"", ",", "A. "}) {
    std::string text;
    while (text.size() < 1'000'000) text += piece;
    for (const std::string& sentence : Sentences(text)) ASSERT_LE(sentence.size(), 6'100u) << piece;
  }
}

TEST(SegmentationStage, CutsSentencesOfManyTokens) {
  AnnotatedDocument document;
  document.text = "They came with";
  for (int i = 0; i < 10'000; ++i) document.text += i % 50 == 0 ? ", ham" : ",";
  SegmentationStage().Annotate(document);
  uint32_t next = 0;
  for (const Sentence& sentence : document.sentences) {
    EXPECT_EQ(sentence.tokens.begin, next);
    EXPECT_LE(sentence.tokens.size(), 200u);
    EXPECT_EQ(sentence.span, document.Span(sentence.tokens));
    next = sentence.tokens.end;
  }
  EXPECT_EQ(next, document.tokens.size());
  EXPECT_GE(next, 10'000u);
}

}  // namespace
}  // namespace dateline::nlp

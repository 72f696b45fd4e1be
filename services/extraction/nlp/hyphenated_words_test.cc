#include "services/extraction/nlp/hyphenated_words.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline::nlp {
namespace {

using ::testing::ElementsAre;

// One sentence; tokens are apart where `text` has a space or "|".
AnnotatedDocument Document(std::string_view text) {
  AnnotatedDocument document;
  uint32_t begin = 0;
  const auto end_token = [&](bool space) {
    Token token;
    token.span = {begin, static_cast<uint32_t>(document.text.size())};
    token.space_after = space;
    document.tokens.push_back(token);
    if (space) document.text += ' ';
    begin = static_cast<uint32_t>(document.text.size());
  };
  for (const char c : text) {
    if (c == ' ' || c == '|') {
      end_token(c == ' ');
    } else {
      document.text += c;
    }
  }
  end_token(false);
  Sentence sentence;
  sentence.tokens = {0, static_cast<uint32_t>(document.tokens.size())};
  sentence.span = document.Span(sentence.tokens);
  document.sentences.push_back(sentence);
  return document;
}

std::vector<std::string> Forms(const AnnotatedDocument& document) {
  std::vector<std::string> out;
  for (uint32_t i = 0; i < document.tokens.size(); ++i) out.emplace_back(document.Form(i));
  return out;
}

TEST(HyphenatedWords, JoinRunsWithoutSpaces) {
  AnnotatedDocument document = Document("vice|-|president Jean|-|Luc|'s twenty|-|one|-|day trip");
  HyphenatedWords words(document);
  EXPECT_THAT(Forms(document),
              ElementsAre("vice-president", "Jean-Luc", "'s", "twenty-one-day", "trip"));
  EXPECT_EQ(document.sentences[0].tokens, (TokenRange{0, 5}));
}

TEST(HyphenatedWords, LeaveDashesAndLooseHyphens) {
  const std::string_view text = "pre|- and post|-|war - Lima|-|\"x\" U.S.|-|led 10|–|12 -|5";
  AnnotatedDocument document = Document(text);
  HyphenatedWords words(document);
  EXPECT_THAT(Forms(document), ElementsAre("pre", "-", "and", "post-war", "-", "Lima", "-", "\"x\"",
                                           "U.S.", "-", "led", "10", "–", "12", "-", "5"));
}

TEST(HyphenatedWords, SplitGivesTokensBackAndMovesWhatWasFound) {
  AnnotatedDocument document = Document("The vice|-|president Jean|-|Luc Tamm left");
  HyphenatedWords words(document);
  NameMention name;
  name.tokens = {2, 4};  // Jean-Luc Tamm
  name.span = document.Span(name.tokens);
  document.names.push_back(name);
  document.mentions.push_back({name.span, name.tokens, 0, MentionForm::kName});
  words.Split(document);
  EXPECT_THAT(Forms(document),
              ElementsAre("The", "vice", "-", "president", "Jean", "-", "Luc", "Tamm", "left"));
  EXPECT_EQ(document.names[0].tokens, (TokenRange{4, 8}));
  EXPECT_EQ(document.Span(document.names[0].tokens), name.span);
  EXPECT_EQ(document.mentions[0].tokens, (TokenRange{4, 8}));
  EXPECT_EQ(document.sentences[0].tokens, (TokenRange{0, 9}));
}

TEST(HyphenatedWords, LabelledNamesInsideAWordWait) {
  AnnotatedDocument document = Document("Lima|-|based Jean|-|Luc Tamm");
  document.labelled_names = {{{0, 1}, NameType::kLocation}, {{3, 7}, NameType::kPerson}};
  HyphenatedWords words(document);
  ASSERT_EQ(document.labelled_names.size(), 1u);
  EXPECT_EQ(document.labelled_names[0].tokens, (TokenRange{1, 3}));
  words.Split(document);
  ASSERT_EQ(document.labelled_names.size(), 2u);
  EXPECT_EQ(document.labelled_names[0].tokens, (TokenRange{0, 1}));
  EXPECT_EQ(document.labelled_names[1].tokens, (TokenRange{3, 7}));
}

TEST(HyphenatedWords, TakeTagAndHeadFromTheirHead) {
  AnnotatedDocument document = Document("a well|-|known port");
  const std::vector<int32_t> heads = {5, 4, 4, 5, 0};
  const std::vector<std::string> tags = {"DET", "ADV", "PUNCT", "ADJ", "NOUN"};
  const std::vector<std::string> lemmas = {"a", "well", "-", "know", "port"};
  for (size_t i = 0; i < heads.size(); ++i) {
    document.tokens[i].head = heads[i];
    document.tokens[i].upos = tags[i];
    document.tokens[i].lemma = lemmas[i];
  }
  HyphenatedWords words(document);
  ASSERT_THAT(Forms(document), ElementsAre("a", "well-known", "port"));
  EXPECT_EQ(document.tokens[1].upos, "ADJ");
  EXPECT_EQ(document.tokens[1].lemma, "well-know");
  EXPECT_EQ(document.tokens[0].head, 3);
  EXPECT_EQ(document.tokens[1].head, 3);
  EXPECT_EQ(document.tokens[2].head, 0);
}

}  // namespace
}  // namespace dateline::nlp

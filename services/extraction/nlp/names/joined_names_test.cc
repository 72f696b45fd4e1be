#include "services/extraction/nlp/names/joined_names.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dateline::nlp {
namespace {

struct Word {
  std::string_view form;
  int32_t head;
  std::string_view relation;
};

// One sentence of these words; people are named at the ranges.
AnnotatedDocument Sentenced(const std::vector<Word>& words, std::vector<TokenRange> people) {
  AnnotatedDocument document;
  for (const Word& word : words) {
    Token token;
    token.span.begin = static_cast<uint32_t>(document.text.size());
    document.text += word.form;
    token.span.end = static_cast<uint32_t>(document.text.size());
    document.text += ' ';
    token.head = word.head;
    token.relation = word.relation;
    document.tokens.push_back(std::move(token));
  }
  Sentence sentence;
  sentence.tokens = {0, static_cast<uint32_t>(words.size())};
  document.sentences.push_back(sentence);
  for (const TokenRange range : people) {
    NameMention name;
    name.tokens = range;
    name.span = document.Span(range);
    name.type = NameType::kPerson;
    document.names.push_back(std::move(name));
  }
  return document;
}

TEST(JoinedNames, SecondNameBecomesAConjunct) {
  AnnotatedDocument document = Sentenced({{"Rui", 6, "nsubj"},
                                          {"Pine", 1, "flat"},
                                          {"and", 4, "cc"},
                                          {"Clara", 5, "nmod:desc"},
                                          {"Brook", 1, "flat"},
                                          {"met", 0, "root"}},
                                         {{0, 2}, {3, 5}});
  SeparateJoinedNames(document);
  EXPECT_EQ(document.tokens[4].relation, "conj");
  EXPECT_EQ(document.tokens[4].head, 1);
  EXPECT_EQ(document.tokens[1].relation, "flat");
}

TEST(JoinedNames, OthersStayAsTheyAre) {
  AnnotatedDocument document = Sentenced({{"Rui", 4, "nsubj"},
                                          {"and", 3, "cc"},
                                          {"Clara", 1, "conj"},
                                          {"met", 0, "root"},
                                          {"Tom", 4, "obj"},
                                          {"Brook", 5, "flat"}},
                                         {{0, 1}, {2, 3}, {4, 6}});
  SeparateJoinedNames(document);
  EXPECT_EQ(document.tokens[2].relation, "conj");
  EXPECT_EQ(document.tokens[5].relation, "flat");
}

}  // namespace
}  // namespace dateline::nlp

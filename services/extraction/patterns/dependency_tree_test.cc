#include "services/extraction/patterns/dependency_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dateline::patterns {
namespace {

using testing::ElementsAre;

struct Word {
  std::string form;
  int32_t head;
  std::string relation;
};

// One sentence of words with one space between.
nlp::AnnotatedDocument Parsed(const std::vector<Word>& words) {
  nlp::AnnotatedDocument document;
  for (const Word& word : words) {
    nlp::Token token;
    token.span.begin = static_cast<uint32_t>(document.text.size());
    document.text += word.form;
    token.span.end = static_cast<uint32_t>(document.text.size());
    document.text += ' ';
    token.space_after = true;
    token.lemma = word.form;
    token.features = "Number=Sing|Tense=Past";
    token.head = word.head;
    token.relation = word.relation;
    document.tokens.push_back(token);
  }
  nlp::Sentence sentence;
  sentence.tokens = {0, static_cast<uint32_t>(words.size())};
  document.sentences.push_back(sentence);
  return document;
}

const std::vector<Word>& Signed() {
  static const auto* const kWords = new std::vector<Word>{{"the", 2, "det"},
                                                          {"treaty", 4, "nsubj:pass"},
                                                          {"was", 4, "aux:pass"},
                                                          {"signed", 0, "root"},
                                                          {"by", 7, "case"},
                                                          {"two", 7, "nummod"},
                                                          {"ministers", 4, "obl:agent"}};
  return *kWords;
}

TEST(DependencyTreeTest, KnowsHeadsChildrenAndPhrases) {
  const nlp::AnnotatedDocument document = Parsed(Signed());
  const DependencyTree tree(document);
  EXPECT_EQ(tree.Head(1), 3);
  EXPECT_EQ(tree.Head(3), -1);
  EXPECT_THAT(tree.Children(3), ElementsAre(1, 2, 6));
  EXPECT_EQ(tree.Phrase(6), (nlp::TokenRange{4, 7}));
  EXPECT_EQ(tree.Phrase(3), (nlp::TokenRange{0, 7}));
  EXPECT_EQ(tree.Root(4), 3u);
  EXPECT_TRUE(tree.IsBelow(5, 6));
  EXPECT_FALSE(tree.IsBelow(6, 5));
}

TEST(DependencyTreeTest, ARelationStandsForItsSubtypes) {
  const nlp::AnnotatedDocument document = Parsed(Signed());
  const DependencyTree tree(document);
  EXPECT_EQ(tree.Child(3, "nsubj"), 1);
  EXPECT_EQ(tree.Child(3, "nsubj:pass"), 1);
  EXPECT_EQ(tree.Child(3, "nsubj:outer"), -1);
  EXPECT_EQ(tree.Child(3, "obl:agent"), 6);
  EXPECT_EQ(tree.Child(3, "ob"), -1);
  EXPECT_THAT(tree.ChildrenWith(3, "obl"), ElementsAre(6));
}

TEST(DependencyTreeTest, FindsWholeFeatures) {
  const nlp::AnnotatedDocument document = Parsed(Signed());
  const DependencyTree tree(document);
  EXPECT_TRUE(tree.HasFeature(0, "Tense=Past"));
  EXPECT_TRUE(tree.HasFeature(0, "Number=Sing"));
  EXPECT_FALSE(tree.HasFeature(0, "Tense=Pas"));
  EXPECT_FALSE(tree.HasFeature(0, "ense=Past"));
}

TEST(DependencyTreeTest, EndsOnRingsAndWithoutTrees) {
  const nlp::AnnotatedDocument ring = Parsed({{"a", 2, "x"}, {"b", 1, "x"}, {"c", -1, ""}});
  const DependencyTree tree(ring);
  EXPECT_FALSE(tree.IsBelow(0, 2));
  EXPECT_LT(tree.Root(0), 2u);
  EXPECT_EQ(tree.Head(2), -1);
  EXPECT_EQ(tree.Phrase(2), (nlp::TokenRange{2, 3}));
  EXPECT_TRUE(tree.Children(2).empty());
}

}  // namespace
}  // namespace dateline::patterns

#include "services/ingest/core/block_vocabulary.h"

#include <gtest/gtest.h>

namespace dateline::ingest {
namespace {

bool Has(MarkupGroupSet groups, MarkupGroup group) {
  return (groups >> static_cast<int>(group) & 1) != 0;
}

bool Has(PhraseGroupSet groups, PhraseGroup group) {
  return (groups >> static_cast<int>(group) & 1) != 0;
}

TEST(BlockVocabularyTest, NamesAreReadWordByWord) {
  const MarkupGroupSet groups = MarkupGroupsIn("post-content relatedLinks js_sideBar");
  EXPECT_TRUE(Has(groups, MarkupGroup::kArticle));
  EXPECT_TRUE(Has(groups, MarkupGroup::kBody));
  EXPECT_TRUE(Has(groups, MarkupGroup::kRelated));
  EXPECT_TRUE(Has(groups, MarkupGroup::kSide));
  EXPECT_FALSE(Has(groups, MarkupGroup::kComments));
  EXPECT_EQ(MarkupGroupsIn("blogger shadows"), 0u) << "words only as a whole";
}

TEST(BlockVocabularyTest, PhrasesAreReadAsWholeWords) {
  EXPECT_TRUE(Has(PhrasesIn("subscribe to our newsletter"), PhraseGroup::kSubscribe));
  EXPECT_TRUE(Has(PhrasesIn("you may also like"), PhraseGroup::kRelated));
  EXPECT_TRUE(Has(PhrasesIn("© 2021 harbour post"), PhraseGroup::kLegal));
  EXPECT_EQ(PhrasesIn("unsubscribed shareholders"), 0u);
  EXPECT_EQ(PhrasesIn(""), 0u);
}

TEST(BlockVocabularyTest, FunctionWords) {
  EXPECT_TRUE(IsFunctionWord("the"));
  EXPECT_FALSE(IsFunctionWord("ferry"));
}

}  // namespace
}  // namespace dateline::ingest

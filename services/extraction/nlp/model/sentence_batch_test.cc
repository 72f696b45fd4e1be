#include "services/extraction/nlp/model/sentence_batch.h"

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/extraction/nlp/model/sentence_pieces.h"
#include "services/extraction/nlp/model/testing/bundle_builder.h"

namespace dateline::nlp {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

void CheckLayout(const std::vector<uint32_t>& lengths) {
  std::vector<int> seen(lengths.size(), 0);
  uint32_t last = UINT32_MAX;
  for (const SentenceBatch& batch : BatchesOf(lengths)) {
    ASSERT_FALSE(batch.sentences.empty());
    ASSERT_EQ(batch.lengths.size(), batch.sentences.size());
    ASSERT_EQ(batch.offsets.size(), batch.sentences.size());
    uint32_t next = 0;
    for (size_t i = 0; i < batch.sentences.size(); ++i) {
      ++seen[batch.sentences[i]];
      ASSERT_EQ(batch.lengths[i], lengths[batch.sentences[i]]);
      ASSERT_GT(batch.lengths[i], 0u);
      ASSERT_LE(batch.lengths[i], last);
      ASSERT_EQ(batch.offsets[i], next);
      last = batch.lengths[i];
      next += batch.lengths[i];
    }
    ASSERT_EQ(batch.tokens, next);
    // Room stays bounded: one sentence, or a few that are small together.
    ASSERT_TRUE(batch.sentences.size() == 1 || batch.tokens <= 1024u);
  }
  for (size_t i = 0; i < lengths.size(); ++i) ASSERT_EQ(seen[i], lengths[i] == 0 ? 0 : 1) << i;
}

TEST(BatchesOf, EverySentenceOnceByFallingLength) {
  std::mt19937 random(6);
  for (int round = 0; round < 300; ++round) {
    std::vector<uint32_t> lengths(random() % 200);
    for (uint32_t& length : lengths) length = random() % (round % 2 == 0 ? 40 : 1500);
    CheckLayout(lengths);
  }
}

TEST(BatchesOf, EqualLengthsKeepTheirOrder) {
  const auto batches = BatchesOf({3, 5, 3, 5, 0, 3});
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_THAT(batches[0].sentences, ElementsAre(1, 3, 0, 2, 5));
}

TEST(BatchesOf, NothingGivesNothing) {
  EXPECT_THAT(BatchesOf({}), IsEmpty());
  EXPECT_THAT(BatchesOf({0, 0}), IsEmpty());
}

// Sentences of so many tokens "w0 w1 ...".
AnnotatedDocument DocumentOf(const std::vector<uint32_t>& lengths) {
  AnnotatedDocument document;
  for (const uint32_t length : lengths) {
    Sentence sentence;
    sentence.tokens.begin = static_cast<uint32_t>(document.tokens.size());
    for (uint32_t i = 0; i < length; ++i) {
      Token token;
      token.span.begin = static_cast<uint32_t>(document.text.size());
      document.text += "w" + std::to_string(document.tokens.size());
      token.span.end = static_cast<uint32_t>(document.text.size());
      document.text += ' ';
      document.tokens.push_back(token);
    }
    sentence.tokens.end = static_cast<uint32_t>(document.tokens.size());
    document.sentences.push_back(sentence);
  }
  return document;
}

struct Words {
  std::shared_ptr<const Bundle> bundle;
  WordTable table;
};

Words NoWords() {
  testing::BundleBuilder builder;
  builder.AddLines("words", {"word"});
  auto bundle = Bundle::FromBytes(builder.Build()).value();
  WordTable table = WordTable::Load(*bundle).value();
  return {std::move(bundle), std::move(table)};
}

TEST(PieceBatches, LongSentencesAreCut) {
  const Words words = NoWords();
  const AnnotatedDocument document = DocumentOf({256, 257, 3, 600, 1});
  const PieceBatches work(document, words.table);
  std::vector<std::pair<TokenRange, uint32_t>> pieces;
  for (const SentencePiece& piece : work.pieces()) {
    pieces.emplace_back(piece.tokens, piece.offset_in_sentence);
  }
  EXPECT_THAT(
      pieces,
      ElementsAre(std::pair(TokenRange{0, 256}, 0u), std::pair(TokenRange{256, 512}, 0u),
                  std::pair(TokenRange{512, 513}, 256u), std::pair(TokenRange{513, 516}, 0u),
                  std::pair(TokenRange{516, 772}, 0u), std::pair(TokenRange{772, 1028}, 256u),
                  std::pair(TokenRange{1028, 1116}, 512u), std::pair(TokenRange{1116, 1117}, 0u)));
}

TEST(PieceBatches, FeaturesComeInTheBatchsOrder) {
  const Words words = NoWords();
  const AnnotatedDocument document = DocumentOf({2, 300, 0, 7, 64});
  const PieceBatches work(document, words.table);
  std::vector<int> seen(document.tokens.size(), 0);
  for (const SentenceBatch& batch : work.batches()) {
    const std::vector<FeatureRows> features = work.FeaturesOf(batch);
    ASSERT_EQ(features.size(), batch.tokens);
    for (size_t s = 0; s < batch.sentences.size(); ++s) {
      const SentencePiece& piece = work.pieces()[batch.sentences[s]];
      ASSERT_EQ(piece.tokens.size(), batch.lengths[s]);
      for (uint32_t i = 0; i < piece.tokens.size(); ++i) {
        const uint32_t token = piece.tokens.begin + i;
        ++seen[token];
        ASSERT_EQ(features[batch.offsets[s] + i],
                  nlp::FeaturesOf(document.Form(token), words.table));
      }
    }
  }
  for (const int times : seen) EXPECT_EQ(times, 1);
}

}  // namespace
}  // namespace dateline::nlp

#include "services/extraction/nlp/grammar/tree_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

namespace dateline::nlp {
namespace {

using Heads = std::vector<uint32_t>;

float ScoreOf(const std::vector<float>& scores, size_t dependent, size_t head) {
  const auto tokens = static_cast<size_t>(std::sqrt(static_cast<double>(scores.size())));
  return scores[dependent * (tokens + 1) + head];
}

double Total(const std::vector<float>& scores, const Heads& heads) {
  double total = 0.0;
  for (size_t d = 0; d < heads.size(); ++d) total += ScoreOf(scores, d, heads[d]);
  return total;
}

// One root, and from every token the heads lead to it.
bool IsTree(const Heads& heads) {
  if (std::count(heads.begin(), heads.end(), 0u) != 1) return false;
  for (size_t start = 1; start <= heads.size(); ++start) {
    size_t at = start;
    for (size_t steps = 0; at != 0; ++steps) {
      if (steps == heads.size() || heads[at - 1] > heads.size()) return false;
      at = heads[at - 1];
    }
  }
  return true;
}

// The best of all trees that `allowed(root)` accepts.
template <typename Allowed>
Heads BruteForce(const std::vector<float>& scores, uint32_t tokens, Allowed allowed) {
  Heads heads(tokens, 0);
  Heads best;
  while (true) {
    const auto root =
        static_cast<uint32_t>(std::find(heads.begin(), heads.end(), 0u) - heads.begin() + 1);
    if (IsTree(heads) && allowed(root) &&
        (best.empty() || Total(scores, heads) > Total(scores, best))) {
      best = heads;
    }
    size_t digit = 0;
    while (digit < tokens && heads[digit] == tokens) heads[digit++] = 0;
    if (digit == tokens) return best;
    ++heads[digit];
  }
}

// The three tokens with the best scores as the root.
std::vector<uint32_t> LikeliestRoots(const std::vector<float>& scores, uint32_t tokens) {
  std::vector<uint32_t> roots(tokens);
  std::iota(roots.begin(), roots.end(), 1u);
  std::sort(roots.begin(), roots.end(), [&](uint32_t a, uint32_t b) {
    return ScoreOf(scores, a - 1, 0) > ScoreOf(scores, b - 1, 0);
  });
  roots.resize(std::min<size_t>(roots.size(), 3));
  return roots;
}

// Between -10 and 10; of 2^32 values, so that ties do not happen.
std::vector<float> RandomScores(size_t tokens, std::mt19937& random) {
  std::vector<float> scores(tokens * (tokens + 1));
  for (float& score : scores) {
    score = static_cast<float>(static_cast<int32_t>(random())) * (10.0f / 2147483648.0f);
  }
  return scores;
}

TEST(BestTree, IsTheBestOfAllTreesWithALikelyRoot) {
  std::mt19937 random(21);
  int greedy = 0;
  for (int round = 0; round < 600; ++round) {
    const uint32_t tokens = 1 + static_cast<uint32_t>(round) % 5;
    const std::vector<float> scores = RandomScores(tokens, random);
    const Heads heads = BestTree(scores.data(), tokens);
    ASSERT_EQ(heads.size(), tokens);
    ASSERT_TRUE(IsTree(heads));
    const Heads best = BruteForce(scores, tokens, [](uint32_t) { return true; });
    if (heads == best) {
      ++greedy;
      continue;
    }
    // Only a root that none of the three is may do better.
    ASSERT_GT(tokens, 3u);
    const std::vector<uint32_t> roots = LikeliestRoots(scores, tokens);
    const auto likely = [&](uint32_t root) {
      return std::find(roots.begin(), roots.end(), root) != roots.end();
    };
    const auto root =
        static_cast<uint32_t>(std::find(best.begin(), best.end(), 0u) - best.begin() + 1);
    ASSERT_FALSE(likely(root));
    ASSERT_EQ(heads, BruteForce(scores, tokens, likely));
  }
  EXPECT_GT(greedy, 540) << "three roots are enough nearly always";
}

TEST(BestTree, TakesEachBestHeadWhereTheseAreATree) {
  //                                 root  1     2     3
  const std::vector<float> scores = {0.0f, 9.9f, 5.0f, 1.0f,   // 1 hangs from 2; its own score
                                     4.0f, 1.0f, 9.9f, 1.0f,   // does not count.
                                     0.0f, 1.0f, 3.0f, 9.9f};  //
  EXPECT_EQ(BestTree(scores.data(), 3), (Heads{2, 0, 2}));
}

TEST(BestTree, BreaksACycleWhereItCostsLeast) {
  // 1 and 2 want each other; the root takes 2 for less.
  const std::vector<float> scores = {1.0f, 0.0f, 8.0f,  //
                                     3.0f, 9.0f, 0.0f};
  EXPECT_EQ(BestTree(scores.data(), 2), (Heads{2, 0}));
}

TEST(BestTree, HasOneRootWhereAllWantToBeIt) {
  const std::vector<float> scores = {9.0f, 0.0f, 1.0f, 1.0f,  //
                                     9.5f, 1.0f, 0.0f, 2.0f,  //
                                     9.0f, 1.0f, 2.0f, 0.0f};
  EXPECT_EQ(BestTree(scores.data(), 3), (Heads{2, 0, 2}));
}

TEST(BestTree, IsATreeWhateverTheScores) {
  std::mt19937 random(22);
  for (uint32_t tokens = 1; tokens <= 60; ++tokens) {
    for (int round = 0; round < 12; ++round) {
      std::vector<float> scores = RandomScores(tokens, random);
      for (float& score : scores) {
        // Ties, and scores of a size that a sum of them leaves floats.
        if (round % 4 == 1) score = static_cast<float>(static_cast<int>(score / 4.0f));
        if (round % 4 == 2) score *= 1e36f;
        if (round % 4 == 3) score = 0.0f;
      }
      ASSERT_TRUE(IsTree(BestTree(scores.data(), tokens))) << tokens << " round " << round;
    }
  }
}

TEST(BestTree, DoesNotLoseSmallDifferencesBesideLargeScores) {
  // Two nested cycles of scores near 1e6; 0.125 decides.
  std::mt19937 random(23);
  for (int round = 0; round < 200; ++round) {
    std::vector<float> scores(4 * 5);
    for (float& score : scores) {
      score = (random() % 2 == 0 ? 1e6f : 0.0f) + static_cast<float>(random() % 4096) * 0.125f;
    }
    const std::vector<uint32_t> roots = LikeliestRoots(scores, 4);
    const Heads heads = BestTree(scores.data(), 4);
    const Heads best = BruteForce(scores, 4, [](uint32_t) { return true; });
    const auto root =
        static_cast<uint32_t>(std::find(best.begin(), best.end(), 0u) - best.begin() + 1);
    if (std::find(roots.begin(), roots.end(), root) == roots.end()) continue;
    ASSERT_EQ(Total(scores, heads), Total(scores, best));
  }
}

// Each token wants the one beside it, pairs want pairs, and so on: as many
// cycles within cycles as there can be.
TEST(BestTree, FinishesOnCyclesWithinCycles) {
  constexpr uint32_t kTokens = 256;
  std::vector<float> nested(kTokens * (kTokens + 1), 0.0f);
  std::vector<float> chain = nested;
  for (uint32_t d = 0; d < kTokens; ++d) {
    for (uint32_t h = 1; h <= kTokens; ++h) {
      uint32_t distance = 0;
      for (uint32_t bits = d ^ (h - 1); bits != 0; bits /= 2) ++distance;
      nested[d * (kTokens + 1) + h] = 100.0f - static_cast<float>(distance);
      // One cycle that takes up one token after the other.
      chain[d * (kTokens + 1) + h] =
          1000.0f - static_cast<float>(std::max(d, h - 1)) - (h - 1 < d ? 0.0f : 0.25f);
    }
    nested[d * (kTokens + 1)] = -static_cast<float>(d);
    chain[d * (kTokens + 1)] = -static_cast<float>(d);
  }
  for (const auto& scores : {nested, chain}) {
    EXPECT_TRUE(IsTree(BestTree(scores.data(), kTokens)));
  }
  std::mt19937 random(24);
  const std::vector<float> any = RandomScores(kTokens, random);
  EXPECT_TRUE(IsTree(BestTree(any.data(), kTokens)));
}

}  // namespace
}  // namespace dateline::nlp

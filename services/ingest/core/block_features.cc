#include "services/ingest/core/block_features.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/strings.h"
#include "services/ingest/core/block_text.h"
#include "services/ingest/core/block_tree.h"
#include "services/ingest/core/block_vocabulary.h"

namespace dateline::ingest {
namespace {

constexpr int32_t kFar = 15;  // Distances are not told apart beyond.
constexpr int32_t kMany = 2000;
constexpr int32_t kNoScore = -100'000;  // Where there is no block.

int32_t PerThousand(int64_t part, int64_t whole) {
  return whole <= 0 ? 0 : static_cast<int32_t>(part * 1000 / whole);
}

int32_t Capped(int64_t value, int64_t limit = kMany) {
  return static_cast<int32_t>(std::min(value, limit));
}

// Fills the table; the first row names the columns.
class RowWriter {
 public:
  explicit RowWriter(BlockFeatures& out) : out_(out) {}

  void Put(std::string_view name, int64_t value) {
    if (first_) out_.names.emplace_back(name);
    out_.values.push_back(static_cast<int32_t>(value));
  }
  void Put(std::string_view prefix, std::string_view name, int64_t value) {
    if (first_) out_.names.push_back(StrCat(prefix, name));
    out_.values.push_back(static_cast<int32_t>(value));
  }
  void EndRow() { first_ = false; }

 private:
  BlockFeatures& out_;
  bool first_ = true;
};

std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words;
  ForEachWord(text, [&](std::string_view word) { words.emplace_back(word); });
  return words;
}

// How much of a block another text has: by its words, or by runs of three.
class KnownText {
 public:
  KnownText(std::string_view text, size_t run) : run_(run) {
    const std::vector<std::string> words = WordsOf(text);
    for (size_t i = 0; i + run_ <= words.size(); ++i) known_.insert(Run(words, i));
  }

  bool empty() const { return known_.empty(); }

  // Per thousand; -1 if nothing is known or the block is shorter than a run.
  int32_t ShareOf(const std::vector<std::string>& words) const {
    if (known_.empty() || words.size() < run_) return -1;
    int64_t found = 0, all = 0;
    for (size_t i = 0; i + run_ <= words.size(); ++i, ++all)
      found += known_.contains(Run(words, i));
    return PerThousand(found, all);
  }

 private:
  uint64_t Run(const std::vector<std::string>& words, size_t begin) const {
    uint64_t hash = 14695981039346656037u;
    for (size_t i = begin; i < begin + run_; ++i) {
      for (char c : words[i]) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
      hash = (hash ^ ' ') * 1099511628211u;
    }
    return hash;
  }

  const size_t run_;
  std::unordered_set<uint64_t> known_;
};

// Scores summed, words being the weights.
class ScoreSums {
 public:
  ScoreSums(const BlockTree& page, const std::vector<int32_t>& scores,
            const std::vector<uint64_t>& group_of)
      : scores_(scores), sums_(scores.size() + 1), before_(scores.size()), after_(scores.size()) {
    for (size_t i = 0; i < scores.size(); ++i) {
      const int64_t words = page.text(i).words;
      const Sum one = {words, words * Bounded(scores[i]), scores[i] > 0 ? words : 0};
      sums_[i + 1] = sums_[i] + one;
      Sum& group = groups_[group_of[i]];
      group = group + one;
    }
    MeasureDistances();
  }

  int32_t Score(size_t i) const { return scores_[i]; }
  int32_t Mean(size_t begin, size_t end) const { return MeanOf(sums_[end] - sums_[begin]); }
  int32_t GroupMean(uint64_t group) const { return MeanOf(groups_.at(group)); }
  // Of all words that were judged to be article, per thousand.
  int32_t KeptShare(size_t begin, size_t end) const {
    return PerThousand((sums_[end] - sums_[begin]).kept, sums_.back().kept);
  }
  int32_t KeptWords() const { return Capped(sums_.back().kept, 20'000); }
  int32_t ToKeptBefore(size_t i) const { return before_[i]; }
  int32_t ToKeptAfter(size_t i) const { return after_[i]; }

 private:
  struct Sum {
    int64_t words = 0, weighted = 0, kept = 0;
    Sum operator+(const Sum& o) const {
      return {words + o.words, weighted + o.weighted, kept + o.kept};
    }
    Sum operator-(const Sum& o) const {
      return {words - o.words, weighted - o.weighted, kept - o.kept};
    }
  };

  static int64_t Bounded(int64_t score) { return std::clamp<int64_t>(score, -4000, 4000); }
  static int32_t MeanOf(const Sum& sum) {
    return sum.words == 0 ? kNoScore : static_cast<int32_t>(sum.weighted / sum.words);
  }

  void MeasureDistances() {
    int32_t distance = 50;
    for (size_t i = 0; i < scores_.size(); ++i) {
      before_[i] = distance;
      distance = scores_[i] > 0 ? 1 : std::min(distance + 1, 50);
    }
    distance = 50;
    for (size_t i = scores_.size(); i-- > 0;) {
      after_[i] = distance;
      distance = scores_[i] > 0 ? 1 : std::min(distance + 1, 50);
    }
  }

  const std::vector<int32_t>& scores_;
  std::vector<Sum> sums_;
  std::vector<int32_t> before_, after_;
  std::unordered_map<uint64_t, Sum> groups_;
};

}  // namespace

class BlockFeatureCounter::Page {
 public:
  Page(const HtmlTree& tree, const std::vector<HtmlBlock>& blocks, const BlockHints& hints)
      : tree_(tree),
        blocks_(blocks),
        page_(tree, blocks),
        title_(Joined(hints.titles), 1),
        description_(hints.description, 3),
        article_body_(hints.article_body, 3) {
    for (const HtmlBlock& block : blocks) ++repeats_[block.text];
    CountGroups();
    FindHeadings();
  }

  BlockFeatures Count() const {
    BlockFeatures out;
    RowWriter row(out);
    for (size_t i = 0; i < blocks_.size(); ++i) {
      PutText(i, row);
      PutMarkup(i, row);
      PutPlace(i, row);
      PutLevels(i, row);
      PutCores(i, row);
      PutGroup(i, row);
      PutNeighbours(i, row);
      row.EndRow();
    }
    return out;
  }

  BlockFeatures CountWithScores(const BlockFeatures& features,
                                const std::vector<int32_t>& scores) const {
    const ScoreSums sums(page_, scores, group_of_);
    BlockFeatures out;
    RowWriter row(out);
    for (size_t i = 0; i < blocks_.size(); ++i) {
      const std::span<const int32_t> own = features.Row(i);
      for (size_t c = 0; c < own.size(); ++c) row.Put(features.names[c], own[c]);
      PutScores(i, sums, row);
      row.EndRow();
    }
    return out;
  }

 private:
  struct GroupTotals {
    int64_t blocks = 0, words = 0, link_words = 0, prose_words = 0;
  };

  static std::string Joined(const std::vector<std::string>& texts) {
    std::string joined;
    for (const std::string& text : texts) joined += text + " ";
    return joined;
  }

  void CountGroups() {
    group_of_.resize(blocks_.size());
    for (size_t i = 0; i < blocks_.size(); ++i) {
      group_of_[i] = page_.TemplateOf(blocks_[i]);
      GroupTotals& totals = groups_[group_of_[i]];
      const BlockText& text = page_.text(i);
      ++totals.blocks;
      totals.words += text.words;
      totals.link_words += text.link_words;
      totals.prose_words += text.is_prose ? text.words : 0;
    }
  }

  // The heading that looks most like the headline: the first <h1> that shares
  // most of its words with the page's titles, else the first <h1>.
  void FindHeadings() {
    last_heading_.resize(blocks_.size(), -1);
    int32_t last = -1;
    int32_t best_share = -1;
    for (size_t i = 0; i < blocks_.size(); ++i) {
      last_heading_[i] = last;
      const int level = page_.HeadingLevel(blocks_[i]);
      if (level == 0) continue;
      last = static_cast<int32_t>(i);
      const int32_t share = title_.ShareOf(WordsOf(blocks_[i].text)) + (level == 1 ? 200 : 0);
      if (level <= 2 && share > best_share) {
        best_share = share;
        headline_ = static_cast<int32_t>(i);
      }
    }
  }

  void PutText(size_t i, RowWriter& row) const {
    const BlockText& text = page_.text(i);
    row.Put("words", Capped(text.words));
    row.Put("bytes", Capped(static_cast<int64_t>(blocks_[i].text.size()), 10'000));
    row.Put("link_share", PerThousand(text.link_words, text.words));
    row.Put("word_length", PerThousand(text.word_bytes, text.words));
    row.Put("sentence_ends", Capped(text.sentence_ends));
    row.Put("commas", Capped(text.commas));
    row.Put("ends_sentence", text.ends_sentence);
    row.Put("ends_colon", text.ends_colon);
    row.Put("ends_question", text.ends_question);
    row.Put("starts_upper", text.starts_upper);
    row.Put("upper_share", PerThousand(text.capitalised, text.words));
    row.Put("function_share", PerThousand(text.function_words, text.words));
    row.Put("digit_share", PerThousand(text.numbers, text.words));
    row.Put("separators", Capped(text.separators));
    row.Put("all_capitals", text.all_capitals);
    row.Put("repeats", Capped(repeats_.at(blocks_[i].text)));
    const std::vector<std::string> words = WordsOf(blocks_[i].text);
    row.Put("in_title", title_.ShareOf(words));
    row.Put("in_description", description_.ShareOf(words));
    row.Put("in_article_body", article_body_.ShareOf(words));
    for (size_t g = 0; g < kPhraseGroups; ++g) {
      row.Put("says_", kPhraseGroupNames[g], text.phrases >> g & 1);
    }
  }

  void PutMarkup(size_t i, RowWriter& row) const {
    const HtmlBlock& block = blocks_[i];
    const auto& [markup, tags] = page_.Around(block);
    for (size_t g = 0; g < kMarkupGroups; ++g) {
      row.Put("markup_", kMarkupGroupNames[g], std::min<int32_t>(markup[g], kFar));
    }
    for (size_t t = 0; t < kAroundTags.size(); ++t) {
      row.Put("in_", kAroundTags[t], std::min<int32_t>(tags[t], kFar));
    }
    row.Put("tag", page_.TagKind(block));
    row.Put("heading", page_.HeadingLevel(block));
    row.Put("depth", Capped(page_.Depth(block), 60));
  }

  void PutPlace(size_t i, RowWriter& row) const {
    const BlockTotals all = page_.Between(0, blocks_.size());
    const BlockTotals before = page_.Between(0, i);
    const BlockTotals after = page_.Between(i + 1, blocks_.size());
    row.Put("page_words", Capped(all.words, 20'000));
    row.Put("page_prose_share", PerThousand(all.prose_words, all.words));
    row.Put("page_link_share", PerThousand(all.link_words, all.words));
    row.Put("blocks_before", Capped(static_cast<int64_t>(i)));
    row.Put("place", PerThousand(static_cast<int64_t>(i), static_cast<int64_t>(blocks_.size())));
    row.Put("words_before", PerThousand(before.words, all.words));
    row.Put("prose_before", PerThousand(before.prose_words, all.prose_words));
    row.Put("prose_after", PerThousand(after.prose_words, all.prose_words));
    row.Put("prose_words_after", Capped(after.prose_words));
    row.Put("to_prose_before", page_.ToProseBefore(i));
    row.Put("to_prose_after", page_.ToProseAfter(i));
    const int64_t from_headline = headline_ < 0 ? -1000 : static_cast<int64_t>(i) - headline_;
    row.Put("from_headline", std::clamp<int64_t>(from_headline, -1000, 300));
    PutHeading(i, row);
  }

  void PutHeading(size_t i, RowWriter& row) const {
    const int32_t heading = last_heading_[i];
    row.Put("heading_level", heading < 0 ? -1 : page_.HeadingLevel(blocks_[heading]));
    row.Put("from_heading", heading < 0 ? -1 : Capped(static_cast<int64_t>(i) - heading, 50));
    row.Put("heading_words", heading < 0 ? -1 : Capped(page_.text(heading).words, 50));
    row.Put(
        "heading_link_share",
        heading < 0 ? -1 : PerThousand(page_.text(heading).link_words, page_.text(heading).words));
    const PhraseGroupSet phrases = heading < 0 ? 0 : page_.text(heading).phrases;
    for (size_t g = 0; g < kPhraseGroups; ++g) {
      row.Put("heading_says_", kPhraseGroupNames[g], phrases >> g & 1);
    }
  }

  // To the nearest element around `node` with more blocks than `range`, its own.
  void Widen(int32_t& node, std::pair<size_t, size_t>& range) const {
    const auto inner = range;
    while (node != kNoNode && range == inner) {
      node = tree_.nodes()[node].parent;
      range = page_.BlocksIn(node);
    }
  }

  // The elements around a block, from the inside, each with more than the last.
  void PutLevels(size_t i, RowWriter& row) const {
    static constexpr std::array<std::string_view, 4> kLevels = {"level1_", "level2_", "level3_",
                                                                "level4_"};
    const int64_t page_words = page_.Between(0, blocks_.size()).words;
    int32_t node = blocks_[i].container;
    std::pair<size_t, size_t> range = page_.BlocksIn(node);
    for (std::string_view level : kLevels) {
      Widen(node, range);
      const BlockTotals totals = page_.Between(range.first, range.second);
      row.Put(level, "blocks", Capped(static_cast<int64_t>(range.second - range.first)));
      row.Put(level, "words", Capped(totals.words, 20'000));
      row.Put(level, "share", PerThousand(totals.words, page_words));
      row.Put(level, "link_share", PerThousand(totals.link_words, totals.words));
      row.Put(level, "prose_share", PerThousand(totals.prose_words, totals.words));
      row.Put(level, "place",
              PerThousand(static_cast<int64_t>(i - range.first),
                          static_cast<int64_t>(range.second - range.first)));
    }
  }

  void PutCores(size_t i, RowWriter& row) const {
    static constexpr std::array<std::string_view, 4> kNames = {"outside_core50", "outside_core70",
                                                               "outside_core85", "outside_best"};
    const std::array<int32_t, 4>& cores = page_.cores();
    for (size_t k = 0; k < cores.size(); ++k) {
      row.Put(kNames[k], std::min<int32_t>(page_.StepsTo(blocks_[i], cores[k]), kFar));
    }
    row.Put("below_best", std::min<int32_t>(page_.StepsBelow(blocks_[i], cores[3]), kFar));
  }

  void PutGroup(size_t i, RowWriter& row) const {
    const GroupTotals& group = groups_.at(group_of_[i]);
    const BlockTotals all = page_.Between(0, blocks_.size());
    row.Put("group_blocks", Capped(group.blocks));
    row.Put("group_words", PerThousand(group.words, all.words));
    row.Put("group_link_share", PerThousand(group.link_words, group.words));
    row.Put("group_prose_share", PerThousand(group.prose_words, group.words));
    row.Put("group_mean_words", Capped(group.words / std::max<int64_t>(group.blocks, 1)));
  }

  void PutNeighbours(size_t i, RowWriter& row) const {
    static constexpr std::array<std::pair<int, std::string_view>, 4> kPlaces = {
        {{-2, "before2_"}, {-1, "before1_"}, {1, "after1_"}, {2, "after2_"}}};
    for (const auto& [step, name] : kPlaces) {
      const int64_t at = static_cast<int64_t>(i) + step;
      const bool there = at >= 0 && at < static_cast<int64_t>(blocks_.size());
      const BlockText* text = there ? &page_.text(at) : nullptr;
      row.Put(name, "words", there ? Capped(text->words) : -1);
      row.Put(name, "link_share", there ? PerThousand(text->link_words, text->words) : -1);
      row.Put(name, "ends_sentence", there ? text->ends_sentence : -1);
      row.Put(name, "heading", there ? page_.HeadingLevel(blocks_[at]) : -1);
      row.Put(name, "same_group", there ? group_of_[at] == group_of_[i] : -1);
    }
    const size_t begin = i < 5 ? 0 : i - 5;
    const BlockTotals near = page_.Between(begin, std::min(i + 6, blocks_.size()));
    row.Put("near_words", Capped(near.words, 10'000));
    row.Put("near_link_share", PerThousand(near.link_words, near.words));
    row.Put("near_prose_share", PerThousand(near.prose_words, near.words));
  }

  // --- With scores -------------------------------------------------------------

  void PutScores(size_t i, const ScoreSums& sums, RowWriter& row) const {
    row.Put("score", sums.Score(i));
    static constexpr std::array<std::pair<int, std::string_view>, 8> kPlaces = {{{-4, "before4"},
                                                                                 {-3, "before3"},
                                                                                 {-2, "before2"},
                                                                                 {-1, "before1"},
                                                                                 {1, "after1"},
                                                                                 {2, "after2"},
                                                                                 {3, "after3"},
                                                                                 {4, "after4"}}};
    for (const auto& [step, name] : kPlaces) {
      const int64_t at = static_cast<int64_t>(i) + step;
      const bool there = at >= 0 && at < static_cast<int64_t>(blocks_.size());
      row.Put("score_", name, there ? sums.Score(at) : kNoScore);
    }
    row.Put("score_near", sums.Mean(i < 8 ? 0 : i - 8, std::min(i + 9, blocks_.size())));
    row.Put("kept_before", sums.KeptShare(0, i));
    row.Put("kept_after", sums.KeptShare(i + 1, blocks_.size()));
    row.Put("kept_words", sums.KeptWords());
    row.Put("to_kept_before", sums.ToKeptBefore(i));
    row.Put("to_kept_after", sums.ToKeptAfter(i));
    row.Put("score_group", sums.GroupMean(group_of_[i]));
    row.Put("score_heading", last_heading_[i] < 0 ? kNoScore : sums.Score(last_heading_[i]));
    PutLevelScores(i, sums, row);
  }

  void PutLevelScores(size_t i, const ScoreSums& sums, RowWriter& row) const {
    static constexpr std::array<std::string_view, 4> kLevels = {"score_level1", "score_level2",
                                                                "score_level3", "score_level4"};
    int32_t node = blocks_[i].container;
    std::pair<size_t, size_t> range = page_.BlocksIn(node);
    for (std::string_view level : kLevels) {
      Widen(node, range);
      row.Put(level, sums.Mean(range.first, range.second));
      row.Put(level, "_kept", sums.KeptShare(range.first, range.second));
    }
  }

  const HtmlTree& tree_;
  const std::vector<HtmlBlock>& blocks_;
  const BlockTree page_;
  const KnownText title_;
  const KnownText description_;
  const KnownText article_body_;
  std::unordered_map<std::string_view, int32_t> repeats_;
  std::unordered_map<uint64_t, GroupTotals> groups_;
  std::vector<uint64_t> group_of_;
  std::vector<int32_t> last_heading_;  // Before each block, or -1.
  int32_t headline_ = -1;
};

BlockFeatureCounter::BlockFeatureCounter(const HtmlTree& tree, const std::vector<HtmlBlock>& blocks,
                                         const BlockHints& hints)
    : page_(std::make_unique<const Page>(tree, blocks, hints)) {}

BlockFeatureCounter::~BlockFeatureCounter() = default;

BlockFeatures BlockFeatureCounter::Count() const { return page_->Count(); }

BlockFeatures BlockFeatureCounter::CountWithScores(const BlockFeatures& features,
                                                   const std::vector<int32_t>& scores) const {
  return page_->CountWithScores(features, scores);
}

}  // namespace dateline::ingest

#include "services/ingest/core/article_blocks.h"

#include <algorithm>
#include <string_view>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/ingest/core/block_model.h"
#include "services/ingest/core/block_tree.h"

// The linker's names for what article_blocks_data.S brings in.
extern "C" {
extern const char dateline_article_blocks[];
extern const char dateline_article_blocks_end[];
}

namespace dateline::ingest {
namespace {

// With fewer words than this the models have too little to go by.
constexpr int64_t kFewestWords = 40;
// And a page of more blocks than this is no article, but made to cost time.
constexpr size_t kMostBlocks = 20'000;
struct Models {
  BlockModel first;
  BlockModel second;
};

absl::StatusOr<Models> ParseModels() {
  std::string_view text(dateline_article_blocks,
                        static_cast<size_t>(dateline_article_blocks_end - dateline_article_blocks));
  Models models;
  DATELINE_ASSIGN_OR_RETURN(models.first, BlockModel::Parse(text));
  DATELINE_ASSIGN_OR_RETURN(models.second, BlockModel::Parse(text));
  return models;
}

const absl::StatusOr<Models>& LinkedModels() {
  static const auto* const kModels = new absl::StatusOr<Models>(ParseModels());
  return *kModels;
}

std::vector<int32_t> ScoreRows(const BlockModel& model, const BlockFeatures& features) {
  std::vector<int32_t> scores;
  const size_t rows = features.values.size() / std::max<size_t>(features.columns(), 1);
  scores.reserve(rows);
  for (size_t i = 0; i < rows; ++i) scores.push_back(model.Score(features.Row(i)));
  return scores;
}

int64_t WordsChosen(const std::vector<HtmlBlock>& blocks, const std::vector<bool>& chosen) {
  int64_t words = 0;
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (chosen[i]) words += CountBlockText(blocks[i].text, 0).words;
  }
  return words;
}

// --- Plain rules ---------------------------------------------------------------

size_t TagPlace(std::string_view tag) {
  return static_cast<size_t>(std::find(kAroundTags.begin(), kAroundTags.end(), tag) -
                             kAroundTags.begin());
}

bool IsInside(const BlockSurroundings& around, std::string_view tag) {
  return around.tags[TagPlace(tag)] != 255;
}

// A header is part of the article only inside one: elsewhere it is the site's.
bool Surrounds(const BlockSurroundings& around) {
  for (const char* tag : {"nav", "aside", "footer", "form", "figcaption", "hidden"}) {
    if (IsInside(around, tag)) return true;
  }
  return IsInside(around, "header") && !IsInside(around, "article") && !IsInside(around, "main");
}

// The element that holds the article: of those that say so the one with the most
// words, if it has a good part of the page's.
int32_t FindArticleElement(const HtmlTree& tree, const BlockTree& page,
                           const std::vector<bool>& chosen) {
  std::vector<int64_t> sums(chosen.size() + 1, 0);
  for (size_t i = 0; i < chosen.size(); ++i) {
    sums[i + 1] = sums[i] + (chosen[i] ? page.text(i).words : 0);
  }
  for (const bool main : {false, true}) {
    int32_t best = kNoNode;
    int64_t best_words = 0;
    for (uint32_t i = 0; i < tree.nodes().size(); ++i) {
      const HtmlNode& node = tree.nodes()[i];
      const bool is_main = node.tag == "main" || node.Attribute("role") == "main" ||
                           node.Attribute("itemprop") == "articleBody";
      if (!(main ? is_main : node.tag == "article")) continue;
      const auto [first, last] = page.BlocksIn(static_cast<int32_t>(i));
      const int64_t words = sums[last] - sums[first];
      if (words > best_words) best = static_cast<int32_t>(i), best_words = words;
    }
    if (best != kNoNode && best_words * 10 >= sums.back() * 4) return best;
  }
  return kNoNode;
}

// What is not in an element that says it surrounds, inside the element that says
// it is the article where there is one. If that is nothing, everything: some sites
// wrap the whole page in a form, or hide it until a script has run.
std::vector<bool> ChooseByRules(const HtmlTree& tree, const std::vector<HtmlBlock>& blocks) {
  const BlockTree page(tree, blocks);
  std::vector<bool> chosen(blocks.size(), false);
  for (size_t i = 0; i < blocks.size(); ++i) chosen[i] = !Surrounds(page.Around(blocks[i]));
  if (const int32_t article = FindArticleElement(tree, page, chosen); article != kNoNode) {
    const auto [first, last] = page.BlocksIn(article);
    for (size_t i = 0; i < blocks.size(); ++i) chosen[i] = chosen[i] && i >= first && i < last;
  }
  if (std::find(chosen.begin(), chosen.end(), true) == chosen.end()) {
    chosen.assign(blocks.size(), true);
  }
  return chosen;
}

}  // namespace

absl::Status CheckArticleBlockModels() {
  const absl::StatusOr<Models>& models = LinkedModels();
  DATELINE_RETURN_IF_ERROR(models.status());
  const HtmlTree tree = HtmlTree::Parse("<p>One</p>");
  const std::vector<HtmlBlock> blocks = FindHtmlBlocks(tree);
  const BlockFeatureCounter counter(tree, blocks, {});
  const BlockFeatures first = counter.Count();
  const BlockFeatures second = counter.CountWithScores(first, {0});
  if (first.names == models->first.features() && second.names == models->second.features()) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kDataLoss, reason::kStoreCorrupt,
                   "the model of article blocks was trained on other features; train it again "
                   "with tools/train/train_article_blocks.py",
                   {});
}

std::vector<int32_t> ScoreBlocks(const BlockFeatures& features) {
  return ScoreRows(LinkedModels()->first, features);
}

std::vector<bool> ChooseArticleBlocks(const HtmlTree& tree, const std::vector<HtmlBlock>& blocks,
                                      const BlockHints& hints) {
  if (blocks.size() > kMostBlocks) return ChooseByRules(tree, blocks);
  const BlockFeatureCounter counter(tree, blocks, hints);
  const BlockFeatures features = counter.Count();
  const std::vector<int32_t> first = ScoreRows(LinkedModels()->first, features);
  const std::vector<int32_t> scores =
      ScoreRows(LinkedModels()->second, counter.CountWithScores(features, first));
  std::vector<bool> chosen(blocks.size(), false);
  for (size_t i = 0; i < blocks.size(); ++i) chosen[i] = scores[i] > 0;
  if (WordsChosen(blocks, chosen) < kFewestWords) return ChooseByRules(tree, blocks);
  return chosen;
}

}  // namespace dateline::ingest

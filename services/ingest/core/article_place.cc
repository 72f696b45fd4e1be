#include "services/ingest/core/article_place.h"

#include <algorithm>

#include "services/ingest/core/block_vocabulary.h"

namespace dateline::ingest {
namespace {

constexpr int kMaxLevels = 12;
constexpr size_t kMaxNameBytes = 300;

constexpr MarkupGroupSet SetOf(MarkupGroup group) { return 1u << static_cast<int>(group); }

}  // namespace

int32_t AnchorBlock(const ArticlePlace& place) {
  if (place.headline >= 0) return place.headline;
  const auto first = std::find(place.chosen.begin(), place.chosen.end(), true);
  return first == place.chosen.end() ? 0 : static_cast<int32_t>(first - place.chosen.begin());
}

uint32_t AnchorNode(const ArticlePlace& place) {
  if (place.blocks.empty()) return 0;
  return place.blocks[static_cast<size_t>(AnchorBlock(place))].begin;
}

bool IsElsewhere(const HtmlTree& tree, int32_t node, uint32_t anchor) {
  constexpr MarkupGroupSet kOthers = SetOf(MarkupGroup::kComments) | SetOf(MarkupGroup::kRelated) |
                                     SetOf(MarkupGroup::kNavigation);
  constexpr MarkupGroupSet kContent = SetOf(MarkupGroup::kBody) | SetOf(MarkupGroup::kArticle);
  for (int level = 0; level < kMaxLevels && node != kNoNode; ++level) {
    const HtmlNode& at = tree.nodes()[static_cast<size_t>(node)];
    if (static_cast<uint32_t>(node) <= anchor && anchor < at.subtree_end) return false;
    if (at.tag == "nav" || at.tag == "footer") return true;
    const MarkupGroupSet groups = MarkupGroupsIn(at.Attribute("class").substr(0, kMaxNameBytes)) |
                                  MarkupGroupsIn(at.Attribute("id").substr(0, kMaxNameBytes));
    // Names such as "latest-post-content" speak of both.
    if ((groups & kOthers) != 0 && (groups & kContent) == 0) return true;
    node = at.parent;
  }
  return false;
}

}  // namespace dateline::ingest

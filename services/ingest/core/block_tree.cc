#include "services/ingest/core/block_tree.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/strings.h"

namespace dateline::ingest {
namespace {

constexpr uint8_t kNowhere = 255;
// Of a class or id no more is looked at, for many blocks may ask for the same one.
constexpr size_t kMaxNameBytes = 300;
constexpr int32_t kFarBlock = 50;

uint64_t HashOf(uint64_t hash, std::string_view text) {
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return (hash ^ '/') * 1099511628211u;
}

bool IsMarkedHidden(const HtmlNode& node) {
  if (node.HasAttribute("hidden") || node.Attribute("aria-hidden") == "true") return true;
  const std::string_view style = node.Attribute("style");
  if (style.empty()) return false;
  std::string folded = absl::AsciiStrToLower(AbslView(style.substr(0, 500)));
  folded.erase(std::remove_if(folded.begin(), folded.end(), absl::ascii_isspace), folded.end());
  return absl::StrContains(folded, "display:none") ||
         absl::StrContains(folded, "visibility:hidden");
}

// What an element's role says, as the tag that would have said it.
std::string_view TagOfRole(std::string_view role) {
  if (role.empty()) return {};
  if (role == "navigation" || role == "menu" || role == "menubar") return "nav";
  if (role == "complementary") return "aside";
  if (role == "contentinfo") return "footer";
  if (role == "banner") return "header";
  if (role == "search" || role == "form") return "form";
  if (role == "main" || role == "article" || role == "button") return role;
  if (role == "dialog" || role == "alertdialog") return "hidden";
  return {};
}

void MarkTag(std::string_view tag, BlockSurroundings& around) {
  const auto found = std::find(kAroundTags.begin(), kAroundTags.end(), tag);
  if (found != kAroundTags.end()) around.tags[found - kAroundTags.begin()] = 0;
}

void OneStepDown(uint8_t& distance) {
  if (distance < kNowhere) ++distance;
}

}  // namespace

BlockTree::BlockTree(const HtmlTree& tree, const std::vector<HtmlBlock>& blocks)
    : tree_(tree), blocks_(blocks) {
  nothing_around_.markup.fill(kNowhere);
  nothing_around_.tags.fill(kNowhere);
  MeasureNodes();
  SumBlocks();
  MeasureDistances();
  FindCores();
}

void BlockTree::MeasureNodes() {
  const std::vector<HtmlNode>& nodes = tree_.nodes();
  depths_.resize(nodes.size(), 0);
  surroundings_.resize(nodes.size());
  for (size_t i = 0; i < nodes.size(); ++i) {
    const HtmlNode& node = nodes[i];
    const bool has_parent = node.parent != kNoNode;
    BlockSurroundings& around = surroundings_[i];
    around = has_parent ? surroundings_[node.parent] : nothing_around_;
    depths_[i] = has_parent ? depths_[node.parent] + 1 : 0;
    if (node.is_text()) continue;
    for (uint8_t& distance : around.markup) OneStepDown(distance);
    for (uint8_t& distance : around.tags) OneStepDown(distance);
    MarkTag(node.tag, around);
    MarkTag(TagOfRole(node.Attribute("role")), around);
    if (IsMarkedHidden(node) || node.tag == "dialog") MarkTag("hidden", around);
    // The page's own names are about the whole page.
    if (node.tag == "body" || node.tag == "html") continue;
    MarkupGroupSet groups = 0;
    for (const char* name : {"class", "id", "itemprop"}) {
      if (const std::string_view names = node.Attribute(name); !names.empty()) {
        groups |= MarkupGroupsIn(names.substr(0, kMaxNameBytes));
      }
    }
    for (size_t g = 0; g < kMarkupGroups; ++g) {
      if (groups >> g & 1) around.markup[g] = 0;
    }
  }
}

void BlockTree::SumBlocks() {
  blocks_before_.resize(tree_.nodes().size() + 1);
  for (uint32_t node = 0, block = 0; node <= tree_.nodes().size(); ++node) {
    while (block < blocks_.size() && blocks_[block].begin < node) ++block;
    blocks_before_[node] = block;
  }
  texts_.reserve(blocks_.size());
  sums_.resize(blocks_.size() + 1);
  for (size_t i = 0; i < blocks_.size(); ++i) {
    texts_.push_back(CountBlockText(blocks_[i].text, blocks_[i].link_bytes));
    const BlockText& text = texts_.back();
    sums_[i + 1] = sums_[i];
    sums_[i + 1].words += text.words;
    sums_[i + 1].link_words += text.link_words;
    sums_[i + 1].prose_words += text.is_prose ? text.words : 0;
  }
}

void BlockTree::MeasureDistances() {
  prose_before_.resize(blocks_.size());
  prose_after_.resize(blocks_.size());
  int32_t distance = kFarBlock;
  for (size_t i = 0; i < blocks_.size(); ++i) {
    prose_before_[i] = distance;
    distance = texts_[i].is_prose ? 1 : std::min(distance + 1, kFarBlock);
  }
  distance = kFarBlock;
  for (size_t i = blocks_.size(); i-- > 0;) {
    prose_after_[i] = distance;
    distance = texts_[i].is_prose ? 1 : std::min(distance + 1, kFarBlock);
  }
}

int BlockTree::HeadingLevel(const HtmlBlock& block) const {
  if (block.container == kNoNode) return 0;
  const HtmlNode& node = tree_.nodes()[block.container];
  const std::string_view tag = node.tag;
  if (tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6') return tag[1] - '0';
  return node.Attribute("role") == "heading" ? 3 : 0;
}

int BlockTree::TagKind(const HtmlBlock& block) const {
  if (block.container == kNoNode) return 0;
  static constexpr std::array<std::string_view, 14> kKinds = {
      "p",  "li",         "blockquote", "pre",     "td",      "th",      "dd",
      "dt", "figcaption", "button",     "summary", "caption", "address", "div"};
  const std::string& tag = tree_.nodes()[block.container].tag;
  const auto found = std::find(kKinds.begin(), kKinds.end(), tag);
  if (found != kKinds.end()) return static_cast<int>(found - kKinds.begin()) + 1;
  return HeadingLevel(block) > 0 ? 20 : 21;
}

int32_t BlockTree::Depth(const HtmlBlock& block) const {
  return block.container == kNoNode ? 0 : depths_[block.container];
}

const BlockSurroundings& BlockTree::Around(const HtmlBlock& block) const {
  return block.container == kNoNode ? nothing_around_ : surroundings_[block.container];
}

uint64_t BlockTree::TemplateOf(const HtmlBlock& block) const {
  uint64_t hash = 14695981039346656037u;
  int32_t node = block.container;
  for (int level = 0; level < 3 && node != kNoNode; ++level) {
    hash = HashOf(hash, tree_.nodes()[node].tag);
    if (level < 2)
      hash = HashOf(hash, tree_.nodes()[node].Attribute("class").substr(0, kMaxNameBytes));
    node = tree_.nodes()[node].parent;
  }
  return hash;
}

BlockTotals BlockTree::Between(size_t begin, size_t end) const {
  const BlockTotals& first = sums_[begin];
  const BlockTotals& last = sums_[end];
  return {last.words - first.words, last.link_words - first.link_words,
          last.prose_words - first.prose_words};
}

std::pair<size_t, size_t> BlockTree::BlocksIn(int32_t node) const {
  if (node == kNoNode) return {0, blocks_.size()};
  return {blocks_before_[node], blocks_before_[tree_.nodes()[node].subtree_end]};
}

int64_t BlockTree::ProseIn(int32_t node) const {
  const auto [first, last] = BlocksIn(node);
  return Between(first, last).prose_words;
}

bool BlockTree::Contains(int32_t outer, int32_t inner) const {
  if (outer == kNoNode) return true;
  if (inner == kNoNode) return false;
  return inner >= outer &&
         static_cast<uint32_t>(inner) < tree_.nodes()[static_cast<size_t>(outer)].subtree_end;
}

// Elements that hold more than half form a chain, so the last of them in the
// order of the page is the smallest.
void BlockTree::FindCores() {
  static constexpr std::array<int64_t, 3> kShares = {50, 70, 85};
  const int64_t all = sums_.back().prose_words;
  if (all == 0) return;
  const std::vector<HtmlNode>& nodes = tree_.nodes();
  for (uint32_t i = 0; i < nodes.size();) {
    const int64_t prose = nodes[i].is_text() ? 0 : ProseIn(static_cast<int32_t>(i));
    for (size_t k = 0; k < kShares.size(); ++k) {
      if (prose * 100 > all * kShares[k]) cores_[k] = static_cast<int32_t>(i);
    }
    i = prose * 100 > all * kShares[0] ? i + 1 : std::max(nodes[i].subtree_end, i + 1);
  }
  cores_[3] = FindBestContainer();
}

// Paragraphs lend weight to the element around them, and half of it to the next.
int32_t BlockTree::FindBestContainer() const {
  std::vector<int64_t> weights(tree_.nodes().size(), 0);
  for (size_t i = 0; i < blocks_.size(); ++i) {
    if (!texts_[i].is_prose || blocks_[i].container == kNoNode) continue;
    const int64_t weight =
        100 + 100 * std::min(texts_[i].commas, 10) + 100 * std::min(texts_[i].words / 20, 5);
    int32_t node = blocks_[i].container;
    const std::string& tag = tree_.nodes()[node].tag;
    if (tag == "p" || tag == "li") node = tree_.nodes()[node].parent;
    for (int64_t part = 1; part <= 4 && node != kNoNode; part *= 2) {
      weights[node] += weight / part;
      node = tree_.nodes()[node].parent;
    }
  }
  const auto best = std::max_element(weights.begin(), weights.end());
  if (best == weights.end() || *best == 0) return kNoNode;
  return static_cast<int32_t>(best - weights.begin());
}

int32_t BlockTree::StepsTo(const HtmlBlock& block, int32_t node) const {
  if (node == kNoNode) return kNowhere;
  if (Contains(node, block.container)) return 0;
  int32_t steps = 0;
  for (int32_t at = block.container; at != kNoNode && !Contains(at, node);
       at = tree_.nodes()[at].parent) {
    ++steps;
  }
  return steps;
}

int32_t BlockTree::StepsBelow(const HtmlBlock& block, int32_t node) const {
  if (node == kNoNode || !Contains(node, block.container)) return kNowhere;
  return depths_[block.container] - depths_[node];
}

}  // namespace dateline::ingest

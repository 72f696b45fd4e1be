#include "services/ingest/core/block_model.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace dateline::ingest {
namespace {

constexpr size_t kMaxFeatures = 1000;
constexpr size_t kMaxTrees = 10'000;

absl::Status Malformed(std::string_view what, std::string_view line) {
  return MakeError(absl::StatusCode::kDataLoss, reason::kStoreCorrupt,
                   StrCat("the model of article blocks has ", what, ": '", line.substr(0, 60), "'"),
                   {});
}

std::string_view TakeLine(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// "trees 120" gives 120.
absl::StatusOr<size_t> TakeCount(std::string_view& text, std::string_view name, size_t limit) {
  const std::string_view line = TakeLine(text);
  uint32_t count = 0;
  if (!line.starts_with(name) || !absl::SimpleAtoi(AbslView(line.substr(name.size())), &count) ||
      count > limit) {
    return Malformed(StrCat("no line '", name, "N'"), line);
  }
  return count;
}

}  // namespace

absl::Status BlockModel::ParseTree(std::string_view line, size_t features,
                                   std::vector<Node>& nodes) {
  std::vector<uint32_t> open;  // Splits whose right branch is still to come.
  bool whole = false;
  for (std::string_view rest = line; !rest.empty();) {
    if (whole) return Malformed("more than one tree in a line", line);
    const size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    Node node;
    if (word.starts_with("=")) {
      if (!absl::SimpleAtoi(AbslView(word.substr(1)), &node.limit)) {
        return Malformed("a leaf without a score", word);
      }
      nodes.push_back(node);
      whole = open.empty();
      if (!whole) {
        nodes[open.back()].right = static_cast<uint32_t>(nodes.size());
        open.pop_back();
      }
      continue;
    }
    const size_t sign = std::min(word.find('<'), word.size() - 1);
    if (!absl::SimpleAtoi(AbslView(word.substr(0, sign)), &node.feature) || node.feature < 0 ||
        static_cast<size_t>(node.feature) >= features ||
        !absl::SimpleAtoi(AbslView(word.substr(sign + 1)), &node.limit)) {
      return Malformed("a node that is not FEATURE<LIMIT", word);
    }
    open.push_back(static_cast<uint32_t>(nodes.size()));
    nodes.push_back(node);
  }
  return whole ? absl::OkStatus() : Malformed("an unfinished tree", line);
}

absl::StatusOr<BlockModel> BlockModel::Parse(std::string_view& text) {
  BlockModel model;
  DATELINE_ASSIGN_OR_RETURN(const size_t features, TakeCount(text, "features ", kMaxFeatures));
  for (size_t i = 0; i < features; ++i) model.features_.emplace_back(TakeLine(text));
  DATELINE_ASSIGN_OR_RETURN(const size_t trees, TakeCount(text, "trees ", kMaxTrees));
  for (size_t i = 0; i < trees; ++i) {
    model.roots_.push_back(static_cast<uint32_t>(model.nodes_.size()));
    DATELINE_RETURN_IF_ERROR(ParseTree(TakeLine(text), features, model.nodes_));
  }
  return model;
}

int32_t BlockModel::Score(std::span<const int32_t> row) const {
  int32_t score = 0;
  for (uint32_t at : roots_) {
    while (nodes_[at].feature >= 0) {
      const Node& node = nodes_[at];
      at = row[static_cast<size_t>(node.feature)] < node.limit ? at + 1 : node.right;
    }
    score += nodes_[at].limit;
  }
  return score;
}

}  // namespace dateline::ingest

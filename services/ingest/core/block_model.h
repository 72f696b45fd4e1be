// Sums of decision trees over whole numbers: the learned part of finding an
// article. Trained by tools/train/train_article_blocks.py, read from text:
//
//   features 3          names of the features, one a line, in the order of a row
//   ...
//   trees 2             a tree a line: nodes before their branches, left before
//   0<14 =-250 =310     right; FEATURE<LIMIT parts, =SCORE is a leaf
//   ...
//
// Immutable after parsing, so thread-safe. Adds whole numbers only: the same row
// gives the same score everywhere.
#ifndef DATELINE_SERVICES_INGEST_CORE_BLOCK_MODEL_H_
#define DATELINE_SERVICES_INGEST_CORE_BLOCK_MODEL_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace dateline::ingest {

class BlockModel {
 public:
  // Takes one model off the front of `text`. DATA_LOSS (STORE_CORRUPT) says which
  // line is wrong.
  static absl::StatusOr<BlockModel> Parse(std::string_view& text);

  const std::vector<std::string>& features() const { return features_; }

  // REQUIRES: as many values as features. Log odds times 1,000.
  int32_t Score(std::span<const int32_t> row) const;

 private:
  struct Node {
    int32_t feature = -1;  // -1: a leaf.
    int32_t limit = 0;     // Less goes left. Of a leaf, the score.
    uint32_t right = 0;    // The left branch is the next node.
  };

  static absl::Status ParseTree(std::string_view line, size_t features, std::vector<Node>& nodes);

  std::vector<std::string> features_;
  std::vector<Node> nodes_;
  std::vector<uint32_t> roots_;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_BLOCK_MODEL_H_

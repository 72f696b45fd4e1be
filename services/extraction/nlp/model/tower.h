// The part that all networks have: embeddings and layers of bidirectional LSTMs
// (Hochreiter and Schmidhuber, 1997) over them, in 8-bit weights.
//
//   DATELINE_ASSIGN_OR_RETURN(Tower tower, Tower::Load(bundle, "grammar"));
//   TowerWorkspace workspace;
//   const int8_t* states = tower.Run(batch, features, workspace);
//
// Weighted sums are integers and the rest is vector_math.h, so a sentence gives
// the same states in any batch, on any processor. Immutable after Load and
// thread-safe; each thread brings its own workspace, which grows to the largest
// batch and is then reused without allocation.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_MODEL_TOWER_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_MODEL_TOWER_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/extraction/nlp/model/bundle.h"
#include "services/extraction/nlp/model/int8_matrix.h"
#include "services/extraction/nlp/model/sentence_batch.h"
#include "services/extraction/nlp/model/token_features.h"

namespace dateline::nlp {

// What a state of 127 stands for is 1.
inline constexpr float kStateScale = 1.0f / 127.0f;

struct TowerWorkspace {
  Kernel kernel = BestKernel();
  std::vector<int8_t> inputs;   // Of the layer at work.
  std::vector<int8_t> outputs;  // Of the layer at work.
  std::vector<int32_t> input_sums;
  std::vector<int32_t> state_sums;
  std::vector<int8_t> states;  // Of the sentences at the current step.
  std::vector<float> cells;
};

class Tower {
 public:
  Tower() = default;
  // Reads the sections below NAME/. Keeps the bundle.
  static absl::StatusOr<Tower> Load(std::shared_ptr<const Bundle> bundle, const std::string& name);

  // Values of a token's state: a multiple of 4.
  size_t width() const { return width_; }

  // States of the batch's tokens, row by row of width() values; `features` are
  // those of its tokens, in its order. Valid until the workspace is used again.
  const int8_t* Run(const SentenceBatch& batch, const FeatureRows* features,
                    TowerWorkspace& workspace) const;

 private:
  struct Direction {
    Int8Matrix input;
    Int8Matrix state;
    std::vector<float> input_scales;
    std::vector<float> state_scales;
    std::vector<float> bias;
  };
  struct Layer {
    size_t units = 0;
    std::array<Direction, 2> directions;  // Forward, backward.
  };

  absl::Status LoadLayer(const std::string& name, size_t inputs);
  void Embed(const FeatureRows* features, size_t tokens, std::vector<int8_t>& out) const;
  void RunDirection(const Layer& layer, size_t direction, const SentenceBatch& batch,
                    size_t input_stride, size_t output_stride, TowerWorkspace& workspace) const;

  std::shared_ptr<const Bundle> bundle_;
  std::vector<Int8Section> tables_;
  size_t embedding_width_ = 0;  // Padded to a multiple of 4.
  std::vector<Layer> layers_;
  size_t width_ = 0;
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_MODEL_TOWER_H_

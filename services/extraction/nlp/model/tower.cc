#include "services/extraction/nlp/model/tower.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/extraction/nlp/model/vector_math.h"

namespace dateline::nlp {
namespace {

constexpr std::array<const char*, kHashedTableRows.size()> kTableNames = {
    "word", "prefix3", "suffix2", "suffix3", "suffix4", "shape"};
constexpr size_t kGates = 4;
constexpr size_t kMaxLayers = 8;

}  // namespace

absl::StatusOr<Tower> Tower::Load(std::shared_ptr<const Bundle> bundle, const std::string& name) {
  Tower tower;
  tower.bundle_ = std::move(bundle);
  DATELINE_ASSIGN_OR_RETURN(const uint32_t words, tower.bundle_->LineCount("words"));
  // The vectors are shared by all towers; the row of the unknown word is not.
  DATELINE_ASSIGN_OR_RETURN(const Int8Section vectors, tower.bundle_->Int8("vectors", words + 2));
  tower.tables_.push_back(vectors);
  DATELINE_ASSIGN_OR_RETURN(const Int8Section unknown,
                            tower.bundle_->Int8(StrCat(name, "/unknown"), 1, vectors.columns));
  size_t width = vectors.columns;
  for (size_t i = 0; i < kTableNames.size(); ++i) {
    DATELINE_ASSIGN_OR_RETURN(
        const Int8Section table,
        tower.bundle_->Int8(StrCat(name, "/tables/", kTableNames[i]), kHashedTableRows[i]));
    tower.tables_.push_back(table);
    width += table.columns;
  }
  tower.tables_.push_back(unknown);
  tower.embedding_width_ = PaddedInputs(width);
  DATELINE_ASSIGN_OR_RETURN(const std::vector<std::string_view> layers,
                            tower.bundle_->Lines(StrCat(name, "/layers")));
  if (layers.empty() || layers.size() > kMaxLayers) {
    return UnusableBundle(StrCat("'", name, "' has ", layers.size(), " layers"));
  }
  for (const std::string_view layer : layers) {
    DATELINE_RETURN_IF_ERROR(tower.LoadLayer(StrCat(name, "/", layer), width));
    width = tower.width_;
  }
  return tower;
}

absl::Status Tower::LoadLayer(const std::string& name, size_t inputs) {
  Layer layer;
  for (size_t d = 0; d < layer.directions.size(); ++d) {
    const std::string prefix = StrCat(name, d == 0 ? "/forward" : "/backward");
    DATELINE_ASSIGN_OR_RETURN(
        const Int8Section input,
        bundle_->Int8(StrCat(prefix, "/input"), 0, static_cast<uint32_t>(inputs)));
    const uint32_t units = input.rows / kGates;
    // The next layer takes both directions' states side by side.
    if (units == 0 || units % 2 != 0 || input.rows % kGates != 0 ||
        (d == 1 && units != layer.units)) {
      return UnusableBundle(StrCat("'", prefix, "' has ", input.rows, " gates"));
    }
    layer.units = units;
    DATELINE_ASSIGN_OR_RETURN(const Int8Section state,
                              bundle_->Int8(StrCat(prefix, "/state"), input.rows, units));
    Direction& direction = layer.directions[d];
    direction.input = Int8Matrix(input.data, input.rows, input.columns);
    direction.state = Int8Matrix(state.data, state.rows, state.columns);
    DATELINE_ASSIGN_OR_RETURN(direction.input_scales,
                              bundle_->CopyFloats(StrCat(prefix, "/input_scales"), input.rows));
    DATELINE_ASSIGN_OR_RETURN(direction.state_scales,
                              bundle_->CopyFloats(StrCat(prefix, "/state_scales"), input.rows));
    DATELINE_ASSIGN_OR_RETURN(direction.bias,
                              bundle_->CopyFloats(StrCat(prefix, "/bias"), input.rows));
  }
  width_ = 2 * layer.units;
  layers_.push_back(std::move(layer));
  return absl::OkStatus();
}

void Tower::Embed(const FeatureRows* features, size_t tokens, std::vector<int8_t>& out) const {
  out.resize(std::max(out.size(), tokens * embedding_width_));
  int8_t* to = out.data();
  for (size_t token = 0; token < tokens; ++token) {
    int8_t* at = to + token * embedding_width_;
    for (size_t table = 0; table + 1 < tables_.size(); ++table) {
      const uint32_t row = features[token][table];
      // The unknown word is a table of one row, after the others.
      const Int8Section& from = table == 0 && row == 1 ? tables_.back() : tables_[table];
      const size_t index = table == 0 && row == 1 ? 0 : row;
      std::memcpy(at, from.data + index * from.columns, from.columns);
      at += from.columns;
    }
    std::fill(at, to + (token + 1) * embedding_width_, int8_t{0});
  }
}

void Tower::RunDirection(const Layer& layer, size_t direction, const SentenceBatch& batch,
                         size_t input_stride, size_t output_stride,
                         TowerWorkspace& workspace) const {
  const Direction& weights = layer.directions[direction];
  const size_t units = layer.units;
  const size_t sum_stride = weights.input.padded_outputs();
  const size_t state_stride = weights.state.padded_inputs();
  const size_t sentences = batch.sentences.size();
  workspace.input_sums.resize(std::max(workspace.input_sums.size(), batch.tokens * sum_stride));
  workspace.state_sums.resize(std::max(workspace.state_sums.size(), sentences * sum_stride));
  workspace.states.assign(sentences * state_stride, 0);
  workspace.cells.assign(sentences * units, 0.0f);
  weights.input.Multiply(workspace.inputs.data(), batch.tokens, input_stride,
                         workspace.input_sums.data(), sum_stride, workspace.kernel);
  size_t active = sentences;
  for (uint32_t t = 0; t < batch.lengths[0]; ++t) {
    while (batch.lengths[active - 1] <= t) --active;
    weights.state.Multiply(workspace.states.data(), active, state_stride,
                           workspace.state_sums.data(), sum_stride, workspace.kernel);
    for (size_t s = 0; s < active; ++s) {
      const size_t token = batch.offsets[s] + (direction == 0 ? t : batch.lengths[s] - 1 - t);
      int8_t* state = workspace.states.data() + s * state_stride;
      RunLstmStep({.size = units,
                   .input_sums = workspace.input_sums.data() + token * sum_stride,
                   .state_sums = workspace.state_sums.data() + s * sum_stride,
                   .input_scales = weights.input_scales.data(),
                   .state_scales = weights.state_scales.data(),
                   .bias = weights.bias.data(),
                   .cell = workspace.cells.data() + s * units,
                   .state = state},
                  workspace.kernel);
      std::memcpy(workspace.outputs.data() + token * output_stride + direction * units, state,
                  units);
    }
  }
}

const int8_t* Tower::Run(const SentenceBatch& batch, const FeatureRows* features,
                         TowerWorkspace& workspace) const {
  Embed(features, batch.tokens, workspace.inputs);
  size_t input_stride = embedding_width_;
  for (const Layer& layer : layers_) {
    const size_t output_stride = 2 * layer.units;
    workspace.outputs.resize(std::max(workspace.outputs.size(), batch.tokens * output_stride));
    for (size_t direction = 0; direction < layer.directions.size(); ++direction) {
      RunDirection(layer, direction, batch, input_stride, output_stride, workspace);
    }
    std::swap(workspace.inputs, workspace.outputs);
    input_stride = output_stride;
  }
  return workspace.inputs.data();
}

}  // namespace dateline::nlp

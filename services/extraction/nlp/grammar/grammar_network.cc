#include "services/extraction/nlp/grammar/grammar_network.h"

#include <algorithm>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/extraction/nlp/grammar/tree_search.h"
#include "services/extraction/nlp/model/vector_math.h"

namespace dateline::nlp {
namespace {

template <typename T>
T* Room(std::vector<T>& buffer, size_t size) {
  if (buffer.size() < size) buffer.resize(size);
  return buffer.data();
}

}  // namespace

absl::StatusOr<GrammarNetwork> GrammarNetwork::Load(std::shared_ptr<const Bundle> bundle) {
  GrammarNetwork n;
  DATELINE_ASSIGN_OR_RETURN(n.tower_, Tower::Load(bundle, "grammar"));
  const size_t width = n.tower_.width();
  const auto labels = [&](std::string_view name, Linear& layer,
                          std::vector<std::string_view>& names) -> absl::Status {
    DATELINE_ASSIGN_OR_RETURN(layer, Linear::Load(*bundle, StrCat("grammar/", name), width));
    DATELINE_ASSIGN_OR_RETURN(names, bundle->Lines(StrCat("grammar/", name, "/labels")));
    if (names.size() != layer.outputs()) return UnusableBundle(StrCat("'", name, "' lacks labels"));
    return absl::OkStatus();
  };
  DATELINE_RETURN_IF_ERROR(labels("upos", n.upos_, n.upos_names_));
  DATELINE_RETURN_IF_ERROR(labels("features", n.features_, n.feature_names_));
  DATELINE_RETURN_IF_ERROR(labels("lemma", n.lemma_, n.lemma_names_));
  for (std::string_view& name : n.feature_names_) {
    if (name == "_") name = {};
  }
  DATELINE_ASSIGN_OR_RETURN(n.root_arc_, bundle->CopyFloats("grammar/root/arc"));
  DATELINE_ASSIGN_OR_RETURN(n.root_relation_, bundle->CopyFloats("grammar/root/relation"));
  n.sizes_ = {n.root_arc_.size(), n.root_relation_.size()};
  DATELINE_ASSIGN_OR_RETURN(n.mlp_, Linear::Load(*bundle, "grammar/mlp", width));
  DATELINE_ASSIGN_OR_RETURN(n.arc_, Linear::Load(*bundle, "grammar/arc", n.sizes_.arc));
  DATELINE_ASSIGN_OR_RETURN(n.relation_,
                            Linear::Load(*bundle, "grammar/relation", n.sizes_.relation));
  DATELINE_ASSIGN_OR_RETURN(n.relation_names_, bundle->Lines("grammar/relation/labels"));
  const size_t relations = n.relation_names_.size();
  DATELINE_ASSIGN_OR_RETURN(n.relation_bias_,
                            bundle->CopyFloats("grammar/relation/alone", relations));
  DATELINE_ASSIGN_OR_RETURN(
      n.relation_of_dependent_,
      bundle->CopyFloats("grammar/relation/dependent", n.sizes_.relation * relations));
  if (n.mlp_.outputs() != 2 * (n.sizes_.arc + n.sizes_.relation) ||
      n.arc_.outputs() != n.sizes_.arc || n.relation_.outputs() != n.sizes_.relation * relations) {
    return UnusableBundle("the parser's layers do not fit each other");
  }
  return n;
}

std::vector<TokenGrammar> GrammarNetwork::Read(const SentenceBatch& batch,
                                               const FeatureRows* features,
                                               GrammarWorkspace& workspace) const {
  std::vector<TokenGrammar> out(batch.tokens);
  const int8_t* states = tower_.Run(batch, features, workspace.tower);
  LabelTokens(states, batch.tokens, workspace, out);
  float* mlp = Room(workspace.mlp, batch.tokens * mlp_.outputs());
  mlp_.Apply(states, batch.tokens, tower_.width(), kStateScale, workspace.sums, mlp,
             workspace.tower.kernel);
  Rectify(mlp, batch.tokens * mlp_.outputs());
  for (size_t s = 0; s < batch.sentences.size(); ++s) {
    ParseSentence(batch.offsets[s], batch.lengths[s], workspace, out);
  }
  NameRelations(batch, workspace, out);
  return out;
}

void GrammarNetwork::LabelTokens(const int8_t* states, size_t tokens, GrammarWorkspace& workspace,
                                 std::vector<TokenGrammar>& out) const {
  const auto label = [&](const Linear& layer, std::vector<float>& buffer,
                         const std::vector<std::string_view>& names,
                         std::string_view TokenGrammar::*field) {
    float* scores = Room(buffer, tokens * layer.outputs());
    layer.Apply(states, tokens, tower_.width(), kStateScale, workspace.sums, scores,
                workspace.tower.kernel);
    for (size_t t = 0; t < tokens; ++t) {
      out[t].*field = names[PositionOfLargest(scores + t * layer.outputs(), layer.outputs())];
    }
  };
  label(upos_, workspace.upos, upos_names_, &TokenGrammar::upos);
  label(features_, workspace.features, feature_names_, &TokenGrammar::features);
  label(lemma_, workspace.lemma, lemma_names_, &TokenGrammar::lemma_rule);
}

// Score of an arc: (A d + a) . h, for dependent d and head h, both rounded.
void GrammarNetwork::ParseSentence(size_t first, size_t length, GrammarWorkspace& workspace,
                                   std::vector<TokenGrammar>& out) const {
  const size_t arc = sizes_.arc;
  const size_t stride = PaddedInputs(arc);
  const Kernel kernel = workspace.tower.kernel;
  const float* mlp = workspace.mlp.data() + first * mlp_.outputs();
  int8_t* heads = Room(workspace.heads, (length + 1) * stride);
  int8_t* rounded = Room(workspace.quantised, length * stride);
  float* head_factors = Room(workspace.head_factors, length + 1);
  float* factors = Room(workspace.factors, length);
  std::fill_n(heads, (length + 1) * stride, int8_t{0});
  std::fill_n(rounded, length * stride, int8_t{0});
  head_factors[0] = Quantise(root_arc_.data(), arc, heads);
  for (size_t t = 0; t < length; ++t) {
    const float* token = mlp + t * mlp_.outputs();
    factors[t] = Quantise(token, arc, rounded + t * stride);
    head_factors[t + 1] = Quantise(token + arc, arc, heads + (t + 1) * stride);
  }
  float* sides = Room(workspace.arc_dependents, length * arc);
  arc_.Apply(rounded, length, stride, factors, workspace.sums, sides, kernel);
  float* scores = Room(workspace.scores, length * (length + 1));
  for (size_t d = 0; d < length; ++d) {
    int8_t* side = rounded + d * stride;
    const float factor = Quantise(sides + d * arc, arc, side);
    for (size_t h = 0; h <= length; ++h) {
      const int32_t sum = DotProduct(side, heads + h * stride, arc);
      scores[d * (length + 1) + h] = static_cast<float>(sum) * (factor * head_factors[h]);
    }
  }
  const std::vector<uint32_t> tree = BestTree(scores, length);
  for (size_t t = 0; t < length; ++t) out[first + t].head = tree[t];
}

// Score of relation r: d R_r h + u_r . d + v_r . h + b_r; v is the bias of the
// layer that holds R.
void GrammarNetwork::NameRelations(const SentenceBatch& batch, GrammarWorkspace& workspace,
                                   std::vector<TokenGrammar>& out) const {
  const size_t units = sizes_.relation;
  const size_t relations = relation_names_.size();
  const size_t stride = PaddedInputs(units);
  const Kernel kernel = workspace.tower.kernel;
  const auto side = [&](size_t token, size_t which) {
    return workspace.mlp.data() + token * mlp_.outputs() + 2 * sizes_.arc + which * units;
  };
  std::vector<float>& scores = workspace.scores;
  Room(scores, relations);
  for (size_t s = 0; s < batch.sentences.size(); ++s) {
    const size_t first = batch.offsets[s];
    const size_t length = batch.lengths[s];
    int8_t* rounded = Room(workspace.dependents, length * stride);
    float* factors = Room(workspace.factors, length);
    std::fill_n(rounded, length * stride, int8_t{0});
    for (size_t t = 0; t < length; ++t) {
      factors[t] = Quantise(side(first + t, 0), units, rounded + t * stride);
    }
    float* sides = Room(workspace.relation_sides, length * relation_.outputs());
    relation_.Apply(rounded, length, stride, factors, workspace.sums, sides, kernel);
    for (size_t t = 0; t < length; ++t) {
      TokenGrammar& token = out[first + t];
      const float* dependent = side(first + t, 0);
      const float* head = token.head == 0 ? root_relation_.data() : side(first + token.head - 1, 1);
      std::copy(relation_bias_.begin(), relation_bias_.end(), scores.begin());
      for (size_t i = 0; i < units; ++i) {
        AddScaled(relation_of_dependent_.data() + i * relations, dependent[i], relations,
                  scores.data(), kernel);
      }
      for (size_t j = 0; j < units; ++j) {
        AddScaled(sides + t * relation_.outputs() + j * relations, head[j], relations,
                  scores.data(), kernel);
      }
      token.relation = relation_names_[PositionOfLargest(scores.data(), relations)];
    }
  }
}

}  // namespace dateline::nlp

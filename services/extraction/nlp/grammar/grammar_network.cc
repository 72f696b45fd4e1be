#include "services/extraction/nlp/grammar/grammar_network.h"

#include <algorithm>
#include <utility>

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

absl::StatusOr<GrammarNetwork::Member> GrammarNetwork::LoadMember(
    const std::shared_ptr<const Bundle>& bundle, std::string_view name, size_t relations) {
  Member m;
  const auto section = [name](std::string_view part) { return StrCat(name, "/", part); };
  DATELINE_ASSIGN_OR_RETURN(m.tower, Tower::Load(bundle, std::string(name)));
  const size_t width = m.tower.width();
  DATELINE_ASSIGN_OR_RETURN(m.upos, Linear::Load(*bundle, section("upos"), width));
  DATELINE_ASSIGN_OR_RETURN(m.features, Linear::Load(*bundle, section("features"), width));
  DATELINE_ASSIGN_OR_RETURN(m.lemma, Linear::Load(*bundle, section("lemma"), width));
  DATELINE_ASSIGN_OR_RETURN(m.root_arc, bundle->CopyFloats(section("root/arc")));
  DATELINE_ASSIGN_OR_RETURN(m.root_relation, bundle->CopyFloats(section("root/relation")));
  m.sizes = {m.root_arc.size(), m.root_relation.size()};
  DATELINE_ASSIGN_OR_RETURN(m.mlp, Linear::Load(*bundle, section("mlp"), width));
  DATELINE_ASSIGN_OR_RETURN(m.arc, Linear::Load(*bundle, section("arc"), m.sizes.arc));
  DATELINE_ASSIGN_OR_RETURN(m.relation,
                            Linear::Load(*bundle, section("relation"), m.sizes.relation));
  DATELINE_ASSIGN_OR_RETURN(m.relation_bias,
                            bundle->CopyFloats(section("relation/alone"), relations));
  DATELINE_ASSIGN_OR_RETURN(
      m.relation_of_dependent,
      bundle->CopyFloats(section("relation/dependent"), m.sizes.relation * relations));
  if (m.mlp.outputs() != 2 * (m.sizes.arc + m.sizes.relation) || m.arc.outputs() != m.sizes.arc ||
      m.relation.outputs() != m.sizes.relation * relations) {
    return UnusableBundle("the parser's layers do not fit each other");
  }
  return m;
}

absl::StatusOr<GrammarNetwork> GrammarNetwork::Load(std::shared_ptr<const Bundle> bundle) {
  GrammarNetwork n;
  DATELINE_ASSIGN_OR_RETURN(n.upos_names_, bundle->Lines("grammar/upos/labels"));
  DATELINE_ASSIGN_OR_RETURN(n.feature_names_, bundle->Lines("grammar/features/labels"));
  DATELINE_ASSIGN_OR_RETURN(n.lemma_names_, bundle->Lines("grammar/lemma/labels"));
  DATELINE_ASSIGN_OR_RETURN(n.relation_names_, bundle->Lines("grammar/relation/labels"));
  for (std::string_view& name : n.feature_names_) {
    if (name == "_") name = {};
  }
  DATELINE_ASSIGN_OR_RETURN(const std::vector<std::string_view> members,
                            bundle->Lines("grammar/members"));
  if (members.empty()) return UnusableBundle("it names no member of the grammar network");
  for (const std::string_view name : members) {
    DATELINE_ASSIGN_OR_RETURN(Member member, LoadMember(bundle, name, n.relation_names_.size()));
    const auto fits = [](const Linear& layer, const std::vector<std::string_view>& names) {
      return layer.outputs() == names.size();
    };
    if (!fits(member.upos, n.upos_names_)) return UnusableBundle("'upos' lacks labels");
    if (!fits(member.features, n.feature_names_)) return UnusableBundle("'features' lacks labels");
    if (!fits(member.lemma, n.lemma_names_)) return UnusableBundle("'lemma' lacks labels");
    n.members_.push_back(std::move(member));
  }
  return n;
}

std::vector<TokenGrammar> GrammarNetwork::Read(const SentenceBatch& batch,
                                               const FeatureRows* features,
                                               GrammarWorkspace& workspace) const {
  std::vector<TokenGrammar> out(batch.tokens);
  workspace.mlp.resize(members_.size());
  for (size_t m = 0; m < members_.size(); ++m) {
    const Member& member = members_[m];
    const int8_t* states = member.tower.Run(batch, features, workspace.tower);
    AddLabelScores(member, m == 0, states, batch.tokens, workspace);
    float* mlp = Room(workspace.mlp[m], batch.tokens * member.mlp.outputs());
    member.mlp.Apply(states, batch.tokens, member.tower.width(), kStateScale, workspace.sums, mlp,
                     workspace.tower.kernel);
    Rectify(mlp, batch.tokens * member.mlp.outputs());
  }
  LabelTokens(workspace, out);
  for (size_t s = 0; s < batch.sentences.size(); ++s) {
    const size_t first = batch.offsets[s];
    const size_t length = batch.lengths[s];
    float* scores = Room(workspace.scores, length * (length + 1));
    std::fill_n(scores, length * (length + 1), 0.0f);
    for (size_t m = 0; m < members_.size(); ++m) {
      AddArcScores(members_[m], workspace.mlp[m].data() + first * members_[m].mlp.outputs(), length,
                   workspace);
    }
    const std::vector<uint32_t> tree = BestTree(scores, length);
    for (size_t t = 0; t < length; ++t) out[first + t].head = tree[t];
    NameRelations(first, length, workspace, out);
  }
  return out;
}

void GrammarNetwork::AddLabelScores(const Member& member, bool first, const int8_t* states,
                                    size_t tokens, GrammarWorkspace& workspace) const {
  const auto add = [&](const Linear& layer, std::vector<float>& total) {
    const size_t count = tokens * layer.outputs();
    float* sums = Room(total, count);
    float* scores = first ? sums : Room(workspace.label_scores, count);
    layer.Apply(states, tokens, member.tower.width(), kStateScale, workspace.sums, scores,
                workspace.tower.kernel);
    if (first) return;
    for (size_t i = 0; i < count; ++i) sums[i] += scores[i];
  };
  add(member.upos, workspace.upos);
  add(member.features, workspace.features);
  add(member.lemma, workspace.lemma);
}

void GrammarNetwork::LabelTokens(GrammarWorkspace& workspace,
                                 std::vector<TokenGrammar>& out) const {
  const auto label = [&](const std::vector<float>& scores,
                         const std::vector<std::string_view>& names,
                         std::string_view TokenGrammar::*field) {
    for (size_t t = 0; t < out.size(); ++t) {
      out[t].*field = names[PositionOfLargest(scores.data() + t * names.size(), names.size())];
    }
  };
  label(workspace.upos, upos_names_, &TokenGrammar::upos);
  label(workspace.features, feature_names_, &TokenGrammar::features);
  label(workspace.lemma, lemma_names_, &TokenGrammar::lemma_rule);
}

// Score of an arc: (A d + a) . h, for dependent d and head h, both rounded.
void GrammarNetwork::AddArcScores(const Member& member, const float* mlp, size_t length,
                                  GrammarWorkspace& workspace) const {
  const size_t arc = member.sizes.arc;
  const size_t stride = PaddedInputs(arc);
  const Kernel kernel = workspace.tower.kernel;
  int8_t* heads = Room(workspace.heads, (length + 1) * stride);
  int8_t* rounded = Room(workspace.quantised, length * stride);
  float* head_factors = Room(workspace.head_factors, length + 1);
  float* factors = Room(workspace.factors, length);
  std::fill_n(heads, (length + 1) * stride, int8_t{0});
  std::fill_n(rounded, length * stride, int8_t{0});
  head_factors[0] = Quantise(member.root_arc.data(), arc, heads);
  for (size_t t = 0; t < length; ++t) {
    const float* token = mlp + t * member.mlp.outputs();
    factors[t] = Quantise(token, arc, rounded + t * stride);
    head_factors[t + 1] = Quantise(token + arc, arc, heads + (t + 1) * stride);
  }
  float* sides = Room(workspace.arc_dependents, length * arc);
  member.arc.Apply(rounded, length, stride, factors, workspace.sums, sides, kernel);
  for (size_t d = 0; d < length; ++d) {
    int8_t* side = rounded + d * stride;
    const float factor = Quantise(sides + d * arc, arc, side);
    for (size_t h = 0; h <= length; ++h) {
      const int32_t sum = DotProduct(side, heads + h * stride, arc);
      workspace.scores[d * (length + 1) + h] +=
          static_cast<float>(sum) * (factor * head_factors[h]);
    }
  }
}

// Score of relation r: d R_r h + u_r . d + v_r . h + b_r; v is the bias of the
// layer that holds R.
void GrammarNetwork::NameRelations(size_t first, size_t length, GrammarWorkspace& workspace,
                                   std::vector<TokenGrammar>& out) const {
  const size_t relations = relation_names_.size();
  const Kernel kernel = workspace.tower.kernel;
  float* total = Room(workspace.scores, length * relations);
  std::fill_n(total, length * relations, 0.0f);
  float* scores = Room(workspace.member_scores, relations);
  for (size_t m = 0; m < members_.size(); ++m) {
    const Member& member = members_[m];
    const size_t units = member.sizes.relation;
    const size_t stride = PaddedInputs(units);
    const auto side = [&](size_t token, size_t which) {
      return workspace.mlp[m].data() + token * member.mlp.outputs() + 2 * member.sizes.arc +
             which * units;
    };
    int8_t* rounded = Room(workspace.dependents, length * stride);
    float* factors = Room(workspace.factors, length);
    std::fill_n(rounded, length * stride, int8_t{0});
    for (size_t t = 0; t < length; ++t) {
      factors[t] = Quantise(side(first + t, 0), units, rounded + t * stride);
    }
    float* sides = Room(workspace.relation_sides, length * member.relation.outputs());
    member.relation.Apply(rounded, length, stride, factors, workspace.sums, sides, kernel);
    for (size_t t = 0; t < length; ++t) {
      const uint32_t governor = out[first + t].head;
      const float* dependent = side(first + t, 0);
      const float* head =
          governor == 0 ? member.root_relation.data() : side(first + governor - 1, 1);
      std::copy(member.relation_bias.begin(), member.relation_bias.end(), scores);
      for (size_t i = 0; i < units; ++i) {
        AddScaled(member.relation_of_dependent.data() + i * relations, dependent[i], relations,
                  scores, kernel);
      }
      for (size_t j = 0; j < units; ++j) {
        AddScaled(sides + t * member.relation.outputs() + j * relations, head[j], relations, scores,
                  kernel);
      }
      for (size_t r = 0; r < relations; ++r) total[t * relations + r] += scores[r];
    }
  }
  for (size_t t = 0; t < length; ++t) {
    out[first + t].relation = relation_names_[PositionOfLargest(total + t * relations, relations)];
  }
}

}  // namespace dateline::nlp

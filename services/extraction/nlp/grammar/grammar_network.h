// Tags, features, lemma rules and dependency trees from one trained network.
//
//   DATELINE_ASSIGN_OR_RETURN(GrammarNetwork network, GrammarNetwork::Load(bundle));
//   GrammarWorkspace workspace;
//   std::vector<TokenGrammar> grammar = network.Read(sentences, workspace);
//
// One member or more, trained apart, whose scores are added: each is a BiLSTM
// tower, one linear layer for each of tag, features and lemma rule, and the
// biaffine parser of Dozat and Manning (2017). Immutable after Load and
// thread-safe; each thread brings a workspace. The same sentence gives the same
// answer whatever stands beside it and whatever the processor.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_GRAMMAR_GRAMMAR_NETWORK_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_GRAMMAR_GRAMMAR_NETWORK_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/extraction/nlp/model/linear.h"
#include "services/extraction/nlp/model/tower.h"

namespace dateline::nlp {

// What the network says of a token. The views live as long as the network.
struct TokenGrammar {
  std::string_view upos;
  std::string_view features;    // Empty if there are none.
  std::string_view lemma_rule;  // See lemmas.h.
  uint32_t head = 0;            // Position in the sentence from 1; 0 is the root.
  std::string_view relation;
};

// Room that is reused from call to call. One thread at a time.
struct GrammarWorkspace {
  TowerWorkspace tower;
  std::vector<int32_t> sums;
  std::vector<float> upos, features, lemma, arc_dependents, relation_sides;
  std::vector<float> label_scores;      // Of one member.
  std::vector<std::vector<float>> mlp;  // By member.
  std::vector<float> scores, member_scores;
  std::vector<int8_t> quantised, heads, dependents;
  std::vector<float> factors, head_factors;
};

class GrammarNetwork {
 public:
  static absl::StatusOr<GrammarNetwork> Load(std::shared_ptr<const Bundle> bundle);

  // Answers for the tokens of the batch, in its order.
  std::vector<TokenGrammar> Read(const SentenceBatch& batch, const FeatureRows* features,
                                 GrammarWorkspace& workspace) const;

 private:
  struct LayerSizes {
    size_t arc = 0;
    size_t relation = 0;
  };

  // One network of the ensemble.
  struct Member {
    Tower tower;
    Linear upos, features, lemma;
    Linear mlp;       // arc dependent, arc head, relation dependent, relation head.
    Linear arc;       // Dependent's side of the arc score, in the head's space.
    Linear relation;  // Dependent's side of each relation's score: (head unit, relation).
    std::vector<float> root_arc, root_relation;  // The root as a head.
    std::vector<float> relation_of_dependent;    // (dependent unit, relation).
    std::vector<float> relation_bias;
    LayerSizes sizes;
  };

  static absl::StatusOr<Member> LoadMember(const std::shared_ptr<const Bundle>& bundle,
                                           std::string_view name, size_t relations);

  void AddLabelScores(const Member& member, bool first, const int8_t* states, size_t tokens,
                      GrammarWorkspace& workspace) const;
  void LabelTokens(GrammarWorkspace& workspace, std::vector<TokenGrammar>& out) const;
  void AddArcScores(const Member& member, const float* mlp, size_t length,
                    GrammarWorkspace& workspace) const;
  void NameRelations(size_t first, size_t length, GrammarWorkspace& workspace,
                     std::vector<TokenGrammar>& out) const;

  std::vector<Member> members_;  // At least one.
  std::vector<std::string_view> upos_names_, feature_names_, lemma_names_, relation_names_;
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_GRAMMAR_GRAMMAR_NETWORK_H_

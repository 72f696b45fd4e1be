// Names of nine types from a trained network.
//
//   DATELINE_ASSIGN_OR_RETURN(NameNetwork network, NameNetwork::Load(bundle, words));
//   for (const LabelledName& name : network.FindNames(document)) ...
//
// One BiLSTM tower or more, trained apart, whose scores are added, and a
// linear-chain conditional random field over BIO labels (Lafferty et al., 2001). Immutable after
// Load and thread-safe. The same sentence gives the same names whatever stands beside it.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_NAMES_NAME_NETWORK_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_NAMES_NAME_NETWORK_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "services/extraction/nlp/annotated_document.h"
#include "services/extraction/nlp/model/linear.h"
#include "services/extraction/nlp/model/tower.h"

namespace dateline::nlp {

class NameNetwork {
 public:
  // FAILED_PRECONDITION if the bundle lacks something or does not fit. The
  // kernel changes the speed and no answer.
  static absl::StatusOr<NameNetwork> Load(std::shared_ptr<const Bundle> bundle,
                                          std::shared_ptr<const WordTable> words,
                                          Kernel kernel = BestKernel());

  // Names in the document's sentences, in order, not overlapping. Needs
  // sentences and tokens. Linear in the text.
  std::vector<LabelledName> FindNames(const AnnotatedDocument& document) const;

 private:
  // What a label says: outside, or the beginning or inside of a type.
  struct Label {
    bool name = false;
    bool begins = false;
    NameType type = NameType::kMisc;
  };

  std::vector<uint32_t> BestLabels(const float* scores, size_t tokens) const;

  Kernel kernel_ = BestKernel();
  std::shared_ptr<const WordTable> words_;
  // One network of the ensemble.
  struct Member {
    Tower tower;
    Linear output;
  };

  std::vector<Member> members_;  // At least one.
  std::vector<Label> labels_;
  std::vector<float> start_;        // By label.
  std::vector<float> transitions_;  // (from, to).
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_NAMES_NAME_NETWORK_H_

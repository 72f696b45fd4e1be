// Tags, lemmas and dependency trees, by the trained grammar network.
//
// Writes lemma, upos, features, head and relation of every token. Needs
// sentences and tokens. A sentence of more than 256 tokens is parsed in pieces,
// each hanging from the first piece's root, so that time grows linearly with
// the text. Thread-safe.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_GRAMMAR_GRAMMAR_STAGE_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_GRAMMAR_GRAMMAR_STAGE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "services/extraction/nlp/annotated_document.h"
#include "services/extraction/nlp/grammar/grammar_network.h"
#include "services/extraction/nlp/grammar/lemmas.h"
#include "services/extraction/nlp/model/token_features.h"

namespace dateline::nlp {

class GrammarStage final : public Stage {
 public:
  // FAILED_PRECONDITION if the bundle lacks something or does not fit. The
  // kernel changes the speed and no answer.
  static absl::StatusOr<std::unique_ptr<const GrammarStage>> Create(
      std::shared_ptr<const Bundle> bundle, std::shared_ptr<const WordTable> words,
      Kernel kernel = BestKernel());

  void Annotate(AnnotatedDocument& document) const override;

 private:
  GrammarStage(GrammarNetwork network, Lemmas lemmas, std::shared_ptr<const WordTable> words,
               Kernel kernel);

  GrammarNetwork network_;
  Lemmas lemmas_;
  std::shared_ptr<const WordTable> words_;
  Kernel kernel_;
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_GRAMMAR_GRAMMAR_STAGE_H_

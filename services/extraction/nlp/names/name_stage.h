// Names: capitalised sequences, told apart by titles before them, by the nouns
// they hold, by the gazetteer, by the labels of the trained reader and by what
// the document says of them elsewhere.
//
// Writes `names`. Needs sentences, tokens and labelled names. Thread-safe;
// n log n in the tokens.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_NAMES_NAME_STAGE_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_NAMES_NAME_STAGE_H_

#include "services/extraction/nlp/annotated_document.h"

namespace dateline::nlp {

class NameStage final : public Stage {
 public:
  void Annotate(AnnotatedDocument& document) const override;
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_NAMES_NAME_STAGE_H_

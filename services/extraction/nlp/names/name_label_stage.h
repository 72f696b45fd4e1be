// Names as the trained reader labels them, made consistent over the document.
//
// Writes `labelled_names`. Needs sentences and tokens. Thread-safe; linear in
// the text.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_NAMES_NAME_LABEL_STAGE_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_NAMES_NAME_LABEL_STAGE_H_

#include <utility>

#include "services/extraction/nlp/annotated_document.h"
#include "services/extraction/nlp/names/label_consistency.h"
#include "services/extraction/nlp/names/name_network.h"

namespace dateline::nlp {

class NameLabelStage final : public Stage {
 public:
  explicit NameLabelStage(NameNetwork network) : network_(std::move(network)) {}

  void Annotate(AnnotatedDocument& document) const override {
    document.labelled_names = network_.FindNames(document);
    MakeConsistent(document, document.labelled_names);
  }

 private:
  NameNetwork network_;
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_NAMES_NAME_LABEL_STAGE_H_

// Quotations: pairs of quotation marks, straight or curly, also where a mark is
// missing or the wrong way round. A quotation that runs over paragraphs is one
// quote for each of them.
//
// Writes `quotes`. Needs sentences. Thread-safe; linear in the text.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_QUOTES_QUOTE_STAGE_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_QUOTES_QUOTE_STAGE_H_

#include "services/extraction/nlp/annotated_document.h"

namespace dateline::nlp {

class QuoteStage final : public Stage {
 public:
  void Annotate(AnnotatedDocument& document) const override;
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_QUOTES_QUOTE_STAGE_H_

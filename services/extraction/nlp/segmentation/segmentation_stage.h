// First stage: paragraphs, sentences and tokens.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_SEGMENTATION_STAGE_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_SEGMENTATION_STAGE_H_

#include <string>
#include <vector>

#include "services/extraction/nlp/annotated_document.h"

namespace dateline::nlp {

// Writes `sentences` and `tokens` from `text`. Thread-safe.
class SegmentationStage final : public Stage {
 public:
  void Annotate(AnnotatedDocument& document) const override;
};

// Fills `text`, `sentences` and `tokens` from tokens that are to be kept: the
// text is the tokens joined by one space, sentences by a line feed.
void SetGivenTokens(const std::vector<std::vector<std::string>>& sentences,
                    AnnotatedDocument& document);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_SEGMENTATION_STAGE_H_

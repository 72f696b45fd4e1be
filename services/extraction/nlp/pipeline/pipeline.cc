#include "services/extraction/nlp/pipeline/pipeline.h"

#include <utility>

#include "services/extraction/nlp/entities/entity_stage.h"
#include "services/extraction/nlp/names/name_stage.h"
#include "services/extraction/nlp/quotes/quote_stage.h"
#include "services/extraction/nlp/segmentation/segmentation_stage.h"
#include "services/extraction/nlp/times/time_stage.h"

namespace dateline::nlp {

Pipeline::Pipeline() {
  stages_.push_back(std::make_unique<NameStage>());
  stages_.push_back(std::make_unique<TimeStage>());
  stages_.push_back(std::make_unique<QuoteStage>());
  stages_.push_back(std::make_unique<EntityStage>());
}

AnnotatedDocument Pipeline::Annotate(std::string_view text,
                                     std::optional<TimeInterval> published_at) const {
  AnnotatedDocument document;
  document.text = std::string(text);
  document.published_at = std::move(published_at);
  SegmentationStage().Annotate(document);
  for (const auto& stage : stages_) stage->Annotate(document);
  return document;
}

AnnotatedDocument Pipeline::AnnotateTokens(const std::vector<std::vector<std::string>>& sentences,
                                           std::optional<TimeInterval> published_at) const {
  AnnotatedDocument document;
  document.published_at = std::move(published_at);
  SetGivenTokens(sentences, document);
  for (const auto& stage : stages_) stage->Annotate(document);
  return document;
}

}  // namespace dateline::nlp

#include "services/extraction/nlp/pipeline/pipeline.h"

#include <utility>

#include "services/extraction/nlp/entities/entity_stage.h"
#include "services/extraction/nlp/hyphenated_words.h"
#include "services/extraction/nlp/names/name_stage.h"
#include "services/extraction/nlp/quotes/quote_stage.h"
#include "services/extraction/nlp/segmentation/segmentation_stage.h"
#include "services/extraction/nlp/times/time_stage.h"

namespace dateline::nlp {

Pipeline::Pipeline() {
  rules_.push_back(std::make_unique<NameStage>());
  rules_.push_back(std::make_unique<TimeStage>());
  rules_.push_back(std::make_unique<QuoteStage>());
  rules_.push_back(std::make_unique<EntityStage>());
}

AnnotatedDocument Pipeline::Annotate(std::string_view text,
                                     std::optional<TimeInterval> published_at) const {
  AnnotatedDocument document;
  document.text = std::string(text);
  document.published_at = std::move(published_at);
  SegmentationStage().Annotate(document);
  RunStages(document);
  return document;
}

AnnotatedDocument Pipeline::AnnotateTokens(const std::vector<std::vector<std::string>>& sentences,
                                           std::optional<TimeInterval> published_at) const {
  AnnotatedDocument document;
  document.published_at = std::move(published_at);
  SetGivenTokens(sentences, document);
  RunStages(document);
  return document;
}

void Pipeline::RunStages(AnnotatedDocument& document) const {
  HyphenatedWords words(document);
  for (const auto& stage : rules_) stage->Annotate(document);
  words.Split(document);
}

}  // namespace dateline::nlp

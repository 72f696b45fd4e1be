#include "services/extraction/nlp/pipeline/pipeline.h"

#include <utility>

#include "common/base/status_macros.h"
#include "services/extraction/nlp/entities/entity_stage.h"
#include "services/extraction/nlp/grammar/grammar_stage.h"
#include "services/extraction/nlp/hyphenated_words.h"
#include "services/extraction/nlp/model/english_bundle.h"
#include "services/extraction/nlp/names/joined_names.h"
#include "services/extraction/nlp/names/name_label_stage.h"
#include "services/extraction/nlp/names/name_stage.h"
#include "services/extraction/nlp/quotes/quote_stage.h"
#include "services/extraction/nlp/segmentation/segmentation_stage.h"
#include "services/extraction/nlp/times/time_stage.h"

namespace dateline::nlp {

absl::StatusOr<std::unique_ptr<const Pipeline>> Pipeline::Create() {
  DATELINE_ASSIGN_OR_RETURN(std::shared_ptr<const Bundle> bundle,
                            Bundle::FromStaticBytes(EnglishBundleBytes()));
  return Create(std::move(bundle));
}

absl::StatusOr<std::unique_ptr<const Pipeline>> Pipeline::Create(
    std::shared_ptr<const Bundle> bundle, Kernel kernel) {
  DATELINE_ASSIGN_OR_RETURN(WordTable table, WordTable::Load(*bundle));
  const auto words = std::make_shared<const WordTable>(std::move(table));
  DATELINE_ASSIGN_OR_RETURN(std::unique_ptr<const Stage> grammar,
                            GrammarStage::Create(bundle, words, kernel));
  DATELINE_ASSIGN_OR_RETURN(NameNetwork names, NameNetwork::Load(bundle, words, kernel));
  std::unique_ptr<Pipeline> pipeline(new Pipeline);
  pipeline->model_checksum_ = bundle->checksum();
  pipeline->readers_.push_back({"grammar", std::move(grammar)});
  pipeline->readers_.push_back({"name labels", std::make_unique<NameLabelStage>(std::move(names))});
  pipeline->rules_.push_back({"names", std::make_unique<NameStage>()});
  pipeline->rules_.push_back({"times", std::make_unique<TimeStage>()});
  pipeline->rules_.push_back({"quotes", std::make_unique<QuoteStage>()});
  pipeline->rules_.push_back({"entities", std::make_unique<EntityStage>()});
  return std::unique_ptr<const Pipeline>(std::move(pipeline));
}

AnnotatedDocument Pipeline::Annotate(std::string_view text,
                                     std::optional<TimeInterval> published_at,
                                     const StageListener& listener) const {
  AnnotatedDocument document;
  document.text = std::string(text);
  document.published_at = std::move(published_at);
  SegmentationStage().Annotate(document);
  if (listener) listener("segmentation");
  RunStages(document, listener);
  return document;
}

AnnotatedDocument Pipeline::AnnotateTokens(const std::vector<std::vector<std::string>>& sentences,
                                           std::optional<TimeInterval> published_at) const {
  AnnotatedDocument document;
  document.published_at = std::move(published_at);
  SetGivenTokens(sentences, document);
  RunStages(document, nullptr);
  return document;
}

void Pipeline::RunStages(AnnotatedDocument& document, const StageListener& listener) const {
  const auto run = [&](const NamedStage& named) {
    named.stage->Annotate(document);
    if (listener) listener(named.name);
  };
  for (const NamedStage& reader : readers_) run(reader);
  HyphenatedWords words(document);
  for (const NamedStage& rule : rules_) run(rule);
  words.Split(document);
  SeparateJoinedNames(document);
}

}  // namespace dateline::nlp

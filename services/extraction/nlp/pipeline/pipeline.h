// The language stages in their order: the only place that knows it.
//
//   const Pipeline pipeline;
//   AnnotatedDocument document = pipeline.Annotate(text, published_at);
//
// Immutable and thread-safe.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_PIPELINE_PIPELINE_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_PIPELINE_PIPELINE_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/time/time_interval.h"
#include "services/extraction/nlp/annotated_document.h"

namespace dateline::nlp {

class Pipeline {
 public:
  Pipeline();

  // REQUIRES: `text` is UTF-8.
  AnnotatedDocument Annotate(std::string_view text, std::optional<TimeInterval> published_at) const;

  // The stages after tokenisation over given tokens, see SetGivenTokens.
  AnnotatedDocument AnnotateTokens(const std::vector<std::vector<std::string>>& sentences,
                                   std::optional<TimeInterval> published_at) const;

 private:
  // Runs the stages over a document that has its sentences and tokens.
  void RunStages(AnnotatedDocument& document) const;

  std::vector<std::unique_ptr<const Stage>> rules_;  // Read hyphenated words whole.
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_PIPELINE_PIPELINE_H_

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
  // All but segmentation.
  std::vector<std::unique_ptr<const Stage>> stages_;
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_PIPELINE_PIPELINE_H_

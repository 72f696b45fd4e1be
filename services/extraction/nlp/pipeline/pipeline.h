// The language stages in their order: the only place that knows it.
//
//   DATELINE_ASSIGN_OR_RETURN(const auto pipeline, Pipeline::Create());
//   AnnotatedDocument document = pipeline->Annotate(text, published_at);
//
// Immutable and thread-safe.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_PIPELINE_PIPELINE_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_PIPELINE_PIPELINE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/time/time_interval.h"
#include "services/extraction/nlp/annotated_document.h"
#include "services/extraction/nlp/model/bundle.h"
#include "services/extraction/nlp/model/int8_matrix.h"

namespace dateline::nlp {

// Told after each stage which one has run: for measuring.
using StageListener = std::function<void(std::string_view stage)>;

class Pipeline {
 public:
  // With the models of a bundle, by default the one for English that is linked
  // in. FAILED_PRECONDITION with the reason if the bundle is damaged or does not
  // hold what the stages need. The kernel changes the speed and no answer.
  static absl::StatusOr<std::unique_ptr<const Pipeline>> Create();
  static absl::StatusOr<std::unique_ptr<const Pipeline>> Create(
      std::shared_ptr<const Bundle> bundle, Kernel kernel = BestKernel());

  // REQUIRES: `text` is UTF-8.
  AnnotatedDocument Annotate(std::string_view text, std::optional<TimeInterval> published_at,
                             const StageListener& listener = nullptr) const;

  // The stages after tokenisation over given tokens, see SetGivenTokens.
  AnnotatedDocument AnnotateTokens(const std::vector<std::vector<std::string>>& sentences,
                                   std::optional<TimeInterval> published_at) const;

  // SHA-256 of the bundle's content, in hexadecimal.
  const std::string& model_checksum() const { return model_checksum_; }

 private:
  Pipeline() = default;

  struct NamedStage {
    std::string_view name;
    std::unique_ptr<const Stage> stage;
  };

  // Runs the stages over a document that has its sentences and tokens.
  void RunStages(AnnotatedDocument& document, const StageListener& listener) const;

  std::string model_checksum_;
  std::vector<NamedStage> readers_;  // Trained; read tokens.
  std::vector<NamedStage> rules_;    // Read hyphenated words whole.
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_PIPELINE_PIPELINE_H_

// The language engine as `dateline extract` and `dateline annotate` use it: in
// this process, or behind the extraction service.
//
//   DATELINE_ASSIGN_OR_RETURN(std::unique_ptr<Engine> engine, Engine::Local());
//   DATELINE_ASSIGN_OR_RETURN(Extraction extraction, engine->Extract(document));
//
// Thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_ENGINE_H_
#define DATELINE_TOOLS_DATELINE_ENGINE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fact/fact.h"
#include "dateline/extraction/v1/extraction.pb.h"
#include "services/extraction/core/extractor.h"
#include "tools/dateline/client.h"

namespace dateline::cli {

class Engine {
 public:
  // Needs no server. `pattern_folder`: patterns beside those built in.
  static absl::StatusOr<std::unique_ptr<Engine>> Local(const std::string& pattern_folder = "");
  // `client` must outlive the engine.
  static std::unique_ptr<Engine> Remote(Client& client);

  virtual ~Engine() = default;

  // Errors as of ExtractionService.
  virtual absl::StatusOr<Extraction> Extract(const Document& document) = 0;
  virtual absl::StatusOr<extraction::v1::AnnotateResponse> Annotate(
      const extraction::v1::AnnotateRequest& request) = 0;
  // As of Extractor. UNIMPLEMENTED behind the service, which takes documents.
  virtual absl::StatusOr<std::vector<std::vector<extraction::Proposition>>> ReadPropositions(
      const std::vector<std::vector<std::string>>& sentences) = 0;
};

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_ENGINE_H_

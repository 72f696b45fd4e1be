#include "services/extraction/rpc/extraction_daemon.h"

#include <iostream>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "common/base/status_macros.h"
#include "common/daemon/serving.h"
#include "common/rpc/executor.h"
#include "services/extraction/core/extractor.h"
#include "services/extraction/rpc/extraction_metrics.h"
#include "services/extraction/rpc/extraction_rpc_service.h"
#include "services/extraction/rpc/extraction_settings.h"

namespace dateline::extraction {
namespace {

absl::Status Serve(CLI::App& app, const ExtractionSettings& settings) {
  DATELINE_RETURN_IF_ERROR(ReadOtherSettings(app, "extraction"));
  DATELINE_RETURN_IF_ERROR(CheckExtractionSettings(settings));
  Monitoring monitoring(LogAtLevel(settings.server.log));
  ExtractionMetrics observer(monitoring.metrics);
  DATELINE_ASSIGN_OR_RETURN(
      const std::unique_ptr<ReloadableExtractor> extractor,
      ReloadableExtractor::Create({.pattern_folder = settings.patterns, .observer = &observer}));
  Executor executor;
  ExtractionRpcService service(*extractor, executor);
  DATELINE_ASSIGN_OR_RETURN(
      const std::unique_ptr<Serving> serving,
      Serving::Start("dateline-extraction", settings.server, executor,
                     {{std::string(ExtractionRpcService::kFullName), &service}}, monitoring));
  DATELINE_RETURN_IF_ERROR(serving->Announce());
  serving->RunUntilSignal();
  return absl::OkStatus();
}

}  // namespace

int RunExtractionDaemon(int argc, char** argv) {
  ExtractionSettings settings;
  CLI::App app("Reads articles: dateline.extraction.v1.ExtractionService.");
  AddExtractionSettings(app, settings);
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = Serve(app, settings);
  if (status.ok()) return 0;
  std::cerr << "dateline-extraction: " << status.message() << "\n";
  return 1;
}

}  // namespace dateline::extraction

#include "services/extraction/rpc/extraction_settings.h"

namespace dateline::extraction {

void AddExtractionSettings(CLI::App& app, ExtractionSettings& settings) {
  AddServerSettings(app, settings.server);
  app.add_option("--patterns", settings.patterns,
                 "Folder of .textproto files with patterns to run beside those built in");
}

absl::Status CheckExtractionSettings(const ExtractionSettings& settings) {
  return CheckServerSettings(settings.server);
}

}  // namespace dateline::extraction

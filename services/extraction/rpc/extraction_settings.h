// What dateline-extraction can be told; see common/daemon/settings.h for how.
//
// A value; the functions are for the start of a program.
#ifndef DATELINE_SERVICES_EXTRACTION_RPC_EXTRACTION_SETTINGS_H_
#define DATELINE_SERVICES_EXTRACTION_RPC_EXTRACTION_SETTINGS_H_

#include <string>

#include "CLI/App.hpp"
#include "absl/status/status.h"
#include "common/daemon/settings.h"

namespace dateline::extraction {

struct ExtractionSettings {
  ServerSettings server{.listen = "127.0.0.1:7432"};
  std::string patterns = {};  // Folder of patterns beside those built in; empty: none.
};

// Adds the flags of the server and of the service. `settings` must outlive `app`.
void AddExtractionSettings(CLI::App& app, ExtractionSettings& settings);

// INVALID_ARGUMENT if the settings do not fit together, saying what to give.
absl::Status CheckExtractionSettings(const ExtractionSettings& settings);

}  // namespace dateline::extraction

#endif  // DATELINE_SERVICES_EXTRACTION_RPC_EXTRACTION_SETTINGS_H_

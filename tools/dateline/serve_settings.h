// What `dateline serve` can be told; see common/daemon/settings.h for how.
//
// A value; the function is for the start of a program.
#ifndef DATELINE_TOOLS_DATELINE_SERVE_SETTINGS_H_
#define DATELINE_TOOLS_DATELINE_SERVE_SETTINGS_H_

#include <CLI/App.hpp>
#include <cstddef>
#include <string>

#include "common/daemon/settings.h"
#include "common/storage/rocksdb_store.h"

namespace dateline::cli {

struct ServeSettings {
  ServerSettings server{.listen = "127.0.0.1:7878"};
  std::string data = "dateline-data";  // Folder of both stores.
  std::string patterns = {};           // Folder of patterns beside those built in.
  std::string backups = {};            // Where backups may be made; empty: nowhere.
  size_t cache_mib = RocksDbOptions().cache_bytes >> 20;
};

// Adds the flags. `settings` must outlive `command`.
void AddServeSettings(CLI::App& command, ServeSettings& settings);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_SERVE_SETTINGS_H_

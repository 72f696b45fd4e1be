// What dateline-query can be told; see common/daemon/settings.h for how.
//
// A value; the functions are for the start of a program.
#ifndef DATELINE_SERVICES_QUERY_RPC_QUERY_SETTINGS_H_
#define DATELINE_SERVICES_QUERY_RPC_QUERY_SETTINGS_H_

#include <cstddef>
#include <string>

#include "CLI/App.hpp"
#include "absl/status/status.h"
#include "common/daemon/settings.h"
#include "common/storage/rocksdb_store.h"

namespace dateline::query {

struct QuerySettings {
  ServerSettings server{.listen = "127.0.0.1:7433"};
  std::string data = {};     // Folder of the fact base.
  std::string backups = {};  // Where backups may be made; empty: nowhere.
  size_t cache_mib = RocksDbOptions().cache_bytes >> 20;
};

// Adds the flags of the server and of the service. `settings` must outlive `app`.
void AddQuerySettings(CLI::App& app, QuerySettings& settings);

// INVALID_ARGUMENT if the settings do not fit together, saying what to give.
absl::Status CheckQuerySettings(const QuerySettings& settings);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_RPC_QUERY_SETTINGS_H_

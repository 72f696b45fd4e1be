// What dateline-ingest can be told; see common/daemon/settings.h for how.
//
// A value; the functions are for the start of a program.
#ifndef DATELINE_SERVICES_INGEST_RPC_INGEST_SETTINGS_H_
#define DATELINE_SERVICES_INGEST_RPC_INGEST_SETTINGS_H_

#include <cstddef>
#include <string>

#include "CLI/App.hpp"
#include "absl/status/status.h"
#include "common/daemon/settings.h"
#include "common/rpc/transport_security.h"
#include "common/storage/rocksdb_store.h"
#include "services/ingest/core/ingest_core.h"

namespace dateline::ingest {

struct IngestSettings {
  ServerSettings server{.listen = "127.0.0.1:7431"};
  std::string data = {};     // Folder of the documents.
  std::string backups = {};  // Where backups may be made; empty: nowhere.
  size_t cache_mib = RocksDbOptions().cache_bytes >> 20;
  // gRPC targets of the services that it delivers to.
  std::string extraction = "127.0.0.1:7432";
  std::string query = "127.0.0.1:7433";
  // How it checks them, and how it proves to them who it is.
  ChannelSecurity upstream = {};
  IngestOptions options = {};
  double max_retry_delay_seconds = absl::ToDoubleSeconds(DeliveryOptions().max_delay);
  double attempt_timeout_seconds = absl::ToDoubleSeconds(DeliveryOptions().extraction_timeout);
};

// Adds the flags of the server and of the service. `settings` must outlive `app`.
void AddIngestSettings(CLI::App& app, IngestSettings& settings);

// INVALID_ARGUMENT if the settings do not fit together, saying what to give.
absl::Status CheckIngestSettings(const IngestSettings& settings);

// `options` with the waits that stand beside them.
IngestOptions OptionsOf(const IngestSettings& settings);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_RPC_INGEST_SETTINGS_H_

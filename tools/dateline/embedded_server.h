// All three services in one process on one port, with their storage in one
// folder: what `dateline serve` runs.
//
//   DATELINE_ASSIGN_OR_RETURN(auto server, EmbeddedServer::Start(options));
//   server->RunUntilSignal();
//
// The same services, stores and server as the three daemons; ingest reaches the
// other two over in-process channels. DIR/ingest and DIR/query are the stores
// of dateline-ingest and dateline-query.
#ifndef DATELINE_TOOLS_DATELINE_EMBEDDED_SERVER_H_
#define DATELINE_TOOLS_DATELINE_EMBEDDED_SERVER_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/daemon/settings.h"
#include "common/storage/rocksdb_store.h"

namespace dateline::cli {

struct EmbeddedServerOptions {
  ServerSettings server;
  std::string data_folder;          // Made if it is not there.
  std::string pattern_folder = {};  // Patterns beside those built in; empty: none.
  std::string backup_folder = {};   // Where backups may be made; empty: nowhere.
  // Memory of both stores together; see RocksDbOptions::cache_bytes.
  size_t cache_bytes = RocksDbOptions().cache_bytes;
};

class EmbeddedServer {
 public:
  // Opens the stores, starts to serve and takes up what waits for delivery.
  // UNAVAILABLE if the address cannot be bound or the folder is in use,
  // FAILED_PRECONDITION if it is of another version, and errors of
  // Serving::Start.
  static absl::StatusOr<std::unique_ptr<EmbeddedServer>> Start(
      const EmbeddedServerOptions& options);
  ~EmbeddedServer();

  int port() const;

  // Serving::Announce.
  absl::Status Announce();

  // Blocks until SIGTERM or SIGINT, drains, and ends delivery.
  void RunUntilSignal();

 private:
  struct Parts;
  explicit EmbeddedServer(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_EMBEDDED_SERVER_H_

#include "services/query/rpc/query_settings.h"

#include "CLI/Validators.hpp"

namespace dateline::query {

void AddQuerySettings(CLI::App& app, QuerySettings& settings) {
  AddServerSettings(app, settings.server);
  app.add_option("--data", settings.data, "Folder of the fact base; made if it is not there");
  app.add_option("--backups", settings.backups,
                 "Folder in which dateline backup may make backups; none if not given");
  app.add_option("--cache-mib", settings.cache_mib,
                 "Memory for what is read and written, in MiB; the process takes about 200 more")
      ->check(CLI::Range(16, 1 << 20))
      ->capture_default_str();
}

absl::Status CheckQuerySettings(const QuerySettings& settings) {
  if (settings.data.empty()) {
    return absl::InvalidArgumentError("give --data FOLDER: where the fact base is kept");
  }
  return CheckServerSettings(settings.server);
}

}  // namespace dateline::query

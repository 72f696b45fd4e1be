#include "tools/dateline/serve_settings.h"

#include <CLI/Validators.hpp>

namespace dateline::cli {

void AddServeSettings(CLI::App& command, ServeSettings& settings) {
  AddServerSettings(command, settings.server);
  command.add_option("--data", settings.data, "Folder of the stores; made if it is not there")
      ->type_name("DIR")
      ->capture_default_str();
  command
      .add_option("--patterns", settings.patterns,
                  "Folder of patterns to run beside those built in; see dateline patterns")
      ->type_name("DIR");
  command
      .add_option("--backups", settings.backups,
                  "Folder in which dateline backup may make backups; none if not given")
      ->type_name("DIR");
  command
      .add_option("--cache-mib", settings.cache_mib,
                  "Memory for what the stores read and write, in MiB")
      ->check(CLI::Range(32, 1 << 20))
      ->capture_default_str();
}

}  // namespace dateline::cli

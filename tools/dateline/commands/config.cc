// `dateline config check`: reads a file of settings as the daemons do.
#include <iostream>
#include <map>
#include <memory>
#include <string>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/extraction/rpc/extraction_settings.h"
#include "services/ingest/rpc/ingest_settings.h"
#include "services/query/rpc/query_settings.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/serve_settings.h"

namespace dateline::cli {
namespace {

// One program's settings as the file gives them, alone.
template <typename Settings, typename Add, typename CheckSettings>
absl::Status CheckSection(const std::string& file, std::string_view section, Add add,
                          CheckSettings check) {
  CLI::App app;
  Settings settings;
  add(app, settings);
  DATELINE_RETURN_IF_ERROR(ReadSettingsFile(app, section, file));
  const absl::Status status = check(settings);
  if (status.ok()) return status;
  return absl::InvalidArgumentError(StrCat(file, ": [", section, "]: ", StdView(status.message())));
}

// Each server's own, which two of one machine cannot share. On machines (or in
// pods) of their own they can, so it is only remarked on.
class Taken {
 public:
  explicit Taken(const Context& context) : context_(context) {}

  // `setting` is as in the file; `value` may be empty, which takes nothing, and
  // addresses with port 0 take a port of their own each.
  void Take(const std::string& section, const std::string& setting, const std::string& value) {
    if (value.empty() || value.ends_with(":0")) return;
    const std::string taker = StrCat("[", section, "] ", setting);
    const auto [found, added] = takers_.emplace(value, taker);
    if (added) return;
    context_.Remark(StrCat(found->second, " and ", taker, " are both '", value,
                           "': fine on two machines only"));
  }

  void TakeServer(const std::string& section, const ServerSettings& settings) {
    Take(section, "listen", settings.listen);
    Take(section, "metrics-listen", settings.metrics_listen);
  }

 private:
  const Context& context_;
  std::map<std::string, std::string> takers_;  // By value.
};

absl::Status RunCheck(const std::string& file, std::vector<std::string> sections,
                      const Context& context) {
  Taken taken(context);
  const auto with_data = [&taken](const std::string& section, const auto& check) {
    return [&taken, section, &check](const auto& settings) -> absl::Status {
      DATELINE_RETURN_IF_ERROR(check(settings));
      taken.TakeServer(section, settings.server);
      taken.Take(section, "data", settings.data);
      return absl::OkStatus();
    };
  };
  if (sections.empty()) sections = {"ingest", "extraction", "query"};
  for (const std::string& section : sections) {
    absl::Status status;
    if (section == "ingest") {
      status =
          CheckSection<ingest::IngestSettings>(file, section, ingest::AddIngestSettings,
                                               with_data(section, ingest::CheckIngestSettings));
    } else if (section == "extraction") {
      status = CheckSection<extraction::ExtractionSettings>(
          file, section, extraction::AddExtractionSettings,
          [&](const extraction::ExtractionSettings& settings) -> absl::Status {
            DATELINE_RETURN_IF_ERROR(extraction::CheckExtractionSettings(settings));
            taken.TakeServer(section, settings.server);
            return absl::OkStatus();
          });
    } else if (section == "query") {
      status = CheckSection<query::QuerySettings>(file, section, query::AddQuerySettings,
                                                  with_data(section, query::CheckQuerySettings));
    } else {
      status = CheckSection<ServeSettings>(
          file, section, AddServeSettings,
          [](const ServeSettings& settings) { return CheckServerSettings(settings.server); });
    }
    DATELINE_RETURN_IF_ERROR(status);
    context.Remark(StrCat(section, ": fine"));
  }
  return absl::OkStatus();
}

}  // namespace

void AddConfigCommand(CLI::App& app, Context& context) {
  struct Flags {
    std::string file;
    std::vector<std::string> sections;
  };
  auto flags = std::make_shared<Flags>();
  CLI::App* config = app.add_subcommand("config", "Look after files of settings");
  config->require_subcommand(1);
  CLI::App* check = config->add_subcommand(
      "check", "Say whether the daemons would start with a file of settings, or why not");
  check->add_option("FILE", flags->file, "What they get with --config")->required();
  check->add_option("--for", flags->sections, "Only these programs (default: the three daemons)")
      ->check(CLI::IsMember({"ingest", "extraction", "query", "serve"}));
  config->footer("Example:\n  dateline config check dateline.toml");
  check->footer("The files that it names are not opened: they may lie on another machine.");
  check->callback(
      [flags, &context] { context.Finish(RunCheck(flags->file, flags->sections, context)); });
}

}  // namespace dateline::cli

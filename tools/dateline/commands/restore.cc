#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/progress.h"
#include "tools/dateline/stored_folders.h"
#include "tools/dateline/table.h"

namespace dateline::cli {
namespace {

struct RestoreFlags {
  std::string backup;
  std::string data = "dateline-data";
  std::string store = "all";
};

absl::Status RunRestore(const RestoreFlags& flags, Context& context) {
  DATELINE_ASSIGN_OR_RETURN(const std::vector<StoredFolder> stores, FindStores(flags.backup));
  bool any = false;
  for (const StoredFolder& store : stores) {
    if (flags.store != "all" && flags.store != store.name) continue;
    any = true;
    const std::string target = StrCat(flags.data, "/", store.name);
    DATELINE_ASSIGN_OR_RETURN(const uint64_t requeued, RestoreStore(store, target));
    std::cout << "restored " << store.name << " to " << target << "\n";
    if (requeued > 0) {
      std::cout << requeued << " documents will be delivered again, so that both stores agree\n";
    }
  }
  if (any) return absl::OkStatus();
  return absl::NotFoundError(
      StrCat("'", flags.backup, "' has no backup of the ", flags.store, " store"));
}

struct VerifyFlags {
  std::string folder;
  std::string scratch;
  bool quick = false;
  bool json = false;
};

nlohmann::ordered_json ToJson(const StoreCheck& check) {
  nlohmann::ordered_json json = {
      {"store", check.store}, {"check", check.name}, {"ok", check.status.ok()}};
  if (!check.status.ok()) json["problem"] = std::string(check.status.message());
  if (!check.detail.empty()) json["detail"] = check.detail;
  if (!check.examples.empty()) json["examples"] = check.examples;
  return json;
}

void Print(const std::vector<StoreCheck>& checks, const Terminal& terminal) {
  Table table({{"Store", Fit::kKeep},
               {"Check", Fit::kKeep},
               {"Result", Fit::kWrap},
               {"Looked at", Fit::kWrap}});
  for (const StoreCheck& check : checks) {
    const std::string result = check.status.ok() ? "good" : std::string(check.status.message());
    table.AddRow({{check.store}, {check.name}, {result}, {check.detail}});
  }
  std::cout << table.Render(terminal);
  for (const StoreCheck& check : checks) {
    for (const std::string& example : check.examples) {
      std::cout << check.store << ": " << example << "\n";
    }
  }
}

absl::Status RunVerify(const VerifyFlags& flags, Context& context) {
  DATELINE_ASSIGN_OR_RETURN(const std::vector<StoredFolder> stores, FindStores(flags.folder));
  std::vector<StoreCheck> checks;
  for (const StoredFolder& store : stores) {
    VerifyOptions options;
    options.consistency = !flags.quick;
    options.scratch_folder =
        flags.scratch.empty() ? std::filesystem::temp_directory_path().string() : flags.scratch;
    std::unique_ptr<ProgressBar> bar;
    options.progress = [&](uint64_t done, uint64_t total) {
      if (context.quiet) return;
      if (bar == nullptr) {
        bar = std::make_unique<ProgressBar>(context.err, std::cerr, "Recording again", total);
      }
      bar->Update(done);
    };
    for (StoreCheck& check : VerifyStore(store, options)) checks.push_back(std::move(check));
  }
  if (flags.json) {
    for (const StoreCheck& check : checks) std::cout << ToJson(check).dump() << "\n";
  } else {
    Print(checks, context.out);
  }
  // A store that could not be looked at has a status that says why.
  for (const StoreCheck& check : checks) DATELINE_RETURN_IF_ERROR(check.status);
  return absl::OkStatus();
}

struct MigrateFlags {
  std::string folder = "dateline-data";
};

absl::Status RunMigrate(const MigrateFlags& flags, Context& context) {
  // An interrupted migration may have left the folder without its name.
  std::string path = flags.folder;
  const absl::StatusOr<std::vector<StoredFolder>> stores = FindStores(flags.folder);
  if (stores.ok() && stores->front().name != kQueryStore) {
    return absl::NotFoundError(StrCat("there is no fact base in '", flags.folder, "'"));
  }
  if (stores.ok() && stores->front().manifest.has_value()) {
    return absl::InvalidArgumentError("a backup stays as it is; restore it, then migrate that");
  }
  if (stores.ok()) path = stores->front().path;
  if (!stores.ok() && std::filesystem::exists(StrCat(path, "/", kIngestStore))) {
    StrAppend(&path, "/", kQueryStore);
  }
  std::unique_ptr<ProgressBar> bar;
  DATELINE_ASSIGN_OR_RETURN(
      const Migration migration, MigrateFactBase(path, [&](uint64_t done, uint64_t total) {
        if (context.quiet) return;
        if (bar == nullptr) {
          bar = std::make_unique<ProgressBar>(context.err, std::cerr, "Recording again", total);
        }
        bar->Update(done);
      }));
  if (bar != nullptr) bar->Finish();
  if (!migration.needed) {
    std::cout << "the fact base has version " << migration.now << " already\n";
    return absl::OkStatus();
  }
  std::cout << "version " << migration.found << " became " << migration.now << ": "
            << migration.documents << " documents recorded again\nthe old fact base is kept in "
            << migration.kept_in << "; delete it once you are content\n";
  return absl::OkStatus();
}

// A folder in use is no server that does not answer.
absl::Status AsFolderError(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kUnavailable) return status;
  return absl::FailedPreconditionError(status.message());
}

}  // namespace

void AddRestoreCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<RestoreFlags>();
  CLI::App* command = app.add_subcommand("restore", "Make a server's data folder from a backup");
  command->add_option("backup", flags->backup, "Folder of the backup")->required();
  command
      ->add_option("--data", flags->data,
                   "Folder of dateline serve; for daemons, their folders are DIR/query and "
                   "DIR/ingest")
      ->type_name("DIR")
      ->capture_default_str();
  command->add_option("--store", flags->store, "Only one of the two stores")
      ->check(CLI::IsMember({"all", "query", "ingest"}))
      ->capture_default_str();
  command->footer(
      "Examples:\n"
      "  dateline restore /var/backups/dateline/monday --data restored\n"
      "  dateline serve --insecure --data restored\n"
      "Needs no server. Replaces nothing: the folders must be new or empty.");
  command->callback(
      [flags, &context] { context.Finish(AsFolderError(RunRestore(*flags, context))); });
}

void AddVerifyCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<VerifyFlags>();
  CLI::App* command =
      app.add_subcommand("verify", "Check a backup, or the data of a server that is stopped");
  command
      ->add_option("folder", flags->folder,
                   "Folder of a backup, of dateline serve, or of one "
                   "daemon")
      ->required();
  command->add_flag("--quick", flags->quick,
                    "Only files, format and checksums; nothing is recorded again");
  command
      ->add_option("--scratch", flags->scratch,
                   "Where to record again; takes as much disk as the fact base")
      ->type_name("DIR");
  command->add_flag("--json", flags->json, "One JSON object per check");
  command->footer(
      "Examples:\n"
      "  dateline verify /var/backups/dateline/monday\n"
      "  dateline verify --quick dateline-data\n"
      "Changes nothing. Exit code 5 if something is wrong.");
  command->callback(
      [flags, &context] { context.Finish(AsFolderError(RunVerify(*flags, context))); });
}

void AddMigrateCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<MigrateFlags>();
  CLI::App* command =
      app.add_subcommand("migrate", "Bring a fact base of an older version up to this one");
  command->add_option("folder", flags->folder, "Folder of dateline serve, or of dateline-query")
      ->capture_default_str();
  command->footer(
      "Examples:\n"
      "  dateline migrate dateline-data\n"
      "Stop the server first. Everything is recorded again from the extractions in the fact base,\n"
      "each with its moment; the old fact base is kept beside it.");
  command->callback(
      [flags, &context] { context.Finish(AsFolderError(RunMigrate(*flags, context))); });
}

}  // namespace dateline::cli

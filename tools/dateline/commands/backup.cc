#include <google/protobuf/util/time_util.h>

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/listing.h"
#include "tools/dateline/stored_folders.h"
#include "tools/dateline/table.h"

namespace dateline::cli {
namespace {

using google::protobuf::util::TimeUtil;

struct BackupFlags {
  std::string name;
  std::string store = "all";
  std::string agrees_since;
  std::string query_server;
  uint32_t keep = 0;
  bool json = false;
};

std::string NameOfNow() {
  return absl::FormatTime("%Y-%m-%dT%H-%M-%SZ", absl::Now(), absl::UTCTimeZone());
}

uint64_t SizeOf(const admin::v1::BackupManifest& manifest) {
  uint64_t bytes = 0;
  for (const admin::v1::BackupFile& file : manifest.files()) bytes += file.size_bytes();
  return bytes;
}

absl::StatusOr<admin::v1::CreateBackupResponse> BackUp(
    Client& client, const std::string& name, std::string_view store,
    const std::optional<google::protobuf::Timestamp>& agrees_since, uint32_t keep) {
  admin::v1::CreateBackupRequest request;
  request.set_name(name);
  request.set_keep(keep);
  request.set_store(std::string(store));
  if (agrees_since.has_value()) *request.mutable_agrees_since() = *agrees_since;
  auto answer = client.Call(client.admin(), &AdminStub::CreateBackup, request);
  if (absl::IsUnimplemented(answer.status())) {
    return absl::FailedPreconditionError(
        "the server makes no backups; start it with --backups DIR to say where they may lie");
  }
  return answer;
}

absl::Status RunBackup(const BackupFlags& flags, Context& context) {
  const std::string name = flags.name.empty() ? NameOfNow() : flags.name;
  std::optional<google::protobuf::Timestamp> agrees_since;
  if (!flags.agrees_since.empty()) {
    google::protobuf::Timestamp given;
    if (flags.store != kIngestStore || !TimeUtil::FromString(flags.agrees_since, &given)) {
      return absl::InvalidArgumentError(
          "--agrees-since takes the moment that backing up query printed, as in "
          "2024-03-04T10:00:00Z, and goes with --store ingest");
    }
    agrees_since = given;
  }
  if (flags.store == kIngestStore && flags.agrees_since.empty()) {
    context.Remark(
        "without --agrees-since this backup of ingest goes with one of query only if nothing was "
        "delivered between the two");
  }
  Context query_server = context.For(flags.query_server);
  Table table({{"Store", Fit::kKeep},
               {"Folder", Fit::kWrap},
               {"Started", Fit::kKeep},
               {"Files", Fit::kKeep, Align::kRight},
               {"Bytes", Fit::kKeep, Align::kRight},
               {"Shared", Fit::kKeep, Align::kRight}});
  // The order matters: see CreateBackup in admin.proto.
  for (const std::string_view store : {kQueryStore, kIngestStore}) {
    if (flags.store != "all" && flags.store != store) continue;
    Context& keeper = store == kQueryStore && !flags.query_server.empty() ? query_server : context;
    DATELINE_ASSIGN_OR_RETURN(const auto answer,
                              BackUp(keeper.Connect(), name, store, agrees_since, flags.keep));
    if (!agrees_since.has_value()) agrees_since = answer.manifest().started_at();
    if (flags.json) {
      std::cout << JsonLine(answer);
      continue;
    }
    table.AddRow({{std::string(store)},
                  {StrCat(answer.folder(), "/", store)},
                  {TimeUtil::ToString(answer.manifest().started_at())},
                  {std::to_string(answer.manifest().files_size())},
                  {std::to_string(SizeOf(answer.manifest()))},
                  {std::to_string(answer.linked_bytes())}});
    for (const std::string& removed : answer.removed()) {
      context.Remark(StrCat("removed the backup of ", store, " called ", removed));
    }
  }
  if (!flags.json) std::cout << table.Render(context.out);
  return absl::OkStatus();
}

struct PurgeFlags {
  std::string store = "all";
};

absl::Status RunPurge(const PurgeFlags& flags, Context& context) {
  for (const std::string_view store : {kQueryStore, kIngestStore}) {
    if (flags.store != "all" && flags.store != store) continue;
    admin::v1::PurgeDeletedRequest request;
    request.set_store(std::string(store));
    Client& client = context.Connect();
    DATELINE_RETURN_IF_ERROR(
        client.Call(client.admin(), &AdminStub::PurgeDeleted, request).status());
    context.Remark(StrCat("nothing deleted is left in the files of the ", store, " store"));
  }
  return absl::OkStatus();
}

}  // namespace

void AddBackupCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<BackupFlags>();
  CLI::App* command = app.add_subcommand("backup", "Back up a running server");
  command->add_option("name", flags->name,
                      "Name of the backup, a folder below the server's --backups; the time if not "
                      "given");
  command->add_option("--store", flags->store, "Which store, where a daemon keeps only one")
      ->check(CLI::IsMember({"all", "query", "ingest"}))
      ->capture_default_str();
  command
      ->add_option("--agrees-since", flags->agrees_since,
                   "For --store ingest: when the backup of query was started")
      ->type_name("TIME");
  command
      ->add_option("--query-server", flags->query_server,
                   "Where the query service is, if it is a daemon of its own")
      ->type_name("HOST:PORT");
  command
      ->add_option("--keep", flags->keep,
                   "Remove the oldest backups of each store until so many are left; 0: none")
      ->capture_default_str();
  command->add_flag("--json", flags->json, "One JSON object per store");
  command->footer(
      "Examples:\n"
      "  dateline serve --insecure --backups /var/backups/dateline &\n"
      "  dateline backup\n"
      "  dateline backup monday --timeout 600\n"
      "  dateline --server documents:7431 backup --query-server facts:7433 --keep 14\n"
      "  dateline --server facts:7433 backup monday --store query\n"
      "The server goes on meanwhile. Files that do not change are shared between the store and\n"
      "its backups if they are on one disk. Backups are never replaced.");
  command->callback([flags, &context] { context.Finish(RunBackup(*flags, context)); });
}

void AddPurgeCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<PurgeFlags>();
  CLI::App* command =
      app.add_subcommand("purge", "Take the bytes of deleted documents off the server's disk now");
  command->add_option("--store", flags->store, "Which store, where a daemon keeps only one")
      ->check(CLI::IsMember({"all", "query", "ingest"}))
      ->capture_default_str();
  command->footer(
      "Examples:\n"
      "  dateline documents delete ID --reason \"court order\"\n"
      "  dateline purge --timeout 3600\n"
      "Deleted documents are out of every answer at once; their bytes lie in files until these\n"
      "are next rewritten, which this command does. Backups keep what they hold.");
  command->callback([flags, &context] { context.Finish(RunPurge(*flags, context)); });
}

}  // namespace dateline::cli

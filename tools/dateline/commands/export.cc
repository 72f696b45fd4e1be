#include <fstream>
#include <iostream>
#include <memory>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/csv.h"
#include "tools/dateline/flat_facts.h"
#include "tools/dateline/listing.h"

namespace dateline::cli {
namespace {

struct ExportFlags {
  FilterFlags filter;
  std::string format = "jsonl";
  std::string output;
  std::string known_at;
};

// Writes the records of a fact; the service streams facts in order of id.
absl::Status WriteFact(const query::v1::Fact& fact, bool csv, std::ostream& out) {
  DATELINE_ASSIGN_OR_RETURN(const std::vector<std::string> records, FlatRecordsOf(fact));
  for (const std::string& record : records) {
    if (csv) {
      DATELINE_ASSIGN_OR_RETURN(const std::string row, CsvRow(record));
      out << row;
    } else {
      out << record << "\n";
    }
  }
  return absl::OkStatus();
}

absl::Status WriteAll(const query::v1::ExportFactsRequest& request, bool csv, Context& context,
                      std::ostream& out) {
  if (csv) out << CsvHeader();
  grpc::ClientContext call;
  auto stream = context.Connect().query().ExportFacts(&call, request);
  query::v1::ExportFactsResponse response;
  absl::Status written;
  while (written.ok() && stream->Read(&response)) {
    for (const query::v1::Fact& fact : response.facts()) {
      written = WriteFact(fact, csv, out);
      if (written.ok() && !out) written = absl::UnknownError("cannot write the export");
      if (!written.ok()) break;
    }
  }
  if (!written.ok()) call.TryCancel();
  const grpc::Status status = stream->Finish();
  if (!written.ok()) return written;
  if (!status.ok()) return FromGrpcStatus(status);
  out.flush();
  return out ? absl::OkStatus() : absl::UnknownError("cannot write the export");
}

absl::Status RunExport(const ExportFlags& flags, Context& context) {
  query::v1::ExportFactsRequest request;
  DATELINE_ASSIGN_OR_RETURN(*request.mutable_filter(),
                            ResolveFilter(context, flags.filter, flags.known_at));
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.known_at));
  const bool csv = flags.format == "csv";
  if (flags.output.empty()) return WriteAll(request, csv, context, std::cout);
  std::ofstream file(flags.output, std::ios::binary | std::ios::trunc);
  if (!file) return absl::PermissionDeniedError(StrCat("cannot write ", flags.output));
  return WriteAll(request, csv, context, file);
}

}  // namespace

void AddExportCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<ExportFlags>();
  CLI::App* command = app.add_subcommand(
      "export", "Write facts as flat records, one an attestation, in a fixed order");
  AddFilterFlags(command, &flags->filter);
  command->add_option("--format", flags->format, "What to write")
      ->check(CLI::IsMember({"jsonl", "csv"}))
      ->capture_default_str();
  command->add_option("--output", flags->output, "A file instead of standard output")
      ->type_name("FILE");
  command
      ->add_option("--known-at", flags->known_at,
                   "Read the fact base as of this moment (RFC 3339, or a day)")
      ->type_name("MOMENT");
  command->footer(
      "Examples:\n"
      "  dateline export > facts.jsonl\n"
      "  dateline export --format csv --min-origins 2 --output facts.csv\n"
      "The same documents give the same bytes. The format: docs/formats/flat_record.md.");
  command->callback([flags, &context] { context.Finish(RunExport(*flags, context)); });
}

}  // namespace dateline::cli

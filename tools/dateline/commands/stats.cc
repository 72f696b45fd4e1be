#include <iostream>
#include <memory>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/listing.h"
#include "tools/dateline/table.h"

namespace dateline::cli {
namespace {

using Counts = google::protobuf::RepeatedPtrField<query::v1::NamedCount>;

std::string CountsTable(std::string_view heading, const Counts& counts, const Terminal& terminal) {
  if (counts.empty()) return "";
  Table table({{std::string(heading), Fit::kCut}, {"Count", Fit::kKeep, Align::kRight}});
  for (const query::v1::NamedCount& count : counts) {
    table.AddRow(
        {{count.name().empty() ? "(none)" : count.name()}, {std::to_string(count.count())}});
  }
  return "\n" + table.Render(terminal);
}

absl::Status RunStats(const ListingFlags& flags, Context& context) {
  query::v1::GetStatisticsRequest request;
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.known_at));
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(const query::v1::GetStatisticsResponse stats,
                            client.Call(client.query(), &QueryStub::GetStatistics, request));
  if (flags.json) {
    std::cout << JsonLine(stats);
    return absl::OkStatus();
  }
  Table totals({{"The fact base holds", Fit::kKeep}, {"Count", Fit::kKeep, Align::kRight}});
  totals.AddRow({{"documents"}, {std::to_string(stats.documents())}});
  totals.AddRow({{"entities"}, {std::to_string(stats.entities())}});
  totals.AddRow({{"facts"}, {std::to_string(stats.facts())}});
  totals.AddRow({{"attestations"}, {std::to_string(stats.attestations())}});
  totals.AddRow({{"conflicts"}, {std::to_string(stats.conflicts())}});
  std::cout << totals.Render(context.out)
            << CountsTable("Kind of fact", stats.facts_by_kind(), context.out)
            << CountsTable("Type of fact", stats.facts_by_type(), context.out)
            << CountsTable("Publisher", stats.documents_by_publisher(), context.out);
  if (const std::string newest = MomentText(stats.recorded_at()); !newest.empty()) {
    std::cout << "\nLast recorded " << newest << " UTC\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddStatsCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<ListingFlags>();
  CLI::App* command = app.add_subcommand("stats", "How much there is");
  AddReadingFlags(command, flags.get());
  command->footer("Examples:\n  dateline stats\n  dateline stats --json");
  command->callback([flags, &context] { context.Finish(RunStats(*flags, context)); });
}

}  // namespace dateline::cli

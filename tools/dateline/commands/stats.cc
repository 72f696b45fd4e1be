#include <iostream>
#include <memory>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/fact_text.h"
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

// Documents by publisher, and those that name none.
Counts Publishers(const query::v1::GetStatisticsResponse& stats) {
  Counts counts = stats.documents_by_publisher();
  uint64_t named = 0;
  for (const query::v1::NamedCount& count : counts) named += count.count();
  if (named < stats.documents()) counts.Add()->set_count(stats.documents() - named);
  return counts;
}

struct StatsFlags {
  uint32_t top = 0;
  std::string growth_by;
  ListingFlags reading;
};

std::string TopTable(const query::v1::GetStatisticsResponse& stats, const Terminal& terminal) {
  if (stats.top_entities_size() == 0) return "";
  Table table({{"Best known", Fit::kWrap},
               {"Type", Fit::kKeep},
               {"Documents", Fit::kKeep, Align::kRight},
               {"Facts", Fit::kKeep, Align::kRight}});
  for (const query::v1::Entity& entity : stats.top_entities()) {
    table.AddRow({{entity.name(), Style::kStrong},
                  {TypeText(entity.type()), Style::kFaint},
                  {std::to_string(entity.document_count())},
                  {std::to_string(entity.fact_count())}});
  }
  return "\n" + table.Render(terminal);
}

std::string GrowthTable(const query::v1::GetStatisticsResponse& stats, const Terminal& terminal) {
  if (stats.growth_size() == 0) return "";
  Table table({{"By the end of", Fit::kKeep},
               {"Documents", Fit::kKeep, Align::kRight},
               {"Entities", Fit::kKeep, Align::kRight},
               {"Facts", Fit::kKeep, Align::kRight},
               {"Attestations", Fit::kKeep, Align::kRight},
               {"Conflicts", Fit::kKeep, Align::kRight}});
  for (const query::v1::GrowthPoint& point : stats.growth()) {
    table.AddRow({{point.label(), Style::kTime},
                  {std::to_string(point.documents())},
                  {std::to_string(point.entities())},
                  {std::to_string(point.facts())},
                  {std::to_string(point.attestations())},
                  {std::to_string(point.conflicts())}});
  }
  return "\n" + table.Render(terminal);
}

absl::Status RunStats(const StatsFlags& stats_flags, Context& context) {
  const ListingFlags& flags = stats_flags.reading;
  query::v1::GetStatisticsRequest request;
  request.set_top_entities(stats_flags.top);
  request.set_growth_by(BucketFromName(stats_flags.growth_by));
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
            << CountsTable("Sort of conflict", stats.conflicts_by_type(), context.out)
            << CountsTable("Publisher", Publishers(stats), context.out)
            << TopTable(stats, context.out) << GrowthTable(stats, context.out);
  if (const std::string newest = MomentText(stats.recorded_at()); !newest.empty()) {
    std::cout << "\nLast recorded " << newest << " UTC\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddStatsCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<StatsFlags>();
  CLI::App* command = app.add_subcommand("stats", "How much there is, and how it grew");
  command->add_option("--top", flags->top, "So many of the most mentioned entities too")
      ->check(CLI::Range(0, 100));
  command->add_option("--growth-by", flags->growth_by, "How much there was at the end of each")
      ->check(CLI::IsMember({"day", "week", "month", "year"}));
  AddReadingFlags(command, &flags->reading);
  command->footer(
      "Examples:\n  dateline stats\n  dateline stats --top 10 --growth-by month\n"
      "  dateline stats --json");
  command->callback([flags, &context] { context.Finish(RunStats(*flags, context)); });
}

}  // namespace dateline::cli

#include <iostream>
#include <memory>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/fact_text.h"
#include "tools/dateline/listing.h"
#include "tools/dateline/table.h"

namespace dateline::cli {
namespace {

struct CompareFlags {
  std::string entity;
  std::string event;
  std::vector<std::string> publishers;
  ListingFlags listing;
};

struct Group {
  query::v1::ComparisonVerdict verdict;
  std::string_view heading;
  Style style;
};

constexpr Group kGroups[] = {
    {query::v1::COMPARISON_VERDICT_DIFFERENTLY_TOLD, "Told differently", Style::kBad},
    {query::v1::COMPARISON_VERDICT_AGREED, "Told by all", Style::kGood},
    {query::v1::COMPARISON_VERDICT_PARTLY_TOLD, "Told by some", Style::kWarning},
    {query::v1::COMPARISON_VERDICT_ONLY_HERE, "Told by one alone", Style::kFaint},
};

std::string Comparison(const query::v1::CompareSourcesResponse& answer, bool wide,
                       const Terminal& terminal) {
  std::string out =
      StrCat("Compared: ", SafeForTerminal(absl::StrJoin(answer.publishers(), ", ")), "\n");
  for (const Group& group : kGroups) {
    std::vector<Column> columns = {
        {"Fact", Fit::kWrap}, {"When", Fit::kWrap}, {"Told by", Fit::kWrap}};
    if (wide) {
      columns.push_back({"Not told by", Fit::kWrap});
      columns.push_back({"Id", Fit::kKeep});
    }
    Table table(std::move(columns));
    for (const query::v1::ComparedFact& compared : answer.facts()) {
      if (compared.verdict() != group.verdict) continue;
      const query::v1::Fact& fact = compared.fact();
      std::vector<Cell> cells = {{FactLine(fact.content())},
                                 {TimeText(fact.content().valid_time()), Style::kTime},
                                 {absl::StrJoin(compared.told_by(), ", ")}};
      if (wide) {
        cells.push_back({absl::StrJoin(compared.omitted_by(), ", "), Style::kFaint});
        cells.push_back({fact.id(), Style::kFaint});
      }
      table.AddRow(std::move(cells));
    }
    if (table.empty()) continue;
    StrAppend(&out, "\n", terminal.Paint(group.style, group.heading), "\n",
              table.Render(terminal, 2));
  }
  return out;
}

absl::Status RunCompare(const CompareFlags& flags, Context& context) {
  query::v1::CompareSourcesRequest request;
  if (flags.entity.empty() == flags.event.empty()) {
    return absl::InvalidArgumentError("give an entity to compare on, or --event ID");
  }
  if (!flags.event.empty()) {
    request.set_event_id(flags.event);
  } else {
    DATELINE_ASSIGN_OR_RETURN(*request.mutable_entity_id(),
                              ResolveEntity(context, flags.entity, flags.listing.known_at));
  }
  request.mutable_publishers()->Assign(flags.publishers.begin(), flags.publishers.end());
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.listing.known_at));
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(const query::v1::CompareSourcesResponse answer,
                            client.Call(client.query(), &QueryStub::CompareSources, request));
  if (flags.listing.json) {
    for (const query::v1::ComparedFact& fact : answer.facts()) std::cout << JsonLine(fact);
  } else {
    std::cout << Comparison(answer, flags.listing.wide, context.out);
  }
  return absl::OkStatus();
}

}  // namespace

void AddCompareCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<CompareFlags>();
  CLI::App* command =
      app.add_subcommand("compare", "How outlets tell one story: agreed, left out, different");
  command->add_option("entity", flags->entity, "The entity to compare on: a name or an id");
  command->add_option("--event", flags->event, "The event to compare on")->type_name("ID");
  AddRepeatable(command, "--publisher", &flags->publishers, "Only these outlets")
      ->type_name("NAME");
  AddReadingFlags(command, &flags->listing);
  command->add_flag("--wide", flags->listing.wide, "More columns, ids among them");
  command->footer(
      "Examples:\n"
      "  dateline compare \"Port Lazar\"\n"
      "  dateline compare --event 0123456789abcdef0123456789abcdef --publisher \"Lazar Post\" "
      "--publisher \"Harbour Gazette\"");
  command->callback([flags, &context] { context.Finish(RunCompare(*flags, context)); });
}

}  // namespace dateline::cli

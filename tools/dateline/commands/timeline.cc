#include <iostream>
#include <memory>
#include <vector>

#include "common/base/status_macros.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/fact_tables.h"
#include "tools/dateline/listing.h"

namespace dateline::cli {
namespace {

struct TimelineFlags {
  std::vector<std::string> entities;
  std::vector<std::string> types;
  std::string from;
  std::string to;
  uint32_t min_origins = 0;
  ListingFlags listing;
};

absl::StatusOr<query::v1::GetTimelineRequest> RequestOf(const TimelineFlags& flags,
                                                        Context& context) {
  query::v1::GetTimelineRequest request;
  for (const std::string& entity : flags.entities) {
    DATELINE_ASSIGN_OR_RETURN(*request.add_entity_ids(),
                              ResolveEntity(context, entity, flags.listing.known_at));
  }
  request.mutable_types()->Assign(flags.types.begin(), flags.types.end());
  request.set_valid_from(flags.from);
  request.set_valid_to(flags.to);
  request.set_min_origins(flags.min_origins);
  request.set_page_size(PageSize(flags.listing.limit, 0));
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.listing.known_at));
  return request;
}

absl::Status RunTimeline(const TimelineFlags& flags, Context& context) {
  DATELINE_ASSIGN_OR_RETURN(const query::v1::GetTimelineRequest request, RequestOf(flags, context));
  std::vector<query::v1::TimelineEntry> entries;
  Client& client = context.Connect();
  DATELINE_RETURN_IF_ERROR(client.ForEachPage(
      client.query(), &QueryStub::GetTimeline, request, [&](query::v1::GetTimelineResponse& page) {
        for (query::v1::TimelineEntry& entry : *page.mutable_entries()) {
          if (flags.listing.limit != 0 && entries.size() == flags.listing.limit) return false;
          entries.push_back(std::move(entry));
        }
        return flags.listing.limit == 0 || entries.size() < flags.listing.limit;
      }));
  for (const query::v1::TimelineEntry& entry : entries) {
    if (flags.listing.json) std::cout << JsonLine(entry);
    if (flags.listing.ids && !flags.listing.json) std::cout << entry.event().id() << "\n";
  }
  if (flags.listing.json || flags.listing.ids) return absl::OkStatus();
  if (entries.empty()) {
    context.Remark("No dated events match.");
  } else {
    std::cout << TimelineTable(entries, flags.listing.wide, context.out);
  }
  return absl::OkStatus();
}

}  // namespace

void AddTimelineCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<TimelineFlags>();
  CLI::App* command = app.add_subcommand("timeline", "What happened and what is planned, by date");
  AddRepeatable(command, "--entity", &flags->entities, "With this entity: a name or an id")
      ->type_name("NAME");
  AddRepeatable(command, "--type", &flags->types,
                "Only this event type; \"contact.\" takes all that start so");
  AddPeriodFlags(command, &flags->from, &flags->to);
  command->add_option("--min-origins", flags->min_origins,
                      "Only what at least so many independent origins report");
  AddListingFlags(command, &flags->listing);
  command->footer(
      "Examples:\n"
      "  dateline timeline --entity \"Port Lazar\" --from 2021-08-01\n"
      "  dateline timeline --type contact. --json");
  command->callback([flags, &context] { context.Finish(RunTimeline(*flags, context)); });
}

}  // namespace dateline::cli

#include <iostream>
#include <memory>
#include <vector>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/fact_tables.h"
#include "tools/dateline/listing.h"
#include "tools/dateline/timeline_page.h"

namespace dateline::cli {
namespace {

struct TimelineFlags {
  std::vector<std::string> entities;
  std::vector<std::string> types;
  std::string from;
  std::string to;
  std::string as_of;
  uint32_t min_origins = 0;
  std::string by;
  std::string format = "table";
  ListingFlags listing;
};

query::v1::TimeBucket BucketOf(const TimelineFlags& flags) {
  const query::v1::TimeBucket bucket = BucketFromName(flags.by);
  // A page has a bar for each stretch.
  if (bucket == query::v1::TIME_BUCKET_UNSPECIFIED && flags.format == "html") {
    return query::v1::TIME_BUCKET_MONTH;
  }
  return bucket;
}

std::string TitleOf(const TimelineFlags& flags) {
  std::string title = "Timeline";
  for (size_t i = 0; i < flags.entities.size(); ++i) {
    StrAppend(&title, i == 0 ? " of " : ", ", flags.entities[i]);
  }
  if (!flags.from.empty()) StrAppend(&title, " from ", flags.from);
  if (!flags.to.empty()) StrAppend(&title, " to ", flags.to);
  if (!flags.listing.known_at.empty()) StrAppend(&title, " as known at ", flags.listing.known_at);
  return title;
}

absl::StatusOr<query::v1::GetTimelineRequest> RequestOf(const TimelineFlags& flags,
                                                        Context& context) {
  DATELINE_RETURN_IF_ERROR(CheckPeriod(flags.from, flags.to));
  query::v1::GetTimelineRequest request;
  for (const std::string& entity : flags.entities) {
    DATELINE_ASSIGN_OR_RETURN(*request.add_entity_ids(),
                              ResolveEntity(context, entity, flags.listing.known_at));
  }
  request.mutable_types()->Assign(flags.types.begin(), flags.types.end());
  request.set_valid_from(flags.from);
  request.set_valid_to(flags.to);
  request.set_as_of(flags.as_of);
  request.set_min_origins(flags.min_origins);
  request.set_bucket(BucketOf(flags));
  request.set_page_size(PageSize(flags.listing.limit, 0));
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.listing.known_at));
  return request;
}

absl::Status RunTimeline(const TimelineFlags& flags, Context& context) {
  DATELINE_ASSIGN_OR_RETURN(const query::v1::GetTimelineRequest request, RequestOf(flags, context));
  TimelineContent timeline;
  Client& client = context.Connect();
  const uint32_t limit = flags.listing.limit;
  DATELINE_RETURN_IF_ERROR(client.ForEachPage(
      client.query(), &QueryStub::GetTimeline, request, [&](query::v1::GetTimelineResponse& page) {
        AppendTimeline(page, timeline);
        return limit == 0 || timeline.entries.size() < limit;
      }));
  if (limit != 0) TruncateTimeline(limit, timeline);
  for (const query::v1::TimelineEntry& entry : timeline.entries) {
    if (flags.listing.json) std::cout << JsonLine(entry);
    if (flags.listing.ids && !flags.listing.json) std::cout << entry.event().id() << "\n";
  }
  if (flags.listing.json || flags.listing.ids) return absl::OkStatus();
  if (timeline.entries.empty()) context.Remark("No dated events match.");
  if (flags.format == "html") {
    std::cout << TimelinePage(TitleOf(flags), timeline);
  } else if (!timeline.entries.empty()) {
    std::cout << TimelineTable(timeline, flags.listing.wide, context.out);
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
  command->add_option("--as-of", flags->as_of, "Only what lasts on this date")->type_name("DATE");
  command->add_option("--min-origins", flags->min_origins,
                      "Only what at least so many independent origins report");
  command->add_option("--by", flags->by, "Sum up by this stretch of the calendar")
      ->check(CLI::IsMember({"day", "week", "month", "year"}));
  CLI::Option* format =
      command
          ->add_option("--format", flags->format,
                       "html is one page to look at in a browser; it needs no other file")
          ->check(CLI::IsMember({"table", "html"}))
          ->capture_default_str();
  AddListingFlags(command, &flags->listing);
  for (const char* other : {"--json", "--ids"}) format->excludes(command->get_option(other));
  command->footer(
      "Examples:\n"
      "  dateline timeline --entity \"Port Lazar\" --from 2021-08-01\n"
      "  dateline timeline --by month --min-origins 2\n"
      "  dateline timeline --entity \"Ana Ruiz\" --limit 0 --format html > ruiz.html\n"
      "  dateline timeline --type contact. --json\n"
      "With --wide, the status of an event is shown as it was reported: planned, then held.");
  command->callback([flags, &context] { context.Finish(RunTimeline(*flags, context)); });
}

}  // namespace dateline::cli

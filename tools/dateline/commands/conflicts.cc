#include <iostream>
#include <memory>
#include <vector>

#include "common/base/status_macros.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/fact_tables.h"
#include "tools/dateline/listing.h"

namespace dateline::cli {
namespace {

struct ConflictsFlags {
  std::vector<std::string> entities;
  std::string type;
  std::string standing;
  std::string id;
  std::string from;
  std::string to;
  std::string as_of;
  ListingFlags listing;
};

query::v1::ConflictType TypeOf(std::string_view name) {
  if (name == "value") return query::v1::CONFLICT_TYPE_VALUE;
  if (name == "denial") return query::v1::CONFLICT_TYPE_DENIAL;
  if (name == "role") return query::v1::CONFLICT_TYPE_ROLE;
  if (name == "order") return query::v1::CONFLICT_TYPE_ORDER;
  return query::v1::CONFLICT_TYPE_UNSPECIFIED;
}

query::v1::ConflictStanding StandingOf(std::string_view name) {
  if (name == "contradicted") return query::v1::CONFLICT_STANDING_CONTRADICTED;
  if (name == "superseded") return query::v1::CONFLICT_STANDING_SUPERSEDED;
  return query::v1::CONFLICT_STANDING_UNSPECIFIED;
}

absl::Status RunConflicts(const ConflictsFlags& flags, Context& context) {
  DATELINE_RETURN_IF_ERROR(CheckPeriod(flags.from, flags.to));
  query::v1::ListConflictsRequest request;
  for (const std::string& entity : flags.entities) {
    DATELINE_ASSIGN_OR_RETURN(*request.add_entity_ids(),
                              ResolveEntity(context, entity, flags.listing.known_at));
  }
  request.set_type(TypeOf(flags.type));
  request.set_standing(StandingOf(flags.standing));
  request.set_conflict_id(flags.id);
  request.set_valid_from(flags.from);
  request.set_valid_to(flags.to);
  request.set_as_of(flags.as_of);
  request.set_page_size(PageSize(flags.listing.limit, 0));
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.listing.known_at));
  size_t count = 0;
  Client& client = context.Connect();
  DATELINE_RETURN_IF_ERROR(client.ForEachPage(
      client.query(), &QueryStub::ListConflicts, request,
      [&](const query::v1::ListConflictsResponse& page) {
        for (const query::v1::Conflict& conflict : page.conflicts()) {
          if (flags.listing.limit != 0 && count == flags.listing.limit) return false;
          if (flags.listing.json) {
            std::cout << JsonLine(conflict);
          } else if (flags.listing.ids) {
            std::cout << conflict.id() << "\n";
          } else {
            if (count > 0) std::cout << "\n";
            std::cout << ConflictBlock(conflict, flags.listing.wide, context.out);
          }
          ++count;
        }
        return flags.listing.limit == 0 || count < flags.listing.limit;
      }));
  if (count == 0) context.Remark("No conflicts.");
  return absl::OkStatus();
}

}  // namespace

void AddConflictsCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<ConflictsFlags>();
  CLI::App* command =
      app.add_subcommand("conflicts", "What the sources do not agree on, both sides");
  AddRepeatable(command, "--entity", &flags->entities, "With this entity: a name or an id")
      ->type_name("NAME");
  command->add_option("--type", flags->type, "Only this sort")
      ->check(CLI::IsMember({"value", "denial", "role", "order"}));
  command
      ->add_option("--standing", flags->standing,
                   "Only what contradicts, or only values that took each other's place")
      ->check(CLI::IsMember({"contradicted", "superseded"}));
  command->add_option("--id", flags->id, "Only this conflict");
  AddPeriodFlags(command, &flags->from, &flags->to);
  command->add_option("--as-of", flags->as_of, "Only about what held on this date")
      ->type_name("DATE");
  AddListingFlags(command, &flags->listing);
  command->footer(
      "Examples:\n"
      "  dateline conflicts\n"
      "  dateline conflicts --entity \"Port Lazar\" --type value --wide");
  command->callback([flags, &context] { context.Finish(RunConflicts(*flags, context)); });
}

}  // namespace dateline::cli

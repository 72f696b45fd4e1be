#include <iostream>
#include <memory>
#include <vector>

#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/fact/vocabulary.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/commands/entity_pins.h"
#include "tools/dateline/fact_text.h"
#include "tools/dateline/listing.h"
#include "tools/dateline/table.h"

namespace dateline::cli {
namespace {

struct EntitiesFlags {
  std::string name;
  std::string type;
  bool fuzzy = false;
  ListingFlags listing;
};

std::string AliasesText(const query::v1::Entity& entity) {
  std::string text;
  for (const query::v1::EntityAlias& alias : entity.aliases()) {
    if (alias.name() == entity.name()) continue;
    StrAppend(&text, text.empty() ? "" : ", ", alias.name());
  }
  return text;
}

std::string ExternalIdsText(const query::v1::Entity& entity) {
  std::string text;
  for (const std::string& id : entity.external_ids()) {
    StrAppend(&text, text.empty() ? "" : ", ", id);
  }
  return text;
}

std::string EntitiesTable(const std::vector<query::v1::Entity>& entities, bool wide,
                          const Terminal& terminal) {
  std::vector<Column> columns = {{"Name", Fit::kWrap},
                                 {"Type", Fit::kKeep},
                                 {"Documents", Fit::kKeep, Align::kRight},
                                 {"Facts", Fit::kKeep, Align::kRight},
                                 {"Also called", Fit::kWrap}};
  if (wide) {
    columns.push_back({"Elsewhere", Fit::kWrap});
    columns.push_back({"Id", Fit::kKeep});
  }
  Table table(std::move(columns));
  for (const query::v1::Entity& entity : entities) {
    std::vector<Cell> cells = {{entity.name(), Style::kStrong},
                               {TypeText(entity.type())},
                               {std::to_string(entity.document_count())},
                               {std::to_string(entity.fact_count())},
                               {AliasesText(entity), Style::kFaint}};
    if (wide) {
      cells.push_back({ExternalIdsText(entity)});
      cells.push_back({entity.id(), Style::kFaint});
    }
    table.AddRow(std::move(cells));
  }
  return table.Render(terminal);
}

absl::StatusOr<std::vector<query::v1::Entity>> Find(const EntitiesFlags& flags, Context& context) {
  std::vector<query::v1::Entity> entities;
  Client& client = context.Connect();
  if (IsHashedId(flags.name)) {
    query::v1::GetEntityRequest request;
    request.set_entity_id(flags.name);
    DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.listing.known_at));
    DATELINE_ASSIGN_OR_RETURN(query::v1::GetEntityResponse found,
                              client.Call(client.query(), &QueryStub::GetEntity, request));
    entities.push_back(std::move(*found.mutable_entity()));
    return entities;
  }
  query::v1::SearchEntitiesRequest request;
  if (LooksLikeExternalId(flags.name)) {
    request.set_external_id(flags.name);
  } else {
    request.set_query(flags.name);
  }
  if (!flags.type.empty()) {
    request.set_type(static_cast<fact::v1::EntityType>(*EntityTypeFromName(flags.type)));
  }
  request.set_fuzzy(flags.fuzzy);
  request.set_page_size(PageSize(flags.listing.limit, 0));
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.listing.known_at));
  DATELINE_RETURN_IF_ERROR(
      client.ForEachPage(client.query(), &QueryStub::SearchEntities, request,
                         [&](query::v1::SearchEntitiesResponse& page) {
                           for (query::v1::Entity& entity : *page.mutable_entities()) {
                             if (flags.listing.limit != 0 && entities.size() == flags.listing.limit)
                               return false;
                             entities.push_back(std::move(entity));
                           }
                           return flags.listing.limit == 0 || entities.size() < flags.listing.limit;
                         }));
  return entities;
}

absl::Status RunEntities(const EntitiesFlags& flags, Context& context) {
  DATELINE_ASSIGN_OR_RETURN(const std::vector<query::v1::Entity> entities, Find(flags, context));
  for (const query::v1::Entity& entity : entities) {
    if (flags.listing.json) std::cout << JsonLine(entity);
    if (flags.listing.ids && !flags.listing.json) std::cout << entity.id() << "\n";
  }
  if (flags.listing.json || flags.listing.ids) return absl::OkStatus();
  if (entities.empty()) {
    context.Remark(
        StrCat("No entity is called “", flags.name, "”.",
               flags.fuzzy ? "" : " --fuzzy also finds names that are spelt almost so."));
  } else {
    std::cout << EntitiesTable(entities, flags.listing.wide, context.out);
  }
  return absl::OkStatus();
}

}  // namespace

void AddEntitiesCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<EntitiesFlags>();
  flags->listing.limit = 20;
  CLI::App* command = app.add_subcommand("entities", "Find people, organizations and places");
  command->add_option("name", flags->name,
                      "A name, its beginning, an id, or an external id (iso3166:FR)");
  command->add_option("--type", flags->type, "Only this type")
      ->check(CLI::IsMember({"person", "organization", "gpe", "location", "facility", "group",
                             "event", "agreement", "product"}));
  command->add_flag("--fuzzy", flags->fuzzy, "Also names that are spelt a little differently");
  AddListingFlags(command, &flags->listing);
  command->footer(
      "Examples:\n"
      "  dateline entities ruiz\n"
      "  dateline entities --fuzzy \"anna riuz\"\n"
      "  dateline entities --type organization union --wide\n"
      "  dateline entities show \"Ana Ruiz\"\n"
      "A name that is also a command (show) is found by its id.");
  command->callback([flags, command, &context] {
    if (!command->get_subcommands().empty()) return;  // It runs by itself.
    context.Finish(RunEntities(*flags, context));
  });
  AddEntityPinCommands(*command, context);
}

}  // namespace dateline::cli

// dateline entities show | pin | unpin | pins: what an entity is made of, and
// what people said of it.
#include "tools/dateline/commands/entity_pins.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <vector>

#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/fact/vocabulary.h"
#include "tools/dateline/fact_tables.h"
#include "tools/dateline/fact_text.h"
#include "tools/dateline/listing.h"
#include "tools/dateline/table.h"

namespace dateline::cli {
namespace {

struct ShowFlags {
  std::string entity;
  std::string name;
  ListingFlags listing;
};

struct PinFlags {
  std::vector<std::string> targets;
  std::string relation;
  std::string type;
  std::vector<std::string> documents;
  std::string country;
  std::string author;
  std::string reason;
  std::string pin_id;
  ListingFlags listing;
};

std::string EntityHead(const query::v1::GetEntityResponse& answer, const Terminal& terminal) {
  const query::v1::Entity& entity = answer.entity();
  std::string about = TypeText(entity.type());
  StrAppend(&about, "  ", Count(entity.document_count(), "document"), "  ",
            Count(entity.fact_count(), "fact"));
  for (const std::string& id : entity.external_ids()) StrAppend(&about, "  ", id);
  std::string out = IndentedText(entity.name(), 0, Style::kStrong, terminal);
  StrAppend(&out, IndentedText(about, 0, Style::kFaint, terminal),
            IndentedText(entity.id(), 0, Style::kFaint, terminal));
  for (const std::string& id : answer.merged_ids()) {
    StrAppend(&out, IndentedText(StrCat("was also ", id), 0, Style::kFaint, terminal));
  }
  return out;
}

std::string FormText(fact::v1::NameForm form) {
  return std::string(NameOf(static_cast<NameForm>(form)));
}

std::string UseBlock(const query::v1::EntityNameUse& use, const Terminal& terminal) {
  const std::string& source = use.publisher().empty() ? use.document_uri() : use.publisher();
  std::string out = IndentedText(source, 4, Style::kPlain, terminal);
  for (const fact::v1::Passage& passage : use.passages()) {
    const std::string& text = passage.text();
    const bool quotes = text.find("“") != std::string::npos || text.find('"') != std::string::npos;
    StrAppend(&out,
              IndentedText(quotes ? text : StrCat("“", text, "”"), 6, Style::kFaint, terminal));
  }
  StrAppend(&out, IndentedText(StrCat("document ", use.document_id()), 6, Style::kFaint, terminal));
  return out;
}

absl::Status RunShow(const ShowFlags& flags, Context& context) {
  query::v1::GetEntityRequest get;
  DATELINE_ASSIGN_OR_RETURN(*get.mutable_entity_id(),
                            ResolveEntity(context, flags.entity, flags.listing.known_at));
  DATELINE_RETURN_IF_ERROR(SetKnownAt(get, flags.listing.known_at));
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(const query::v1::GetEntityResponse entity,
                            client.Call(client.query(), &QueryStub::GetEntity, get));
  query::v1::ListEntityNamesRequest request;
  request.set_entity_id(entity.entity().id());
  request.set_name(flags.name);
  request.set_page_size(PageSize(flags.listing.limit, 0));
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.listing.known_at));
  if (flags.listing.json) {
    std::cout << JsonLine(entity);
  } else {
    std::cout << EntityHead(entity, context.out);
  }
  std::map<std::pair<std::string, std::string>, std::string> blocks;  // By name and form.
  size_t count = 0;
  DATELINE_RETURN_IF_ERROR(client.ForEachPage(
      client.query(), &QueryStub::ListEntityNames, request,
      [&](const query::v1::ListEntityNamesResponse& page) {
        for (const query::v1::EntityNameUse& use : page.uses()) {
          if (flags.listing.limit != 0 && count == flags.listing.limit) return false;
          ++count;
          if (flags.listing.json) {
            std::cout << JsonLine(use);
          } else {
            blocks[{use.name(), FormText(use.form())}] += UseBlock(use, context.out);
          }
        }
        return flags.listing.limit == 0 || count < flags.listing.limit;
      }));
  for (const auto& [name, block] : blocks) {
    std::cout << "\n  " << context.out.Paint(Style::kStrong, SafeForTerminal(name.first)) << "  "
              << context.out.Paint(Style::kFaint, name.second) << "\n"
              << block;
  }
  return absl::OkStatus();
}

// A name with a type, or a use in a document, speaks for itself; any other name
// is looked up and stands for the entity that it finds.
absl::StatusOr<query::v1::PinTarget> TargetOf(const PinFlags& flags, size_t index,
                                              Context& context) {
  query::v1::PinTarget target;
  const std::string& given = flags.targets[index];
  const std::string document = index < flags.documents.size() ? flags.documents[index] : "";
  if (IsHashedId(given)) {
    target.set_entity_id(given);
  } else if (LooksLikeExternalId(given)) {
    target.set_external_id(given);
  } else if (!flags.type.empty()) {
    target.set_name(given);
    target.set_type(static_cast<fact::v1::EntityType>(*EntityTypeFromName(flags.type)));
    if (document != "-") target.set_document_id(document);
    if (target.document_id().empty()) target.set_country(flags.country);
  } else if (!document.empty() && document != "-") {
    return absl::InvalidArgumentError("a use in a document needs --type, such as --type person");
  } else {
    DATELINE_ASSIGN_OR_RETURN(*target.mutable_entity_id(), ResolveEntity(context, given, ""));
  }
  return target;
}

std::string AuthorOf(const PinFlags& flags) {
  if (!flags.author.empty()) return flags.author;
  const char* user = std::getenv("USER");
  if (user != nullptr && *user != '\0') return user;
  const passwd* known = getpwuid(geteuid());
  return known == nullptr ? "" : known->pw_name;
}

std::string TargetText(const query::v1::PinTarget& target) {
  if (!target.external_id().empty()) return target.external_id();
  std::string text = target.name();
  if (!target.country().empty()) StrAppend(&text, " in ", target.country());
  if (!target.document_id().empty()) StrAppend(&text, " in document ", target.document_id());
  return StrCat(text, " (", TypeText(target.type()), ")");
}

std::string RelationText(query::v1::PinRelation relation) {
  return relation == query::v1::PIN_RELATION_SAME ? "same" : "different";
}

absl::Status RunPin(const PinFlags& flags, Context& context) {
  query::v1::PinEntitiesRequest request;
  request.set_relation(flags.relation == "same" ? query::v1::PIN_RELATION_SAME
                                                : query::v1::PIN_RELATION_DIFFERENT);
  DATELINE_ASSIGN_OR_RETURN(*request.mutable_left(), TargetOf(flags, 0, context));
  DATELINE_ASSIGN_OR_RETURN(*request.mutable_right(), TargetOf(flags, 1, context));
  request.set_author(AuthorOf(flags));
  if (request.author().empty()) {
    return absl::InvalidArgumentError("say who says so, with --author NAME");
  }
  request.set_reason(flags.reason);
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(const query::v1::PinEntitiesResponse answer,
                            client.Call(client.query(), &QueryStub::PinEntities, request));
  if (flags.listing.json) {
    std::cout << JsonLine(answer);
    return absl::OkStatus();
  }
  std::cout << (answer.changed() ? "pinned " : "already pinned ") << answer.pin().id() << "\n  "
            << SafeForTerminal(TargetText(answer.pin().left())) << "\n  "
            << RelationText(answer.pin().relation()) << " as "
            << SafeForTerminal(TargetText(answer.pin().right())) << "\n";
  return absl::OkStatus();
}

absl::Status RunUnpin(const PinFlags& flags, Context& context) {
  query::v1::RemovePinRequest request;
  request.set_pin_id(flags.pin_id);
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(const query::v1::RemovePinResponse answer,
                            client.Call(client.query(), &QueryStub::RemovePin, request));
  if (flags.listing.json) {
    std::cout << JsonLine(answer);
  } else {
    std::cout << (answer.changed() ? "removed" : "removed before") << "\n";
  }
  return absl::OkStatus();
}

absl::Status RunPins(const PinFlags& flags, Context& context) {
  query::v1::ListPinsRequest request;
  request.set_page_size(PageSize(flags.listing.limit, 0));
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.listing.known_at));
  Table table({{"This", Fit::kWrap},
               {"Is", Fit::kKeep},
               {"As", Fit::kWrap},
               {"Says", Fit::kWrap},
               {"Because", Fit::kWrap},
               {"Since", Fit::kKeep},
               {"Id", Fit::kKeep}});
  size_t count = 0;
  Client& client = context.Connect();
  DATELINE_RETURN_IF_ERROR(client.ForEachPage(
      client.query(), &QueryStub::ListPins, request, [&](const query::v1::ListPinsResponse& page) {
        for (const query::v1::Pin& pin : page.pins()) {
          if (flags.listing.limit != 0 && count == flags.listing.limit) return false;
          ++count;
          if (flags.listing.json) {
            std::cout << JsonLine(pin);
          } else if (flags.listing.ids) {
            std::cout << pin.id() << "\n";
          } else {
            table.AddRow({{TargetText(pin.left()), Style::kStrong},
                          {RelationText(pin.relation())},
                          {TargetText(pin.right()), Style::kStrong},
                          {pin.author()},
                          {pin.reason()},
                          {MomentText(pin.recorded_at()), Style::kTime},
                          {pin.id(), Style::kFaint}});
          }
        }
        return flags.listing.limit == 0 || count < flags.listing.limit;
      }));
  if (!table.empty()) std::cout << table.Render(context.out);
  if (count == 0) context.Remark("Nothing is pinned.");
  return absl::OkStatus();
}

void AddShow(CLI::App& entities, Context& context) {
  auto flags = std::make_shared<ShowFlags>();
  CLI::App* show = entities.add_subcommand(
      "show", "One entity: its names, and which documents use them with which words");
  show->add_option("entity", flags->entity, "A name, an id or an external id")->required();
  show->add_option("--name", flags->name, "Only this name of it")->type_name("NAME");
  AddListingFlags(show, &flags->listing);
  show->footer(
      "Examples:\n  dateline entities show \"Ana Ruiz\"\n"
      "  dateline entities show iso3166:FR --limit 5");
  show->callback([flags, &context] { context.Finish(RunShow(*flags, context)); });
}

void AddPin(CLI::App& entities, Context& context) {
  auto flags = std::make_shared<PinFlags>();
  CLI::App* pin =
      entities.add_subcommand("pin", "Say that two entities are the same, or different ones");
  pin->add_option("relation", flags->relation, "What they are")
      ->check(CLI::IsMember({"same", "different"}))
      ->required();
  pin->add_option("targets", flags->targets, "Two names, ids or external ids")
      ->expected(2)
      ->required();
  pin->add_option("--type", flags->type,
                  "Take the names as they stand, as names of this type, instead of looking them up")
      ->check(CLI::IsMember({"person", "organization", "gpe", "location", "facility", "group",
                             "event", "agreement", "product"}));
  pin->add_option("--in", flags->documents,
                  "Only what this document calls so; once for each name, - for every document")
      ->type_name("ID")
      ->expected(1)
      ->take_all();
  pin->add_option("--country", flags->country,
                  "For \"Parliament\" and the like: in documents on this country (iso3166:FR)")
      ->type_name("ID");
  pin->add_option("--author", flags->author, "Who says so; $USER or the login name unless given")
      ->type_name("NAME");
  pin->add_option("--reason", flags->reason, "Why")->type_name("TEXT");
  pin->add_flag("--json", flags->listing.json, "The answer as JSON");
  pin->footer(
      "Examples:\n"
      "  dateline entities pin same \"Ana Ruiz\" \"Anna Ruiz\" --reason \"one photograph\"\n"
      "  dateline entities pin different --type person \"Ana Ruiz\" \"Ana Ruiz\" --in ID --in -\n"
      "Whoever may call the server may pin.");
  pin->callback([flags, &context] { context.Finish(RunPin(*flags, context)); });
}

}  // namespace

void AddEntityPinCommands(CLI::App& entities, Context& context) {
  AddShow(entities, context);
  AddPin(entities, context);
  auto flags = std::make_shared<PinFlags>();
  CLI::App* unpin = entities.add_subcommand("unpin", "Take back what was pinned");
  unpin->add_option("pin", flags->pin_id, "Id of the pin; see dateline entities pins")->required();
  unpin->add_flag("--json", flags->listing.json, "The answer as JSON");
  unpin->footer("Examples:\n  dateline entities unpin 6a0c1f0f9a3b4c5d6e7f8091a2b3c4d5");
  unpin->callback([flags, &context] { context.Finish(RunUnpin(*flags, context)); });
  CLI::App* pins = entities.add_subcommand("pins", "What is pinned, by whom and why");
  AddListingFlags(pins, &flags->listing);
  pins->footer("Examples:\n  dateline entities pins\n  dateline entities pins --json");
  pins->callback([flags, &context] { context.Finish(RunPins(*flags, context)); });
}

}  // namespace dateline::cli

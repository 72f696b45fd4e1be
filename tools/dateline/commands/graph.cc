#include <iostream>
#include <memory>
#include <vector>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/fact/vocabulary.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/graph_drawing.h"
#include "tools/dateline/listing.h"

namespace dateline::cli {
namespace {

// More the service does not answer.
constexpr uint32_t kMostNeighbours = 1'000;

struct LinkFlags {
  std::vector<std::string> kinds;
  std::vector<std::string> types;
  std::string from;
  std::string to;
  std::string as_of;
  uint32_t min_origins = 0;
};

struct GraphFlags {
  std::string entity;
  std::string other;
  std::vector<std::string> entity_types;
  std::vector<std::string> avoid;
  uint32_t limit = 20;
  uint32_t max_links = 4;
  uint32_t max_facts = 20'000;
  LinkFlags links;
  std::string format = "table";
  bool wide = false;
  ListingFlags reading;
};

void AddLinkFlags(CLI::App* command, LinkFlags* flags) {
  AddRepeatable(command, "--kind", &flags->kinds,
                "Only over this kind of fact (default: no claims)")
      ->check(CLI::IsMember({"relation", "event", "statement", "claim"}));
  AddRepeatable(command, "--type", &flags->types,
                "Only over this predicate or event type; \"contact.\" takes all that start so");
  AddPeriodFlags(command, &flags->from, &flags->to);
  command->add_option("--as-of", flags->as_of, "Only over what held on this date")
      ->type_name("DATE");
  command->add_option("--min-origins", flags->min_origins,
                      "Only over what at least so many independent origins report");
}

void AddGraphFlags(CLI::App* command, GraphFlags* flags) {
  AddLinkFlags(command, &flags->links);
  command->add_option("--format", flags->format, "dot is for Graphviz, mermaid for Markdown")
      ->check(CLI::IsMember({"table", "dot", "mermaid"}))
      ->capture_default_str();
  command->add_flag("--wide", flags->wide, "Ids too");
  AddReadingFlags(command, &flags->reading);
}

void SetLinks(const LinkFlags& flags, query::v1::LinkFilter& filter) {
  for (const std::string& kind : flags.kinds) {
    filter.add_kinds(static_cast<fact::v1::FactKind>(*FactKindFromName(kind)));
  }
  filter.mutable_types()->Assign(flags.types.begin(), flags.types.end());
  filter.set_valid_from(flags.from);
  filter.set_valid_to(flags.to);
  filter.set_as_of(flags.as_of);
  filter.set_min_origins(flags.min_origins);
}

absl::Status RunNeighbours(const GraphFlags& flags, Context& context) {
  query::v1::GetNeighboursRequest request;
  DATELINE_ASSIGN_OR_RETURN(*request.mutable_entity_id(),
                            ResolveEntity(context, flags.entity, flags.reading.known_at));
  SetLinks(flags.links, *request.mutable_links());
  for (const std::string& type : flags.entity_types) {
    request.add_entity_types(static_cast<fact::v1::EntityType>(*EntityTypeFromName(type)));
  }
  request.set_limit(flags.limit == 0 ? kMostNeighbours : flags.limit);
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.reading.known_at));
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(const query::v1::GetNeighboursResponse answer,
                            client.Call(client.query(), &QueryStub::GetNeighbours, request));
  if (flags.reading.json) {
    for (const query::v1::Neighbour& neighbour : answer.neighbours()) {
      std::cout << JsonLine(neighbour);
    }
  } else if (flags.format == "dot") {
    std::cout << NeighboursDot(answer);
  } else if (flags.format == "mermaid") {
    std::cout << NeighboursMermaid(answer);
  } else if (answer.neighbours_size() > 0) {
    std::cout << NeighboursTable(answer, flags.wide, context.out);
  }
  if (answer.neighbours_size() == 0) context.Remark("It shares no facts with others.");
  if (answer.omitted_neighbour_count() > 0) {
    context.Remark(StrCat("and ", answer.omitted_neighbour_count(), " more; see --limit"));
  }
  if (answer.truncated()) {
    context.Remark(StrCat("Only ", answer.examined_fact_count(),
                          " of its facts are counted; --from and --to narrow them down."));
  }
  return absl::OkStatus();
}

absl::Status RunPath(const GraphFlags& flags, Context& context) {
  query::v1::FindPathRequest request;
  DATELINE_ASSIGN_OR_RETURN(*request.mutable_from_entity_id(),
                            ResolveEntity(context, flags.entity, flags.reading.known_at));
  DATELINE_ASSIGN_OR_RETURN(*request.mutable_to_entity_id(),
                            ResolveEntity(context, flags.other, flags.reading.known_at));
  for (const std::string& entity : flags.avoid) {
    DATELINE_ASSIGN_OR_RETURN(*request.add_avoid_entity_ids(),
                              ResolveEntity(context, entity, flags.reading.known_at));
  }
  SetLinks(flags.links, *request.mutable_links());
  request.set_max_links(flags.max_links);
  request.set_max_facts(flags.max_facts);
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.reading.known_at));
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(const query::v1::FindPathResponse answer,
                            client.Call(client.query(), &QueryStub::FindPath, request));
  if (flags.reading.json) {
    for (const query::v1::PathLink& link : answer.links()) std::cout << JsonLine(link);
  } else if (flags.format == "dot") {
    std::cout << PathDot(answer);
  } else if (flags.format == "mermaid") {
    std::cout << PathMermaid(answer);
  } else {
    std::cout << PathText(answer, flags.wide, context.out);
  }
  if (answer.links_size() == 0) {
    context.Remark(StrCat("No chain of at most ", flags.max_links, " facts links them (",
                          answer.examined_fact_count(), " facts and ",
                          answer.examined_entity_count(), " entities looked at)."));
  }
  return absl::OkStatus();
}

void AddNeighboursCommand(CLI::App* graph, Context& context) {
  auto flags = std::make_shared<GraphFlags>();
  CLI::App* command =
      graph->add_subcommand("neighbours", "With whom an entity shares facts, and how many");
  command->add_option("entity", flags->entity, "The entity: a name or an id")->required();
  AddRepeatable(command, "--with", &flags->entity_types, "Only neighbours of this type")
      ->check(CLI::IsMember({"person", "organization", "gpe", "location", "facility", "group",
                             "event", "agreement", "product"}));
  command->add_option("--limit", flags->limit, "At most so many; 0 for 1,000")
      ->capture_default_str();
  AddGraphFlags(command, flags.get());
  command->footer(
      "Examples:\n"
      "  dateline graph neighbours \"Port Lazar\" --with person\n"
      "  dateline graph neighbours \"Ana Ruiz\" --format dot | dot -Tsvg > ruiz.svg");
  command->callback([flags, &context] { context.Finish(RunNeighbours(*flags, context)); });
}

void AddPathCommand(CLI::App* graph, Context& context) {
  auto flags = std::make_shared<GraphFlags>();
  CLI::App* command =
      graph->add_subcommand("path", "The shortest chain of facts between two entities");
  command->add_option("from", flags->entity, "One end: a name or an id")->required();
  command->add_option("to", flags->other, "The other end")->required();
  AddRepeatable(command, "--avoid", &flags->avoid, "Not through this entity")->type_name("NAME");
  command->add_option("--max-links", flags->max_links, "Longest chain, in facts (1 to 8)")
      ->check(CLI::Range(1, 8))
      ->capture_default_str();
  command->add_option("--max-facts", flags->max_facts, "Give up after reading so many facts")
      ->check(CLI::Range(1, 200'000))
      ->capture_default_str();
  AddGraphFlags(command, flags.get());
  command->footer(
      "Examples:\n"
      "  dateline graph path \"Ana Ruiz\" \"Kenji Abara\"\n"
      "  dateline graph path \"Ana Ruiz\" \"Kenji Abara\" --avoid Norland --format mermaid");
  command->callback([flags, &context] { context.Finish(RunPath(*flags, context)); });
}

}  // namespace

void AddGraphCommand(CLI::App& app, Context& context) {
  CLI::App* graph = app.add_subcommand("graph", "Entities as a graph that facts link");
  graph->require_subcommand(1);
  graph->footer("Examples:\n  dateline graph neighbours \"Ana Ruiz\"\n  dateline graph path A B");
  AddNeighboursCommand(graph, context);
  AddPathCommand(graph, context);
}

}  // namespace dateline::cli

#include <iostream>
#include <memory>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/explanation.h"
#include "tools/dateline/listing.h"

namespace dateline::cli {
namespace {

struct ExplainFlags {
  std::string id;
  FilterFlags filter;
  uint32_t reports = 0;
  ListingFlags listing;
};

// The fact with most origins that matches.
absl::StatusOr<std::string> BestKnownFact(const ExplainFlags& flags, Context& context) {
  query::v1::ListFactsRequest request;
  DATELINE_ASSIGN_OR_RETURN(*request.mutable_filter(),
                            ResolveFilter(context, flags.filter, flags.listing.known_at));
  LeaveOutClaimsUnlessAsked(*request.mutable_filter());
  request.set_order(query::v1::FACT_ORDER_ORIGINS_DESC);
  request.set_page_size(1);
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.listing.known_at));
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(const query::v1::ListFactsResponse found,
                            client.Call(client.query(), &QueryStub::ListFacts, request));
  if (found.facts_size() == 0) {
    return MakeError(absl::StatusCode::kNotFound, reason::kFactNotFound, "no fact matches");
  }
  return found.facts(0).id();
}

absl::Status RunExplain(const ExplainFlags& flags, Context& context) {
  if (!flags.id.empty() && !IsHashedId(flags.id)) {
    return absl::InvalidArgumentError(
        StrCat("“", flags.id, "” is no id of a fact; an id has 32 hexadecimal digits, find one ",
               "with: dateline facts --ids"));
  }
  query::v1::ExplainFactRequest request;
  request.set_fact_id(flags.id);
  if (flags.id.empty()) {
    DATELINE_ASSIGN_OR_RETURN(*request.mutable_fact_id(), BestKnownFact(flags, context));
  }
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.listing.known_at));
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(const query::v1::ExplainFactResponse answer,
                            client.Call(client.query(), &QueryStub::ExplainFact, request));
  std::cout << (flags.listing.json ? JsonLine(answer)
                                   : Explanation(answer, flags.reports, context.out));
  return absl::OkStatus();
}

}  // namespace

void AddExplainCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<ExplainFlags>();
  CLI::App* command = app.add_subcommand(
      "explain", "How a fact is known: the sentences, who says so, by which rule");
  command->add_option("id", flags->id,
                      "The fact; without it, the best known one that the filters match "
                      "(a claim only with --kind claim)");
  AddFilterFlags(command, &flags->filter);
  command->add_option("--reports", flags->reports, "At most so many reports; 0 for all")
      ->capture_default_str();
  AddReadingFlags(command, &flags->listing);
  command->footer(
      "Examples:\n"
      "  dateline explain 0123456789abcdef0123456789abcdef\n"
      "  dateline explain --entity \"Ana Ruiz\" --type holds_position");
  command->callback([flags, &context] { context.Finish(RunExplain(*flags, context)); });
}

}  // namespace dateline::cli

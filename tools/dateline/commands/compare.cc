#include <iostream>
#include <memory>
#include <set>
#include <vector>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/comparison_text.h"
#include "tools/dateline/fact_text.h"
#include "tools/dateline/listing.h"

namespace dateline::cli {
namespace {

struct CompareFlags {
  std::string entity;
  std::string event;
  std::vector<std::string> publishers;
  std::string from;
  std::string to;
  std::string as_of;
  ListingFlags listing;
};

// Facts that are looked through for documents without an outlet.
constexpr uint32_t kMostLookedAt = 500;

// Documents that tell of it, and name no outlet that could be compared. Only a
// remark: where it cannot be had, the comparison stands without it.
size_t CountWithoutOutlet(const query::v1::CompareSourcesRequest& compared,
                          const query::v1::CompareSourcesResponse& answer, Client& client) {
  std::set<std::string> documents;
  const auto look_at = [&](const query::v1::Fact& fact) {
    for (const fact::v1::Attestation& attestation : fact.attestations()) {
      if (attestation.publisher().empty()) documents.insert(attestation.document_id());
    }
  };
  for (const query::v1::ComparedFact& fact : answer.facts()) look_at(fact.fact());
  if (compared.entity_id().empty()) return documents.size();
  query::v1::ListFactsRequest request;
  request.mutable_filter()->add_entity_ids(compared.entity_id());
  LeaveOutClaimsUnlessAsked(*request.mutable_filter());
  request.mutable_filter()->set_valid_from(compared.valid_from());
  request.mutable_filter()->set_valid_to(compared.valid_to());
  request.mutable_filter()->set_as_of(compared.as_of());
  if (compared.has_known_at()) *request.mutable_known_at() = compared.known_at();
  request.set_page_size(kMostLookedAt);
  const auto facts = client.Call(client.query(), &QueryStub::ListFacts, request);
  if (facts.ok()) {
    for (const query::v1::Fact& fact : facts->facts()) look_at(fact);
  }
  return documents.size();
}

absl::Status RunCompare(const CompareFlags& flags, Context& context) {
  DATELINE_RETURN_IF_ERROR(CheckPeriod(flags.from, flags.to));
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
  request.set_valid_from(flags.from);
  request.set_valid_to(flags.to);
  request.set_as_of(flags.as_of);
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.listing.known_at));
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(const query::v1::CompareSourcesResponse answer,
                            client.Call(client.query(), &QueryStub::CompareSources, request));
  if (flags.listing.json) {
    for (const query::v1::ComparedFact& fact : answer.facts()) std::cout << JsonLine(fact);
  } else {
    std::cout << ComparisonText(answer, flags.listing.wide, context.out);
  }
  if (const size_t left_out = CountWithoutOutlet(request, answer, client); left_out > 0) {
    context.Remark(StrCat(Count(left_out, "report"), " without an outlet ",
                          left_out == 1 ? "is" : "are", " not compared"));
  }
  if (answer.omitted_fact_count() > 0) {
    context.Remark(StrCat("and ", answer.omitted_fact_count(), " more facts"));
  }
  if (answer.truncated()) {
    context.Remark("Not all facts were compared; --from and --to narrow them down.");
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
  AddPeriodFlags(command, &flags->from, &flags->to);
  command->add_option("--as-of", flags->as_of, "Only what held on this date")->type_name("DATE");
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

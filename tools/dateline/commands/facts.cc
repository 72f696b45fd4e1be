#include <iostream>
#include <memory>
#include <vector>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/fact_tables.h"
#include "tools/dateline/fact_text.h"
#include "tools/dateline/listing.h"

namespace dateline::cli {
namespace {

struct FactsFlags {
  FilterFlags filter;
  ListingFlags listing;
  std::string order = "time";
};

query::v1::FactOrder OrderOf(std::string_view name) {
  if (name == "time") return query::v1::FACT_ORDER_VALID_TIME;
  if (name == "time-desc") return query::v1::FACT_ORDER_VALID_TIME_DESC;
  if (name == "origins") return query::v1::FACT_ORDER_ORIGINS_DESC;
  if (name == "recorded") return query::v1::FACT_ORDER_RECORDED_DESC;
  return query::v1::FACT_ORDER_UNSPECIFIED;
}

absl::Status RunFacts(const FactsFlags& flags, Context& context) {
  query::v1::ListFactsRequest request;
  DATELINE_ASSIGN_OR_RETURN(*request.mutable_filter(),
                            ResolveFilter(context, flags.filter, flags.listing.known_at));
  LeaveOutClaimsUnlessAsked(*request.mutable_filter());
  request.set_order(OrderOf(flags.order));
  request.set_page_size(PageSize(flags.listing.limit, 0));
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.listing.known_at));
  std::vector<query::v1::Fact> facts;
  bool more = false;
  Client& client = context.Connect();
  DATELINE_RETURN_IF_ERROR(client.ForEachPage(
      client.query(), &QueryStub::ListFacts, request, [&](query::v1::ListFactsResponse& page) {
        for (query::v1::Fact& fact : *page.mutable_facts()) {
          if (flags.listing.limit != 0 && facts.size() == flags.listing.limit) {
            more = true;
            return false;
          }
          facts.push_back(std::move(fact));
        }
        more = !page.next_page_token().empty();
        return flags.listing.limit == 0 || facts.size() < flags.listing.limit;
      }));
  for (const query::v1::Fact& fact : facts) {
    if (flags.listing.json) std::cout << JsonLine(fact);
    if (flags.listing.ids && !flags.listing.json) std::cout << fact.id() << "\n";
  }
  if (flags.listing.json || flags.listing.ids) return absl::OkStatus();
  if (facts.empty()) {
    context.Remark("No facts match.");
  } else {
    std::cout << FactsTable(facts, flags.listing.wide, context.out);
  }
  if (more) context.Remark("There are more: --limit 0 shows all.");
  return absl::OkStatus();
}

}  // namespace

void AddFactsCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<FactsFlags>();
  CLI::App* command = app.add_subcommand("facts", "List facts; claims only with --kind claim");
  AddFilterFlags(command, &flags->filter);
  AddListingFlags(command, &flags->listing);
  command->add_option("--order", flags->order, "Order of the list")
      ->check(CLI::IsMember({"id", "time", "time-desc", "origins", "recorded"}))
      ->capture_default_str();
  command->footer(
      "Examples:\n"
      "  dateline facts --type holds_position --min-origins 2\n"
      "  dateline facts --entity \"Ana Ruiz\" --role subject --from 2021-08 --to 2021-09\n"
      "  dateline facts --kind statement --json | jq .content.statement.content");
  command->callback([flags, &context] { context.Finish(RunFacts(*flags, context)); });
}

}  // namespace dateline::cli

#include <iostream>
#include <memory>
#include <vector>

#include "common/base/status_macros.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/fact_tables.h"
#include "tools/dateline/listing.h"

namespace dateline::cli {
namespace {

struct SaidFlags {
  std::vector<std::string> speakers;
  std::string about;
  std::string from;
  std::string to;
  std::string as_of;
  std::string order = "latest";
  bool quoted = false;
  ListingFlags listing;
};

absl::StatusOr<query::v1::ListStatementsRequest> RequestOf(const SaidFlags& flags,
                                                           Context& context) {
  DATELINE_RETURN_IF_ERROR(CheckPeriod(flags.from, flags.to));
  query::v1::ListStatementsRequest request;
  for (const std::string& speaker : flags.speakers) {
    DATELINE_ASSIGN_OR_RETURN(*request.add_speaker_ids(),
                              ResolveEntity(context, speaker, flags.listing.known_at));
  }
  request.set_text(flags.about);
  request.set_as_of(flags.as_of);
  if (flags.order == "relevance") request.set_order(query::v1::STATEMENT_ORDER_RELEVANCE);
  request.set_valid_from(flags.from);
  request.set_valid_to(flags.to);
  request.set_quoted_only(flags.quoted);
  request.set_page_size(PageSize(flags.listing.limit, 0));
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.listing.known_at));
  return request;
}

absl::Status RunSaid(const SaidFlags& flags, Context& context) {
  DATELINE_ASSIGN_OR_RETURN(const query::v1::ListStatementsRequest request,
                            RequestOf(flags, context));
  size_t count = 0;
  bool truncated = false;
  Client& client = context.Connect();
  DATELINE_RETURN_IF_ERROR(client.ForEachPage(
      client.query(), &QueryStub::ListStatements, request,
      [&](const query::v1::ListStatementsResponse& page) {
        truncated = truncated || page.truncated();
        for (int i = 0; i < page.statements_size(); ++i) {
          const query::v1::Fact& statement = page.statements(i);
          const query::v1::StatementMatch* match =
              i < page.matches_size() ? &page.matches(i) : nullptr;
          if (flags.listing.limit != 0 && count == flags.listing.limit) return false;
          if (flags.listing.json) {
            std::cout << JsonLine(statement);
          } else if (flags.listing.ids) {
            std::cout << statement.id() << "\n";
          } else {
            if (count > 0) std::cout << "\n";
            std::cout << StatementBlock(statement, match, flags.listing.wide, context.out);
          }
          ++count;
        }
        return flags.listing.limit == 0 || count < flags.listing.limit;
      }));
  if (count == 0) context.Remark("No statements match.");
  if (truncated) context.Remark("Very many match: only the latest of them were ranked.");
  return absl::OkStatus();
}

}  // namespace

void AddSaidCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<SaidFlags>();
  CLI::App* command = app.add_subcommand("said", "Who said what, latest or best first");
  AddRepeatable(command, "--by", &flags->speakers, "This speaker: a name or an id")
      ->type_name("NAME");
  command
      ->add_option("--about", flags->about,
                   "With all these words in what was said or in its evidence; words in \"double "
                   "quotes\" follow each other")
      ->type_name("WORDS");
  command->add_option("--order", flags->order, "relevance puts first what fits --about best")
      ->check(CLI::IsMember({"latest", "relevance"}))
      ->capture_default_str();
  AddPeriodFlags(command, &flags->from, &flags->to);
  command->add_option("--as-of", flags->as_of, "Only what was said by this date")
      ->type_name("DATE");
  command->add_flag("--quoted", flags->quoted, "Only word-for-word quotations");
  AddListingFlags(command, &flags->listing);
  command->footer(
      "Examples:\n"
      "  dateline said --by \"Ana Ruiz\" --quoted\n"
      "  dateline said --about \"water level\" --from 2021-08\n"
      "  dateline said --about '\"water level\" rising' --order relevance");
  command->callback([flags, &context] { context.Finish(RunSaid(*flags, context)); });
}

}  // namespace dateline::cli

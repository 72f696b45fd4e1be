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
  bool quoted = false;
  ListingFlags listing;
};

absl::StatusOr<query::v1::ListStatementsRequest> RequestOf(const SaidFlags& flags,
                                                           Context& context) {
  query::v1::ListStatementsRequest request;
  for (const std::string& speaker : flags.speakers) {
    DATELINE_ASSIGN_OR_RETURN(*request.add_speaker_ids(),
                              ResolveEntity(context, speaker, flags.listing.known_at));
  }
  request.set_text(flags.about);
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
  Client& client = context.Connect();
  DATELINE_RETURN_IF_ERROR(client.ForEachPage(
      client.query(), &QueryStub::ListStatements, request,
      [&](const query::v1::ListStatementsResponse& page) {
        for (const query::v1::Fact& statement : page.statements()) {
          if (flags.listing.limit != 0 && count == flags.listing.limit) return false;
          if (flags.listing.json) {
            std::cout << JsonLine(statement);
          } else if (flags.listing.ids) {
            std::cout << statement.id() << "\n";
          } else {
            if (count > 0) std::cout << "\n";
            std::cout << StatementBlock(statement, flags.listing.wide, context.out);
          }
          ++count;
        }
        return flags.listing.limit == 0 || count < flags.listing.limit;
      }));
  if (count == 0) context.Remark("No statements match.");
  return absl::OkStatus();
}

}  // namespace

void AddSaidCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<SaidFlags>();
  CLI::App* command = app.add_subcommand("said", "Who said what, latest first");
  AddRepeatable(command, "--by", &flags->speakers, "This speaker: a name or an id")
      ->type_name("NAME");
  command->add_option("--about", flags->about, "With all these words in what was said")
      ->type_name("WORDS");
  AddPeriodFlags(command, &flags->from, &flags->to);
  command->add_flag("--quoted", flags->quoted, "Only word-for-word quotations");
  AddListingFlags(command, &flags->listing);
  command->footer(
      "Examples:\n"
      "  dateline said --by \"Ana Ruiz\" --quoted\n"
      "  dateline said --about \"water level\" --from 2021-08");
  command->callback([flags, &context] { context.Finish(RunSaid(*flags, context)); });
}

}  // namespace dateline::cli

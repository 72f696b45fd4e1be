#include <csignal>
#include <iostream>
#include <memory>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "tools/dateline/cancel_on_signal.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/fact_text.h"
#include "tools/dateline/listing.h"

namespace dateline::cli {
namespace {

struct WatchFlags {
  FilterFlags filter;
  std::string resume;
  bool from_beginning = false;
  uint32_t count = 0;
  bool json = false;
};

std::string ChangeLine(const query::v1::FactChange& change, const Terminal& terminal) {
  const query::v1::Fact& fact = change.fact();
  const std::string when = terminal.Paint(Style::kFaint, MomentText(change.recorded_at()));
  switch (change.type()) {
    case query::v1::CHANGE_TYPE_REMOVED:
      return StrCat(when, "  ", terminal.Paint(Style::kBad, "- removed"), "  ", fact.id(), "\n");
    case query::v1::CHANGE_TYPE_MERGED:
      return StrCat(when, "  ", terminal.Paint(Style::kFaint, "> merged "), "  ", fact.id(),
                    " into ", change.merged_into(), "\n");
    default:
      break;
  }
  const bool added = change.type() == query::v1::CHANGE_TYPE_ADDED;
  return StrCat(
      when, "  ",
      terminal.Paint(added ? Style::kGood : Style::kWarning, added ? "+ new    " : "~ changed"),
      "  ", SafeForTerminal(FactLine(fact.content())), "  ",
      terminal.Paint(Style::kFaint, SourcesText(fact)), "\n");
}

absl::Status RunWatch(const WatchFlags& flags, Context& context) {
  query::v1::WatchFactsRequest request;
  DATELINE_ASSIGN_OR_RETURN(*request.mutable_filter(), ResolveFilter(context, flags.filter, ""));
  request.set_resume_token(flags.resume);
  request.set_from_beginning(flags.from_beginning);
  grpc::ClientContext call;
  CancelOnSignal cancel(call);
  auto stream = context.Connect().query().WatchFacts(&call, request);
  query::v1::WatchFactsResponse response;
  std::string resume_token = flags.resume;
  uint32_t seen = 0;
  bool enough = false;
  while (!enough && stream->Read(&response)) {
    resume_token = response.resume_token();
    if (flags.json && response.changes_size() > 0) {
      std::cout << JsonLine(response);
    }
    for (const query::v1::FactChange& change : response.changes()) {
      if (!flags.json) std::cout << ChangeLine(change, context.out);
      ++seen;
    }
    std::cout.flush();
    enough = (flags.count != 0 && seen >= flags.count) || !std::cout;
  }
  if (enough) call.TryCancel();
  const grpc::Status status = stream->Finish();
  if (resume_token != flags.resume) {
    context.Remark(StrCat("Go on from here with: dateline watch --resume ", resume_token));
  }
  if (enough || cancel.signalled()) return absl::OkStatus();
  return FromGrpcStatus(status);
}

}  // namespace

void AddWatchCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<WatchFlags>();
  CLI::App* command = app.add_subcommand("watch", "Follow changes of facts as they come");
  AddFilterFlags(command, &flags->filter);
  command->add_option("--resume", flags->resume, "Go on after an earlier watch")
      ->type_name("TOKEN");
  command->add_flag("--from-beginning", flags->from_beginning, "Start with the oldest change");
  command->add_option("--count", flags->count,
                      "End with the batch that brings so many changes; 0 for never");
  command->add_flag("--json", flags->json,
                    "One JSON object a batch, with the token to resume after it");
  command->footer(
      "Examples:\n"
      "  dateline watch --type contact.\n"
      "  dateline watch --from-beginning --json\n"
      "Ends with Ctrl-C and says how to go on.");
  command->callback([flags, &context] { context.Finish(RunWatch(*flags, context)); });
}

}  // namespace dateline::cli

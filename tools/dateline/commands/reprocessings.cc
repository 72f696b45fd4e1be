#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "common/base/status_macros.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/delivery_text.h"
#include "tools/dateline/listing.h"

namespace dateline::cli {
namespace {

struct ReprocessingsFlags {
  std::string id;
  bool json = false;
};

absl::Status RunList(const ReprocessingsFlags& flags, Context& context) {
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(const ingest::v1::ListReprocessingsResponse answer,
                            client.Call(client.delivery(), &DeliveryStub::ListReprocessings, {}));
  if (flags.json) {
    for (const ingest::v1::Reprocessing& of : answer.reprocessings()) std::cout << JsonLine(of);
  } else if (answer.reprocessings().empty()) {
    context.Remark("No documents were reprocessed.");
  } else {
    std::cout << ReprocessingsTable({answer.reprocessings().begin(), answer.reprocessings().end()},
                                    context.out);
  }
  return absl::OkStatus();
}

absl::Status RunStop(const ReprocessingsFlags& flags, Context& context) {
  ingest::v1::StopReprocessingRequest request;
  request.set_reprocessing_id(flags.id);
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(
      const ingest::v1::StopReprocessingResponse answer,
      client.Call(client.delivery(), &DeliveryStub::StopReprocessing, request));
  std::cout << (flags.json ? JsonLine(answer.reprocessing())
                           : ReprocessingsTable({answer.reprocessing()}, context.out));
  return absl::OkStatus();
}

}  // namespace

void AddReprocessingsCommand(CLI::App& app, Context& context) {
  CLI::App* command =
      app.add_subcommand("reprocessings", "See and stop what `dateline documents reprocess` began");
  command->require_subcommand(1);
  command->fallthrough();
  auto flags = std::make_shared<ReprocessingsFlags>();
  CLI::App* list = command->add_subcommand("list", "List them, the newest first");
  list->add_flag("--json", flags->json, "One JSON object a line, for programs");
  list->footer("Example:\n  dateline reprocessings list");
  list->callback([flags, &context] { context.Finish(RunList(*flags, context)); });
  CLI::App* stop = command->add_subcommand("stop", "End one; what it queued stays queued");
  stop->add_option("id", flags->id, "Which")->required();
  stop->add_flag("--json", flags->json, "As a JSON object, for programs");
  stop->footer("Example:\n  dateline reprocessings stop 3");
  stop->callback([flags, &context] { context.Finish(RunStop(*flags, context)); });
  command->footer("Example:\n  dateline reprocessings list");
}

}  // namespace dateline::cli

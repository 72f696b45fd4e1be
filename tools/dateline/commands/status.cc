#include <iostream>
#include <memory>

#include "common/base/status_macros.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/delivery_text.h"
#include "tools/dateline/listing.h"

namespace dateline::cli {
namespace {

struct StatusFlags {
  uint32_t top = 5;
  bool json = false;
};

absl::Status RunStatus(const StatusFlags& flags, Context& context) {
  ingest::v1::GetDeliveryStatusRequest request;
  request.set_top_sources(flags.top);
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(
      const ingest::v1::GetDeliveryStatusResponse status,
      client.Call(client.delivery(), &DeliveryStub::GetDeliveryStatus, request));
  std::cout << (flags.json ? JsonLine(status) : StatusText(status, context.out));
  return absl::OkStatus();
}

}  // namespace

void AddStatusCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<StatusFlags>();
  CLI::App* command =
      app.add_subcommand("status", "What waits for delivery, how fast it goes, who waits most");
  command->add_option("--top", flags->top, "So many of the sources with most waiting")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  command->add_flag("--json", flags->json, "As a JSON object, for programs");
  command->footer("Examples:\n  dateline status\n  dateline status --top 20 --json");
  command->callback([flags, &context] { context.Finish(RunStatus(*flags, context)); });
}

}  // namespace dateline::cli

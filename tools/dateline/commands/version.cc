#include <iostream>
#include <memory>

#include "common/base/status_macros.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/listing.h"

namespace dateline::cli {
namespace {

struct VersionFlags {
  bool of_server = false;
  bool json = false;
};

absl::Status RunVersion(const VersionFlags& flags, Context& context) {
  if (!flags.of_server) {
    std::cout << "dateline " << DATELINE_VERSION << "\n";
    return absl::OkStatus();
  }
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(
      const extraction::v1::DescribeExtractorResponse extractor,
      client.Call(client.extraction(), &ExtractionStub::DescribeExtractor, {}));
  if (flags.json) {
    std::cout << JsonLine(extractor);
    return absl::OkStatus();
  }
  std::cout << "dateline " << DATELINE_VERSION << "\nextractor " << extractor.extractor_version()
            << "\n";
  if (!extractor.model_checksum().empty()) {
    std::cout << "model " << extractor.model_checksum() << "\n";
  }
  std::cout << extractor.patterns_size() << " patterns, " << extractor.fact_types_size()
            << " fact types\n";
  return absl::OkStatus();
}

}  // namespace

void AddVersionCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<VersionFlags>();
  CLI::App* command = app.add_subcommand("version", "Versions of the client and the extractor");
  command->add_flag("--of-server", flags->of_server, "Ask the server what its extractor is");
  command->add_flag("--json", flags->json, "The extractor's description as JSON");
  command->footer("Examples:\n  dateline version\n  dateline version --of-server --json");
  command->callback([flags, &context] { context.Finish(RunVersion(*flags, context)); });
}

}  // namespace dateline::cli

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/extraction/core/extractor.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/input_files.h"
#include "tools/dateline/listing.h"

namespace dateline::cli {
namespace {

using extraction::Extractor;
using extraction::PatternAttempt;
using extraction::PatternFailure;

struct PatternFlags {
  std::string folder;
  std::vector<std::string> words;  // Of the sentence to explain.
  bool json = false;
};

absl::StatusOr<std::unique_ptr<const Extractor>> Load(const PatternFlags& flags) {
  return Extractor::Create({.pattern_folder = flags.folder});
}

absl::Status RunCheck(const PatternFlags& flags, Context& context) {
  DATELINE_ASSIGN_OR_RETURN(const std::unique_ptr<const Extractor> extractor, Load(flags));
  const std::vector<PatternFailure> failures = extractor->CheckPatterns();
  if (flags.json) {
    for (const PatternFailure& failure : failures) {
      std::cout << nlohmann::json({{"file", failure.file},
                                   {"pattern", failure.pattern},
                                   {"text", failure.text},
                                   {"problem", failure.problem}})
                       .dump()
                << "\n";
    }
  } else {
    for (const PatternFailure& failure : failures) {
      std::cout << failure.file << ": " << context.out.Paint(Style::kStrong, failure.pattern)
                << "\n  \"" << failure.text << "\"\n  " << failure.problem << "\n";
    }
    std::set<std::string> failed;
    for (const PatternFailure& failure : failures) failed.insert(failure.pattern);
    std::cout << extractor->Describe().declared_patterns << " patterns, " << failed.size()
              << " fail on their examples\n";
  }
  if (!failures.empty()) context.exit_code = kSomeRefused;
  return absl::OkStatus();
}

void PrintAttempts(const std::string& text, const std::vector<PatternAttempt>& attempts, bool fired,
                   Context& context) {
  for (const PatternAttempt& attempt : attempts) {
    if (attempt.fired != fired) continue;
    std::cout << "  " << context.out.Paint(Style::kStrong, attempt.trigger.In(text)) << "  "
              << attempt.pattern << "  "
              << (fired ? absl::StrJoin(attempt.fillers, "; ") : attempt.why_not) << "\n";
  }
}

absl::Status RunExplain(const PatternFlags& flags, Context& context) {
  std::string text = absl::StrJoin(flags.words, " ");
  if (text.empty() || text == "-") {
    DATELINE_ASSIGN_OR_RETURN(text, ReadInput("-"));
  }
  DATELINE_ASSIGN_OR_RETURN(const std::unique_ptr<const Extractor> extractor, Load(flags));
  DATELINE_ASSIGN_OR_RETURN(const std::vector<PatternAttempt> attempts,
                            extractor->ExplainPatterns(text));
  if (flags.json) {
    for (const PatternAttempt& a : attempts) {
      std::cout << nlohmann::json({{"pattern", a.pattern},
                                   {"file", a.file},
                                   {"begin", a.trigger.begin},
                                   {"end", a.trigger.end},
                                   {"fired", a.fired},
                                   {"fillers", a.fillers},
                                   {"why_not", a.why_not}})
                       .dump()
                << "\n";
    }
    return absl::OkStatus();
  }
  std::cout << "fired:\n";
  PrintAttempts(text, attempts, true, context);
  std::cout << "nearly:\n";
  PrintAttempts(text, attempts, false, context);
  if (attempts.empty()) std::cout << "no word of it calls up a pattern\n";
  return absl::OkStatus();
}

absl::Status RunReload(const PatternFlags& flags, Context& context) {
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(const extraction::v1::ReloadPatternsResponse answer,
                            client.Call(client.extraction(), &ExtractionStub::ReloadPatterns, {}));
  if (flags.json) {
    std::cout << JsonLine(answer);
  } else {
    std::cout << answer.pattern_count() << " patterns, extractor " << answer.extractor_version()
              << "\n";
  }
  return absl::OkStatus();
}

void AddFolder(CLI::App* command, PatternFlags& flags) {
  command
      ->add_option("--patterns", flags.folder,
                   "Folder of .textproto files to use beside the patterns that are built in")
      ->type_name("DIR");
  command->add_flag("--json", flags.json, "One JSON object a line");
}

}  // namespace

void AddPatternsCommand(CLI::App& app, Context& context) {
  CLI::App* patterns = app.add_subcommand(
      "patterns", "What makes facts of words: check patterns, see why they fire");
  patterns->require_subcommand(1);
  patterns->footer(
      "Examples:\n"
      "  dateline patterns check --patterns=mine\n"
      "  dateline patterns explain \"The envoy met President Orlo Vance.\"");
  auto flags = std::make_shared<PatternFlags>();
  CLI::App* check =
      patterns->add_subcommand("check", "Run every pattern on the sentences written beside it");
  AddFolder(check, *flags);
  check->footer("Examples:\n  dateline patterns check\n  dateline patterns check --patterns=mine");
  check->callback([flags, &context] { context.Finish(RunCheck(*flags, context)); });
  CLI::App* explain = patterns->add_subcommand(
      "explain", "Which patterns fire on a sentence, which nearly, and what is missing");
  explain->add_option("sentence", flags->words, "The sentence; standard input without one");
  AddFolder(explain, *flags);
  explain->footer("Examples:\n  dateline patterns explain \"The envoy met President Orlo Vance.\"");
  CLI::App* reload = patterns->add_subcommand(
      "reload", "Have a running extraction service read its folder of patterns again");
  reload->add_flag("--json", flags->json, "The answer as JSON");
  reload->footer("Examples:\n  dateline patterns reload");
  reload->callback([flags, &context] { context.Finish(RunReload(*flags, context)); });
  explain->callback([flags, &context] { context.Finish(RunExplain(*flags, context)); });
}

}  // namespace dateline::cli

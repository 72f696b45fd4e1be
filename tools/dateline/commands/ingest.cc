#include <algorithm>
#include <iostream>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <vector>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/delivery_text.h"
#include "tools/dateline/delivery_wait.h"
#include "tools/dateline/fact_text.h"
#include "tools/dateline/ingest_sources.h"
#include "tools/dateline/listing.h"
#include "tools/dateline/progress.h"
#include "tools/dateline/table.h"

namespace dateline::cli {
namespace {

struct IngestFlags {
  std::vector<std::string> paths;
  std::string publisher;
  std::string published_at;
  std::string submitter;
  std::string priority;
  bool wait = false;
  bool json = false;
};

struct Problem {
  std::string label;
  std::string why;
  bool refused = true;  // Else only odd.
};

// What has become of the input so far. Thread-safe.
class IngestReport {
 public:
  void Refused(std::string_view label, std::string_view why) {
    const std::lock_guard lock(mutex_);
    ++refused_;
    problems_.push_back({std::string(label), std::string(why), true});
  }

  void Took(const SubmissionOutcome& outcome) {
    const ingest::v1::SubmitDocumentResponse& accepted = outcome.answer.accepted();
    const std::lock_guard lock(mutex_);
    const bool duplicate = accepted.disposition() == ingest::v1::DISPOSITION_DUPLICATE;
    ++(duplicate ? duplicates_ : accepted_);
    document_ids_.push_back(accepted.document_id());
    for (const fact::v1::DocumentWarning& warning : accepted.warnings()) {
      problems_.push_back({outcome.label, StrCat(warning.code(), ": ", warning.message()), false});
    }
  }

  uint64_t done() const {
    const std::lock_guard lock(mutex_);
    return accepted_ + duplicates_ + refused_;
  }
  uint64_t refused() const {
    const std::lock_guard lock(mutex_);
    return refused_;
  }
  std::string Note() const {
    const uint64_t refused_so_far = refused();
    return refused_so_far > 0 ? StrCat(refused_so_far, " refused") : "";
  }

  // Each once, sorted.
  std::vector<std::string> DocumentIds() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> ids = document_ids_;
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
  }

  std::string Summary(const std::optional<DeliverySummary>& delivery,
                      const Terminal& terminal) const {
    const std::lock_guard lock(mutex_);
    Table table({{"Documents", Fit::kKeep}, {"Count", Fit::kKeep, Align::kRight}});
    table.AddRow({{"accepted"}, {std::to_string(accepted_), Style::kGood}});
    table.AddRow({{"already here"}, {std::to_string(duplicates_)}});
    table.AddRow({{"refused"}, {std::to_string(refused_), refused_ ? Style::kBad : Style::kPlain}});
    if (delivery.has_value()) {
      table.AddRow({{"in the fact base"}, {std::to_string(delivery->delivered), Style::kGood}});
      table.AddRow({{"given up"},
                    {std::to_string(delivery->dead.size()),
                     delivery->dead.empty() ? Style::kPlain : Style::kBad}});
      table.AddRow({{"facts from them"}, {std::to_string(delivery->facts)}});
    }
    return table.Render(terminal) + Problems(delivery, terminal);
  }

 private:
  // REQUIRES: mutex_ is held.
  std::string Problems(const std::optional<DeliverySummary>& delivery,
                       const Terminal& terminal) const {
    Table table({{"Document", Fit::kWrap}, {"What", Fit::kKeep}, {"Why", Fit::kWrap}});
    for (const Problem& problem : problems_) {
      table.AddRow(
          {{problem.label},
           {problem.refused ? "refused" : "odd", problem.refused ? Style::kBad : Style::kWarning},
           {problem.why}});
    }
    if (delivery.has_value()) {
      for (const ingest::v1::WatchDeliveryResponse& dead : delivery->dead) {
        table.AddRow({{dead.uri().empty() ? dead.document_id() : dead.uri()},
                      {"given up", Style::kBad},
                      {dead.delivery().last_error()}});
      }
    }
    return table.empty() ? "" : "\n" + table.Render(terminal);
  }

  mutable std::mutex mutex_;
  uint64_t accepted_ = 0;
  uint64_t duplicates_ = 0;
  uint64_t refused_ = 0;
  std::vector<std::string> document_ids_;
  std::vector<Problem> problems_;
};

std::string OutcomeJson(const SubmissionOutcome& outcome) {
  nlohmann::ordered_json json;
  json["input"] = outcome.label;
  if (outcome.answer.has_error()) {
    json["result"] = "refused";
    json["reason"] = outcome.answer.error().reason();
    json["message"] = outcome.answer.error().message();
  } else {
    const ingest::v1::SubmitDocumentResponse& accepted = outcome.answer.accepted();
    json["result"] =
        accepted.disposition() == ingest::v1::DISPOSITION_DUPLICATE ? "duplicate" : "accepted";
    json["document"] = accepted.document_id();
  }
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string RefusalJson(std::string_view label, std::string_view why) {
  SubmissionOutcome outcome{std::string(label), {}};
  outcome.answer.mutable_error()->set_message(std::string(why));
  return OutcomeJson(outcome);
}

// Documents that files stand for: unknown (0) with files of lines among them.
uint64_t KnownTotal(const std::vector<InputFile>& files) {
  const bool lines = std::any_of(files.begin(), files.end(), [](const InputFile& file) {
    return file.media_type == "application/jsonl";
  });
  return lines ? 0 : files.size();
}

absl::Status Submit(const IngestFlags& flags, std::vector<InputFile> files, Context& context,
                    IngestReport& report) {
  const Terminal progress_terminal = context.err;
  std::unique_ptr<ProgressBar> progress;
  if (!context.quiet) {
    progress =
        std::make_unique<ProgressBar>(progress_terminal, std::cerr, "Sending", KnownTotal(files));
  }
  std::mutex output;
  IngestSource source(std::move(files), {flags.publisher, flags.published_at},
                      [&](std::string_view label, std::string_view why) {
                        report.Refused(label, why);
                        const std::lock_guard lock(output);
                        if (flags.json) std::cout << RefusalJson(label, why);
                      });
  SubmitOptions options;
  options.submitter = flags.submitter;
  options.priority = PriorityOf(flags.priority);
  return SubmitAll(
      context.Connect().ingest(), [&] { return source.Next(); },
      [&](const SubmissionOutcome& outcome) {
        if (outcome.answer.has_error()) {
          report.Refused(outcome.label, StrCat(outcome.answer.error().reason(), ": ",
                                               outcome.answer.error().message()));
        } else {
          report.Took(outcome);
        }
        if (flags.json) {
          const std::lock_guard lock(output);
          std::cout << OutcomeJson(outcome);
        }
        if (progress != nullptr) progress->Update(report.done(), report.Note());
      },
      options);
}

absl::StatusOr<DeliverySummary> Wait(const IngestReport& report, const IngestFlags& flags,
                                     Context& context) {
  const std::vector<std::string> ids = report.DocumentIds();
  std::unique_ptr<ProgressBar> progress;
  if (!context.quiet) {
    progress = std::make_unique<ProgressBar>(context.err, std::cerr, "Reading", ids.size());
  }
  return WaitForDelivery(context.Connect().ingest(), ids,
                         [&](uint64_t settled, const ingest::v1::WatchDeliveryResponse& change) {
                           if (flags.json && IsSettled(change.delivery().state())) {
                             std::cout << JsonLine(change);
                           }
                           if (progress != nullptr) progress->Update(settled);
                         });
}

// A server that goes away is waited for; one that was never there is an error
// at once.
absl::Status CheckServer(Context& context) {
  ingest::v1::ListDocumentsRequest request;
  request.set_page_size(1);
  Client& client = context.Connect();
  return client.Call(client.ingest(), &IngestStub::ListDocuments, request).status();
}

absl::Status RunIngest(const IngestFlags& flags, Context& context) {
  DATELINE_ASSIGN_OR_RETURN(std::vector<InputFile> files, CollectInputFiles(flags.paths));
  DATELINE_RETURN_IF_ERROR(CheckServer(context));
  IngestReport report;
  const absl::Status sent = Submit(flags, std::move(files), context, report);
  std::optional<DeliverySummary> delivery;
  if (sent.ok() && flags.wait) {
    DATELINE_ASSIGN_OR_RETURN(delivery, Wait(report, flags, context));
  }
  if (!flags.json && (sent.ok() || report.done() > 0)) {
    std::cout << report.Summary(delivery, context.out);
  }
  if (report.refused() > 0 || (delivery.has_value() && !delivery->dead.empty())) {
    context.exit_code = kSomeRefused;
  }
  return sent;
}

}  // namespace

void AddIngestCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<IngestFlags>();
  CLI::App* command = app.add_subcommand("ingest", "Send articles to the server");
  command
      ->add_option("paths", flags->paths,
                   "Files, folders (with all .txt, .html and .jsonl files below), or - for JSON "
                   "lines on standard input")
      ->required();
  command->add_option("--publisher", flags->publisher, "Outlet of what does not name one")
      ->type_name("NAME");
  command
      ->add_option("--published-at", flags->published_at,
                   "Publication time of what does not give one (2021-08-23, or RFC 3339)")
      ->type_name("DATE");
  command
      ->add_option("--submitter", flags->submitter,
                   "Who submits: submitters take turns in delivery (this machine's address)")
      ->type_name("NAME");
  command->add_option("--priority", flags->priority, "How urgent it is (normal)")
      ->check(CLI::IsMember(PriorityNames()));
  command->add_flag("--wait", flags->wait, "Wait until the facts are in the fact base");
  command->add_flag("--json", flags->json, "One JSON object a document, for programs");
  command->footer(
      "Examples:\n"
      "  dateline ingest --wait articles/\n"
      "  dateline ingest --publisher \"Lazar Post\" --published-at 2021-08-23 story.html\n"
      "  echo '{\"uri\":\"u:1\",\"text\":\"...\"}' | dateline ingest -\n"
      "JSON fields: uri, publisher, title, published_at, language, bylines, text or html.\n"
      "Ends with 1 if any document was refused.");
  command->callback([flags, &context] { context.Finish(RunIngest(*flags, context)); });
}

}  // namespace dateline::cli

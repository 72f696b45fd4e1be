#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <vector>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/time/time_interval.h"
#include "services/ingest/core/media_type.h"
#include "tools/dateline/cancel_on_signal.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/delivery_text.h"
#include "tools/dateline/delivery_wait.h"
#include "tools/dateline/fact_text.h"
#include "tools/dateline/folder_watch.h"
#include "tools/dateline/ingest_sources.h"
#include "tools/dateline/listing.h"
#include "tools/dateline/progress.h"
#include "tools/dateline/resemblance_text.h"
#include "tools/dateline/table.h"

namespace dateline::cli {
namespace {

struct IngestFlags {
  std::vector<std::string> paths;
  std::string watch;
  std::string format;
  std::string fields;
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

// "REASON: why".
std::string WithReason(std::string_view reason, std::string_view why) {
  return reason.empty() ? std::string(why) : StrCat(reason, ": ", why);
}

// What has become of the input so far. Thread-safe.
class IngestReport {
 public:
  // Without `keep_documents` it only counts: for runs without an end.
  explicit IngestReport(bool keep_documents) : keep_documents_(keep_documents) {}

  void Refused(std::string_view label, std::string_view why) {
    const std::lock_guard lock(mutex_);
    ++refused_;
    if (keep_documents_) problems_.push_back({std::string(label), std::string(why), true});
  }

  void Odd(std::string_view label, std::string_view why) {
    const std::lock_guard lock(mutex_);
    if (keep_documents_) problems_.push_back({std::string(label), std::string(why), false});
  }

  void Took(const SubmissionOutcome& outcome) {
    const ingest::v1::SubmitDocumentResponse& accepted = outcome.answer.accepted();
    {
      const std::lock_guard lock(mutex_);
      const bool duplicate = accepted.disposition() == ingest::v1::DISPOSITION_DUPLICATE;
      ++(duplicate ? duplicates_ : accepted_);
      if (!duplicate && accepted.resembled_size() > 0) ++resembling_[accepted.resemblance()];
      if (keep_documents_) document_ids_.push_back(accepted.document_id());
    }
    for (const fact::v1::DocumentWarning& warning : accepted.warnings()) {
      Odd(outcome.label, WithReason(warning.code(), warning.message()));
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
    for (const auto& [kind, count] : resembling_) {
      table.AddRow({{StrCat("  ", ResemblanceText(kind), " of another"), Style::kFaint},
                    {std::to_string(count)}});
    }
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

  const bool keep_documents_;
  mutable std::mutex mutex_;
  uint64_t accepted_ = 0;
  uint64_t duplicates_ = 0;
  // Of those accepted, what they are to others.
  std::map<ingest::v1::ResemblanceKind, uint64_t> resembling_;
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
    if (accepted.resembled_size() > 0) {
      json["resemblance"] = ResemblanceText(accepted.resemblance());
      json["resembles"] = accepted.resembled(0).document_id();
      json["likeness"] = accepted.resembled(0).likeness();
    }
    for (const fact::v1::DocumentWarning& warning : accepted.warnings()) {
      json["warnings"].push_back(warning.code());
    }
  }
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

// One line for people, as a watched folder shows them.
std::string OutcomeLine(const SubmissionOutcome& outcome) {
  const auto& error = outcome.answer.error();
  if (outcome.answer.has_error()) {
    return StrCat("refused       ", outcome.label, ": ",
                  WithReason(error.reason(), error.message()), "\n");
  }
  const bool duplicate =
      outcome.answer.accepted().disposition() == ingest::v1::DISPOSITION_DUPLICATE;
  return StrCat(duplicate ? "already here  " : "accepted      ", outcome.label, "\n");
}

SubmissionOutcome LocalRefusal(std::string_view label, std::string_view reason,
                               std::string_view why) {
  SubmissionOutcome outcome{std::string(label), {}};
  outcome.answer.mutable_error()->set_reason(std::string(reason));
  outcome.answer.mutable_error()->set_message(std::string(why));
  return outcome;
}

// Documents that files stand for: unknown (0) with files among them that may hold many.
uint64_t KnownTotal(const std::vector<InputFile>& files) {
  const bool many = std::any_of(files.begin(), files.end(), [](const InputFile& file) {
    return file.media_type.empty() ||
           ingest::CollectionOfType(file.media_type) != ingest::CollectionType::kNone;
  });
  return many ? 0 : files.size();
}

// Takes what becomes of documents, from several threads, to the report and the output.
class OutcomeWriter {
 public:
  enum class Form { kNone, kLines, kJson };

  OutcomeWriter(IngestReport& report, Form form) : report_(report), form_(form) {}

  void Take(const SubmissionOutcome& outcome) {
    const ingest::v1::SubmissionError& error = outcome.answer.error();
    if (outcome.answer.has_error()) {
      report_.Refused(outcome.label, WithReason(error.reason(), error.message()));
    } else {
      report_.Took(outcome);
    }
    if (form_ == Form::kNone) return;
    const std::lock_guard lock(mutex_);
    std::cout << (form_ == Form::kJson ? OutcomeJson(outcome) : OutcomeLine(outcome)) << std::flush;
  }

 private:
  IngestReport& report_;
  const Form form_;
  std::mutex mutex_;
};

absl::StatusOr<IngestSourceOptions> SourceOptions(const IngestFlags& flags) {
  IngestSourceOptions options;
  options.publisher = flags.publisher;
  options.published_at = flags.published_at;
  DATELINE_ASSIGN_OR_RETURN(options.media_type, MediaTypeOfFormat(flags.format));
  DATELINE_ASSIGN_OR_RETURN(options.fields, ParseFieldMapping(flags.fields));
  return options;
}

absl::Status Submit(const IngestFlags& flags, const IngestSourceOptions& source_options,
                    std::vector<InputFile> files, ProgressBar* progress, Context& context,
                    IngestReport& report, OutcomeWriter& writer) {
  IngestSource source(
      std::move(files), source_options,
      [&](std::string_view label, std::string_view reason, std::string_view why) {
        writer.Take(LocalRefusal(label, reason, why));
      },
      [&](std::string_view label, std::string_view reason, std::string_view why) {
        report.Odd(label, WithReason(reason, why));
      });
  SubmitOptions options;
  options.submitter = flags.submitter;
  options.priority = PriorityOf(flags.priority);
  options.await_resemblance = true;
  // A watched folder's files wait for the server however long it takes.
  if (flags.watch.empty()) options.longest_unavailable = absl::Seconds(context.timeout_seconds);
  return SubmitAll(
      context.Connect().ingest(), [&] { return source.Next(); },
      [&](const SubmissionOutcome& outcome) {
        writer.Take(outcome);
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

absl::Status SubmitFiles(const IngestFlags& flags, Context& context, IngestReport& report) {
  DATELINE_ASSIGN_OR_RETURN(const IngestSourceOptions options, SourceOptions(flags));
  DATELINE_ASSIGN_OR_RETURN(std::vector<InputFile> files, CollectInputFiles(flags.paths));
  DATELINE_RETURN_IF_ERROR(CheckServer(context));
  std::unique_ptr<ProgressBar> progress;
  if (!context.quiet) {
    progress = std::make_unique<ProgressBar>(context.err, std::cerr, "Sending", KnownTotal(files));
  }
  OutcomeWriter writer(report,
                       flags.json ? OutcomeWriter::Form::kJson : OutcomeWriter::Form::kNone);
  return Submit(flags, options, std::move(files), progress.get(), context, report, writer);
}

absl::Status RunIngest(const IngestFlags& flags, Context& context) {
  IngestReport report(/*keep_documents=*/true);
  const absl::Status sent = SubmitFiles(flags, context, report);
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

// Sends what appears in the folder, until interrupted. While the server does not answer,
// files wait where they are.
absl::Status WatchFolder(const IngestFlags& flags, FolderWatch& watch, Context& context,
                         IngestReport& report) {
  constexpr absl::Duration kFirstPause = absl::Seconds(1), kLongestPause = absl::Seconds(30);
  DATELINE_ASSIGN_OR_RETURN(const IngestSourceOptions options, SourceOptions(flags));
  OutcomeWriter writer(report,
                       flags.json ? OutcomeWriter::Form::kJson : OutcomeWriter::Form::kLines);
  while (true) {
    DATELINE_ASSIGN_OR_RETURN(const std::vector<InputFile> files, watch.Next());
    if (files.empty()) return absl::OkStatus();
    absl::Duration pause = kFirstPause;
    while (!watch.interrupted()) {
      // What was sent before the server went is sent again, which changes nothing.
      const absl::Status sent = Submit(flags, options, files, nullptr, context, report, writer);
      if (sent.ok()) break;
      if (!IsConnectionLost(sent)) return sent;
      context.Remark(StrCat("the server does not answer; trying again in ",
                            absl::ToInt64Seconds(pause), " s"));
      watch.Pause(pause);
      pause = std::min(pause * 2, kLongestPause);
    }
  }
}

absl::Status RunWatch(const IngestFlags& flags, Context& context) {
  DATELINE_ASSIGN_OR_RETURN(const std::unique_ptr<FolderWatch> watch,
                            FolderWatch::Open(flags.watch, {.all_files = !flags.format.empty()}));
  const CancelOnSignal stop([&] { watch->Interrupt(); });
  context.Remark(StrCat("watching ", flags.watch, "; end with Ctrl-C"));
  IngestReport report(/*keep_documents=*/false);
  const absl::Status ended = WatchFolder(flags, *watch, context, report);
  if (!flags.json) std::cout << report.Summary(std::nullopt, context.out);
  if (report.refused() > 0) context.exit_code = kSomeRefused;
  return ended;
}

}  // namespace

void AddIngestCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<IngestFlags>();
  CLI::App* command = app.add_subcommand("ingest", "Send articles to the server");
  CLI::Option* paths = command->add_option(
      "paths", flags->paths,
      "Files, folders (with all .html, .txt, .eml, .rss, .atom, .xml, .warc and .jsonl files "
      "below, also with .gz or .zst), or - for standard input");
  CLI::Option* watch =
      command
          ->add_option("--watch", flags->watch,
                       "Send what is in this folder, and what appears in it, until Ctrl-C")
          ->type_name("DIR")
          ->excludes(paths);
  command
      ->add_option("--format", flags->format,
                   "What the inputs are: html, text, eml, feed, warc or jsonl; else told by name "
                   "and content")
      ->type_name("FORMAT");
  command
      ->add_option("--fields", flags->fields,
                   "JSON lines: what they call the fields, as in title=headline,text=article.body")
      ->type_name("FIELD=NAME,...");
  command->add_option("--publisher", flags->publisher, "Outlet of what does not name one")
      ->type_name("NAME");
  command
      ->add_option("--published-at", flags->published_at,
                   "Publication time of what does not give one (2021-08-23, or RFC 3339)")
      ->check([](const std::string& given) {
        return ParseTimeInterval(given).ok()
                   ? std::string()
                   : StrCat("“", given, "” is no date, such as 2021-08-23");
      })
      ->type_name("DATE");
  command
      ->add_option("--submitter", flags->submitter,
                   "Who submits: submitters take turns in delivery (this machine's address)")
      ->type_name("NAME");
  command->add_option("--priority", flags->priority, "How urgent it is (normal)")
      ->check(CLI::IsMember(PriorityNames()));
  command->add_flag("--wait", flags->wait, "Wait until the facts are in the fact base")
      ->excludes(watch);
  command->add_flag("--json", flags->json, "One JSON object a document, for programs");
  command->footer(
      "Examples:\n"
      "  dateline ingest --wait articles/\n"
      "  dateline ingest --publisher \"Lazar Post\" --published-at 2021-08-23 story.html\n"
      "  dateline ingest crawl.warc.gz feed.xml letter.eml\n"
      "  dateline ingest --fields title=headline,text=body export.jsonl.zst\n"
      "  dateline ingest --watch inbox/\n"
      "  echo '{\"uri\":\"u:1\",\"text\":\"...\"}' | dateline ingest -\n"
      "JSON fields: uri, publisher, title, published_at, updated_at, language, section, bylines,\n"
      "text or html. Ends with 1 if any document was refused.");
  command->callback([flags, &context] {
    if (flags->paths.empty() && flags->watch.empty()) {
      context.Finish(absl::InvalidArgumentError("name files or folders, - or --watch DIR"));
      return;
    }
    context.Finish(flags->watch.empty() ? RunIngest(*flags, context) : RunWatch(*flags, context));
  });
}

}  // namespace dateline::cli

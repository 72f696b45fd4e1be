#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <vector>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "common/fact/vocabulary.h"
#include "services/ingest/core/article_reader.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/engine.h"
#include "tools/dateline/fact_text.h"
#include "tools/dateline/flat_facts.h"
#include "tools/dateline/input_files.h"
#include "tools/dateline/openie_sentences.h"
#include "tools/dateline/table.h"

namespace dateline::cli {
namespace {

struct ExtractFlags {
  std::vector<std::string> paths;
  bool local = false;
  std::string input;
  std::string format;
  std::string out_dir;
  std::string publisher;
  std::string published_at;
  std::string patterns;
};

absl::StatusOr<Document> ReadDocument(const InputFile& file, const ExtractFlags& flags) {
  ingest::RawArticle raw;
  DATELINE_ASSIGN_OR_RETURN(raw.content, ReadInput(file.path));
  raw.media_type = file.media_type;
  raw.uri = file.path;
  raw.metadata.publisher = flags.publisher;
  raw.metadata.published_at = flags.published_at;
  DATELINE_ASSIGN_OR_RETURN(ingest::Article article, ingest::ReadArticle(raw));
  return std::move(article.document);
}

std::string EvidenceOf(const ExtractedFact& fact, std::string_view text) {
  std::string words;
  for (const Evidence& evidence : fact.attestation.evidence) {
    if (evidence.span.end > text.size()) continue;
    StrAppend(&words, words.empty() ? "" : " … ", evidence.span.In(text));
  }
  return words;
}

std::string TableOf(const Extraction& extraction, std::string_view text, const Terminal& terminal) {
  Table table({{"Kind", Fit::kKeep},
               {"Fact", Fit::kWrap},
               {"When", Fit::kKeep},
               {"Status", Fit::kKeep},
               {"Evidence", Fit::kCut}});
  for (const ExtractedFact& fact : extraction.facts) {
    if (fact.content.kind() == FactKind::kClaim) continue;
    const fact::v1::FactContent content = ToProto(fact.content);
    table.AddRow({{KindText(content.kind()), Style::kFaint},
                  {FactLine(content)},
                  {content.has_valid_time() ? TimeText(content.valid_time()) : "", Style::kTime},
                  {FactualityText(ToProto(fact.attestation.factuality)), Style::kWarning},
                  {EvidenceOf(fact, text), Style::kFaint}});
  }
  return table.Render(terminal);
}

std::string JsonLinesOf(const Extraction& extraction, std::string_view text) {
  std::string out;
  for (const std::string& record : FlatRecordsOf(extraction, text)) StrAppend(&out, record, "\n");
  return out;
}

// Nearly every clause makes a claim: a table would show little else.
void RemarkClaims(const Extraction& extraction, const std::string& path, const Context& context) {
  const auto claims = std::count_if(
      extraction.facts.begin(), extraction.facts.end(),
      [](const ExtractedFact& fact) { return fact.content.kind() == FactKind::kClaim; });
  if (claims > 0) {
    context.Remark(
        StrCat(path, ": ", claims, " claims are not in the table; --format=jsonl has them"));
  }
}

absl::Status ExtractOne(const InputFile& file, const ExtractFlags& flags, bool as_table,
                        bool with_heading, Engine& engine, Context& context) {
  DATELINE_ASSIGN_OR_RETURN(const Document document, ReadDocument(file, flags));
  DATELINE_ASSIGN_OR_RETURN(const Extraction extraction, engine.Extract(document));
  for (const DocumentWarning& warning : extraction.warnings) {
    context.Remark(StrCat(file.path, ": ", warning.code, ": ", warning.message));
  }
  if (as_table) RemarkClaims(extraction, file.path, context);
  const std::string output = as_table ? TableOf(extraction, document.text, context.out)
                                      : JsonLinesOf(extraction, document.text);
  if (!flags.out_dir.empty()) {
    return WriteOutput(
        StrCat(flags.out_dir, "/", StemOf(file.path), as_table ? ".table" : ".jsonl"), output);
  }
  if (as_table && with_heading) std::cout << context.out.Paint(Style::kStrong, file.path) << "\n";
  std::cout << output;
  if (as_table && with_heading) std::cout << "\n";
  return absl::OkStatus();
}

// True for failures that concern one file, so that the others go on.
bool IsOfTheFile(const absl::Status& status) {
  return status.code() == absl::StatusCode::kInvalidArgument ||
         status.code() == absl::StatusCode::kNotFound ||
         status.code() == absl::StatusCode::kPermissionDenied;
}

// Sentences and openie belong together, and say nothing of a document.
absl::Status CheckSentenceFlags(const ExtractFlags& flags) {
  if (flags.input != "sentences") {
    return absl::InvalidArgumentError("--format=openie needs --input=sentences");
  }
  if (!flags.format.empty() && flags.format != "openie") {
    return absl::InvalidArgumentError("--input=sentences needs --format=openie");
  }
  if (!flags.local) return absl::InvalidArgumentError("--input=sentences needs --local");
  if (!flags.out_dir.empty() || !flags.publisher.empty() || !flags.published_at.empty()) {
    return absl::InvalidArgumentError(
        "--out-dir, --publisher and --published-at do not go with --input=sentences");
  }
  return absl::OkStatus();
}

absl::Status ExtractSentences(const std::string& path, Engine& engine) {
  const PropositionReader read = [&engine](const auto& sentences) {
    return engine.ReadPropositions(sentences);
  };
  if (path == "-") return WriteOpenPropositions(std::cin, read, std::cout);
  std::error_code ignored;
  const bool folder = std::filesystem::is_directory(path, ignored);
  errno = folder ? EISDIR : 0;
  std::ifstream file(path, std::ios::binary);
  if (folder || !file) {
    return absl::NotFoundError(StrCat("cannot read it: ", std::strerror(errno)));
  }
  return WriteOpenPropositions(file, read, std::cout);
}

absl::Status RunExtractSentences(const ExtractFlags& flags, Context& context) {
  DATELINE_RETURN_IF_ERROR(CheckSentenceFlags(flags));
  DATELINE_ASSIGN_OR_RETURN(const std::unique_ptr<Engine> engine, Engine::Local(flags.patterns));
  for (const std::string& path : flags.paths) {
    const absl::Status status = ExtractSentences(path, *engine);
    if (status.ok()) continue;
    if (!IsOfTheFile(status)) return status;
    std::cerr << "dateline: " << path << ": " << status.message() << "\n";
    context.exit_code = kSomeRefused;
  }
  return absl::OkStatus();
}

absl::Status RunExtract(const ExtractFlags& flags, Context& context) {
  if (flags.input == "sentences" || flags.format == "openie") {
    return RunExtractSentences(flags, context);
  }
  DATELINE_ASSIGN_OR_RETURN(const std::vector<InputFile> files, CollectInputFiles(flags.paths));
  std::unique_ptr<Engine> engine;
  if (flags.local) {
    DATELINE_ASSIGN_OR_RETURN(engine, Engine::Local(flags.patterns));
  } else {
    engine = Engine::Remote(context.Connect());
  }
  const bool as_table = flags.format == "table" || (flags.format.empty() && flags.out_dir.empty() &&
                                                    context.out.interactive());
  for (const InputFile& file : files) {
    const absl::Status status =
        ExtractOne(file, flags, as_table, files.size() > 1, *engine, context);
    if (status.ok()) continue;
    if (!IsOfTheFile(status)) return status;
    std::cerr << "dateline: " << file.path << ": " << status.message() << "\n";
    context.exit_code = kSomeRefused;
  }
  return absl::OkStatus();
}

}  // namespace

void AddExtractCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<ExtractFlags>();
  CLI::App* command =
      app.add_subcommand("extract", "Read articles and print their facts; nothing is stored");
  command->add_option("paths", flags->paths, "Files, folders, or - for standard input")->required();
  command->add_flag("--local", flags->local, "Read them in this process; needs no server");
  command
      ->add_option("--format", flags->format,
                   "Flat records or a table; a table on a terminal unless told. openie: open "
                   "propositions of --input=sentences, one a line, columns separated by tabs")
      ->check(CLI::IsMember({"jsonl", "table", "openie"}));
  command
      ->add_option("--input", flags->input,
                   "What is read: articles, or one tokenised sentence a line (tokens separated by "
                   "spaces)")
      ->check(CLI::IsMember({"articles", "sentences"}))
      ->default_str("articles");
  command->add_option("--out-dir", flags->out_dir, "Write DIR/NAME.jsonl for each NAME.txt")
      ->type_name("DIR");
  command->add_option("--publisher", flags->publisher, "Outlet of the articles")->type_name("NAME");
  command
      ->add_option("--patterns", flags->patterns,
                   "With --local: folder of patterns to run beside those built in")
      ->type_name("DIR");
  command
      ->add_option("--published-at", flags->published_at,
                   "When they were published (2021-08-23, or RFC 3339)")
      ->type_name("DATE");
  command->footer(
      "Examples:\n"
      "  dateline extract --local story.txt\n"
      "  dateline extract --local --format=jsonl --out-dir facts articles/*.txt\n"
      "  dateline extract --local --input=sentences --format=openie sentences.txt\n"
      "Ends with 1 if any file was refused.");
  command->callback([flags, &context] { context.Finish(RunExtract(*flags, context)); });
}

}  // namespace dateline::cli

#include <filesystem>
#include <iostream>
#include <memory>
#include <vector>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "common/time/time_interval.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/conllu_io.h"
#include "tools/dateline/engine.h"
#include "tools/dateline/input_files.h"
#include "tools/dateline/listing.h"

namespace dateline::cli {
namespace {

struct AnnotateFlags {
  std::vector<std::string> paths;
  bool local = false;
  std::string format;
  std::string input = "text";
  std::string out_dir;
  std::string published_at;
};

absl::StatusOr<extraction::v1::AnnotateRequest> RequestOf(const AnnotateFlags& flags) {
  extraction::v1::AnnotateRequest request;
  if (!flags.published_at.empty()) {
    DATELINE_ASSIGN_OR_RETURN(const TimeInterval time, ParseTimeInterval(flags.published_at));
    *request.mutable_published_at() = ToProto(time);
  }
  return request;
}

std::string WriteText(const extraction::v1::AnnotateResponse& annotation, const std::string& format,
                      const Terminal& terminal) {
  if (format == "json") return JsonLine(annotation);
  if (format == "tokens") return WriteTokenLabels(annotation);
  if (format == "view") return WriteView(annotation, terminal);
  return WriteConllu(annotation);
}

// Given tokens are kept, and so are the lines where input and output have one
// form.
absl::StatusOr<std::string> WriteGiven(const GivenFile& file,
                                       const extraction::v1::AnnotateResponse& annotation,
                                       const AnnotateFlags& flags, const std::string& format,
                                       const Terminal& terminal) {
  if (format == "conllu" && flags.input == "conllu") return FillConllu(file, annotation);
  if (format == "tokens" && flags.input == "tokens") return FillTokenLabels(file, annotation);
  return WriteText(annotation, format, terminal);
}

absl::StatusOr<std::string> AnnotateOne(const std::string& content, const AnnotateFlags& flags,
                                        const std::string& format, Engine& engine,
                                        const Terminal& terminal) {
  DATELINE_ASSIGN_OR_RETURN(extraction::v1::AnnotateRequest request, RequestOf(flags));
  if (flags.input == "text") {
    request.set_text(content);
    DATELINE_ASSIGN_OR_RETURN(const auto annotation, engine.Annotate(request));
    return WriteText(annotation, format, terminal);
  }
  DATELINE_ASSIGN_OR_RETURN(const GivenFile file, flags.input == "conllu"
                                                      ? ReadConllu(content)
                                                      : ReadTokenLines(content));
  *request.mutable_tokens() = file.tokens;
  DATELINE_ASSIGN_OR_RETURN(const auto annotation, engine.Annotate(request));
  return WriteGiven(file, annotation, flags, format, terminal);
}

// Files with given tokens keep their names, so that they can be laid beside the
// originals.
std::string OutputPath(const std::string& path, const AnnotateFlags& flags,
                       const std::string& format) {
  const std::string name = flags.input == format ? std::filesystem::path(path).filename().string()
                                                 : StrCat(StemOf(path), ".", format);
  return StrCat(flags.out_dir, "/", name);
}

absl::Status RunAnnotate(const AnnotateFlags& flags, Context& context) {
  std::unique_ptr<Engine> engine;
  if (flags.local) {
    DATELINE_ASSIGN_OR_RETURN(engine, Engine::Local());
  } else {
    engine = Engine::Remote(context.Connect());
  }
  const bool view = context.out.interactive() && flags.out_dir.empty();
  const std::string format = !flags.format.empty() ? flags.format : view ? "view" : "conllu";
  const std::vector<std::string> paths =
      flags.paths.empty() ? std::vector<std::string>{"-"} : flags.paths;
  for (const std::string& path : paths) {
    DATELINE_ASSIGN_OR_RETURN(const std::string content, ReadInput(path));
    const absl::StatusOr<std::string> output =
        AnnotateOne(content, flags, format, *engine, context.out);
    if (output.status().code() == absl::StatusCode::kInvalidArgument) {
      std::cerr << "dateline: " << path << ": " << output.status().message() << "\n";
      context.exit_code = kSomeRefused;
      continue;
    }
    DATELINE_RETURN_IF_ERROR(output.status());
    if (flags.out_dir.empty()) {
      std::cout << *output;
    } else {
      DATELINE_RETURN_IF_ERROR(WriteOutput(OutputPath(path, flags, format), *output));
    }
  }
  return absl::OkStatus();
}

}  // namespace

void AddAnnotateCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<AnnotateFlags>();
  CLI::App* command = app.add_subcommand(
      "annotate", "Sentences, tokens, names and times of a text, as the engine sees them");
  command->add_option("paths", flags->paths, "Files; standard input without one");
  command->add_flag("--local", flags->local, "Read them in this process; needs no server");
  command
      ->add_option("--format", flags->format,
                   "What to write; a coloured view on a terminal, CoNLL-U otherwise")
      ->check(CLI::IsMember({"conllu", "json", "tokens", "view"}));
  command
      ->add_option("--input", flags->input,
                   "What is read: running text, or tokens that are kept (CoNLL-U, or one a line)")
      ->check(CLI::IsMember({"text", "conllu", "tokens"}))
      ->capture_default_str();
  command->add_option("--out-dir", flags->out_dir, "Write one file for each input there")
      ->type_name("DIR");
  command
      ->add_option("--published-at", flags->published_at,
                   "When the text was published; resolves \"on Monday\"")
      ->type_name("DATE");
  command->footer(
      "Examples:\n"
      "  dateline annotate --local story.txt\n"
      "  dateline annotate --local --input=tokens --format=tokens < tokens.tsv\n"
      "  dateline annotate --format=conllu story.txt > story.conllu");
  command->callback([flags, &context] { context.Finish(RunAnnotate(*flags, context)); });
}

}  // namespace dateline::cli

// Reads articles with the engine in process and writes flat records: for
// measuring rules against annotated facts. Not shipped.
//
//   read_articles OUT_DIR FILE.txt[=YYYY-MM-DD]...
//   read_articles --annotate FILE.txt[=YYYY-MM-DD]...
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>

#include "common/fact/flat_record.h"
#include "services/extraction/core/extractor.h"

namespace dateline {
namespace {

struct Input {
  std::string path;
  std::optional<TimeInterval> published_at;
};

Input ParseInput(std::string argument) {
  Input input;
  if (const size_t equals = argument.find('='); equals != std::string::npos) {
    if (auto day = ParseTimeInterval(argument.substr(equals + 1)); day.ok()) {
      input.published_at = *day;
    }
    argument.resize(equals);
  }
  input.path = argument;
  return input;
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void PrintAnnotation(const nlp::AnnotatedDocument& document) {
  constexpr const char* kBlocks[] = {"BODY", "TITLE", "HEADING", "BYLINE", "CREDIT", "BOILER"};
  for (const nlp::Sentence& sentence : document.sentences) {
    std::cout << "[" << kBlocks[static_cast<int>(sentence.block)] << "] "
              << document.Text(sentence.span) << "\n";
  }
  for (const nlp::NameMention& name : document.names) {
    std::cout << nlp::NameOf(name.type) << "\t" << document.Text(name.span) << "\n";
  }
  for (const nlp::TimeMention& time : document.times) {
    std::cout << "TIME\t" << document.Text(time.span) << "\t"
              << (time.value.has_value() ? time.value->ToEdtf() : "-") << "\n";
  }
  for (const DocumentEntity& entity : document.entities) {
    std::cout << "ENTITY\t" << entity.id << "\t" << entity.name << "\t";
    for (const Mention& mention : entity.mentions)
      std::cout << " | " << document.Text(mention.span);
    std::cout << "\n";
  }
}

int Main(int argc, char** argv) {
  const std::string out_dir = argc > 1 ? argv[1] : "";
  const auto created = extraction::Extractor::Create();
  if (!created.ok()) return 1;
  const std::unique_ptr<const extraction::Extractor>& extractor = *created;
  for (int i = 2; i < argc; ++i) {
    const Input input = ParseInput(argv[i]);
    Document document;
    document.text = ReadFile(input.path);
    document.published_at = input.published_at;
    if (out_dir == "--annotate") {
      const auto annotated = extractor->Annotate(document.text, document.published_at);
      if (annotated.ok()) PrintAnnotation(*annotated);
      continue;
    }
    const auto extraction = extractor->Extract(document);
    if (!extraction.ok()) {
      std::cerr << input.path << ": " << extraction.status().ToString() << "\n";
      return 1;
    }
    const std::string stem = std::filesystem::path(input.path).stem().string();
    std::ofstream out(out_dir + "/" + stem + ".jsonl");
    for (const ExtractedFact& fact : extraction->facts) {
      out << FlatRecord("", fact.content, fact.attestation) << "\n";
    }
  }
  return 0;
}

}  // namespace
}  // namespace dateline

int main(int argc, char** argv) { return dateline::Main(argc, argv); }

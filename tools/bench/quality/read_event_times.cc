// For measuring only: reads one JSON object a line, {"text": ..., "reference":
// "2019-05-15", "triggers": [17, 102]} with the bytes at which events are named,
// and writes the words that the rules take each event's time from as one JSON
// object a line. Used by measure_event_times.py.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "services/extraction/nlp/hyphenated_words.h"
#include "services/extraction/nlp/pipeline/pipeline.h"
#include "services/extraction/patterns/document_view.h"
#include "services/extraction/patterns/event_time.h"

namespace dateline {
namespace {

using nlohmann::json;

json Describe(const patterns::EventTime& time) {
  if (!time.value.has_value()) return json::object();
  constexpr const char* kSources[] = {"unspecified", "clause", "sentence", "passage"};
  return {{"begin", time.words.begin},
          {"end", time.words.end},
          {"edtf", time.value->ToEdtf()},
          {"source", kSources[static_cast<size_t>(time.source)]}};
}

int Run() {
  const auto pipeline = nlp::Pipeline::Create();
  if (!pipeline.ok()) {
    std::cerr << pipeline.status().message() << "\n";
    return 1;
  }
  for (std::string line; std::getline(std::cin, line);) {
    const json request = json::parse(line);
    const std::string text = request.at("text").get<std::string>();
    const auto reference = ParseTimeInterval(request.at("reference").get<std::string>());
    if (!reference.ok()) {
      std::cerr << reference.status().message() << "\n";
      return 1;
    }
    nlp::AnnotatedDocument document = (*pipeline)->Annotate(text, *reference);
    const nlp::HyphenatedWords words(document);
    const patterns::DocumentView view(document);
    json found = json::array();
    for (const uint32_t byte : request.at("triggers").get<std::vector<uint32_t>>()) {
      const uint32_t token = view.TokenFrom(byte);
      const bool there = token < document.tokens.size();
      found.push_back(there ? Describe(patterns::TimeOf(view, token)) : json::object());
    }
    std::cout << json{{"times", found}}.dump() << "\n";
  }
  return 0;
}

}  // namespace
}  // namespace dateline

int main() { return dateline::Run(); }

// For measuring only: reads one JSON object a line, {"tokens": ["He", ...],
// "triggers": [4, 7]}, and writes what the rules make of each trigger as one
// JSON object a line. Used by measure_factuality.py.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "services/extraction/nlp/pipeline/pipeline.h"
#include "services/extraction/patterns/clause_factuality.h"
#include "services/extraction/patterns/document_view.h"

namespace dateline {
namespace {

using nlohmann::json;

// Names as in the fact model: "positive", "certain", "actual".
constexpr const char* kPolarities[] = {"unspecified", "positive", "negative"};
constexpr const char* kCertainties[] = {"unspecified", "certain", "probable", "possible"};
constexpr const char* kStatuses[] = {"unspecified", "actual",    "planned",
                                     "conditional", "requested", "hypothetical"};

int Run() {
  const auto pipeline = nlp::Pipeline::Create();
  if (!pipeline.ok()) {
    std::cerr << pipeline.status().message() << "\n";
    return 1;
  }
  for (std::string line; std::getline(std::cin, line);) {
    const json request = json::parse(line);
    const nlp::AnnotatedDocument document = (*pipeline)->AnnotateTokens(
        {request.at("tokens").get<std::vector<std::string>>()}, std::nullopt);
    const patterns::DocumentView view(document);
    json found = json::array();
    for (const uint32_t trigger : request.at("triggers").get<std::vector<uint32_t>>()) {
      const Factuality factuality = patterns::FactualityAt(view, trigger);
      found.push_back({{"polarity", kPolarities[static_cast<size_t>(factuality.polarity)]},
                       {"certainty", kCertainties[static_cast<size_t>(factuality.certainty)]},
                       {"status", kStatuses[static_cast<size_t>(factuality.status)]}});
    }
    std::cout << json{{"factuality", found}}.dump() << "\n";
  }
  return 0;
}

}  // namespace
}  // namespace dateline

int main() { return dateline::Run(); }

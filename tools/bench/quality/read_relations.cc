// For measuring only: reads one JSON object a line, {"text": ...}, and writes
// what the extractor finds in it as one JSON object a line: every entity with
// the spans of its mentions, every time with its span, and every relation.
// Offsets count bytes. With a folder as its argument, its patterns run too. Used by measure_relations.py.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>
#include <variant>

#include "common/fact/vocabulary.h"
#include "services/extraction/core/extractor.h"

namespace dateline {
namespace {

using nlohmann::json;

json Describe(const DocumentEntity& entity) {
  json mentions = json::array();
  for (const Mention& mention : entity.mentions) {
    mentions.push_back({mention.span.begin, mention.span.end});
  }
  return {{"id", entity.id},
          {"name", entity.name},
          {"type", NameOf(entity.type)},
          {"mentions", std::move(mentions)}};
}

json Describe(const Value& value) {
  if (const auto* entity = std::get_if<EntityReference>(&value)) return {{"entity", entity->id}};
  if (const auto* text = std::get_if<std::string>(&value)) return {{"text", *text}};
  if (const auto* time = std::get_if<TimeInterval>(&value)) return {{"time", time->ToEdtf()}};
  return {{"number", std::get<double>(value)}};
}

json Describe(const ExtractedFact& fact, const Relation& relation) {
  json evidence = json::array();
  for (const Evidence& piece : fact.attestation.evidence) {
    evidence.push_back({piece.span.begin, piece.span.end});
  }
  json out = {{"predicate", fact.content.type},
              {"subject", relation.subject.id},
              {"object", Describe(relation.object)},
              {"evidence", std::move(evidence)},
              {"denied", fact.attestation.factuality.polarity == Polarity::kNegative},
              {"pattern", fact.attestation.pattern_id},
              {"confidence", fact.attestation.confidence}};
  for (const Qualifier& qualifier : relation.qualifiers) {
    out["qualifiers"][qualifier.name] = Describe(qualifier.value);
  }
  return out;
}

json Describe(const Extraction& extraction, const nlp::AnnotatedDocument& annotated) {
  json out = {{"entities", json::array()}, {"times", json::array()}, {"relations", json::array()}};
  for (const DocumentEntity& entity : extraction.entities) {
    out["entities"].push_back(Describe(entity));
  }
  for (const nlp::TimeMention& time : annotated.times) {
    if (!time.value.has_value()) continue;
    out["times"].push_back(
        {{"begin", time.span.begin}, {"end", time.span.end}, {"edtf", time.value->ToEdtf()}});
  }
  for (const ExtractedFact& fact : extraction.facts) {
    const auto* relation = std::get_if<Relation>(&fact.content.body);
    if (relation != nullptr) out["relations"].push_back(Describe(fact, *relation));
  }
  return out;
}

int Run(const std::string& pattern_folder) {
  const auto created = extraction::Extractor::Create({.pattern_folder = pattern_folder});
  if (!created.ok()) {
    std::cerr << created.status().message() << "\n";
    return 1;
  }
  const std::unique_ptr<const extraction::Extractor>& extractor = *created;
  for (std::string line; std::getline(std::cin, line);) {
    Document document;
    document.text = json::parse(line).at("text").get<std::string>();
    const auto extraction = extractor->Extract(document);
    const auto annotated = extractor->Annotate(document.text, document.published_at);
    if (!extraction.ok() || !annotated.ok()) {
      std::cerr << extraction.status().message() << annotated.status().message() << "\n";
      return 1;
    }
    std::cout << Describe(*extraction, *annotated).dump() << "\n";
  }
  return 0;
}

}  // namespace
}  // namespace dateline

int main(int argc, char** argv) { return dateline::Run(argc > 1 ? argv[1] : ""); }

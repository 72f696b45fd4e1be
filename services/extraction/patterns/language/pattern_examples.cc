#include "services/extraction/patterns/language/pattern_examples.h"

#include <algorithm>
#include <utility>

#include "common/base/strings.h"
#include "services/extraction/nlp/lexicon/lexicon.h"
#include "services/extraction/patterns/language/pattern_matcher.h"
#include "services/extraction/patterns/language/pattern_rules.h"

namespace dateline::patterns {
namespace {

std::string TextOf(const Value& value) {
  if (const auto* entity = std::get_if<EntityReference>(&value)) return entity->name;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* time = std::get_if<TimeInterval>(&value)) return time->ToEdtf();
  const double number = std::get<double>(value);
  return number == static_cast<int64_t>(number) ? StrCat(static_cast<int64_t>(number))
                                                : StrCat(number);
}

using Fillers = std::vector<std::pair<std::string, std::string>>;

Fillers FillersOf(const FactContent& content) {
  Fillers out;
  if (const auto* event = std::get_if<Event>(&content.body)) {
    for (const RoleFiller& role : event->roles) out.emplace_back(role.role, TextOf(role.value));
  } else if (const auto* relation = std::get_if<Relation>(&content.body)) {
    out.emplace_back("subject", relation->subject.name);
    out.emplace_back("object", TextOf(relation->object));
    for (const Qualifier& q : relation->qualifiers) out.emplace_back(q.name, TextOf(q.value));
  }
  if (content.valid_time.has_value()) out.emplace_back("time", content.valid_time->ToEdtf());
  return out;
}

std::string Written(const Fillers& fillers) {
  std::string out;
  for (const auto& [role, value] : fillers) {
    StrAppend(&out, out.empty() ? "" : "; ", role, "=", value);
  }
  return out;
}

bool HasAll(const Fillers& found, const Fillers& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&found](const auto& one) {
    return std::any_of(found.begin(), found.end(), [&one](const auto& other) {
      return other.first == one.first && nlp::LowerCase(other.second) == nlp::LowerCase(one.second);
    });
  });
}

// What is wrong, or nothing.
std::string Problem(const CompiledExample& example, const std::vector<DraftFact>& facts) {
  if (example.finds_nothing) {
    return facts.empty() ? ""
                         : StrCat("should find nothing, but finds ",
                                  Written(FillersOf(facts[0].fact.content)));
  }
  std::string found;
  for (const DraftFact& draft : facts) {
    const Fillers fillers = FillersOf(draft.fact.content);
    if (HasAll(fillers, example.finds)) return "";
    StrAppend(&found, found.empty() ? "" : " | ", Written(fillers));
  }
  return StrCat("should find ", Written(example.finds), ", but finds ",
                found.empty() ? "nothing" : found);
}

}  // namespace

std::vector<ExampleFailure> CheckExamples(const PatternSet& set, const Annotator& annotate) {
  std::vector<ExampleFailure> out;
  for (const CompiledPattern& pattern : set.patterns()) {
    for (const CompiledExample& example : pattern.examples) {
      absl::StatusOr<nlp::AnnotatedDocument> document = annotate(example.text);
      if (!document.ok()) {
        out.push_back(
            {pattern.file, pattern.id, example.text, std::string(document.status().message())});
        continue;
      }
      const DocumentView view(*document);
      FactSink sink(view);
      ApplyPattern(pattern, set, view, sink);
      const std::string problem = Problem(example, sink.drafts());
      if (!problem.empty()) out.push_back({pattern.file, pattern.id, example.text, problem});
    }
  }
  return out;
}

std::vector<PatternTrace> TracePatterns(const PatternSet& set, const DocumentView& view) {
  std::vector<PatternTrace> out;
  const FillerFinder fillers(view, set.lists());
  const PatternMatcher matcher(view, fillers);
  const auto& tokens = view.document().tokens;
  for (uint32_t token = 0; token < tokens.size(); ++token) {
    TriggerWord word(view, token);
    for (const uint32_t i : set.CandidatesAt(view, token)) {
      const CompiledPattern& pattern = set.patterns()[i];
      // A word of an entry of several words alone calls up nothing.
      if (!pattern.trigger.words.Contains(view, token)) continue;
      PatternTrace trace{pattern.id, pattern.file, tokens[token].span, false, {}, ""};
      const auto match = matcher.Match(pattern, word, &trace.why_not);
      trace.fired = match.has_value();
      if (match.has_value()) {
        trace.why_not.clear();
        for (const ArgumentMatch& argument : match->arguments) {
          for (const FoundFiller& filler : argument.fillers) {
            trace.fillers.push_back(StrCat(argument.argument->role, "=", TextOf(filler.value)));
          }
        }
      }
      out.push_back(std::move(trace));
    }
  }
  return out;
}

}  // namespace dateline::patterns

#include "services/extraction/patterns/language/pattern_rules.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "services/extraction/patterns/clause_factuality.h"
#include "services/extraction/patterns/event_time.h"
#include "services/extraction/patterns/fact_sink.h"
#include "services/extraction/patterns/language/pattern_matcher.h"

namespace dateline::patterns {
namespace {

// Subjects times objects that one match gives at most.
constexpr size_t kMostPairs = 32;

constexpr std::string_view kPlacePrepositions[] = {"in",      "at",     "near",   "inside",
                                                   "outside", "around", "across", "throughout"};

std::string SortKey(const Value& value) {
  if (const auto* entity = std::get_if<EntityReference>(&value)) return entity->name;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return "";
}

// Writes the facts of matches of one document.
class MatchWriter {
 public:
  MatchWriter(const DocumentView& view, const FillerFinder& fillers, FactSink& sink)
      : view_(view), fillers_(fillers), sink_(sink) {}

  // False if the match has too little for a fact.
  bool Write(const PatternMatch& match) {
    return match.pattern->kind == FactKind::kEvent ? WriteEvent(match) : WriteRelation(match);
  }

 private:
  static void Cover(TokenRange& range, TokenRange other) {
    range.begin = std::min(range.begin, other.begin);
    range.end = std::max(range.end, other.end);
  }

  bool WriteEvent(const PatternMatch& match) {
    const CompiledPattern& pattern = *match.pattern;
    std::vector<RoleFiller> roles;
    TokenRange used = {match.trigger, match.trigger + 1};
    uint32_t counted = 0;
    std::optional<TimeInterval> time;
    for (const ArgumentMatch& argument : match.arguments) {
      const std::string& role = argument.argument->role;
      if (role.empty()) continue;
      for (const FoundFiller& filler : argument.fillers) {
        if (const auto* interval = std::get_if<TimeInterval>(&filler.value);
            interval != nullptr && role == "time") {
          time = *interval;
          continue;
        }
        if (!AddRole(role, filler.value, roles)) continue;
        Cover(used, filler.tokens);
        if (role != "topic" && role != "place") ++counted;
      }
    }
    if (counted < pattern.least_fillers) return false;
    if (!pattern.no_place) AddPlace(match.trigger, roles, used);
    std::stable_sort(roles.begin(), roles.end(), [](const RoleFiller& a, const RoleFiller& b) {
      return std::make_tuple(a.role, SortKey(a.value)) < std::make_tuple(b.role, SortKey(b.value));
    });
    DraftFact& draft = sink_.AddEvent(pattern.id, pattern.type, std::move(roles), view_.Span(used),
                                      pattern.confidence);
    auto& event = std::get<Event>(draft.fact.content.body);
    if (event.plover_code.empty()) {
      event.plover_code = pattern.plover_code;
      event.plover_mode = pattern.plover_mode;
    }
    draft.fact.attestation.factuality = FactualityOf(match);
    if (time.has_value()) {
      SetTime({time, TimeSource::kClause}, draft);
    } else {
      SetTime(TimeOf(view_, match.trigger), draft);
    }
    return true;
  }

  // Once per entity or wording and role; somebody is in an event once, but for
  // the same people in another of its roles.
  static bool AddRole(const std::string& role, const Value& value, std::vector<RoleFiller>& roles) {
    for (const RoleFiller& other : roles) {
      if (other.value == value) return false;
    }
    roles.push_back({role, value});
    return true;
  }

  void AddPlace(uint32_t trigger, std::vector<RoleFiller>& roles, TokenRange& used) const {
    for (const RoleFiller& filler : roles) {
      if (filler.role == "place") return;
    }
    for (const PredicateArgument& argument : ArgumentsOf(view_, trigger)) {
      if (argument.kind != ArgumentKind::kOblique) continue;
      if (std::find(std::begin(kPlacePrepositions), std::end(kPlacePrepositions),
                    argument.preposition) == std::end(kPlacePrepositions)) {
        continue;
      }
      bool found = false;
      for (const FoundFiller& filler : fillers_.Find(argument.head, FillerKind::kPlace)) {
        if (!AddRole("place", filler.value, roles)) continue;
        Cover(used, filler.tokens);
        found = true;
      }
      if (found) return;
    }
  }

  bool WriteRelation(const PatternMatch& match) {
    const CompiledPattern& pattern = *match.pattern;
    std::vector<FoundFiller> subjects, objects;
    std::vector<Qualifier> qualifiers;
    TokenRange rest = {match.trigger, match.trigger + 1};
    std::optional<TimeInterval> time;
    for (const auto& [name, value] : pattern.qualifiers) qualifiers.push_back({name, value});
    for (const ArgumentMatch& argument : match.arguments) {
      const std::string& role = argument.argument->role;
      if (role.empty() || argument.fillers.empty()) continue;
      if (role == "subject") {
        subjects = argument.fillers;
      } else if (role == "object") {
        objects = argument.fillers;
      } else if (role == "time") {
        if (const auto* t = std::get_if<TimeInterval>(&argument.fillers[0].value)) time = *t;
      } else {
        qualifiers.push_back({role, argument.fillers[0].value});
        Cover(rest, argument.fillers[0].tokens);
      }
    }
    if (!pattern.object_text.empty()) objects = {{pattern.object_text, rest}};
    std::sort(qualifiers.begin(), qualifiers.end(),
              [](const Qualifier& a, const Qualifier& b) { return a.name < b.name; });
    size_t pairs = 0;
    for (const FoundFiller& subject : subjects) {
      const auto* entity = std::get_if<EntityReference>(&subject.value);
      if (entity == nullptr) continue;
      for (const FoundFiller& object : objects) {
        if (object.value == subject.value || ++pairs > kMostPairs) continue;
        TokenRange used = rest;
        Cover(used, subject.tokens);
        Cover(used, object.tokens);
        DraftFact& draft =
            sink_.AddRelation(pattern.id, pattern.type, {*entity, object.value, qualifiers},
                              view_.Span(used), pattern.confidence);
        draft.fact.attestation.factuality = FactualityOf(match);
        if (time.has_value()) {
          SetTime({time, TimeSource::kClause}, draft);
        } else if (pattern.timed) {
          SetTime(TimeOf(view_, match.trigger), draft);
        }
      }
    }
    return pairs > 0;
  }

  Factuality FactualityOf(const PatternMatch& match) const {
    Factuality out = FactualityAt(view_, match.trigger);
    const CompiledPattern& pattern = *match.pattern;
    if (pattern.status.has_value()) out.status = *pattern.status;
    if (pattern.polarity.has_value()) out.polarity = *pattern.polarity;
    if (pattern.certainty.has_value()) out.certainty = *pattern.certainty;
    return out;
  }

  const DocumentView& view_;
  const FillerFinder& fillers_;
  FactSink& sink_;
};

}  // namespace

void ApplyPattern(const CompiledPattern& pattern, const PatternSet& set, const DocumentView& view,
                  FactSink& sink) {
  const FillerFinder fillers(view, set.lists());
  const PatternMatcher matcher(view, fillers);
  MatchWriter writer(view, fillers, sink);
  for (uint32_t token = 0; token < view.document().tokens.size(); ++token) {
    const std::optional<PatternMatch> match = matcher.Match(pattern, token);
    if (match.has_value()) writer.Write(*match);
  }
}

std::vector<RuleInfo> PatternRules::Rules() const {
  std::vector<RuleInfo> out;
  for (const CompiledPattern& pattern : set_->patterns()) {
    out.push_back({pattern.id, pattern.summary, pattern.type});
  }
  return out;
}

void PatternRules::Apply(const DocumentView& view, FactSink& sink) const {
  const FillerFinder fillers(view, set_->lists());
  const PatternMatcher matcher(view, fillers);
  MatchWriter writer(view, fillers, sink);
  for (const nlp::Sentence& sentence : view.document().sentences) {
    if (sentence.block != nlp::BlockKind::kBody) continue;
    for (uint32_t token = sentence.tokens.begin; token < sentence.tokens.end; ++token) {
      // Of several patterns for one event at one word the first holds.
      std::set<std::string_view> events;
      for (const uint32_t i : set_->CandidatesAt(view, token)) {
        const CompiledPattern& pattern = set_->patterns()[i];
        const bool event = pattern.kind == FactKind::kEvent;
        if (event && events.count(pattern.type) > 0) continue;
        const std::optional<PatternMatch> match = matcher.Match(pattern, token);
        if (match.has_value() && writer.Write(*match) && event) events.insert(pattern.type);
      }
    }
  }
}

}  // namespace dateline::patterns

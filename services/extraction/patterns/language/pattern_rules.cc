#include "services/extraction/patterns/language/pattern_rules.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "services/extraction/patterns/clause_factuality.h"
#include "services/extraction/patterns/event_time.h"
#include "services/extraction/patterns/fact_sink.h"
#include "services/extraction/patterns/language/event_gathering.h"
#include "services/extraction/patterns/language/pattern_matcher.h"
#include "services/extraction/patterns/word_choice.h"

namespace dateline::patterns {
namespace {

// Subjects times objects that one match gives at most.
constexpr size_t kMostPairs = 32;
// Places in the text that one event is shown by at most.
constexpr size_t kMostEvidence = 8;

constexpr std::string_view kPlacePrepositions[] = {"in",      "at",     "near",   "inside",
                                                   "outside", "around", "across", "throughout"};

// Nouns whose place is their own and not that of what is done about them.
constexpr std::string_view kSituations[] = {
    "situation", "war",        "conflict", "crisis",   "peace",    "interest",  "development",
    "stability", "disaster",   "accident", "event",    "violence", "attack",    "issue",
    "problem",   "election",   "embassy",  "investor", "project",  "operation", "base",
    "security",  "settlement", "fighting", "human",    "right",    "ally",      "role"};

std::string SortKey(const Value& value) {
  if (const auto* entity = std::get_if<EntityReference>(&value)) return entity->name;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return "";
}

// Writes the facts of matches of one document.
class MatchWriter {
 public:
  MatchWriter(const DocumentView& view, const FillerFinder& fillers, FactSink& sink)
      : view_(view), fillers_(fillers), sink_(sink) {
    for (size_t i = 0; i < sink.drafts().size(); ++i) {
      if (sink.drafts()[i].fact.content.kind() == FactKind::kStatement) statements_.push_back(i);
    }
  }

  // Relations are written at once, events by Finish; nothing for a match with
  // too little for a fact.
  void Write(const PatternMatch& match, TriggerWord& word) {
    if (match.pattern->kind == FactKind::kEvent) {
      KeepEvent(match, word);
    } else {
      WriteRelation(match);
    }
  }

  // Writes the events, each once.
  void Finish() {
    for (FoundEvent& event : GatherEvents(view_, std::move(events_))) WriteEvent(event);
    events_.clear();
  }

 private:
  static void Cover(TokenRange& range, TokenRange other) {
    range.begin = std::min(range.begin, other.begin);
    range.end = std::max(range.end, other.end);
  }

  void KeepEvent(const PatternMatch& match, TriggerWord& word) {
    const CompiledPattern& pattern = *match.pattern;
    FoundEvent event;
    event.pattern = &pattern;
    EventMention mention{match.trigger, match.trigger};
    TokenRange used = {match.trigger, match.trigger + 1};
    uint32_t counted = 0;
    std::optional<TimeInterval> time;
    for (const ArgumentMatch& argument : match.arguments) {
      const std::string& role = argument.argument->role;
      if (role.empty()) {
        if (view_.tree().Upos(argument.head) == "NOUN") mention.noun = argument.head;
        continue;
      }
      for (const FoundFiller& filler : argument.fillers) {
        if (const auto* interval = std::get_if<TimeInterval>(&filler.value);
            interval != nullptr && role == "time") {
          time = *interval;
          continue;
        }
        if (!AddRole(role, filler.value, event.roles)) continue;
        Cover(used, filler.tokens);
        if (role != "topic") ++counted;
      }
    }
    if (counted < pattern.least_fillers) return;
    if (!pattern.no_place) AddPlace(word.arguments(), event.roles, used);
    event.mentions = {mention};
    event.evidence = {used};
    event.factuality = FactualityOf(match);
    event.time =
        time.has_value() ? EventTime{time, TimeSource::kClause} : TimeOf(view_, match.trigger);
    event.said_in = StatementsAround(match.trigger);
    events_.push_back(std::move(event));
  }

  // The statements, written before, whose content holds the token.
  std::vector<size_t> StatementsAround(uint32_t token) const {
    std::vector<size_t> out;
    const ByteSpan span = view_.document().tokens[token].span;
    for (const size_t i : statements_) {
      if (sink_.drafts()[i].Says(span)) out.push_back(i);
    }
    return out;
  }

  // The evidence shows the noun that names the event: "chaired the summit".
  static void CoverNouns(FoundEvent& event) {
    for (const EventMention& mention : event.mentions) {
      for (TokenRange& range : event.evidence) {
        if (mention.trigger < range.begin || mention.trigger >= range.end) continue;
        Cover(range, {mention.noun, mention.noun + 1});
        break;
      }
    }
  }

  void WriteEvent(FoundEvent& event) {
    CoverNouns(event);
    std::stable_sort(event.roles.begin(), event.roles.end(),
                     [](const RoleFiller& a, const RoleFiller& b) {
                       return std::make_tuple(a.role, SortKey(a.value)) <
                              std::make_tuple(b.role, SortKey(b.value));
                     });
    const CompiledPattern& pattern = *event.pattern;
    DraftFact& draft = sink_.AddEvent(pattern.id, pattern.type, std::move(event.roles),
                                      view_.Span(event.evidence.front()), pattern.confidence);
    auto& content = std::get<Event>(draft.fact.content.body);
    if (content.plover_code.empty()) {
      content.plover_code = pattern.plover_code;
      content.plover_mode = pattern.plover_mode;
    }
    for (size_t i = 1; i < event.evidence.size() && i < kMostEvidence; ++i) {
      const ByteSpan span = view_.Span(event.evidence[i]);
      draft.fact.attestation.evidence.push_back(
          {span, std::string(view_.document().Text(span)), {}});
    }
    for (const EventMention& mention : event.mentions) {
      draft.AddTrigger(view_.document().tokens[mention.noun].span);
    }
    draft.fact.attestation.factuality = event.factuality;
    SetTime(event.time, draft);
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

  void AddPlace(const std::vector<PredicateArgument>& arguments, std::vector<RoleFiller>& roles,
                TokenRange& used) const {
    for (const RoleFiller& filler : roles) {
      if (filler.role == "place") return;
    }
    for (const PredicateArgument& argument : arguments) {
      if (argument.kind != ArgumentKind::kOblique) continue;
      if (argument.nested && !PlacesItsEvent(argument.head)) continue;
      if (!IsOneOf(argument.preposition, kPlacePrepositions)) continue;
      bool found = false;
      for (const FoundFiller& filler : fillers_.Find(argument.head, FillerKind::kPlace)) {
        if (!AddRole("place", filler.value, roles)) continue;
        Cover(used, filler.tokens);
        found = true;
      }
      if (found) return;
    }
  }

  // "signed a treaty in Lima" was signed there; "discussed the crisis in Peru"
  // was not.
  bool PlacesItsEvent(uint32_t place) const {
    const int64_t head = view_.tree().Head(place);
    if (head < 0) return false;
    const std::string_view noun = view_.tree().Lemma(static_cast<uint32_t>(head));
    return !IsOneOf(noun, kSituations);
  }

  void WriteRelation(const PatternMatch& match) {
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
        draft.AddTrigger(view_.document().tokens[match.trigger].span);
        draft.fact.attestation.factuality = FactualityOf(match);
        if (time.has_value()) {
          SetTime({time, TimeSource::kClause}, draft);
        } else if (pattern.timed) {
          SetTime(TimeOf(view_, match.trigger), draft);
        }
        const bool office = pattern.type == "holds_position";
        if (office && !draft.fact.content.valid_time.has_value() &&
            IsFormerOffice(view_, match.trigger)) {
          SetTime(EndedBeforePublication(view_), draft);
        }
      }
    }
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
  std::vector<size_t> statements_;  // Drafts written before the patterns run.
  std::vector<FoundEvent> events_;
};

}  // namespace

void ApplyPattern(const CompiledPattern& pattern, const PatternSet& set, const DocumentView& view,
                  FactSink& sink) {
  const FillerFinder fillers(view, set.lists());
  const PatternMatcher matcher(view, fillers);
  MatchWriter writer(view, fillers, sink);
  for (uint32_t token = 0; token < view.document().tokens.size(); ++token) {
    TriggerWord word(view, token);
    const std::optional<PatternMatch> match = matcher.Match(pattern, word);
    if (match.has_value()) writer.Write(*match, word);
  }
  writer.Finish();
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
    // A headline tells what happened; its clipped phrases are poor evidence of
    // what holds.
    const bool title = sentence.block == nlp::BlockKind::kTitle;
    if (sentence.block != nlp::BlockKind::kBody && !title) continue;
    for (uint32_t token = sentence.tokens.begin; token < sentence.tokens.end; ++token) {
      TriggerWord word(view, token);
      for (const uint32_t i : set_->CandidatesAt(view, token)) {
        if (title && set_->patterns()[i].kind != FactKind::kEvent) continue;
        const std::optional<PatternMatch> match = matcher.Match(set_->patterns()[i], word);
        if (match.has_value()) writer.Write(*match, word);
      }
    }
  }
  writer.Finish();
}

}  // namespace dateline::patterns

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/extraction/patterns/event_builder.h"
#include "services/extraction/patterns/event_rules.h"
#include "services/extraction/patterns/event_triggers.h"
#include "services/extraction/patterns/speaker_finder.h"

namespace dateline::patterns {
namespace {

class VerbEventFinder {
 public:
  VerbEventFinder(const DocumentView& view, FactSink& sink)
      : view_(view), sink_(sink), subjects_(view) {}

  void Sentence(const nlp::Sentence& sentence) {
    sentence_ = sentence.tokens;
    for (uint32_t i = sentence_.begin; i < sentence_.end; ++i) {
      if (view_.NameAt(i) != nullptr) continue;
      const auto [first, last] = ByForm().equal_range(view_.Lower(i));
      for (auto it = first; it != last; ++it) {
        if (Handle(i, *it->second, it->first == it->second->verb)) break;
      }
    }
  }

 private:
  using FormMap = std::unordered_multimap<std::string_view, const EventTrigger*>;

  static const FormMap& ByForm() {
    static const auto* const kMap = [] {
      auto* map = new FormMap();
      for (const EventTrigger& trigger : EventTriggers()) {
        map->emplace(trigger.verb, &trigger);
        if (!trigger.base.empty()) map->emplace(trigger.base, &trigger);
      }
      return map;
    }();
    return *kMap;
  }

  bool NearbyNoun(uint32_t verb, const TokenRange& clause, std::string_view nouns) const {
    if (nouns.empty()) return true;
    const uint32_t from = verb - clause.begin > 10 ? verb - 10 : clause.begin;
    const uint32_t to = std::min(clause.end, verb + 12);
    for (uint32_t i = from; i < to; ++i) {
      const std::string_view word = view_.Lower(i);
      if (word.size() < 3) continue;
      const size_t at = nouns.find(word);
      if (at == std::string_view::npos) continue;
      const bool starts = at == 0 || nouns[at - 1] == ' ';
      const size_t end = at + word.size();
      if (starts && (end == nouns.size() || nouns[end] == ' ')) return true;
    }
    return false;
  }

  bool IsBe(std::string_view word) const {
    return word == "was" || word == "were" || word == "is" || word == "are" || word == "been" ||
           word == "be" || word == "being" || word == "got";
  }

  bool Handle(uint32_t verb, const EventTrigger& trigger, bool past) {
    if (!trigger.particle.empty() && view_.Lower(verb + 1) != trigger.particle) return false;
    EventBuilder builder(view_, verb);
    if (!NearbyNoun(verb, builder.clause(), trigger.near)) return false;
    // Where the verb group begins: auxiliaries, adverbs, "will", "to".
    uint32_t group = verb;
    bool passive = false;
    bool infinitive = false;
    while (group > sentence_.begin && verb - group < 6) {
      const std::string_view word = view_.Lower(group - 1);
      passive |= past && IsBe(word);
      infinitive |= word == "to" || word == "will" || word == "would" || word == "may" ||
                    word == "shall" || word == "could" || word == "did" || word == "n't" ||
                    word == "not" || word == "might" || word == "should" || word == "must";
      const bool plan = infinitive && (word == "expected" || word == "scheduled" || word == "due" ||
                                       word == "set" || word == "plans" || word == "planned" ||
                                       word == "agreed" || word == "wants" || word == "intends");
      if (!plan && !view_.Is(group - 1, WordClass::kAuxiliary) &&
          !view_.Is(group - 1, WordClass::kAdverb) && word != "to") {
        break;
      }
      --group;
    }
    if (!past && !infinitive) return false;  // A noun, or a verb in the present.
    const auto subject = Subject(group, verb);
    return passive ? Passive(verb, trigger, subject, builder)
                   : Active(verb, trigger, subject, builder);
  }

  const EntityMention* Subject(uint32_t group, uint32_t verb) const {
    if (const auto found = subjects_.Before(group, sentence_.begin, false);
        found.has_value() && found->mention != nullptr) {
      return found->mention;
    }
    const std::string_view joined = view_.Lower(static_cast<int64_t>(group) - 1);
    if (joined == "and" || joined == ",") {
      const auto found = subjects_.SentenceSubject(sentence_.begin, verb);
      if (found.has_value()) return found->mention;
    }
    return nullptr;
  }

  bool Active(uint32_t verb, const EventTrigger& trigger, const EntityMention* subject,
              EventBuilder& builder) {
    if (subject == nullptr || !builder.Fits(*subject, trigger.subject)) return false;
    builder.Add(trigger.subject_role, *subject);
    uint32_t at = verb + 1;
    if (!trigger.particle.empty()) ++at;
    if (view_.Lower(at) == "with" || view_.Lower(at) == "in" || view_.Lower(at) == "at" ||
        view_.Lower(at) == "upon") {
      if (view_.Lower(at) == "with" || trigger.object == Filler::kPlace) ++at;
    }
    bool found = false;
    if (trigger.object != Filler::kNone) {
      found = builder.AddList(trigger.object_role, at, trigger.object) > at;
    }
    if (trigger.object_required && !found) return false;
    builder.AddPlace();
    Write(trigger, builder, 0.75);
    return true;
  }

  bool Passive(uint32_t verb, const EventTrigger& trigger, const EntityMention* subject,
               EventBuilder& builder) {
    // What has no object has no passive ("is gone").
    if (trigger.object == Filler::kNone) return false;
    const bool fits = subject != nullptr && builder.Fits(*subject, trigger.object);
    if (trigger.object_required && !fits) return false;
    if (fits) builder.Add(trigger.object_role, *subject);
    for (uint32_t i = verb + 1; i < std::min(builder.clause().end, verb + 10); ++i) {
      if (view_.Lower(i) != "by") continue;
      builder.AddList(trigger.subject_role, i + 1, trigger.subject);
      break;
    }
    builder.AddPlace();
    if (builder.empty()) return false;
    Write(trigger, builder, 0.78);
    return true;
  }

  void Write(const EventTrigger& trigger, EventBuilder& builder, double confidence) {
    DraftFact& draft = builder.Write(EventRuleId(trigger.type), trigger.type, confidence, sink_);
    // Asking, thanking and accusing are done by saying so.
    if (trigger.type == "diplomacy.request" || trigger.type == "diplomacy.support" ||
        trigger.type == "diplomacy.accuse") {
      if (draft.fact.attestation.factuality.status == FactStatus::kRequested) {
        draft.fact.attestation.factuality.status = FactStatus::kActual;
      }
    }
  }

  const DocumentView& view_;
  FactSink& sink_;
  SpeakerFinder subjects_;
  TokenRange sentence_;
};

}  // namespace

std::vector<RuleInfo> EventVerbRules::Rules() const {
  std::vector<RuleInfo> out;
  std::set<std::string_view> seen;
  for (const EventTrigger& trigger : EventTriggers()) {
    if (!seen.insert(trigger.type).second) continue;
    out.push_back(
        {EventRuleId(trigger.type), "a verb of action with its subject and object", trigger.type});
  }
  return out;
}

void EventVerbRules::Apply(const DocumentView& view, FactSink& sink) const {
  VerbEventFinder finder(view, sink);
  for (const nlp::Sentence& sentence : view.document().sentences) {
    if (sentence.block == nlp::BlockKind::kBody) finder.Sentence(sentence);
  }
}

}  // namespace dateline::patterns

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "services/extraction/patterns/event_builder.h"
#include "services/extraction/patterns/event_rules.h"
#include "services/extraction/patterns/speaker_finder.h"

namespace dateline::patterns {
namespace {

// How many sentences later "the meeting" still means the meeting just told of.
constexpr uint32_t kMeetingReach = 5;

bool IsMeetingNoun(std::string_view word) {
  return word == "meeting" || word == "talks" || word == "summit" || word == "session" ||
         word == "negotiations" || word == "meetings";
}

class NounEventFinder {
 public:
  NounEventFinder(const DocumentView& view, FactSink& sink)
      : view_(view), sink_(sink), subjects_(view) {}

  void Sentence(uint32_t position, const nlp::Sentence& sentence) {
    sentence_ = sentence.tokens;
    position_ = position;
    for (uint32_t i = sentence_.begin; i < sentence_.end; ++i) {
      if (const EntityMention* name = view_.NameAt(i); name != nullptr) {
        if (view_.TypeOf(*name) == EntityType::kEvent && name->tokens.begin == i) NamedEvent(*name);
        continue;
      }
      const std::string_view word = view_.Lower(i);
      if (IsMeetingNoun(word)) Meeting(i);
      if (word == "visit" || word == "trip") Visit(i);
      if (word == "call" || word == "conversation" || word == "conversations") Call(i);
      if (word == "discussed") Discussed(i);
      if (word == "clash" || word == "clashes" || word == "conflict" || word == "fighting")
        Clash(i);
      if (word == "control" && view_.Lower(i + 1) == "over") Control(i, i + 2);
      if (word == "control" && view_.Lower(i + 1) == "of") Control(i, i + 2);
    }
  }

 private:
  bool ClauseHas(const TokenRange& clause, std::string_view a, std::string_view b) const {
    for (uint32_t i = clause.begin; i < clause.end; ++i) {
      if (view_.Lower(i) == a || view_.Lower(i) == b) return true;
    }
    return false;
  }

  // The subject of a verb of taking part in the clause before `noun`.
  const EntityMention* Participant(uint32_t noun, const TokenRange& clause, bool* chairs) const {
    for (uint32_t v = noun; v > clause.begin && noun - v < 14; --v) {
      const std::string_view word = view_.Lower(v - 1);
      const bool take =
          (word == "take" || word == "took" || word == "taking") && view_.Lower(v) == "part";
      const bool chair = word == "chaired" || word == "chair" || word == "chairs";
      if (!take && !chair && word != "held" && word != "hold" && word != "attended" &&
          word != "attend" && word != "hosted" && word != "host" && word != "holding" &&
          word != "began" && word != "discuss" && word != "opened" && word != "addressed") {
        continue;
      }
      uint32_t group = v - 1;
      while (group > clause.begin &&
             (view_.Is(group - 1, WordClass::kAuxiliary) ||
              view_.Is(group - 1, WordClass::kAdverb) || view_.Lower(group - 1) == "to")) {
        --group;
      }
      *chairs = chair;
      if (const auto found = subjects_.Before(group, clause.begin, false)) {
        if (found->mention != nullptr) return found->mention;
        // "the leaders of the union": the union.
        return InPhrase(found->range);
      }
    }
    return nullptr;
  }

  const EntityMention* InPhrase(TokenRange phrase) const {
    for (const EntityMention* mention : view_.MentionsIn(phrase)) {
      const EntityType type = view_.TypeOf(*mention);
      if (type == EntityType::kOrganization || type == EntityType::kGpe) return mention;
    }
    return nullptr;
  }

  // Participants after the noun: "of the union", "with A and B", "between A and B".
  void AddParticipants(uint32_t noun, EventBuilder& builder) const {
    const uint32_t end = std::min(builder.clause().end, noun + 26);
    for (uint32_t i = noun + 1; i < end; ++i) {
      const std::string_view word = view_.Lower(i);
      if (word == "with" || word == "between") {
        uint32_t at = i + 1;
        while (at < end &&
               (view_.Lower(at) == "representatives" || view_.Lower(at) == "officials" ||
                view_.Lower(at) == "members" || view_.Lower(at) == "leaders" ||
                view_.Lower(at) == "of" || view_.Lower(at) == "the")) {
          ++at;
        }
        builder.AddList("participant", at, Filler::kActor);
      } else if (word == "of" && i <= noun + 2) {
        for (const EntityMention* mention : view_.MentionsIn({i + 1, std::min(end, i + 9)})) {
          if (!builder.Fits(*mention, Filler::kBody)) continue;
          const std::string_view before =
              view_.Lower(static_cast<int64_t>(mention->tokens.begin) - 1);
          if (before == "of" || before == "the" || mention->tokens.begin == i + 1) {
            builder.Add("participant", *mention);
          }
        }
      } else if (word == "chaired" || word == "chairmanship" || word == "presided" ||
                 word == "led") {
        uint32_t at = i + 1;
        while (at < end &&
               (view_.Lower(at) == "by" || view_.Lower(at) == "of" || view_.Lower(at) == "over")) {
          ++at;
        }
        builder.AddList("chair", at, Filler::kPerson);
      }
    }
  }

  // "an ETU summit", "the union's session".
  void AddBodyBefore(uint32_t noun, EventBuilder& builder) const {
    const EntityMention* before = view_.MentionEndingAt(noun);
    int64_t at = static_cast<int64_t>(noun) - 1;
    // "the union's last extraordinary session".
    for (int words = 0; before == nullptr && words < 3 && at > sentence_.begin; ++words, --at) {
      if (view_.IsPossessive(at)) before = view_.MentionEndingAt(at);
      if (view_.IsPossessive(at) || !view_.IsWordToken(at)) break;
    }
    if (before != nullptr && builder.Fits(*before, Filler::kBody)) {
      builder.Add("participant", *before);
    }
  }

  // "the session, which Peruvian President Jane Example chaired".
  void AddChairAfterWhich(uint32_t noun, EventBuilder& builder) const {
    if (builder.Has("chair")) return;
    for (uint32_t i = noun + 1; i < std::min(sentence_.end, noun + 10); ++i) {
      if (view_.Lower(i) != "which") continue;
      for (uint32_t v = i + 2; v < std::min(sentence_.end, i + 10); ++v) {
        if (view_.Lower(v) != "chaired" && view_.Lower(v) != "chairs") continue;
        const EntityMention* chair = view_.MentionEndingAt(v);
        if (chair != nullptr && builder.Fits(*chair, Filler::kPerson)) {
          builder.Add("chair", *chair);
        }
      }
      return;
    }
  }

  void Meeting(uint32_t noun) {
    EventBuilder builder(view_, noun);
    bool chairs = false;
    // "an ETU summit".
    AddBodyBefore(noun, builder);
    if (const EntityMention* subject = Participant(noun, builder.clause(), &chairs);
        subject != nullptr && builder.Fits(*subject, Filler::kActor)) {
      builder.Add(chairs ? "chair" : "participant", *subject);
    }
    AddParticipants(noun, builder);
    AddChairAfterWhich(noun, builder);
    const bool who = !builder.empty();
    builder.AddPlace();
    const bool refers_back = view_.Lower(static_cast<int64_t>(noun) - 1) == "the" &&
                             last_meeting_.has_value() &&
                             position_ - last_meeting_sentence_ <= kMeetingReach;
    if (!who && !(refers_back && !builder.empty())) return;
    DraftFact& draft =
        builder.Write("event.contact.meet.noun", "contact.meet", who ? 0.72 : 0.6, sink_);
    if (refers_back && MergeIntoLast(draft)) {
      sink_.drafts().pop_back();
    } else if (!refers_back || who) {
      last_meeting_ = sink_.drafts().size() - 1;
    } else {
      sink_.drafts().pop_back();
      return;
    }
    last_meeting_sentence_ = position_;
  }

  // Adds what is told of a meeting again to what was told first.
  bool MergeIntoLast(DraftFact& again) {
    DraftFact& first = sink_.drafts()[*last_meeting_];
    auto& time = first.fact.content.valid_time;
    const auto& other = again.fact.content.valid_time;
    if (time.has_value() && other.has_value() && !time->Touches(*other)) return false;
    auto& roles = std::get<Event>(first.fact.content.body).roles;
    for (RoleFiller& filler : std::get<Event>(again.fact.content.body).roles) {
      if (std::find(roles.begin(), roles.end(), filler) == roles.end()) {
        roles.push_back(std::move(filler));
      }
    }
    std::stable_sort(roles.begin(), roles.end(),
                     [](const RoleFiller& a, const RoleFiller& b) { return a.role < b.role; });
    if (!time.has_value() && other.has_value()) {
      time = other;
      first.fact.attestation.stated_time = other;
      first.fact.attestation.time_source = TimeSource::kPassage;
    }
    auto& evidence = first.fact.attestation.evidence;
    if (!evidence.back().span.Overlaps(again.fact.attestation.evidence.front().span)) {
      evidence.push_back(again.fact.attestation.evidence.front());
    }
    return true;
  }

  // "Example's visit to Lima", "the visit of his counterpart Example in Lima".
  void Visit(uint32_t noun) {
    EventBuilder builder(view_, noun);
    const uint32_t end = builder.clause().end;
    uint32_t before = noun;
    while (before > builder.clause().begin && noun - before < 4 && view_.IsWordToken(before - 1) &&
           !view_.IsPossessive(before - 1) && !view_.Is(before - 1, WordClass::kFunctionWord)) {
      --before;
    }
    if (view_.IsPossessive(static_cast<int64_t>(before) - 1)) {
      const EntityMention* owner = view_.MentionEndingAt(before - 1);
      if (owner != nullptr && builder.Fits(*owner, Filler::kPerson)) builder.Add("actor", *owner);
    }
    const bool official = view_.Lower(noun + 1) == "of" || view_.Lower(noun + 1) == "by";
    uint32_t at = noun + 1;
    if (official) at = builder.AddList("actor", noun + 2, Filler::kPerson);
    if (!builder.Has("actor")) {
      const auto subject = subjects_.SentenceSubject(builder.clause().begin, noun);
      if (!subject.has_value() || !builder.Fits(*subject->mention, Filler::kPerson)) return;
      builder.Add("actor", *subject->mention);
    }
    for (uint32_t i = at; i < std::min(end, at + 4); ++i) {
      if (view_.Lower(i) != "to" && view_.Lower(i) != "in") continue;
      uint32_t place = i + 1;
      if (view_.Lower(place) == "the") ++place;
      const EntityMention* mention = view_.MentionBeginningAt(place);
      if (mention == nullptr) continue;
      if (!builder.Fits(*mention, Filler::kPlace) && !builder.Fits(*mention, Filler::kBody))
        continue;
      builder.Add("place", *mention);
      break;
    }
    if (!builder.Has("place") && !official) return;
    builder.Write("event.contact.visit.noun", "contact.visit", 0.72, sink_);
  }

  // "a phone call with Example", "a telephone conversation between A and B".
  void Call(uint32_t noun) {
    EventBuilder builder(view_, noun);
    if (!ClauseHas(builder.clause(), "phone", "telephone")) return;
    if (const auto subject = subjects_.SentenceSubject(builder.clause().begin, noun);
        subject.has_value() && builder.Fits(*subject->mention, Filler::kActor)) {
      builder.Add("participant", *subject->mention);
    }
    AddParticipants(noun, builder);
    if (builder.empty()) return;
    builder.Write("event.contact.call.noun", "contact.call", 0.75, sink_);
  }

  // "A discussed the harvest with B (by telephone)"; "... between A and B have
  // been discussed".
  void Discussed(uint32_t verb) {
    EventBuilder builder(view_, verb);
    uint32_t partner = 0;
    const uint32_t end = std::min(builder.clause().end, verb + 18);
    for (uint32_t i = verb + 1; i < end; ++i) {
      if (view_.Lower(i) == "with") partner = i + 1;
    }
    if (partner > 0) {
      const auto subject = subjects_.Before(verb, sentence_.begin, false);
      if (!subject.has_value() || subject->mention == nullptr) return;
      if (builder.AddList("participant", partner, Filler::kActor) == partner) return;
      builder.Add("participant", *subject->mention);
      builder.AddText("topic", {verb + 1, std::min(partner - 1, verb + 12)});
    } else {
      for (uint32_t i = builder.clause().begin; i < verb; ++i) {
        if (view_.Lower(i) == "between") builder.AddList("participant", i + 1, Filler::kActor);
      }
      if (builder.empty()) return;
    }
    const bool call = ClauseHas(builder.clause(), "phone", "telephone");
    builder.Write(call ? "event.contact.call.noun" : "event.contact.meet.discussed",
                  call ? "contact.call" : "contact.meet", 0.72, sink_);
  }

  void Clash(uint32_t noun) {
    const std::string_view next = view_.Lower(noun + 1);
    if (next != "with" && next != "between") return;
    EventBuilder builder(view_, noun);
    uint32_t at = noun + 2;
    if (view_.Lower(at) == "the") ++at;
    if (builder.AddList("participant", at, Filler::kActor) == at) return;
    builder.AddPlace();
    builder.Write("event.conflict.clash.noun", "conflict.clash", 0.65, sink_);
  }

  // "took control of Lima", "established control over Lima".
  void Control(uint32_t noun, uint32_t at) {
    uint32_t verb = noun;
    bool taking = false;
    while (verb > sentence_.begin && noun - verb < 5) {
      --verb;
      const std::string_view word = view_.Lower(verb);
      taking = word == "took" || word == "established" || word == "seized" || word == "take" ||
               word == "gained" || word == "taken";
      if (taking) break;
    }
    if (!taking) return;
    EventBuilder builder(view_, noun);
    if (builder.AddList("place", at, Filler::kPlace) == at) return;
    const auto subject = subjects_.Before(verb, sentence_.begin, false);
    if (subject.has_value() && subject->mention != nullptr &&
        builder.Fits(*subject->mention, Filler::kActor)) {
      builder.Add("actor", *subject->mention);
    }
    builder.Write("event.conflict.seize.control", "conflict.seize", 0.75, sink_);
  }

  // "the Example Forum, to be held in Lima".
  void NamedEvent(const EntityMention& event) {
    const uint32_t end = std::min(sentence_.end, event.tokens.end + 9);
    for (uint32_t i = event.tokens.end; i < end; ++i) {
      const std::string_view word = view_.Lower(i);
      if (word == ";" || word == "\"") return;
      const bool place =
          (word == "take" || word == "takes" || word == "took" || word == "taking") &&
          view_.Lower(i + 1) == "place";
      if (!place && word != "held" && word != "hosted" && word != "opens" && word != "kicks" &&
          word != "opened") {
        continue;
      }
      EventBuilder builder(view_, i);
      builder.Add("subject", event);
      builder.AddPlace();
      builder.Write("event.event.held.named", "event.held", 0.78, sink_);
      return;
    }
  }

  const DocumentView& view_;
  FactSink& sink_;
  SpeakerFinder subjects_;
  TokenRange sentence_;
  uint32_t position_ = 0;
  std::optional<size_t> last_meeting_;
  uint32_t last_meeting_sentence_ = 0;
};

}  // namespace

std::vector<RuleInfo> EventNounRules::Rules() const {
  return {
      {"event.contact.meet.noun", "meeting, talks, summit, session of, with, between, chaired by",
       "contact.meet"},
      {"event.contact.meet.discussed", "NAME discussed something with NAME", "contact.meet"},
      {"event.contact.visit.noun", "NAME's visit to PLACE", "contact.visit"},
      {"event.contact.call.noun", "a telephone conversation of or with NAME", "contact.call"},
      {"event.conflict.clash.noun", "a clash, conflict or fighting with or between NAMES",
       "conflict.clash"},
      {"event.conflict.seize.control", "NAME took control of PLACE", "conflict.seize"},
      {"event.event.held.named", "a named event that is held or takes place", "event.held"},
  };
}

void EventNounRules::Apply(const DocumentView& view, FactSink& sink) const {
  NounEventFinder finder(view, sink);
  const auto& sentences = view.document().sentences;
  for (uint32_t s = 0; s < sentences.size(); ++s) {
    if (sentences[s].block == nlp::BlockKind::kBody) finder.Sentence(s, sentences[s]);
  }
}

}  // namespace dateline::patterns

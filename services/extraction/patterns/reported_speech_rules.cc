#include "services/extraction/patterns/reported_speech_rules.h"

#include <algorithm>
#include <string_view>

namespace dateline::patterns {
namespace {

constexpr uint32_t kLongestLead = 24;  // Between verb and "that".
constexpr uint32_t kShortestContent = 3;
// Deeper nests of speech in one sentence are noise.
constexpr int kMostPerSentence = 10;

bool IsTerminator(std::string_view lower) {
  return lower == "." || lower == "!" || lower == "?" || lower == "…" || lower == "...";
}

}  // namespace

void ReportedSpeechRules::Sentence(const nlp::Sentence& sentence) {
  written_ = 0;
  for (uint32_t i = sentence.tokens.begin; i < sentence.tokens.end; ++i) {
    if (writer_.CueUsed(i) || view_.NameAt(i) != nullptr) continue;
    if (const int32_t quote = view_.QuoteAt(i);
        quote >= 0 && !view_.document().quotes[quote].fragment) {
      continue;
    }
    const std::string_view lower = view_.Lower(i);
    if (lower == "according" && view_.Lower(i + 1) == "to") {
      HandleAccordingTo(i, sentence);
    } else if (const SpeechVerb* verb = FindSpeechVerb(lower); verb != nullptr) {
      HandleVerb(i, *verb, sentence);
    } else if (IsSpeechParticiple(lower)) {
      HandleParticiple(i, sentence);
    }
  }
}

bool ReportedSpeechRules::IsPassive(uint32_t verb) const {
  int64_t at = static_cast<int64_t>(verb) - 1;
  while (at >= 0 && view_.Is(at, WordClass::kAdverb)) --at;
  const std::string_view lower = view_.Lower(at);
  return lower == "was" || lower == "were" || lower == "is" || lower == "are" || lower == "been" ||
         lower == "be" || lower == "being" || lower == "to" || lower == "not" || lower == "will" ||
         lower == "would" || lower == "can" || lower == "could" || lower == "may" ||
         lower == "might" || lower == "should";
}

void ReportedSpeechRules::HandleVerb(uint32_t verb, const SpeechVerb& kind,
                                     const nlp::Sentence& sentence) {
  if (IsPassive(verb)) return;
  // "media reports said": a noun.
  if (view_.Lower(verb).ends_with("s") && FindSpeechVerb(view_.Lower(verb + 1)) != nullptr) return;
  auto speaker = finder_.Before(verb, sentence.tokens.begin, kind.any_speaker);
  const std::string_view before = view_.Lower(static_cast<int64_t>(verb) - 1);
  if (!speaker.has_value() && (before == "and" || before == "but" || before == ",")) {
    if (kind.any_speaker || FindThat(verb, sentence.tokens.end) < sentence.tokens.end) {
      speaker = finder_.SentenceSubject(sentence.tokens.begin, verb);
    }
  }
  if (const auto it = SpeakingIt(verb, sentence); !speaker.has_value() && it.has_value()) {
    speaker = it;
  }
  if (!speaker.has_value()) {
    HandleInverted(verb, sentence);
    return;
  }
  const int64_t lead = static_cast<int64_t>(speaker->range.begin) - 1;
  // "if Example says so": nobody has said it.
  if (view_.Lower(lead) == "if" || view_.Lower(lead) == "unless") return;
  int64_t as = lead;
  while (as >= sentence.tokens.begin && as > lead - 8 && view_.Lower(as) != "as" &&
         (view_.Lower(as) == "the" || view_.Is(as, WordClass::kTitleHead) ||
          view_.Is(as, WordClass::kTitleModifier) || view_.MentionAt(as) != nullptr)) {
    --as;
  }
  if (view_.Lower(as) == "as") {
    HandleAs(verb, *speaker, sentence);
    return;
  }
  const uint32_t end_of_sentence = sentence.tokens.end;
  const uint32_t begin = ContentStart(verb, kind, *speaker, end_of_sentence);
  if (begin >= end_of_sentence) {
    if (!speaker->relative && (kind.any_speaker || kind.bare_clause)) {
      HandleFinal(verb, *speaker, sentence);
    }
    return;
  }
  uint32_t end = ContentEnd(begin, sentence);
  // "affirmed the need for calm during a meeting": when it was affirmed.
  if (kind.takes_phrase && begin == verb + 1) {
    for (uint32_t i = begin + kShortestContent; i < end; ++i) {
      if (view_.Lower(i) == "during" && view_.QuoteAt(i) < 0) end = i;
    }
  }
  // "the visit that Example said lasted an hour": a clause without its subject.
  if (begin == verb + 1 && kind.any_speaker && view_.Lower(begin).ends_with("ed") &&
      !view_.Upper(begin)) {
    return;
  }
  if (end < begin + kShortestContent) return;
  const double confidence = kind.any_speaker ? 0.9 : 0.8;
  Write("statement.reported.clause", *speaker, verb, {begin, end}, sentence, confidence);
}

// "it said", "it has stated": the body or state that spoke last.
std::optional<SpeakerPhrase> ReportedSpeechRules::SpeakingIt(uint32_t verb,
                                                             const nlp::Sentence& sentence) const {
  uint32_t at = verb;
  while (at > sentence.tokens.begin + 1 &&
         (view_.Is(at - 1, WordClass::kAdverb) || view_.Lower(at - 1) == "has" ||
          view_.Lower(at - 1) == "had")) {
    --at;
  }
  if (at == sentence.tokens.begin || view_.Lower(at - 1) != "it") return std::nullopt;
  std::optional<SpeakerPhrase> last = writer_.last_speaker();
  if (!last.has_value() || last->mention == nullptr) return std::nullopt;
  const EntityType type = view_.TypeOf(*last->mention);
  if (type != EntityType::kOrganization && type != EntityType::kGpe) return std::nullopt;
  last->range = {at - 1, at};
  return last;
}

uint32_t ReportedSpeechRules::FindThat(uint32_t verb, uint32_t end) const {
  const uint32_t stop = std::min(end, verb + kLongestLead);
  for (uint32_t i = verb + 1; i < stop; ++i) {
    const std::string_view lower = view_.Lower(i);
    if (lower == "that") {
      // "said that day" and the like.
      return view_.TimeAt(i) != nullptr ? end : i;
    }
    if (lower == ";" || lower == ":" || IsTerminator(lower)) return end;
    if (i > verb + 1 && FindSpeechVerb(lower) != nullptr) return end;
    if (lower == "which" || lower == "who" || lower == "whom") return end;
  }
  return end;
}

uint32_t ReportedSpeechRules::ContentStart(uint32_t verb, const SpeechVerb& kind,
                                           const SpeakerPhrase& speaker, uint32_t end) const {
  const std::string_view lower = view_.Lower(verb);
  uint32_t i = verb + 1;
  if (i >= end || IsTerminator(view_.Lower(i))) return end;
  if (lower == "spoke") {
    return view_.Lower(i) == "of" || view_.Lower(i) == "about" ? i + 1 : end;
  }
  if (kind.request) {
    if (lower == "called" || lower == "calls") {
      if (view_.Lower(i) == "for") return i + 1;
      if (view_.Lower(i) != "on" && view_.Lower(i) != "upon") return end;
      ++i;
    } else if (lower == "appealed") {
      if (view_.Lower(i) != "to" && view_.Lower(i) != "for") return end;
      ++i;
    }
    // Only with what is asked for: "to" and a verb.
    for (uint32_t k = i; k < std::min(end, i + 14); ++k) {
      if (view_.Lower(k) == "to" || view_.Lower(k) == "that") return i;
      if (view_.Lower(k) == "," || view_.Lower(k) == ";") break;
    }
    return end;
  }
  const uint32_t that = FindThat(verb, end);
  // "said her work was done so that": a clause starts before "that".
  const bool clause_first = lower == "said" && that > i + 1 && that < end &&
                            !view_.Is(i, WordClass::kPreposition) && view_.TimeAt(i) == nullptr &&
                            HoldsClause(i, that);
  if (that < end && !clause_first) return that + 1;
  const bool told = lower == "told" || lower == "tells";
  if (told) {
    // The clause starts after the one who is told.
    while (view_.Lower(i) == "the" || view_.Lower(i) == "a") ++i;
    if (const EntityMention* mention = view_.MentionBeginningAt(i); mention != nullptr) {
      i = mention->tokens.end;
    } else {
      ++i;
      while (i < end && view_.IsWordToken(i) && !view_.Is(i, WordClass::kFunctionWord) &&
             IsSpeakerNoun(view_.Lower(i))) {
        ++i;
      }
    }
  }
  // Times and places of the saying.
  for (int hops = 0; hops < 3; ++hops) {
    uint32_t at = i;
    if (view_.Lower(at) == "on" && view_.TimeAt(at + 1) != nullptr) ++at;
    if (const nlp::TimeMention* time = view_.TimeAt(at);
        time != nullptr && time->tokens.begin == at) {
      i = time->tokens.end;
      continue;
    }
    break;
  }
  const std::string_view next = view_.Lower(i);
  // "denied taking part": the deed is what is denied.
  if (lower == "denied" || lower == "denies") return next.ends_with("ing") ? i : end;
  if (next == "citing" || next == "quoting") return end;
  if (lower.starts_with("express") && IsFeeling(i, end)) return end;
  if (next == "to" && kind.takes_phrase) return AfterAddressee(i, end);
  if (i >= end || IsTerminator(next) || next == "," || next == ":" || next == ";" || next == ")" ||
      next == "\"" || next == "“" || next == "and" || next == "–" || next == "—") {
    return end;
  }
  if (next == "in" || next == "at" || next == "during" || next == "after" || next == "while" ||
      next == "on" || next == "to" || next == "by" || next == "as" || next == "through" ||
      next == "via" || next == "when" || next == "before") {
    return end;
  }
  if (next == "about" || next == "of") {
    return kind.takes_phrase || lower == "warned" ? i + 1 : end;
  }
  if (next == "against" && kind.takes_phrase) return i;
  if (kind.takes_phrase) return i;
  if (!kind.bare_clause) return end;
  return kind.any_speaker || HoldsClause(i, end) ? i : end;
}

// "deep gratitude", "his condolences": felt, not told.
bool ReportedSpeechRules::IsFeeling(uint32_t begin, uint32_t end) const {
  for (uint32_t i = begin; i < std::min(end, begin + 4); ++i) {
    const std::string_view word = view_.Lower(i);
    if (word == "gratitude" || word == "thanks" || word == "sympathy" || word == "sympathies" ||
        word == "condolences" || word == "appreciation" || word == "congratulations" ||
        word == "sorrow" || word == "grief" || word == "sadness" || word == "shock") {
      return true;
    }
  }
  return false;
}

// "reiterated to President Example the support": one past who is addressed, if
// a noun phrase follows; else `end`.
uint32_t ReportedSpeechRules::AfterAddressee(uint32_t to, uint32_t end) const {
  for (uint32_t i = to + 1; i < std::min(end, to + 6); ++i) {
    const EntityMention* mention = view_.MentionBeginningAt(i);
    if (mention == nullptr) continue;
    const uint32_t after = mention->tokens.end;
    const std::string_view next = view_.Lower(after);
    const bool phrase = next == "the" || next == "that" || next == "his" || next == "her" ||
                        next == "its" || next == "their";
    return phrase && !view_.IsPossessive(after) ? after + (next == "that" ? 1 : 0) : end;
  }
  return end;
}

// True if a clause seems to start at `begin`: a finite auxiliary is near.
bool ReportedSpeechRules::HoldsClause(uint32_t begin, uint32_t end) const {
  const uint32_t stop = std::min(end, begin + 15);
  for (uint32_t i = begin; i < stop; ++i) {
    if (view_.Is(i, WordClass::kAuxiliary) && !view_.IsPossessive(i)) return true;
    if (view_.Lower(i) == "by" || view_.Lower(i) == ",") return false;
  }
  return false;
}

uint32_t ReportedSpeechRules::ContentEnd(uint32_t begin, const nlp::Sentence& sentence) const {
  uint32_t end = sentence.tokens.end;
  while (end > begin && IsTerminator(view_.Lower(end - 1))) --end;
  // "denied the report and said": the speaker goes on with another verb.
  for (uint32_t i = begin + kShortestContent; i + 1 < end; ++i) {
    const std::string_view verb = view_.Lower(i + 1);
    if (view_.Lower(i) != "and" || view_.QuoteAt(i) >= 0) continue;
    if (verb == "said" || verb == "added" || verb == "told" || verb == "stressed") {
      end = view_.Lower(i - 1) == "," ? i - 1 : i;
    }
  }
  // A frame that closes the sentence: ", NAME VERB".
  const uint32_t from = end - begin > 30 ? end - 30 : begin;
  for (uint32_t i = end; i > from + kShortestContent; --i) {
    const uint32_t comma = i - 1;
    if (view_.Lower(comma) != "," || view_.QuoteAt(comma) >= 0) continue;
    const uint32_t first = comma + 1;
    if (view_.Lower(first) == "according") return comma;
    if (end - first > 16) break;
    for (uint32_t v = first; v < end; ++v) {
      const bool quoting = view_.Lower(v) == "quoted" || view_.Lower(v) == "cited";
      const SpeechVerb* verb = FindSpeechVerb(view_.Lower(v));
      if (!quoting && (verb == nullptr || !(verb->any_speaker || verb->bare_clause))) continue;
      if (!quoting && end - v > 8) continue;
      const auto speaker = finder_.Before(v, first, true);
      if (speaker.has_value() && speaker->range.begin <= first + 8) return comma;
    }
  }
  return end;
}

// "As Example said on Monday, CONTENT".
void ReportedSpeechRules::HandleAs(uint32_t verb, const SpeakerPhrase& speaker,
                                   const nlp::Sentence& sentence) {
  uint32_t comma = verb + 1;
  while (comma < sentence.tokens.end && view_.Lower(comma) != ",") ++comma;
  if (comma + 1 >= sentence.tokens.end || comma - verb > 30) return;
  if (speaker.range.begin > sentence.tokens.begin + 12) return;
  const uint32_t begin = comma + 1;
  const uint32_t end = ContentEnd(begin, sentence);
  if (end < begin + kShortestContent) return;
  Write("statement.reported.as_said", speaker, verb, {begin, end}, sentence, 0.85);
}

// "CONTENT, he said." and "CONTENT, Example said on Monday."
bool ReportedSpeechRules::HandleFinal(uint32_t verb, const SpeakerPhrase& speaker,
                                      const nlp::Sentence& sentence) {
  // Back over a title to the comma that ends the content.
  int64_t comma = static_cast<int64_t>(speaker.range.begin) - 1;
  const int64_t limit = std::max<int64_t>(sentence.tokens.begin, comma - 14);
  while (comma > limit && view_.Lower(comma) != "," && view_.QuoteAt(comma) < 0) --comma;
  if (comma <= limit || view_.Lower(comma) != ",") return false;
  uint32_t begin = sentence.tokens.begin;
  const auto end = static_cast<uint32_t>(comma);
  // Statements before this one in the sentence keep their words.
  for (uint32_t i = end; i > begin; --i) {
    if (const int32_t quote = view_.QuoteAt(i - 1);
        quote >= 0 && !view_.document().quotes[quote].fragment) {
      return false;
    }
  }
  if (end < begin + kShortestContent + 1) return false;
  // "During the talks, Example said": when, not what.
  const bool opens_adverbial = view_.Is(begin, WordClass::kPreposition) ||
                               view_.Lower(begin) == "when" || view_.Lower(begin) == "while";
  bool inner_comma = false;
  for (uint32_t i = begin; i < end; ++i) inner_comma |= view_.Lower(i) == ",";
  if (opens_adverbial && !inner_comma) return false;
  Write("statement.reported.final", speaker, verb, {begin, end}, sentence, 0.88);
  return true;
}

// "CONTENT, said Jane Example."
void ReportedSpeechRules::HandleInverted(uint32_t verb, const nlp::Sentence& sentence) {
  const SpeechVerb* kind = FindSpeechVerb(view_.Lower(verb));
  if (kind == nullptr || !(kind->any_speaker || kind->bare_clause)) return;
  if (verb < sentence.tokens.begin + 5 || view_.Lower(verb - 1) != ",") return;
  uint32_t at = verb + 1;
  while (view_.Lower(at) == "the") ++at;
  const auto speaker = finder_.At(at, sentence.tokens.end);
  if (!speaker.has_value()) return;
  const uint32_t begin = sentence.tokens.begin;
  for (uint32_t i = begin; i < verb; ++i) {
    if (const int32_t quote = view_.QuoteAt(i);
        quote >= 0 && !view_.document().quotes[quote].fragment) {
      return;
    }
  }
  Write("statement.reported.inverted", *speaker, verb, {begin, verb - 1}, sentence, 0.85);
}

// "Example welcomed the vote, saying CONTENT".
void ReportedSpeechRules::HandleParticiple(uint32_t verb, const nlp::Sentence& sentence) {
  const std::string_view before = view_.Lower(static_cast<int64_t>(verb) - 1);
  if (before == "as") return;
  if (before != "," && before != "and" && before != "while" && before != "by") {
    // "in a statement saying that".
    if (view_.Lower(verb + 1) != "that") return;
  }
  uint32_t begin = verb + 1;
  if (view_.Lower(verb) == "pointing") {
    if (view_.Lower(begin) != "out" && view_.Lower(begin) != "to") return;
    ++begin;
  }
  if (view_.Lower(begin) == "that") ++begin;
  if (view_.Lower(begin) == "," || view_.Lower(begin) == ":") return;
  const uint32_t end = ContentEnd(begin, sentence);
  if (end < begin + kShortestContent) return;
  auto speaker = finder_.SentenceSubject(sentence.tokens.begin, verb);
  const auto& last = writer_.last_speaker();
  if (last.has_value() && last->range.begin >= sentence.tokens.begin && last->range.end <= verb) {
    speaker = last;
  }
  if (!speaker.has_value()) return;
  Write("statement.reported.participle", *speaker, verb, {begin, end}, sentence, 0.75);
}

void ReportedSpeechRules::HandleAccordingTo(uint32_t at, const nlp::Sentence& sentence) {
  uint32_t first = at + 2;
  while (view_.Lower(first) == "the" || view_.Lower(first) == "a" || view_.Lower(first) == "an") {
    ++first;
  }
  const uint32_t begin = sentence.tokens.begin;
  const bool leads = at <= begin + 2;
  uint32_t stop = first;
  while (stop < sentence.tokens.end && stop - first < 24 && view_.Lower(stop) != "," &&
         !IsTerminator(view_.Lower(stop))) {
    ++stop;
  }
  if (stop == first) return;
  auto speaker = finder_.At(first, stop);
  if (!speaker.has_value()) {
    // A paper that nobody signs ("a study published in March").
    uint32_t end = first;
    while (end < stop && end - first < 8 && !view_.Is(end, WordClass::kClauseWord) &&
           view_.TimeAt(end) == nullptr && view_.Lower(end) != "published") {
      ++end;
    }
    if (end == first) return;
    speaker = SpeakerPhrase{{first, end}, nullptr, false};
  }
  if (leads) {
    uint32_t content = stop + 1;
    // An apposition follows the speaker: the content is after its comma.
    if (view_.Lower(content) == "a" || view_.Lower(content) == "an" ||
        view_.Lower(content) == "the") {
      uint32_t comma = content;
      while (comma < sentence.tokens.end && comma - content < 14 && view_.Lower(comma) != ",")
        ++comma;
      const bool title = nlp::TitleAt(view_.titles(), content, sentence.tokens.end).has_value();
      if (title && view_.Lower(comma) == ",") content = comma + 1;
    }
    const uint32_t end = ContentEnd(content, sentence);
    if (content >= sentence.tokens.end || end < content + kShortestContent) return;
    Write("statement.reported.according_to", *speaker, at, {content, end}, sentence, 0.88);
    return;
  }
  // A quotation has its own frame; the agency passes it on.
  if (const int32_t quote = view_.QuoteAt(begin);
      quote >= 0 && !view_.document().quotes[quote].fragment) {
    return;
  }
  uint32_t end = at;
  if (end > begin && view_.Lower(end - 1) == ",") --end;
  if (end < begin + kShortestContent) return;
  Write("statement.reported.according_to", *speaker, at, {begin, end}, sentence, 0.85);
}

void ReportedSpeechRules::Write(std::string_view rule, const SpeakerPhrase& speaker, uint32_t cue,
                                TokenRange content, const nlp::Sentence& sentence,
                                double confidence) {
  while (content.begin < content.end &&
         (view_.Lower(content.begin) == "," || view_.Lower(content.begin) == "–")) {
    ++content.begin;
  }
  if (content.end < content.begin + 2 || ++written_ > kMostPerSentence) return;
  StatementFinding finding;
  finding.rule = rule;
  finding.speaker = speaker;
  finding.cue = cue;
  finding.content = view_.Span(content);
  finding.frame = sentence.tokens;
  finding.confidence = confidence;
  writer_.Write(finding);
}

}  // namespace dateline::patterns

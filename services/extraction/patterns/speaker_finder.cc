#include "services/extraction/patterns/speaker_finder.h"

#include <algorithm>

#include "services/extraction/patterns/speech_verbs.h"

namespace dateline::patterns {
namespace {

constexpr uint32_t kLongestPhrase = 14;
constexpr uint32_t kLongestApposition = 32;

bool IsArticle(std::string_view lower) {
  return lower == "the" || lower == "a" || lower == "an" || lower == "this" || lower == "that";
}

}  // namespace

bool SpeakerFinder::CanSpeak(const EntityMention& mention) const {
  const EntityType type = view_.TypeOf(mention);
  return type == EntityType::kPerson || type == EntityType::kOrganization ||
         type == EntityType::kGpe || type == EntityType::kGroup;
}

uint32_t SpeakerFinder::SkipAdverbs(uint32_t end, uint32_t limit) const {
  while (end > limit) {
    const uint32_t last = end - 1;
    const std::string_view lower = view_.Lower(last);
    if (view_.MentionAt(last) == nullptr &&
        (view_.Is(last, WordClass::kAdverb) || lower == "has" || lower == "have" ||
         lower == "had" || lower == "further" || lower == "also" || lower.ends_with("ly"))) {
      end = last;
      continue;
    }
    if (const nlp::TimeMention* time = view_.TimeAt(last);
        time != nullptr && time->tokens.begin > limit) {
      end = time->tokens.begin;
      if (end > limit && view_.Lower(end - 1) == "on") --end;
      continue;
    }
    break;
  }
  return end;
}

std::optional<SpeakerPhrase> SpeakerFinder::Before(uint32_t verb, uint32_t limit,
                                                   bool any_noun) const {
  const uint32_t end = SkipAdverbs(verb, limit);
  if (end <= limit) return std::nullopt;
  const std::string_view last = view_.Lower(end - 1);
  if (last == "who" || last == "which" || last == "that") {
    uint32_t before = end - 1;
    if (before > limit && view_.Lower(before - 1) == ",") --before;
    auto phrase = before > limit ? PhraseEndingAt(before, limit, false) : std::nullopt;
    if (phrase.has_value()) phrase->relative = true;
    return phrase;
  }
  if (last == ",") {
    if (auto subject = BeforeRelativeClause(limit, end - 1)) return subject;
    return BeforeApposition(end - 1, limit);
  }
  if (last == ")" || last == "]") {
    uint32_t open = end - 1;
    while (open > limit && end - open < 12 && view_.Lower(open) != "(" &&
           view_.Lower(open) != "[") {
      --open;
    }
    if (open <= limit) return std::nullopt;
    return PhraseEndingAt(open, limit, any_noun);
  }
  return PhraseEndingAt(end, limit, any_noun);
}

// "The mayor who spoke in the town hall on Monday, [said]": the mayor, whatever
// the clause about him names.
std::optional<SpeakerPhrase> SpeakerFinder::BeforeRelativeClause(uint32_t limit,
                                                                 uint32_t comma) const {
  for (const EntityMention* mention : view_.MentionsIn({limit, std::min(comma, limit + 4)})) {
    if (!CanSpeak(*mention) || mention->form == MentionForm::kPronoun) continue;
    if (view_.Is(static_cast<int64_t>(mention->tokens.begin) - 1, WordClass::kPreposition)) break;
    uint32_t at = mention->tokens.end;
    if (view_.Lower(at) == ",") ++at;
    if (view_.Lower(at) != "who" && view_.Lower(at) != "which") continue;
    return SpeakerPhrase{mention->tokens, mention, false};
  }
  return std::nullopt;
}

// "Jane Example, the minister of health, [said]": what stands before the first
// of a pair of commas.
std::optional<SpeakerPhrase> SpeakerFinder::BeforeApposition(uint32_t comma, uint32_t limit) const {
  std::optional<SpeakerPhrase> best;
  int commas = 0;
  for (uint32_t i = comma; i > limit && comma - i < kLongestApposition && commas < 3; --i) {
    const uint32_t at = i - 1;
    if (view_.QuoteAt(at) >= 0 || view_.Lower(at) == ";" || view_.Lower(at) == ":") break;
    if (view_.Lower(at) != ",") continue;
    ++commas;
    if (at <= limit) break;
    // "The minister of health, Jane Example, [said]".
    if (const EntityMention* inside = view_.MentionBeginningAt(at + 1);
        inside != nullptr && inside->tokens.end == comma &&
        view_.TypeOf(*inside) == EntityType::kPerson) {
      return SpeakerPhrase{inside->tokens, inside, false};
    }
    const EntityMention* mention = view_.MentionEndingAt(at);
    if (mention == nullptr || !CanSpeak(*mention)) continue;
    best = SpeakerPhrase{mention->tokens, mention, false};
    if (view_.TypeOf(*mention) == EntityType::kPerson) return best;
  }
  return best;
}

std::optional<SpeakerPhrase> SpeakerFinder::PhraseEndingAt(uint32_t end, uint32_t limit,
                                                           bool any_noun) const {
  if (end <= limit) return std::nullopt;
  const EntityMention* mention = view_.MentionEndingAt(end);
  if (mention != nullptr && mention->tokens.begin >= limit) {
    if (!CanSpeak(*mention)) return std::nullopt;
    // "the press service of the Tajik president" is not the president.
    const std::string_view before = view_.Lower(static_cast<int64_t>(mention->tokens.begin) - 1);
    if (before == "of" || before == "for" || before == "from") {
      const auto whole = NominalEndingAt(end, limit, false);
      if (whole.has_value()) return whole;
    }
    return SpeakerPhrase{mention->tokens, mention, false};
  }
  return NominalEndingAt(end, limit, any_noun);
}

// A phrase without a name of its own: from the verb back to the clause's start.
std::optional<SpeakerPhrase> SpeakerFinder::NominalEndingAt(uint32_t end, uint32_t limit,
                                                            bool any_noun) const {
  uint32_t begin = end;
  while (begin > limit && end - begin < kLongestPhrase) {
    const uint32_t at = begin - 1;
    const std::string_view lower = view_.Lower(at);
    const bool link = lower == "of" || lower == "for" || lower == "from" || lower == "in" ||
                      lower == "at" || lower == "the" || lower == "a" || lower == "an" ||
                      lower == "his" || lower == "her" || lower == "their" || lower == "its" ||
                      lower == "some" || lower == "several" || lower == "many" ||
                      lower == "other" || lower == "two" || lower == "one" || lower == "another" ||
                      lower == "most";
    if (!link && view_.NameAt(at) == nullptr &&
        (!view_.IsWordToken(at) || view_.Is(at, WordClass::kFunctionWord)) &&
        !view_.IsPossessive(at)) {
      break;
    }
    begin = at;
    // An article opens the phrase unless a preposition links it to more.
    if (IsArticle(lower) && at > limit) {
      const std::string_view before = view_.Lower(at - 1);
      if (before != "of" && before != "for" && before != "from" && before != "in" &&
          before != "at") {
        break;
      }
    }
  }
  // Prepositions cannot open it.
  while (begin < end && (view_.Lower(begin) == "of" || view_.Lower(begin) == "in" ||
                         view_.Lower(begin) == "for" || view_.Lower(begin) == "from" ||
                         view_.Lower(begin) == "at" || view_.IsPossessive(begin))) {
    return std::nullopt;
  }
  // "a doctor who works there [said]": the doctor.
  if (begin > limit + 1 && (view_.Lower(begin - 1) == "who" || view_.Lower(begin - 1) == "which")) {
    return PhraseEndingAt(view_.Lower(begin - 2) == "," ? begin - 2 : begin - 1, limit, any_noun);
  }
  while (begin < end && IsArticle(view_.Lower(begin))) ++begin;
  if (begin == end) return std::nullopt;
  // Its head: the last word before the first preposition.
  uint32_t head = begin;
  while (head + 1 < end && !view_.Is(head + 1, WordClass::kPreposition)) ++head;
  if (!view_.IsWordToken(head) || view_.Is(head, WordClass::kFunctionWord)) return std::nullopt;
  const std::string_view noun = view_.Lower(head);
  if (!IsSpeakerNoun(noun) && !view_.Is(head, WordClass::kOccupation) &&
      !view_.Is(head, WordClass::kTitleHead) && !any_noun) {
    return std::nullopt;
  }
  if (const EntityMention* mention = view_.MentionAt(head);
      mention != nullptr && mention->tokens.end == head + 1 && CanSpeak(*mention) &&
      mention->tokens.begin <= begin + 1) {
    return SpeakerPhrase{mention->tokens, mention, false};
  }
  return SpeakerPhrase{{begin, end}, nullptr, false};
}

std::optional<SpeakerPhrase> SpeakerFinder::At(uint32_t token, uint32_t end) const {
  const EntityMention* body = nullptr;
  bool after_of = false;  // "the office of [Jane Example]" is not Jane Example.
  uint32_t stop = token;
  // "[said] the ministry", "the ministry statement": a body described before.
  if (IsArticle(view_.Lower(static_cast<int64_t>(token) - 1))) {
    const EntityMention* described = view_.MentionBeginningAt(static_cast<int64_t>(token) - 1);
    const uint32_t after = described == nullptr ? 0 : described->tokens.end;
    if (described != nullptr && CanSpeak(*described) && after > token && after <= end &&
        (!view_.IsWordToken(after) || view_.Is(after, WordClass::kFunctionWord) ||
         view_.Lower(after) == "statement" || view_.Lower(after) == "communique")) {
      return SpeakerPhrase{described->tokens, described, false};
    }
  }
  for (; stop < end && stop - token < kLongestPhrase; ++stop) {
    const std::string_view lower = view_.Lower(stop);
    if (const EntityMention* mention = view_.MentionBeginningAt(stop); mention != nullptr) {
      const bool owner = view_.IsPossessive(mention->tokens.end);
      const bool part_of_phrase = owner || (after_of && body == nullptr && stop > token + 1);
      if (view_.TypeOf(*mention) == EntityType::kPerson && mention->tokens.end <= end &&
          !part_of_phrase) {
        return SpeakerPhrase{mention->tokens, mention, false};
      }
      body = CanSpeak(*mention) ? mention : nullptr;
      after_of = false;
      stop = mention->tokens.end - 1;
      continue;
    }
    const bool link = lower == "of" || lower == "for" || lower == "the" || lower == "a" ||
                      lower == "an" || lower == "and" || lower == "his" || lower == "her" ||
                      view_.IsPossessive(stop) || view_.Is(stop, WordClass::kHonorific);
    if (view_.TimeAt(stop) != nullptr) break;
    if (!link && (!view_.IsWordToken(stop) || view_.Is(stop, WordClass::kFunctionWord))) break;
    if (!link) body = nullptr;
    if (lower == "of" || lower == "for") after_of = true;
    if (!link) after_of = false;
  }
  uint32_t begin = token;
  while (begin < stop && IsArticle(view_.Lower(begin))) ++begin;
  if (begin == stop) return std::nullopt;
  if (body != nullptr && body->tokens.end == stop && body->tokens.begin == begin) {
    return SpeakerPhrase{body->tokens, body, false};
  }
  uint32_t head = begin;
  while (head + 1 < stop && !view_.Is(head + 1, WordClass::kPreposition)) ++head;
  if (body != nullptr && body->tokens.end == head + 1) {
    return SpeakerPhrase{body->tokens, body, false};
  }
  const bool noun = IsSpeakerNoun(view_.Lower(head)) || view_.Is(head, WordClass::kTitleHead) ||
                    view_.Is(head, WordClass::kOccupation);
  if (!noun) return std::nullopt;
  return SpeakerPhrase{{begin, stop}, nullptr, false};
}

std::optional<SpeakerPhrase> SpeakerFinder::SentenceSubject(uint32_t begin, uint32_t end) const {
  for (const EntityMention* mention : view_.MentionsIn({begin, end})) {
    if (view_.QuoteAt(mention->tokens.begin) >= 0) continue;
    const EntityType type = view_.TypeOf(*mention);
    // States speak only if a verb of speech follows ("Peru denied").
    const bool state = type == EntityType::kGpe && mention->form == MentionForm::kName &&
                       FindSpeechVerb(view_.Lower(mention->tokens.end)) != nullptr;
    if (type != EntityType::kPerson && type != EntityType::kOrganization && !state) continue;
    const int64_t before = static_cast<int64_t>(mention->tokens.begin) - 1;
    if (view_.Is(before, WordClass::kPreposition)) continue;
    if (view_.IsPossessive(mention->tokens.end)) continue;
    if (mention->form == MentionForm::kPronoun && view_.Lower(mention->tokens.begin) != "he" &&
        view_.Lower(mention->tokens.begin) != "she") {
      continue;
    }
    return SpeakerPhrase{mention->tokens, mention, false};
  }
  return std::nullopt;
}

}  // namespace dateline::patterns

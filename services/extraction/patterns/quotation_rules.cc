#include "services/extraction/patterns/quotation_rules.h"

#include <algorithm>
#include <string_view>

#include "services/extraction/patterns/speech_verbs.h"

namespace dateline::patterns {
namespace {

// How far a frame may reach from its quotation, in tokens.
constexpr uint32_t kLongestFrame = 40;

bool IsQuoteMark(std::string_view form) {
  return form == "\"" || form == "“" || form == "”" || form == "„" || form == "«" || form == "»" ||
         form == "'" || form == "’" || form == "‘" || form == "``";
}

}  // namespace

void QuotationRules::Run() {
  for (uint32_t q = 0; q < view_.document().quotes.size(); ++q) HandleQuote(q);
}

void QuotationRules::HandleQuote(uint32_t q) {
  const nlp::Quote& quote = view_.document().quotes[q];
  if (quote.fragment) return;
  const uint32_t begin = view_.TokenFrom(quote.outer.begin);
  const uint32_t after = view_.TokenFrom(quote.outer.end);
  if (begin >= after || begin >= view_.document().tokens.size()) return;
  const nlp::Sentence& first = view_.SentenceAt(begin);
  const nlp::Sentence& last = view_.SentenceAt(after - 1);
  if (first.block != nlp::BlockKind::kBody) return;
  const char end_mark = view_.document().text[quote.inner.end - 1];
  const bool sentence_goes_on = after < last.tokens.end;

  std::optional<Frame> frame;
  if (sentence_goes_on) frame = FrameAfter(after, last.tokens.end, end_mark == ',');
  if (!frame.has_value()) frame = FrameBefore(first.tokens.begin, begin);
  if (!frame.has_value() && after < view_.document().tokens.size() && !sentence_goes_on) {
    // '... ended." Example said.' may be cut into two sentences.
    const nlp::Sentence& next = view_.SentenceAt(after);
    if (next.paragraph == last.paragraph && next.tokens.size() <= 12) {
      frame = FrameAfter(after, next.tokens.end, false);
    }
  }
  if (!frame.has_value()) frame = Continuation(begin);
  if (!frame.has_value()) return;
  StatementFinding finding;
  finding.rule = frame->rule;
  finding.speaker = frame->speaker;
  finding.cue = frame->cue;
  finding.content = quote.inner;
  finding.frame = frame->tokens;
  finding.quoted = true;
  finding.confidence = frame->confidence;
  writer_.Write(finding);
}

// '", said Jane Example', '", Example, the mayor, told Radio Lima'.
std::optional<QuotationRules::Frame> QuotationRules::FrameAfter(uint32_t first, uint32_t end,
                                                                bool comma_before) const {
  uint32_t at = first;
  bool comma = comma_before;
  while (at < end && (view_.Lower(at) == "," || view_.Lower(at) == "-" || view_.Lower(at) == "–" ||
                      view_.Lower(at) == "—")) {
    comma = true;
    ++at;
  }
  const uint32_t stop = std::min(end, at + kLongestFrame);
  // Verb first, an adverb allowed.
  uint32_t verb = at;
  while (verb < stop && (view_.Is(verb, WordClass::kAdverb) || view_.Lower(verb) == "has")) ++verb;
  if (verb < stop && FindSpeechVerb(view_.Lower(verb)) != nullptr) {
    if (const auto speaker = finder_.At(verb + 1, stop)) {
      return Frame{*speaker, verb, {at, end}, "statement.quote.verb_speaker", 0.95};
    }
  }
  if (view_.Lower(at) == "according" && view_.Lower(at + 1) == "to") {
    if (const auto speaker = finder_.At(at + 2, stop)) {
      return Frame{*speaker, at, {at, end}, "statement.quote.according_to", 0.9};
    }
  }
  // Speaker first.
  for (uint32_t v = at + 1; v < stop; ++v) {
    if (view_.QuoteAt(v) >= 0) break;
    const SpeechVerb* kind = FindSpeechVerb(view_.Lower(v));
    if (kind == nullptr || kind->request || view_.MentionAt(v) != nullptr) continue;
    const auto speaker = finder_.Before(v, at, kind->any_speaker);
    if (!speaker.has_value()) continue;
    // Nothing but the speaker's title may stand between the quotation and it.
    if (speaker->range.begin > at + 12) break;
    return Frame{*speaker, v, {at, end}, "statement.quote.speaker_verb", 0.93};
  }
  if (!comma) return std::nullopt;
  const auto speaker = finder_.At(at, stop);
  if (!speaker.has_value() || speaker->mention == nullptr ||
      view_.TypeOf(*speaker->mention) != EntityType::kPerson) {
    return std::nullopt;
  }
  return Frame{*speaker,
               std::min(speaker->range.end, end - 1),
               {at, end},
               "statement.quote.speaker_only",
               0.75};
}

// 'Example said: "', 'Example told Radio Lima that "'.
std::optional<QuotationRules::Frame> QuotationRules::FrameBefore(uint32_t first,
                                                                 uint32_t quote_begin) const {
  uint32_t begin = first;
  uint32_t end = quote_begin;
  if (begin == end) {
    // The quotation opens its sentence: a colon may end the sentence before.
    if (begin == 0) return std::nullopt;
    const nlp::Sentence& before = view_.SentenceAt(begin - 1);
    if (before.block != nlp::BlockKind::kBody) return std::nullopt;
    const std::string_view last = view_.Lower(before.tokens.end - 1);
    if (last != ":" && last != ",") return std::nullopt;
    begin = before.tokens.begin;
    end = before.tokens.end;
  }
  const uint32_t limit = end - begin > kLongestFrame ? end - kLongestFrame : begin;
  for (uint32_t v = end; v > limit; --v) {
    const uint32_t verb = v - 1;
    if (IsQuoteMark(view_.Lower(verb))) break;
    const bool participle = IsSpeechParticiple(view_.Lower(verb));
    if (FindSpeechVerb(view_.Lower(verb)) == nullptr && !participle) continue;
    if (view_.MentionAt(verb) != nullptr) continue;
    const std::string_view last = view_.Lower(end - 1);
    const bool introduced =
        last == ":" || last == "," || last == "that" || verb == end - 1 || end - verb <= 14;
    if (!introduced) break;
    auto speaker =
        participle ? finder_.SentenceSubject(begin, verb) : finder_.Before(verb, begin, true);
    if (!speaker.has_value() && !participle) {
      const std::string_view joined = view_.Lower(static_cast<int64_t>(verb) - 1);
      if (joined == "and" || joined == ",") speaker = finder_.SentenceSubject(begin, verb);
    }
    if (!speaker.has_value()) continue;
    return Frame{*speaker, verb, {begin, end}, "statement.quote.introduced", 0.92};
  }
  // "Example: ".
  if (view_.Lower(end - 1) == ":" && end - begin <= 12) {
    const EntityMention* mention = view_.MentionEndingAt(end - 1);
    if (mention != nullptr && finder_.CanSpeak(*mention)) {
      return Frame{{mention->tokens, mention, false},
                   end - 1,
                   {begin, end},
                   "statement.quote.introduced",
                   0.75};
    }
  }
  return std::nullopt;
}

// A quotation without a frame goes on where the last one ended.
std::optional<QuotationRules::Frame> QuotationRules::Continuation(uint32_t quote_begin) const {
  const nlp::Sentence& sentence = view_.SentenceAt(quote_begin);
  const bool opens = quote_begin == sentence.tokens.begin;
  const auto& last = writer_.last_speaker();
  if (opens && last.has_value() && sentence.paragraph - writer_.last_paragraph() <= 1) {
    return Frame{*last, quote_begin, {quote_begin, quote_begin}, "statement.quote.continued", 0.7};
  }
  return std::nullopt;
}

}  // namespace dateline::patterns

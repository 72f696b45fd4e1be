#include "services/extraction/patterns/quotation_rules.h"

#include <algorithm>
#include <utility>

#include "services/extraction/patterns/attribution_cues.h"

namespace dateline::patterns {
namespace {

constexpr std::string_view kContinued = "statement.quote.continued";
constexpr double kContinuedConfidence = 0.9;
// How far a frame may reach from its quotation, in tokens.
constexpr uint32_t kLongestFrame = 40;
// How far its verb may be from the quotation where no comma or colon joins them.
constexpr uint32_t kFarthestVerb = 14;
// Sentences with more quotations than this are lists.
constexpr int kMostPerSentence = 32;

bool IsQuoteMark(std::string_view form) {
  return form == "\"" || form == "“" || form == "”" || form == "„" || form == "«" || form == "»" ||
         form == "'" || form == "’" || form == "‘" || form == "``" || form == "''";
}

bool IsJoint(std::string_view lower) {
  return lower == "," || lower == ":" || lower == "-" || lower == "–" || lower == "—" ||
         lower == "―" || lower == "--";
}

}  // namespace

void QuotationRules::Sentence(const nlp::Sentence& sentence) {
  const auto& quotes = view_.document().quotes;
  int handled = 0;
  if (open_.has_value() && sentence.paragraph > open_->paragraph + 1) CloseOpen(std::nullopt);
  while (next_quote_ < quotes.size() && quotes[next_quote_].outer.begin < sentence.span.end) {
    const nlp::Quote& quote = quotes[next_quote_++];
    const bool attests = sentence.block == nlp::BlockKind::kBody;
    if (attests && !quote.fragment && ++handled <= kMostPerSentence) HandleQuote(quote);
  }
}

void QuotationRules::Finish() { CloseOpen(std::nullopt); }

// The paragraph that had no closing mark is by whoever is named with the next
// one, or goes on with who spoke before.
void QuotationRules::CloseOpen(const std::optional<Frame>& next) {
  if (!open_.has_value()) return;
  const OpenQuote open = *std::exchange(open_, std::nullopt);
  std::optional<Frame> frame = open.fallback;
  if (next.has_value() && next->rule != kContinued) {
    frame = next;
    frame->rule = kContinued;
    frame->confidence = kContinuedConfidence;
    frame->cue = view_.TokenFrom(open.quote.outer.begin);
  }
  if (frame.has_value()) Write(open.quote, *frame);
}

void QuotationRules::Write(const nlp::Quote& quote, const Frame& frame) {
  StatementFinding finding;
  finding.rule = frame.rule;
  finding.speaker = frame.speaker;
  finding.cue = frame.cue;
  finding.content = {quote.inner};
  finding.quoted = true;
  finding.confidence = frame.confidence;
  finding.relays = frame.relays;
  writer_.Write(finding);
}

// False for quoted words that are part of the author's sentence.
bool QuotationRules::StandsAlone(uint32_t begin, uint32_t after) const {
  const TokenRange sentence = view_.SentenceAt(begin).tokens;
  if (begin == sentence.begin) return true;
  const std::string_view before = view_.Lower(static_cast<int64_t>(begin) - 1);
  if (IsJoint(before) || before == "that" || before == ";" || before == "." ||
      IsQuoteMark(before)) {
    return true;
  }
  if (QuotingVerb(begin - 1) != nullptr || view_.MentionEndingAt(begin) != nullptr) return true;
  return after - begin > 8;
}

void QuotationRules::HandleQuote(const nlp::Quote& quote) {
  const uint32_t begin = view_.TokenFrom(quote.outer.begin);
  const uint32_t after = view_.TokenFrom(quote.outer.end);
  if (begin >= after || begin >= view_.document().tokens.size()) return;
  if (!StandsAlone(begin, after)) return;
  const nlp::Sentence& first = view_.SentenceAt(begin);
  const nlp::Sentence& last = view_.SentenceAt(after - 1);
  const bool goes_on = after < last.tokens.end;

  std::optional<Frame> frame;
  if (goes_on) frame = FrameAfter(after, last.tokens.end);
  if (!frame.has_value()) frame = FrameBefore(first.tokens.begin, begin);
  if (!frame.has_value() && goes_on) frame = SpeakerOnly(after, last.tokens.end);
  if (!frame.has_value() && after < view_.document().tokens.size() && !goes_on) {
    // '... ended." Example said.' may be cut into two sentences.
    const nlp::Sentence& next = view_.SentenceAt(after);
    if (next.paragraph == last.paragraph && next.tokens.size() <= 12) {
      frame = FrameAfter(after, next.tokens.end);
    }
  }
  if (!frame.has_value()) frame = Continuation(begin);
  const bool follows =
      open_.has_value() && first.paragraph == open_->paragraph + 1 && begin == first.tokens.begin;
  CloseOpen(follows ? frame : std::nullopt);
  const bool unclosed = quote.outer.end == quote.inner.end;
  if (unclosed && (!frame.has_value() || frame->rule == kContinued)) {
    open_ = OpenQuote{quote, last.paragraph, frame};
    return;
  }
  if (!frame.has_value()) return;
  AddRelays(*frame);
  Write(quote, *frame);
}

// '", he said, according to Interfax', 'he was quoted as saying by Interfax'.
void QuotationRules::AddRelays(Frame& frame) {
  const uint32_t end = view_.SentenceAt(frame.cue).tokens.end;
  for (uint32_t i = frame.cue + 1; i + 2 < end && i < frame.cue + kLongestFrame; ++i) {
    if (view_.Lower(i) != "according" || view_.Lower(i + 1) != "to") continue;
    const int64_t head = tree_.Head(i);
    if (head > i + 1) frame.relays.push_back(static_cast<uint32_t>(head));
    writer_.UseCue(i);
    break;
  }
}

const AttributionVerb* QuotationRules::QuotingVerb(uint32_t token) const {
  if (tree_.Upos(token) != "VERB" && tree_.Upos(token) != "AUX") return nullptr;
  const AttributionVerb* verb = FindAttributionVerb(tree_.Lemma(token));
  return verb != nullptr && (verb->takes & kTakesQuote) != 0 ? verb : nullptr;
}

// True if the verb says something else than the quotation: a clause of its own
// that begins at or after `from`.
bool QuotationRules::HasClauseOfItsOwn(uint32_t verb, uint32_t from) const {
  for (const uint32_t child : tree_.Children(verb)) {
    if (child < from || child < verb) continue;
    if (tree_.Relation(child) == "ccomp" && view_.QuoteAt(child) < 0) return true;
  }
  return false;
}

// The subject; "it" and "they" are whoever spoke last.
std::optional<SpeechSource> QuotationRules::SpeakerOf(uint32_t verb,
                                                      const AttributionVerb& kind) const {
  const int64_t head = finder_.IsPassive(verb) ? finder_.Agent(verb) : finder_.SubjectHead(verb);
  if (head < 0 || view_.QuoteAt(head) >= 0) return std::nullopt;
  auto source = finder_.OfVerb(verb, kind);
  if (source.has_value()) return source;
  const std::string_view lower = view_.Lower(head);
  const auto& last = writer_.last_speaker();
  if ((lower != "it" && lower != "they") || !last.has_value()) return std::nullopt;
  source = last;
  source->range = {static_cast<uint32_t>(head), static_cast<uint32_t>(head) + 1};
  return source;
}

// '", said Jane Example', '", Example, the mayor, told Radio Lima'.
std::optional<QuotationRules::Frame> QuotationRules::FrameAfter(uint32_t first,
                                                                uint32_t end) const {
  uint32_t at = first;
  while (at < end && IsJoint(view_.Lower(at))) ++at;
  const uint32_t stop = std::min(end, at + kLongestFrame);
  if (view_.Lower(at) == "according" && view_.Lower(at + 1) == "to") {
    const int64_t head = tree_.Head(at);
    if (head > at) {
      if (const auto speaker = finder_.OfPhrase(static_cast<uint32_t>(head), true)) {
        return Frame{*speaker, at, "statement.quote.according_to", 0.95, {}};
      }
    }
  }
  for (uint32_t v = at; v < stop; ++v) {
    if (view_.QuoteAt(v) >= 0 || view_.Lower(v) == ";") break;
    const AttributionVerb* kind = QuotingVerb(v);
    if (kind == nullptr) continue;
    if (HasClauseOfItsOwn(v, v)) break;
    const auto speaker = SpeakerOf(v, *kind);
    if (!speaker.has_value() || speaker->range.begin < first) continue;
    // Nothing but the speaker's title may stand between the quotation and it.
    if (std::min(speaker->range.begin, v) > at + kFarthestVerb) break;
    const bool verb_first = v < speaker->range.begin;
    return Frame{*speaker,
                 v,
                 verb_first ? "statement.quote.verb_speaker" : "statement.quote.speaker_verb",
                 0.98,
                 {}};
  }
  return std::nullopt;
}

// '", Jane Example, the mayor': a person right after the quotation, no verb.
std::optional<QuotationRules::Frame> QuotationRules::SpeakerOnly(uint32_t first,
                                                                 uint32_t end) const {
  const std::string_view text = view_.document().text;
  const uint32_t mark = view_.document().tokens[first - 1].span.begin;
  uint32_t at = first;
  while (at < end && IsJoint(view_.Lower(at))) ++at;
  if (at == first && (mark == 0 || text[mark - 1] != ',')) return std::nullopt;
  if (at >= end) return std::nullopt;
  for (const EntityMention* mention : view_.MentionsIn({at, std::min(end, at + 8)})) {
    if (view_.TypeOf(*mention) != EntityType::kPerson || mention->form != MentionForm::kName) {
      continue;
    }
    const auto source = finder_.OfPhrase(mention->tokens.end - 1, false);
    SpeechSource speaker = source.value_or(SpeechSource{});
    speaker.mention = mention;
    speaker.range = mention->tokens;
    return Frame{speaker, mention->tokens.begin, "statement.quote.speaker_only", 0.83, {}};
  }
  return std::nullopt;
}

// 'Example said: "', 'Example told Radio Lima that "'.
std::optional<QuotationRules::Frame> QuotationRules::FrameBefore(uint32_t first,
                                                                 uint32_t quote_begin) const {
  if (first == quote_begin) return FrameInSentenceBefore(quote_begin);
  const uint32_t limit = quote_begin - first > kLongestFrame ? quote_begin - kLongestFrame : first;
  const bool joint = IsJoint(view_.Lower(quote_begin - 1));
  for (uint32_t v = quote_begin; v > limit; --v) {
    const uint32_t verb = v - 1;
    if (IsQuoteMark(view_.Lower(verb))) break;
    const AttributionVerb* kind = QuotingVerb(verb);
    if (kind == nullptr || view_.NameAt(verb) != nullptr) continue;
    if (!joint && quote_begin - verb > kFarthestVerb) break;
    // The clause that it begins goes on before the quotation: not word for word.
    bool mixed = false;
    for (const uint32_t child : tree_.Children(verb)) {
      const TokenRange phrase = tree_.Phrase(child);
      mixed |= tree_.Relation(child) == "ccomp" && child > verb && phrase.begin + 2 < quote_begin &&
               phrase.end > quote_begin && phrase.begin > verb && view_.Lower(phrase.begin) != ":";
    }
    if (mixed) break;
    const auto speaker = SpeakerOf(verb, *kind);
    if (!speaker.has_value()) continue;
    return Frame{*speaker, verb, "statement.quote.introduced", 0.92, {}};
  }
  return NamedBeforeColon({first, quote_begin});
}

// 'Example: "'.
std::optional<QuotationRules::Frame> QuotationRules::NamedBeforeColon(TokenRange range) const {
  const int64_t colon = static_cast<int64_t>(range.end) - 1;
  const EntityMention* mention = view_.MentionEndingAt(colon);
  if (view_.Lower(colon) != ":" || mention == nullptr || range.size() > 12 ||
      !finder_.CanSpeak(*mention)) {
    return std::nullopt;
  }
  SpeechSource speaker;
  speaker.mention = mention;
  speaker.range = mention->tokens;
  speaker.head = mention->tokens.end - 1;
  return Frame{speaker, range.end - 1, "statement.quote.introduced", 0.75, {}};
}

// The quotation opens its sentence: a colon may end the sentence before.
std::optional<QuotationRules::Frame> QuotationRules::FrameInSentenceBefore(
    uint32_t quote_begin) const {
  if (quote_begin == 0) return std::nullopt;
  const nlp::Sentence& before = view_.SentenceAt(quote_begin - 1);
  if (before.block != nlp::BlockKind::kBody) return std::nullopt;
  const TokenRange range = before.tokens;
  const std::string_view last = view_.Lower(static_cast<int64_t>(range.end) - 1);
  if (last != ":" && last != ",") return std::nullopt;
  const uint32_t limit = range.size() > kLongestFrame ? range.end - kLongestFrame : range.begin;
  for (uint32_t v = range.end; v > limit; --v) {
    const AttributionVerb* kind = QuotingVerb(v - 1);
    if (kind == nullptr || view_.QuoteAt(v - 1) >= 0) continue;
    if (const auto speaker = SpeakerOf(v - 1, *kind)) {
      return Frame{*speaker, v - 1, "statement.quote.introduced", 0.9, {}};
    }
  }
  return NamedBeforeColon(range);
}

// A quotation without a frame goes on where the last one ended.
std::optional<QuotationRules::Frame> QuotationRules::Continuation(uint32_t quote_begin) const {
  const nlp::Sentence& sentence = view_.SentenceAt(quote_begin);
  const auto& last = writer_.last_speaker();
  if (quote_begin != sentence.tokens.begin || !last.has_value()) return std::nullopt;
  if (sentence.paragraph - writer_.last_paragraph() > 1) return std::nullopt;
  return Frame{*last, quote_begin, kContinued, kContinuedConfidence, {}};
}

}  // namespace dateline::patterns

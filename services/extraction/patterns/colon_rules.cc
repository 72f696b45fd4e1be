#include "services/extraction/patterns/colon_rules.h"

#include <algorithm>
#include <string_view>

#include "services/extraction/patterns/attribution_cues.h"

namespace dateline::patterns {
namespace {

constexpr uint32_t kLongestSpeaker = 6;
// A turn of a transcript is read this far.
constexpr uint32_t kLongestTurn = 60;  // Sentences.

}  // namespace

void ColonRules::Sentence(uint32_t sentence) {
  const auto& sentences = view_.document().sentences;
  const TokenRange range = sentences[sentence].tokens;
  const uint32_t head_end = std::min(range.end, range.begin + kLongestSpeaker + 1);
  for (uint32_t i = range.begin + 1; i < head_end; ++i) {
    if (view_.Lower(i) != ":") continue;
    const bool opens =
        sentence == 0 || sentences[sentence - 1].paragraph != sentences[sentence].paragraph;
    if (opens && SpeakerFirst(sentence, i)) return;
    break;
  }
  const bool headline = sentence == 0 || sentences[sentence].block == nlp::BlockKind::kTitle;
  if (!headline) return;
  const uint32_t tail =
      range.size() > kLongestSpeaker + 2 ? range.end - kLongestSpeaker - 2 : range.begin;
  for (uint32_t i = range.end; i > tail + 1; --i) {
    if (view_.Lower(i - 1) != ":") continue;
    SpeakerLast(range, i - 1);
    return;
  }
}

// Who the words name: a person or body, or the paper or finding that speaks.
std::optional<SpeechSource> ColonRules::Speaker(TokenRange words, bool states) const {
  if (words.empty()) return std::nullopt;
  if (const EntityMention* mention = view_.MentionEndingAt(words.end);
      mention != nullptr && mention->tokens.begin >= words.begin && finder_.CanSpeak(*mention)) {
    const EntityType type = view_.TypeOf(*mention);
    if (!states && type != EntityType::kPerson && type != EntityType::kOrganization) {
      return std::nullopt;
    }
    SpeechSource source;
    source.mention = mention;
    source.range = words;
    source.head = mention->tokens.end - 1;
    return source;
  }
  const uint32_t head = words.end - 1;
  if (states) return finder_.OfPhrase(head, false);
  const std::string_view lower = view_.Lower(head);
  if (words.size() > 3 || (!IsFindingNoun(lower) && lower != "report")) return std::nullopt;
  return finder_.OfPhrase(head, true);
}

bool ColonRules::HoldsVerb(TokenRange range) const {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (tree_.Upos(i) == "VERB" || tree_.Upos(i) == "AUX") return true;
  }
  return false;
}

// "Vance: Pier will close"; in the body to the end of the paragraph.
bool ColonRules::SpeakerFirst(uint32_t sentence, uint32_t colon) {
  const auto& sentences = view_.document().sentences;
  const TokenRange range = sentences[sentence].tokens;
  const auto speaker = Speaker({range.begin, colon}, false);
  if (!speaker.has_value()) return false;
  uint32_t last = sentence;
  while (last + 1 < sentences.size() && last - sentence < kLongestTurn &&
         sentences[last + 1].paragraph == sentences[sentence].paragraph) {
    ++last;
  }
  TokenRange content{colon + 1, sentences[last].tokens.end};
  if (content.empty() || !HoldsVerb(content)) return false;
  // Quoted words have their own frame.
  if (view_.QuoteAt(content.begin) >= 0 &&
      !view_.document().quotes[view_.QuoteAt(content.begin)].fragment) {
    return false;
  }
  if (last == sentence) content = content_.Trimmed(content);
  Write("statement.colon.speaker_first", *speaker, colon, content, 0.75);
  return true;
}

// "Pier to close: Chilean minister".
void ColonRules::SpeakerLast(TokenRange sentence, uint32_t colon) {
  TokenRange words = content_.Trimmed({colon + 1, sentence.end});
  if (words.empty() || words.size() > kLongestSpeaker || HoldsVerb(words)) return;
  const auto speaker = Speaker(words, true);
  const TokenRange content = content_.Trimmed({sentence.begin, colon});
  if (!speaker.has_value() || content.size() < 3 || !HoldsVerb(content)) return;
  Write("statement.colon.speaker_last", *speaker, colon, content, 0.75);
}

void ColonRules::Write(std::string_view rule, const SpeechSource& speaker, uint32_t colon,
                       TokenRange content, double confidence) {
  StatementFinding finding;
  finding.rule = rule;
  finding.speaker = speaker;
  finding.cue = colon;
  finding.content = {view_.Span(content)};
  finding.confidence = confidence;
  writer_.Write(finding);
}

}  // namespace dateline::patterns

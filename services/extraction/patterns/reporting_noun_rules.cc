#include "services/extraction/patterns/reporting_noun_rules.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "services/extraction/patterns/attribution_cues.h"

namespace dateline::patterns {
namespace {

constexpr int kMostPerSentence = 8;

// Verbs whose subject says what their object is: "issued a warning that".
bool Voices(std::string_view lemma) {
  static const auto* const kVerbs = new std::unordered_set<std::string_view>{
      "deliver", "express", "give",  "harbor", "harbour", "have",  "hold",
      "issue",   "make",    "offer", "press",  "publish", "raise", "reaffirm",
      "release", "repeat",  "share", "spread", "state",   "voice"};
  return kVerbs->contains(lemma);
}

// Nouns of promises: "the pledge to pay".
bool TakesInfinitive(std::string_view lemma) {
  return lemma == "promise" || lemma == "pledge" || lemma == "vow" || lemma == "threat";
}

}  // namespace

void ReportingNounRules::Sentence(const nlp::Sentence& sentence) {
  int handled = 0;
  for (uint32_t i = sentence.tokens.begin; i < sentence.tokens.end; ++i) {
    if (tree_.Upos(i) != "NOUN" || !IsAttributionNoun(tree_.Lemma(i))) continue;
    if (const int32_t quote = view_.QuoteAt(i);
        quote >= 0 && !view_.document().quotes[quote].fragment) {
      continue;
    }
    if (writer_.CueUsed(i) || ++handled > kMostPerSentence) continue;
    HandleNoun(i);
  }
}

// The clause that says what is claimed: after "that", or "to" for promises. -1
// if there is none.
int64_t ReportingNounRules::ClauseOf(uint32_t noun) const {
  for (const uint32_t child : tree_.Children(noun)) {
    if (child < noun) continue;
    const std::string_view relation = tree_.Relation(child);
    if (relation != "acl" && relation != "ccomp" && relation != "advcl") continue;
    const int64_t mark = tree_.Child(child, "mark");
    if (mark < noun) continue;
    if (view_.Lower(mark) == "that") return child;
    if (view_.Lower(mark) == "to" && TakesInfinitive(tree_.Lemma(noun))) return child;
  }
  return -1;
}

std::optional<SpeechSource> ReportingNounRules::SpeakerOf(uint32_t noun, uint32_t clause) const {
  for (const uint32_t child : tree_.Children(noun)) {
    const std::string_view relation = tree_.Relation(child);
    if (relation == "nmod:poss") return finder_.OfPhrase(child, false);
    if (relation != "nmod" || child < noun || child > clause) continue;
    const int64_t preposition = tree_.Child(child, "case");
    const std::string_view word = view_.Lower(preposition);
    if (preposition >= 0 && (word == "by" || word == "from" || word == "of" || word == "among")) {
      if (auto source = finder_.OfPhrase(child, false)) return source;
    }
  }
  const int64_t verb = tree_.Head(noun);
  if (verb < 0 || tree_.Relation(noun) != "obj" || !Voices(tree_.Lemma(verb))) return std::nullopt;
  if (tree_.Child(static_cast<uint32_t>(verb), "advmod") >= 0 &&
      view_.Lower(tree_.Child(static_cast<uint32_t>(verb), "advmod")) == "not") {
    return std::nullopt;
  }
  const int64_t subject = finder_.SubjectHead(static_cast<uint32_t>(verb));
  if (subject < 0) return std::nullopt;
  return finder_.OfPhrase(static_cast<uint32_t>(subject), false);
}

void ReportingNounRules::HandleNoun(uint32_t noun) {
  const int64_t clause = ClauseOf(noun);
  if (clause < 0) return;
  const auto speaker = SpeakerOf(noun, static_cast<uint32_t>(clause));
  if (!speaker.has_value()) return;
  const TokenRange content = content_.OfClause(static_cast<uint32_t>(clause), noun);
  if (content.begin >= content.end || content.size() < 2) return;
  StatementFinding finding;
  finding.rule = "statement.reported.noun";
  finding.speaker = *speaker;
  finding.cue = noun;
  finding.content = {view_.Span(content)};
  finding.confidence = 0.6;
  writer_.Write(finding);
}

}  // namespace dateline::patterns

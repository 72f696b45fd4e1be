#include "services/extraction/patterns/attribution_cues.h"

#include <unordered_map>
#include <unordered_set>

namespace dateline::patterns {
namespace {

constexpr uint16_t kSay = kTakesClause | kTakesQuote;
constexpr uint16_t kStress = kSay | kTakesPhrase;
constexpr uint16_t kThink = kTakesClause | kIsThought;
constexpr uint16_t kPromise = kSay | kTakesInfinitive;
constexpr uint16_t kShow = kTakesClause | kIsEvidence;

constexpr AttributionVerb kVerbs[] = {
    {"say", kSay | kIsPlain},
    {"tell", kSay | kIsPlain | kTakesRequest},
    {"state", kSay | kIsPlain},
    {"add", kSay | kIsPlain},
    // Kinds of saying.
    {"acknowledge", kSay},
    {"admit", kSay | kTakesGerund},
    {"advise", kSay | kTakesRequest},
    {"affirm", kStress},
    {"allege", kSay},
    {"announce", kStress},
    {"answer", kSay},
    {"argue", kSay},
    {"assert", kSay},
    {"assess", kTakesClause},
    {"assure", kSay},
    {"boast", kSay},
    {"brag", kSay},
    {"caution", kSay | kTakesRequest},
    {"charge", kSay},
    {"claim", kPromise},
    {"clarify", kSay},
    {"comment", kSay},
    {"complain", kSay},
    {"concede", kSay},
    {"conclude", kSay},
    {"confess", kSay},
    {"confirm", kStress},
    {"contend", kSay},
    {"counter", kSay},
    {"declare", kSay},
    {"deny", kSay | kTakesGerund},
    {"detail", kTakesClause},
    {"disclose", kSay},
    {"dispute", kTakesClause},
    {"elaborate", kSay},
    {"emphasise", kStress},
    {"emphasize", kStress},
    {"exclaim", kSay},
    {"explain", kSay},
    {"highlight", kStress},
    {"hint", kSay},
    {"imply", kShow},
    {"inform", kSay},
    {"insist", kSay},
    {"joke", kSay},
    {"lament", kSay},
    {"maintain", kSay},
    {"marvel", kSay},
    {"muse", kSay},
    {"note", kSay},
    {"observe", kSay},
    {"opine", kSay},
    {"point", kSay},
    {"post", kSay},
    {"proclaim", kSay},
    {"quip", kSay},
    {"re-affirm", kStress},
    {"re-iterate", kStress},
    {"reaffirm", kStress},
    {"recall", kSay},
    {"reckon", kThink},
    {"recount", kSay},
    {"reiterate", kStress},
    {"remark", kSay},
    {"remind", kSay | kTakesRequest},
    {"repeat", kSay},
    {"reply", kSay},
    {"report", kSay},
    {"respond", kSay},
    {"retort", kSay},
    {"reveal", kSay},
    {"stipulate", kTakesClause},
    {"stress", kStress},
    {"testify", kSay},
    {"theorize", kSay},
    {"tweet", kSay},
    {"underline", kStress},
    {"underscore", kStress},
    {"warn", kSay | kTakesRequest},
    {"write", kSay},
    // Frames of quotations only.
    {"ask", kTakesQuote | kTakesRequest | kTakesClause},
    {"begin", kTakesQuote},
    {"chant", kTakesQuote},
    {"close", kTakesQuote},
    {"continue", kTakesQuote},
    {"cry", kTakesQuote},
    {"echo", kTakesQuote},
    {"email", kSay},
    {"fume", kTakesQuote},
    {"go", kTakesQuote},
    {"inquire", kTakesQuote},
    {"interject", kTakesQuote},
    {"mutter", kTakesQuote},
    {"offer", kTakesQuote | kTakesInfinitive},
    {"plead", kTakesQuote},
    {"read", kTakesQuote},
    {"retweet", kTakesQuote},
    {"scream", kTakesQuote},
    {"shout", kTakesQuote},
    {"sigh", kTakesQuote},
    {"sing", kTakesQuote},
    {"snap", kTakesQuote},
    {"text", kTakesQuote},
    {"thunder", kTakesQuote},
    {"whisper", kTakesQuote},
    {"yell", kTakesQuote},
    // Promises and requests.
    {"agree", kSay},
    {"beg", kTakesRequest | kTakesQuote},
    {"demand", kStress | kTakesInfinitive},
    {"encourage", kTakesRequest},
    {"exhort", kTakesRequest},
    {"implore", kTakesRequest | kTakesQuote},
    {"pledge", kPromise | kTakesPhrase},
    {"promise", kPromise | kTakesPhrase},
    {"propose", kStress | kTakesInfinitive | kTakesGerund},
    {"recommend", kStress | kTakesGerund},
    {"request", kTakesClause | kTakesRequest},
    {"suggest", kSay | kIsEvidence | kTakesGerund},
    {"swear", kPromise},
    {"threaten", kPromise},
    {"urge", kSay | kTakesRequest},
    {"vow", kPromise},
    // Thoughts.
    {"assume", kThink},
    {"believe", kThink},
    {"consider", kThink | kTakesNaming},
    {"doubt", kThink},
    {"expect", kThink | kTakesInfinitive},
    {"fear", kThink},
    {"feel", kThink},
    {"figure", kThink},
    {"foresee", kThink},
    {"guess", kThink},
    {"hope", kThink | kTakesInfinitive},
    {"predict", kStress},
    {"speculate", kSay},
    {"suspect", kThink},
    {"think", kThink},
    {"wonder", kThink | kTakesQuote},
    {"worry", kThink},
    // Findings.
    {"calculate", kShow},
    {"determine", kShow},
    {"estimate", kShow},
    {"find", kShow},
    {"hold", kTakesClause},
    {"indicate", kShow | kTakesQuote},
    {"rule", kTakesClause},
    {"show", kShow},
    // With a shape of their own.
    {"accuse", kTakesCharge},
    {"call", kTakesNaming | kTakesRequest},
    {"describe", kTakesNaming},
    {"label", kTakesNaming},
    {"dub", kTakesNaming},
    {"denounce", kTakesNaming},
    {"characterize", kTakesNaming},
    {"appeal", kTakesRequest},
    {"express", kTakesPhrase},
    {"speak", kTakesPhrase},
};

const std::unordered_set<std::string_view>& AttributionNouns() {
  static const auto* const kNouns = new std::unordered_set<std::string_view>{
      "acknowledgement", "admission",   "allegation",  "announcement",
      "argument",        "assertion",   "assessment",  "assurance",
      "belief",          "call",        "charge",      "claim",
      "complaint",       "concern",     "conclusion",  "confidence",
      "confirmation",    "contention",  "declaration", "denial",
      "estimate",        "expectation", "fear",        "hope",
      "insistence",      "notion",      "opinion",     "pledge",
      "prediction",      "promise",     "proposal",    "remark",
      "reminder",        "report",      "revelation",  "rumor",
      "rumour",          "speculation", "statement",   "suggestion",
      "suspicion",       "threat",      "view",        "vow",
      "warning",         "worry"};
  return *kNouns;
}

}  // namespace

const AttributionVerb* FindAttributionVerb(std::string_view lemma) {
  static const auto* const kByLemma = [] {
    auto* map = new std::unordered_map<std::string_view, const AttributionVerb*>();
    for (const AttributionVerb& verb : kVerbs) map->emplace(verb.lemma, &verb);
    return map;
  }();
  const auto found = kByLemma->find(lemma);
  return found == kByLemma->end() ? nullptr : found->second;
}

bool IsAttributionNoun(std::string_view lemma) { return AttributionNouns().contains(lemma); }

bool IsDocumentNoun(std::string_view lemma) {
  static const auto* const kNouns = new std::unordered_set<std::string_view>{
      "ad",       "advertisement", "announcement", "article",    "blog",       "brief",
      "campaign", "column",        "comment",      "communique", "communiqué", "complaint",
      "decree",   "dispatch",      "document",     "editorial",  "email",      "e-mail",
      "essay",    "filing",        "headline",     "indictment", "interview",  "lawsuit",
      "letter",   "memo",          "memoir",       "memorandum", "message",    "motion",
      "narrator", "note",          "notice",       "op-ed",      "opinion",    "order",
      "petition", "piece",         "post",         "posting",    "release",    "remark",
      "report",   "resolution",    "review",       "ruling",     "sign",       "song",
      "speech",   "statement",     "story",        "testimony",  "transcript", "tweet",
      "video",    "website",       "wire"};
  return kNouns->contains(lemma);
}

bool IsFindingNoun(std::string_view lemma) {
  static const auto* const kNouns = new std::unordered_set<std::string_view>{
      "analysis",      "assessment", "audit",     "census",  "data",       "estimate",
      "evidence",      "experiment", "figure",    "finding", "forecast",   "inquiry",
      "investigation", "model",      "number",    "poll",    "projection", "record",
      "research",      "result",     "statistic", "study",   "survey",     "test"};
  return kNouns->contains(lemma);
}

bool IsOccasionNoun(std::string_view lemma) {
  static const auto* const kNouns = new std::unordered_set<std::string_view>{
      "address", "announcement", "appearance",   "briefing", "broadcast",  "call",    "ceremony",
      "comment", "conference",   "conversation", "debate",   "discussion", "email",   "event",
      "forum",   "hearing",      "interview",    "lecture",  "letter",     "meeting", "memo",
      "message", "note",         "post",         "program",  "programme",  "rally",   "release",
      "remark",  "report",       "reception",    "session",  "show",       "speech",  "statement",
      "summit",  "talk",         "testimony",    "tour",     "trip",       "tweet",   "video",
      "visit"};
  return kNouns->contains(lemma);
}

}  // namespace dateline::patterns

#include "services/extraction/patterns/reported_speech_rules.h"

#include <algorithm>

#include "services/extraction/patterns/refuted_reports.h"

namespace dateline::patterns {
namespace {

constexpr uint32_t kShortestContent = 2;
constexpr uint32_t kShortestPhrase = 3;
constexpr int kMostHops = 12;
// How far "that" may be from its verb.
constexpr uint32_t kFarthestThat = 16;
// Deeper nests of speech in one sentence are noise.
constexpr int kMostPerSentence = 10;
constexpr int kMostCuesPerSentence = 64;

bool IsModal(std::string_view lower) {
  return lower == "would" || lower == "could" || lower == "should" || lower == "might" ||
         lower == "may" || lower == "must" || lower == "can" || lower == "'d" || lower == "’d" ||
         lower == "ca";
}

bool IsNegation(std::string_view lower) {
  return lower == "not" || lower == "n't" || lower == "n’t" || lower == "never" ||
         lower == "neither" || lower == "hardly" || lower == "rarely";
}

// "in her view".
bool IsView(std::string_view lemma) {
  return lemma == "view" || lemma == "opinion" || lemma == "mind" || lemma == "judgment" ||
         lemma == "judgement" || lemma == "estimation" || lemma == "telling";
}

// "deep gratitude", "his condolences": felt, not told.
bool IsFeeling(std::string_view word) {
  return word == "gratitude" || word == "thanks" || word == "sympathy" || word == "sympathies" ||
         word == "condolences" || word == "appreciation" || word == "congratulations" ||
         word == "sorrow" || word == "grief" || word == "sadness" || word == "shock";
}

}  // namespace

void ReportedSpeechRules::Sentence(const nlp::Sentence& sentence) {
  written_ = 0;
  sentence_ = sentence.tokens;
  int cues = 0;
  for (uint32_t i = sentence_.begin; i < sentence_.end && cues < kMostCuesPerSentence; ++i) {
    if (writer_.CueUsed(i) || view_.NameAt(i) != nullptr) continue;
    const bool quoted = InWholeQuote(i);
    if (!quoted && view_.Lower(i) == "according" && view_.Lower(i + 1) == "to") {
      ++cues;
      HandleAccordingTo(i);
      continue;
    }
    if (!quoted && IsView(tree_.Lemma(i)) && tree_.HasRelation(i, "obl")) HandleInView(i);
    if (tree_.Upos(i) != "VERB") continue;
    const AttributionVerb* verb = FindAttributionVerb(tree_.Lemma(i));
    if (verb == nullptr) continue;
    ++cues;
    if (quoted) {
      HandleQuotedVerb(i, *verb);
      continue;
    }
    // 'the two "called for calm"': the words are quoted, and so is the call.
    if (view_.QuoteAt(i) >= 0 && finder_.SubjectHead(i) >= 0 &&
        view_.QuoteAt(finder_.SubjectHead(i)) < 0) {
      continue;
    }
    HandleVerb(i, *verb);
  }
}

bool ReportedSpeechRules::InWholeQuote(uint32_t token) const {
  const int32_t quote = view_.QuoteAt(token);
  return quote >= 0 && !view_.document().quotes[quote].fragment;
}

// False for what is not said, or only in a condition or a question.
bool ReportedSpeechRules::IsSaid(uint32_t verb) const {
  const int64_t subject = finder_.OwnSubject(verb);
  for (const uint32_t child : tree_.Children(verb)) {
    const std::string_view lower = view_.Lower(child);
    const std::string_view relation = tree_.Relation(child);
    if (relation == "advmod" && IsNegation(lower)) return false;
    if (relation == "aux" && (IsModal(lower) || (child < subject && subject < verb))) return false;
    if (relation == "mark" && (lower == "if" || lower == "unless" || lower == "whether")) {
      return false;
    }
    if (relation == "mark" && lower == "to" && tree_.Relation(verb) == "acl") return false;
    if (relation == "nsubj" && tree_.Child(child, "det") >= 0 &&
        view_.Lower(tree_.Child(child, "det")) == "no") {
      return false;
    }
  }
  return view_.Lower(static_cast<int64_t>(sentence_.end) - 1) != "?" ||
         tree_.Relation(verb) != "root";
}

bool ReportedSpeechRules::IsPlanned(uint32_t verb) const {
  for (const uint32_t child : tree_.Children(verb)) {
    if (tree_.Relation(child) == "aux" && tree_.Lemma(child) == "will") return true;
  }
  return false;
}

// The subject. "it" and "they" are whoever spoke last; a participle after
// reported content ("..., adding that") goes on with its speaker.
std::optional<SpeechSource> ReportedSpeechRules::SpeakerOf(uint32_t verb,
                                                           const AttributionVerb& kind) const {
  const auto& last = writer_.last_speaker();
  const auto& latest = writer_.latest_speaker();
  const bool here =
      latest.has_value() && latest->range.begin >= sentence_.begin && latest->range.end <= verb;
  const bool adding = tree_.Relation(verb) == "advcl" && view_.Lower(verb).ends_with("ing");
  const bool joined = tree_.Relation(verb) == "conj" && content_.GoesOn(verb);
  if (here && (adding || joined)) return latest;
  auto source = finder_.OfVerb(verb, kind);
  if (source.has_value() || finder_.IsPassive(verb)) return source;
  const int64_t head = finder_.SubjectHead(verb);
  if (head < 0 || !last.has_value()) return std::nullopt;
  const std::string_view lower = view_.Lower(head);
  const bool body =
      last->mention != nullptr && (view_.TypeOf(*last->mention) == EntityType::kOrganization ||
                                   view_.TypeOf(*last->mention) == EntityType::kGpe);
  const bool same = (lower == "it" && body) || (lower == "they" && (last->plural || body));
  if (!same) return std::nullopt;
  source = last;
  source->range = {static_cast<uint32_t>(head), static_cast<uint32_t>(head) + 1};
  return source;
}

void ReportedSpeechRules::HandleVerb(uint32_t verb, const AttributionVerb& kind) {
  // "rejected claims that", with "claims" taken for a verb.
  if (!IsSaid(verb) || IsRefuted(view_, verb)) return;
  const int64_t head = tree_.Head(verb);
  const int64_t mark = tree_.Child(verb, "mark");
  const int64_t preposition = tree_.Child(verb, "case");
  const bool as = view_.Lower(mark) == "as" || view_.Lower(preposition) == "as";
  if (as && head >= 0 && (tree_.Lemma(head) == "quote" || tree_.Lemma(head) == "cite")) {
    HandleQuotedAs(verb, static_cast<uint32_t>(head));
    return;
  }
  const auto speaker = SpeakerOf(verb, kind);
  // What an earlier version of the article said nobody says any more.
  if (!speaker.has_value() || IsEarlierVersion(view_, speaker->head)) return;
  if (const auto reading = Read(verb, kind, *speaker)) Write(*reading, *speaker, verb, {});
}

// '"The minister told me that it is closed," Example said': within a quotation
// only what somebody else, named there, says in a clause.
void ReportedSpeechRules::HandleQuotedVerb(uint32_t verb, const AttributionVerb& kind) {
  const uint16_t saying = kTakesClause | kTakesQuote;
  if ((kind.takes & saying) != saying || (kind.takes & kIsThought) != 0 || !IsSaid(verb)) return;
  const auto speaker = finder_.OfVerb(verb, kind);
  if (!speaker.has_value() || speaker->mention == nullptr ||
      speaker->mention->form != MentionForm::kName || tree_.Upos(speaker->head) != "PROPN") {
    return;
  }
  const int32_t quote = view_.QuoteAt(verb);
  const auto reading = Clause(verb, kind, *speaker);
  if (!reading.has_value() || view_.QuoteAt(speaker->range.begin) != quote) return;
  for (const TokenRange part : reading->content) {
    if (view_.QuoteAt(part.begin) != quote || view_.QuoteAt(part.end - 1) != quote) return;
  }
  Write(*reading, *speaker, verb, {});
}

// "Interfax quoted Example as saying that", "Example was quoted as saying".
void ReportedSpeechRules::HandleQuotedAs(uint32_t verb, uint32_t quoting) {
  const bool passive = finder_.IsPassive(quoting);
  const int64_t speaker_head = tree_.Child(quoting, passive ? "nsubj:pass" : "obj");
  if (speaker_head < 0) return;
  const auto speaker = finder_.OfPhrase(static_cast<uint32_t>(speaker_head), true);
  if (!speaker.has_value()) return;
  const int64_t outlet = passive ? finder_.Agent(quoting) : finder_.SubjectHead(quoting);
  std::vector<uint32_t> relays;
  if (outlet >= 0) relays.push_back(static_cast<uint32_t>(outlet));
  const int64_t clause = ChildAfter(verb, "ccomp");
  if (clause < 0) return;
  ReportedReading reading;
  reading.rule = "statement.reported.quoted_as";
  reading.confidence = 0.9;
  reading.content = {content_.OfClause(static_cast<uint32_t>(clause), verb)};
  Write(reading, *speaker, verb, std::move(relays));
}

std::optional<ReportedReading> ReportedSpeechRules::Read(uint32_t verb, const AttributionVerb& kind,
                                                         const SpeechSource& speaker) const {
  if ((kind.takes & kTakesClause) != 0) {
    if (auto reading = beside_.Read(verb, kind, speaker)) return reading;
    if (auto reading = Clause(verb, kind, speaker)) return reading;
  }
  if (finder_.IsPassive(verb)) return std::nullopt;
  if (auto reading = Deed(verb, kind)) return reading;
  if (auto reading = Named(verb, kind)) return reading;
  return Phrase(verb, kind, speaker);
}

int64_t ReportedSpeechRules::ChildAfter(uint32_t verb, std::string_view relation) const {
  for (const uint32_t child : tree_.Children(verb)) {
    if (child > verb && tree_.HasRelation(child, relation)) return child;
  }
  return -1;
}

// The phrase or clause after this preposition: below the verb, or below its
// object, where the parser may hang it.
int64_t ReportedSpeechRules::ChildWithCase(uint32_t verb, std::string_view preposition) const {
  int64_t object = ChildAfter(verb, "obj");
  if (object < 0) object = ChildAfter(verb, "iobj");
  for (const int64_t above : {static_cast<int64_t>(verb), object}) {
    if (above < 0) continue;
    for (const uint32_t child : tree_.Children(static_cast<uint32_t>(above))) {
      if (child < above) continue;
      for (const std::string_view relation : {"case", "mark"}) {
        const int64_t word = tree_.Child(child, relation);
        if (word > above && word < child && view_.Lower(word) == preposition) return child;
      }
    }
  }
  return -1;
}

// "said (that) CLAUSE", "said: CLAUSE".
std::optional<ReportedReading> ReportedSpeechRules::Clause(uint32_t verb,
                                                           const AttributionVerb& kind,
                                                           const SpeechSource& speaker) const {
  if (view_.Lower(verb + 1) == ";") return std::nullopt;
  int64_t clause = ChildAfter(verb, "ccomp");
  if (clause < 0) {
    clause = ChildAfter(verb, "parataxis");
    if (clause >= 0 && view_.Lower(tree_.Phrase(static_cast<uint32_t>(clause)).begin) != ":") {
      clause = -1;
    }
  }
  if (clause < 0) clause = ClauseAfterThat(verb);
  if (clause < 0) return std::nullopt;
  const auto head = static_cast<uint32_t>(clause);
  // "the visit that Example said lasted an hour": a clause without its subject.
  const TokenRange whole = tree_.Phrase(head);
  if (whole.begin < std::min(verb, speaker.range.begin) && tree_.Child(head, "nsubj") < verb) {
    return std::nullopt;
  }
  ReportedReading reading;
  reading.content = {content_.OfClause(head, verb)};
  if (!MayBeSaid(reading.content[0], verb)) return std::nullopt;
  reading.rule = "statement.reported.clause";
  reading.confidence = (kind.takes & kIsThought) != 0    ? 0.74
                       : (kind.takes & kIsPlain) != 0    ? 0.89
                       : (kind.takes & kIsEvidence) != 0 ? 0.81
                                                         : 0.87;
  const int64_t told =
      ChildAfter(verb, "iobj") >= 0 ? ChildAfter(verb, "iobj") : ChildAfter(verb, "obj");
  if (told >= 0 && told < clause) reading.addressee = told;
  return reading;
}

// False for what only stands after the verb: "said when asked", "the visit that
// Example said [lasted an hour]", "said, and [the boys went]".
bool ReportedSpeechRules::MayBeSaid(TokenRange range, uint32_t verb) const {
  if (range.begin >= range.end) return false;
  const std::string_view first = view_.Lower(range.begin);
  const std::string_view upos = tree_.Upos(range.begin);
  if (first == "when" || first == "while" || first == "as" || first == "after") {
    const bool joined = std::any_of(view_.document().tokens.begin() + range.begin,
                                    view_.document().tokens.begin() + range.end,
                                    [](const nlp::Token& token) { return token.upos == "PUNCT"; });
    if (!joined) return false;
  }
  if ((upos == "VERB" || upos == "AUX") && range.begin == verb + 1 &&
      tree_.HasFeature(range.begin, "VerbForm=Fin") && !view_.Upper(range.begin)) {
    return false;
  }
  if (upos == "VERB" && first.ends_with("ing") && view_.Lower(range.begin - 1) == "," &&
      FindAttributionVerb(tree_.Lemma(range.begin)) != nullptr) {
    return false;
  }
  const std::string_view next = view_.Lower(verb + 2);
  return view_.Lower(verb + 1) != "," || (next != "and" && next != "but");
}

// "said in a statement that CLAUSE": the parser may hang the clause on a noun
// between them. The head of the clause that "that" opens, or -1.
int64_t ReportedSpeechRules::ClauseAfterThat(uint32_t verb) const {
  const uint32_t stop = std::min(sentence_.end, verb + kFarthestThat);
  for (uint32_t i = verb + 1; i < stop; ++i) {
    const std::string_view upos = tree_.Upos(i);
    const bool cites = view_.Lower(i) == "citing" || view_.Lower(i) == "quoting";
    if ((upos == "VERB" && !cites) || upos == "AUX" || view_.QuoteAt(i) >= 0) break;
    if (view_.Lower(i) == ";") break;
    // "held its hearing in the hope that": the noun's own.
    const std::string_view lemma = tree_.Lemma(i);
    if (IsAttributionNoun(lemma) && !IsDocumentNoun(lemma)) break;
    if (view_.Lower(i) != "that" || upos != "SCONJ") continue;
    const int64_t head = tree_.Head(i);
    return head > i && tree_.Phrase(static_cast<uint32_t>(head)).begin <= i ? head : -1;
  }
  return -1;
}

// "promised to pay", "urged X to pay", "denied paying", "called on X to pay".
std::optional<ReportedReading> ReportedSpeechRules::Deed(uint32_t verb,
                                                         const AttributionVerb& kind) const {
  const uint16_t deeds = kTakesInfinitive | kTakesRequest | kTakesGerund;
  if ((kind.takes & deeds) == 0) return std::nullopt;
  ReportedReading reading;
  int64_t told = -1;  // Whom something is promised.
  int64_t obj = ChildAfter(verb, "obj");
  if (obj < 0) obj = ChildAfter(verb, "iobj");
  for (const std::string_view relation : {"xcomp", "ccomp", "advcl", "acl"}) {
    // "urged X to pay": the infinitive may be called one of X.
    const bool below = relation == "acl";
    const int64_t deed = !below     ? ChildAfter(verb, relation)
                         : obj >= 0 ? ChildAfter(static_cast<uint32_t>(obj), relation)
                                    : -1;
    if (deed < 0) continue;
    const auto head = static_cast<uint32_t>(deed);
    const int64_t mark = tree_.Child(head, "mark");
    const bool infinitive = view_.Lower(mark) == "to" && mark > verb;
    const bool gerund = mark < 0 && view_.Lower(head).ends_with("ing");
    const int64_t on = kind.lemma == "call"
                           ? std::max(ChildWithCase(verb, "on"), ChildWithCase(verb, "upon"))
                       : kind.lemma == "appeal" ? ChildWithCase(verb, "to")
                                                : -1;
    const bool asked = obj >= 0 && obj < deed;
    if (infinitive && (kind.takes & kTakesRequest) != 0 &&
        (asked || on >= 0 || kind.lemma == "ask" || kind.lemma == "beg")) {
      if (kind.lemma == "call" && on < 0) continue;
      reading.rule = "statement.reported.request";
      reading.confidence = 0.76;
      reading.addressee = asked ? obj : on;
    } else if (infinitive && (kind.takes & kTakesInfinitive) != 0 &&
               (!asked || kind.lemma == "promise")) {
      if (asked) told = obj;
      reading.rule = "statement.reported.intention";
      reading.confidence = 0.72;
    } else if (gerund && (kind.takes & kTakesGerund) != 0 && relation != "advcl") {
      reading.rule = "statement.reported.deed";
      reading.confidence = 0.85;
    } else {
      continue;
    }
    TokenRange content = content_.OfPhrase(head, verb);
    if (infinitive) {
      // "not to pay".
      content.begin = static_cast<uint32_t>(mark);
      if (view_.Lower(mark - 1) == "not") --content.begin;
    }
    if (content.begin >= content.end) continue;
    reading.content = {content};
    if (infinitive && reading.addressee >= 0) AddAsked(reading);
    if (told >= 0) reading.addressee = told;
    return reading;
  }
  return std::nullopt;
}

// "urged [the mayor to resign]": what is asked for is that the mayor does it.
void ReportedSpeechRules::AddAsked(ReportedReading& reading) const {
  TokenRange& deed = reading.content.front();
  TokenRange asked = tree_.Phrase(static_cast<uint32_t>(reading.addressee));
  const int64_t preposition = tree_.Child(static_cast<uint32_t>(reading.addressee), "case");
  if (preposition == asked.begin) ++asked.begin;
  asked.end = std::min(asked.end, deed.begin);
  if (asked.empty() || asked.end > deed.begin) return;
  if (asked.end == deed.begin) {
    deed.begin = asked.begin;
  } else {
    reading.content.insert(reading.content.begin(), asked);
  }
}

// "called X a fraud", "described X as a fraud", "accused X of fraud".
std::optional<ReportedReading> ReportedSpeechRules::Named(uint32_t verb,
                                                          const AttributionVerb& kind) const {
  if ((kind.takes & (kTakesNaming | kTakesCharge)) == 0) return std::nullopt;
  int64_t named = ChildAfter(verb, "iobj");
  if (named < 0) named = ChildAfter(verb, "obj");
  if (named < 0) return std::nullopt;
  const bool charge = (kind.takes & kTakesCharge) != 0;
  int64_t name = ChildWithCase(verb, charge ? "of" : "as");
  const bool bare = kind.lemma == "call" || kind.lemma == "label" || kind.lemma == "dub" ||
                    kind.lemma == "consider";
  if (name < 0 && bare) {
    for (const uint32_t child : tree_.Children(verb)) {
      const std::string_view relation = tree_.Relation(child);
      if (child > named && (relation == "xcomp" || relation == "obj" || relation == "ccomp")) {
        name = child;
      }
    }
  }
  const bool quoted = !charge && name < 0 && HoldsQuote(tree_.Phrase(static_cast<uint32_t>(named)));
  if (quoted) name = named;
  if (name < named || (name == named && !quoted)) return std::nullopt;
  ReportedReading reading;
  reading.rule = charge ? "statement.reported.charge" : "statement.reported.naming";
  reading.confidence = 0.83;
  TokenRange content = content_.OfPhrase(static_cast<uint32_t>(name), verb);
  content.begin = tree_.Phrase(static_cast<uint32_t>(named)).begin;
  reading.content = {content};
  if (charge) {
    // Of whom it is said is the addressee.
    reading.addressee = named;
    reading.words = {std::min(tree_.Phrase(static_cast<uint32_t>(name)).begin + 1, content.end),
                     content.end};
  }
  return reading;
}

// True if quoted words begin inside the phrase.
bool ReportedSpeechRules::HoldsQuote(TokenRange range) const {
  for (uint32_t i = range.begin + 1; i < range.end; ++i) {
    if (view_.QuoteAt(i) >= 0 && view_.QuoteAt(range.begin) != view_.QuoteAt(i)) return true;
  }
  return false;
}

// "stressed [the need] for a pier": what goes with the noun may be called the
// verb's.
TokenRange ReportedSpeechRules::WithComplements(uint32_t verb, TokenRange content) const {
  for (const uint32_t child : tree_.Children(verb)) {
    const TokenRange phrase = tree_.Phrase(child);
    if (phrase.begin != content.end || !tree_.HasRelation(child, "obl")) continue;
    const std::string_view word = view_.Lower(phrase.begin);
    const bool of_noun = word == "for" || word == "of" || word == "to" || word == "between" ||
                         word == "against" || word == "with";
    if (of_noun && !IsOccasionNoun(tree_.Lemma(child))) content.end = phrase.end;
  }
  return content_.Trimmed(content_.WithoutClosingFrame(content));
}

// "[The poll showed] Example losing voters": all that follows the verb.
TokenRange ReportedSpeechRules::Finding(uint32_t verb, TokenRange content) const {
  for (const uint32_t child : tree_.Children(verb)) {
    const TokenRange phrase = tree_.Phrase(child);
    if (child < content.end || view_.Lower(phrase.begin) == ",") continue;
    const std::string_view relation = tree_.Relation(child);
    if (relation == "xcomp" || relation == "ccomp" || relation == "obl" || relation == "obj") {
      content.end = std::max(content.end, phrase.end);
    }
  }
  return content_.Trimmed(content);
}

// "stressed the need", "called for calm", "warned of floods".
std::optional<ReportedReading> ReportedSpeechRules::Phrase(uint32_t verb,
                                                           const AttributionVerb& kind,
                                                           const SpeechSource& speaker) const {
  int64_t phrase = -1;
  const bool finding = (kind.takes & kIsEvidence) != 0 && speaker.mention == nullptr &&
                       IsFindingNoun(tree_.Lemma(speaker.head));
  if ((kind.takes & kTakesPhrase) != 0 || finding) phrase = ChildAfter(verb, "obj");
  int64_t preposition = -1;
  const auto after = [&](std::string_view word) {
    if (phrase >= 0) return;
    phrase = ChildWithCase(verb, word);
    if (phrase < 0) return;
    preposition = tree_.Child(static_cast<uint32_t>(phrase), "case");
    if (preposition < 0) preposition = tree_.Child(static_cast<uint32_t>(phrase), "mark");
  };
  if (kind.lemma == "call" || kind.lemma == "appeal") after("for");
  if (kind.lemma == "warn" || kind.lemma == "speak" || kind.lemma == "complain" ||
      kind.lemma == "announce") {
    after("of");
    after("about");
    after("against");
  }
  int64_t told = -1;
  if (phrase < 0 && (kind.takes & kTakesPhrase) != 0) {
    // "reiterated to President Example the support": it may be called his.
    told = ChildWithCase(verb, "to");
    if (told >= 0) phrase = ChildAfter(static_cast<uint32_t>(told), "appos");
  }
  if (phrase < 0) return std::nullopt;
  TokenRange content = content_.OfPhrase(static_cast<uint32_t>(phrase), verb);
  content = WithComplements(verb, content);
  if (finding) content = Finding(verb, content);
  if (preposition >= 0 && view_.Lower(preposition) != "against") {
    content.begin = std::max(content.begin, static_cast<uint32_t>(preposition) + 1);
  }
  for (uint32_t i = content.begin; i < std::min(content.end, content.begin + 4); ++i) {
    if (IsFeeling(view_.Lower(i))) return std::nullopt;
  }
  if (content.end < content.begin + kShortestPhrase) return std::nullopt;
  // "affirmed the need for calm during a meeting": when it was affirmed.
  for (uint32_t i = content.begin + kShortestPhrase; i < content.end; ++i) {
    if (view_.Lower(i) == "during" && view_.QuoteAt(i) < 0) content.end = i;
  }
  ReportedReading reading;
  reading.addressee = told;
  reading.content = {content};
  reading.rule = "statement.reported.phrase";
  reading.confidence = 0.8;
  return reading;
}

// "According to Example, CLAUSE", "CLAUSE, according to Example".
void ReportedSpeechRules::HandleAccordingTo(uint32_t at) {
  int64_t head = tree_.Head(at);
  if (head < at) head = ChildAfter(at, "obl") >= 0 ? ChildAfter(at, "obl") : ChildAfter(at, "obj");
  if (head < at + 2 || head >= sentence_.end) return;
  const auto speaker = finder_.OfPhrase(static_cast<uint32_t>(head), true);
  if (!speaker.has_value()) return;
  const uint32_t end = std::max(tree_.Phrase(static_cast<uint32_t>(head)).end, at + 3);
  WriteAround({at, end}, static_cast<uint32_t>(head), *speaker, at,
              "statement.reported.according_to", 0.88);
}

// "In Example's view, CLAUSE".
void ReportedSpeechRules::HandleInView(uint32_t noun) {
  const int64_t owner = tree_.Child(noun, "nmod:poss");
  const TokenRange phrase = tree_.Phrase(noun);
  if (owner < 0 || view_.Lower(phrase.begin) != "in") return;
  const auto speaker = finder_.OfPhrase(static_cast<uint32_t>(owner), true);
  if (!speaker.has_value()) return;
  TokenRange frame = phrase;
  if (view_.Lower(frame.end - 1) == ",") --frame.end;
  if (frame.end - 1 != noun) return;
  WriteAround(frame, noun, *speaker, noun, "statement.reported.in_view", 0.8);
}

// The clause around a phrase that attributes; `head` is the phrase's.
void ReportedSpeechRules::WriteAround(TokenRange frame, uint32_t head, const SpeechSource& speaker,
                                      uint32_t cue, std::string_view rule, double confidence) {
  // A quotation has its own frame; this passes it on.
  if (InWholeQuote(sentence_.begin)) return;
  uint32_t clause = head;
  for (int hop = 0; hop < kMostHops && tree_.Head(clause) >= 0; ++hop) {
    clause = static_cast<uint32_t>(tree_.Head(clause));
    const std::string_view relation = tree_.Relation(clause);
    if (relation == "ccomp" || relation == "parataxis" || relation == "acl:relcl") break;
  }
  const TokenRange around = tree_.Phrase(clause);
  ReportedReading reading;
  reading.rule = rule;
  reading.confidence = confidence;
  const TokenRange left = content_.Trimmed({std::min(around.begin, frame.begin), frame.begin});
  const bool opens = left.size() < kShortestContent;
  if (!opens) reading.content.push_back(left);
  if (frame.end < around.end && (opens || clause >= frame.end)) {
    const TokenRange right =
        content_.Trimmed(content_.WithoutClosingFrame({frame.end, around.end}));
    if (!right.empty()) reading.content.push_back(right);
  }
  Write(reading, speaker, cue, {});
}

void ReportedSpeechRules::Write(const ReportedReading& reading, const SpeechSource& speaker,
                                uint32_t cue, std::vector<uint32_t> relays) {
  uint32_t words = 0;
  StatementFinding finding;
  for (const TokenRange part : reading.content) {
    if (part.begin >= part.end) return;
    words += part.size();
    finding.content.push_back(view_.Span(part));
  }
  if (!reading.words.empty()) finding.words = view_.Span(reading.words);
  if (words < kShortestContent || ++written_ > kMostPerSentence) return;
  finding.rule = reading.rule;
  finding.speaker = speaker;
  finding.cue = cue;
  finding.confidence = reading.confidence;
  finding.planned = IsPlanned(cue);
  finding.relays = std::move(relays);
  finding.addressee = reading.addressee;
  writer_.Write(finding);
}

}  // namespace dateline::patterns

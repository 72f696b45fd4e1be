#include "services/extraction/patterns/speech_source.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>

namespace dateline::patterns {
namespace {

constexpr int kMostHops = 8;
// Words with more dependents than this are lists; nobody speaks there.
constexpr size_t kMostChildren = 200;
// What describes a noun further than this after it is left out of its phrase.
constexpr uint32_t kLongestPhrase = 14;

// "officials", "supporters": more nouns for people than the title lists hold.
bool IsPeopleNoun(std::string_view lemma) {
  static const auto* const kNouns = new std::unordered_set<std::string_view>{
      "administration", "agency",       "aide",         "ally",        "alliance",
      "army",           "association",  "attendee",     "audience",    "author",
      "authority",      "backer",       "bank",         "bloc",        "board",
      "brother",        "caller",       "camp",         "campaign",    "candidate",
      "channel",        "citizen",      "coalition",    "commentator", "commission",
      "community",      "half",         "majority",     "percent",     "quarter",
      "third",          "attorney",     "committee",    "company",     "congressman",
      "congresswoman",  "council",      "country",      "court",       "critic",
      "crowd",          "daughter",     "delegation",   "democrat",    "department",
      "detractor",      "employee",     "family",       "fan",         "father",
      "federation",     "firm",         "former",       "friend",      "government",
      "group",          "guest",        "host",         "husband",     "immigrant",
      "individual",     "insider",      "jury",         "king",        "kingdom",
      "lawyer",         "lawmaker",     "man",          "media",       "member",
      "military",       "ministry",     "mission",      "mother",      "movement",
      "neighbor",       "neighbour",    "network",      "newspaper",   "nominee",
      "observer",       "office",       "officer",      "official",    "opponent",
      "opposition",     "organisation", "organization", "outlet",      "owner",
      "paper",          "parent",       "participant",  "party",       "passenger",
      "people",         "person",       "police",       "pollster",    "press",
      "protester",      "proponent",    "publication",  "pundit",      "relative",
      "republican",     "republic",     "resident",     "scholar",     "school",
      "service",        "sister",       "skeptic",      "soldier",     "son",
      "source",         "spokesman",    "spokesperson", "spokeswoman", "staff",
      "staffer",        "station",      "strategist",   "supporter",   "survivor",
      "team",           "trader",       "union",        "university",  "victim",
      "villager",       "volunteer",    "voter",        "watchdog",    "wife",
      "witness",        "woman",        "worker",       "youth"};
  return kNouns->contains(lemma);
}

// "strategist", "voter": nouns whose ending makes them people, with the most
// frequent exceptions.
bool EndsAsPerson(std::string_view lemma) {
  static const auto* const kThings = new std::unordered_set<std::string_view>{
      "answer",     "barrier", "behavior",   "border",   "cancer",   "center",   "chapter",
      "character",  "charter", "cluster",    "computer", "corner",   "corridor", "counter",
      "cover",      "danger",  "debtor",     "dinner",   "disaster", "disorder", "error",
      "factor",     "favor",   "fever",      "filter",   "flavor",   "floor",    "harbor",
      "helicopter", "honor",   "indicator",  "labor",    "ladder",   "layer",    "letter",
      "majority",   "manner",  "matter",     "meter",    "minor",    "monitor",  "mirror",
      "motor",      "murder",  "number",     "offer",    "order",    "paper",    "plaster",
      "poster",     "power",   "prayer",     "priority", "quarter",  "reactor",  "river",
      "rumor",      "sector",  "shelter",    "shoulder", "slander",  "summer",   "sweater",
      "tenor",      "terror",  "theater",    "tower",    "trailer",  "transfer", "trigger",
      "tutor",      "vapor",   "water",      "weather",  "winter",   "wonder",   "year",
      "grant",      "plant",   "restaurant", "warrant",  "list",     "twist"};
  const bool ending = lemma.ends_with("er") || lemma.ends_with("or") || lemma.ends_with("ist") ||
                      lemma.ends_with("ian") || lemma.ends_with("ant") || lemma.ends_with("man") ||
                      lemma.ends_with("woman");
  return ending && lemma.size() > 4 && !kThings->contains(lemma);
}

bool IsArticle(std::string_view lower) {
  return lower == "the" || lower == "a" || lower == "an" || lower == "this" || lower == "that" ||
         lower == "these" || lower == "those";
}

bool IsRelativePronoun(std::string_view lower) {
  return lower == "who" || lower == "which" || lower == "that";
}

// Verbs whose infinitive is said by their own subject: "went on to say".
bool LetsSpeak(std::string_view lemma) {
  return lemma == "go" || lemma == "begin" || lemma == "start" || lemma == "continue" ||
         lemma == "appear" || lemma == "seem" || lemma == "come" || lemma == "proceed" ||
         lemma == "use" || lemma == "hasten" || lemma == "quick" || lemma == "keep";
}

}  // namespace

bool SpeechSourceFinder::CanSpeak(const EntityMention& mention) const {
  const EntityType type = view_.TypeOf(mention);
  return type == EntityType::kPerson || type == EntityType::kOrganization ||
         type == EntityType::kGpe || type == EntityType::kGroup;
}

bool SpeechSourceFinder::IsPassive(uint32_t verb) const {
  if (tree_.Children(verb).size() > kMostChildren) return false;
  for (const uint32_t child : tree_.Children(verb)) {
    const std::string_view relation = tree_.Relation(child);
    if (relation == "aux:pass" || relation == "nsubj:pass") return true;
  }
  return false;
}

// "Asked whether", "a plan announced by": a past participle without a subject.
bool SpeechSourceFinder::IsReducedPassive(uint32_t verb) const {
  const std::string_view relation = tree_.Relation(verb);
  if (relation != "advcl" && relation != "acl") return false;
  return tree_.HasFeature(verb, "VerbForm=Part") && tree_.HasFeature(verb, "Tense=Past") &&
         tree_.Child(verb, "aux") < 0 && OwnSubject(verb) < 0;
}

int64_t SpeechSourceFinder::Agent(uint32_t verb) const {
  for (const uint32_t child : tree_.Children(verb)) {
    if (!tree_.HasRelation(child, "obl")) continue;
    const int64_t preposition = tree_.Child(child, "case");
    if (preposition >= 0 && view_.Lower(preposition) == "by") return child;
  }
  return -1;
}

// The subject among the verb's own dependents: the nearest one, because a
// stray noun phrase at the start of the sentence may be taken for another.
int64_t SpeechSourceFinder::OwnSubject(uint32_t verb) const {
  if (tree_.Children(verb).size() > kMostChildren) return -1;
  int64_t best = -1;
  for (const uint32_t child : tree_.Children(verb)) {
    if (tree_.Relation(child) != "nsubj") continue;
    // Parts of one name may each be called the subject.
    if (best >= 0 && view_.MentionAt(best) != nullptr &&
        view_.MentionAt(best) == view_.MentionAt(child)) {
      continue;
    }
    if (best < 0 || child < verb) best = child;
  }
  if (best < 0) best = InvertedSubject(verb);
  if (best < 0) best = DescribedSubject(verb);
  return best >= 0 ? best : SubjectRightBefore(verb);
}

// "..., Ada Brook, the mayor of Lima, said": the name before what describes it,
// which the parser may hang elsewhere.
int64_t SpeechSourceFinder::DescribedSubject(uint32_t verb) const {
  const uint32_t first = view_.SentenceAt(verb).tokens.begin;
  if (verb < first + 4 || view_.Lower(verb - 1) != ",") return -1;
  if (!tree_.HasFeature(verb, "VerbForm=Fin")) return -1;
  uint32_t comma = verb - 2;
  while (comma > first && verb - comma < kLongestPhrase && view_.Lower(comma) != ",") {
    if (tree_.Upos(comma) == "VERB" || tree_.Upos(comma) == "AUX") return -1;
    --comma;
  }
  const EntityMention* named = view_.MentionEndingAt(comma);
  if (named == nullptr || named->form != MentionForm::kName || comma + 2 >= verb ||
      view_.TypeOf(*named) != EntityType::kPerson || named->tokens.begin <= first) {
    return -1;
  }
  const bool opens = view_.Lower(named->tokens.begin - 1) == ",";
  return opens && IsArticle(view_.Lower(comma + 1)) ? static_cast<int64_t>(named->tokens.begin)
                                                    : -1;
}

// The noun phrase that ends right before a finite verb without a subject: the
// parser may hang it elsewhere ("In a meeting with the board Example said").
int64_t SpeechSourceFinder::SubjectRightBefore(uint32_t verb) const {
  if (tree_.Relation(verb) == "conj" || view_.Lower(verb).ends_with("ing")) return -1;
  int64_t at = static_cast<int64_t>(verb) - 1;
  for (int skipped = 0; at >= 0 && skipped < 4; ++skipped) {
    const std::string_view upos = tree_.Upos(at);
    if ((upos != "ADV" && upos != "AUX") || view_.NameAt(at) != nullptr) break;
    --at;
  }
  // A name may have any tag, and give its verb a wrong form.
  const bool named = at >= 0 && view_.NameAt(at) != nullptr;
  if (!named && !tree_.HasFeature(verb, "VerbForm=Fin")) return -1;
  if (at >= 0 && view_.Lower(at) == ")") {
    const int64_t limit = at - 8;
    while (at > 0 && at > limit && view_.Lower(at) != "(") --at;
    --at;
  }
  const uint32_t first = view_.SentenceAt(verb).tokens.begin;
  if (at < first) return -1;
  const auto noun = static_cast<uint32_t>(at);
  const std::string_view upos = tree_.Upos(noun);
  if (!named && upos != "NOUN" && upos != "PROPN" && upos != "PRON") return -1;
  if (tree_.HasFeature(noun, "Case=Acc") || IsRelativePronoun(view_.Lower(noun))) return -1;
  if (const EntityMention* mention = view_.MentionEndingAt(noun + 1);
      mention != nullptr && CanSpeak(*mention) && mention->tokens.begin > first &&
      tree_.Upos(mention->tokens.begin - 1) != "ADP") {
    return noun;
  }
  uint32_t top = noun;
  for (int hop = 0; hop < kMostHops; ++hop) {
    const int64_t head = tree_.Head(top);
    const std::string_view relation = tree_.Relation(top);
    const bool inside = head >= first && head < verb && tree_.Upos(head) != "VERB" &&
                        (relation == "nmod" || relation == "compound" || relation == "flat" ||
                         relation == "conj" || relation == "appos" || relation == "amod");
    if (!inside) break;
    top = static_cast<uint32_t>(head);
  }
  return top;
}

// '", announced the mayor': the parser may take who speaks for the object.
int64_t SpeechSourceFinder::InvertedSubject(uint32_t verb) const {
  const std::string_view before = view_.Lower(static_cast<int64_t>(verb) - 1);
  const bool joint = before == "," || before == "”" || before == "\"" || before == "’’";
  if (!joint || tree_.Relation(verb) == "conj" || tree_.Relation(verb) == "xcomp") return -1;
  if (view_.Lower(verb).ends_with("ing")) return -1;
  const AttributionVerb* kind = FindAttributionVerb(tree_.Lemma(verb));
  if (kind == nullptr || (kind->takes & kTakesQuote) == 0 || (kind->takes & kTakesRequest) != 0) {
    return -1;
  }
  for (const uint32_t child : tree_.Children(verb)) {
    const std::string_view relation = tree_.Relation(child);
    if (relation != "obj" && relation != "iobj") continue;
    return tree_.Phrase(child).begin == verb + 1 ? static_cast<int64_t>(child) : -1;
  }
  return -1;
}

int64_t SpeechSourceFinder::SubjectHead(uint32_t verb) const {
  uint32_t at = verb;
  for (int hop = 0; hop < kMostHops; ++hop) {
    if (hop > 0 && IsPassive(at)) {
      return tree_.Child(at, "nsubj:pass");
    }
    const int64_t subject = OwnSubject(at);
    const int64_t head = tree_.Head(at);
    const std::string_view relation = tree_.Relation(at);
    if (subject >= 0) {
      const bool relative =
          relation == "acl:relcl" && head >= 0 && IsRelativePronoun(view_.Lower(subject));
      return relative ? head : subject;
    }
    if (head < 0) return -1;
    if (relation == "acl" || relation == "acl:relcl") return head;
    if (relation == "xcomp" && hop == 0 && !LetsSpeak(tree_.Lemma(head)) &&
        tree_.HasFeature(at, "VerbForm=Inf")) {
      return -1;
    }
    const bool shares = relation == "conj" || relation == "xcomp" || relation == "advcl" ||
                        relation == "parataxis" || relation == "dep";
    if (!shares) return -1;
    // A verb joined to a noun has no subject there.
    if (tree_.Upos(head) == "NOUN" && tree_.Child(head, "cop") < 0) {
      return relation == "advcl" ? head : -1;
    }
    at = static_cast<uint32_t>(head);
  }
  return -1;
}

TokenRange SpeechSourceFinder::NounPhrase(uint32_t head) const {
  TokenRange range{head, head + 1};
  if (tree_.Children(head).size() > kMostChildren) return range;
  for (const uint32_t child : tree_.Children(head)) {
    const std::string_view relation = tree_.Relation(child);
    const TokenRange phrase = tree_.Phrase(child);
    if (child < head) {
      const bool before = relation != "punct" && relation != "cc" && relation != "case" &&
                          relation != "mark" && relation != "acl:relcl" && relation != "appos" &&
                          relation != "nsubj" && relation != "cop";
      if (before) range.begin = std::min(range.begin, phrase.begin);
      continue;
    }
    const bool comma = view_.Lower(phrase.begin) == "," ||
                       view_.Lower(static_cast<int64_t>(phrase.begin) - 1) == ",";
    if (relation == "flat" || relation == "compound") range.end = std::max(range.end, phrase.end);
    if (relation == "acl:relcl" || comma || view_.TimeAt(child) != nullptr) break;
    const bool after = relation == "nmod" || relation == "nmod:poss" || relation == "conj" ||
                       relation == "nummod" || relation == "amod" || relation == "appos" ||
                       relation == "nmod:desc" ||
                       (relation == "acl" && !view_.Lower(child).ends_with("ing"));
    if (after && phrase.end <= head + kLongestPhrase) range.end = std::max(range.end, phrase.end);
  }
  // A relative clause of a noun inside it.
  for (uint32_t i = head + 1; i + 1 < range.end; ++i) {
    const bool relative = view_.Lower(i) == "," && view_.Is(i + 1, WordClass::kClauseWord);
    const bool when = view_.TimeAt(i + 1) != nullptr && tree_.Upos(i) == "ADP";
    if (relative || when) range.end = i;
  }
  while (range.begin < head &&
         (IsArticle(view_.Lower(range.begin)) || !view_.IsWordToken(range.begin))) {
    ++range.begin;
  }
  return range;
}

// The mention that the phrase with this head names: one over the head, or the
// person that follows a title as its apposition.
const EntityMention* SpeechSourceFinder::MentionOf(uint32_t head, TokenRange phrase) const {
  for (const uint32_t child : tree_.Children(head)) {
    const std::string_view relation = tree_.Relation(child);
    if (relation != "appos" && relation != "flat" && relation != "compound" &&
        relation != "nmod:desc") {
      continue;
    }
    const EntityMention* named = view_.MentionAt(child);
    if (named == nullptr || named->form != MentionForm::kName ||
        view_.TypeOf(*named) != EntityType::kPerson) {
      continue;
    }
    if (view_.NameAt(head) == nullptr && child > head) return named;
  }
  // "the head of the region, Jane Example, said", with her hung from the region.
  for (const uint32_t place : tree_.ChildrenWith(head, "nmod")) {
    if (!view_.Is(head, WordClass::kTitleHead) || place < head) continue;
    for (const uint32_t apposed : tree_.ChildrenWith(place, "appos")) {
      const EntityMention* named = view_.MentionAt(apposed);
      if (named != nullptr && named->form == MentionForm::kName &&
          view_.TypeOf(*named) == EntityType::kPerson) {
        return named;
      }
    }
  }
  // "the president of Chile Jane Example".
  if (view_.Is(head, WordClass::kTitleHead)) {
    const EntityMention* last = view_.MentionEndingAt(phrase.end);
    if (last != nullptr && last->form == MentionForm::kName && last->tokens.begin > head + 2 &&
        view_.TypeOf(*last) == EntityType::kPerson && view_.NameAt(last->tokens.begin - 1)) {
      return last;
    }
  }
  return view_.MentionAt(head);
}

// "the ministry's statement", "his report": whose paper it is.
const EntityMention* SpeechSourceFinder::OwnerOf(uint32_t head) const {
  for (const uint32_t child : tree_.Children(head)) {
    const std::string_view relation = tree_.Relation(child);
    bool owns = relation == "nmod:poss" || relation == "compound";
    if (relation == "nmod" || relation == "obl") {
      const int64_t preposition = tree_.Child(child, "case");
      const std::string_view word = preposition < 0 ? "" : view_.Lower(preposition);
      owns = word == "by" || word == "from";
    }
    if (!owns) continue;
    const EntityMention* owner = view_.MentionAt(child);
    if (owner != nullptr && CanSpeak(*owner)) return owner;
  }
  return nullptr;
}

bool SpeechSourceFinder::IsSpeakingNoun(uint32_t head) const {
  const std::string lower = nlp::LowerCase(tree_.Lemma(head));
  const std::string_view lemma = lower;
  return IsPeopleNoun(lemma) || EndsAsPerson(lemma) || IsDocumentNoun(lemma) ||
         IsFindingNoun(lemma) || nlp::IsWord(WordClass::kTitleHead, lemma) ||
         nlp::IsWord(WordClass::kOccupation, lemma) ||
         nlp::IsWord(WordClass::kOrganizationHead, lemma) ||
         nlp::IsWord(WordClass::kGroupNoun, lemma) || nlp::IsWord(WordClass::kAgencyWord, lemma);
}

std::optional<SpeechSource> SpeechSourceFinder::OfPhrase(uint32_t head, bool any_noun) const {
  SpeechSource source;
  source.head = head;
  source.range = NounPhrase(head);
  source.plural = tree_.HasFeature(head, "Number=Plur");
  const EntityMention* mention = MentionOf(head, source.range);
  if (mention != nullptr && CanSpeak(*mention)) {
    source.mention = mention;
    source.range.begin = std::min(source.range.begin, mention->tokens.begin);
    source.range.end = std::max(source.range.end, mention->tokens.end);
    return source;
  }
  if (mention != nullptr && mention->form == MentionForm::kPronoun) return std::nullopt;
  const std::string_view upos = tree_.Upos(head);
  if (upos == "PRON" || upos == "DET") {
    const std::string_view lower = view_.Lower(head);
    const bool people = lower == "some" || lower == "many" || lower == "others" ||
                        lower == "several" || lower == "both" || lower == "everyone" ||
                        lower == "one" || lower == "most" || lower == "few" || lower == "those" ||
                        lower == "each" || lower == "all";
    if (!people) return std::nullopt;
    source.plural = true;
    return source;
  }
  if (IsDocumentNoun(tree_.Lemma(head))) source.mention = OwnerOf(head);
  if (source.mention != nullptr) return source;
  const bool noun = upos == "NOUN" || upos == "PROPN" || upos == "ADJ" || upos == "NUM";
  if (!noun || (!any_noun && !IsSpeakingNoun(head))) return std::nullopt;
  if (view_.TimeAt(head) != nullptr) return std::nullopt;
  if (view_.Lower(source.range.begin) == "whose") return std::nullopt;
  return source;
}

std::optional<SpeechSource> SpeechSourceFinder::OfVerb(uint32_t verb,
                                                       const AttributionVerb& kind) const {
  const bool passive = IsPassive(verb) || IsReducedPassive(verb);
  const int64_t head = passive ? Agent(verb) : SubjectHead(verb);
  if (head < 0) return std::nullopt;
  const bool any_noun = (kind.takes & kIsPlain) != 0;
  return OfPhrase(static_cast<uint32_t>(head), any_noun);
}

}  // namespace dateline::patterns

#include "services/extraction/nlp/names/name_candidate.h"

#include <algorithm>

#include "services/extraction/nlp/lexicon/lexicon.h"
#include "services/extraction/nlp/names/name_cues.h"
#include "services/extraction/nlp/names/unlisted_states.h"

namespace dateline::nlp {
namespace {

class NameDecider {
 public:
  NameDecider(const AnnotatedDocument& document, const DocumentWords& words,
              const std::unordered_set<std::string_view>& capital_seen,
              std::vector<NameCandidate>& candidates)
      : document_(document), words_(words), capital_seen_(capital_seen), candidates_(candidates) {}

  // Gives undecided names the type that the document shows elsewhere.
  void Run() {
    std::unordered_set<std::string_view> person_words;
    for (const NameCandidate& c : candidates_) {
      if (c.name.type != NameType::kPerson) continue;
      person_words.insert(words_.Lower(c.name.tokens.end - 1));
      if (c.strength == NameStrength::kStrong)
        person_words.insert(words_.Lower(c.name.tokens.begin));
    }
    for (NameCandidate& c : candidates_) {
      if (c.strength == NameStrength::kUndecided) Decide(c, person_words);
      if (c.strength != NameStrength::kWeak) continue;
      MarkExplainedAbbreviation(c);
      MarkDescribedBody(c);
    }
    std::erase_if(candidates_,
                  [](const NameCandidate& c) { return c.strength == NameStrength::kUndecided; });
  }

 private:
  void SetType(NameCandidate& c, NameType type, EntityType entity_type) {
    c.name.type = type;
    c.name.entity_type = entity_type;
    c.strength = NameStrength::kWeak;
  }

  // "Capitalised Name (CN)": a body.
  void MarkExplainedAbbreviation(NameCandidate& c) {
    const uint32_t end = c.name.tokens.end;
    const std::string_view open = words_.Lower(end);
    if ((open == "(" || open == "[") && end + 2 < document_.tokens.size() &&
        IsAllUpper(document_.Form(end + 1)) && document_.Form(end + 1).size() >= 2 &&
        (words_.Lower(end + 2) == ")" || words_.Lower(end + 2) == "]")) {
      SetType(c, NameType::kOrganization, EntityType::kOrganization);
    }
  }

  // "the opposition party Open Shore", "Open Shore, a movement": a body; "the
  // ferry Blue Gull": a thing.
  void MarkDescribedBody(NameCandidate& c) {
    const int64_t before = static_cast<int64_t>(c.name.tokens.begin) - 1;
    const uint32_t end = c.name.tokens.end;
    bool body = words_.Is(before, WordClass::kGroupNoun) && !words_.Upper(before);
    body |= words_.Is(end, WordClass::kGroupNoun) && !words_.Upper(end);
    const std::string_view article = words_.Lower(end + 1);
    if (words_.Lower(end) == "," && (article == "a" || article == "an" || article == "the")) {
      for (uint32_t i = end + 2; i < end + 5 && words_.IsWordToken(i); ++i) {
        body |= words_.Is(i, WordClass::kGroupNoun) && !words_.Is(i + 1, WordClass::kTitleHead) &&
                !words_.Is(i + 1, WordClass::kOccupation);
        if (words_.Is(i, WordClass::kTitleHead) || words_.Is(i, WordClass::kOccupation)) return;
      }
    }
    body |= words_.Lower(end) == "(" && words_.Lower(end + 1) == "banned";
    if (body) SetType(c, NameType::kOrganization, EntityType::kOrganization);
    if (IsVesselNoun(words_.Lower(before))) SetType(c, NameType::kProduct, EntityType::kProduct);
  }

  void Decide(NameCandidate& c, const std::unordered_set<std::string_view>& person_words) {
    const TokenRange range = c.name.tokens;
    if (range.size() == 1 && person_words.contains(words_.Lower(range.begin))) {
      SetType(c, NameType::kPerson, EntityType::kPerson);
      return;
    }
    MarkExplainedAbbreviation(c);
    if (c.strength != NameStrength::kUndecided) return;
    const std::string_view after = words_.Lower(range.end);
    const int64_t before = static_cast<int64_t>(range.begin) - 1;
    if (range.size() == 1 && SentenceStart(range.begin) &&
        !capital_seen_.contains(words_.Lower(range.begin))) {
      if (IsSpeechVerb(after)) SetType(c, NameType::kPerson, EntityType::kPerson);
      // "Norlandian President Ana Brook said", "Norland's foreign minister
      // said": not words of the language.
      const bool adjective = words_.Upper(range.end) && IsStateTitle(range.end) &&
                             MayBeStateAdjective(words_.Lower(range.begin));
      const bool possessor = (after == "'s" || after == "’s") && IsStateTitle(range.end + 1);
      if (adjective || possessor) {
        SetType(c, NameType::kMisc, EntityType::kUnspecified);
      }
      return;
    }
    if (after == "reported" || after == "reports") {
      SetType(c, NameType::kOrganization, EntityType::kOrganization);
    } else if (words_.Lower(before) == "in" || words_.Lower(before) == "near") {
      SetType(c, NameType::kLocation, EntityType::kLocation);
    } else if (range.size() >= 2) {
      SetType(c, NameType::kMisc, EntityType::kOrganization);
    } else if (IsSpeechVerb(after)) {
      SetType(c, NameType::kPerson, EntityType::kPerson);
    } else {
      SetType(c, NameType::kMisc, EntityType::kUnspecified);
    }
  }

  // "President", "deputy prime minister", all with a capital or all without,
  // from `at` on.
  bool IsStateTitle(uint32_t at) const {
    const bool upper = words_.Upper(at);
    uint32_t i = at;
    while (i < at + 3 && words_.Upper(i) == upper && words_.Is(i, WordClass::kTitleModifier) &&
           !words_.Is(i, WordClass::kStateTitle)) {
      ++i;
    }
    return words_.Upper(i) == upper && words_.Is(i, WordClass::kStateTitle);
  }

  bool SentenceStart(uint32_t token) const {
    const Sentence* sentence = document_.SentenceOf(token);
    return sentence != nullptr && FirstWord(words_, *sentence) == token;
  }

  const AnnotatedDocument& document_;
  const DocumentWords& words_;
  const std::unordered_set<std::string_view>& capital_seen_;
  std::vector<NameCandidate>& candidates_;
};

}  // namespace

uint32_t FirstWord(const DocumentWords& words, const Sentence& sentence) {
  uint32_t i = sentence.tokens.begin;
  while (i < sentence.tokens.end && !words.IsWordToken(i)) ++i;
  return i;
}

void DecideNames(const AnnotatedDocument& document, const DocumentWords& words,
                 const std::unordered_set<std::string_view>& capital_seen,
                 std::vector<NameCandidate>& candidates) {
  NameDecider(document, words, capital_seen, candidates).Run();
}

}  // namespace dateline::nlp

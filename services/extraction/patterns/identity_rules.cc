#include "services/extraction/patterns/identity_rules.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "services/extraction/nlp/lexicon/alias_cues.h"
#include "services/extraction/patterns/clause_factuality.h"

namespace dateline::patterns {
namespace {

constexpr uint32_t kLongestKind = 8;  // Words of "regional trade bloc".

// Bodies that are part of another body or of a state.
bool IsSubBody(std::string_view lower) {
  static const auto* const kHeads = new std::unordered_set<std::string_view>{
      "council", "committee",  "secretariat", "commission", "assembly", "parliament", "court",
      "army",    "board",      "congress",    "bureau",     "forces",   "senate",     "navy",
      "office",  "department", "directorate", "duma",       "chamber",  "presidium",  "branch"};
  return kHeads->contains(lower);
}

class IdentityFinder {
 public:
  IdentityFinder(const DocumentView& view, FactSink& sink) : view_(view), sink_(sink) {}

  void Run() {
    for (const EntityMention& mention : view_.document().mentions) {
      const nlp::Sentence& sentence = view_.SentenceAt(mention.tokens.begin);
      if (sentence.block != nlp::BlockKind::kBody) continue;
      end_ = sentence.tokens.end;
      begin_ = sentence.tokens.begin;
      AlsoKnownAs(mention);
      KnownAs(mention);
      Copula(mention);
      Apposition(mention);
      Occupation(mention);
      PartOf(mention);
    }
  }

 private:
  // "Example Trade Union (ETU)".
  void AlsoKnownAs(const EntityMention& full) {
    if (full.form != MentionForm::kName || full.tokens.size() < 2) return;
    const std::string_view open = view_.Lower(full.tokens.end);
    if (open != "(" && open != "[") return;
    const EntityMention* brief = view_.MentionBeginningAt(full.tokens.end + 1);
    if (brief == nullptr || brief->entity != full.entity) return;
    const std::string_view close = view_.Lower(brief->tokens.end);
    if (close != ")" && close != "]") return;
    const std::string form(view_.document().Text(brief->span));
    // "Fishing Council (NFC)": a name of which we read too little.
    if (full.tokens.size() == 2 && form.size() >= 3 &&
        form.front() != view_.Entity(full).name.front()) {
      return;
    }
    if (form == view_.Entity(full).name || !aliases_.insert({full.entity, form}).second) return;
    Relation relation{view_.Reference(full), form, {}};
    sink_.AddRelation("relation.also_known_as.parenthesis", "also_known_as", std::move(relation),
                      view_.Span({full.tokens.begin, brief->tokens.end + 1}), 0.95);
  }

  // "Jane Example, better known as Mira Other": names of one entity.
  void KnownAs(const EntityMention& full) {
    if (full.form != MentionForm::kName) return;
    const uint32_t limit = std::min(end_, full.tokens.end + nlp::kLongestAliasGap + 1);
    std::vector<std::string_view> between;
    for (uint32_t i = full.tokens.end; i < limit; ++i) {
      const EntityMention* other = view_.MentionBeginningAt(i);
      if (other == nullptr || other->form != MentionForm::kName) {
        between.push_back(view_.Lower(i));
        continue;
      }
      const std::string form(view_.document().Text(other->span));
      if (other->entity != full.entity || form == view_.Entity(full).name) return;
      if (!nlp::SaysAlias(between) || !aliases_.insert({full.entity, form}).second) return;
      Relation relation{view_.Reference(full), form, {}};
      sink_.AddRelation("relation.also_known_as.known_as", "also_known_as", std::move(relation),
                        view_.Span({full.tokens.begin, other->tokens.end}), 0.9);
      return;
    }
  }

  // One past the noun phrase that starts at `at` ("regional trade bloc"), or
  // `at` if it does not end in a noun for a kind of thing.
  uint32_t KindEnd(uint32_t at) const {
    uint32_t stop = at;
    while (stop < end_ && stop - at < kLongestKind) {
      const std::string_view word = view_.Lower(stop);
      if (!view_.IsWordToken(stop) || view_.Is(stop, WordClass::kFunctionWord)) break;
      const bool participle = word.ends_with("ed") && stop > at && word.size() > 4;
      if (participle && view_.Is(stop - 1, WordClass::kClassNoun)) break;
      ++stop;
    }
    while (stop > at && !view_.Is(stop - 1, WordClass::kClassNoun)) --stop;
    return stop;
  }

  void EmitIsA(std::string_view rule, const EntityMention& subject, TokenRange kind, uint32_t from,
               double confidence) {
    const std::string text = nlp::LowerCase(view_.Text(kind));
    // "Peru, a country that ...": known anyway.
    if (text == "country" || text == "nation" || text == "state" || text == "city" ||
        text == "town" || text == "person" || text == "company" || text == "member") {
      return;
    }
    if (!kinds_.insert({subject.entity, text}).second) return;
    Relation relation{view_.Reference(subject), text, {}};
    DraftFact& draft = sink_.AddRelation(rule, "is_a", std::move(relation),
                                         view_.Span({from, kind.end}), confidence);
    draft.fact.attestation.factuality = FactualityAt(view_, kind.begin);
  }

  // "The ETU (...) is a regional bloc".
  void Copula(const EntityMention& subject) {
    if (subject.form == MentionForm::kPronoun || view_.IsPossessive(subject.tokens.end)) return;
    uint32_t at = subject.tokens.end;
    if (view_.Lower(at) == "(") {
      while (at < end_ && view_.Lower(at) != ")") ++at;
      ++at;
    }
    const std::string_view verb = view_.Lower(at);
    if (verb != "is" && verb != "was" && verb != "remains" && verb != "became") return;
    const std::string_view article = view_.Lower(at + 1);
    if (article != "a" && article != "an") return;
    // The subject opens its clause.
    const std::string_view before = view_.Lower(static_cast<int64_t>(subject.tokens.begin) - 1);
    if (view_.Is(static_cast<int64_t>(subject.tokens.begin) - 1, WordClass::kPreposition) &&
        before != "that") {
      return;
    }
    const uint32_t stop = KindEnd(at + 2);
    if (stop == at + 2) return;
    EmitIsA("relation.is_a.copula", subject, {at + 2, stop}, subject.tokens.begin, 0.88);
  }

  // "Peru, a South American country, ..."; "Jane Example, a human rights lawyer".
  void Apposition(const EntityMention& subject) {
    if (subject.form != MentionForm::kName || view_.Lower(subject.tokens.end) != ",") return;
    const uint32_t at = subject.tokens.end + 1;
    const std::string_view article = view_.Lower(at);
    if (article != "a" && article != "an") return;
    const uint32_t stop = KindEnd(at + 1);
    if (stop == at + 1) return;
    if (nlp::TitleAt(view_.titles(), at, stop).has_value()) return;
    const EntityType type = view_.TypeOf(subject);
    const bool person_noun = view_.Is(stop - 1, WordClass::kOccupation);
    if (person_noun != (type == EntityType::kPerson) &&
        (person_noun || type == EntityType::kPerson)) {
      // "in Lima, a lawyer said" is no apposition; a person is no town.
      if (type != EntityType::kPerson || !PersonKind(view_.Lower(stop - 1))) return;
    }
    const std::string_view after = view_.Lower(stop);
    const bool closes = after == "," || after == "." || after == "who" || after == "that" ||
                        after == "with" || after == "of" || after == "in" || after == "from" ||
                        after == "which" || after == "for" || after == ")" || after == "and" ||
                        after == "at" || after == "based" || after == "where";
    if (!closes) return;
    EmitIsA("relation.is_a.apposition", subject, {at + 1, stop}, subject.tokens.begin, 0.82);
  }

  static bool PersonKind(std::string_view noun) {
    return noun == "politician" || noun == "leader" || noun == "official" || noun == "member" ||
           noun == "officer" || noun == "soldier" || noun == "general" || noun == "fighter" ||
           noun == "founder" || noun == "native" || noun == "ally" || noun == "descendant" ||
           noun == "refugee" || noun == "lawmaker" || noun == "mayor" || noun == "judge" ||
           noun == "senator";
  }

  // "human rights lawyer Jane Example".
  void Occupation(const EntityMention& subject) {
    if (subject.form != MentionForm::kName || view_.TypeOf(subject) != EntityType::kPerson) return;
    const uint32_t name = subject.tokens.begin;
    if (name <= begin_ || !view_.Is(name - 1, WordClass::kOccupation) || view_.Upper(name - 1)) {
      return;
    }
    uint32_t from = name - 1;
    while (from > begin_ && name - from < 4 && view_.IsWordToken(from - 1) &&
           !view_.Upper(from - 1) && !view_.Is(from - 1, WordClass::kFunctionWord) &&
           view_.MentionAt(from - 1) == nullptr && !view_.Lower(from - 1).ends_with("ed")) {
      --from;
    }
    EmitIsA("relation.is_a.occupation", subject, {from, name}, from, 0.7);
  }

  // "the Council of the Example Trade Union"; "the Peruvian Senate".
  void PartOf(const EntityMention& part) {
    if (part.form != MentionForm::kName || view_.TypeOf(part) != EntityType::kOrganization) return;
    const bool ministry = view_.Lower(part.tokens.begin) == "ministry";
    if (!ministry && !IsSubBody(view_.Lower(part.tokens.end - 1))) return;
    uint32_t at = part.tokens.end;
    if (view_.Lower(at) == "of") {
      ++at;
      if (view_.Lower(at) == "the") ++at;
      const EntityMention* whole = view_.MentionBeginningAt(at);
      if (whole == nullptr || whole->entity == part.entity || whole->form != MentionForm::kName)
        return;
      const EntityType type = view_.TypeOf(*whole);
      if (type != EntityType::kOrganization && type != EntityType::kGpe) return;
      EmitPartOf("relation.part_of.body_of", part, *whole, {part.tokens.begin, whole->tokens.end},
                 0.9);
      return;
    }
    const bool possessive = view_.IsPossessive(static_cast<int64_t>(part.tokens.begin) - 1);
    const EntityMention* whole = view_.MentionEndingAt(part.tokens.begin - (possessive ? 1 : 0));
    if (whole == nullptr || whole->entity == part.entity) return;
    const bool state = view_.TypeOf(*whole) == EntityType::kGpe;
    // A state's ministries are its own by name.
    if (state && ministry) return;
    if (!state && !(possessive && view_.TypeOf(*whole) == EntityType::kOrganization)) return;
    EmitPartOf("relation.part_of.possessive", part, *whole, {whole->tokens.begin, part.tokens.end},
               0.75);
  }

  void EmitPartOf(std::string_view rule, const EntityMention& part, const EntityMention& whole,
                  TokenRange evidence, double confidence) {
    Relation relation{view_.Reference(part), view_.Reference(whole), {}};
    sink_.AddRelation(rule, "part_of", std::move(relation), view_.Span(evidence), confidence);
  }

  const DocumentView& view_;
  FactSink& sink_;
  uint32_t begin_ = 0;
  uint32_t end_ = 0;
  std::set<std::pair<uint32_t, std::string>> aliases_;
  std::set<std::pair<uint32_t, std::string>> kinds_;
};

}  // namespace

std::vector<RuleInfo> IdentityRules::Rules() const {
  return {
      {"relation.also_known_as.parenthesis", "FULL NAME (ABBREVIATION)", "also_known_as"},
      {"relation.also_known_as.known_as", "NAME, also known as NAME", "also_known_as"},
      {"relation.is_a.copula", "NAME is a KIND", "is_a"},
      {"relation.is_a.apposition", "NAME, a KIND", "is_a"},
      {"relation.is_a.occupation", "OCCUPATION NAME", "is_a"},
      {"relation.part_of.body_of", "the BODY of the BODY or STATE", "part_of"},
      {"relation.part_of.possessive", "STATE's BODY", "part_of"},
  };
}

void IdentityRules::Apply(const DocumentView& view, FactSink& sink) const {
  IdentityFinder(view, sink).Run();
}

}  // namespace dateline::patterns

#include "services/extraction/patterns/identity_rules.h"

#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "services/extraction/patterns/clause_factuality.h"

namespace dateline::patterns {
namespace {

constexpr uint32_t kLongestKind = 8;    // Words of "regional trade bloc".
constexpr uint32_t kSubjectReach = 14;  // Between a body and "founded".

bool IsFoundingVerb(std::string_view word) {
  return word == "founded" || word == "established" || word == "created" || word == "launched" ||
         word == "formed" || word == "incorporated";
}

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
      Copula(mention);
      Apposition(mention);
      Occupation(mention);
      PartOf(mention);
      Headquarters(mention);
    }
    for (const nlp::Sentence& sentence : view_.document().sentences) {
      if (sentence.block != nlp::BlockKind::kBody) continue;
      begin_ = sentence.tokens.begin;
      end_ = sentence.tokens.end;
      for (uint32_t i = begin_; i < end_; ++i) Word(i);
    }
  }

 private:
  void Word(uint32_t i) {
    const std::string_view word = view_.Lower(i);
    if (IsFoundingVerb(word)) Founded(i);
    if (word == "banned" || word == "outlawed" || word == "prohibited" || word == "proscribed") {
      Banned(i);
    }
    if (word == "designated" || word == "labelled" || word == "labeled" || word == "recognized" ||
        word == "recognised" || word == "listed") {
      Designated(i);
    }
  }

  bool IsBody(const EntityMention& mention) const {
    const EntityType type = view_.TypeOf(mention);
    return type == EntityType::kOrganization || type == EntityType::kProduct ||
           type == EntityType::kAgreement || type == EntityType::kEvent;
  }

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

  // "Example Group, headquartered in Lima".
  void Headquarters(const EntityMention& body) {
    if (view_.TypeOf(body) != EntityType::kOrganization) return;
    uint32_t at = body.tokens.end;
    while (at < end_ && at - body.tokens.end < 4 &&
           (view_.Lower(at) == "," || view_.Lower(at) == "which" || view_.Lower(at) == "is" ||
            view_.Lower(at) == "currently")) {
      ++at;
    }
    if (view_.Lower(at) != "headquartered" || view_.Lower(at + 1) != "in") return;
    const EntityMention* place = view_.MentionBeginningAt(at + 2);
    if (place == nullptr || view_.TypeOf(*place) != EntityType::kGpe) return;
    Relation relation{view_.Reference(body), view_.Reference(*place), {}};
    sink_.AddRelation("relation.headquartered_in.participle", "headquartered_in",
                      std::move(relation), view_.Span({body.tokens.begin, place->tokens.end}), 0.9);
  }

  // "founded on 3 May 1990": the nearest body before it, or the one founded.
  void Founded(uint32_t verb) {
    const std::string_view before = view_.Lower(static_cast<int64_t>(verb) - 1);
    if (before == "to" || before == "not") return;
    uint32_t at = verb + 1;
    const EntityMention* subject = nullptr;
    uint32_t first = verb;
    uint32_t skip = at;
    if (view_.Lower(skip) == "the") ++skip;
    if (const EntityMention* object = view_.MentionBeginningAt(skip);
        object != nullptr && IsBody(*object) && object->form == MentionForm::kName) {
      subject = object;
      at = object->tokens.end;
    } else {
      // "founded in Lima in 1990".
      if (view_.Lower(at) == "in" && view_.TimeAt(at + 1) == nullptr) {
        const EntityMention* place = view_.MentionBeginningAt(at + 1);
        if (place == nullptr || view_.TypeOf(*place) != EntityType::kGpe) return;
        at = place->tokens.end;
      }
      subject = BodyBefore(verb);
      if (subject != nullptr) first = subject->tokens.begin;
    }
    if (subject == nullptr) return;
    if (view_.Lower(at) != "in" && view_.Lower(at) != "on") return;
    const nlp::TimeMention* time = view_.TimeAt(at + 1);
    if (time == nullptr || !time->value.has_value() || time->duration || time->set) return;
    Relation relation{view_.Reference(*subject), *time->value, {}};
    DraftFact& draft =
        sink_.AddRelation("relation.founded_on.founded", "founded_on", std::move(relation),
                          view_.Span({first, time->tokens.end}), 0.88);
    draft.fact.attestation.factuality = FactualityAt(view_, verb);
  }

  const EntityMention* BodyBefore(uint32_t verb) const {
    const uint32_t limit = verb - begin_ > kSubjectReach ? verb - kSubjectReach : begin_;
    const EntityMention* best = nullptr;
    for (const EntityMention* mention : view_.MentionsIn({limit, verb})) {
      if (mention->tokens.end > verb) continue;
      if (!IsBody(*mention)) continue;
      if (view_.TypeOf(*mention) == EntityType::kAgreement) continue;
      if (view_.IsPossessive(mention->tokens.end)) continue;
      const std::string_view before = view_.Lower(static_cast<int64_t>(mention->tokens.begin) - 1);
      if (before == "by" || before == "with" || before == "in") continue;
      best = mention;
    }
    return best;
  }

  // The body that a passive participle is said of.
  const EntityMention* PassiveSubject(uint32_t participle) const {
    uint32_t at = participle;
    bool passive = false;
    while (at > begin_ && participle - at < 7) {
      const std::string_view word = view_.Lower(at - 1);
      const bool auxiliary = word == "is" || word == "was" || word == "been" || word == "were" ||
                             word == "are" || word == "has" || word == "have" || word == "had";
      passive |= auxiliary;
      if (!auxiliary && word != "," && word != "which" && word != "that" && word != "who" &&
          word != "(" && !view_.Is(at - 1, WordClass::kAdverb)) {
        break;
      }
      passive |= word == "(";
      --at;
    }
    const EntityMention* subject = view_.MentionEndingAt(at);
    if (!passive || subject == nullptr || at <= begin_) return nullptr;
    const EntityType type = view_.TypeOf(*subject);
    if (type == EntityType::kGpe || type == EntityType::kLocation) return nullptr;
    return subject;
  }

  // "by Peru", "in Peru" after `at`.
  const EntityMention* Authority(uint32_t at) const {
    const std::string_view link = view_.Lower(at);
    if (link != "in" && link != "by") return nullptr;
    uint32_t next = at + 1;
    if (view_.Lower(next) == "the") ++next;
    const EntityMention* mention = view_.MentionBeginningAt(next);
    if (mention == nullptr) return nullptr;
    const EntityType type = view_.TypeOf(*mention);
    return type == EntityType::kGpe || type == EntityType::kOrganization ? mention : nullptr;
  }

  void EmitStatus(std::string_view rule, const EntityMention& subject, std::string status,
                  const EntityMention* authority, uint32_t trigger, uint32_t end) {
    Relation relation{view_.Reference(subject), std::move(status), {}};
    if (authority != nullptr) {
      relation.qualifiers.push_back({"by", view_.Reference(*authority)});
      end = authority->tokens.end;
    }
    DraftFact& draft = sink_.AddRelation(rule, "designated_as", std::move(relation),
                                         view_.Span({subject.tokens.begin, end}), 0.85);
    draft.fact.attestation.factuality = FactualityAt(view_, trigger);
  }

  void Banned(uint32_t verb) {
    const EntityMention* subject = PassiveSubject(verb);
    if (subject == nullptr || view_.TypeOf(*subject) == EntityType::kPerson) return;
    if (view_.Lower(verb + 1) == "from") return;
    EmitStatus("relation.designated_as.banned", *subject,
               view_.Lower(verb) == "outlawed" ? "outlawed" : "banned", Authority(verb + 1), verb,
               verb + 1);
  }

  // "designated (as) a terrorist organization by Peru".
  void Designated(uint32_t verb) {
    const EntityMention* subject = PassiveSubject(verb);
    if (subject == nullptr) return;
    uint32_t at = verb + 1;
    if (view_.Lower(at) == "as") ++at;
    if (view_.Lower(at) != "a" && view_.Lower(at) != "an") return;
    const uint32_t stop = KindEnd(at + 1);
    if (stop == at + 1) return;
    EmitStatus("relation.designated_as.designated", *subject,
               nlp::LowerCase(view_.Text({at + 1, stop})), Authority(stop), verb, stop);
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
      {"relation.is_a.copula", "NAME is a KIND", "is_a"},
      {"relation.is_a.apposition", "NAME, a KIND", "is_a"},
      {"relation.is_a.occupation", "OCCUPATION NAME", "is_a"},
      {"relation.part_of.body_of", "the BODY of the BODY or STATE", "part_of"},
      {"relation.part_of.possessive", "STATE's BODY", "part_of"},
      {"relation.headquartered_in.participle", "BODY, headquartered in PLACE", "headquartered_in"},
      {"relation.founded_on.founded", "BODY was founded in TIME; founded BODY in TIME",
       "founded_on"},
      {"relation.designated_as.banned", "BODY is banned in STATE", "designated_as"},
      {"relation.designated_as.designated", "BODY was designated a STATUS by STATE",
       "designated_as"},
  };
}

void IdentityRules::Apply(const DocumentView& view, FactSink& sink) const {
  IdentityFinder(view, sink).Run();
}

}  // namespace dateline::patterns

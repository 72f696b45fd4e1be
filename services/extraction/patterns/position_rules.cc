#include "services/extraction/patterns/position_rules.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "services/extraction/nlp/lexicon/lexicon.h"
#include "services/extraction/patterns/attribution_cues.h"
#include "services/extraction/patterns/event_time.h"

namespace dateline::patterns {
namespace {

using nlp::TitlePhrase;

// How far ahead of the next a country has to be to be the one meant.
constexpr double kClearLead = 1.05;

bool IsStateTitle(std::string_view head) { return nlp::IsWord(WordClass::kStateTitle, head); }

bool IsDiplomat(std::string_view head) {
  return head == "ambassador" || head == "consul" || head == "d'affaires" || head == "d’affaires" ||
         head == "envoy";
}

// Heads that say little without a body.
bool WantsBody(const TitlePhrase& title) {
  return title.head == "head" || title.head == "chief" || title.head == "leader" ||
         title.head == "member" || title.head == "deputy" || title.head == "chair";
}

class PositionFinder {
 public:
  PositionFinder(const DocumentView& view, FactSink& sink) : view_(view), sink_(sink) {}

  void Run() {
    CountCountries();
    // Titles with their body first: a bare title then adds nothing new.
    for (const bool with_body : {true, false}) {
      with_body_ = with_body;
      for (const EntityMention& mention : view_.document().mentions) HandleMention(mention);
      for (uint32_t i = 0; i < view_.document().tokens.size(); ++i) {
        if (view_.Lower(i) == "as") HandleRoleAs(i);
      }
    }
  }

 private:
  void HandleMention(const EntityMention& mention) {
    if (mention.form != MentionForm::kName || view_.TypeOf(mention) != EntityType::kPerson) return;
    const nlp::BlockKind block = view_.SentenceAt(mention.tokens.begin).block;
    if (block != nlp::BlockKind::kBody && block != nlp::BlockKind::kHeading) return;
    if (const auto title = nlp::TitleBefore(view_.titles(), mention.tokens.begin)) {
      TokenRange evidence{title->whole.begin, mention.tokens.end};
      Emit("relation.holds_position.title_before", mention, *title, evidence, 0.92);
      EmitSecondBefore(mention, *title);
    }
    HandleAfter(mention);
    HandleCopula(mention);
  }

  // "her term in office as the First Lady of Peru", "his role as mayor of Lima".
  void HandleRoleAs(uint32_t as) {
    const nlp::Sentence& sentence = view_.SentenceAt(as);
    if (sentence.block != nlp::BlockKind::kBody) return;
    bool role = false;
    for (uint32_t i = as; i > sentence.tokens.begin && as - i < 6; --i) {
      const std::string_view word = view_.Lower(i - 1);
      role |= word == "role" || word == "term" || word == "tenure" || word == "capacity" ||
              word == "position" || word == "post" || word == "job" || word == "stint";
      if (word != "his" && word != "her") continue;
      const EntityMention* owner = view_.MentionAt(i - 1);
      if (!role || owner == nullptr || view_.TypeOf(*owner) != EntityType::kPerson) return;
      const auto title = nlp::TitleAt(view_.titles(), as + 1, sentence.tokens.end);
      if (!title.has_value()) return;
      Emit("relation.holds_position.role_as", *owner, *title, {i - 1, title->whole.end}, 0.8);
      return;
    }
  }

  // "president and supreme commander Jane Example", "Special Envoy to the Sahel
  // Ambassador Jane Example".
  void EmitSecondBefore(const EntityMention& mention, const TitlePhrase& title) {
    int64_t link = static_cast<int64_t>(title.whole.begin) - 1;
    if (view_.Lower(link) != "and") ++link;
    const auto first = nlp::TitleBefore(view_.titles(), static_cast<uint32_t>(link));
    if (!first.has_value()) return;
    Emit("relation.holds_position.title_before", mention, *first,
         {first->whole.begin, mention.tokens.end}, 0.8);
  }

  uint32_t SentenceEnd(const EntityMention& mention) const {
    return view_.SentenceAt(mention.tokens.begin).tokens.end;
  }

  // "Jane Example, the director of the Example Institute and mayor of Lima".
  void HandleAfter(const EntityMention& mention) {
    const uint32_t end = SentenceEnd(mention);
    uint32_t at = mention.tokens.end;
    if (view_.Lower(at) == "(") {
      HandleTitleAt(mention, at + 1, end, "relation.holds_position.parenthesis", 0.7);
      return;
    }
    if (view_.Lower(at) != "," && view_.Lower(at) != "-" && view_.Lower(at) != "–") return;
    ++at;
    bool was = false;
    if (view_.Lower(at) == "who" && (view_.Lower(at + 1) == "is" || view_.Lower(at + 1) == "was")) {
      was = view_.Lower(at + 1) == "was";
      at += 2;
    }
    // A list of people is no apposition ("Example, President Other and ...").
    const auto stop =
        HandleTitleAt(mention, at, end, "relation.holds_position.title_after", 0.9, was);
    if (stop.has_value() && view_.Lower(*stop) == "and") {
      HandleTitleAt(mention, *stop + 1, end, "relation.holds_position.title_after", 0.8);
    }
  }

  std::optional<uint32_t> HandleTitleAt(const EntityMention& mention, uint32_t at, uint32_t end,
                                        std::string_view rule, double confidence,
                                        bool was = false) {
    const auto title = nlp::TitleAt(view_.titles(), at, end);
    if (!title.has_value()) return std::nullopt;
    // The title belongs to the next name: "Example, President Jane Other".
    const EntityMention* next = view_.MentionBeginningAt(title->whole.end);
    if (next != nullptr && view_.TypeOf(*next) == EntityType::kPerson) return std::nullopt;
    Emit(rule, mention, *title, {mention.tokens.begin, title->whole.end}, confidence,
         was ? TenureOf(*title) : EventTime{});
    return title->whole.end;
  }

  // "In 2019 she was the mayor of Lima", "who was the mayor of Lima until 2015".
  EventTime TenureOf(const TitlePhrase& title) const {
    const EventTime time = TimeOf(view_, title.title.end - 1);
    return time.source == TimeSource::kPassage ? EventTime{} : time;
  }

  // "Jane Example is the mayor of Lima".
  void HandleCopula(const EntityMention& mention) {
    const uint32_t at = mention.tokens.end;
    const std::string_view verb = view_.Lower(at);
    if (verb != "is" && verb != "was") return;
    const std::string_view article = view_.Lower(at + 1);
    if (article != "the" && article != "a" && article != "an") return;
    const auto title = nlp::TitleAt(view_.titles(), at + 1, SentenceEnd(mention));
    if (!title.has_value() || title->body < 0) return;
    Emit("relation.holds_position.copula", mention, *title,
         {mention.tokens.begin, title->whole.end}, 0.85,
         verb == "was" ? TenureOf(*title) : EventTime{});
  }

  void Emit(std::string_view rule, const EntityMention& person, const TitlePhrase& title,
            TokenRange evidence, double confidence, const EventTime& tenure = {}) {
    const EntityMention* body = view_.MentionOfName(title.body);
    if (body == nullptr) body = DescribedBody(title);
    const bool has_body = body != nullptr;
    if (has_body != with_body_) return;
    if (has_body) {
      if (IsOpposition(title)) {
        EmitIsA(person, title, evidence);
        return;
      }
      Add(rule, person, title, body->entity, evidence, confidence, tenure);
      return;
    }
    if (IsOpposition(title)) {
      EmitIsA(person, title, evidence);
      return;
    }
    if (title.position == "secretary general") {
      // No state has one: the body that the text has been about.
      if (const auto last = LastBody(person); last.has_value()) {
        if (!HasPosition(person.entity, title.head)) {
          Add("relation.holds_position.bare_title", person, title, *last, evidence, 0.55);
        }
      }
      return;
    }
    // Sent somewhere by a state that the words do not name.
    if (title.position.find(" to ") != std::string::npos) return;
    if (!IsStateTitle(title.head) && !title.position.ends_with("minister")) return;
    if (WantsBody(title)) return;
    if (HasPosition(person.entity, title.head)) return;
    // A diplomat's own state is seldom the one that the passage is about.
    if (IsDiplomat(title.head)) return;
    const auto country = CountryFor(person);
    if (!country.has_value()) return;
    Add("relation.holds_position.bare_title", person, title, *country, evidence, 0.6);
  }

  // "the council's chairman", "spokesman for the movement": a body described.
  const EntityMention* DescribedBody(const TitlePhrase& title) const {
    const int64_t before = static_cast<int64_t>(title.title.begin) - 1;
    if (view_.IsPossessive(before)) {
      const EntityMention* owner = view_.MentionEndingAt(before);
      if (owner != nullptr && view_.TypeOf(*owner) != EntityType::kPerson) return owner;
    }
    const uint32_t link = title.title.end;
    const std::string_view word = view_.Lower(link);
    if (word != "of" && word != "for") return nullptr;
    const EntityMention* described = view_.MentionBeginningAt(link + 1);
    if (described == nullptr || described->form != MentionForm::kNominal) return nullptr;
    return view_.TypeOf(*described) == EntityType::kOrganization ? described : nullptr;
  }

  // The body mentioned last before the person.
  std::optional<uint32_t> LastBody(const EntityMention& person) const {
    std::optional<uint32_t> best;
    const uint32_t sentence = view_.SentenceOf(person.tokens.begin);
    const uint32_t from = view_.document().sentences[sentence >= 8 ? sentence - 8 : 0].tokens.begin;
    for (const EntityMention* mention : view_.MentionsIn({from, person.tokens.begin})) {
      if (view_.TypeOf(*mention) == EntityType::kOrganization) best = mention->entity;
    }
    return best;
  }

  static bool IsOpposition(const TitlePhrase& title) {
    return title.position == "opposition leader" || title.position == "rebel leader" ||
           title.position == "separatist leader" || title.position == "civic leader" ||
           title.position == "community leader" || title.position == "religious leader" ||
           title.position == "spiritual leader";
  }

  void EmitIsA(const EntityMention& person, const TitlePhrase& title, TokenRange evidence) {
    if (!seen_.insert({person.entity, UINT32_MAX, title.position}).second) return;
    Relation relation{view_.Reference(person), title.position, {}};
    sink_.AddRelation("relation.is_a.title", "is_a", std::move(relation), view_.Span(evidence),
                      0.75);
  }

  bool HasPosition(uint32_t person, const std::string& head) const {
    return heads_.contains({person, head});
  }

  void Add(std::string_view rule, const EntityMention& person, const TitlePhrase& title,
           uint32_t body, TokenRange evidence, double confidence, const EventTime& tenure = {}) {
    if (view_.document().entities[body].type == EntityType::kPerson || body == person.entity)
      return;
    heads_.insert({person.entity, title.head});
    if (IsStateTitle(title.head) && view_.document().entities[body].type != EntityType::kPerson) {
      ++state_bodies_[body];
    }
    if (!seen_.insert({person.entity, body, title.position}).second) confidence -= 0.05;
    Relation relation{view_.Reference(person), view_.Reference(body), {}};
    if (!title.position.empty()) relation.qualifiers.push_back({"position", title.position});
    DraftFact& draft = sink_.AddRelation(rule, "holds_position", std::move(relation),
                                         view_.Span(evidence), confidence);
    const bool stated = tenure.value.has_value();
    SetTime(stated || !IsOver(title) ? tenure : EndedBeforePublication(view_), draft);
  }

  // "former", "late", but not "outgoing" president.
  bool IsOver(const TitlePhrase& title) const {
    for (uint32_t i = title.whole.begin; i < title.title.end; ++i) {
      const std::string_view lower = view_.Lower(i);
      if (SaysFormer(lower) || lower.starts_with("ex-")) return true;
    }
    return false;
  }

  void CountCountries() {
    for (const EntityMention& mention : view_.document().mentions) {
      const DocumentEntity& entity = view_.Entity(mention);
      if (!IsCountry(entity) || mention.form == MentionForm::kPronoun) continue;
      ++country_mentions_[mention.entity];
    }
  }

  static bool IsCountry(const DocumentEntity& entity) {
    if (entity.type != EntityType::kGpe) return false;
    // A state that no gazetteer lists; cities without an id are locations.
    if (entity.external_ids.empty()) return true;
    return entity.external_ids.front().starts_with("iso3166:") &&
           entity.external_ids.front().find('-') == std::string::npos;
  }

  // "Peruvian" right before "Ministry of Health", "Peru's" before "Parliament".
  bool OwnsOrgan(const EntityMention& country) const {
    uint32_t at = country.tokens.end;
    if (view_.IsPossessive(at)) ++at;
    const EntityMention* organ = view_.MentionBeginningAt(at);
    return organ != nullptr && organ->form == MentionForm::kName &&
           nlp::IsStateBody(nlp::LowerCase(view_.document().Text(organ->span)));
  }

  // "President Example repeated Peru's support": the speaker's own state.
  bool OwnsStance(const EntityMention& country, const EntityMention& person) const {
    if (country.tokens.begin < person.tokens.end || !view_.IsPossessive(country.tokens.end)) {
      return false;
    }
    uint32_t verb = person.tokens.end;
    while (view_.Is(verb, WordClass::kAdverb)) ++verb;
    if (FindAttributionVerb(view_.tree().Lemma(verb)) == nullptr) return false;
    const std::string_view noun = view_.Lower(country.tokens.end + 1);
    return noun == "support" || noun == "commitment" || noun == "readiness" ||
           noun == "willingness" || noun == "position" || noun == "stance" || noun == "desire";
  }

  // "will meet the Chilean prime minister": the office of somebody else, told of
  // after the person.
  bool NamesLaterOffice(const EntityMention& country, const EntityMention& person) const {
    if (country.tokens.begin < person.tokens.end) return false;
    uint32_t at = country.tokens.end;
    if (view_.IsPossessive(at)) ++at;
    const auto title = nlp::TitleAt(view_.titles(), at, SentenceEnd(country));
    if (!title.has_value() || title->title.begin != at) return false;
    return IsStateTitle(title->head) || title->position.ends_with("minister");
  }

  // The state of a bare "President Example": the country nearest in the text,
  // if the passage or the whole document leaves little doubt.
  std::optional<uint32_t> CountryFor(const EntityMention& person) const {
    const uint32_t sentence = view_.SentenceOf(person.tokens.begin);
    std::unordered_map<uint32_t, double> score;
    for (uint32_t s = sentence >= 4 ? sentence - 4 : 0; s <= sentence; ++s) {
      const TokenRange range = view_.document().sentences[s].tokens;
      for (const EntityMention* mention : view_.MentionsIn(range)) {
        if (NamesLaterOffice(*mention, person)) continue;
        if (IsCountry(view_.Entity(*mention)) && mention->form != MentionForm::kPronoun) {
          // "The Peruvian Ministry said that the minister, Jane Example, ...".
          const bool organ = s == sentence && OwnsOrgan(*mention);
          const double form = organ || mention->form == MentionForm::kName ? 1.0 : 0.4;
          if (organ || (s == sentence && OwnsStance(*mention, person))) {
            score[mention->entity] += 2.5;
          }
          score[mention->entity] += form * (s == sentence ? 3.0 : 1.0 / (1.0 + sentence - s));
        }
      }
    }
    // What comes next often says whose office it was.
    if (sentence + 1 < view_.document().sentences.size()) {
      for (const EntityMention* mention :
           view_.MentionsIn(view_.document().sentences[sentence + 1].tokens)) {
        if (NamesLaterOffice(*mention, person)) continue;
        if (IsCountry(view_.Entity(*mention)) && mention->form != MentionForm::kPronoun) {
          score[mention->entity] += 0.5;
        }
      }
    }
    uint32_t total = 0;
    for (const auto& [entity, count] : country_mentions_) total += count;
    for (const auto& [entity, count] : country_mentions_) {
      score[entity] += 3.0 * count / total;
    }
    // States whose offices the document has named before.
    for (const auto& [entity, count] : state_bodies_) {
      if (view_.document().entities[entity].type == EntityType::kGpe ||
          view_.document().entities[entity].type == EntityType::kLocation) {
        score[entity] += std::min(1.5, 0.5 * count);
      }
    }
    std::optional<uint32_t> best;
    double best_score = 0, second_score = 0;
    for (const auto& [entity, value] : score) {
      if (value > best_score || (value == best_score && best.has_value() && entity < *best)) {
        second_score = best_score;
        best = entity;
        best_score = value;
      } else {
        second_score = std::max(second_score, value);
      }
    }
    // A wrong state is worse than none.
    return best_score >= kClearLead * second_score ? best : std::nullopt;
  }

  const DocumentView& view_;
  FactSink& sink_;
  bool with_body_ = true;
  std::unordered_map<uint32_t, uint32_t> country_mentions_;
  std::unordered_map<uint32_t, uint32_t> state_bodies_;
  std::set<std::tuple<uint32_t, uint32_t, std::string>> seen_;
  std::set<std::pair<uint32_t, std::string>> heads_;
};

}  // namespace

std::vector<RuleInfo> PositionRules::Rules() const {
  return {
      {"relation.holds_position.title_before", "STATE or BODY TITLE NAME; TITLE of BODY NAME",
       "holds_position"},
      {"relation.holds_position.title_after", "NAME, the TITLE of BODY (and TITLE of BODY)",
       "holds_position"},
      {"relation.holds_position.parenthesis", "NAME (TITLE of BODY)", "holds_position"},
      {"relation.holds_position.copula", "NAME is the TITLE of BODY", "holds_position"},
      {"relation.holds_position.role_as", "his role as the TITLE of BODY", "holds_position"},
      {"relation.holds_position.bare_title",
       "President NAME without a state: the country that the passage is about", "holds_position"},
      {"relation.is_a.title", "opposition leader NAME and the like", "is_a"},
  };
}

void PositionRules::Apply(const DocumentView& view, FactSink& sink) const {
  PositionFinder(view, sink).Run();
}

}  // namespace dateline::patterns

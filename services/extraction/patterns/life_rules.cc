#include "services/extraction/patterns/life_rules.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "services/extraction/nlp/lexicon/lexicon.h"

namespace dateline::patterns {
namespace {

constexpr uint32_t kLongestBracket = 60;
// Shorter stretches of years after a name are mostly terms of office.
constexpr int kShortestLife = 18;
constexpr int kLongestLife = 125;
// Places named one after the other, each in the next.
constexpr int kLongestChain = 3;

bool IsOpen(std::string_view word) { return word == "(" || word == "["; }
bool IsClose(std::string_view word) { return word == ")" || word == "]"; }
bool IsDash(std::string_view word) {
  return word == "-" || word == "–" || word == "—" || word == "--";
}

// "1872": a year by itself; 0 if it is none.
int YearOf(std::string_view word) {
  if (word.size() != 4) return 0;
  int year = 0;
  for (const char c : word) {
    if (c < '0' || c > '9') return 0;
    year = year * 10 + (c - '0');
  }
  return year >= 1000 && year <= 2100 ? year : 0;
}

class LifeFinder {
 public:
  LifeFinder(const DocumentView& view, FactSink& sink) : view_(view), sink_(sink) {}

  void Run() {
    for (const EntityMention& mention : view_.document().mentions) {
      if (mention.form != MentionForm::kName) continue;
      if (view_.TypeOf(mention) != EntityType::kPerson) continue;
      const nlp::Sentence& sentence = view_.SentenceAt(mention.tokens.begin);
      if (sentence.block != nlp::BlockKind::kBody) continue;
      end_ = sentence.tokens.end;
      Brackets(mention);
      Age(mention);
    }
  }

 private:
  // "Jane Example (Arabic: ...) (3 May 1901 – 1960)": each bracket in turn.
  void Brackets(const EntityMention& person) {
    uint32_t open = person.tokens.end;
    for (int brackets = 0; brackets < 3 && open < end_ && IsOpen(view_.Lower(open)); ++brackets) {
      const uint32_t close = CloseOf(open);
      if (close == open) return;
      if (Life(person, {open + 1, close})) return;
      open = close + 1;
    }
  }

  uint32_t CloseOf(uint32_t open) const {
    int depth = 0;
    for (uint32_t i = open; i < end_ && i - open < kLongestBracket; ++i) {
      if (IsOpen(view_.Lower(i))) ++depth;
      if (IsClose(view_.Lower(i)) && --depth == 0) return i;
    }
    return open;
  }

  // The dates at both sides of the dash in a bracket. False if it holds none.
  bool Life(const EntityMention& person, TokenRange inside) {
    for (uint32_t i = inside.begin; i < inside.end; ++i) {
      const std::string_view word = view_.Lower(i);
      // "(born 1950)" is a clause, read elsewhere; "(in office 1950-1970)" is
      // no life.
      if (word == "born" || word == "died" || word == "reigned" || word == "office" ||
          word == "president" || word == "r." || word == "fl.") {
        return false;
      }
    }
    for (uint32_t i = inside.begin; i < inside.end; ++i) {
      if (!IsDash(view_.Lower(i))) continue;
      const std::optional<TimeInterval> birth = DateIn({inside.begin, i}, true);
      const std::optional<TimeInterval> death = DateIn({i + 1, inside.end}, false);
      if (!birth.has_value() || !death.has_value() || !IsLife(*birth, *death)) continue;
      Emit("relation.born_on.life", "born_on", person, *birth, inside);
      Emit("relation.died_on.life", "died_on", person, *death, inside);
      BirthPlace(person, {inside.begin, i}, inside);
      return true;
    }
    return false;
  }

  static bool IsLife(const TimeInterval& birth, const TimeInterval& death) {
    if (!birth.start.has_value() || !death.start.has_value()) return false;
    const auto years = death.start->year() - birth.start->year();
    return years >= kShortestLife && years <= kLongestLife;
  }

  // The date in one half of the bracket: a time of its own, the half of a range
  // that goes on over the dash, or a bare year.
  std::optional<TimeInterval> DateIn(TokenRange half, bool first) const {
    for (const nlp::TimeMention* time : view_.TimesIn(half)) {
      if (!time->value.has_value() || time->tokens.end > half.end) continue;
      if (time->value->start.has_value()) return *time->value;
    }
    // A range over the dash begins before it and ends behind it.
    const uint32_t beside = first ? half.end : half.begin - 1;
    if (const nlp::TimeMention* range = view_.TimeAt(beside);
        range != nullptr && range->value.has_value() && range->value->start.has_value() &&
        range->value->end.has_value()) {
      return HalfOf(*range, half, first);
    }
    for (uint32_t i = half.begin; i < half.end; ++i) {
      const uint32_t at = first ? half.end - 1 - (i - half.begin) : i;
      if (const int year = YearOf(view_.Lower(at)); year > 0) {
        return TimeInterval::Year(absl::CivilYear(year));
      }
    }
    return std::nullopt;
  }

  // As fine as the words of that half are.
  TimeInterval HalfOf(const nlp::TimeMention& range, TokenRange half, bool first) const {
    const TokenRange words = {std::max(half.begin, range.tokens.begin),
                              std::min(half.end, range.tokens.end)};
    bool month = false;
    bool day = false;
    for (uint32_t i = words.begin; i < words.end; ++i) {
      month |= view_.Is(i, WordClass::kCalendarWord);
      const double number = nlp::NumberValue(view_.Lower(i));
      day |= number >= 1 && number <= 31;
    }
    const absl::CivilSecond second = first ? *range.value->start : *range.value->end;
    if (month && day) return TimeInterval::Day(absl::CivilDay(second));
    if (month) return TimeInterval::Month(absl::CivilMonth(second));
    return TimeInterval::Year(absl::CivilYear(second));
  }

  void Emit(std::string_view rule, std::string_view predicate, const EntityMention& person,
            const TimeInterval& time, TokenRange inside) {
    Relation relation{view_.Reference(person), time, {}};
    sink_.AddRelation(rule, predicate, std::move(relation),
                      view_.Span({person.tokens.begin, inside.end + 1}), 0.92);
  }

  // "(3 May 1901 in Lima – 1960)".
  void BirthPlace(const EntityMention& person, TokenRange half, TokenRange inside) {
    for (const EntityMention* place : view_.MentionsIn(half)) {
      if (place->form != MentionForm::kName || place->tokens.end > half.end) continue;
      const EntityType type = view_.TypeOf(*place);
      if (type != EntityType::kGpe && type != EntityType::kLocation) continue;
      Relation relation{view_.Reference(person), view_.Reference(*place), {}};
      sink_.AddRelation("relation.born_in.life", "born_in", std::move(relation),
                        view_.Span({person.tokens.begin, inside.end + 1}), 0.85);
      return;
    }
  }

  // "Jane Example, 45, said".
  void Age(const EntityMention& person) {
    const uint32_t at = person.tokens.end;
    if (view_.Lower(at) != "," || at + 2 >= end_) return;
    const double years = nlp::NumberValue(view_.Lower(at + 1));
    const std::string_view after = view_.Lower(at + 2);
    if (years < 1 || years > 120 || !nlp::IsNumber(view_.Lower(at + 1))) return;
    if (after != "," && after != ".") return;
    if (!ages_.insert(person.entity).second) return;
    Relation relation{view_.Reference(person), years, {}};
    sink_.AddRelation("relation.age.comma", "age", std::move(relation),
                      view_.Span({person.tokens.begin, at + 2}), 0.9);
  }

  const DocumentView& view_;
  FactSink& sink_;
  uint32_t end_ = 0;
  std::set<uint32_t> ages_;
};

class PlaceFinder {
 public:
  PlaceFinder(const DocumentView& view, FactSink& sink) : view_(view), sink_(sink) {}

  void Run() {
    for (const EntityMention& mention : view_.document().mentions) Containment(mention);
  }

 private:
  static bool HasCode(const DocumentEntity& entity) {
    return !entity.external_ids.empty() && entity.external_ids.front().starts_with("iso3166:");
  }
  static bool IsCountry(const DocumentEntity& entity) {
    return HasCode(entity) && entity.external_ids.front().find('-') == std::string::npos;
  }

  bool IsPlace(const EntityMention& mention) const {
    const EntityType type = view_.TypeOf(mention);
    return mention.form == MentionForm::kName &&
           (type == EntityType::kGpe || type == EntityType::kLocation);
  }

  // The place after the comma behind `inner`, or null.
  const EntityMention* Next(const EntityMention& inner) const {
    if (view_.Lower(inner.tokens.end) != ",") return nullptr;
    const EntityMention* outer = view_.MentionBeginningAt(inner.tokens.end + 1);
    if (outer == nullptr || outer->entity == inner.entity || !IsPlace(*outer)) return nullptr;
    const bool same = view_.SentenceOf(outer->tokens.begin) == view_.SentenceOf(inner.tokens.begin);
    return same && !view_.IsPossessive(outer->tokens.end) ? outer : nullptr;
  }

  // "Lima, Peru"; "Miraflores, Lima Region, Peru": smaller before larger. The
  // last is a state or one of its regions, so that they are no list of like
  // things; nor does "and" go on with another.
  void Containment(const EntityMention& inner) {
    if (!IsPlace(inner) || IsCountry(view_.Entity(inner))) return;
    if (view_.SentenceAt(inner.tokens.begin).block != nlp::BlockKind::kBody) return;
    const EntityMention* outer = Next(inner);
    if (outer == nullptr) return;
    const EntityMention* last = outer;
    for (int steps = 0; steps < kLongestChain; ++steps) {
      const EntityMention* next = Next(*last);
      if (next == nullptr) break;
      last = next;
    }
    if (!HasCode(view_.Entity(*last)) || AndMore(*last)) return;
    // "Ohio, Texas": two of one rank.
    if (HasCode(view_.Entity(inner)) && !IsCountry(view_.Entity(*outer))) return;
    if (!pairs_.insert({inner.entity, outer->entity}).second) return;
    Relation relation{view_.Reference(inner), view_.Reference(*outer), {}};
    sink_.AddRelation("relation.located_in.comma", "located_in", std::move(relation),
                      view_.Span({inner.tokens.begin, outer->tokens.end}), 0.85);
  }

  // "Chile, Peru and Ecuador": a list goes on.
  bool AndMore(const EntityMention& last) const {
    uint32_t at = last.tokens.end;
    if (view_.Lower(at) == ",") ++at;
    if (view_.Lower(at) != "and" && view_.Lower(at) != "or") return false;
    const EntityMention* next = view_.MentionBeginningAt(at + 1);
    return next != nullptr && IsPlace(*next) &&
           IsCountry(view_.Entity(*next)) == IsCountry(view_.Entity(last));
  }

  const DocumentView& view_;
  FactSink& sink_;
  std::set<std::pair<uint32_t, uint32_t>> pairs_;
};

}  // namespace

std::vector<RuleInfo> LifeRules::Rules() const {
  return {
      {"relation.born_on.life", "NAME (DATE – DATE)", "born_on"},
      {"relation.died_on.life", "NAME (DATE – DATE)", "died_on"},
      {"relation.born_in.life", "NAME (DATE in PLACE – DATE)", "born_in"},
      {"relation.age.comma", "NAME, NUMBER,", "age"},
  };
}

void LifeRules::Apply(const DocumentView& view, FactSink& sink) const {
  LifeFinder(view, sink).Run();
}

std::vector<RuleInfo> PlaceRules::Rules() const {
  return {{"relation.located_in.comma", "PLACE, LARGER PLACE", "located_in"}};
}

void PlaceRules::Apply(const DocumentView& view, FactSink& sink) const {
  PlaceFinder(view, sink).Run();
}

}  // namespace dateline::patterns

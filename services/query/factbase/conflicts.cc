#include "services/query/factbase/conflicts.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "common/base/sha256.h"
#include "common/base/strings.h"
#include "common/fact/vocabulary.h"
#include "services/query/factbase/disjoint_sets.h"
#include "services/query/factbase/member.h"
#include "services/query/factbase/merging.h"
#include "services/query/factbase/tolls.h"

namespace dateline::query {
namespace {

// Numbers further apart than this part of the larger are not one rounded.
constexpr double kMostRounding = 0.1;

// Roles that one event fills once.
constexpr std::string_view kSingleRoles[] = {"chair", "host", "number"};

using Told = FactTally::Told;

ConflictSide SideOf(const FactTally& tally, const Told& told, const std::string& fact_id,
                    Value value) {
  if (auto* entity = std::get_if<EntityReference>(&value)) *entity = {entity->id, "", {}};
  Support support = tally.SupportOf(told);
  return {fact_id, std::move(value), std::move(support.document_ids), support.documents,
          support.origins};
}

void SortSides(std::vector<ConflictSide>& sides) {
  std::sort(sides.begin(), sides.end(), [](const ConflictSide& a, const ConflictSide& b) {
    if (a.origin_count != b.origin_count) return a.origin_count > b.origin_count;
    const std::string left = ValueKey(a.value), right = ValueKey(b.value);
    return left != right ? left < right : a.fact_id < b.fact_id;
  });
}

Conflict Start(const MergedFact& fact, ConflictType type, std::string about) {
  Conflict conflict;
  conflict.type = type;
  conflict.about = std::move(about);
  if (const auto* relation = std::get_if<Relation>(&fact.content.body)) {
    conflict.subject_id = relation->subject.id;
  }
  if (fact.content.valid_time.has_value()) conflict.when = fact.content.valid_time->ToEdtf();
  ForEachEntityOf(fact.content, [&](std::string_view, const EntityReference& entity) {
    if (!entity.id.empty()) conflict.entity_ids.insert(entity.id);
  });
  return conflict;
}

std::string AboutOf(const MergedFact& fact) {
  return fact.content.type.empty() ? std::string(NameOf(fact.content.kind())) : fact.content.type;
}

void AddDenial(const MergedFact& fact, const FactTally& tally, std::vector<Conflict>& out) {
  Told asserted, denied;
  for (const FactStatus status : {FactStatus::kActual, FactStatus::kPlanned}) {
    const auto told = [&](bool denies) {
      return tally.Where([&](const Variant& variant) {
        return variant.factuality.status == status &&
               (variant.factuality.polarity == Polarity::kNegative) == denies;
      });
    };
    const Told yes = told(false), no = told(true);
    if (!tally.ToldApart(yes, no)) continue;
    asserted.insert(yes.begin(), yes.end());
    denied.insert(no.begin(), no.end());
  }
  if (asserted.empty()) return;
  Conflict conflict = Start(fact, ConflictType::kDenial, AboutOf(fact));
  conflict.id = HashedId({"conflict", "denial", fact.id});
  conflict.sides = {SideOf(tally, asserted, fact.id, std::string("asserted")),
                    SideOf(tally, denied, fact.id, std::string("denied"))};
  SortSides(conflict.sides);
  out.push_back(std::move(conflict));
}

// Only like excludes like: a country and a person may both be host.
std::string LikenessOf(const Value& value) {
  const auto* entity = std::get_if<EntityReference>(&value);
  return entity == nullptr ? StrCat("literal ", value.index())
                           : StrCat("entity ", static_cast<int>(entity->type));
}

bool ValuesDiffer(const Value& a, const Value& b) {
  const auto* left = std::get_if<double>(&a);
  const auto* right = std::get_if<double>(&b);
  return left == nullptr || right == nullptr || !WithinRounding(*left, *right);
}

void AddRole(const MergedFact& fact, const FactTally& tally, std::string_view role,
             std::vector<Conflict>& out) {
  struct Filler {
    Value value;
    Told told;
  };
  std::map<std::string, std::map<std::string, Filler>> fillers;  // By likeness and value.
  for (uint32_t i = 0; i < tally.variants().size(); ++i) {
    const Variant& variant = tally.variants()[i];
    if (variant.factuality.polarity == Polarity::kNegative) continue;
    for (const RoleFiller& filler : std::get<Event>(variant.content.body).roles) {
      if (filler.role != role || std::holds_alternative<std::string>(filler.value)) continue;
      Filler& entry = fillers[LikenessOf(filler.value)][ValueKey(filler.value)];
      entry.value = filler.value;
      entry.told.insert(i);
    }
  }
  for (const auto& [likeness, values] : fillers) {
    Conflict conflict = Start(fact, ConflictType::kRole, StrCat(role, " of ", AboutOf(fact)));
    conflict.id = HashedId({"conflict", "role", fact.id, role, likeness});
    for (const auto& [key, filler] : values) {
      const Filler& mine = filler;  // Lambdas may not capture structured bindings.
      const bool contested = std::any_of(values.begin(), values.end(), [&](const auto& other) {
        return ValuesDiffer(mine.value, other.second.value) &&
               tally.ToldApart(mine.told, other.second.told);
      });
      if (contested) conflict.sides.push_back(SideOf(tally, filler.told, fact.id, filler.value));
    }
    if (conflict.sides.size() < 2) continue;
    SortSides(conflict.sides);
    out.push_back(std::move(conflict));
  }
}

// Counts of dead or injured that cannot be of one event.
void AddTolls(const MergedFact& fact, const FactTally& tally, std::vector<Conflict>& out) {
  struct Count {
    Toll toll;
    Value value;
    Told told;
  };
  std::map<std::string, Count> counts;
  for (uint32_t i = 0; i < tally.variants().size(); ++i) {
    const Variant& variant = tally.variants()[i];
    if (variant.factuality.polarity == Polarity::kNegative ||
        variant.factuality.status != FactStatus::kActual) {
      continue;
    }
    for (const RoleFiller& filler : std::get<Event>(variant.content.body).roles) {
      std::optional<Toll> toll;
      const auto* phrase = std::get_if<std::string>(&filler.value);
      const auto* number = std::get_if<double>(&filler.value);
      if (filler.role == "person" && phrase != nullptr) toll = TollOf(*phrase);
      if (filler.role == "number" && number != nullptr) toll = Toll{*number, *number, ""};
      if (!toll.has_value()) continue;
      Value value = ValueOf(*toll, phrase == nullptr ? "" : *phrase);
      const std::string key = ValueKey(value);
      Count& count = counts.try_emplace(key, Count{*toll, std::move(value), {}}).first->second;
      count.told.insert(i);
    }
  }
  Conflict conflict = Start(fact, ConflictType::kValue, StrCat("number of ", AboutOf(fact)));
  conflict.id = HashedId({"conflict", "toll", fact.id});
  for (const auto& [key, count] : counts) {
    const Count& mine = count;  // Lambdas may not capture structured bindings.
    const bool contested = std::any_of(counts.begin(), counts.end(), [&](const auto& other) {
      return TollsExclude(mine.toll, other.second.toll) &&
             tally.ToldApart(mine.told, other.second.told);
    });
    if (contested) conflict.sides.push_back(SideOf(tally, count.told, fact.id, count.value));
  }
  if (conflict.sides.size() < 2) return;
  SortSides(conflict.sides);
  out.push_back(std::move(conflict));
}

void AddOrder(const MergedFact& fact, const FactTally& tally, std::vector<Conflict>& out) {
  if (!fact.content.valid_time.has_value() || !fact.content.valid_time->start.has_value()) return;
  // `published_at` stands only where the event is told as done.
  const Told early = tally.Where([&](const Variant& variant) {
    return variant.published_at.has_value() && variant.published_at->end.has_value() &&
           *variant.published_at->end < *fact.content.valid_time->start;
  });
  if (early.empty()) return;
  std::string published;
  for (const uint32_t i : early) {
    const std::string day = tally.variants()[i].published_at->ToEdtf();
    published = published.empty() ? day : std::min(published, day);
  }
  Told rest = tally.All();
  for (const uint32_t i : early) rest.erase(i);
  // Where nobody else tells of it, the report contradicts itself.
  if (rest.empty()) rest = early;
  Conflict conflict = Start(fact, ConflictType::kOrder, AboutOf(fact));
  conflict.id = HashedId({"conflict", "order", fact.id});
  conflict.sides = {
      SideOf(tally, early, fact.id, "reported as done on " + published),
      SideOf(tally, rest, fact.id, "takes place on " + fact.content.valid_time->ToEdtf())};
  SortSides(conflict.sides);
  out.push_back(std::move(conflict));
}

// The place to which a number seems to be rounded: 10 to the number of zeros at
// its end, from two zeros on.
double RoundedTo(double number) {
  if (number == 0) return 0;
  double unit = 1;
  while (std::fmod(number, unit * 10) == 0) unit *= 10;
  return unit >= 100 ? unit : 0;
}

// Days on either side that an approximate time may be off.
int SlackDays(const TimeInterval& time) {
  if (!time.approximate) return 0;
  switch (time.granularity) {
    case Granularity::kCentury:
      return 36'525;
    case Granularity::kDecade:
      return 3'653;
    case Granularity::kYear:
      return 366;
    case Granularity::kSeason:
    case Granularity::kQuarter:
      return 92;
    case Granularity::kMonth:
      return 31;
    case Granularity::kWeek:
      return 7;
    default:
      return 1;
  }
}

bool TimesExclude(TimeInterval a, const TimeInterval& b) {
  const int64_t slack = int64_t{24 * 60 * 60} * (SlackDays(a) + SlackDays(b));
  if (a.start.has_value()) *a.start -= slack;
  if (a.end.has_value()) *a.end += slack;
  return !a.Touches(b);
}

bool ValuesExclude(const Value& a, const Value& b) {
  if (a.index() != b.index()) return false;
  if (const auto* number = std::get_if<double>(&a)) {
    return !WithinRounding(*number, std::get<double>(b));
  }
  // Places may lie in each other and words may say the same: only numbers and
  // times are certain to exclude each other.
  const auto* time = std::get_if<TimeInterval>(&a);
  return time != nullptr && TimesExclude(*time, std::get<TimeInterval>(b));
}

bool TimesMeet(const FunctionalFact& a, const FunctionalFact& b) {
  return !a.valid_time.has_value() || !b.valid_time.has_value() ||
         a.valid_time->Touches(*b.valid_time);
}

void AddSide(const FunctionalFact& fact, Conflict& conflict) {
  conflict.sides.push_back({fact.fact_id, fact.value, fact.document_ids, fact.document_count,
                            fact.origin_count, fact.valid_time});
}

// The earliest first. REQUIRES: sorted otherwise, so that equal times keep that
// order.
void SortByTime(std::vector<ConflictSide>& sides) {
  const auto start = [](const ConflictSide& side) {
    const bool starts = side.time.has_value() && side.time->start.has_value();
    return starts ? *side.time->start : absl::CivilSecond::min();
  };
  std::stable_sort(sides.begin(), sides.end(), [&](const ConflictSide& a, const ConflictSide& b) {
    return start(a) < start(b);
  });
}

}  // namespace

std::vector<Conflict> ConflictsWithin(const MergedFact& fact, const FactTally& tally) {
  std::vector<Conflict> conflicts;
  AddDenial(fact, tally, conflicts);
  if (fact.content.kind() == FactKind::kEvent) {
    const bool counts_people =
        fact.content.type == "life.die" || fact.content.type == "life.injure";
    for (const std::string_view role : kSingleRoles) {
      if (role != "number" || !counts_people) AddRole(fact, tally, role, conflicts);
    }
    if (counts_people) AddTolls(fact, tally, conflicts);
    AddOrder(fact, tally, conflicts);
  }
  return conflicts;
}

std::optional<FunctionalFact> AsFunctionalFact(const MergedFact& fact, const FactTally& tally) {
  const auto* relation = std::get_if<Relation>(&fact.content.body);
  if (relation == nullptr || fact.factuality.status != FactStatus::kActual ||
      fact.factuality.polarity == Polarity::kNegative) {
    return std::nullopt;
  }
  const PredicateInfo* predicate = FindPredicate(fact.content.type);
  if (predicate == nullptr || predicate->functional == Functional::kNo) return std::nullopt;
  FunctionalFact out;
  out.fact_id = fact.id;
  out.value = relation->object;
  out.valid_time = fact.content.valid_time;
  Support support = tally.SupportOf(tally.All());
  out.document_ids = std::move(support.document_ids);
  out.document_count = support.documents;
  out.origin_count = support.origins;
  return out;
}

bool WithinRounding(double a, double b) {
  const double apart = std::abs(a - b);
  const double unit = std::max(RoundedTo(a), RoundedTo(b));
  return apart == 0 ||
         (apart <= unit / 2 && apart <= kMostRounding * std::max(std::abs(a), std::abs(b)));
}

std::vector<Conflict> ValueConflicts(const std::string& predicate, const std::string& subject_id,
                                     const std::vector<FunctionalFact>& facts) {
  const PredicateInfo* info = FindPredicate(predicate);
  const bool at_one_time = info != nullptr && info->functional == Functional::kAtOneTime;
  std::vector<Conflict> out;
  for (const auto standing : {ConflictStanding::kContradicted, ConflictStanding::kSuperseded}) {
    DisjointSets<std::string> groups;  // By fact id.
    std::map<std::string, const FunctionalFact*> contested;
    for (const FunctionalFact& a : facts) {
      for (const FunctionalFact& b : facts) {
        const bool superseded = at_one_time && !TimesMeet(a, b);
        if (!ValuesExclude(a.value, b.value)) continue;
        if (superseded != (standing == ConflictStanding::kSuperseded)) continue;
        groups.Join(a.fact_id, b.fact_id);
        contested[a.fact_id] = &a;
      }
    }
    std::map<std::string, Conflict> conflicts;
    for (const auto& [fact_id, fact] : contested) {
      AddSide(*fact, conflicts[groups.Find(fact_id)]);
    }
    for (auto& [root, conflict] : conflicts) {
      const bool superseded = standing == ConflictStanding::kSuperseded;
      conflict.id =
          HashedId({"conflict", superseded ? "superseded" : "value", predicate, subject_id, root});
      conflict.type = ConflictType::kValue;
      conflict.standing = standing;
      conflict.about = predicate;
      conflict.subject_id = subject_id;
      conflict.entity_ids = {subject_id};
      SortSides(conflict.sides);
      if (superseded) SortByTime(conflict.sides);
      out.push_back(std::move(conflict));
    }
  }
  return out;
}

}  // namespace dateline::query

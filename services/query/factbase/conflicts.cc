#include "services/query/factbase/conflicts.h"

#include <algorithm>
#include <functional>
#include <map>

#include "common/base/sha256.h"
#include "common/base/strings.h"
#include "common/fact/vocabulary.h"
#include "services/query/factbase/disjoint_sets.h"
#include "services/query/factbase/member.h"
#include "services/query/factbase/merging.h"

namespace dateline::query {
namespace {

// Roles that one event fills once.
constexpr std::string_view kSingleRoles[] = {"chair", "host", "number"};

struct SideBuilder {
  std::set<std::string> documents;
  std::set<std::string> origins;

  void Add(const MergedAttestation& attestation) {
    documents.insert(attestation.member->attestation.document_id);
    origins.insert(attestation.origin.id);
  }
  ConflictSide Build(const std::string& fact_id, Value value) const {
    if (auto* entity = std::get_if<EntityReference>(&value)) *entity = {entity->id, "", {}};
    return {fact_id, std::move(value), documents, static_cast<uint32_t>(origins.size())};
  }
};

void SortSides(std::vector<ConflictSide>& sides) {
  std::sort(sides.begin(), sides.end(), [](const ConflictSide& a, const ConflictSide& b) {
    if (a.origin_count != b.origin_count) return a.origin_count > b.origin_count;
    const std::string left = ValueKey(a.value), right = ValueKey(b.value);
    return left != right ? left < right : a.fact_id < b.fact_id;
  });
}

// True if a document of one side is not of the other, both ways: nobody who
// gives both contradicts anybody.
bool ToldApart(const std::set<std::string>& a, const std::set<std::string>& b) {
  const auto outside = [](const std::set<std::string>& inner, const std::set<std::string>& outer) {
    return std::any_of(inner.begin(), inner.end(),
                       [&](const std::string& id) { return !outer.contains(id); });
  };
  return outside(a, b) && outside(b, a);
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

void AddDenial(const MergedFact& fact, std::vector<Conflict>& out) {
  SideBuilder asserted, denied;
  for (const FactStatus status : {FactStatus::kActual, FactStatus::kPlanned}) {
    SideBuilder yes, no;
    for (const MergedAttestation& attestation : fact.attestations) {
      const Factuality& factuality = attestation.member->attestation.factuality;
      if (factuality.status != status) continue;
      (factuality.polarity == Polarity::kNegative ? no : yes).Add(attestation);
    }
    if (!ToldApart(yes.documents, no.documents)) continue;
    asserted.documents.insert(yes.documents.begin(), yes.documents.end());
    asserted.origins.insert(yes.origins.begin(), yes.origins.end());
    denied.documents.insert(no.documents.begin(), no.documents.end());
    denied.origins.insert(no.origins.begin(), no.origins.end());
  }
  if (asserted.documents.empty()) return;
  Conflict conflict = Start(fact, ConflictType::kDenial, AboutOf(fact));
  conflict.id = HashedId({"conflict", "denial", fact.id});
  conflict.sides = {asserted.Build(fact.id, std::string("asserted")),
                    denied.Build(fact.id, std::string("denied"))};
  SortSides(conflict.sides);
  out.push_back(std::move(conflict));
}

// Only like excludes like: a country and a person may both be host.
std::string LikenessOf(const Value& value) {
  const auto* entity = std::get_if<EntityReference>(&value);
  return entity == nullptr ? StrCat("literal ", value.index())
                           : StrCat("entity ", static_cast<int>(entity->type));
}

void AddRole(const MergedFact& fact, std::string_view role, std::vector<Conflict>& out) {
  struct Filler {
    Value value;
    SideBuilder side;
  };
  std::map<std::string, std::map<std::string, Filler>> fillers;  // By likeness and value.
  for (const MergedAttestation& attestation : fact.attestations) {
    const Factuality& factuality = attestation.member->attestation.factuality;
    if (factuality.polarity == Polarity::kNegative) continue;
    for (const RoleFiller& filler : std::get<Event>(attestation.member->content.body).roles) {
      if (filler.role != role || std::holds_alternative<std::string>(filler.value)) continue;
      Filler& entry = fillers[LikenessOf(filler.value)][ValueKey(filler.value)];
      entry.value = filler.value;
      entry.side.Add(attestation);
    }
  }
  for (const auto& [likeness, values] : fillers) {
    Conflict conflict = Start(fact, ConflictType::kRole, StrCat(role, " of ", AboutOf(fact)));
    conflict.id = HashedId({"conflict", "role", fact.id, role, likeness});
    for (const auto& [key, filler] : values) {
      const Filler& mine = filler;  // Lambdas may not capture structured bindings.
      const bool contested = std::any_of(values.begin(), values.end(), [&](const auto& other) {
        return ToldApart(mine.side.documents, other.second.side.documents);
      });
      if (contested) conflict.sides.push_back(filler.side.Build(fact.id, filler.value));
    }
    if (conflict.sides.size() < 2) continue;
    SortSides(conflict.sides);
    out.push_back(std::move(conflict));
  }
}

void AddOrder(const MergedFact& fact, std::vector<Conflict>& out) {
  if (!fact.content.valid_time.has_value() || !fact.content.valid_time->start.has_value()) return;
  SideBuilder early, rest;
  std::string published;
  for (const MergedAttestation& attestation : fact.attestations) {
    const Attestation& given = attestation.member->attestation;
    const bool reports_as_done = given.factuality.status == FactStatus::kActual &&
                                 given.factuality.polarity != Polarity::kNegative;
    const bool before = given.published_at.has_value() && given.published_at->end.has_value() &&
                        *given.published_at->end < *fact.content.valid_time->start;
    if (reports_as_done && before) {
      early.Add(attestation);
      const std::string day = given.published_at->ToEdtf();
      published = published.empty() ? day : std::min(published, day);
    } else {
      rest.Add(attestation);
    }
  }
  if (early.documents.empty()) return;
  // Where nobody else tells of it, the report contradicts itself.
  if (rest.documents.empty()) rest = early;
  Conflict conflict = Start(fact, ConflictType::kOrder, AboutOf(fact));
  conflict.id = HashedId({"conflict", "order", fact.id});
  conflict.sides = {early.Build(fact.id, "reported as done on " + published),
                    rest.Build(fact.id, "takes place on " + fact.content.valid_time->ToEdtf())};
  SortSides(conflict.sides);
  out.push_back(std::move(conflict));
}

bool ValuesExclude(const Value& a, const Value& b) {
  if (a.index() != b.index()) return false;
  if (const auto* number = std::get_if<double>(&a)) return *number != std::get<double>(b);
  // Places may lie in each other and words may say the same: only numbers and
  // times are certain to exclude each other.
  const auto* time = std::get_if<TimeInterval>(&a);
  return time != nullptr && !time->Touches(std::get<TimeInterval>(b));
}

bool TimesMeet(const FunctionalFact& a, const FunctionalFact& b) {
  return !a.valid_time.has_value() || !b.valid_time.has_value() ||
         a.valid_time->Touches(*b.valid_time);
}

}  // namespace

std::vector<Conflict> ConflictsWithin(const MergedFact& fact) {
  std::vector<Conflict> conflicts;
  AddDenial(fact, conflicts);
  if (fact.content.kind() == FactKind::kEvent) {
    for (const std::string_view role : kSingleRoles) AddRole(fact, role, conflicts);
    AddOrder(fact, conflicts);
  }
  return conflicts;
}

std::optional<FunctionalFact> AsFunctionalFact(const MergedFact& fact) {
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
  out.origin_count = fact.origin_count;
  for (const MergedAttestation& attestation : fact.attestations) {
    out.document_ids.insert(attestation.member->attestation.document_id);
  }
  return out;
}

std::vector<Conflict> ValueConflicts(const std::string& predicate, const std::string& subject_id,
                                     const std::vector<FunctionalFact>& facts) {
  const PredicateInfo* info = FindPredicate(predicate);
  const bool at_one_time = info != nullptr && info->functional == Functional::kAtOneTime;
  DisjointSets<std::string> groups;  // By fact id.
  std::map<std::string, const FunctionalFact*> contested;
  for (const FunctionalFact& a : facts) {
    for (const FunctionalFact& b : facts) {
      if (!ValuesExclude(a.value, b.value) || (at_one_time && !TimesMeet(a, b))) continue;
      groups.Join(a.fact_id, b.fact_id);
      contested[a.fact_id] = &a;
    }
  }
  std::map<std::string, Conflict> conflicts;
  for (const auto& [fact_id, fact] : contested) {
    const std::string root = groups.Find(fact_id);
    Conflict& conflict = conflicts[root];
    conflict.id = HashedId({"conflict", "value", predicate, subject_id, root});
    conflict.type = ConflictType::kValue;
    conflict.about = predicate;
    conflict.subject_id = subject_id;
    conflict.entity_ids = {subject_id};
    conflict.sides.push_back({fact_id, fact->value, fact->document_ids, fact->origin_count});
  }
  std::vector<Conflict> out;
  for (auto& [root, conflict] : conflicts) {
    SortSides(conflict.sides);
    out.push_back(std::move(conflict));
  }
  return out;
}

}  // namespace dateline::query

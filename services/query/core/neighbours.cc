#include "services/query/core/neighbours.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/fact/vocabulary.h"
#include "services/query/core/entities.h"

namespace dateline::query {
namespace {

constexpr size_t kShownFacts = 5;

struct Shared {
  EntityReference entity;
  std::map<std::string, uint32_t> counts;
  uint32_t facts = 0;
  // By origins, most first, then by id.
  std::vector<std::pair<uint32_t, std::string>> best;

  void Add(const FactRecord& fact) {
    const std::string& type = fact.content.type;
    ++counts[type.empty() ? std::string(NameOf(fact.content.kind())) : type];
    ++facts;
    const std::pair<uint32_t, std::string> ranked(fact.origin_count, fact.id);
    const auto place = std::find_if(best.begin(), best.end(), [&](const auto& other) {
      return std::tie(other.first, ranked.second) < std::tie(ranked.first, other.second);
    });
    best.insert(place, ranked);
    if (best.size() > kShownFacts) best.pop_back();
  }
};

Neighbour ToNeighbour(const Shared& shared) {
  Neighbour out;
  out.entity = shared.entity;
  out.fact_count = shared.facts;
  out.counts.assign(shared.counts.begin(), shared.counts.end());
  std::stable_sort(out.counts.begin(), out.counts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  out.max_origin_count = shared.best.front().first;
  for (const auto& [origins, id] : shared.best) out.fact_ids.push_back(id);
  return out;
}

bool RanksBefore(const Neighbour& a, const Neighbour& b) {
  return std::tie(b.fact_count, b.max_origin_count, a.entity.id) <
         std::tie(a.fact_count, a.max_origin_count, b.entity.id);
}

bool IsWanted(const NeighbourQuery& query, EntityType type) {
  return query.entity_types.empty() ||
         std::find(query.entity_types.begin(), query.entity_types.end(), type) !=
             query.entity_types.end();
}

}  // namespace

absl::StatusOr<Neighbourhood> GetNeighbours(const FactBase& base, const NeighbourQuery& query,
                                            const Cancellation& cancellation) {
  DATELINE_RETURN_IF_ERROR(ValidateId("entity_id", query.entity_id));
  DATELINE_RETURN_IF_ERROR(ValidateLinkFilter(query.links));
  if (query.limit > kMaxNeighbours) {
    return FieldInvalid("limit", StrCat("it is at most ", kMaxNeighbours));
  }
  DATELINE_ASSIGN_OR_RETURN(const FactBaseView view, base.OpenView(query.known_at));
  DATELINE_ASSIGN_OR_RETURN(const EntityRecord entity, RequireEntity(view, query.entity_id));
  const LinkReader reader(view, query.links, cancellation);
  DATELINE_ASSIGN_OR_RETURN(const LinkedFacts linked,
                            reader.FactsOf(entity.id, kMaxNeighbourFacts));
  std::map<std::string, Shared> shared;
  for (const FactRecord& fact : linked.facts) {
    for (const EntityReference& other : ParticipantsOf(fact.content)) {
      if (other.id == entity.id || !IsWanted(query, other.type)) continue;
      Shared& with = shared[other.id];
      with.entity = other;
      with.Add(fact);
    }
  }
  Neighbourhood out;
  out.entity = {entity.id, entity.name, entity.type};
  out.examined_fact_count = static_cast<uint32_t>(linked.facts.size());
  out.truncated = linked.truncated;
  for (const auto& [id, with] : shared) out.neighbours.push_back(ToNeighbour(with));
  std::sort(out.neighbours.begin(), out.neighbours.end(), RanksBefore);
  const size_t limit = query.limit == 0 ? kDefaultNeighbours : query.limit;
  if (out.neighbours.size() > limit) {
    out.omitted_neighbour_count = static_cast<uint32_t>(out.neighbours.size() - limit);
    out.neighbours.resize(limit);
  }
  return out;
}

}  // namespace dateline::query

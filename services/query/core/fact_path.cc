#include "services/query/core/fact_path.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/query/core/entities.h"

namespace dateline::query {
namespace {

// How one end of the chain reached an entity.
struct Step {
  std::string parent;  // Entity nearer to the end; empty for the end itself.
  std::string fact_id;
  uint32_t origins = 0;
};

// Of several ways to one entity, the best told; ties by ids.
bool IsBetter(const Step& a, const Step& b) {
  return std::tie(b.origins, a.parent, a.fact_id) < std::tie(a.origins, b.parent, b.fact_id);
}

// What one end has reached so far, breadth first.
struct Side {
  std::map<std::string, Step> reached;
  std::set<std::string> frontier;  // Reached last, not yet expanded.
  uint32_t depth = 0;
};

class PathSearch {
 public:
  PathSearch(const FactBaseView& view, const PathQuery& query, std::set<std::string> avoided,
             const Cancellation& cancellation)
      : view_(view),
        reader_(view, query.links, cancellation),
        avoided_(std::move(avoided)),
        max_links_(query.max_links == 0 ? kDefaultPathLinks : query.max_links),
        facts_left_(query.max_facts == 0 ? kDefaultPathFacts : query.max_facts),
        max_facts_(facts_left_),
        cancellation_(cancellation) {}

  absl::StatusOr<FactPath> Run(const std::string& from, const std::string& to) {
    Start(ends_[0], from);
    Start(ends_[1], to);
    std::optional<std::string> meeting;
    while (!meeting && ends_[0].depth + ends_[1].depth < max_links_) {
      DATELINE_ASSIGN_OR_RETURN(Side * side, CheaperSide());
      if (side->frontier.empty()) break;  // All that this end can reach.
      DATELINE_ASSIGN_OR_RETURN(const bool whole, Expand(*side));
      meeting = Meeting();
      // A chain found in part of a step is as short as any.
      if (!meeting && !whole) return LimitReached();
    }
    FactPath path;
    if (meeting) {
      DATELINE_RETURN_IF_ERROR(AddLinks(*meeting, path));
    }
    path.examined_fact_count = max_facts_ - facts_left_;
    path.examined_entity_count =
        static_cast<uint32_t>(ends_[0].reached.size() + ends_[1].reached.size());
    return path;
  }

 private:
  static void Start(Side& side, const std::string& entity_id) {
    side.reached[entity_id];
    side.frontier.insert(entity_id);
  }

  // How many facts the next step from this side reads, about.
  absl::StatusOr<uint64_t> CostOf(const Side& side) const {
    uint64_t facts = 0;
    for (const std::string& id : side.frontier) {
      DATELINE_RETURN_IF_ERROR(cancellation_.Check());
      DATELINE_ASSIGN_OR_RETURN(const std::optional<EntityRecord> entity, view_.GetEntity(id));
      if (entity) facts += entity->fact_count;
    }
    return facts;
  }

  absl::StatusOr<Side*> CheaperSide() {
    DATELINE_ASSIGN_OR_RETURN(const uint64_t forward, CostOf(ends_[0]));
    DATELINE_ASSIGN_OR_RETURN(const uint64_t backward, CostOf(ends_[1]));
    return forward <= backward ? &ends_[0] : &ends_[1];
  }

  // One step on; false if there are more facts than may be read.
  absl::StatusOr<bool> Expand(Side& side) {
    std::map<std::string, Step> found;
    bool whole = true;
    for (const std::string& id : side.frontier) {
      DATELINE_ASSIGN_OR_RETURN(const LinkedFacts linked, reader_.FactsOf(id, facts_left_));
      facts_left_ -= static_cast<uint32_t>(linked.facts.size());
      for (const FactRecord& fact : linked.facts) Reach(side, id, fact, found);
      whole = !linked.truncated;
      if (!whole) break;
    }
    side.frontier.clear();
    for (auto& [id, step] : found) {
      side.frontier.insert(id);
      side.reached.emplace(id, std::move(step));
    }
    ++side.depth;
    return whole;
  }

  void Reach(const Side& side, const std::string& from, const FactRecord& fact,
             std::map<std::string, Step>& found) const {
    for (const EntityReference& other : ParticipantsOf(fact.content)) {
      if (side.reached.contains(other.id) || avoided_.contains(other.id)) continue;
      const Step step{.parent = from, .fact_id = fact.id, .origins = fact.origin_count};
      const auto [known, added] = found.emplace(other.id, step);
      if (!added && IsBetter(step, known->second)) known->second = step;
    }
  }

  // The entity that both ends have reached; of several, where the chain is told
  // best.
  std::optional<std::string> Meeting() const {
    const bool first_is_smaller = ends_[0].reached.size() <= ends_[1].reached.size();
    const Side& smaller = ends_[first_is_smaller ? 0 : 1];
    const Side& larger = ends_[first_is_smaller ? 1 : 0];
    std::optional<std::string> best;
    uint32_t most_origins = 0;
    for (const auto& [id, step] : smaller.reached) {
      const auto other = larger.reached.find(id);
      if (other == larger.reached.end()) continue;
      const uint32_t origins = step.origins + other->second.origins;
      if (best && origins <= most_origins) continue;
      best = id;
      most_origins = origins;
    }
    return best;
  }

  absl::StatusOr<EntityReference> Named(const std::string& id) const {
    DATELINE_ASSIGN_OR_RETURN(const std::optional<EntityRecord> entity, view_.GetEntity(id));
    if (!entity) return EntityReference{id, "", EntityType::kUnspecified};
    return EntityReference{entity->id, entity->name, entity->type};
  }

  absl::Status AddLink(const std::string& from, const std::string& to, const std::string& fact_id,
                       FactPath& path) const {
    PathLink link;
    DATELINE_ASSIGN_OR_RETURN(link.from, Named(from));
    DATELINE_ASSIGN_OR_RETURN(link.to, Named(to));
    DATELINE_ASSIGN_OR_RETURN(std::optional<FactRecord> fact, view_.GetFact(fact_id));
    if (fact) link.fact = *std::move(fact);
    path.links.push_back(std::move(link));
    return absl::OkStatus();
  }

  absl::Status AddLinks(const std::string& meeting, FactPath& path) const {
    std::string at = meeting;
    for (const Step* step = &ends_[0].reached.at(at); !step->parent.empty();
         step = &ends_[0].reached.at(at)) {
      DATELINE_RETURN_IF_ERROR(AddLink(step->parent, at, step->fact_id, path));
      at = step->parent;
    }
    std::reverse(path.links.begin(), path.links.end());
    at = meeting;
    for (const Step* step = &ends_[1].reached.at(at); !step->parent.empty();
         step = &ends_[1].reached.at(at)) {
      DATELINE_RETURN_IF_ERROR(AddLink(at, step->parent, step->fact_id, path));
      at = step->parent;
    }
    return absl::OkStatus();
  }

  absl::Status LimitReached() const {
    return MakeError(absl::StatusCode::kResourceExhausted, reason::kSearchLimitReached,
                     StrCat("the search read ", max_facts_,
                            " facts without finding a chain; raise max_facts, narrow the links, or "
                            "avoid an entity that everything is linked to"),
                     {{"field", "max_facts"}, {"limit", StrCat(max_facts_)}});
  }

  const FactBaseView view_;
  const LinkReader reader_;
  const std::set<std::string> avoided_;
  const uint32_t max_links_;
  uint32_t facts_left_;
  const uint32_t max_facts_;
  const Cancellation& cancellation_;
  Side ends_[2];
};

absl::Status Validate(const PathQuery& query) {
  DATELINE_RETURN_IF_ERROR(ValidateId("from_entity_id", query.from_entity_id));
  DATELINE_RETURN_IF_ERROR(ValidateId("to_entity_id", query.to_entity_id));
  DATELINE_RETURN_IF_ERROR(ValidateIds("avoid_entity_ids", query.avoid_entity_ids));
  DATELINE_RETURN_IF_ERROR(ValidateLinkFilter(query.links));
  if (query.max_links > kMaxPathLinks) {
    return FieldInvalid("max_links", StrCat("it is at most ", kMaxPathLinks));
  }
  if (query.max_facts > kMaxPathFacts) {
    return FieldInvalid("max_facts", StrCat("it is at most ", kMaxPathFacts));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<FactPath> FindPath(const FactBase& base, const PathQuery& query,
                                  const Cancellation& cancellation) {
  DATELINE_RETURN_IF_ERROR(Validate(query));
  DATELINE_ASSIGN_OR_RETURN(const FactBaseView view, base.OpenView(query.known_at));
  DATELINE_ASSIGN_OR_RETURN(const EntityRecord from, RequireEntity(view, query.from_entity_id));
  DATELINE_ASSIGN_OR_RETURN(const EntityRecord to, RequireEntity(view, query.to_entity_id));
  if (from.id == to.id) {
    return FieldInvalid("to_entity_id", "both ends are the same entity; name two");
  }
  std::set<std::string> avoided;
  for (const std::string& id : query.avoid_entity_ids) {
    DATELINE_ASSIGN_OR_RETURN(std::string live, view.FollowEntity(id));
    if (live == from.id || live == to.id) {
      return FieldInvalid("avoid_entity_ids", "it holds an end of the chain");
    }
    avoided.insert(std::move(live));
  }
  return PathSearch(view, query, std::move(avoided), cancellation).Run(from.id, to.id);
}

}  // namespace dateline::query

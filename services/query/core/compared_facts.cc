#include "services/query/core/compared_facts.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "common/base/status_macros.h"
#include "services/query/factbase/member.h"

namespace dateline::query {
namespace {

// Conflicts of one entity that are looked up before its other facts.
constexpr size_t kMostConflicts = 500;

bool IsWanted(const LinkFilter& filter, const FactRecord& fact) {
  const bool kind = std::find(filter.kinds.begin(), filter.kinds.end(), fact.content.kind()) !=
                    filter.kinds.end();
  return kind && filter.valid.Touches(fact.content.valid_time) &&
         (!filter.as_of || HoldsAsOf(fact.content.valid_time, *filter.as_of));
}

absl::Status AddFact(const FactBaseView& view, const std::string& id, const LinkFilter& filter,
                     std::map<std::string, FactRecord>& facts) {
  if (facts.contains(id)) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(std::optional<FactRecord> fact, view.GetFact(id));
  if (fact && IsWanted(filter, *fact)) facts.emplace(fact->id, *std::move(fact));
  return absl::OkStatus();
}

absl::Status AddFactsInConflict(const FactBaseView& view, const std::string& entity_id,
                                const LinkFilter& filter, std::map<std::string, FactRecord>& facts,
                                const Cancellation& cancellation) {
  std::vector<std::string> conflicts;
  DATELINE_RETURN_IF_ERROR(view.ForEachConflict(entity_id, {}, [&](const std::string& id) {
    conflicts.push_back(id);
    return conflicts.size() < kMostConflicts ? ScanStep::kContinue : ScanStep::kStop;
  }));
  for (const std::string& id : conflicts) {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(const std::optional<ConflictRecord> conflict, view.GetConflict(id));
    if (!conflict) continue;
    for (const ConflictSideRecord& side : conflict->sides) {
      DATELINE_RETURN_IF_ERROR(AddFact(view, side.fact_id, filter, facts));
    }
  }
  return absl::OkStatus();
}

LinkedFacts ById(std::map<std::string, FactRecord> facts, bool truncated) {
  LinkedFacts out{.facts = {}, .truncated = truncated};
  for (auto& [id, fact] : facts) out.facts.push_back(std::move(fact));
  return out;
}

std::set<std::string> ActorsOf(const FactContent& content) {
  std::set<std::string> ids;
  ForEachEntityOf(content, [&](std::string_view role, const EntityReference& entity) {
    if (role != "place" && role != "topic" && !entity.id.empty()) ids.insert(entity.id);
  });
  return ids;
}

}  // namespace

absl::StatusOr<LinkedFacts> FactsOfEntity(const FactBaseView& view, const std::string& entity_id,
                                          const LinkFilter& filter,
                                          const Cancellation& cancellation) {
  std::map<std::string, FactRecord> facts;
  DATELINE_RETURN_IF_ERROR(AddFactsInConflict(view, entity_id, filter, facts, cancellation));
  const LinkReader reader(view, filter, cancellation);
  DATELINE_ASSIGN_OR_RETURN(LinkedFacts linked, reader.FactsOf(entity_id, kMaxComparisonReads));
  for (FactRecord& fact : linked.facts) {
    std::string id = fact.id;
    facts.emplace(std::move(id), std::move(fact));
  }
  return ById(std::move(facts), linked.truncated);
}

absl::StatusOr<LinkedFacts> FactsAroundEvent(const FactBaseView& view, const FactRecord& event,
                                             const LinkFilter& filter,
                                             const Cancellation& cancellation) {
  std::map<std::string, FactRecord> facts{{event.id, event}};
  const std::optional<TimeInterval>& time = event.content.valid_time;
  if (!time || !time->start) return ById(std::move(facts), false);
  LinkFilter around = filter;
  around.valid = {.from = time->start, .to = time->end};
  const LinkReader reader(view, around, cancellation);
  const std::set<std::string> actors = ActorsOf(event.content);
  const size_t needed = std::min<size_t>(2, actors.size());
  std::map<std::string, size_t> shared;
  bool truncated = false;
  for (const std::string& actor : actors) {
    DATELINE_ASSIGN_OR_RETURN(LinkedFacts linked, reader.FactsOf(actor, kMaxComparisonReads));
    truncated = truncated || linked.truncated;
    for (FactRecord& fact : linked.facts) {
      if (++shared[fact.id] < needed || !IsWanted(filter, fact)) continue;
      std::string id = fact.id;
      facts.emplace(std::move(id), std::move(fact));
    }
  }
  return ById(std::move(facts), truncated);
}

}  // namespace dateline::query

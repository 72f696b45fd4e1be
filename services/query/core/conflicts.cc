#include "services/query/core/conflicts.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/query/core/fact_filter.h"
#include "services/query/core/fact_reading.h"

namespace dateline::query {
namespace {

absl::Status Validate(const ConflictQuery& query) {
  DATELINE_RETURN_IF_ERROR(ValidateIds("entity_ids", query.entity_ids));
  if (query.conflict_id.empty()) return absl::OkStatus();
  DATELINE_RETURN_IF_ERROR(ValidateId("conflict_id", query.conflict_id));
  if (!query.entity_ids.empty() || query.type != ConflictType::kUnspecified ||
      query.standing != ConflictStanding::kUnspecified || query.valid.bounded() || query.as_of) {
    return FieldInvalid("conflict_id", "one conflict by id takes no other filter");
  }
  return absl::OkStatus();
}

// The entities to ask for, merged ids followed; one empty id for all.
absl::StatusOr<std::set<std::string>> Subjects(const FactBaseView& view,
                                               const std::vector<std::string>& entity_ids) {
  if (entity_ids.empty()) return std::set<std::string>{std::string()};
  std::set<std::string> out;
  for (const std::string& id : entity_ids) {
    DATELINE_ASSIGN_OR_RETURN(std::optional<EntityRecord> entity, view.GetEntity(id));
    out.insert(entity ? entity->id : id);
  }
  return out;
}

// The next `count` ids of the union over `subjects`, after `after`.
absl::StatusOr<std::set<std::string>> NextIds(const FactBaseView& view,
                                              const std::set<std::string>& subjects,
                                              std::string_view after, size_t count) {
  std::set<std::string> ids;
  for (const std::string& subject : subjects) {
    size_t taken = 0;
    DATELINE_RETURN_IF_ERROR(view.ForEachConflict(subject, after, [&](const std::string& id) {
      ids.insert(id);
      return ++taken < count ? ScanStep::kContinue : ScanStep::kStop;
    }));
  }
  while (ids.size() > count) ids.erase(std::prev(ids.end()));
  return ids;
}

// Whether the time of a side is wanted.
bool MatchesTime(const ConflictQuery& query, const AttestedConflict& conflict) {
  if (!query.valid.bounded() && !query.as_of) return true;
  return std::any_of(
      conflict.sides.begin(), conflict.sides.end(), [&](const AttestedConflictSide& side) {
        const std::optional<TimeInterval>& time = side.fact.content.valid_time;
        return query.valid.Touches(time) && (!query.as_of || HoldsAsOf(time, *query.as_of));
      });
}

size_t EstimateConflictBytes(const AttestedConflict& conflict) {
  size_t bytes = 0;
  for (const AttestedConflictSide& side : conflict.sides) {
    bytes += EstimateBytes({.record = side.fact, .attestations = side.attestations});
  }
  return bytes;
}

// The first of `all` that take this side.
std::vector<AttestationRecord> OfSide(const std::vector<AttestationRecord>& all,
                                      const ConflictSideRecord& side) {
  const std::set<std::string> documents(side.document_ids.begin(), side.document_ids.end());
  std::vector<AttestationRecord> out;
  for (const AttestationRecord& record : all) {
    if (out.size() == kShownAttestations) break;
    if (documents.contains(record.attestation.document_id)) out.push_back(record);
  }
  return out;
}

absl::StatusOr<ConflictPage> OneConflict(const FactBaseView& view, const std::string& id) {
  DATELINE_ASSIGN_OR_RETURN(std::optional<ConflictRecord> record, view.GetConflict(id));
  if (!record) {
    return MakeError(absl::StatusCode::kNotFound, reason::kConflictNotFound,
                     "no conflict has this id at that moment; list conflicts to find one",
                     {{"id", id}});
  }
  ConflictPage out;
  DATELINE_ASSIGN_OR_RETURN(AttestedConflict conflict, ReadConflict(view, *std::move(record)));
  out.conflicts.push_back(std::move(conflict));
  return out;
}

}  // namespace

absl::StatusOr<AttestedConflict> ReadConflict(const FactBaseView& view, ConflictRecord record) {
  AttestedConflict out;
  // Both sides of a denial are often one fact.
  std::map<std::string, std::vector<AttestationRecord>> attestations;
  for (const ConflictSideRecord& side : record.sides) {
    DATELINE_ASSIGN_OR_RETURN(std::optional<FactRecord> fact, view.GetFact(side.fact_id));
    if (!fact) continue;
    if (!attestations.contains(side.fact_id)) {
      DATELINE_ASSIGN_OR_RETURN(attestations[side.fact_id],
                                view.GetAttestations(side.fact_id, kAllAttestations));
    }
    out.sides.push_back({.fact = *std::move(fact),
                         .value = side.value,
                         .attestations = OfSide(attestations[side.fact_id], side),
                         .report_count = side.document_count,
                         .origin_count = side.origin_count,
                         .time = side.time});
  }
  out.record = std::move(record);
  return out;
}

absl::StatusOr<std::vector<AttestedConflict>> ReadConflicts(const FactBaseView& view,
                                                            const std::vector<std::string>& ids) {
  std::vector<AttestedConflict> out;
  for (const std::string& id : std::set<std::string>(ids.begin(), ids.end())) {
    DATELINE_ASSIGN_OR_RETURN(std::optional<ConflictRecord> record, view.GetConflict(id));
    if (!record) continue;
    DATELINE_ASSIGN_OR_RETURN(AttestedConflict conflict, ReadConflict(view, *std::move(record)));
    out.push_back(std::move(conflict));
  }
  return out;
}

absl::StatusOr<ConflictPage> ListConflicts(const FactBase& base, const ConflictQuery& query,
                                           const Cancellation& cancellation) {
  DATELINE_RETURN_IF_ERROR(Validate(query));
  DATELINE_ASSIGN_OR_RETURN(OpenPage page, BeginPage(base, query.page, query.known_at));
  if (!query.conflict_id.empty()) return OneConflict(page.view, query.conflict_id);
  DATELINE_ASSIGN_OR_RETURN(const std::set<std::string> subjects,
                            Subjects(page.view, query.entity_ids));
  ConflictPage out;
  std::string after = page.position;
  std::string last_id;
  size_t bytes = 0;
  size_t refused = 0;
  while (true) {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(const std::set<std::string> ids,
                              NextIds(page.view, subjects, after, page.size + 1));
    if (ids.empty()) return out;
    for (const std::string& id : ids) {
      if (refused == kMaxRefusedFacts) {
        out.next_page_token = page.TokenFor(after);
        return out;
      }
      after = id;
      DATELINE_ASSIGN_OR_RETURN(std::optional<ConflictRecord> record, page.view.GetConflict(id));
      if (!record || (query.type != ConflictType::kUnspecified && record->type != query.type) ||
          (query.standing != ConflictStanding::kUnspecified &&
           record->standing != query.standing)) {
        ++refused;
        continue;
      }
      DATELINE_ASSIGN_OR_RETURN(AttestedConflict conflict,
                                ReadConflict(page.view, *std::move(record)));
      if (!MatchesTime(query, conflict)) {
        ++refused;
        continue;
      }
      if (out.conflicts.size() == page.size || bytes >= kMaxPageBytes) {
        out.next_page_token = page.TokenFor(last_id);
        return out;
      }
      bytes += EstimateConflictBytes(conflict);
      out.conflicts.push_back(std::move(conflict));
      last_id = id;
    }
  }
}

}  // namespace dateline::query

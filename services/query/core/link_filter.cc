#include "services/query/core/link_filter.h"

#include <utility>

#include "common/base/status_macros.h"
#include "services/query/core/listing.h"
#include "services/query/factbase/member.h"

namespace dateline::query {
namespace {

// Facts that are taken because many tell them, before the latest: a part of what
// may be read, since of an entity with very many facts both are worth a look.
constexpr size_t kCorroboratedShare = 2;

// Takes the facts of `stream` that match until there are `limit`. Returns
// whether there are more.
absl::StatusOr<bool> Take(const FactBaseView& view, const FactMatcher& matcher, FactStream& stream,
                          size_t limit, std::set<std::string>& seen, std::vector<FactRecord>& facts,
                          const Cancellation& cancellation) {
  size_t refused = 0;
  while (true) {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(const std::optional<FactIndexEntry> entry, stream.Next());
    if (!entry) return false;
    if (seen.contains(entry->fact_id)) continue;
    if (facts.size() >= limit || refused >= limit) return true;
    DATELINE_ASSIGN_OR_RETURN(std::optional<FactRecord> record, view.GetFact(entry->fact_id));
    if (!record) continue;
    DATELINE_ASSIGN_OR_RETURN(const bool matches, matcher.Matches(view, *record));
    if (!matches) {
      ++refused;
      continue;
    }
    seen.insert(record->id);
    facts.push_back(*std::move(record));
  }
}

}  // namespace

absl::Status ValidateLinkFilter(const LinkFilter& filter) {
  FactFilter facts;
  facts.kinds = filter.kinds;
  facts.types = filter.types;
  return ValidateFactFilter(facts, "links.");
}

LinkReader::LinkReader(FactBaseView view, const LinkFilter& filter,
                       const Cancellation& cancellation)
    : view_(std::move(view)), filter_(filter), cancellation_(cancellation) {}

FactFilter LinkReader::FilterOf(const std::string& entity_id) const {
  FactFilter filter;
  filter.entity_ids = {entity_id};
  filter.kinds = filter_.kinds;
  if (filter.kinds.empty()) {
    filter.kinds = {FactKind::kRelation, FactKind::kEvent, FactKind::kStatement};
  }
  filter.types = filter_.types;
  filter.valid = filter_.valid;
  filter.as_of = filter_.as_of;
  filter.min_origins = filter_.min_origins;
  return filter;
}

absl::StatusOr<LinkedFacts> LinkReader::FactsOf(const std::string& entity_id, size_t limit) const {
  LinkedFacts out;
  DATELINE_ASSIGN_OR_RETURN(const FactMatcher matcher,
                            FactMatcher::Create(FilterOf(entity_id), view_));
  std::set<std::string> seen;
  const EntryFilter take = [&](const FactIndexEntry& entry) { return matcher.MayMatch(entry); };
  DATELINE_ASSIGN_OR_RETURN(
      auto corroborated,
      OpenScanStream(view_,
                     {.index = FactScan::Index::kOrigins, .key = FactScope::OfEntity(entity_id)},
                     take, {}, cancellation_));
  DATELINE_ASSIGN_OR_RETURN(const bool more_corroborated,
                            Take(view_, matcher, *corroborated, limit / kCorroboratedShare, seen,
                                 out.facts, cancellation_));
  if (filter_.min_origins >= 2 && !more_corroborated) return out;
  DATELINE_ASSIGN_OR_RETURN(auto latest,
                            OpenFactStream(view_, matcher, FactOrder::kValidTimeDesc,
                                           /*dated_only=*/false, limit, {}, cancellation_));
  DATELINE_ASSIGN_OR_RETURN(out.truncated,
                            Take(view_, matcher, *latest, limit, seen, out.facts, cancellation_));
  return out;
}

std::vector<EntityReference> ParticipantsOf(const FactContent& content) {
  std::vector<EntityReference> out;
  std::set<std::string> seen;
  ForEachEntityOf(content, [&](std::string_view, const EntityReference& entity) {
    if (!entity.id.empty() && seen.insert(entity.id).second) out.push_back(entity);
  });
  return out;
}

}  // namespace dateline::query

#include "services/query/core/listing.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/fact/vocabulary.h"
#include "services/query/core/sealed_token.h"
#include "services/query/core/sort_keys.h"

namespace dateline::query {
namespace {

using Index = FactScan::Index;

// Entries are small and many of them may not match once fetched.
constexpr size_t kSmallestSelection = 256;

std::vector<FactScan> ScansOf(Index index, const std::vector<std::string>& keys) {
  std::vector<FactScan> scans;
  for (const std::string& key : keys) scans.push_back({.index = index, .key = key});
  return scans;
}

// The one scan that has valid-time order for this filter, if there is one.
std::optional<FactScan> TimeOrderedScan(const FactFilter& filter) {
  if (!filter.document_ids.empty() || filter.in_conflict || !filter.types.empty()) {
    return std::nullopt;
  }
  if (filter.entity_ids.size() == 1) {
    return FactScan{.index = Index::kEntity, .key = filter.entity_ids.front()};
  }
  if (!filter.entity_ids.empty()) return std::nullopt;
  if (filter.kinds.size() == 1) {
    return FactScan{.index = Index::kKind, .key = std::string(NameOf(filter.kinds.front()))};
  }
  return FactScan{.index = Index::kTime};
}

// A window's end cuts off what starts later; facts without a start may still
// have an end in the window, so they are read as a leg of their own.
std::vector<ScanLeg> TimeOrderedLegs(FactScan scan, FactOrder order, const FactFilter& filter,
                                     bool dated_only) {
  const bool backward = order == FactOrder::kValidTimeDesc;
  ScanLeg undated{.scan = scan, .undated_only = true};
  undated.scan.direction = ScanDirection::kBackward;
  scan.direction = backward ? ScanDirection::kBackward : ScanDirection::kForward;
  const bool split = backward || dated_only || filter.valid.to.has_value();
  if (split) scan.start_at_most = filter.valid.to.value_or(kLastMoment);
  std::vector<ScanLeg> legs{{.scan = std::move(scan)}};
  if (split && !dated_only) legs.push_back(std::move(undated));
  return legs;
}

// Whether all entries can be streamed by id.
bool StreamsById(const FactFilter& filter) {
  return filter.entity_ids.empty() && filter.types.empty() && filter.document_ids.size() <= 1;
}

bool HasNarrowIndex(const FactFilter& filter) {
  return !filter.entity_ids.empty() || !filter.types.empty() || !filter.document_ids.empty() ||
         filter.in_conflict;
}

EntryKey EntryOrderKey(FactOrder order) {
  return [order](const FactIndexEntry& entry) -> absl::StatusOr<std::optional<std::string>> {
    switch (order) {
      case FactOrder::kValidTime:
        return ValidTimeKey(entry.valid_start, entry.fact_id);
      case FactOrder::kValidTimeDesc:
        return ValidTimeDescKey(entry.valid_start, entry.fact_id);
      default:
        return entry.fact_id;
    }
  };
}

// For orders by what only the record knows: fetches, and matches at once so
// that a selection holds nothing but matches.
EntryKey RecordOrderKey(const FactBaseView& view, const FactMatcher& matcher, FactOrder order,
                        const Cancellation& cancellation) {
  return [view, &matcher, order, &cancellation](
             const FactIndexEntry& entry) -> absl::StatusOr<std::optional<std::string>> {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(std::optional<FactRecord> record, view.GetFact(entry.fact_id));
    if (!record) return std::nullopt;
    DATELINE_ASSIGN_OR_RETURN(const bool matches, matcher.Matches(view, *record));
    if (!matches) return std::nullopt;
    return order == FactOrder::kOriginsDesc ? DescKey(record->origin_count, record->id)
                                            : RecordedDescKey(record->recorded_at, record->id);
  };
}

}  // namespace

std::vector<FactScan> ChooseScans(const FactFilter& filter) {
  if (!filter.document_ids.empty()) return ScansOf(Index::kDocument, filter.document_ids);
  if (filter.in_conflict) return {{.index = Index::kConflict}};
  if (!filter.entity_ids.empty()) return ScansOf(Index::kEntity, filter.entity_ids);
  if (!filter.types.empty()) return ScansOf(Index::kType, filter.types);
  std::vector<std::string> kinds;
  for (const FactKind kind : filter.kinds) kinds.emplace_back(NameOf(kind));
  if (!kinds.empty()) return ScansOf(Index::kKind, kinds);
  return {{.index = Index::kAll}};
}

absl::StatusOr<std::unique_ptr<FactStream>> OpenFactStream(
    const FactBaseView& view, const FactMatcher& matcher, FactOrder order, bool dated_only,
    size_t page_size, std::string_view position, const Cancellation& cancellation) {
  const FactFilter& filter = matcher.filter();
  const EntryFilter take = [&matcher, dated_only](const FactIndexEntry& entry) {
    return matcher.MayMatch(entry) && (!dated_only || entry.valid_start.has_value());
  };
  const auto stream = [&](std::vector<ScanLeg> legs) {
    return OpenScanStream(view, std::move(legs), take, position, cancellation);
  };
  const auto select = [&](EntryKey key, size_t window) {
    return OpenSelectionStream(view, ChooseScans(filter), take, std::move(key), window, position,
                               cancellation);
  };
  const size_t wide = std::max(kSmallestSelection, 2 * page_size);
  switch (order) {
    case FactOrder::kId:
      if (!StreamsById(filter)) return select(EntryOrderKey(order), wide);
      if (filter.document_ids.empty() && !filter.in_conflict) {
        return stream({{.scan = {.index = Index::kAll}}});
      }
      return stream({{.scan = ChooseScans(filter).front()}});
    case FactOrder::kValidTime:
    case FactOrder::kValidTimeDesc: {
      std::optional<FactScan> scan = TimeOrderedScan(filter);
      if (!scan) return select(EntryOrderKey(order), wide);
      return stream(TimeOrderedLegs(*std::move(scan), order, filter, dated_only));
    }
    case FactOrder::kRecordedDesc:
      if (!HasNarrowIndex(filter)) {
        return stream(
            {{.scan = {.index = Index::kRecorded, .direction = ScanDirection::kBackward}}});
      }
      return select(RecordOrderKey(view, matcher, order, cancellation), page_size + 1);
    case FactOrder::kOriginsDesc:
      break;
  }
  return select(RecordOrderKey(view, matcher, order, cancellation), page_size + 1);
}

absl::StatusOr<FactPage> ListFacts(const FactBase& base, const ListFactsQuery& query,
                                   const Cancellation& cancellation) {
  DATELINE_RETURN_IF_ERROR(ValidateFactFilter(query.filter));
  DATELINE_ASSIGN_OR_RETURN(OpenPage page, BeginPage(base, query.page, query.known_at));
  DATELINE_ASSIGN_OR_RETURN(FactMatcher matcher, FactMatcher::Create(query.filter, page.view));
  DATELINE_ASSIGN_OR_RETURN(std::unique_ptr<FactStream> stream,
                            OpenFactStream(page.view, matcher, query.order, query.dated_only,
                                           page.size, page.position, cancellation));
  const auto matches = [&](const FactRecord& record) { return matcher.Matches(page.view, record); };
  return ReadFactPage(page, *stream, matches, query.attestation_limit, cancellation);
}

}  // namespace dateline::query

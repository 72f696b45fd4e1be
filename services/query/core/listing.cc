#include "services/query/core/listing.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/base/status_macros.h"
#include "common/fact/vocabulary.h"
#include "services/query/core/ordered_stream.h"
#include "services/query/core/sealed_token.h"
#include "services/query/core/sort_keys.h"

namespace dateline::query {
namespace {

using Index = FactScan::Index;

// Entries are small and many of them may not match once fetched.
constexpr size_t kSmallestSelection = 256;

std::vector<std::string> NamesOf(const std::vector<FactKind>& kinds) {
  std::vector<std::string> names;
  for (const FactKind kind : kinds) names.emplace_back(NameOf(kind));
  return names;
}

std::vector<FactScan> ScansOf(Index index, const std::vector<std::string>& keys) {
  std::vector<FactScan> scans;
  for (const std::string& key : keys) scans.push_back({.index = index, .key = key});
  return scans;
}

// Whether time order needs more than the dated indexes.
bool NeedsSelection(const FactFilter& filter) {
  return !filter.document_ids.empty() || (filter.in_conflict && filter.entity_ids.empty());
}

bool HasNarrowIndex(const FactFilter& filter) {
  return !filter.entity_ids.empty() || !filter.types.empty() || !filter.document_ids.empty() ||
         filter.in_conflict;
}

// By id costs least for everything and where no dated index helps.
FactOrder Resolved(FactOrder order, const FactFilter& filter) {
  if (order != FactOrder::kUnspecified || NeedsSelection(filter)) return order;
  const bool narrow = !filter.entity_ids.empty() || !filter.types.empty() || !filter.kinds.empty();
  return narrow || filter.valid.bounded() || filter.as_of ? FactOrder::kValidTime : order;
}

// Facts of the types in the filter, and how many there are.
struct TypeScans {
  std::vector<FactScan> scans;
  uint64_t facts = 0;
};

absl::StatusOr<TypeScans> ScansOfTypes(const FactBaseView& view, const FactFilter& filter) {
  std::map<std::string, uint64_t> counts;
  for (const std::string& type : filter.types) {
    DATELINE_ASSIGN_OR_RETURN(const auto of_prefix, view.CountsOfTypes(type));
    for (const auto& [name, count] : of_prefix) {
      if (MatchesType(name, {type})) counts[name] = count;
    }
  }
  TypeScans out;
  for (const auto& [name, count] : counts) {
    out.scans.push_back({.index = Index::kOneType, .key = name});
    out.facts += count;
  }
  return out;
}

// Few enough index entries to look through, whatever they are.
constexpr uint64_t kFewFacts = 20'000;

// Whether the types are so much rarer than the entities' facts that skipping
// through these costs less than reading them one after the other.
absl::StatusOr<bool> TypesAreRarer(const FactBaseView& view, const FactFilter& filter,
                                   const TypeScans& types) {
  uint64_t facts = 0;
  for (const std::string& id : filter.entity_ids) {
    DATELINE_ASSIGN_OR_RETURN(const std::optional<EntityRecord> entity, view.GetEntity(id));
    if (entity) facts += entity->fact_count;
  }
  return facts > kFewFacts && types.facts < facts / 8;
}

// Parts of dated indexes whose intersection holds every match. `take` says what
// may match by its entry.
absl::StatusOr<std::vector<ScanGroup>> GroupsOf(const FactBaseView& view, const FactFilter& filter,
                                                const EntryFilter& take) {
  std::vector<ScanGroup> groups;
  if (!filter.entity_ids.empty()) {
    groups.push_back({.any_of = ScansOf(Index::kEntity, filter.entity_ids), .take = take});
  }
  if (!filter.types.empty()) {
    DATELINE_ASSIGN_OR_RETURN(TypeScans types, ScansOfTypes(view, filter));
    bool wanted = groups.empty();
    if (!wanted) {
      DATELINE_ASSIGN_OR_RETURN(wanted, TypesAreRarer(view, filter, types));
    }
    if (wanted) groups.push_back({.any_of = std::move(types.scans), .take = take});
  }
  if (groups.empty() && !filter.kinds.empty()) {
    groups.push_back({.any_of = ScansOf(Index::kKind, NamesOf(filter.kinds)), .take = take});
  }
  if (groups.empty()) groups.push_back({.any_of = {{.index = Index::kTime}}, .take = take});
  return groups;
}

// What the scans may leave out. Undated facts hold as of any date.
TimeWindow ReachOf(const FactFilter& filter) {
  if (filter.valid.bounded() || !filter.as_of) return filter.valid;
  return {.from = filter.as_of->start, .to = filter.as_of->end};
}

// The one scope that has every match of the filter, if there is one.
std::optional<std::string> ScopeOf(const FactFilter& filter) {
  if (!filter.document_ids.empty() || filter.in_conflict) return std::nullopt;
  if (filter.entity_ids.size() == 1) return FactScope::OfEntity(filter.entity_ids.front());
  if (!filter.entity_ids.empty()) return std::nullopt;
  if (filter.types.size() == 1 && !filter.types.front().ends_with('.')) {
    return FactScope::OfType(filter.types.front());
  }
  if (filter.kinds.size() == 1) return FactScope::OfKind(filter.kinds.front());
  return FactScope::OfEverything();
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

// The parts of the cheapest index that together hold every match of `filter`,
// in no particular order.
std::vector<FactScan> ChooseScans(const FactFilter& filter) {
  if (!filter.document_ids.empty()) return ScansOf(Index::kDocument, filter.document_ids);
  if (!filter.entity_ids.empty()) return ScansOf(Index::kEntity, filter.entity_ids);
  if (filter.in_conflict) return {{.index = Index::kConflict}};
  if (!filter.types.empty()) return ScansOf(Index::kType, filter.types);
  if (!filter.kinds.empty()) return ScansOf(Index::kKind, NamesOf(filter.kinds));
  return {{.index = Index::kAll}};
}

// Opens the stream of one listing.
class StreamChoice {
 public:
  StreamChoice(const FactBaseView& view, const FactMatcher& matcher, bool dated_only,
               size_t page_size, const Cancellation& cancellation)
      : view_(view),
        matcher_(matcher),
        filter_(matcher.filter()),
        dated_only_(dated_only),
        page_size_(page_size),
        cancellation_(cancellation),
        take_([&matcher, dated_only](const FactIndexEntry& entry) {
          return matcher.MayMatch(entry) && (!dated_only || entry.valid_start.has_value());
        }) {}

  absl::StatusOr<std::unique_ptr<FactStream>> ById(std::string_view position) const {
    if (filter_.document_ids.size() > 1) return Select(FactOrder::kUnspecified, position);
    return OpenScanStream(view_, ChooseScans(filter_).front(), take_, position, cancellation_);
  }

  absl::StatusOr<std::unique_ptr<FactStream>> ByTime(FactOrder order,
                                                     std::string_view position) const {
    if (NeedsSelection(filter_)) return Select(order, position);
    DATELINE_ASSIGN_OR_RETURN(std::vector<ScanGroup> groups, GroupsOf(view_, filter_, take_));
    TimeOrder time_order{.dated_only = dated_only_,
                         .window = ReachOf(filter_),
                         .timeless = !filter_.valid.bounded()};
    if (order == FactOrder::kValidTimeDesc) time_order.direction = ScanDirection::kBackward;
    return OpenOrderedStream(view_, std::move(groups), time_order, position, cancellation_);
  }

  absl::StatusOr<std::unique_ptr<FactStream>> ByOrigins(std::string_view position) const {
    std::optional<std::string> scope = ScopeOf(filter_);
    if (!scope) return Select(FactOrder::kOriginsDesc, position);
    const auto single = [choice = *this](std::string_view from) {
      return choice.ByTime(FactOrder::kValidTime, from);
    };
    return OpenOriginsStream(view_, {.index = Index::kOrigins, .key = *std::move(scope)}, take_,
                             single, position, cancellation_);
  }

  absl::StatusOr<std::unique_ptr<FactStream>> ByRecording(std::string_view position) const {
    if (HasNarrowIndex(filter_)) return Select(FactOrder::kRecordedDesc, position);
    return OpenScanStream(view_, {.index = Index::kRecorded, .direction = ScanDirection::kBackward},
                          take_, position, cancellation_);
  }

 private:
  absl::StatusOr<std::unique_ptr<FactStream>> Select(FactOrder order,
                                                     std::string_view position) const {
    const bool by_record = order == FactOrder::kOriginsDesc || order == FactOrder::kRecordedDesc;
    const size_t wide = std::max(kSmallestSelection, 2 * page_size_);
    return OpenSelectionStream(
        view_, ChooseScans(filter_), take_,
        by_record ? RecordOrderKey(view_, matcher_, order, cancellation_) : EntryOrderKey(order),
        by_record ? page_size_ + 1 : wide, position, cancellation_);
  }

  FactBaseView view_;
  const FactMatcher& matcher_;
  const FactFilter& filter_;
  bool dated_only_;
  size_t page_size_;
  const Cancellation& cancellation_;
  EntryFilter take_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<FactStream>> OpenFactStream(
    const FactBaseView& view, const FactMatcher& matcher, FactOrder order, bool dated_only,
    size_t page_size, std::string_view position, const Cancellation& cancellation) {
  const StreamChoice choice(view, matcher, dated_only, page_size, cancellation);
  switch (const FactOrder resolved = Resolved(order, matcher.filter())) {
    case FactOrder::kValidTime:
    case FactOrder::kValidTimeDesc:
      return choice.ByTime(resolved, position);
    case FactOrder::kOriginsDesc:
      return choice.ByOrigins(position);
    case FactOrder::kRecordedDesc:
      return choice.ByRecording(position);
    case FactOrder::kUnspecified:
      break;
  }
  return choice.ById(position);
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

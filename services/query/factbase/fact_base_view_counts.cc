// What FactBaseView says of how many there are: counters, the ranking of
// entities, and words by what they may be misspelt as.
#include "common/base/status_macros.h"
#include "common/fact/vocabulary.h"
#include "common/storage/ordered_key.h"
#include "services/query/factbase/counters.h"
#include "services/query/factbase/fact_base_view.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/records.h"
#include "services/query/factbase/view_snapshot.h"
#include "services/query/factbase/word_variants.h"

namespace dateline::query {
namespace {

using Counts = std::map<std::string, uint64_t>;

// Counters of `group` whose name starts with `name_prefix`.
absl::Status ReadCounters(const VersionedReader& reader, std::string_view group,
                          std::string_view name_prefix, Counts& counts) {
  const std::string of_group = CounterPrefix(group);
  std::string prefix = of_group;
  if (!name_prefix.empty()) AppendKeyStringPrefix(&prefix, name_prefix);
  absl::Status status;
  DATELINE_RETURN_IF_ERROR(
      reader.ForEach(kStatisticsSpace, KeyRange::Prefix(prefix),
                     [&](std::string_view key, std::string_view value) {
                       std::string name;
                       const auto row = Decode<storage::v1::StoredCounter>(value);
                       if (!row.ok() || !KeyReader(key.substr(of_group.size())).Packed(&name)) {
                         status = CorruptRow("counter");
                         return ScanStep::kStop;
                       }
                       counts[name] = row->value();
                       return ScanStep::kContinue;
                     }));
  return status;
}

}  // namespace

std::string_view NameOfType(ConflictType type) {
  switch (type) {
    case ConflictType::kValue:
      return "value";
    case ConflictType::kDenial:
      return "denial";
    case ConflictType::kRole:
      return "role";
    case ConflictType::kOrder:
      return "order";
    case ConflictType::kUnspecified:
      break;
  }
  return "unspecified";
}

absl::StatusOr<Statistics> FactBaseView::GetTotals() const {
  Statistics statistics;
  Counts totals;
  DATELINE_RETURN_IF_ERROR(ReadCounters(snapshot_->reader, kTotals, "", totals));
  statistics.documents = totals["documents"];
  statistics.entities = totals["entities"];
  statistics.facts = totals["facts"];
  statistics.attestations = totals["attestations"];
  statistics.conflicts = totals["conflicts"];
  statistics.recorded_at = known_at();
  return statistics;
}

absl::StatusOr<Statistics> FactBaseView::GetTotalsByKind() const {
  const VersionedReader& reader = snapshot_->reader;
  DATELINE_ASSIGN_OR_RETURN(Statistics statistics, GetTotals());
  DATELINE_RETURN_IF_ERROR(ReadCounters(reader, kFactsByKind, "", statistics.facts_by_kind));
  DATELINE_RETURN_IF_ERROR(
      ReadCounters(reader, kConflictsByType, "", statistics.conflicts_by_type));
  return statistics;
}

absl::StatusOr<Statistics> FactBaseView::GetStatistics() const {
  const VersionedReader& reader = snapshot_->reader;
  DATELINE_ASSIGN_OR_RETURN(Statistics statistics, GetTotalsByKind());
  DATELINE_RETURN_IF_ERROR(ReadCounters(reader, kFactsByType, "", statistics.facts_by_type));
  DATELINE_RETURN_IF_ERROR(
      ReadCounters(reader, kDocumentsByPublisher, "", statistics.documents_by_publisher));
  return statistics;
}

absl::StatusOr<uint64_t> FactBaseView::CountOfKind(FactKind kind) const {
  DATELINE_ASSIGN_OR_RETURN(
      const auto bytes,
      snapshot_->reader.Get(kStatisticsSpace, CounterKey(kFactsByKind, NameOf(kind))));
  if (!bytes.has_value()) return 0;
  DATELINE_ASSIGN_OR_RETURN(const auto row, Decode<storage::v1::StoredCounter>(*bytes));
  return row.value();
}

absl::StatusOr<std::map<std::string, uint64_t>> FactBaseView::CountsOfTypes(
    std::string_view prefix) const {
  Counts counts;
  DATELINE_RETURN_IF_ERROR(ReadCounters(snapshot_->reader, kFactsByType, prefix, counts));
  return counts;
}

absl::Status FactBaseView::ForEachEntityByRank(
    std::string_view after,
    absl::FunctionRef<ScanStep(const std::string& entity_id, std::string_view position)> row)
    const {
  absl::Status status;
  DATELINE_RETURN_IF_ERROR(snapshot_->reader.ForEach(
      kEntitySpace, ResumeAfter(KeyRange::Prefix(TagPrefix('b')), after, ScanDirection::kForward),
      [&](std::string_view key, std::string_view) {
        KeyReader reader(key.substr(1));
        uint8_t magnitude = 0;
        std::string entity_id;
        if (reader.Byte(&magnitude) && reader.Packed(&entity_id)) return row(entity_id, key);
        status = CorruptRow("rank key");
        return ScanStep::kStop;
      }));
  return status;
}

absl::StatusOr<std::set<std::string>> FactBaseView::WordsLike(std::string_view folded_word,
                                                              size_t limit) const {
  std::set<std::string> words;
  absl::Status status;
  for (const std::string& rest : RestsToLookUp(folded_word)) {
    const std::string prefix = WordRestPrefix(rest);
    DATELINE_RETURN_IF_ERROR(snapshot_->view->ForEach(
        kIdentitySpace, KeyRange::Prefix(prefix), [&](std::string_view key, std::string_view) {
          std::string word;
          if (!KeyReader(key.substr(prefix.size())).Packed(&word)) {
            status = CorruptRow("word key");
            return ScanStep::kStop;
          }
          if (EditsBetween(word, folded_word, AllowedEdits(word)).has_value()) {
            words.insert(std::move(word));
          }
          return words.size() < limit ? ScanStep::kContinue : ScanStep::kStop;
        }));
    DATELINE_RETURN_IF_ERROR(status);
    if (words.size() >= limit) break;
  }
  return words;
}

}  // namespace dateline::query

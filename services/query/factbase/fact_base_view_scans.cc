// Scans of FactBaseView: over the indexes, names, conflicts and changes.
#include <array>

#include "common/base/status_macros.h"
#include "common/convert/fact_conversion.h"
#include "common/storage/ordered_key.h"
#include "services/query/factbase/fact_base_view.h"
#include "services/query/factbase/fact_rows.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/records.h"
#include "services/query/factbase/view_snapshot.h"

namespace dateline::query {
namespace {

using Index = FactScan::Index;

bool IsDated(Index index) {
  return index == Index::kEntity || index == Index::kOneType || index == Index::kKind ||
         index == Index::kTime || index == Index::kTerm || index == Index::kLasting;
}

// What all keys of the scanned part start with.
std::string PrefixOf(const FactScan& scan) {
  switch (scan.index) {
    case Index::kAll:
      return TagPrefix('a');
    case Index::kEntity:
      return TaggedKey('e', scan.key);
    case Index::kType: {
      std::string prefix = TagPrefix('t');
      AppendKeyStringPrefix(&prefix, scan.key);
      return prefix;
    }
    case Index::kOneType:
      return TaggedKey('t', scan.key);
    case Index::kKind:
      return TaggedKey('k', scan.key);
    case Index::kTime:
      return TagPrefix('v');
    case Index::kRecorded:
      return TagPrefix('r');
    case Index::kDocument:
      return TaggedKey('d', scan.key);
    case Index::kTerm:
      return TaggedKey('w', scan.key);
    case Index::kConflict:
      return TagPrefix('c');
    case Index::kLasting:
      return TaggedKey('l', SteppedScope(scan.duration_step, scan.key));
    case Index::kOrigins:
      return TaggedKey('o', scan.key);
  }
  return TagPrefix('a');
}

When WhenAt(const std::optional<absl::CivilSecond>& moment) {
  return moment.has_value() ? When(CivilSeconds(*moment)) : std::nullopt;
}

// What the keys of dated rows at one moment, and of one fact there, start with.
std::string DatedPrefix(const FactScan& scan, When when, std::string_view fact_id = {}) {
  std::string prefix = PrefixOf(scan);
  AppendWhen(&prefix, when);
  if (!fact_id.empty()) AppendKeyPacked(&prefix, fact_id);
  return prefix;
}

void Raise(std::string& begin, std::string to) {
  if (to > begin) begin = std::move(to);
}
void Lower(std::string& end, std::string to) {
  if (end.empty() || to < end) end = std::move(to);
}

KeyRange RangeOf(const FactScan& scan) {
  KeyRange range = KeyRange::Prefix(PrefixOf(scan));
  if (IsDated(scan.index)) {
    // Undated rows sort after all dated ones.
    if (scan.start_at_most.has_value()) {
      Lower(range.end, AfterKeyPrefix(DatedPrefix(scan, WhenAt(scan.start_at_most))));
    }
    if (scan.start_at_least.has_value()) {
      Raise(range.begin, DatedPrefix(scan, WhenAt(scan.start_at_least)));
    }
    if (scan.from.has_value()) {
      std::string place = DatedPrefix(scan, WhenAt(scan.from->valid_start), scan.from->fact_id);
      if (scan.direction == ScanDirection::kForward) {
        Raise(range.begin, std::move(place));
      } else {
        Lower(range.end, AfterKeyPrefix(place));
      }
    }
  }
  return ResumeAfter(std::move(range), scan.after, scan.direction);
}

bool TakeWhen(KeyReader& key, std::optional<absl::CivilSecond>* when) {
  uint8_t undated = 0;
  if (!key.Byte(&undated)) return false;
  if (undated != 0) return true;
  int64_t seconds = 0;
  if (!key.Int64(&seconds)) return false;
  *when = FromCivilSeconds(seconds);
  return true;
}

// Takes what the key of an index row says; `key` is what comes after PrefixOf().
bool TakeKey(Index index, KeyReader key, FactIndexEntry* entry) {
  uint32_t origins = 0;
  uint64_t recorded = 0;
  switch (index) {
    case Index::kAll:
    case Index::kDocument:
    case Index::kConflict:
      return key.Packed(&entry->fact_id);
    case Index::kRecorded:
      return key.Uint64(&recorded) && key.Packed(&entry->fact_id);
    case Index::kEntity:
    case Index::kLasting:
      return TakeWhen(key, &entry->valid_start) && key.Packed(&entry->fact_id) &&
             key.Packed(&entry->role);
    case Index::kOrigins:
      if (!key.Uint32(&origins)) return false;
      break;
    case Index::kType:
    case Index::kOneType:
    case Index::kKind:
    case Index::kTime:
    case Index::kTerm:
      break;
  }
  return TakeWhen(key, &entry->valid_start) && key.Packed(&entry->fact_id);
}

absl::StatusOr<FactIndexEntry> ToEntry(Index index, size_t prefix_size, std::string_view key,
                                       std::string_view value) {
  DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<storage::v1::StoredIndexEntry>(value));
  FactIndexEntry entry;
  KeyReader rest(key.substr(prefix_size));
  // The prefix of this index is the beginning of a string only.
  std::string type;
  if (index == Index::kType) {
    rest = KeyReader(key.substr(TagPrefix('t').size()));
    if (!rest.Packed(&type)) return CorruptRow("index key");
  }
  if (!TakeKey(index, rest, &entry)) return CorruptRow("index key");
  entry.kind = static_cast<FactKind>(stored.kind());
  entry.type = stored.type();
  if (stored.has_valid_start()) entry.valid_start = FromCivilSeconds(stored.valid_start());
  if (stored.has_valid_end()) entry.valid_end = FromCivilSeconds(stored.valid_end());
  entry.position = std::string(key);
  return entry;
}

// Calls `row` with the last string of each key under `prefix`.
absl::Status ForEachLastPart(const VersionedReader& reader, KeySpace space,
                             const std::string& prefix, std::string_view after_part,
                             absl::FunctionRef<ScanStep(const std::string&)> row) {
  std::string after;
  if (!after_part.empty()) {
    after = prefix;
    AppendKeyPacked(&after, after_part);
  }
  absl::Status status;
  DATELINE_RETURN_IF_ERROR(
      reader.ForEach(space, ResumeAfter(KeyRange::Prefix(prefix), after, ScanDirection::kForward),
                     [&](std::string_view key, std::string_view) {
                       std::string part;
                       if (KeyReader(key.substr(prefix.size())).Packed(&part)) return row(part);
                       status = CorruptRow("key");
                       return ScanStep::kStop;
                     }));
  return status;
}

}  // namespace

int64_t FactScan::LongestOfStep(int step) {
  constexpr int64_t kDay = 24 * 60 * 60;
  // A day, said in any zone; a month; a year and what is left of the one before.
  constexpr std::array<int64_t, kDurationSteps> kLongest = {2 * kDay, 31 * kDay, 2 * 366 * kDay};
  return kLongest[static_cast<size_t>(step)];
}

std::string FactScope::OfEntity(std::string_view entity_id) { return EntityScope(entity_id); }
std::string FactScope::OfType(std::string_view type) { return TypeScope(type); }
std::string FactScope::OfKind(FactKind kind) { return KindScope(kind); }

absl::Status FactBaseView::ForEachFact(
    const FactScan& scan, absl::FunctionRef<ScanStep(const FactIndexEntry&)> row) const {
  absl::Status status;
  const size_t prefix_size = PrefixOf(scan).size();
  DATELINE_RETURN_IF_ERROR(snapshot_->reader.ForEach(
      kFactIndexSpace, RangeOf(scan),
      [&](std::string_view key, std::string_view value) {
        const auto entry = ToEntry(scan.index, prefix_size, key, value);
        if (entry.ok()) return row(*entry);
        status = entry.status();
        return ScanStep::kStop;
      },
      scan.direction));
  return status;
}

absl::Status FactBaseView::ForEachEntityByName(
    std::string_view folded_prefix,
    absl::FunctionRef<ScanStep(std::string_view folded_name, std::string_view entity_id,
                               uint32_t word)>
        row) const {
  absl::Status status;
  DATELINE_RETURN_IF_ERROR(
      snapshot_->reader.ForEach(kEntitySpace, KeyRange::Prefix(EntityNamePrefix(folded_prefix)),
                                [&](std::string_view key, std::string_view) {
                                  KeyReader reader(key.substr(1));
                                  std::string from_word, name, entity_id;
                                  uint32_t word = 0;
                                  if (reader.String(&from_word) && reader.Uint32(&word) &&
                                      reader.String(&name) && reader.Packed(&entity_id)) {
                                    return row(name, entity_id, word);
                                  }
                                  status = CorruptRow("name key");
                                  return ScanStep::kStop;
                                }));
  return status;
}

absl::StatusOr<std::optional<std::string>> FactBaseView::FindEntityByExternalId(
    std::string_view external_id) const {
  return snapshot_->reader.Get(kEntitySpace, ExternalIdKey(external_id));
}

absl::Status FactBaseView::ForEachEntity(
    std::string_view after_id,
    absl::FunctionRef<ScanStep(const std::string& entity_id)> row) const {
  return ForEachLastPart(snapshot_->reader, kEntitySpace, TagPrefix('e'), after_id, row);
}

absl::Status FactBaseView::ForEachConflict(
    std::string_view entity_id, std::string_view after_id,
    absl::FunctionRef<ScanStep(const std::string& id)> row) const {
  const std::string prefix = entity_id.empty() ? TagPrefix('c') : EntityConflictPrefix(entity_id);
  return ForEachLastPart(snapshot_->reader, kConflictSpace, prefix, after_id, row);
}

absl::Status FactBaseView::ForEachChange(
    uint64_t after, absl::FunctionRef<ScanStep(const ChangeRecord&)> row) const {
  absl::Status status;
  DATELINE_RETURN_IF_ERROR(snapshot_->view->ForEach(
      kChangeSpace, {ChangeKey(after + 1), ""}, [&](std::string_view key, std::string_view value) {
        const auto stored = Decode<storage::v1::StoredChange>(value);
        ChangeRecord change;
        if (!stored.ok() || !KeyReader(key).Uint64(&change.sequence)) {
          status = CorruptRow("change");
          return ScanStep::kStop;
        }
        if (stored->recorded_micros() > snapshot_->reader.at()) return ScanStep::kStop;
        change.type = static_cast<ChangeType>(stored->type());
        change.fact_id = stored->fact_id();
        change.merged_into = stored->merged_into();
        change.recorded_at = FromMicros(stored->recorded_micros());
        return row(change);
      }));
  return status;
}

absl::StatusOr<uint64_t> FactBaseView::NewestChange() const {
  const auto last = snapshot_->view->Scan(kChangeSpace, {}, ScanDirection::kBackward);
  DATELINE_RETURN_IF_ERROR(last->status());
  uint64_t high = 0;
  if (last->Valid() && !KeyReader(last->key()).Uint64(&high)) return CorruptRow("change key");
  // Sequences have no gaps and moments only grow: the newest that counts is
  // found by halving.
  uint64_t low = 0;
  while (low < high) {
    const uint64_t middle = low + (high - low + 1) / 2;
    DATELINE_ASSIGN_OR_RETURN(const auto bytes,
                              snapshot_->view->Get(kChangeSpace, ChangeKey(middle)));
    if (!bytes.has_value()) return CorruptRow("change");
    DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<storage::v1::StoredChange>(*bytes));
    if (stored.recorded_micros() <= snapshot_->reader.at()) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

}  // namespace dateline::query

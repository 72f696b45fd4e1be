#include "services/query/factbase/fact_writer.h"

#include <algorithm>
#include <optional>

#include "common/base/status_macros.h"
#include "common/fact/vocabulary.h"
#include "common/storage/ordered_key.h"
#include "services/query/factbase/fact_rows.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/records.h"

namespace dateline::query {
namespace {

using storage::v1::StoredConflict;
using storage::v1::StoredFact;

template <typename Map>
const typename Map::mapped_type* Find(const Map& map, const std::string& key) {
  const auto it = map.find(key);
  return it == map.end() ? nullptr : &it->second;
}

template <typename Left, typename Right>
std::set<std::string> KeysOf(const Left& left, const Right& right) {
  std::set<std::string> keys;
  for (const auto& [key, value] : left) keys.insert(key);
  for (const auto& [key, value] : right) keys.insert(key);
  return keys;
}

std::string KeyOf(const Member& member) {
  return MemberKey(member.block, member.attestation.document_id, member.ordinal);
}

// Equal but for the moments of recording.
bool SaysTheSame(StoredFact a, StoredFact b) {
  for (StoredFact* fact : {&a, &b}) {
    fact->clear_first_recorded_micros();
    fact->clear_recorded_micros();
  }
  return Encode(a) == Encode(b);
}

}  // namespace

absl::Status FactWriter::Write(const std::set<std::string>& blocks,
                               const std::vector<MemberMove>& moves) {
  for (const std::string& block : blocks) {
    DATELINE_RETURN_IF_ERROR(Merge(block, true, before_));
    DATELINE_RETURN_IF_ERROR(Merge(block, false, after_));
  }
  CountVotes(moves);
  DATELINE_RETURN_IF_ERROR(WriteFunctionalRows());
  for (const auto& [predicate, subject_id] : functional_groups_) {
    DATELINE_RETURN_IF_ERROR(FindValueConflicts(predicate, subject_id, true, before_));
    DATELINE_RETURN_IF_ERROR(FindValueConflicts(predicate, subject_id, false, after_));
  }
  DATELINE_RETURN_IF_ERROR(WriteConflicts());
  for (const std::string& id : KeysOf(before_.facts, after_.facts)) {
    DATELINE_RETURN_IF_ERROR(WriteFact(id));
  }
  // Facts that only came into a conflict, or out of one.
  for (const std::string& id : KeysOf(before_.conflicts_of_fact, after_.conflicts_of_fact)) {
    if (before_.facts.contains(id) || after_.facts.contains(id)) continue;
    DATELINE_RETURN_IF_ERROR(PutConflictIds(id));
  }
  return absl::OkStatus();
}

absl::Status FactWriter::Merge(const std::string& block, bool old, Side& side) {
  const std::string prefix = MemberPrefix(block);
  DATELINE_ASSIGN_OR_RETURN(const Staging::Rows rows, old ? staging_.ScanOld(kMemberSpace, prefix)
                                                          : staging_.Scan(kMemberSpace, prefix));
  std::vector<Member>& members = side.members.emplace_back();
  for (const auto& [key, value] : rows) {
    DATELINE_ASSIGN_OR_RETURN(Member member, DecodeMember(value));
    KeyReader reader(std::string_view(key).substr(prefix.size()));
    std::string document_id;
    if (!reader.String(&document_id) || !reader.Uint32(&member.ordinal)) {
      return CorruptRow("member key");
    }
    member.block = block;
    members.push_back(std::move(member));
  }
  for (MergedFact& fact : MergeBlock(members)) {
    for (const MergedAttestation& attestation : fact.attestations) {
      side.fact_of_member[KeyOf(*attestation.member)] = fact.id;
    }
    for (const Conflict& conflict : fact.conflicts) {
      side.conflicts[conflict.id] = conflict;
      side.conflicts_of_fact[fact.id].insert(conflict.id);
    }
    std::string id = fact.id;
    side.facts.emplace(std::move(id), std::move(fact));
  }
  return absl::OkStatus();
}

void FactWriter::CountVotes(const std::vector<MemberMove>& moves) {
  std::map<std::string, std::string> moved(moves.begin(), moves.end());
  for (const auto& [member, fact_id] : before_.fact_of_member) {
    const std::string* destination = Find(moved, member);
    const std::string* successor =
        Find(after_.fact_of_member, destination == nullptr ? member : *destination);
    if (successor != nullptr) ++votes_[fact_id][*successor];
  }
}

absl::Status FactWriter::WriteFunctionalRows() {
  for (const std::string& id : KeysOf(before_.facts, after_.facts)) {
    const MergedFact* before = Find(before_.facts, id);
    const MergedFact* after = Find(after_.facts, id);
    const MergedFact& any = after != nullptr ? *after : *before;
    const auto was = before != nullptr ? before->functional : std::nullopt;
    const auto is = after != nullptr ? after->functional : std::nullopt;
    if (!was.has_value() && !is.has_value()) continue;
    const std::string& subject_id = std::get<Relation>(any.content.body).subject.id;
    functional_groups_.emplace(any.content.type, subject_id);
    const std::string key = FunctionalKey(any.content.type, subject_id, id);
    if (is.has_value()) {
      staging_.Put(kMemberSpace, key, Encode(ToStored(*is)));
    } else {
      staging_.Delete(kMemberSpace, key);
    }
  }
  return absl::OkStatus();
}

absl::Status FactWriter::FindValueConflicts(const std::string& predicate,
                                            const std::string& subject_id, bool old, Side& side) {
  const std::string prefix = FunctionalPrefix(predicate, subject_id);
  DATELINE_ASSIGN_OR_RETURN(const Staging::Rows rows, old ? staging_.ScanOld(kMemberSpace, prefix)
                                                          : staging_.Scan(kMemberSpace, prefix));
  std::vector<FunctionalFact> facts;
  for (const auto& [key, value] : rows) {
    std::string fact_id;
    if (!KeyReader(std::string_view(key).substr(prefix.size())).String(&fact_id)) {
      return CorruptRow("functional fact key");
    }
    DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<storage::v1::StoredFunctionalFact>(value));
    DATELINE_ASSIGN_OR_RETURN(FunctionalFact fact, FromStored(fact_id, stored));
    facts.push_back(std::move(fact));
  }
  for (Conflict& conflict : ValueConflicts(predicate, subject_id, facts)) {
    for (const ConflictSide& conflict_side : conflict.sides) {
      side.conflicts_of_fact[conflict_side.fact_id].insert(conflict.id);
    }
    std::string id = conflict.id;
    side.conflicts.emplace(std::move(id), std::move(conflict));
  }
  return absl::OkStatus();
}

absl::Status FactWriter::WriteConflicts() {
  for (const std::string& id : KeysOf(before_.conflicts, after_.conflicts)) {
    const Conflict* before = Find(before_.conflicts, id);
    const Conflict* after = Find(after_.conflicts, id);
    if (before != nullptr && after != nullptr && *before == *after) continue;
    DATELINE_ASSIGN_OR_RETURN(const auto old,
                              staging_.GetOldVersion(kConflictSpace, ConflictKey(id)));
    uint64_t recorded = staging_.version();
    if (old.has_value()) {
      DATELINE_ASSIGN_OR_RETURN(const auto row, Decode<StoredConflict>(*old));
      recorded = row.recorded_micros();
    }
    if (after == nullptr) {
      staging_.EndVersion(kConflictSpace, ConflictKey(id));
    } else {
      StoredConflict row = ToStored(*after);
      row.set_recorded_micros(recorded);
      staging_.PutVersion(kConflictSpace, ConflictKey(id), Encode(row));
    }
    static const std::set<std::string> kNone;
    const auto& had = before != nullptr ? before->entity_ids : kNone;
    const auto& has = after != nullptr ? after->entity_ids : kNone;
    for (const std::string& entity : had) {
      if (!has.contains(entity)) {
        staging_.EndVersion(kConflictSpace, EntityConflictKey(entity, id));
      }
    }
    for (const std::string& entity : has) {
      if (!had.contains(entity)) {
        staging_.PutVersion(kConflictSpace, EntityConflictKey(entity, id), "");
      }
    }
    counters_.Add(kTotals, "conflicts", int{after != nullptr} - int{before != nullptr});
  }
  return absl::OkStatus();
}

void FactWriter::Count(const MergedFact& fact, int sign) {
  counters_.Add(kTotals, "facts", sign);
  counters_.Add(kTotals, "attestations", sign * static_cast<int64_t>(fact.attestations.size()));
  counters_.Add(kFactsByKind, NameOf(fact.content.kind()), sign);
  if (!fact.content.type.empty()) counters_.Add(kFactsByType, fact.content.type, sign);
  for (const std::string& entity : EntitiesOfContent(fact.content)) {
    ledger_.CountFacts(entity, sign);
  }
}

bool FactWriter::ReplaceRows(const FactRows& before, const FactRows& after) {
  bool changed = false;
  for (const auto& [key, value] : before) {
    if (after.contains(key)) continue;
    staging_.EndVersion(key.first, key.second);
    changed = true;
  }
  for (const auto& [key, value] : after) {
    const auto it = before.find(key);
    if (it != before.end() && it->second == value) continue;
    staging_.PutVersion(key.first, key.second, value);
    changed = true;
  }
  return changed;
}

absl::StatusOr<std::optional<StoredFact>> FactWriter::ReadFact(const std::string& id) const {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, staging_.GetOldVersion(kFactSpace, FactKey(id)));
  if (!bytes.has_value()) return std::nullopt;
  DATELINE_ASSIGN_OR_RETURN(StoredFact fact, Decode<StoredFact>(*bytes));
  return fact;
}

void FactWriter::PutFactRow(const std::string& id, const std::string& entry,
                            const std::optional<StoredFact>& before, StoredFact after) {
  const uint64_t now = staging_.version();
  after.set_first_recorded_micros(before.has_value() ? before->first_recorded_micros() : now);
  after.set_recorded_micros(now);
  staging_.PutVersion(kFactSpace, FactKey(id), Encode(after));
  if (before.has_value()) {
    staging_.EndVersion(kFactIndexSpace, RecordedIndexKey(before->recorded_micros(), id));
  }
  staging_.PutVersion(kFactIndexSpace, RecordedIndexKey(now, id), entry);
  const bool was_contested = before.has_value() && before->conflict_ids_size() > 0;
  if (after.conflict_ids_size() > 0) {
    staging_.PutVersion(kFactIndexSpace, ConflictIndexKey(id), entry);
  } else if (was_contested) {
    staging_.EndVersion(kFactIndexSpace, ConflictIndexKey(id));
  }
  storage::v1::StoredChange& change = changes_[id];
  change.set_fact_id(id);
  change.set_type(
      static_cast<uint32_t>(before.has_value() ? ChangeType::kUpdated : ChangeType::kAdded));
}

absl::Status FactWriter::WriteFact(const std::string& id) {
  const MergedFact* before = Find(before_.facts, id);
  const MergedFact* after = Find(after_.facts, id);
  if (before != nullptr) Count(*before, -1);
  if (after == nullptr) return EndFact(id, *before);
  Count(*after, +1);
  return PutFact(id, before, *after);
}

absl::Status FactWriter::PutFact(const std::string& id, const MergedFact* before,
                                 const MergedFact& after) {
  DATELINE_ASSIGN_OR_RETURN(const auto old, ReadFact(id));
  StoredFact row = ToStored(after);
  if (const auto* conflicts = Find(after_.conflicts_of_fact, id)) {
    for (const std::string& conflict : *conflicts) row.add_conflict_ids(conflict);
  }
  const bool rows_changed =
      ReplaceRows(before == nullptr ? FactRows() : RowsOf(*before), RowsOf(after));
  if (!rows_changed && old.has_value() && SaysTheSame(*old, row)) return absl::OkStatus();
  PutFactRow(id, IndexEntryOf(id, after.content), old, std::move(row));
  if (old.has_value()) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(const auto redirect,
                            staging_.GetOldVersion(kFactSpace, FactRedirectKey(id)));
  if (redirect.has_value()) staging_.EndVersion(kFactSpace, FactRedirectKey(id));
  return absl::OkStatus();
}

absl::Status FactWriter::EndFact(const std::string& id, const MergedFact& before) {
  DATELINE_ASSIGN_OR_RETURN(const auto old, ReadFact(id));
  if (!old.has_value()) return CorruptRow("fact");
  ReplaceRows(RowsOf(before), FactRows());
  staging_.EndVersion(kFactSpace, FactKey(id));
  staging_.EndVersion(kFactIndexSpace, RecordedIndexKey(old->recorded_micros(), id));
  if (old->conflict_ids_size() > 0) staging_.EndVersion(kFactIndexSpace, ConflictIndexKey(id));
  storage::v1::StoredChange& change = changes_[id];
  change.set_fact_id(id);
  change.set_type(static_cast<uint32_t>(ChangeType::kRemoved));
  const auto* votes = Find(votes_, id);
  if (votes == nullptr) return absl::OkStatus();
  const auto best =
      std::max_element(votes->begin(), votes->end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  change.set_type(static_cast<uint32_t>(ChangeType::kMerged));
  change.set_merged_into(best->first);
  storage::v1::StoredRedirect redirect;
  redirect.set_target(best->first);
  staging_.PutVersion(kFactSpace, FactRedirectKey(id), Encode(redirect));
  return absl::OkStatus();
}

absl::Status FactWriter::PutConflictIds(const std::string& id) {
  static const std::set<std::string> kNone;
  const auto* had = Find(before_.conflicts_of_fact, id);
  const auto* has = Find(after_.conflicts_of_fact, id);
  if (had == nullptr) had = &kNone;
  if (has == nullptr) has = &kNone;
  if (*had == *has) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(const auto old, ReadFact(id));
  if (!old.has_value()) return CorruptRow("fact");
  // Conflicts within the fact are not recomputed here and stay.
  std::set<std::string> ids(old->conflict_ids().begin(), old->conflict_ids().end());
  for (const std::string& conflict : *had) ids.erase(conflict);
  ids.insert(has->begin(), has->end());
  StoredFact row = *old;
  row.clear_conflict_ids();
  for (const std::string& conflict : ids) row.add_conflict_ids(conflict);
  DATELINE_ASSIGN_OR_RETURN(const FactRecord record, ToRecord(id, *old));
  PutFactRow(id, IndexEntryOf(id, record.content), old, std::move(row));
  return absl::OkStatus();
}

}  // namespace dateline::query

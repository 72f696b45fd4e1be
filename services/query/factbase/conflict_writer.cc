#include "services/query/factbase/conflict_writer.h"

#include <algorithm>

#include "common/base/status_macros.h"
#include "common/fact/vocabulary.h"
#include "common/storage/ordered_key.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/records.h"

namespace dateline::query {
namespace {

using storage::v1::StoredConflict;
using storage::v1::StoredFact;

bool IsWithin(const StoredConflict& conflict, const std::string& fact_id) {
  return std::all_of(conflict.sides().begin(), conflict.sides().end(),
                     [&](const auto& side) { return side.fact_id() == fact_id; });
}

std::set<std::string> EntitiesOf(const StoredConflict* conflict) {
  if (conflict == nullptr) return {};
  return {conflict->entity_ids().begin(), conflict->entity_ids().end()};
}

}  // namespace

absl::Status ConflictWriter::Revise(const std::string& fact_id,
                                    const std::optional<StoredFact>& old,
                                    const FactContent& content, const MergedFact* after) {
  if (old.has_value()) DATELINE_RETURN_IF_ERROR(ReadOldConflicts(fact_id, *old));
  if (after != nullptr) {
    for (const Conflict& conflict : after->conflicts) {
      after_[conflict.id] = ToStored(conflict);
      within_[fact_id].insert(conflict.id);
    }
  }
  return ReviseFunctional(fact_id, content, after);
}

absl::Status ConflictWriter::ReadOldConflicts(const std::string& fact_id, const StoredFact& old) {
  for (const std::string& id : old.conflict_ids()) {
    DATELINE_ASSIGN_OR_RETURN(const auto bytes,
                              staging_.GetOldVersion(kConflictSpace, ConflictKey(id)));
    if (!bytes.has_value()) return CorruptRow("conflict");
    DATELINE_ASSIGN_OR_RETURN(StoredConflict row, Decode<StoredConflict>(*bytes));
    if (!IsWithin(row, fact_id)) {
      between_[fact_id].insert(id);
      continue;
    }
    row.clear_recorded_micros();
    before_[id] = std::move(row);
  }
  return absl::OkStatus();
}

absl::Status ConflictWriter::ReviseFunctional(const std::string& fact_id,
                                              const FactContent& content, const MergedFact* after) {
  const auto* relation = std::get_if<Relation>(&content.body);
  const PredicateInfo* predicate = relation == nullptr ? nullptr : FindPredicate(content.type);
  if (predicate == nullptr || predicate->functional == Functional::kNo) return absl::OkStatus();
  const std::string key = FunctionalKey(content.type, relation->subject.id, fact_id);
  DATELINE_ASSIGN_OR_RETURN(const auto was, staging_.GetOld(kMergingSpace, key));
  std::optional<std::string> is;
  if (after != nullptr && after->functional.has_value()) is = Encode(ToStored(*after->functional));
  if (was == is) return absl::OkStatus();
  if (is.has_value()) {
    staging_.Put(kMergingSpace, key, *is);
  } else {
    staging_.Delete(kMergingSpace, key);
  }
  groups_.emplace(content.type, relation->subject.id);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Conflict>> ConflictWriter::ValueConflictsOf(
    const std::string& predicate, const std::string& subject_id, bool old) const {
  const std::string prefix = FunctionalPrefix(predicate, subject_id);
  DATELINE_ASSIGN_OR_RETURN(const Staging::Rows rows, old ? staging_.ScanOld(kMergingSpace, prefix)
                                                          : staging_.Scan(kMergingSpace, prefix));
  std::vector<FunctionalFact> facts;
  for (const auto& [key, value] : rows) {
    std::string fact_id;
    if (!KeyReader(std::string_view(key).substr(prefix.size())).Packed(&fact_id)) {
      return CorruptRow("functional fact key");
    }
    DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<storage::v1::StoredFunctionalFact>(value));
    DATELINE_ASSIGN_OR_RETURN(FunctionalFact fact, FromStored(fact_id, stored));
    facts.push_back(std::move(fact));
  }
  return ValueConflicts(predicate, subject_id, facts);
}

absl::Status ConflictWriter::Write() {
  for (const auto& [predicate, subject_id] : groups_) {
    for (const bool old : {true, false}) {
      DATELINE_ASSIGN_OR_RETURN(const auto conflicts, ValueConflictsOf(predicate, subject_id, old));
      for (const Conflict& conflict : conflicts) {
        (old ? before_ : after_)[conflict.id] = ToStored(conflict);
        for (const ConflictSide& side : conflict.sides) {
          Participation& participation = participations_[side.fact_id];
          (old ? participation.before : participation.after).insert(conflict.id);
        }
      }
    }
  }
  std::set<std::string> ids;
  for (const Rows* rows : {&before_, &after_}) {
    for (const auto& [id, row] : *rows) ids.insert(id);
  }
  for (const std::string& id : ids) {
    const auto before = before_.find(id), after = after_.find(id);
    DATELINE_RETURN_IF_ERROR(WriteOne(id, before == before_.end() ? nullptr : &before->second,
                                      after == after_.end() ? nullptr : &after->second));
  }
  return absl::OkStatus();
}

absl::Status ConflictWriter::WriteOne(const std::string& id, const StoredConflict* before,
                                      const StoredConflict* after) {
  if (before != nullptr && after != nullptr && Encode(*before) == Encode(*after)) {
    return absl::OkStatus();
  }
  if (after == nullptr) {
    staging_.EndVersion(kConflictSpace, ConflictKey(id));
  } else {
    DATELINE_ASSIGN_OR_RETURN(const auto old,
                              staging_.GetOldVersion(kConflictSpace, ConflictKey(id)));
    StoredConflict row = *after;
    row.set_recorded_micros(staging_.version());
    if (old.has_value()) {
      DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<StoredConflict>(*old));
      row.set_recorded_micros(stored.recorded_micros());
    }
    staging_.PutVersion(kConflictSpace, ConflictKey(id), Encode(row));
  }
  const std::set<std::string> had = EntitiesOf(before), has = EntitiesOf(after);
  for (const std::string& entity : had) {
    if (!has.contains(entity)) staging_.EndVersion(kConflictSpace, EntityConflictKey(entity, id));
  }
  for (const std::string& entity : has) {
    if (!had.contains(entity)) {
      staging_.PutVersion(kConflictSpace, EntityConflictKey(entity, id), "");
    }
  }
  counters_.Add(kTotals, "conflicts", int{after != nullptr} - int{before != nullptr});
  const auto count = [&](const StoredConflict& conflict, int sign) {
    counters_.Add(kConflictsByType, NameOfType(static_cast<ConflictType>(conflict.type())), sign);
  };
  if (before != nullptr) count(*before, -1);
  if (after != nullptr) count(*after, +1);
  return absl::OkStatus();
}

std::set<std::string> ConflictWriter::Of(const std::string& fact_id) const {
  std::set<std::string> ids;
  if (const auto it = between_.find(fact_id); it != between_.end()) ids = it->second;
  if (const auto it = participations_.find(fact_id); it != participations_.end()) {
    for (const std::string& id : it->second.before) ids.erase(id);
    ids.insert(it->second.after.begin(), it->second.after.end());
  }
  if (const auto it = within_.find(fact_id); it != within_.end()) {
    ids.insert(it->second.begin(), it->second.end());
  }
  return ids;
}

}  // namespace dateline::query

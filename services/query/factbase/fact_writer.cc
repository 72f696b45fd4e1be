#include "services/query/factbase/fact_writer.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/convert/fact_conversion.h"
#include "common/fact/vocabulary.h"
#include "services/query/factbase/account.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/origin_forest.h"
#include "services/query/factbase/records.h"

namespace dateline::query {
namespace {

using storage::v1::StoredAttestation;
using storage::v1::StoredFact;

using MembersByDocument = std::map<std::string, std::vector<const Member*>>;

MembersByDocument ByDocumentId(const std::vector<const Member*>& members) {
  MembersByDocument documents;
  for (const Member* member : members) {
    documents[member->attestation.document_id].push_back(member);
  }
  return documents;
}

std::string RowOf(const MergedAttestation& attestation) {
  StoredAttestation stored = ToStored(*attestation.member);
  stored.mutable_attestation()->set_origin_id(attestation.origin.id);
  stored.mutable_attestation()->set_origin_name(attestation.origin.name);
  stored.set_origin_reason(attestation.origin.reason);
  return Encode(stored);
}

std::string RowOf(const Member& member, const std::string& origin_label) {
  StoredAttestation stored = ToStored(member);
  stored.set_origin_label(origin_label);
  return Encode(stored);
}

// Equal but for the moments of recording.
bool SaysTheSame(StoredFact a, StoredFact b) {
  for (StoredFact* fact : {&a, &b}) {
    fact->clear_first_recorded_micros();
    fact->clear_recorded_micros();
  }
  return Encode(a) == Encode(b);
}

// True if neither the tally nor the origins tell them apart: the same read
// again by another version of the extractor.
bool CountsAlike(const Member& a, const Member& b) {
  return a.origin_keys == b.origin_keys && VariantOf(a) == VariantOf(b) &&
         a.attestation.confidence == b.attestation.confidence &&
         a.attestation.published_at == b.attestation.published_at;
}

}  // namespace

absl::Status FactWriter::Write(const BlockChanges& blocks, const MemberMoves& moves) {
  moves_ = &moves;
  DATELINE_ASSIGN_OR_RETURN(facts_, GroupBlocks(staging_, blocks));
  for (const auto& [id, change] : facts_) {
    for (const Member* member : change.added) fact_of_added_[MemberNameOf(*member)] = id;
  }
  for (const auto& [id, change] : facts_) DATELINE_RETURN_IF_ERROR(Revise(id, change));
  DATELINE_RETURN_IF_ERROR(conflicts_.Write());
  for (const auto& [id, revision] : revisions_) {
    DATELINE_RETURN_IF_ERROR(Finish(id, revision));
  }
  // Facts that only came into a conflict, or out of one.
  for (const auto& [id, participation] : conflicts_.participations()) {
    if (revisions_.contains(id) || participation.before == participation.after) continue;
    DATELINE_RETURN_IF_ERROR(PutConflictIds(id));
  }
  return absl::OkStatus();
}

absl::Status FactWriter::Read(const std::string& id, Revision& revision) const {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, staging_.GetOldVersion(kFactSpace, FactKey(id)));
  if (!bytes.has_value()) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(revision.old, Decode<StoredFact>(*bytes));
  auto content = FromProto(revision.old->content());
  if (!content.ok()) return CorruptRow("fact");
  revision.old_content = *std::move(content);
  return absl::OkStatus();
}

absl::Status FactWriter::Revise(const std::string& id, const FactChange& change) {
  Revision& revision = revisions_[id];
  DATELINE_RETURN_IF_ERROR(Read(id, revision));
  DATELINE_ASSIGN_OR_RETURN(const bool extended, Extend(id, change, revision));
  if (!extended) DATELINE_RETURN_IF_ERROR(Rebuild(id, change, revision));
  if (!revision.old.has_value() && !revision.after.has_value()) {
    revisions_.erase(id);
    return absl::OkStatus();
  }
  const MergedFact* after = revision.after.has_value() ? &*revision.after : nullptr;
  return conflicts_.Revise(id, revision.old,
                           after != nullptr ? after->content : *revision.old_content, after);
}

absl::StatusOr<std::vector<const Member*>> FactWriter::MembersAfter(const std::string& id,
                                                                    const FactChange& change) {
  const auto removed_from = [&](const FactChange& from) {
    std::set<MemberName> names;
    for (const Member* member : from.removed) names.insert(MemberNameOf(*member));
    return names;
  };
  std::vector<const Member*> members;
  DATELINE_ASSIGN_OR_RETURN(const auto* kept, members_.Of(id, change.block));
  std::set<MemberName> removed = removed_from(change);
  for (const KeptMember& before : *kept) {
    if (removed.contains(MemberNameOf(before.member))) continue;
    if (!change.lost_accounts.empty() &&
        change.lost_accounts.contains(AccountOf(before.member).signature)) {
      continue;
    }
    members.push_back(&before.member);
  }
  std::map<std::string, std::set<std::string>> sources;  // Facts, signatures.
  for (const auto& [signature, from] : change.gained_accounts) sources[from].insert(signature);
  for (const auto& [from, signatures] : sources) {
    removed = removed_from(facts_.at(from));
    DATELINE_ASSIGN_OR_RETURN(const auto* theirs, members_.Of(from, change.block));
    for (const KeptMember& before : *theirs) {
      if (removed.contains(MemberNameOf(before.member))) continue;
      if (signatures.contains(AccountOf(before.member).signature)) {
        members.push_back(&before.member);
      }
    }
  }
  for (const Member* member : change.added) members.push_back(member);
  return members;
}

absl::Status FactWriter::Rebuild(const std::string& id, const FactChange& change,
                                 Revision& revision) {
  DATELINE_ASSIGN_OR_RETURN(const auto members, MembersAfter(id, change));
  DATELINE_ASSIGN_OR_RETURN(const auto* kept, members_.Of(id, change.block));
  FactRows before, after;
  if (revision.old.has_value()) {
    std::set<std::string> documents, terms;
    for (const KeptMember& was : *kept) {
      before[{kFactSpace, was.key}] = was.bytes;
      documents.insert(was.member.attestation.document_id);
      AddTerms(was.member, terms);
    }
    before.merge(ContentRowsOf(id, *revision.old_content, revision.old->origin_count()));
    before.merge(DocumentRowsOf(id, *revision.old_content, documents, terms));
    if (revision.old->report_count() > many_documents_) {
      DATELINE_RETURN_IF_ERROR(OriginForest(staging_, id).Clear());
      staging_.Delete(kMergingSpace, TallyKey(id));
    }
  }
  revision.attestations = static_cast<int64_t>(members.size()) - static_cast<int64_t>(kept->size());
  if (!members.empty()) {
    std::vector<MergedAttestation> attestations = AttestationsOf(members);
    const FactTally tally = TallyOf(attestations);
    MergedFact fact = Summarize(id, tally);
    fact.attestations = std::move(attestations);
    after = IndexRowsOf(fact);
    if (fact.report_count > many_documents_) {
      staging_.Put(kMergingSpace, TallyKey(id), tally.Encode());
      DATELINE_ASSIGN_OR_RETURN(FactRows rows, TalliedRows(fact));
      after.merge(rows);
    } else {
      for (const MergedAttestation& attestation : fact.attestations) {
        after[{kFactSpace, AttestationKeyOf(id, *attestation.member)}] = RowOf(attestation);
      }
    }
    // Written: what comes after only counts.
    fact.attestations.clear();
    revision.after = std::move(fact);
  }
  revision.rows_changed = ReplaceRows(before, after);
  return absl::OkStatus();
}

// Attestation rows of a fact that many documents attest; stages its origins.
absl::StatusOr<FactRows> FactWriter::TalliedRows(const MergedFact& fact) {
  std::vector<const Member*> members;
  for (const MergedAttestation& attestation : fact.attestations) {
    members.push_back(attestation.member);
  }
  OriginForest forest(staging_, fact.id);
  FactRows rows;
  for (const auto& [document_id, given] : ByDocumentId(members)) {
    FactTally one;
    const FactTally::Told told = one.AddDocument(given);
    DATELINE_ASSIGN_OR_RETURN(
        const OriginPlacement placed,
        forest.Place(document_id, OriginKeysOfDocument(given), one.FingerprintsOf(told)));
    for (const Member* member : given) {
      rows[{kFactSpace, AttestationKeyOf(fact.id, *member)}] = RowOf(*member, placed.label);
    }
  }
  return rows;
}

absl::StatusOr<bool> FactWriter::Extend(const std::string& id, const FactChange& change,
                                        Revision& revision) {
  if (!revision.old.has_value() || revision.old->report_count() <= many_documents_ ||
      !change.gained_accounts.empty() || !change.lost_accounts.empty()) {
    return false;
  }
  // What was said before must be said again, and count for as much.
  std::map<MemberName, const Member*> removed;
  for (const Member* member : change.removed) removed[MemberNameOf(*member)] = member;
  std::vector<std::pair<const Member*, const Member*>> again;
  std::vector<const Member*> fresh;
  for (const Member* member : change.added) {
    const auto it = removed.find(MemberNameOf(*member));
    if (it == removed.end()) {
      fresh.push_back(member);
      continue;
    }
    if (!CountsAlike(*it->second, *member)) return false;
    again.emplace_back(it->second, member);
    removed.erase(it);
  }
  if (!removed.empty()) return false;
  const MembersByDocument documents = ByDocumentId(fresh);
  for (const auto& [document_id, given] : documents) {
    DATELINE_ASSIGN_OR_RETURN(
        const auto attested,
        staging_.GetOldVersion(kFactIndexSpace, DocumentIndexKey(document_id, id)));
    if (attested.has_value()) return false;
  }

  DATELINE_ASSIGN_OR_RETURN(const auto bytes, staging_.GetOld(kMergingSpace, TallyKey(id)));
  if (!bytes.has_value()) return CorruptRow("tally");
  DATELINE_ASSIGN_OR_RETURN(FactTally tally, FactTally::Decode(*bytes));
  std::map<std::string, FactTally::Told> told_by;
  for (const auto& [document_id, given] : documents) {
    told_by[document_id] = tally.AddDocument(given);
  }
  // With another time every row by document and word has another place.
  const FactContent content = ContentOf(tally);
  if (IndexEntryOf(*revision.old_content) != IndexEntryOf(content)) return false;

  std::vector<std::pair<const Member*, std::string>> labels;
  OriginForest forest(staging_, id);
  for (const auto& [document_id, given] : documents) {
    DATELINE_ASSIGN_OR_RETURN(const OriginPlacement placed,
                              forest.Place(document_id, OriginKeysOfDocument(given),
                                           tally.FingerprintsOf(told_by.at(document_id))));
    for (const auto& joined : placed.joined) tally.RemoveOrigin(tally.ToldOf(joined));
    tally.AddOrigin(tally.ToldOf(placed.told));
    for (const Member* member : given) labels.emplace_back(member, placed.label);
  }
  MergedFact fact = Summarize(id, tally);

  staging_.Put(kMergingSpace, TallyKey(id), tally.Encode());
  ReplaceRows(ContentRowsOf(id, *revision.old_content, revision.old->origin_count()),
              ContentRowsOf(id, fact.content, fact.origin_count));
  for (const auto& [was, is] : again) {
    const std::string key = AttestationKeyOf(id, *was);
    DATELINE_ASSIGN_OR_RETURN(const auto row, staging_.GetOldVersion(kFactSpace, key));
    if (!row.has_value()) return CorruptRow("attestation");
    DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<StoredAttestation>(*row));
    if (AttestationKeyOf(id, *is) != key) staging_.EndVersion(kFactSpace, key);
    labels.emplace_back(is, stored.origin_label());
  }
  std::set<std::string> document_ids, terms;
  for (const auto& [member, label] : labels) {
    staging_.PutVersion(kFactSpace, AttestationKeyOf(id, *member), RowOf(*member, label));
    document_ids.insert(member->attestation.document_id);
    AddTerms(*member, terms);
  }
  for (const auto& [key, value] : DocumentRowsOf(id, fact.content, document_ids, terms)) {
    DATELINE_ASSIGN_OR_RETURN(const auto there, staging_.GetOldVersion(key.first, key.second));
    if (!there.has_value()) staging_.PutVersion(key.first, key.second, value);
  }
  revision.attestations = static_cast<int64_t>(fresh.size());
  revision.rows_changed = true;
  revision.after = std::move(fact);
  return true;
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

void FactWriter::Count(const Revision& revision) {
  const int facts = int{revision.after.has_value()} - int{revision.old.has_value()};
  const FactContent& any =
      revision.after.has_value() ? revision.after->content : *revision.old_content;
  counters_.Add(kTotals, "facts", facts);
  counters_.Add(kTotals, "attestations", revision.attestations);
  counters_.Add(kFactsByKind, NameOf(any.kind()), facts);
  if (!any.type.empty()) counters_.Add(kFactsByType, any.type, facts);
  if (revision.old_content.has_value()) {
    for (const std::string& entity : EntitiesOfContent(*revision.old_content)) {
      ledger_.CountFacts(entity, -1);
    }
  }
  if (!revision.after.has_value()) return;
  for (const std::string& entity : EntitiesOfContent(revision.after->content)) {
    ledger_.CountFacts(entity, +1);
  }
}

absl::Status FactWriter::Finish(const std::string& id, const Revision& revision) {
  Count(revision);
  return revision.after.has_value() ? PutFact(id, revision) : EndFact(id, revision);
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

absl::Status FactWriter::PutFact(const std::string& id, const Revision& revision) {
  const MergedFact& after = *revision.after;
  StoredFact row = ToStored(after);
  for (const std::string& conflict : conflicts_.Of(id)) row.add_conflict_ids(conflict);
  if (!revision.rows_changed && revision.old.has_value() && SaysTheSame(*revision.old, row)) {
    return absl::OkStatus();
  }
  PutFactRow(id, IndexEntryOf(after.content), revision.old, std::move(row));
  if (revision.old.has_value()) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(const auto redirect,
                            staging_.GetOldVersion(kFactSpace, FactRedirectKey(id)));
  if (redirect.has_value()) staging_.EndVersion(kFactSpace, FactRedirectKey(id));
  return absl::OkStatus();
}

// Where most members of a fact that is no more are now.
absl::StatusOr<std::optional<std::string>> FactWriter::SuccessorOf(const std::string& id) {
  const FactChange& change = facts_.at(id);
  std::set<MemberName> removed;
  for (const Member* member : change.removed) removed.insert(MemberNameOf(*member));
  DATELINE_ASSIGN_OR_RETURN(const auto* kept, members_.Of(id, change.block));
  std::map<std::string, int> votes;
  for (const KeptMember& was : *kept) {
    MemberName name = MemberNameOf(was.member);
    if (!removed.contains(name)) {
      ++votes[change.lost_accounts.at(AccountOf(was.member).signature)];
      continue;
    }
    if (const auto moved = moves_->find(name); moved != moves_->end()) name = moved->second;
    if (const auto it = fact_of_added_.find(name); it != fact_of_added_.end()) ++votes[it->second];
  }
  if (votes.empty()) return std::nullopt;
  return std::max_element(votes.begin(), votes.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

absl::Status FactWriter::EndFact(const std::string& id, const Revision& revision) {
  staging_.EndVersion(kFactSpace, FactKey(id));
  staging_.EndVersion(kFactIndexSpace, RecordedIndexKey(revision.old->recorded_micros(), id));
  if (revision.old->conflict_ids_size() > 0) {
    staging_.EndVersion(kFactIndexSpace, ConflictIndexKey(id));
  }
  storage::v1::StoredChange& change = changes_[id];
  change.set_fact_id(id);
  change.set_type(static_cast<uint32_t>(ChangeType::kRemoved));
  DATELINE_ASSIGN_OR_RETURN(const auto successor, SuccessorOf(id));
  if (!successor.has_value()) return absl::OkStatus();
  change.set_type(static_cast<uint32_t>(ChangeType::kMerged));
  change.set_merged_into(*successor);
  storage::v1::StoredRedirect redirect;
  redirect.set_target(*successor);
  staging_.PutVersion(kFactSpace, FactRedirectKey(id), Encode(redirect));
  return absl::OkStatus();
}

absl::Status FactWriter::PutConflictIds(const std::string& id) {
  Revision revision;
  DATELINE_RETURN_IF_ERROR(Read(id, revision));
  if (!revision.old.has_value()) return CorruptRow("fact");
  const auto& participation = conflicts_.participations().at(id);
  const auto& old_ids = revision.old->conflict_ids();
  std::set<std::string> ids(old_ids.begin(), old_ids.end());
  for (const std::string& conflict : participation.before) ids.erase(conflict);
  ids.insert(participation.after.begin(), participation.after.end());
  StoredFact row = *revision.old;
  row.clear_conflict_ids();
  for (const std::string& conflict : ids) row.add_conflict_ids(conflict);
  PutFactRow(id, IndexEntryOf(*revision.old_content), revision.old, std::move(row));
  return absl::OkStatus();
}

}  // namespace dateline::query

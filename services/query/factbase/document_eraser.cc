#include "services/query/factbase/document_eraser.h"

#include <algorithm>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/convert/fact_conversion.h"
#include "common/storage/ordered_key.h"
#include "services/query/factbase/entity_ledger.h"
#include "services/query/factbase/fact_rows.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/origin_forest.h"
#include "services/query/factbase/records.h"
#include "services/query/factbase/versioned_rows.h"
#include "services/query/factbase/word_variants.h"

namespace dateline::query {
namespace {

using storage::v1::StoredAttestation;
using storage::v1::StoredConflict;
using storage::v1::StoredEntity;
using storage::v1::StoredFact;

// A stored version of a row, as it lay before this commit.
struct Version {
  std::string key;  // Without version.
  uint64_t version = 0;
  std::optional<std::string> value;  // Nothing: tombstone.
};

// What a row holds from which version on, oldest first.
using Timeline = std::map<uint64_t, std::optional<std::string>>;

class Eraser {
 public:
  Eraser(const ReadView& view, const std::string& document_id, Staging& staging)
      : view_(view), id_(document_id), staging_(staging) {}

  absl::Status Run() {
    DATELINE_RETURN_IF_ERROR(ReadUris());
    DATELINE_RETURN_IF_ERROR(Drop(kDocumentSpace, DocumentKey(id_)));
    DATELINE_ASSIGN_OR_RETURN(const std::set<std::string> attested, FactsEverAttested());
    DATELINE_ASSIGN_OR_RETURN(const std::set<std::string> conflicts, ConflictsOf(attested));
    std::set<std::string> facts = attested;
    for (const std::string& conflict : conflicts) {
      DATELINE_RETURN_IF_ERROR(EraseFromConflict(conflict, facts));
    }
    for (const std::string& fact : facts) DATELINE_RETURN_IF_ERROR(EraseFromFact(fact));
    DATELINE_RETURN_IF_ERROR(ErasePins());
    return EraseFromEntities();
  }

 private:
  absl::StatusOr<std::vector<Version>> VersionsUnder(KeySpace space,
                                                     const std::string& prefix) const {
    std::vector<Version> versions;
    absl::Status status;
    DATELINE_RETURN_IF_ERROR(view_.ForEach(
        space, KeyRange::Prefix(prefix), [&](std::string_view stored, std::string_view value) {
          Version version;
          std::string_view key;
          if (!SplitVersionedKey(stored, &key, &version.version)) {
            status = CorruptRow("versioned key");
            return ScanStep::kStop;
          }
          version.key = key;
          auto payload = PayloadOf(value);
          if (!payload.ok()) {
            status = payload.status();
            return ScanStep::kStop;
          }
          version.value = *std::move(payload);
          versions.push_back(std::move(version));
          return ScanStep::kContinue;
        }));
    DATELINE_RETURN_IF_ERROR(status);
    return versions;
  }

  absl::StatusOr<Timeline> TimelineOf(KeySpace space, const std::string& key) const {
    DATELINE_ASSIGN_OR_RETURN(const auto versions, VersionsUnder(space, key));
    Timeline timeline;
    for (const Version& row : versions) timeline[row.version] = row.value;
    return timeline;
  }

  static std::optional<std::string> At(const Timeline& timeline, uint64_t version) {
    auto it = timeline.upper_bound(version);
    return it == timeline.begin() ? std::nullopt : std::prev(it)->second;
  }

  // Takes away every stored version of a row. What this commit stages stays.
  absl::Status Drop(KeySpace space, const std::string& key) {
    DATELINE_ASSIGN_OR_RETURN(const auto versions, VersionsUnder(space, key));
    for (const Version& row : versions) staging_.Delete(space, VersionedKey(row.key, row.version));
    return absl::OkStatus();
  }

  // What a row is from this commit on, once it has another past.
  enum class Present {
    kStays,        // As the commit has it.
    kFollowsPast,  // As it was last.
  };

  // Gives a row another past and leaves its present: where the one ends in a
  // row and the other has none, this commit begins or ends it. A row without
  // any past loses this commit's tombstone too: its key may hold a word of the
  // document. What lies before version `from` stays as it is.
  absl::Status Rewrite(KeySpace space, const std::string& key, const Timeline& timeline,
                       uint64_t from = 0, Present after = Present::kStays) {
    DATELINE_ASSIGN_OR_RETURN(auto present, staging_.GetVersion(space, key));
    DATELINE_ASSIGN_OR_RETURN(const Timeline before, TimelineOf(space, key));
    for (const auto& [version, value] : before) {
      if (version >= from) staging_.Delete(space, VersionedKey(key, version));
    }
    std::optional<std::string> last;
    if (from > 0) last = At(before, from - 1);
    bool written = before.lower_bound(from) != before.begin();
    for (const auto& [version, value] : timeline) {
      if (value == last) continue;
      last = value;
      written = true;
      staging_.Put(space, VersionedKey(key, version), VersionedValue(value));
    }
    if (after == Present::kFollowsPast) present = last;
    const std::string now = VersionedKey(key, staging_.version());
    if (present.has_value() != last.has_value()) {
      staging_.Put(space, now, VersionedValue(present));
    } else if (!written) {
      staging_.Delete(space, now);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::set<std::string>> FactsEverAttested() {
    const std::string prefix = TaggedKey('d', id_);
    DATELINE_ASSIGN_OR_RETURN(const auto rows, VersionsUnder(kFactIndexSpace, prefix));
    std::set<std::string> facts;
    for (const Version& row : rows) {
      std::string fact_id;
      if (!KeyReader(std::string_view(row.key).substr(prefix.size())).Packed(&fact_id)) {
        return CorruptRow("document index key");
      }
      facts.insert(fact_id);
    }
    return facts;
  }

  absl::StatusOr<std::set<std::string>> ConflictsOf(const std::set<std::string>& facts) {
    std::set<std::string> conflicts;
    for (const std::string& fact : facts) {
      DATELINE_ASSIGN_OR_RETURN(const auto rows, VersionsUnder(kFactSpace, FactKey(fact)));
      for (const Version& row : rows) {
        if (!row.value.has_value()) continue;
        DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<StoredFact>(*row.value));
        conflicts.insert(stored.conflict_ids().begin(), stored.conflict_ids().end());
      }
    }
    return conflicts;
  }

  // The conflict without the document; nothing if no two sides are left.
  std::optional<StoredConflict> WithoutDocument(const StoredConflict& stored) const {
    StoredConflict after = stored;
    after.clear_sides();
    for (auto side : stored.sides()) {
      auto* ids = side.mutable_document_ids();
      const auto at = std::find(ids->begin(), ids->end(), id_);
      if (at != ids->end()) {
        ids->erase(at);
        side.set_document_count(side.document_count() - 1);
        side.set_origin_count(std::min(side.origin_count(), side.document_count()));
      }
      if (!ids->empty()) *after.add_sides() = side;
    }
    if (after.sides_size() < 2) return std::nullopt;
    return after;
  }

  // Adds the facts that take part to `facts`.
  absl::Status EraseFromConflict(const std::string& conflict_id, std::set<std::string>& facts) {
    DATELINE_ASSIGN_OR_RETURN(const Timeline before,
                              TimelineOf(kConflictSpace, ConflictKey(conflict_id)));
    Timeline& after = conflicts_[conflict_id];
    std::set<std::string> entities;
    std::map<std::string, Timeline> of_entity;
    for (const auto& [version, value] : before) {
      after[version] = std::nullopt;
      std::set<std::string> present;
      if (value.has_value()) {
        DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<StoredConflict>(*value));
        entities.insert(stored.entity_ids().begin(), stored.entity_ids().end());
        for (const auto& side : stored.sides()) facts.insert(side.fact_id());
        if (const auto left = WithoutDocument(stored)) {
          after[version] = Encode(*left);
          present.insert(left->entity_ids().begin(), left->entity_ids().end());
        }
      }
      for (const std::string& entity : entities) {
        of_entity[entity][version] =
            present.contains(entity) ? std::optional<std::string>("") : std::nullopt;
      }
    }
    for (const auto& [entity, timeline] : of_entity) {
      DATELINE_RETURN_IF_ERROR(
          Rewrite(kConflictSpace, EntityConflictKey(entity, conflict_id), timeline));
    }
    return Rewrite(kConflictSpace, ConflictKey(conflict_id), after);
  }

  // A fact as of one version, rebuilt from the attestations of the others.
  struct PastFact {
    std::list<Member> members;
    std::vector<MergedAttestation> all;
    std::vector<MergedAttestation> others;
  };

  absl::StatusOr<PastFact> FactAt(const std::string& fact_id,
                                  const std::vector<Version>& attestations,
                                  uint64_t version) const {
    PastFact past;
    std::string done;
    for (const Version& row : attestations) {
      // Newest version first: the first at or before the moment counts.
      if (row.version > version || row.key == done) continue;
      done = row.key;
      if (!row.value.has_value()) continue;
      DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<StoredAttestation>(*row.value));
      DATELINE_ASSIGN_OR_RETURN(Member read, MemberOf(stored));
      const Member& member = past.members.emplace_back(std::move(read));
      Origin origin{stored.attestation().origin_id(), stored.attestation().origin_name(),
                    stored.origin_reason()};
      if (!stored.origin_label().empty()) {
        DATELINE_ASSIGN_OR_RETURN(origin, OriginOfLabel(VersionedReader(&view_, version), fact_id,
                                                        stored.origin_label()));
      }
      past.all.push_back({&member, origin});
      if (member.attestation.document_id != id_) past.others.push_back({&member, origin});
    }
    return past;
  }

  // The versions at which the fact without the document may change, and what
  // the fact with it was then: also where only others' reports or a conflict's
  // other sides change, which its own row need not show.
  absl::StatusOr<Timeline> MomentsOf(const Timeline& fact,
                                     const std::vector<Version>& attestations) const {
    std::set<uint64_t> versions;
    for (const Version& row : attestations) versions.insert(row.version);
    for (const auto& [version, value] : fact) {
      versions.insert(version);
      if (!value.has_value()) continue;
      DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<StoredFact>(*value));
      for (const std::string& id : stored.conflict_ids()) {
        const auto conflict = conflicts_.find(id);
        if (conflict == conflicts_.end()) continue;
        for (const auto& [moment, without] : conflict->second) versions.insert(moment);
      }
    }
    Timeline moments;
    for (const uint64_t version : versions) moments[version] = At(fact, version);
    return moments;
  }

  // 0 where the document never attested the fact.
  uint64_t FirstVersionOfDocument(const std::vector<Version>& attestations) const {
    uint64_t first = kNewestVersion;
    for (const Version& row : attestations) {
      if (!row.value.has_value() || row.version >= first) continue;
      const auto stored = Decode<StoredAttestation>(*row.value);
      if (stored.ok() && stored->attestation().document_id() == id_) first = row.version;
    }
    return first == kNewestVersion ? 0 : first;
  }

  absl::Status EraseFromFact(const std::string& fact_id) {
    DATELINE_ASSIGN_OR_RETURN(const Timeline before, TimelineOf(kFactSpace, FactKey(fact_id)));
    DATELINE_ASSIGN_OR_RETURN(const auto attestations,
                              VersionsUnder(kFactSpace, AttestationPrefix(fact_id)));
    Timeline facts;
    std::map<std::string, Timeline> index;  // By key.
    // Before the document came, the fact is as it was.
    const uint64_t from = FirstVersionOfDocument(attestations);
    std::optional<uint64_t> first_recorded;
    std::string last;       // The fact without the document, and
    uint64_t recorded = 0;  // when that last changed.
    if (from > 0) {
      if (const auto value = At(before, from - 1)) {
        DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<StoredFact>(*value));
        first_recorded = stored.first_recorded_micros();
        recorded = stored.recorded_micros();
        last = *value;
        // That it was changed then is so only until the document came.
        index[RecordedIndexKey(recorded, fact_id)];
      }
    }
    DATELINE_ASSIGN_OR_RETURN(const Timeline moments, MomentsOf(before, attestations));
    for (const auto& [version, value] : moments) {
      if (version < from) continue;
      FactRows rows;
      facts[version] = std::nullopt;
      if (value.has_value()) {
        DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<StoredFact>(*value));
        DATELINE_ASSIGN_OR_RETURN(const PastFact past, FactAt(fact_id, attestations, version));
        // Keys that the document alone gave the fact need a past too: none.
        if (!past.all.empty()) {
          for (const auto& [key, entry] : IndexRowsOf(Summarize(fact_id, past.all))) {
            index[key.second];
          }
        }
        index[ConflictIndexKey(fact_id)];
        index[RecordedIndexKey(version, fact_id)];
        if (past.others.empty()) {
          first_recorded.reset();
        } else {
          if (!first_recorded.has_value()) first_recorded = version;
          MergedFact left = Summarize(fact_id, past.others);
          StoredFact row = past.others.size() == past.all.size() ? stored : ToStored(left);
          KeepLiveConflicts(stored, version, row);
          row.set_first_recorded_micros(*first_recorded);
          row.set_recorded_micros(recorded);
          if (before.contains(version) || Encode(row) != last) recorded = version;
          row.set_recorded_micros(recorded);
          last = Encode(row);
          facts[version] = last;
          rows = IndexRowsOf(left);
          const std::string entry = IndexEntryOf(left.content);
          rows[{kFactIndexSpace, RecordedIndexKey(recorded, fact_id)}] = entry;
          if (row.conflict_ids_size() > 0) {
            rows[{kFactIndexSpace, ConflictIndexKey(fact_id)}] = entry;
          }
        }
      }
      for (const auto& [key, entry] : rows) index[key.second];
      for (auto& [key, timeline] : index) {
        const auto row = rows.find({kFactIndexSpace, key});
        timeline[version] =
            row == rows.end() ? std::nullopt : std::optional<std::string>(row->second);
      }
    }
    // Where the commit leaves the fact alone, its row is the last of its past, and
    // so is the moment that it is indexed by.
    DATELINE_ASSIGN_OR_RETURN(
        const auto staged,
        staging_.Get(kFactSpace, VersionedKey(FactKey(fact_id), staging_.version())));
    DATELINE_RETURN_IF_ERROR(Rewrite(kFactSpace, FactKey(fact_id), facts, from));
    for (const auto& [key, timeline] : index) {
      const bool by_moment = key.starts_with('r');
      const Present present =
          by_moment && !staged.has_value() ? Present::kFollowsPast : Present::kStays;
      DATELINE_RETURN_IF_ERROR(Rewrite(kFactIndexSpace, key, timeline, from, present));
    }
    return DropAttestations(fact_id, attestations);
  }

  void KeepLiveConflicts(const StoredFact& stored, uint64_t version, StoredFact& row) const {
    row.clear_conflict_ids();
    for (const std::string& conflict : stored.conflict_ids()) {
      const auto it = conflicts_.find(conflict);
      if (it != conflicts_.end() && !At(it->second, version).has_value()) continue;
      row.add_conflict_ids(conflict);
    }
  }

  // Rows of an origin that was the document's alone, which may bear its name.
  absl::Status DropOwnOrigin(const std::string& fact_id, const std::string& label) {
    const std::string key = OriginGroupKey(fact_id, label);
    DATELINE_ASSIGN_OR_RETURN(const Timeline before, TimelineOf(kFactSpace, key));
    for (const auto& [version, value] : before) {
      if (!value.has_value()) continue;
      DATELINE_ASSIGN_OR_RETURN(const auto group, Decode<storage::v1::StoredOriginGroup>(*value));
      if (group.documents() == 1) staging_.Delete(kFactSpace, VersionedKey(key, version));
    }
    return absl::OkStatus();
  }

  absl::Status DropAttestations(const std::string& fact_id,
                                const std::vector<Version>& attestations) {
    std::set<std::string> keys;
    for (const Version& row : attestations) {
      if (!row.value.has_value()) continue;
      DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<StoredAttestation>(*row.value));
      if (stored.attestation().document_id() != id_) continue;
      keys.insert(row.key);
      if (stored.origin_label().empty()) continue;
      DATELINE_RETURN_IF_ERROR(DropOwnOrigin(fact_id, stored.origin_label()));
    }
    for (const std::string& key : keys) {
      DATELINE_RETURN_IF_ERROR(Rewrite(kFactSpace, key, {}));
    }
    return ForgetOriginNames(attestations);
  }

  absl::Status ReadUris() {
    DATELINE_ASSIGN_OR_RETURN(const Timeline versions,
                              TimelineOf(kDocumentSpace, DocumentKey(id_)));
    for (const auto& [version, value] : versions) {
      if (!value.has_value()) continue;
      DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<storage::v1::StoredDocument>(*value));
      uris_.insert(stored.document().uri());
    }
    return absl::OkStatus();
  }

  // An origin without agency and outlet is called by the URI of one of its
  // documents: no name is better than that of a document that is gone.
  absl::Status ForgetOriginNames(const std::vector<Version>& attestations) {
    for (const Version& row : attestations) {
      if (!row.value.has_value()) continue;
      DATELINE_ASSIGN_OR_RETURN(auto stored, Decode<StoredAttestation>(*row.value));
      if (stored.attestation().document_id() == id_) continue;
      if (!uris_.contains(stored.attestation().origin_name())) continue;
      stored.mutable_attestation()->clear_origin_name();
      staging_.Put(kFactSpace, VersionedKey(row.key, row.version), VersionedValue(Encode(stored)));
    }
    return absl::OkStatus();
  }

  // Pins that name a use in the document quote a name of it.
  absl::Status ErasePins() {
    const std::string prefix = DocumentPinPrefix(id_);
    DATELINE_ASSIGN_OR_RETURN(const auto rows, VersionsUnder(kEntitySpace, prefix));
    for (const Version& row : rows) {
      std::string pin_id;
      if (!KeyReader(std::string_view(row.key).substr(prefix.size())).Packed(&pin_id)) {
        return CorruptRow("document pin key");
      }
      DATELINE_RETURN_IF_ERROR(Drop(kEntitySpace, PinKey(pin_id)));
      DATELINE_RETURN_IF_ERROR(Drop(kEntitySpace, row.key));
    }
    return absl::OkStatus();
  }

  absl::Status EraseFromEntities() {
    const std::string prefix = MentionsPrefix(id_);
    DATELINE_ASSIGN_OR_RETURN(const auto rows, VersionsUnder(kEntitySpace, prefix));
    std::map<std::string, Timeline> mentions;
    for (const Version& row : rows) {
      std::string entity_id;
      if (!KeyReader(std::string_view(row.key).substr(prefix.size())).Packed(&entity_id)) {
        return CorruptRow("mentions key");
      }
      mentions[entity_id][row.version] = row.value;
    }
    for (const auto& [entity_id, timeline] : mentions) {
      DATELINE_RETURN_IF_ERROR(EraseFromEntity(entity_id, timeline));
      DATELINE_RETURN_IF_ERROR(Rewrite(kEntitySpace, MentionsKey(id_, entity_id), {}));
      DATELINE_RETURN_IF_ERROR(Rewrite(kEntitySpace, EntityDocumentKey(entity_id, id_), {}));
    }
    return absl::OkStatus();
  }

  absl::Status EraseFromEntity(const std::string& entity_id, const Timeline& mentions) {
    DATELINE_ASSIGN_OR_RETURN(const Timeline before,
                              TimelineOf(kEntitySpace, EntityKey(entity_id)));
    Timeline after;
    std::map<std::string, Timeline> names;
    // The sums may stay as they were while the document's part of them changes.
    Timeline moments = before;
    for (const auto& [version, value] : mentions) moments.emplace(version, At(before, version));
    for (const auto& [version, value] : moments) {
      after[version] = std::nullopt;
      std::set<std::string> present;
      if (value.has_value()) {
        DATELINE_ASSIGN_OR_RETURN(StoredEntity entity, Decode<StoredEntity>(*value));
        for (const std::string& key : EntityIndexKeys(entity, entity_id)) names[key];
        if (const auto said = At(mentions, version)) {
          DATELINE_ASSIGN_OR_RETURN(const auto mention, Decode<StoredEntity>(*said));
          entity = WithoutMentions(entity, mention);
        }
        if (entity.documents() > 0) {
          after[version] = Encode(entity);
          present = EntityIndexKeys(entity, entity_id);
          for (const std::string& key : present) names[key];
        }
      }
      for (auto& [key, timeline] : names) {
        timeline[version] = present.contains(key) ? std::optional<std::string>("") : std::nullopt;
      }
    }
    for (const auto& [key, timeline] : names) {
      DATELINE_RETURN_IF_ERROR(Rewrite(kEntitySpace, key, timeline));
    }
    DATELINE_RETURN_IF_ERROR(Rewrite(kEntitySpace, EntityKey(entity_id), after));
    for (const auto& [version, value] : mentions) {
      if (!value.has_value()) continue;
      DATELINE_ASSIGN_OR_RETURN(const auto mention, Decode<StoredEntity>(*value));
      for (const std::string& word : NameWordsOf(mention)) {
        DATELINE_RETURN_IF_ERROR(DropUnusedWord(word));
      }
    }
    return absl::OkStatus();
  }

  // Takes a word out of what misspelt names are looked up in, unless a name of
  // the past or the present still has it.
  absl::Status DropUnusedWord(const std::string& word) {
    const std::string prefix = EntityNamePrefix(word);
    bool used = false;
    absl::Status status;
    const auto look = [&](std::string_view stored) {
      std::string from_word;
      if (!KeyReader(stored.substr(1)).String(&from_word)) {
        status = CorruptRow("name key");
      } else if (from_word.size() == word.size() || from_word[word.size()] == ' ') {
        used = true;
      }
      return used || !status.ok();
    };
    DATELINE_RETURN_IF_ERROR(view_.ForEach(
        kEntitySpace, KeyRange::Prefix(prefix), [&](std::string_view stored, std::string_view) {
          const auto left = staging_.Get(kEntitySpace, stored);
          if (!left.ok()) status = left.status();
          const bool done = !status.ok() || (left->has_value() && look(stored));
          return done ? ScanStep::kStop : ScanStep::kContinue;
        }));
    DATELINE_RETURN_IF_ERROR(status);
    if (used) return absl::OkStatus();
    // Few rows, if any, are left under it: those of this commit.
    DATELINE_ASSIGN_OR_RETURN(const Staging::Rows staged, staging_.Scan(kEntitySpace, prefix));
    for (const auto& [stored, value] : staged) {
      if (look(stored)) return status;
    }
    for (const std::string& rest : RestsOfWord(word)) {
      staging_.Delete(kIdentitySpace, WordRestKey(rest, word));
    }
    return absl::OkStatus();
  }

  const ReadView& view_;
  const std::string& id_;
  Staging& staging_;
  std::set<std::string> uris_;                 // That the document ever had.
  std::map<std::string, Timeline> conflicts_;  // After the erasure.
};

}  // namespace

absl::Status EraseFromHistory(const ReadView& view, const std::string& document_id,
                              Staging& staging) {
  return Eraser(view, document_id, staging).Run();
}

}  // namespace dateline::query

// The fact base as of one moment: records and the indexes that find them.
//
// A view carries a snapshot through every read of one request; copy it freely,
// never keep it longer than the request. Thread-safe.
//
// Index scans give entries, not records, so that a reader can filter on kind,
// type and role before it fetches anything; `position` resumes a scan right
// after an entry, in any later view.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_FACT_BASE_VIEW_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_FACT_BASE_VIEW_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/fact/fact.h"
#include "common/storage/ordered_store.h"
#include "services/query/factbase/fact_base_records.h"

namespace dateline::query {

struct PinRecord;

// One row of a fact index.
struct FactIndexEntry {
  std::string fact_id;
  FactKind kind = FactKind::kUnspecified;
  std::string type;
  std::string role;  // By entity: the entity's role ("subject", "speaker", "chair").
  std::optional<absl::CivilSecond> valid_start;
  // In kEntity, kType, kOneType, kKind, kTime, kLasting and kOrigins only.
  std::optional<absl::CivilSecond> valid_end;
  std::string position;  // Resumes right after this entry.
};

// A place in the order of the dated indexes: by valid start (undated last), then
// by fact id.
struct FactPlace {
  std::optional<absl::CivilSecond> valid_start;
  std::string fact_id;
};

// One entity, type, kind, or everything, for indexes that have all of these.
struct FactScope {
  static std::string OfEntity(std::string_view entity_id);
  static std::string OfType(std::string_view type);
  static std::string OfKind(FactKind kind);
  static std::string OfEverything() { return {}; }
};

// Which index, and which part of it.
struct FactScan {
  enum class Index {
    kAll,       // Order: fact id.
    kEntity,    // Facts of entity `key`. Order: valid start (undated last), fact id, role.
    kType,      // Facts whose type starts with `key`. Order: type, valid start, fact id.
    kOneType,   // Facts of type `key`. Order: valid start (undated last), fact id.
    kKind,      // Facts of kind `key` ("statement"). Order: valid start (undated last), fact id.
    kTime,      // All facts. Order: valid start (undated last), fact id.
    kRecorded,  // All facts. Order: last recorded, fact id.
    kDocument,  // Facts that document `key` attests. Order: fact id.
    kTerm,      // Statements whose content, topics or evidence hold a word with the
                // stem `key` (search_terms.h). Order: valid start (undated last), fact id.
    kConflict,  // Facts in a conflict. Order: fact id.
    kLasting,   // Facts of scope `key` (FactScope) whose valid time is of the length
                // `duration_step`. Order: valid start (without one last), fact id.
    kOrigins,   // Facts of scope `key` with two origins or more. Order: most origins
                // first, then valid start (undated last), fact id.
  };
  // Lengths of valid times. Of step 0, which kLasting does not have, are those of at
  // most LongestOfStep(0) and facts without any time; of each further one those
  // that are longer than the step before and at most LongestOfStep(step); of the
  // last, those that are longer still, or have no end, or no start. So what touches
  // a window and began before it is looked for no further back than its step is
  // long, and the cost of a window follows what is in it.
  static constexpr int kDurationSteps = 3;
  // Seconds. REQUIRES: 0 <= step < kDurationSteps.
  static int64_t LongestOfStep(int step);

  Index index = Index::kAll;
  std::string key;
  int duration_step = kDurationSteps;  // In kLasting only: 1 to kDurationSteps.
  // For the dated indexes: kEntity, kOneType, kKind, kTime, kTerm and kLasting.
  // Only entries with valid_start at or before this; undated ones are then left
  // out.
  std::optional<absl::CivilSecond> start_at_most;
  // Only entries with valid_start at or after this, and undated ones.
  std::optional<absl::CivilSecond> start_at_least;
  // Begins at the first entry that is not before (backward: not after) this.
  std::optional<FactPlace> from;
  std::string after;  // A `position`; empty to start at the beginning.
  ScanDirection direction = ScanDirection::kForward;
};

class FactBaseView {
 public:
  // Internal: views come from FactBase::OpenView.
  struct Snapshot;
  explicit FactBaseView(std::shared_ptr<const Snapshot> snapshot);

  // The moment that this view reads.
  absl::Time known_at() const;

  // By id; a merged id gives what it became. Nothing if unknown at that moment.
  absl::StatusOr<std::optional<FactRecord>> GetFact(std::string_view id) const;
  absl::StatusOr<std::optional<EntityRecord>> GetEntity(std::string_view id) const;
  // The id of what an entity became: for ids that a caller gives. `id` itself if
  // it is unknown at that moment.
  absl::StatusOr<std::string> FollowEntity(std::string_view id) const;
  absl::StatusOr<std::optional<ConflictRecord>> GetConflict(std::string_view id) const;
  absl::StatusOr<std::optional<DocumentRecord>> GetDocument(std::string_view id) const;
  // How many facts a document attests.
  absl::StatusOr<uint32_t> CountFactsOfDocument(std::string_view document_id) const;

  // At most `limit` attestations of a fact, by id or of this view, by publication
  // time (undated last), document id and first evidence. With a document id, only
  // that document's.
  absl::StatusOr<std::vector<AttestationRecord>> GetAttestations(
      std::string_view fact_id, size_t limit, std::string_view document_id = {}) const;
  absl::StatusOr<std::vector<AttestationRecord>> GetAttestations(
      const FactRecord& fact, size_t limit, std::string_view document_id = {}) const;
  // Its origins, by name and id.
  absl::StatusOr<std::vector<OriginRecord>> GetOrigins(std::string_view fact_id) const;

  // Calls `row` for each entry until it says stop.
  absl::Status ForEachFact(const FactScan& scan,
                           absl::FunctionRef<ScanStep(const FactIndexEntry&)> row) const;

  // Entities with a name, or with a word of a name, that starts with
  // `folded_prefix` (see FoldForMatching). One entity may come more than once.
  // `word` is 0 where the whole name starts so, else the position of the word.
  absl::Status ForEachEntityByName(
      std::string_view folded_prefix,
      absl::FunctionRef<ScanStep(std::string_view folded_name, std::string_view entity_id,
                                 uint32_t word)>
          row) const;
  // The entity with this external id ("iso3166:TJ"), or nothing.
  absl::StatusOr<std::optional<std::string>> FindEntityByExternalId(
      std::string_view external_id) const;
  // All entities, by id.
  absl::Status ForEachEntity(std::string_view after_id,
                             absl::FunctionRef<ScanStep(const std::string& entity_id)> row) const;

  // All entities, those that most documents mention first, by order of magnitude
  // (base 2), then by id. `position` resumes right after an entity.
  absl::Status ForEachEntityByRank(
      std::string_view after,
      absl::FunctionRef<ScanStep(const std::string& entity_id, std::string_view position)> row)
      const;
  // Words of names that may be meant by a misspelt `folded_word`, at most
  // `limit`; those of the past among them. See word_variants.h.
  absl::StatusOr<std::set<std::string>> WordsLike(std::string_view folded_word, size_t limit) const;
  // Documents that mention a live entity, by id, from right after `after_id`.
  absl::Status ForEachDocumentOfEntity(
      std::string_view entity_id, std::string_view after_id,
      absl::FunctionRef<ScanStep(const std::string& document_id)> row) const;
  // What one of them calls it, by name and form.
  absl::StatusOr<std::vector<NameUseRecord>> GetNameUses(std::string_view entity_id,
                                                         std::string_view document_id) const;
  // Ids that became this live entity, directly or through others; at most
  // `limit`, sorted.
  absl::StatusOr<std::vector<std::string>> GetMergedIds(std::string_view entity_id,
                                                        size_t limit) const;
  // Pins by id, from right after `after_id`.
  absl::Status ForEachPin(std::string_view after_id,
                          absl::FunctionRef<ScanStep(const PinRecord&)> row) const;

  // All conflicts by id, or those of one entity.
  absl::Status ForEachConflict(std::string_view entity_id, std::string_view after_id,
                               absl::FunctionRef<ScanStep(const std::string& id)> row) const;

  // Changes with a sequence above `after`, up to known_at().
  absl::Status ForEachChange(uint64_t after,
                             absl::FunctionRef<ScanStep(const ChangeRecord&)> row) const;
  // Sequence of the newest change, 0 if there is none.
  absl::StatusOr<uint64_t> NewestChange() const;

  absl::StatusOr<Statistics> GetStatistics() const;
  // The totals alone: at a cost that does not depend on how many publishers and
  // types there are.
  absl::StatusOr<Statistics> GetTotals() const;
  // The same, and facts by kind and conflicts by type.
  absl::StatusOr<Statistics> GetTotalsByKind() const;
  // Facts of one kind.
  absl::StatusOr<uint64_t> CountOfKind(FactKind kind) const;
  // How many facts there are of each type that starts with `prefix`.
  absl::StatusOr<std::map<std::string, uint64_t>> CountsOfTypes(std::string_view prefix) const;

 private:
  std::shared_ptr<const Snapshot> snapshot_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_FACT_BASE_VIEW_H_

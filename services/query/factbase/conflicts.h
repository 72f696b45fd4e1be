// Facts, or accounts of one fact, that cannot both hold. Pure functions: a
// conflict follows from the facts alone, as does its id. Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_CONFLICTS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_CONFLICTS_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/fact/fact.h"
#include "services/query/factbase/fact_base_view.h"

namespace dateline::query {

class FactTally;
struct MergedFact;

struct ConflictSide {
  std::string fact_id;
  Value value;  // An entity without name.
  // Documents that say so: the smallest ids, at most FactTally::kNamedDocuments.
  std::set<std::string> document_ids;
  uint32_t document_count = 0;
  uint32_t origin_count = 0;
  std::optional<TimeInterval> time = std::nullopt;  // Stated.
  friend bool operator==(const ConflictSide&, const ConflictSide&) = default;
};

struct Conflict {
  std::string id;
  ConflictType type = ConflictType::kUnspecified;
  std::string about;       // Predicate, event type, or role and event type.
  std::string subject_id;  // The entity it is about, if it is one.
  std::string when;        // EDTF, if it is about an event.
  // Most origins first, then by value; of superseded values by time.
  std::vector<ConflictSide> sides;
  std::set<std::string> entity_ids;
  ConflictStanding standing = ConflictStanding::kContradicted;
  friend bool operator==(const Conflict&, const Conflict&) = default;
};

// Between accounts of one merged fact:
//   DENIAL  one document says that it is so, another that it is not (both of
//           what is, or both of what is planned);
//   ROLE    an event with two values of a role that takes one (chair, host,
//           number), from documents that do not both give both;
//   VALUE   deaths or injuries with two counts of people that exclude each other
//           (tolls.h);
//   ORDER   a document published before the event starts reports it as done.
// `fact` is what `tally` sums up to, but for its conflicts.
std::vector<Conflict> ConflictsWithin(const MergedFact& fact, const FactTally& tally);

// A fact of a functional predicate that is asserted as actual.
struct FunctionalFact {
  std::string fact_id;
  Value value;
  std::optional<TimeInterval> valid_time;
  std::set<std::string> document_ids;  // As in ConflictSide.
  uint32_t document_count = 0;
  uint32_t origin_count = 0;
  friend bool operator==(const FunctionalFact&, const FunctionalFact&) = default;
};

// What takes part in VALUE conflicts, or nothing.
std::optional<FunctionalFact> AsFunctionalFact(const MergedFact& fact, const FactTally& tally);

// Whether one number can be the other rounded: 1,200,000 and 1,203,400, 100 and
// 103. Below a hundred, and without two zeros at the end, numbers are counts.
bool WithinRounding(double a, double b);

// VALUE conflicts between the facts of one predicate and subject: numbers that
// differ by more than rounding, and times that do not touch, give or take a unit
// where they are approximate. Where a predicate takes one value at a time,
// values of one time (or of unknown time) are contradicted, and values of
// different stated times superseded.
std::vector<Conflict> ValueConflicts(const std::string& predicate, const std::string& subject_id,
                                     const std::vector<FunctionalFact>& facts);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_CONFLICTS_H_

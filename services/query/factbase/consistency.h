// Whether what is derived in a fact base (members, identity, facts, entities,
// conflicts, indexes, counters) is what its extractions give.
//
//   DATELINE_ASSIGN_OR_RETURN(ConsistencyReport report,
//                             CheckConsistency(*store, *empty_store, {}));
//   if (!report.consistent()) ...   // report.examples say where
//
// Records all extractions again into a scratch store and compares the rows that
// hold now. Takes as long as recording them did, and as much disk. What only
// history gives is not compared: moments of first recording and last change,
// redirects, the change log, past versions, labels of origin groups.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_CONSISTENCY_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_CONSISTENCY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/ordered_store.h"
#include "services/query/factbase/fact_base.h"
#include "services/query/factbase/rebuild.h"

namespace dateline::query {

struct Inconsistency {
  enum class Kind {
    kMissing,     // The extractions give this row; the base lacks it.
    kUnexpected,  // The base has this row; nothing gives it.
    kDifferent,   // Both have it, with different values.
  };
  Kind kind = Kind::kMissing;
  std::string key_space;
  std::string key;  // Readable; see ReadableKey.
};

struct ConsistencyReport {
  uint64_t documents = 0;      // Recorded again.
  uint64_t rows_compared = 0;  // That hold now, in the base or in the scratch.
  uint64_t differences = 0;
  std::vector<Inconsistency> examples;  // The first of them, by key space and key.
  bool consistent() const { return differences == 0; }
};

inline constexpr size_t kMaxInconsistencyExamples = 50;

// Changes nothing in `base`, which must be of this version's format and rules.
// `scratch` must be empty and opened with FactBase::KeySpaceNames(); `options`
// are those that the base is used with. Errors of RebuildFactBase.
absl::StatusOr<ConsistencyReport> CheckConsistency(const OrderedStore& base, OrderedStore& scratch,
                                                   const RebuildProgress& progress,
                                                   const FactBaseOptions& options = {});

// A key for people: printable bytes as they are, ids as their digits, ends of
// parts as a space, other bytes as \xNN.
std::string ReadableKey(std::string_view key);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_CONSISTENCY_H_

// Statistics as versioned counters, changed by differences.
// Not thread-safe; belongs to one commit.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_COUNTERS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_COUNTERS_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "services/query/factbase/staging.h"

namespace dateline::query {

// Groups of counters.
inline constexpr std::string_view kTotals = "total";  // "facts", "documents" ...
inline constexpr std::string_view kFactsByKind = "kind";
inline constexpr std::string_view kFactsByType = "type";
inline constexpr std::string_view kConflictsByType = "conflict";
inline constexpr std::string_view kDocumentsByPublisher = "publisher";

class CounterChanges {
 public:
  void Add(std::string_view group, std::string_view name, int64_t difference) {
    changes_[{std::string(group), std::string(name)}] += difference;
  }
  absl::Status Write(Staging& staging) const;

 private:
  std::map<std::pair<std::string, std::string>, int64_t> changes_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_COUNTERS_H_

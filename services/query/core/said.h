// Who said what, latest first.
//
//   ListStatements(base, {.speaker_ids = {id}, .text = "border crossing"}, cancellation)
//
// Words are looked up in the index of statement words, so a search reads the
// rows of its words and no others. Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_SAID_H_
#define DATELINE_SERVICES_QUERY_CORE_SAID_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/fact_reading.h"
#include "services/query/core/paging.h"
#include "services/query/core/time_window.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

inline constexpr size_t kMaxSearchWords = 16;

struct StatementQuery {
  std::vector<std::string> speaker_ids;
  std::string text;  // All its words have to occur; at most kMaxSearchWords.
  TimeWindow valid;
  bool quoted_only = false;
  PageRequest page;
  std::optional<absl::Time> known_at;
};

absl::StatusOr<FactPage> ListStatements(const FactBase& base, const StatementQuery& query,
                                        const Cancellation& cancellation);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_SAID_H_

// Who said what: latest first, or what fits the words best first.
//
//   ListStatements(base, {.speaker_ids = {id}, .text = "border crossing"}, cancellation)
//
// Words are looked up in the index of statement words, speakers and topics in
// that of entities; the rarest of all decides how much a search reads. Ranking
// looks at the latest kMaxRankedStatements that match. Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_SAID_H_
#define DATELINE_SERVICES_QUERY_CORE_SAID_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/text/byte_span.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/fact_reading.h"
#include "services/query/core/paging.h"
#include "services/query/core/search_text.h"
#include "services/query/core/time_window.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

inline constexpr size_t kMaxRankedStatements = 2'000;

// Values equal dateline.query.v1.StatementOrder.
enum class StatementOrder : uint8_t { kLatestFirst = 0, kRelevance = 1 };

struct StatementQuery {
  std::vector<std::string> speaker_ids;
  std::vector<std::string> topic_ids;
  std::string text;  // See ParseSearchText.
  TimeWindow valid;
  std::optional<TimeInterval> as_of;
  bool quoted_only = false;
  StatementOrder order = StatementOrder::kLatestFirst;
  PageRequest page;
  std::optional<absl::Time> known_at;
};

struct StatementMatch {
  double score = 0;
  std::vector<ByteSpan> content_spans;
};

struct StatementPage {
  std::vector<AttestedFact> facts;
  std::vector<StatementMatch> matches;  // One for each fact, where there is a text.
  std::string next_page_token;
  bool truncated = false;  // More match than were ranked.
};

absl::StatusOr<StatementPage> ListStatements(const FactBase& base, const StatementQuery& query,
                                             const Cancellation& cancellation);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_SAID_H_

// Facts with the attestations that an answer shows, and pages of them.
//
//   DATELINE_ASSIGN_OR_RETURN(AttestedFact fact, GetFact(base, id, known_at));
//
// Thread-safe: values and pure functions over a view.
#ifndef DATELINE_SERVICES_QUERY_CORE_FACT_READING_H_
#define DATELINE_SERVICES_QUERY_CORE_FACT_READING_H_

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/fact_stream.h"
#include "services/query/core/paging.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

// What an answer shows of a fact unless its method says otherwise.
inline constexpr size_t kShownAttestations = 20;
inline constexpr size_t kAllAttestations = std::numeric_limits<size_t>::max();

// A page ends where so many facts were fetched and not wanted: what one call
// costs does not grow with the base, however rare its answers are.
inline constexpr size_t kMaxRefusedFacts = 5'000;

struct AttestedFact {
  FactRecord record;
  std::vector<AttestationRecord> attestations;
};

struct FactPage {
  std::vector<AttestedFact> facts;
  std::string next_page_token;  // Empty on the last page.
  std::string next_position;    // What the token holds.
  absl::Time known_at;          // The moment that the listing reads.
};

// `record` with at most `attestation_limit` attestations.
absl::StatusOr<AttestedFact> AttestFact(const FactBaseView& view, FactRecord record,
                                        size_t attestation_limit);

// One fact; a merged id gives what it became. FACT_NOT_FOUND.
absl::StatusOr<FactRecord> RequireFact(const FactBaseView& view, std::string_view fact_id);
absl::StatusOr<AttestedFact> GetFact(const FactBase& base, std::string_view fact_id,
                                     std::optional<absl::Time> known_at,
                                     size_t attestation_limit = kShownAttestations);

// Says whether a fetched fact belongs in the answer.
using RecordFilter = std::function<absl::StatusOr<bool>(const FactRecord&)>;

// The next page of `stream`: fetches, filters, and looks one match ahead so
// that the last page has no token. A page that ends for kMaxRefusedFacts may be
// short, or empty, and has a token.
absl::StatusOr<FactPage> ReadFactPage(const OpenPage& page, FactStream& stream,
                                      const RecordFilter& matches, size_t attestation_limit,
                                      const Cancellation& cancellation);

// Roughly the bytes that the fact takes in an answer.
size_t EstimateBytes(const AttestedFact& fact);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_FACT_READING_H_

// Merging: from the members of one block to facts. A pure function of the set
// of members: their order, and what was merged before, change nothing.
//
// Members fall into accounts (account.h), and these into components
// (components.h), one for each fact.
// Thread-safe: only functions of their arguments.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_MERGING_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_MERGING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/fact/fact.h"
#include "services/query/factbase/conflicts.h"
#include "services/query/factbase/fact_tally.h"
#include "services/query/factbase/member.h"
#include "services/query/factbase/origins.h"

namespace dateline::query {

struct MergedAttestation {
  const Member* member = nullptr;
  Origin origin;
};

// A fact as its members make it.
struct MergedFact {
  std::string id;
  FactContent content;  // Entities without name and type.
  Factuality factuality;
  uint32_t report_count = 0;
  uint32_t origin_count = 0;
  double confidence = 0;
  std::vector<Conflict> conflicts;           // Within this fact.
  std::optional<FunctionalFact> functional;  // What takes part in conflicts of value.
  // The members that it was made of, by document id and ordinal; none where it
  // was made of a tally.
  std::vector<MergedAttestation> attestations;
};

// Facts of one block, by id. `members` are all of that block and must outlive
// the result.
std::vector<MergedFact> MergeBlock(const std::vector<Member>& members);

// What the attestations add up to. REQUIRES: not empty, of one fact.
FactTally TallyOf(const std::vector<MergedAttestation>& attestations);

// The members of one fact with their origins, by document and ordinal.
std::vector<MergedAttestation> AttestationsOf(std::vector<const Member*> members);

FactContent ContentOf(const FactTally& tally);

// All that follows from a tally.
MergedFact Summarize(std::string id, const FactTally& tally);

// The same from attestations, which it then holds: also what is left of a fact
// when a document is erased from its past. REQUIRES: not empty, of one fact.
MergedFact Summarize(std::string id, std::vector<MergedAttestation> attestations);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_MERGING_H_

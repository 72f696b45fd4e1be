// Flat records of extractions and of facts, in an order that depends on nothing
// but their content.
//
// Pure functions; thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_FLAT_FACTS_H_
#define DATELINE_TOOLS_DATELINE_FLAT_FACTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fact/fact.h"
#include "dateline/query/v1/query.pb.h"

namespace dateline::cli {

// One record a fact of a document that was read by itself, in the extraction's
// order. `text` is the document's canonical text, which evidence is taken from.
std::vector<std::string> FlatRecordsOf(const Extraction& extraction, std::string_view text);

// One record an attestation, by document and evidence. Fails if the message
// does not hold a fact.
absl::StatusOr<std::vector<std::string>> FlatRecordsOf(const query::v1::Fact& fact);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_FLAT_FACTS_H_

// The flat record: one JSON object a line, for `export` and for
// `extract --format=jsonl`. What people load into pandas, DuckDB or jq. Keys
// are stable; absent values are left out. docs/formats/flat_record.md is the
// specification.
#ifndef DATELINE_COMMON_FACT_FLAT_RECORD_H_
#define DATELINE_COMMON_FACT_FLAT_RECORD_H_

#include <string>
#include <string_view>

#include "common/fact/fact.h"

namespace dateline {

// One attestation of one fact, without a line feed at the end. `fact_id` may be
// empty (a document read locally has no fact base). The key order is fixed, so
// equal input gives equal bytes.
std::string FlatRecord(std::string_view fact_id, const FactContent& content,
                       const Attestation& attestation);

}  // namespace dateline

#endif  // DATELINE_COMMON_FACT_FLAT_RECORD_H_

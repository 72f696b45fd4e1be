// The rows that a merged fact has beside its own: attestations and indexes.
// Pure: a commit writes the difference between the rows before and after.
// Thread-safe: only functions of their arguments.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_FACT_ROWS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_FACT_ROWS_H_

#include <map>
#include <set>
#include <string>
#include <utility>

#include "common/storage/ordered_store.h"
#include "dateline/storage/v1/fact_base_records.pb.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/merging.h"

namespace dateline::query {

// Values by key space and key without version.
using FactRows = std::map<std::pair<KeySpace, std::string>, std::string>;

// Attestation rows and every index row that follows from the fact alone: not
// those by last recording and by conflict.
FactRows RowsOf(const MergedFact& fact);

// The index rows alone.
FactRows IndexRowsOf(const MergedFact& fact);

// An entry of the indexes without role, encoded.
std::string IndexEntryOf(std::string_view fact_id, const FactContent& content);

// Entities that the content names.
std::set<std::string> EntitiesOfContent(const FactContent& content);

When WhenOf(const FactContent& content);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_FACT_ROWS_H_

// The rows that a merged fact has beside its own: attestations and indexes.
// Pure: a commit writes the difference between the rows before and after.
// Thread-safe: only functions of their arguments.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_FACT_ROWS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_FACT_ROWS_H_

#include <cstdint>
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

// Rows that follow from what a fact says, whoever says it, and from how many
// independent origins do.
FactRows ContentRowsOf(std::string_view fact_id, const FactContent& content, uint32_t origin_count);
// Rows by the documents that attest it and, of a statement, by the words that
// they use.
FactRows DocumentRowsOf(std::string_view fact_id, const FactContent& content,
                        const std::set<std::string>& document_ids,
                        const std::set<std::string>& terms);
// Words of a member by which a statement is found.
void AddTerms(const Member& member, std::set<std::string>& terms);

// All index rows that follow from the fact alone: not those by last recording
// and by conflict. REQUIRES: it holds its attestations.
FactRows IndexRowsOf(const MergedFact& fact);

// Where the attestation that a member gives a fact is kept.
std::string AttestationKeyOf(std::string_view fact_id, const Member& member);

// Parts of the base that have indexes of their own by origins and of lasting
// facts: one entity, one type, one kind, or everything.
std::string EntityScope(std::string_view entity_id);
std::string TypeScope(std::string_view type);
std::string KindScope(FactKind kind);
inline constexpr std::string_view kWholeScope;

// Which part of the index of lasting facts has the fact (FactScan::duration_step);
// 0: none, for it is short or has no time.
int DurationStepOf(const FactContent& content);

// The scope of one such part.
std::string SteppedScope(int duration_step, std::string_view scope);

// An entry of the indexes that are not dated, encoded.
std::string IndexEntryOf(const FactContent& content);

// Entities that the content names.
std::set<std::string> EntitiesOfContent(const FactContent& content);

When WhenOf(const FactContent& content);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_FACT_ROWS_H_

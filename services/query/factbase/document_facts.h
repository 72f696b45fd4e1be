// One document's extraction, read for the fact base: all its entities, and its
// facts with resolved entities, ready to be merged. Pure functions.
// Thread-safe: only functions of their arguments.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_DOCUMENT_FACTS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_DOCUMENT_FACTS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/fact/fact.h"
#include "services/query/factbase/member.h"

namespace dateline::query {

// INVALID_ARGUMENT, FIELD_REQUIRED or EXTRACTION_INCONSISTENT with the field,
// unless the document has an id, every entity id is listed once, every entity
// has a name, and every evidence span lies in a passage.
absl::Status ValidateExtraction(const Extraction& extraction);

// The listed entities, and one for each publisher, agency or other name that
// stands without id. The latter have ids of their own, see ImplicitEntityId.
std::vector<DocumentEntity> EntitiesOf(const Extraction& extraction);
std::string ImplicitEntityId(EntityType type, std::string_view name);

// Fact-base entity ids by the document's (or implicit) entity ids.
using EntityMap = std::map<std::string, std::string>;

// The document's facts in terms of the fact base.
std::vector<Member> MembersOf(const Extraction& extraction, const EntityMap& entities);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_DOCUMENT_FACTS_H_

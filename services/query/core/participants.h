// Who takes part in a fact, and in which role.
//
//   ForEachParticipant(content, [&](std::string_view role, const EntityReference& entity) {...});
//
// Roles are those of the filter: "subject" and "object" of relations and
// claims, a qualifier's name, an event's roles, "speaker", "addressee" and
// "topic" of statements. Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_QUERY_CORE_PARTICIPANTS_H_
#define DATELINE_SERVICES_QUERY_CORE_PARTICIPANTS_H_

#include <string_view>

#include "absl/functional/function_ref.h"
#include "common/fact/fact.h"

namespace dateline::query {

// Calls `visit` for each entity with an id, in the order of the content.
void ForEachParticipant(
    const FactContent& content,
    absl::FunctionRef<void(std::string_view role, const EntityReference& entity)> visit);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_PARTICIPANTS_H_

// Members for tests of the pure parts. Test code.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_MEMBER_FIXTURE_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_MEMBER_FIXTURE_H_

#include <string>
#include <utility>
#include <vector>

#include "services/query/factbase/block.h"
#include "services/query/factbase/member.h"
#include "services/query/factbase/origins.h"

namespace dateline::query {

inline EntityReference Ref(const std::string& id, EntityType type = EntityType::kPerson) {
  return {id, "name of " + id, type};
}

inline Member MakeMember(const std::string& document, FactContent content) {
  Member member;
  member.attestation.document_id = document;
  member.content = std::move(content);
  member.block = BlockOf(member);
  member.attestation.evidence = {{{0, 4}, "text"}};
  member.origin_keys = {{DocumentOriginKey(member.attestation), document + ".txt"}};
  return member;
}

inline FactContent Meeting(
    std::vector<std::pair<std::string, Value>> roles,
    std::optional<TimeInterval> when = TimeInterval::Day(absl::CivilDay(2024, 3, 11))) {
  FactContent content;
  content.type = "contact.meet";
  content.valid_time = when;
  Event event;
  for (auto& [role, value] : roles) event.roles.push_back({role, std::move(value)});
  content.body = event;
  return content;
}

inline FactContent RelationOf(const std::string& predicate, const std::string& subject,
                              Value object) {
  FactContent content;
  content.type = predicate;
  content.body = Relation{Ref(subject, EntityType::kOrganization), std::move(object), {}};
  return content;
}

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_MEMBER_FIXTURE_H_

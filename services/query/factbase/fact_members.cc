#include "services/query/factbase/fact_members.h"

#include <utility>

#include "common/base/status_macros.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/records.h"

namespace dateline::query {

absl::StatusOr<const std::vector<KeptMember>*> FactMembers::Of(const std::string& fact_id,
                                                               const std::string& block) {
  const auto known = facts_.find(fact_id);
  if (known != facts_.end()) return &known->second;
  DATELINE_ASSIGN_OR_RETURN(Staging::Rows rows,
                            staging_.ScanOldVersions(kFactSpace, AttestationPrefix(fact_id)));
  std::vector<KeptMember> members;
  for (auto& [key, bytes] : rows) {
    DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<storage::v1::StoredAttestation>(bytes));
    DATELINE_ASSIGN_OR_RETURN(Member member, MemberOf(stored));
    member.block = block;
    members.push_back({std::move(key), std::move(bytes), std::move(member)});
  }
  return &facts_.emplace(fact_id, std::move(members)).first->second;
}

}  // namespace dateline::query

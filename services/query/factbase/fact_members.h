// The members that a fact is made of, read back from its attestation rows.
//
//   FactMembers members(staging);
//   DATELINE_ASSIGN_OR_RETURN(const auto* kept, members.Of(fact_id, block));
//
// Reads what the store held before this commit, each fact once.
// Not thread-safe; belongs to one commit.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_FACT_MEMBERS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_FACT_MEMBERS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/query/factbase/member.h"
#include "services/query/factbase/staging.h"

namespace dateline::query {

struct KeptMember {
  std::string key;    // Of its row, without version.
  std::string bytes;  // The row.
  Member member;
};

class FactMembers {
 public:
  explicit FactMembers(const Staging& staging) : staging_(staging) {}

  // The result lasts as long as this. Empty for a fact that is not there.
  absl::StatusOr<const std::vector<KeptMember>*> Of(const std::string& fact_id,
                                                    const std::string& block);

 private:
  const Staging& staging_;
  std::map<std::string, std::vector<KeptMember>> facts_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_FACT_MEMBERS_H_

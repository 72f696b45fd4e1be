// Which facts a commit touches: from members that blocks lost and gained to
// facts that lost and gained them.
//
//   DATELINE_ASSIGN_OR_RETURN(FactChanges changes, GroupBlocks(staging, blocks));
//
// A block's accounts are kept as rows, so a block is judged without reading its
// members; of blocks whose accounts are filed under names, only those that the
// change is connected with are read. Not thread-safe; belongs to one commit.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_BLOCK_GROUPING_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_BLOCK_GROUPING_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/query/factbase/member.h"
#include "services/query/factbase/staging.h"

namespace dateline::query {

// Names a member: block, document, position in the block.
struct MemberName {
  std::string block;
  std::string document_id;
  uint32_t ordinal = 0;
  friend auto operator<=>(const MemberName&, const MemberName&) = default;
};
MemberName MemberNameOf(const Member& member);

// What a commit takes from a block and gives to it. A member that says
// something else than before is in both.
struct BlockChange {
  std::vector<Member> removed, added;
};
using BlockChanges = std::map<std::string, BlockChange>;  // By block.

// What a commit takes from a fact and gives to it.
struct FactChange {
  std::string block;
  std::vector<const Member*> removed, added;
  // Accounts that came from other facts, with the fact that had them.
  std::map<std::string, std::string> gained_accounts;
  // Accounts that went to other facts, with the fact that has them.
  std::map<std::string, std::string> lost_accounts;
};
using FactChanges = std::map<std::string, FactChange>;  // By fact id.

// Stages the account rows. `blocks` must outlive the result.
absl::StatusOr<FactChanges> GroupBlocks(Staging& staging, const BlockChanges& blocks);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_BLOCK_GROUPING_H_

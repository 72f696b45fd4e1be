// Which accounts of a block are one fact: the connected components of a
// symmetric test of sameness. A pure function of the set of accounts: their
// order, and what was grouped before, change nothing.
//
//   for (const auto& component : Components(FactKind::kEvent, accounts)) {
//     FactIdOf(block, accounts[component.front()].signature);
//   }
//
// Thread-safe: a function of its arguments. The cost grows with the square of
// the number of accounts of the block, not with the number of members.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_COMPONENTS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_COMPONENTS_H_

#include <cstddef>
#include <vector>

#include "common/fact/fact.h"
#include "services/query/factbase/account.h"

namespace dateline::query {

// Positions in `accounts`; each in exactly one component. In a component, and
// among components by their first, they stand in the order of signatures.
// REQUIRES: all of one block and of `kind`, no signature twice.
//
// Events: two accounts are one event if no place excludes the other and they
// share two who take part, or one names nobody that the other does not. An
// account that names a single participant joins an event only if it fits one
// alone: "X met officials" must not tie X's two meetings of that day together.
std::vector<std::vector<size_t>> Components(FactKind kind, const std::vector<Account>& accounts);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_COMPONENTS_H_

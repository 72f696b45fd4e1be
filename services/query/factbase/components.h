// Which accounts of a block are one fact: the connected components of a
// symmetric test of sameness. A pure function of the set of accounts: their
// order, and what was grouped before, change nothing.
//
//   for (const auto& component : Components(FactKind::kEvent, accounts)) {
//     FactIdOf(block, accounts[component.front()].signature);
//   }
//
// Thread-safe: a function of its arguments. The cost grows with the number of
// accounts of the block times that of those that are not of a known group, not
// with the number of members.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_COMPONENTS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_COMPONENTS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "common/fact/fact.h"
#include "services/query/factbase/account.h"

namespace dateline::query {

// Whether two accounts of one block tell of one fact, looking at them alone.
// Symmetric. What is not connected by such pairs is never one fact.
bool FitAsOne(FactKind kind, const Account& a, const Account& b);

// What each of some accounts was grouped as before: equal texts, one component;
// empty, not known. Empty for all: nothing is known.
using KnownGroups = std::vector<std::string>;

// Positions in `accounts`; each in exactly one component. In a component, and
// among components by their first, they stand in the order of signatures.
// REQUIRES: all of one block and of `kind`, no signature twice.
//
// Events of one day: two accounts are one event if no place excludes the other
// and they share two who take part, or one names nobody that the other does not.
// Other events: if besides their documents tell one story, their times may be
// one, and nobody has a role that the other gives to others; where one names
// fewer than two who take part, one of them or the word for the event is shared.
// An account that names a single participant joins an event only if it fits one
// alone: "X met officials" must not tie X's two meetings together.
//
// Undated events and claims that are filed under names must share one of these.
//
// Claims: if their documents tell one story, they share two words beside the
// relation, or one that is a third of what one of them says, and neither subject,
// objects, numbers nor denial tell them apart. Statements: if three fifths of the words
// are shared, or one is nearly all in the other, with equal numbers and denials.
//
// `known` saves work and changes nothing. REQUIRES: accounts of equal groups in it
// were one component of Components() over a set that held all accounts of that
// component, and all of them are still among `accounts`.
std::vector<std::vector<size_t>> Components(FactKind kind, const std::vector<Account>& accounts,
                                            const KnownGroups& known = {});

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_COMPONENTS_H_

// The identity graph as it is stored: nodes, links, who stands where. Updates
// recompute only the part that a document touches.
//
// Not thread-safe; belongs to one commit.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_IDENTITY_GRAPH_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_IDENTITY_GRAPH_H_

#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "services/query/factbase/document_facts.h"
#include "services/query/factbase/identity.h"
#include "services/query/factbase/staging.h"

namespace dateline::query {

// Takes `before` of the document out of the graph, puts `after` in, and places
// anew what that touches. Returns the nodes whose place changed, appeared or
// vanished.
absl::StatusOr<std::set<Node>> UpdateIdentity(Staging& staging, const std::string& document_id,
                                              const DocumentIdentity& before,
                                              const DocumentIdentity& after);

// Which entities of a document are which of the fact base: after this commit,
// or (`old`) before it.
absl::StatusOr<EntityMap> ResolveEntities(const Staging& staging, const DocumentIdentity& identity,
                                          bool old);

// Documents with one of `nodes`, by the postings after this commit.
absl::StatusOr<std::set<std::string>> DocumentsOf(const Staging& staging,
                                                  const std::set<Node>& nodes);

// The entity that a node stands for after this commit, or "" if it is gone.
absl::StatusOr<std::string> EntityOfNode(const Staging& staging, const Node& node);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_IDENTITY_GRAPH_H_

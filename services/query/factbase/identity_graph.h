// The identity graph as it is stored: nodes, links, who stands where. Updates
// recompute only the part that a document touches.
//
// Not thread-safe; belongs to one commit.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_IDENTITY_GRAPH_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_IDENTITY_GRAPH_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "dateline/storage/v1/fact_base_records.pb.h"
#include "services/query/factbase/document_facts.h"
#include "services/query/factbase/identity.h"
#include "services/query/factbase/staging.h"

namespace dateline::query {

// A document's part of the graph before and after a commit.
struct IdentityChange {
  std::string document_id;
  DocumentIdentity before;
  DocumentIdentity after;
};

// A pin before and after a commit; nothing where it is not.
struct PinChange {
  std::optional<storage::v1::StoredPin> before;
  std::optional<storage::v1::StoredPin> after;
};

// Takes what was `before` out of the graph, puts in what is `after`, and places
// anew what that touches. Returns the nodes whose place changed, appeared or
// vanished. REQUIRES: one change for each document.
absl::StatusOr<std::set<Node>> UpdateIdentity(Staging& staging,
                                              const std::vector<IdentityChange>& changes,
                                              const PinChange& pin = {});

// Names whose use in a document is pinned: after this commit, or (`old`) before
// it.
absl::StatusOr<std::set<Node>> PinnedUsesOf(const Staging& staging, const std::string& document_id,
                                            bool old);

// Another pin that `pin` cannot stand beside, by id; empty if there is none.
// Costs as much as the nodes that pins tie to it.
absl::StatusOr<std::string> FindContradiction(const Staging& staging,
                                              const storage::v1::StoredPin& pin);

// Which entities of a document are which of the fact base: after this commit,
// or (`old`) before it.
absl::StatusOr<EntityMap> ResolveEntities(const Staging& staging, const DocumentIdentity& identity,
                                          bool old);

// The external ids that a document gives one of its entities, without those that
// pins keep from the entity of the fact base that it is.
absl::StatusOr<std::vector<std::string>> OwnExternalIds(const Staging& staging,
                                                        const DocumentEntity& entity,
                                                        const std::set<Node>& nodes,
                                                        const std::string& entity_id, bool old);

// Documents with one of `nodes`, by the postings after this commit.
absl::StatusOr<std::set<std::string>> DocumentsOf(const Staging& staging,
                                                  const std::set<Node>& nodes);

// The entity that a node stands for after this commit, or "" if it is gone.
absl::StatusOr<std::string> EntityOfNode(const Staging& staging, const Node& node);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_IDENTITY_GRAPH_H_

// Which names, in which documents, are one entity. Pure functions; the graph
// they work on is kept by identity_graph.h.
//
// Nodes are external ids and (class, folded name) pairs. A document links the
// strong names and external ids that it gives one entity: full names,
// variants, abbreviations; never a short form, never a person's single word
// where the document has a fuller name. Names spelled alike link too
// (spelling.h). An entity is a group of linked nodes, except that
//   * external ids decide: groups with different ones never join by name;
//   * a name that belongs to two catalogued entities stands for neither;
//   * an abbreviation of two unlike names stands for neither.
// An entity's id is the hash of its smallest node.
//
// Thread-safe: only functions of their arguments.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_IDENTITY_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_IDENTITY_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/fact/fact.h"

namespace dateline::query {

// "0" and an external id, or a class digit and a folded name.
using Node = std::string;

bool IsExternalIdNode(std::string_view node);
bool IsPersonNode(std::string_view node);
// The external id or the folded name.
std::string_view NodeText(std::string_view node);

// The node of a name. Types that extractors confuse share a class (GPE and
// LOCATION); others never meet.
Node NameNode(EntityType type, std::string_view name);
Node ExternalIdNode(std::string_view external_id);

// What a document adds to the graph.
struct DocumentIdentity {
  std::map<std::string, std::set<Node>> nodes_of_entity;  // By the document's entity id.
  std::set<Node> nodes;
  std::set<std::pair<Node, Node>> links;  // first < second.
  std::set<Node> abbreviations;
};
DocumentIdentity IdentityOf(const std::vector<DocumentEntity>& entities);

// How well a node identifies, best first.
enum class NodeRank : uint8_t {
  kExternalId = 0,
  kName = 1,
  kAbbreviation = 2,
  kAmbiguousName = 3,
  kAmbiguousAbbreviation = 4,
};

struct NodePlace {
  Node root;  // Smallest node of its entity.
  NodeRank rank = NodeRank::kName;
  friend bool operator==(const NodePlace&, const NodePlace&) = default;
};

struct IdentityGraph {
  std::set<Node> nodes;
  std::set<std::pair<Node, Node>> links;  // Stated by documents; first < second.
  std::set<Node> abbreviations;
};

// Divides the nodes into entities. `graph` must be whole: with every node it
// holds all that are linked to it or spelled like it.
std::map<Node, NodePlace> Partition(const IdentityGraph& graph);

// The node that decides which entity a document's entity is: the best, and
// among equals the smallest. REQUIRES: every node is in `places`; not empty.
const NodePlace& DecidingPlace(const std::set<Node>& nodes,
                               const std::map<Node, NodePlace>& places);

std::string EntityIdOf(const Node& root);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_IDENTITY_H_

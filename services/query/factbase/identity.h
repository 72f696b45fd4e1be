// Which names, in which documents, are one entity. Pure functions; the graph
// they work on is kept by identity_graph.h.
//
// Nodes are external ids, (class, folded name) pairs and uses of a name in one
// document. A document links the strong names and external ids that it gives
// one entity: full names, variants, abbreviations; never a short form. How far
// a name reaches depends on what it says (name_reach.h): "Ulla Tovich" is one
// person in all documents, "Parliament" one body in documents on one country,
// "the delegates", "we" and a bare surname something only where they are used.
// Names spelled alike link too (spelling.h). An entity is a group of linked
// nodes, except that
//   * pins decide: what people said to be the same or different;
//   * external ids decide: groups with different ones never join by name;
//   * a name that belongs to two catalogued entities stands for neither, nor
//     does one that is linked to two that are pinned different;
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

// "0" and an external id; a class digit and a folded name, with " @" and a
// country where it reaches no further; or "9", a document's id, a unit separator
// and the node of a name.
using Node = std::string;

bool IsExternalIdNode(std::string_view node);
bool IsPersonNode(std::string_view node);
bool IsUseNode(std::string_view node);
// The external id or the folded name; of a use, all that it is.
std::string_view NodeText(std::string_view node);

// The node of a name. Types that extractors confuse share a class (GPE and
// LOCATION); others never meet.
Node NameNode(EntityType type, std::string_view name);
Node ExternalIdNode(std::string_view external_id);
// A name in documents that are mostly about one country ("iso3166:XO").
Node CountryNameNode(const Node& name, std::string_view country);
// What one document calls so. Its only links are pins.
Node UseNode(std::string_view document_id, const Node& name);
// What the other functions put together. A part that the node has not is empty;
// of an external id, only `text` is set.
struct NodeParts {
  EntityType type = EntityType::kUnspecified;
  std::string text;  // External id or folded name.
  std::string country;
  std::string document_id;
};
NodeParts PartsOf(const Node& node);

// What a document adds to the graph.
struct DocumentIdentity {
  std::map<std::string, std::set<Node>> nodes_of_entity;  // By the document's entity id.
  std::set<Node> nodes;
  std::set<std::pair<Node, Node>> links;  // first < second.
  std::set<Node> abbreviations;
  friend bool operator==(const DocumentIdentity&, const DocumentIdentity&) = default;
};
// `pinned` are the names whose use in this document is pinned: an entity with
// such a name is that use alone.
DocumentIdentity IdentityOf(std::string_view document_id,
                            const std::vector<DocumentEntity>& entities,
                            const std::set<Node>& pinned = {});

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
  std::set<std::pair<Node, Node>> same;       // Pinned; first < second.
  std::set<std::pair<Node, Node>> different;  // Pinned; wins over `same`.
  // Nodes that no document has. Pins hold them; spelling does not link them.
  std::set<Node> unused;
};

// Divides the nodes into entities. `graph` must be whole: with every node it
// holds all that are linked to it, pinned the same or spelled like it.
std::map<Node, NodePlace> Partition(const IdentityGraph& graph);

// The node that decides which entity a document's entity is: the best, and
// among equals the smallest. REQUIRES: every node is in `places`; not empty.
const NodePlace& DecidingPlace(const std::set<Node>& nodes,
                               const std::map<Node, NodePlace>& places);

std::string EntityIdOf(const Node& root);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_IDENTITY_H_

// Pins: what people say of entities, as an input of the identity graph.
//
//   DATELINE_ASSIGN_OR_RETURN(Node node, NodeOf({.name = "Ulla Tovich",
//                                                .type = EntityType::kPerson}));
//
// A pin ties two nodes (identity.h), which stay what they are however entities
// merge. Pure functions; thread-safe.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_PINS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_PINS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/fact/fact.h"
#include "services/query/factbase/identity.h"

namespace dateline::query {

// Values equal dateline.query.v1.PinRelation.
enum class PinRelation : uint8_t { kUnspecified = 0, kSame = 1, kDifferent = 2 };

// As dateline.query.v1.PinTarget. In answers names are folded.
struct PinTarget {
  std::string external_id = {};
  std::string name = {};
  std::string entity_id = {};  // In requests only.
  EntityType type = EntityType::kUnspecified;
  std::string document_id = {};
  std::string country = {};
  friend bool operator==(const PinTarget&, const PinTarget&) = default;
};

// A pin to be recorded.
struct PinRequest {
  PinRelation relation = PinRelation::kUnspecified;
  PinTarget left;
  PinTarget right;
  std::string author;
  std::string reason;
};

struct PinRecord {
  std::string id;
  PinRelation relation = PinRelation::kUnspecified;
  PinTarget left;
  PinTarget right;
  std::string author;
  std::string reason;
  absl::Time recorded_at;
};

// INVALID_ARGUMENT (FIELD_REQUIRED, FIELD_INVALID) unless all is there and of
// bounded length.
absl::Status ValidatePin(const PinRequest& request);

// The node of a valid target that is not an entity id.
Node NodeOf(const PinTarget& target);
PinTarget TargetOf(const Node& node);

// What RecordPin did.
struct PinOutcome {
  PinRecord pin;
  bool changed = false;  // False if exactly this was recorded already.
  // What the targets stand for now; empty while no document uses them.
  std::string left_entity_id;
  std::string right_entity_id;
};

// One for a pair, whatever is said of it.
std::string PinIdOf(const Node& a, const Node& b);

// The use that a node is, split into document and name; nothing for others.
struct PinnedUse {
  std::string document_id;
  Node name;
};
std::optional<PinnedUse> UseOf(const Node& node);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_PINS_H_

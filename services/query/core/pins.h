// What people said of entities, and which documents call an entity what.
//
//   DATELINE_ASSIGN_OR_RETURN(PinPage page, ListPins(base, {}));
//
// Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_PINS_H_
#define DATELINE_SERVICES_QUERY_CORE_PINS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/paging.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

struct PinQuery {
  PageRequest page;
  std::optional<absl::Time> known_at;
};

struct PinPage {
  std::vector<PinRecord> pins;  // By id.
  std::string next_page_token;
};

absl::StatusOr<PinPage> ListPins(const FactBase& base, const PinQuery& query);

struct EntityNameQuery {
  std::string entity_id;
  std::string name;  // Compared folded; empty for all.
  PageRequest page;  // Its size counts documents.
  std::optional<absl::Time> known_at;
};

// How one document uses one name.
struct EntityNameUse {
  std::string document_id;
  std::string document_uri;
  std::string publisher;
  std::string name;
  NameForm form = NameForm::kUnspecified;
  std::vector<Evidence> evidence;
  std::vector<Passage> passages;  // Those that hold the evidence.
};

struct EntityNamePage {
  std::vector<EntityNameUse> uses;  // By document id, then name and form.
  std::string next_page_token;
};

// FIELD_REQUIRED, FIELD_INVALID, ENTITY_NOT_FOUND.
absl::StatusOr<EntityNamePage> ListEntityNames(const FactBase& base, const EntityNameQuery& query,
                                               const Cancellation& cancellation);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_PINS_H_

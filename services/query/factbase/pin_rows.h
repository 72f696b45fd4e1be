// Pins as rows: reading them, and making one of what a person asks for.
//
// Not thread-safe; belongs to one commit.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_PIN_ROWS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_PIN_ROWS_H_

#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "common/storage/ordered_store.h"
#include "dateline/storage/v1/fact_base_records.pb.h"
#include "services/query/factbase/pins.h"
#include "services/query/factbase/staging.h"

namespace dateline::query {

// The pin that is asked for, without moment: entity ids resolved to the node
// that decides for them, the smaller node first. FIELD_INVALID if both targets
// are one, ENTITY_NOT_FOUND, PIN_CONTRADICTS. REQUIRES: a valid request.
// `view` is the store before this commit.
absl::StatusOr<storage::v1::StoredPin> ToStoredPin(const ReadView& view, const Staging& staging,
                                                   const PinRequest& request);

// A pin as recorded before this commit, or nothing if it does not hold.
absl::StatusOr<std::optional<storage::v1::StoredPin>> ReadPin(const Staging& staging,
                                                              const std::string& pin_id);

// Equal but for the moment of recording.
bool SaysTheSame(const storage::v1::StoredPin& a, const storage::v1::StoredPin& b);

// The entity that a node stands for after this commit, or "" if no document
// uses it.
absl::StatusOr<std::string> UsedEntityOf(const Staging& staging, const Node& node);

// Whether a pin of this id holds or held.
absl::StatusOr<bool> WasEverPinned(const ReadView& view, const std::string& pin_id);

// Pins that name, or named, a use in a document.
absl::StatusOr<std::set<std::string>> PinsEverOf(const ReadView& view,
                                                 const std::string& document_id);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_PIN_ROWS_H_

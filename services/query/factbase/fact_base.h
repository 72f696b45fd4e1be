// The fact base: facts merged from many documents, readable as of any moment.
//
// Everything follows from one rule: what is visible at a moment is a
// deterministic function of the set of extractions and pins recorded by then,
// whatever their order. So facts, entities, corroboration and conflicts are recomputed
// for whatever a recording touches, and history lives in keys.
//
//   DATELINE_ASSIGN_OR_RETURN(auto base, FactBase::Open(store.get(), &clock));
//   DATELINE_ASSIGN_OR_RETURN(RecordOutcome outcome, base->RecordExtraction(extraction));
//   DATELINE_ASSIGN_OR_RETURN(FactBaseView view, base->OpenView(std::nullopt));
//   DATELINE_ASSIGN_OR_RETURN(std::optional<FactRecord> fact, view.GetFact(id));
//
// Knows no gRPC and no storage engine. Key grammar: docs/formats/fact_base_keys.md.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_FACT_BASE_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_FACT_BASE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/fact/fact.h"
#include "common/storage/ordered_store.h"
#include "services/query/factbase/fact_base_view.h"
#include "services/query/factbase/pins.h"

namespace dateline::query {

// What a fact base was written by. A store of another version is not opened.
struct FactBaseVersion {
  uint32_t format = 0;  // Of keys and rows: raised when old ones can no longer be read.
  uint32_t rules = 0;   // Of identity and merging: raised when they would give other rows.
  friend bool operator==(const FactBaseVersion&, const FactBaseVersion&) = default;
};
FactBaseVersion CurrentFactBaseVersion();

// Whether the store holds a fact base of this version's format and rules, or
// nothing yet. FAILED_PRECONDITION (STORE_FORMAT_UNSUPPORTED) says what to do.
absl::Status CheckFactBaseFormat(const OrderedStore& store);

// What RecordExtraction did.
struct RecordOutcome {
  absl::Time recorded_at;   // Of the version that holds; for a repeat, the first time.
  bool changed = false;     // False if exactly this was recorded already.
  uint32_t fact_count = 0;  // Facts that the document attests now.
};

struct FactBaseOptions {
  // A fact that more documents attest is kept as a sum to which reports are
  // added, instead of being merged from all of them each time. Less makes
  // popular facts cheaper to record, more makes rows smaller. What is shown is
  // the same. Always the number with which the store was made.
  uint32_t many_documents = 32;
};

// Thread-safe. One writer at a time (calls queue); readers never wait.
class FactBase {
 public:
  // Key spaces that the store must have been opened with, in this order.
  static std::vector<std::string> KeySpaceNames();

  // Opens the fact base in `store`, which must outlive it, as must `clock`. From
  // then on only this object writes to the store.
  // FAILED_PRECONDITION (STORE_FORMAT_UNSUPPORTED) for a folder of another
  // service, of another format or of other rules; older ones can be rebuilt
  // (rebuild.h).
  static absl::StatusOr<std::unique_ptr<FactBase>> Open(OrderedStore* store, const Clock* clock,
                                                        const FactBaseOptions& options = {});

  virtual ~FactBase() = default;

  // Replaces what was recorded for `extraction.document.id`. Atomic; durable
  // when it returns. INVALID_ARGUMENT for an inconsistent extraction
  // (EXTRACTION_INCONSISTENT, FIELD_REQUIRED).
  virtual absl::StatusOr<RecordOutcome> RecordExtraction(const Extraction& extraction) = 0;

  // Removes a document from every view, also of the past, and with it the pins
  // that name uses in it. Returns whether there was something to remove.
  virtual absl::StatusOr<bool> RemoveDocument(std::string_view document_id) = 0;

  // Records that two entities are the same or different ones; see
  // dateline.query.v1.PinEntities. Atomic; durable when it returns.
  // INVALID_ARGUMENT, NOT_FOUND (ENTITY_NOT_FOUND), FAILED_PRECONDITION
  // (PIN_CONTRADICTS).
  virtual absl::StatusOr<PinOutcome> RecordPin(const PinRequest& request) = 0;

  // Takes a pin back. Returns whether it held. NOT_FOUND (PIN_NOT_FOUND) if it
  // was never recorded.
  virtual absl::StatusOr<bool> RemovePin(std::string_view pin_id) = 0;

  // The base as of `known_at`, or as of now. OUT_OF_RANGE
  // (KNOWN_AT_OUT_OF_RANGE) after the newest recorded moment.
  virtual absl::StatusOr<FactBaseView> OpenView(std::optional<absl::Time> known_at) const = 0;

  // Calls `listener` after every commit that changed facts, from the writer's
  // thread: it must return at once. Destroying the result ends it.
  virtual std::shared_ptr<void> AddChangeListener(std::function<void()> listener) = 0;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_FACT_BASE_H_

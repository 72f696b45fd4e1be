// Whose turn a document's delivery takes.
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_DELIVERY_SOURCE_H_
#define DATELINE_SERVICES_INGEST_CORE_DELIVERY_SOURCE_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/base/trace_context.h"
#include "common/fact/fact.h"
#include "services/ingest/core/stored_document.h"

namespace dateline::ingest {

inline constexpr size_t kMaxSubmitterBytes = 200;

// What a submission says besides the document.
struct DeliveryTerms {
  std::string submitter;
  Priority priority = Priority::kNormal;
  // Of the call that submits; delivery goes on with it. Nothing: it has its own.
  std::optional<TraceContext> trace = std::nullopt;
};

// INVALID_ARGUMENT for a submitter that is too long or no text, and for a
// priority that no submission can have.
absl::Status CheckDeliveryTerms(const DeliveryTerms& terms);

// The publisher is that of the article, or else the host of its address
// ("harbour.example" of "https://harbour.example/1").
DeliverySource DeliverySourceOf(const Document& document, std::string_view submitter);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_DELIVERY_SOURCE_H_

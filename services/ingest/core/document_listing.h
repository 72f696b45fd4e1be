// Lists documents by the time of their receipt, with filters, page by page.
//
//   DATELINE_ASSIGN_OR_RETURN(DocumentPage page, ListDocuments(store, {.publisher = "Harbour
//   Post"})); query.page_token = page.next_page_token;
//
// A page token belongs to its query: with other filters it is refused. A listing
// sees documents that arrive while it is under way if they sort behind its place.
// Thread-safe: pure functions of the store.
#ifndef DATELINE_SERVICES_INGEST_CORE_DOCUMENT_LISTING_H_
#define DATELINE_SERVICES_INGEST_CORE_DOCUMENT_LISTING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/ingest/core/document_store.h"

namespace dateline::ingest {

inline constexpr uint32_t kDefaultPageSize = 100;
inline constexpr uint32_t kMaxPageSize = 1'000;

struct DocumentQuery {
  DeliveryState state = DeliveryState::kUnspecified;  // Unspecified: any.
  std::string publisher;                              // Compared folded; empty: any.
  std::string uri_prefix;
  std::optional<absl::Time> received_from;
  std::optional<absl::Time> received_to;                        // Exclusive.
  ResemblanceKind resemblance = ResemblanceKind::kUnspecified;  // Unspecified: any.
  std::string resembled_document_id;                            // Only what names it; empty: any.
  std::string language;  // And its regional forms; empty: any.
  bool oldest_first = false;
  uint32_t page_size = 0;  // 0: kDefaultPageSize.
  std::string page_token;
};

struct DocumentPage {
  std::vector<StoredDocument> documents;  // Without text.
  // Empty on the last page. A page may hold fewer documents than asked for, even
  // none, and still have a next one: one call looks at a bounded number of rows.
  std::string next_page_token;
};

// INVALID_ARGUMENT: FIELD_INVALID (page_size, received_to), PAGE_TOKEN_INVALID,
// PAGE_TOKEN_MISMATCH.
absl::StatusOr<DocumentPage> ListDocuments(const DocumentStore& documents,
                                           const DocumentQuery& query);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_DOCUMENT_LISTING_H_

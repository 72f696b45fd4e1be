// Reading what the store keeps of one document, through a view.
//
//   DATELINE_ASSIGN_OR_RETURN(StoredDocument stored, ReadStoredDocument(*view, id, true));
//
// Thread-safe: pure functions of the view.
#ifndef DATELINE_SERVICES_INGEST_CORE_DOCUMENT_ROWS_H_
#define DATELINE_SERVICES_INGEST_CORE_DOCUMENT_ROWS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/ordered_store.h"
#include "services/ingest/core/stored_document.h"

namespace dateline::ingest {

// NOT_FOUND (DOCUMENT_NOT_FOUND).
absl::Status DocumentNotFound(std::string_view document_id);

// DOCUMENT_NOT_FOUND, STORE_CORRUPT. A deleted document gives its tombstone.
absl::StatusOr<StoredDocument> ReadStoredDocument(const ReadView& view,
                                                  std::string_view document_id, bool include_text);

// The original of `row`, whose key is `key`; empty for a tombstone.
absl::StatusOr<std::string> ReadContent(const ReadView& view, const std::string& key,
                                        const DocumentRow& row);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_DOCUMENT_ROWS_H_

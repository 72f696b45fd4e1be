#include "services/ingest/core/document_rows.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/ingest/core/content_codec.h"
#include "services/ingest/core/document_keys.h"
#include "services/ingest/core/record_codec.h"

namespace dateline::ingest {

absl::Status DocumentNotFound(std::string_view document_id) {
  return MakeError(absl::StatusCode::kNotFound, reason::kDocumentNotFound,
                   StrCat("no document has the id '", document_id, "'; list documents to find one"),
                   {{"id", std::string(document_id)}});
}

absl::StatusOr<StoredDocument> ReadStoredDocument(const ReadView& view,
                                                  std::string_view document_id, bool include_text) {
  const std::string key = DocumentKey(document_id);
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, view.Get(kDocumentsSpace, key));
  if (!bytes.has_value()) return DocumentNotFound(document_id);
  DATELINE_ASSIGN_OR_RETURN(DocumentRow row, DecodeDocumentRow(document_id, *bytes));
  DATELINE_ASSIGN_OR_RETURN(const auto delivery, view.Get(kDeliveriesSpace, key));
  if (!delivery.has_value()) return StoreCorrupt("delivery state", document_id);
  DATELINE_ASSIGN_OR_RETURN(row.stored.delivery, DecodeDelivery(document_id, *delivery));
  DATELINE_ASSIGN_OR_RETURN(const auto resembled, view.Get(kResemblancesSpace, key));
  if (resembled.has_value()) {
    DATELINE_ASSIGN_OR_RETURN(row.stored.resembled, DecodeResembled(document_id, *resembled));
    row.stored.resemblance = KindOf(row.stored.resembled);
  }
  if (include_text && row.text_is_content) {
    DATELINE_ASSIGN_OR_RETURN(row.stored.document.text, ReadContent(view, key, row));
  } else if (include_text) {
    DATELINE_ASSIGN_OR_RETURN(auto text, view.Get(kTextsSpace, key));
    row.stored.document.text = std::move(text).value_or("");
  }
  return std::move(row.stored);
}

absl::StatusOr<std::string> ReadContent(const ReadView& view, const std::string& key,
                                        const DocumentRow& row) {
  DATELINE_ASSIGN_OR_RETURN(const auto stored, view.Get(kContentsSpace, key));
  if (!stored.has_value()) return std::string();
  return DecodeContent(*stored, row.content_encoding, row.stored.content_bytes);
}

}  // namespace dateline::ingest

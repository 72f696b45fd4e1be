#include "services/ingest/core/document_listing.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/ingest/core/page_place.h"

namespace dateline::ingest {
namespace {

// Rows that one call looks at, so that a filter that matches little cannot hold
// a thread for long.
constexpr size_t kMaxRowsPerPage = 10'000;

std::string TimeOrEmpty(const std::optional<absl::Time>& time) {
  return time.has_value() ? StrCat(absl::ToUnixMicros(*time)) : "";
}

std::string QueryHash(const DocumentQuery& query) {
  return HashedId({StrCat(static_cast<int>(query.state)), query.publisher, query.uri_prefix,
                   TimeOrEmpty(query.received_from), TimeOrEmpty(query.received_to),
                   query.oldest_first ? "oldest" : "newest"});
}

// The part of `received` that the query may still find.
absl::StatusOr<KeyRange> RangeOf(const DocumentQuery& query) {
  KeyRange range;
  if (query.received_from)
    range.begin = TimedKey{absl::ToUnixMicros(*query.received_from), 0}.Encode();
  if (query.received_to) range.end = TimedKey{absl::ToUnixMicros(*query.received_to), 0}.Encode();
  if (query.received_from && query.received_to && *query.received_to <= *query.received_from) {
    return FieldInvalid("received_to", "must be after received_from");
  }
  if (query.page_token.empty()) return range;
  DATELINE_ASSIGN_OR_RETURN(const std::string last,
                            DecodePagePlace(QueryHash(query), query.page_token));
  if (query.oldest_first) {
    range.begin = last + '\0';
  } else {
    range.end = last;
  }
  return range;
}

bool Matches(const DocumentQuery& query, std::string_view folded_publisher,
             const StoredDocument& stored) {
  if (query.state != DeliveryState::kUnspecified && stored.delivery.state != query.state) {
    return false;
  }
  if (!query.publisher.empty() && FoldForMatching(stored.document.publisher) != folded_publisher) {
    return false;
  }
  return stored.document.uri.starts_with(query.uri_prefix);
}

}  // namespace

absl::StatusOr<DocumentPage> ListDocuments(const DocumentStore& documents,
                                           const DocumentQuery& query) {
  if (query.page_size > kMaxPageSize) {
    return FieldInvalid("page_size", StrCat("is above ", kMaxPageSize));
  }
  const size_t page_size = query.page_size == 0 ? kDefaultPageSize : query.page_size;
  DATELINE_ASSIGN_OR_RETURN(const KeyRange range, RangeOf(query));
  const std::string publisher = FoldForMatching(query.publisher);
  DocumentPage page;
  const std::unique_ptr<ReadView> view = documents.OpenView();
  const auto cursor =
      view->Scan(kReceivedSpace, range,
                 query.oldest_first ? ScanDirection::kForward : ScanDirection::kBackward);
  size_t rows = 0;
  while (cursor->Valid()) {
    // One row more is known to be there, so the page is not the last.
    std::string last_key(cursor->key());
    const std::string id(cursor->value());
    DATELINE_ASSIGN_OR_RETURN(StoredDocument stored, documents.Get(id, /*include_text=*/false));
    if (Matches(query, publisher, stored)) page.documents.push_back(std::move(stored));
    cursor->Next();
    if (cursor->Valid() && (page.documents.size() == page_size || ++rows == kMaxRowsPerPage)) {
      page.next_page_token = EncodePagePlace(QueryHash(query), last_key);
      break;
    }
  }
  DATELINE_RETURN_IF_ERROR(cursor->status());
  return page;
}

}  // namespace dateline::ingest

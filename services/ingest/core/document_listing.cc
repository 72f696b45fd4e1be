#include "services/ingest/core/document_listing.h"

#include <utility>

#include "absl/strings/ascii.h"
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
                   query.oldest_first ? "oldest" : "newest",
                   StrCat(static_cast<int>(query.resemblance)), query.resembled_document_id,
                   query.language});
}

// What the query scans: the documents that name one, or all by receipt.
bool ScansNames(const DocumentQuery& query) { return !query.resembled_document_id.empty(); }

// A key of what is scanned as a page token holds it, and back.
std::string PlaceOf(const DocumentQuery& query, std::string_view key) {
  if (!ScansNames(query)) return std::string(key);
  const std::string prefix = DocumentKey(query.resembled_document_id);
  return TimedKey{0, DecodeSequence(key.substr(prefix.size())).value_or(0)}.Encode();
}

std::string KeyOf(const DocumentQuery& query, const std::string& place) {
  if (!ScansNames(query)) return place;
  return ResembledByKey(query.resembled_document_id, TimedKey::Decode(place)->sequence);
}

// All that the query may find.
KeyRange WholeRangeOf(const DocumentQuery& query) {
  if (ScansNames(query)) return KeyRange::Prefix(DocumentKey(query.resembled_document_id));
  KeyRange range;
  if (query.received_from) {
    range.begin = TimedKey{absl::ToUnixMicros(*query.received_from), 0}.Encode();
  }
  if (query.received_to) range.end = TimedKey{absl::ToUnixMicros(*query.received_to), 0}.Encode();
  return range;
}

// What it may still find.
absl::StatusOr<KeyRange> RangeOf(const DocumentQuery& query) {
  if (query.received_from && query.received_to && *query.received_to <= *query.received_from) {
    return FieldInvalid("received_to", "must be after received_from");
  }
  KeyRange range = WholeRangeOf(query);
  if (query.page_token.empty()) return range;
  DATELINE_ASSIGN_OR_RETURN(const std::string place,
                            DecodePagePlace(QueryHash(query), query.page_token));
  const std::string last = KeyOf(query, place);
  if (query.oldest_first) {
    range.begin = last + '\0';
  } else {
    range.end = last;
  }
  return range;
}

// Whether `tag` is the language asked for, or a regional form of it.
bool IsOfLanguage(std::string_view asked, std::string_view tag) {
  if (asked.empty()) return true;
  const std::string wanted = absl::AsciiStrToLower(AbslView(asked));
  const std::string found = absl::AsciiStrToLower(AbslView(tag));
  return found == wanted || found.starts_with(wanted + "-");
}

bool Matches(const DocumentQuery& query, std::string_view folded_publisher,
             const StoredDocument& stored) {
  if (query.state != DeliveryState::kUnspecified && stored.delivery.state != query.state) {
    return false;
  }
  if (!query.publisher.empty() && FoldForMatching(stored.document.publisher) != folded_publisher) {
    return false;
  }
  if (query.resemblance != ResemblanceKind::kUnspecified &&
      stored.resemblance != query.resemblance) {
    return false;
  }
  if (query.received_from && stored.received_at < *query.received_from) return false;
  if (query.received_to && stored.received_at >= *query.received_to) return false;
  return IsOfLanguage(query.language, stored.document.language) &&
         stored.document.uri.starts_with(query.uri_prefix);
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
      view->Scan(ScansNames(query) ? kResembledBySpace : kReceivedSpace, range,
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
      page.next_page_token = EncodePagePlace(QueryHash(query), PlaceOf(query, last_key));
      break;
    }
  }
  DATELINE_RETURN_IF_ERROR(cursor->status());
  return page;
}

}  // namespace dateline::ingest

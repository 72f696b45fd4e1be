#include "services/ingest/core/page_place.h"

#include "absl/strings/escaping.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "dateline/storage/v1/ingest_records.pb.h"
#include "services/ingest/core/document_keys.h"

namespace dateline::ingest {

std::string EncodePagePlace(std::string_view query_hash, std::string_view last_key) {
  storage::v1::DocumentPageToken token;
  token.set_query(std::string(query_hash));
  token.set_last_key(std::string(last_key));
  return absl::WebSafeBase64Escape(token.SerializeAsString());
}

absl::StatusOr<std::string> DecodePagePlace(std::string_view query_hash, std::string_view text) {
  std::string bytes;
  storage::v1::DocumentPageToken token;
  const bool parses = absl::WebSafeBase64Unescape(AbslView(text), &bytes) &&
                      token.ParseFromString(bytes) && TimedKey::Decode(token.last_key());
  if (!parses) {
    return MakeError(absl::StatusCode::kInvalidArgument, reason::kPageTokenInvalid,
                     "the page token is malformed; begin again without one",
                     {{"field", "page_token"}});
  }
  if (token.query() != query_hash) {
    return MakeError(absl::StatusCode::kInvalidArgument, reason::kPageTokenMismatch,
                     "the page token belongs to another query; keep the filters and the order "
                     "from page to page",
                     {{"field", "page_token"}});
  }
  return token.last_key();
}

}  // namespace dateline::ingest

#include "services/query/core/paging.h"

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/query/core/sealed_token.h"

namespace dateline::query {
namespace {

// Change it whenever a payload or a position is written otherwise.
constexpr char kPageTokenFormat = 'P';
constexpr size_t kQueryHashDigits = 16;

struct PageToken {
  std::string query_hash;
  absl::Time known_at;
  std::string position;
};

absl::StatusOr<PageToken> ParsePageToken(std::string_view token) {
  const std::optional<std::string> payload = OpenToken(kPageTokenFormat, token);
  if (!payload || payload->size() < kQueryHashDigits + 8) return MalformedPageToken();
  std::string_view rest = *payload;
  PageToken out;
  out.query_hash = rest.substr(0, kQueryHashDigits);
  rest.remove_prefix(kQueryHashDigits);
  uint64_t nanos = 0;
  TakeUint64(&rest, &nanos);
  out.known_at = absl::FromUnixNanos(static_cast<int64_t>(nanos));
  out.position = rest;
  return out;
}

}  // namespace

absl::Status MalformedPageToken() {
  return MakeError(absl::StatusCode::kInvalidArgument, reason::kPageTokenInvalid,
                   "page_token is not a token of this service; pass next_page_token unchanged, "
                   "or none to start again",
                   {{"field", "page_token"}});
}

std::string OpenPage::TokenFor(std::string_view next_position) const {
  std::string payload = query_hash;
  AppendUint64(static_cast<uint64_t>(absl::ToUnixNanos(view.known_at())), &payload);
  payload += next_position;
  return SealToken(kPageTokenFormat, payload);
}

absl::StatusOr<OpenPage> BeginPage(const FactBase& base, const PageRequest& request,
                                   std::optional<absl::Time> known_at, uint32_t default_size) {
  if (request.size > kMaxPageSize) {
    return FieldInvalid("page_size", StrCat("the largest page has ", kMaxPageSize, " items"));
  }
  const std::string query_hash = Sha256Hex(request.query).substr(0, kQueryHashDigits);
  std::string position;
  if (!request.token.empty()) {
    DATELINE_ASSIGN_OR_RETURN(PageToken token, ParsePageToken(request.token));
    if (token.query_hash != query_hash) {
      return MakeError(absl::StatusCode::kInvalidArgument, reason::kPageTokenMismatch,
                       "page_token belongs to another query; send the fields of the first page "
                       "unchanged, or no token to start again",
                       {{"field", "page_token"}});
    }
    known_at = token.known_at;
    position = std::move(token.position);
  }
  DATELINE_ASSIGN_OR_RETURN(FactBaseView view, base.OpenView(known_at));
  return OpenPage{.view = std::move(view),
                  .size = request.size == 0 ? default_size : request.size,
                  .position = std::move(position),
                  .query_hash = query_hash};
}

}  // namespace dateline::query

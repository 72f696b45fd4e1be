#include "services/ingest/core/delivery_source.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/text/utf8.h"

namespace dateline::ingest {
namespace {

// Empty for what is no address with a host.
std::string HostOf(std::string_view uri) {
  const size_t scheme = uri.find("://");
  if (scheme == std::string_view::npos) return "";
  uri.remove_prefix(scheme + 3);
  uri = uri.substr(0, uri.find_first_of("/?#"));
  if (const size_t user = uri.rfind('@'); user != std::string_view::npos) {
    uri.remove_prefix(user + 1);
  }
  // A port follows the last colon, but for those inside an IPv6 address.
  const size_t port = uri.rfind(':');
  if (port != std::string_view::npos && uri.find(']', port) == std::string_view::npos) {
    uri = uri.substr(0, port);
  }
  return absl::AsciiStrToLower(AbslView(uri));
}

}  // namespace

absl::Status CheckDeliveryTerms(const DeliveryTerms& terms) {
  if (terms.submitter.size() > kMaxSubmitterBytes) {
    return FieldInvalid("submitter", StrCat("has more than ", kMaxSubmitterBytes, " bytes"));
  }
  if (FindInvalidUtf8(terms.submitter).has_value())
    return FieldInvalid("submitter", "is not UTF-8");
  if (std::any_of(terms.submitter.begin(), terms.submitter.end(), [](char byte) {
        return absl::ascii_iscntrl(static_cast<unsigned char>(byte));
      })) {
    return FieldInvalid("submitter", "holds control characters");
  }
  const bool possible = terms.priority == Priority::kBreaking ||
                        terms.priority == Priority::kNormal ||
                        terms.priority == Priority::kBackfill;
  if (possible) return absl::OkStatus();
  return FieldInvalid("priority", "must be BREAKING, NORMAL or BACKFILL");
}

DeliverySource DeliverySourceOf(const Document& document, std::string_view submitter) {
  std::string publisher = document.publisher.empty() ? HostOf(document.uri) : document.publisher;
  return {std::string(submitter), std::string(TruncateUtf8(publisher, kMaxSubmitterBytes))};
}

}  // namespace dateline::ingest

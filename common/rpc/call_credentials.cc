#include "common/rpc/call_credentials.h"

#include <string_view>
#include <vector>

#include "common/base/strings.h"

namespace dateline {
namespace {

// The longest header worth looking at: tokens are a fraction of it.
constexpr size_t kMaxHeaderBytes = 4'096;

std::string_view View(grpc::string_ref text) { return {text.data(), text.size()}; }

// The names that TLS found in the client's certificate, with their kinds.
std::vector<std::string> CertificateNames(const grpc::AuthContext& context) {
  std::vector<std::string> names;
  const auto add = [&](const char* property, std::string_view kind) {
    for (const grpc::string_ref& value : context.FindPropertyValues(property)) {
      names.push_back(StrCat(kind, View(value)));
    }
  };
  add("peer_dns", "dns:");
  add("peer_uri", "uri:");
  // The common name counts only where there is no alternative name, as in
  // browsers.
  if (names.empty()) add("x509_common_name", "cn:");
  return names;
}

}  // namespace

Credentials CredentialsOf(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata,
                          const grpc::AuthContext* context) {
  Credentials credentials;
  const auto [begin, end] = metadata.equal_range("authorization");
  for (auto header = begin; header != end; ++header) {
    credentials.authorization.push_back(View(header->second).substr(0, kMaxHeaderBytes));
  }
  if (context != nullptr) credentials.certificate_names = CertificateNames(*context);
  return credentials;
}

}  // namespace dateline

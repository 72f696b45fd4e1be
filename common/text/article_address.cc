#include "common/text/article_address.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "common/base/strings.h"

namespace dateline {
namespace {

bool StartsWithFolded(std::string_view text, std::string_view lower_case) {
  return text.size() >= lower_case.size() &&
         absl::AsciiStrToLower(AbslView(text.substr(0, lower_case.size()))) == lower_case;
}

// What campaigns, social networks and mailings add to a link.
bool IsTracking(std::string_view parameter) {
  static constexpr std::array<std::string_view, 9> kNames = {
      "fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "yclid", "twclid"};
  const std::string_view name = parameter.substr(0, parameter.find('='));
  return StartsWithFolded(name, "utm_") ||
         std::any_of(kNames.begin(), kNames.end(),
                     [&](std::string_view known) { return name == known; });
}

std::string WithoutTracking(std::string_view query) {
  std::string kept;
  while (!query.empty()) {
    const size_t end = std::min(query.find('&'), query.size());
    const std::string_view parameter = query.substr(0, end);
    if (!parameter.empty() && !IsTracking(parameter)) {
      StrAppend(&kept, kept.empty() ? "?" : "&", parameter);
    }
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return kept;
}

std::string FoldedHost(std::string_view authority) {
  if (const size_t at = authority.rfind('@'); at != std::string_view::npos) {
    authority.remove_prefix(at + 1);
  }
  std::string host = absl::AsciiStrToLower(AbslView(authority));
  for (const std::string_view port : {":80", ":443"}) {
    if (host.ends_with(port)) host.resize(host.size() - port.size());
  }
  if (host.starts_with("www.")) host.erase(0, 4);
  return host;
}

}  // namespace

std::string ArticleAddress(std::string_view url) {
  size_t scheme = 0;
  for (const std::string_view known : {"https://", "http://"}) {
    if (StartsWithFolded(url, known)) scheme = known.size();
  }
  if (scheme == 0) return "";
  url = url.substr(scheme,
                   url.find('#') == std::string_view::npos ? url.size() : url.find('#') - scheme);
  const size_t host_end = std::min(url.find_first_of("/?"), url.size());
  const std::string host = FoldedHost(url.substr(0, host_end));
  url.remove_prefix(host_end);
  const size_t path_end = std::min(url.find('?'), url.size());
  std::string_view path = url.substr(0, path_end);
  while (path.ends_with('/')) path.remove_suffix(1);
  const std::string query = WithoutTracking(url.substr(std::min(path_end + 1, url.size())));
  if (host.empty() || (path.empty() && query.empty())) return "";
  return StrCat(host, path, query);
}

std::string ArticleAddress(std::string_view canonical_url, std::string_view uri) {
  std::string address = ArticleAddress(canonical_url);
  return address.empty() ? ArticleAddress(uri) : address;
}

std::string_view HostOfAddress(std::string_view address) {
  return address.substr(0, address.find_first_of("/?"));
}

}  // namespace dateline

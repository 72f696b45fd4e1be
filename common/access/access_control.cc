#include "common/access/access_control.h"

#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/match.h"
#include "common/access/token.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace dateline {
namespace {

constexpr absl::Duration kCheckInterval = absl::Seconds(1);
constexpr std::string_view kScheme = "Bearer ";

absl::Status Unauthenticated(std::string_view why) {
  return absl::UnauthenticatedError(AbslView(why));
}

absl::Status TooMuch(const Caller& caller, std::string_view what, double wait_seconds) {
  const int64_t milliseconds = static_cast<int64_t>(std::ceil(wait_seconds * 1000));
  return absl::ResourceExhaustedError(
      StrCat(caller.name, " ", what, "; try again in ", std::max<int64_t>(milliseconds, 1), " ms"));
}

}  // namespace

AccessControl::AccessControl(AccessOptions options, const Clock* clock)
    : options_(std::move(options)), clock_(clock) {}

AccessControl::FileStamp AccessControl::StampOf(const std::string& path) {
  struct stat found;
  // A secret that Kubernetes mounts is a link that is turned to another file.
  if (stat(path.c_str(), &found) != 0) return {};
  return {static_cast<int64_t>(found.st_dev), static_cast<int64_t>(found.st_ino),
          static_cast<int64_t>(found.st_size),
          found.st_mtim.tv_sec * int64_t{1'000'000'000} + found.st_mtim.tv_nsec};
}

std::shared_ptr<const AccessControl::Callers> AccessControl::Index(const AccessList& list) {
  auto callers = std::make_shared<Callers>();
  for (const TokenEntry& token : list.tokens) callers->tokens.emplace(token.id, token);
  for (const CertificateEntry& entry : list.certificates) {
    callers->certificates.emplace(entry.name, entry.role);
  }
  return callers;
}

absl::StatusOr<std::unique_ptr<AccessControl>> AccessControl::Open(AccessOptions options,
                                                                   const Clock* clock) {
  auto control = absl::WrapUnique(new AccessControl(std::move(options), clock));
  // The stamp first: a change in between is seen at the next look.
  const FileStamp stamp = StampOf(control->options_.file);
  DATELINE_ASSIGN_OR_RETURN(const AccessList list, ReadAccessFile(control->options_.file));
  absl::MutexLock lock(&control->mutex_);
  control->stamp_ = stamp;
  control->checked_at_ = clock->Now();
  control->callers_ = Index(list);
  return control;
}

std::shared_ptr<const AccessControl::Callers> AccessControl::Current() {
  const absl::Time now = clock_->Now();
  absl::MutexLock lock(&mutex_);
  // A clock that was set back must not stop the looking.
  if (now < checked_at_ + kCheckInterval && now >= checked_at_) return callers_;
  checked_at_ = now;
  const FileStamp stamp = StampOf(options_.file);
  if (stamp == stamp_) return callers_;
  stamp_ = stamp;
  const absl::StatusOr<AccessList> list = ReadAccessFile(options_.file);
  if (list.ok()) callers_ = Index(*list);
  if (options_.report) {
    options_.report(
        list.ok() ? StrCat("took the changed access list ", options_.file)
                  : StrCat("kept the access list as it was: ", StdView(list.status().message())));
  }
  return callers_;
}

absl::StatusOr<Caller> AccessControl::IdentifyToken(const Callers& callers,
                                                    std::string_view header) const {
  if (header.size() < kScheme.size() ||
      !absl::EqualsIgnoreCase(AbslView(header.substr(0, kScheme.size())), AbslView(kScheme))) {
    return Unauthenticated("the authorization header is not of the form \"Bearer TOKEN\"");
  }
  const std::string_view token = header.substr(kScheme.size());
  const std::optional<std::string_view> id = TokenIdOf(token);
  if (!id) return Unauthenticated("what was sent as a token has not the form of one");
  const auto found = callers.tokens.find(*id);
  // The same words for an unknown id and a wrong secret, so that ids cannot be
  // tried out.
  if (found == callers.tokens.end() ||
      !SameInConstantTime(found->second.sha256, Sha256Hex(token))) {
    return Unauthenticated("the token is not valid; was it revoked?");
  }
  const TokenEntry& entry = found->second;
  if (entry.expires && clock_->Now() >= *entry.expires) {
    return Unauthenticated("the token has expired; ask for a new one");
  }
  return Caller{entry.name, entry.role};
}

absl::StatusOr<Caller> AccessControl::Identify(const Credentials& credentials) {
  const std::shared_ptr<const Callers> callers = Current();
  if (credentials.authorization.size() > 1) {
    return Unauthenticated("there are two authorization headers; send one");
  }
  if (!credentials.authorization.empty()) {
    return IdentifyToken(*callers, credentials.authorization.front());
  }
  if (credentials.certificate_names.empty()) {
    return Unauthenticated(
        "this server asks who calls: send a token (authorization: Bearer TOKEN) or a client "
        "certificate");
  }
  for (const std::string& name : credentials.certificate_names) {
    const auto found = callers->certificates.find(name);
    if (found != callers->certificates.end()) return Caller{found->first, found->second};
  }
  return Unauthenticated(StrCat("no role is given to the client certificate (",
                                credentials.certificate_names.front(),
                                "); give it one with: dateline admin certificates allow"));
}

AccessControl::Allowance& AccessControl::Refilled(const std::string& caller_name) {
  const absl::Time now = clock_->Now();
  const auto [found, added] = allowances_.try_emplace(caller_name);
  Allowance& allowance = found->second;
  const double most_calls = std::max(options_.calls_per_second, 1.0);
  if (added) {
    allowance = {now, most_calls, options_.bytes_per_second};
    return allowance;
  }
  const double seconds = std::max(absl::ToDoubleSeconds(now - allowance.refilled_at), 0.0);
  allowance.refilled_at = now;
  allowance.calls = std::min(allowance.calls + seconds * options_.calls_per_second, most_calls);
  allowance.bytes =
      std::min(allowance.bytes + seconds * options_.bytes_per_second, options_.bytes_per_second);
  return allowance;
}

absl::Status AccessControl::Admit(const Caller& caller, Role required) {
  if (required == Role::kNone || caller.role < required) {
    return absl::PermissionDeniedError(
        StrCat(caller.name, " is ", NameOf(caller.role), "; this takes ",
               required == Role::kNone ? "a role that nobody has" : NameOf(required)));
  }
  const bool limits_calls = options_.calls_per_second > 0;
  const bool limits_bytes = options_.bytes_per_second > 0;
  if (!limits_calls && !limits_bytes) return absl::OkStatus();
  absl::MutexLock lock(&mutex_);
  Allowance& allowance = Refilled(caller.name);
  if (limits_bytes && allowance.bytes < 0) {
    return TooMuch(caller, "sends more bytes a second than are allowed",
                   -allowance.bytes / options_.bytes_per_second);
  }
  if (limits_calls && allowance.calls < 1) {
    return TooMuch(caller, "calls more often than is allowed",
                   (1 - allowance.calls) / options_.calls_per_second);
  }
  allowance.calls -= 1;
  return absl::OkStatus();
}

void AccessControl::ChargeBytes(const std::string& caller_name, uint64_t bytes) {
  if (options_.bytes_per_second <= 0) return;
  absl::MutexLock lock(&mutex_);
  Refilled(caller_name).bytes -= static_cast<double>(bytes);
}

}  // namespace dateline

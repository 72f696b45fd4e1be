// Decides who calls, whether they may, and whether they call too much.
//
//   DATELINE_ASSIGN_OR_RETURN(auto access, AccessControl::Open({.file = "access.json"}, &clock));
//   DATELINE_ASSIGN_OR_RETURN(const Caller caller, access->Identify(credentials));
//   DATELINE_RETURN_IF_ERROR(access->Admit(caller, Role::kReader));
//   ...
//   access->ChargeBytes(caller.name, request_bytes);
//
// The file is read again when it changes: at most once a second, when somebody
// calls. One that is broken or gone changes nothing: the list that was read last
// holds, and the sink is told. Knows no gRPC. Thread-safe.
#ifndef DATELINE_COMMON_ACCESS_ACCESS_CONTROL_H_
#define DATELINE_COMMON_ACCESS_ACCESS_CONTROL_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/access/access_list.h"
#include "common/access/role.h"
#include "common/base/clock.h"

namespace dateline {

// What a call brings. Views into the call's metadata.
struct Credentials {
  // The values of all `authorization` headers.
  std::vector<std::string_view> authorization;
  // Names in the client's certificate, which TLS has checked, in the form of
  // CertificateEntry::name. Empty if it sent none.
  std::vector<std::string> certificate_names;
};

// Who calls.
struct Caller {
  std::string name;  // A token's name, or a certificate's.
  Role role = Role::kNone;
};

struct AccessOptions {
  std::string file = {};
  // Of each caller. 0: as many as it likes. A second's worth may come at once.
  double calls_per_second = 0;
  // Of what each caller sends. What goes over it is charged to the calls that
  // come next, so that one large request is taken and a stream of them is not.
  double bytes_per_second = 0;
  // Told, in words, when a changed file is taken or cannot be. May be null.
  std::function<void(std::string_view)> report = {};
};

class AccessControl {
 public:
  // Errors of ReadAccessFile. `clock` must outlive the object.
  static absl::StatusOr<std::unique_ptr<AccessControl>> Open(AccessOptions options,
                                                             const Clock* clock);

  // Whose credentials these are. UNAUTHENTICATED for none and for wrong ones; a
  // token that is sent must be right, whatever certificate comes with it. The
  // message never holds what was sent.
  absl::StatusOr<Caller> Identify(const Credentials& credentials);

  // OK if the caller may call what takes `required`, now. PERMISSION_DENIED if
  // its role is less, or nobody has the role (kNone); RESOURCE_EXHAUSTED over a
  // limit, saying when to try again.
  absl::Status Admit(const Caller& caller, Role required);

  // Counts what a caller sent against its limit.
  void ChargeBytes(const std::string& caller_name, uint64_t bytes);

 private:
  // What tells one content of the file from another without reading it.
  struct FileStamp {
    int64_t device = 0, inode = 0, bytes = 0, changed_ns = 0;
    bool operator==(const FileStamp&) const = default;
  };

  // The list, ready for looking up.
  struct Callers {
    std::map<std::string, TokenEntry, std::less<>> tokens;  // By id.
    std::map<std::string, Role, std::less<>> certificates;  // By name.
  };

  // What a caller may still do: refilled with time, up to a second's worth.
  struct Allowance {
    absl::Time refilled_at;
    double calls = 0;
    double bytes = 0;  // Below zero: over the limit.
  };

  AccessControl(AccessOptions options, const Clock* clock);

  static FileStamp StampOf(const std::string& path);
  static std::shared_ptr<const Callers> Index(const AccessList& list);

  std::shared_ptr<const Callers> Current();
  absl::StatusOr<Caller> IdentifyToken(const Callers& callers, std::string_view header) const;
  Allowance& Refilled(const std::string& caller_name) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const AccessOptions options_;
  const Clock* const clock_;
  absl::Mutex mutex_;
  std::shared_ptr<const Callers> callers_ ABSL_GUARDED_BY(mutex_);
  FileStamp stamp_ ABSL_GUARDED_BY(mutex_);
  absl::Time checked_at_ ABSL_GUARDED_BY(mutex_);
  // Callers that were identified, so no more than the list has ever named.
  std::map<std::string, Allowance> allowances_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline

#endif  // DATELINE_COMMON_ACCESS_ACCESS_CONTROL_H_

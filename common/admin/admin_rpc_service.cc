#include "common/admin/admin_rpc_service.h"

#include <google/protobuf/util/time_util.h>

#include <utility>

#include "absl/strings/str_join.h"
#include "common/admin/backup_folder.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/unary_answer.h"

namespace dateline {
namespace {

namespace v1 = admin::v1;
using google::protobuf::util::TimeUtil;

}  // namespace

AdminRpcService::AdminRpcService(std::map<std::string, OrderedStore*> stores,
                                 std::string backup_folder, const Clock& clock, Executor& executor)
    : stores_(std::move(stores)),
      backup_folder_(std::move(backup_folder)),
      clock_(clock),
      executor_(executor) {}

absl::StatusOr<OrderedStore*> AdminRpcService::StoreCalled(const std::string& name) const {
  if (name.empty()) return FieldRequired("store");
  const auto it = stores_.find(name);
  if (it != stores_.end()) return it->second;
  const std::string known = absl::StrJoin(
      stores_, ", ", [](std::string* out, const auto& store) { out->append(store.first); });
  return FieldInvalid("store", StrCat("this server keeps: ", known));
}

absl::Status AdminRpcService::Backup(const v1::CreateBackupRequest& request,
                                     v1::CreateBackupResponse& response) {
  if (backup_folder_.empty()) {
    return absl::UnimplementedError(
        "this server makes no backups: it was started without --backups DIR");
  }
  DATELINE_ASSIGN_OR_RETURN(OrderedStore* const store, StoreCalled(request.store()));
  if (request.name().empty()) return FieldRequired("name");
  if (!IsBackupName(request.name())) {
    return FieldInvalid("name", "letters, digits, '.', '_' and '-', at most 128, no '.' in front");
  }
  const absl::Time started_at = clock_.Now();
  const absl::Time agrees_since =
      request.has_agrees_since()
          ? absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(request.agrees_since()))
          : started_at;
  const std::string folder = StrCat(backup_folder_, "/", request.name());
  absl::StatusOr<WrittenBackup> written =
      WriteBackup(*store, folder, request.store(), started_at, agrees_since);
  if (absl::IsAlreadyExists(written.status())) {
    return FieldInvalid("name", StrCat(StdView(written.status().message()),
                                       "; backups are never replaced, give another name"));
  }
  DATELINE_RETURN_IF_ERROR(written.status());
  *response.mutable_manifest() = std::move(written->manifest);
  response.set_folder(folder);
  response.set_linked_bytes(written->linked_bytes);
  if (request.keep() == 0) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(const std::vector<std::string> removed,
                            RemoveOldBackups(backup_folder_, request.store(), request.keep()));
  response.mutable_removed()->Assign(removed.begin(), removed.end());
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* AdminRpcService::CreateBackup(Context* context,
                                                        const v1::CreateBackupRequest* request,
                                                        v1::CreateBackupResponse* response) {
  return Answer(context, executor_,
                [this, request, response] { return Backup(*request, *response); });
}

grpc::ServerUnaryReactor* AdminRpcService::PurgeDeleted(Context* context,
                                                        const v1::PurgeDeletedRequest* request,
                                                        v1::PurgeDeletedResponse* response) {
  return Answer(context, executor_, [this, request]() -> absl::Status {
    DATELINE_ASSIGN_OR_RETURN(OrderedStore* const store, StoreCalled(request->store()));
    return store->PurgeDeleted();
  });
}

}  // namespace dateline

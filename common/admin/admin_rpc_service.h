// dateline.admin.v1.AdminService over the stores of this process.
//
//   AdminRpcService service({{"query", store.get()}}, "/var/backups/dateline", clock, executor);
//   Server::Start(options, {..., {std::string(AdminRpcService::kFullName), &service}});
//
// Thread-safe. All work runs on the executor.
#ifndef DATELINE_COMMON_ADMIN_ADMIN_RPC_SERVICE_H_
#define DATELINE_COMMON_ADMIN_ADMIN_RPC_SERVICE_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/rpc/executor.h"
#include "common/storage/ordered_store.h"
#include "dateline/admin/v1/admin.grpc.pb.h"

namespace dateline {

class AdminRpcService final : public admin::v1::AdminService::CallbackService {
 public:
  static constexpr std::string_view kFullName = "dateline.admin.v1.AdminService";

  // Stores by name. They, `clock` and `executor` must outlive the service.
  // `backup_folder` is where backups are made; empty: none are.
  AdminRpcService(std::map<std::string, OrderedStore*> stores, std::string backup_folder,
                  const Clock& clock, Executor& executor);

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;

  Unary* CreateBackup(Context* context, const admin::v1::CreateBackupRequest* request,
                      admin::v1::CreateBackupResponse* response) override;
  Unary* PurgeDeleted(Context* context, const admin::v1::PurgeDeletedRequest* request,
                      admin::v1::PurgeDeletedResponse* response) override;

 private:
  absl::StatusOr<OrderedStore*> StoreCalled(const std::string& name) const;
  absl::Status Backup(const admin::v1::CreateBackupRequest& request,
                      admin::v1::CreateBackupResponse& response);

  const std::map<std::string, OrderedStore*> stores_;
  const std::string backup_folder_;
  const Clock& clock_;
  Executor& executor_;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_ADMIN_ADMIN_RPC_SERVICE_H_

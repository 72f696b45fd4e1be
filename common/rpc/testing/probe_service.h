// The test service of common/rpc: see probe.proto. Test code only.
#ifndef DATELINE_COMMON_RPC_TESTING_PROBE_SERVICE_H_
#define DATELINE_COMMON_RPC_TESTING_PROBE_SERVICE_H_

#include <atomic>
#include <memory>
#include <string>

#include "absl/synchronization/notification.h"
#include "common/rpc/executor.h"
#include "common/rpc/stream_waker.h"
#include "common/rpc/testing/probe.grpc.pb.h"

namespace dateline {

inline constexpr char kProbeServiceName[] = "dateline.rpc.testing.v1.ProbeService";
inline constexpr size_t kChatWindow = 4;

class ProbeService final : public rpc::testing::v1::ProbeService::CallbackService {
 public:
  explicit ProbeService(Executor& executor) : executor_(executor) {}

  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context,
                                 const rpc::testing::v1::EchoRequest* request,
                                 rpc::testing::v1::EchoResponse* response) override;
  grpc::ServerUnaryReactor* Hold(grpc::CallbackServerContext* context,
                                 const rpc::testing::v1::HoldRequest* request,
                                 rpc::testing::v1::HoldResponse* response) override;
  grpc::ServerWriteReactor<rpc::testing::v1::CountResponse>* Count(
      grpc::CallbackServerContext* context, const rpc::testing::v1::CountRequest* request) override;
  grpc::ServerBidiReactor<rpc::testing::v1::ChatRequest, rpc::testing::v1::ChatResponse>* Chat(
      grpc::CallbackServerContext* context) override;

  // A Hold or holding Chat request has begun / may go on.
  absl::Notification held;
  absl::Notification release;
  // Makes waiting Count streams send `more_numbers` further numbers.
  const std::shared_ptr<StreamWaker> waker = std::make_shared<StreamWaker>();
  std::atomic<uint32_t> more_numbers{0};
  // Echo requests that work began on.
  std::atomic<uint32_t> echoes{0};
  // Messages that Count has made, and chat requests that work began on.
  std::atomic<uint32_t> numbers_made{0};
  std::atomic<uint32_t> chats_begun{0};
  // Count streams whose producer is gone.
  std::atomic<uint32_t> streams_ended{0};

 private:
  Executor& executor_;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_TESTING_PROBE_SERVICE_H_

#include "common/rpc/testing/probe_server.h"

#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/base/strings.h"
#include "common/rpc/channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "gtest/gtest.h"

namespace dateline {
namespace {

constexpr absl::Duration kGenerously = absl::Seconds(60);

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string ToString(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string out;
  if (!buffer.Dump(&slices).ok()) return out;
  for (const grpc::Slice& slice : slices) {
    out.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return out;
}

}  // namespace

bool Eventually(const std::function<bool()>& condition) {
  const absl::Time give_up = absl::Now() + kGenerously;
  while (!condition()) {
    if (absl::Now() > give_up) return false;
    std::this_thread::yield();
  }
  return true;
}

ProbeServer::ProbeServer(const ExecutorOptions& executor_options, absl::Duration drain_grace)
    : executor(executor_options) {
  ServerOptions options;
  options.executor = &executor;
  options.drain_grace = drain_grace;
  options.rpc_metrics = &calls;
  options.request_log = [this](std::string_view line) {
    absl::MutexLock lock(&mutex_);
    lines_.emplace_back(line);
  };
  absl::StatusOr<std::unique_ptr<Server>> started =
      Server::Start(options, {{kProbeServiceName, &service}});
  EXPECT_TRUE(started.ok()) << started.status();
  server = *std::move(started);
}

std::string ProbeServer::address() const { return StrCat("127.0.0.1:", server->port()); }

std::unique_ptr<rpc::testing::v1::ProbeService::Stub> ProbeServer::NewStub() const {
  return rpc::testing::v1::ProbeService::NewStub(MakeChannel(address()));
}

std::optional<nlohmann::json> ProbeServer::WaitForLogLine(std::string_view suffix) {
  std::optional<nlohmann::json> found;
  Eventually([&] {
    absl::MutexLock lock(&mutex_);
    for (const std::string& line : lines_) {
      const nlohmann::json parsed = nlohmann::json::parse(line);
      if (parsed.at("method").get<std::string>().ends_with(suffix)) found = parsed;
      if (found.has_value()) return true;
    }
    return false;
  });
  return found;
}

grpc::Status RawUnaryCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                          const std::string& request, std::string* response) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  const grpc::ByteBuffer request_buffer = ToBuffer(request);
  grpc::ByteBuffer response_buffer;
  grpc::Status status;
  absl::Notification done;
  stub.UnaryCall(&context, method, grpc::StubOptions(), &request_buffer, &response_buffer,
                 [&](grpc::Status result) {
                   status = std::move(result);
                   done.Notify();
                 });
  done.WaitForNotification();
  if (status.ok()) *response = ToString(response_buffer);
  return status;
}

std::optional<std::string> RawFirstAnswer(const std::shared_ptr<grpc::Channel>& channel,
                                          const std::string& method, const std::string& request) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto wait = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  const auto stream = stub.PrepareCall(&context, method, &queue);
  grpc::ByteBuffer answer;
  stream->StartCall(nullptr);
  bool ok = wait();
  if (ok) {
    stream->Write(ToBuffer(request), nullptr);
    ok = wait();
  }
  if (ok) {
    stream->Read(&answer, nullptr);
    ok = wait();
  }
  context.TryCancel();
  grpc::Status status;
  stream->Finish(&status, nullptr);
  wait();
  queue.Shutdown();
  if (!ok) return std::nullopt;
  return ToString(answer);
}

}  // namespace dateline

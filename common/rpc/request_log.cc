#include "common/rpc/request_log.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <random>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/rpc/access_gate.h"
#include "common/rpc/method_name.h"
#include "common/rpc/status_conversion.h"
#include "google/protobuf/message.h"
#include "grpcpp/server_context.h"
#include "nlohmann/json.hpp"

namespace dateline {
namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::InterceptorBatchMethods;
using grpc::experimental::ServerRpcInfo;

constexpr char kRequestIdHeader[] = "x-request-id";
constexpr size_t kMaxRequestIdBytes = 64;

bool IsRequestId(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == ':' || c == '-';
  };
  return !text.empty() && text.size() <= kMaxRequestIdBytes &&
         std::all_of(text.begin(), text.end(), allowed);
}

// Ids only have to differ from one another, so each thread draws its own.
std::string DrawRequestId() {
  thread_local std::mt19937_64 generator{(static_cast<uint64_t>(std::random_device()()) << 32) ^
                                         std::random_device()()};
  return absl::StrFormat("%016x", generator());
}

std::string RequestIdOf(const grpc::ServerContextBase& context) {
  const auto found = context.client_metadata().find(kRequestIdHeader);
  if (found != context.client_metadata().end()) {
    const std::string_view given(found->second.data(), found->second.size());
    if (IsRequestId(given)) return std::string(given);
  }
  return DrawRequestId();
}

class RequestLogEntry final : public grpc::experimental::Interceptor {
 public:
  RequestLogEntry(const RequestLogOptions& options, const Clock& clock, ServerRpcInfo* info)
      : options_(options),
        method_(info->method()),
        measured_(options.measured_services.contains(ServiceOfMethod(method_))),
        context_(info->server_context()),
        started_at_(clock.Now()),
        started_(std::chrono::steady_clock::now()) {}

  // gRPC deletes the interceptor when the call is over, whatever way it went.
  ~RequestLogEntry() override { Write(); }

  void Intercept(InterceptorBatchMethods* methods) override {
    Observe(*methods);
    methods->Proceed();
  }

 private:
  void Observe(InterceptorBatchMethods& methods) {
    const auto at = [&](InterceptionHookPoints point) {
      return methods.QueryInterceptionHookPoint(point);
    };
    if (at(InterceptionHookPoints::POST_RECV_INITIAL_METADATA)) {
      request_id_ = RequestIdOf(*context_);
      peer_ = context_->peer();
      if (options_.gate != nullptr) caller_ = options_.gate->CallerOf(*context_);
    }
    if (at(InterceptionHookPoints::POST_RECV_MESSAGE)) ObserveRequest(methods);
    if (at(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      methods.GetSendInitialMetadata()->emplace(kRequestIdHeader, request_id_);
    }
    if (at(InterceptionHookPoints::PRE_SEND_MESSAGE)) {
      ++sent_messages_;
      if (grpc::ByteBuffer* bytes = methods.GetSerializedSendMessage(); bytes != nullptr) {
        sent_bytes_ += bytes->Length();
      }
    }
    if (at(InterceptionHookPoints::PRE_SEND_STATUS)) ObserveStatus(methods);
  }

  void ObserveRequest(InterceptorBatchMethods& methods) {
    const void* message = methods.GetRecvMessage();
    if (message == nullptr) return;
    ++received_messages_;
    // Generated messages derive from Message alone, so the pointer is the same.
    if (!measured_) return;
    const size_t bytes = static_cast<const google::protobuf::Message*>(message)->ByteSizeLong();
    received_bytes_ += bytes;
    if (options_.gate != nullptr) options_.gate->ChargeBytes(caller_, bytes);
  }

  void ObserveStatus(InterceptorBatchMethods& methods) {
    grpc::Status status = methods.GetSendStatus();
    if (status.error_code() == grpc::StatusCode::INTERNAL) {
      status = grpc::Status(status.error_code(),
                            StrCat(status.error_message(), " (request id ", request_id_, ")"),
                            status.error_details());
      methods.ModifySendStatus(status);
    }
    status_ = FromGrpcStatus(status);
  }

  void Write() const {
    const auto duration = std::chrono::steady_clock::now() - started_;
    // A call that never came to its status was cancelled under the handler.
    const absl::Status status =
        status_.value_or(absl::CancelledError("the call ended before its answer"));
    nlohmann::ordered_json line;
    line["time"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", started_at_, absl::UTCTimeZone());
    line["method"] = method_;
    line["code"] = absl::StatusCodeToString(status.code());
    if (const auto detail = GetErrorDetail(status)) line["reason"] = detail->reason;
    line["duration_us"] = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
    line["received_messages"] = received_messages_;
    if (measured_) line["received_bytes"] = received_bytes_;
    line["sent_messages"] = sent_messages_;
    line["sent_bytes"] = sent_bytes_;
    line["peer"] = peer_;
    if (!caller_.empty()) line["caller"] = caller_;
    line["request_id"] = request_id_;
    options_.sink(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }

  const RequestLogOptions& options_;
  const std::string method_;
  const bool measured_;
  const grpc::ServerContextBase* const context_;
  const absl::Time started_at_;
  const std::chrono::steady_clock::time_point started_;
  std::string request_id_;
  std::string peer_;
  std::string caller_;
  size_t received_messages_ = 0;
  size_t received_bytes_ = 0;
  size_t sent_messages_ = 0;
  size_t sent_bytes_ = 0;
  std::optional<absl::Status> status_;
};

class RequestLog final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit RequestLog(RequestLogOptions options) : options_(std::move(options)) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(ServerRpcInfo* info) override {
    const Clock& clock = options_.clock != nullptr ? *options_.clock : system_clock_;
    return new RequestLogEntry(options_, clock, info);
  }

 private:
  const RequestLogOptions options_;
  const SystemClock system_clock_;
};

}  // namespace

void WriteLineToStandardError(std::string_view line) {
  // One write, so that lines of several threads and processes do not mix. A
  // closed standard error is not worth failing a call for.
  const std::string whole = StrCat(line, "\n");
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, whole.data(), whole.size());
}

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeRequestLog(
    RequestLogOptions options) {
  return std::make_unique<RequestLog>(std::move(options));
}

}  // namespace dateline

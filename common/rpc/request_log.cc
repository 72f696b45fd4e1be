#include "common/rpc/request_log.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/random_bits.h"
#include "common/base/strings.h"
#include "common/base/trace_context.h"
#include "common/rpc/access_gate.h"
#include "common/rpc/call_trace.h"
#include "common/rpc/method_name.h"
#include "common/rpc/rpc_metrics.h"
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
// gRPC's own, in calls that a client makes again.
constexpr char kPreviousAttemptsHeader[] = "grpc-previous-rpc-attempts";

bool IsRequestId(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == ':' || c == '-';
  };
  return !text.empty() && text.size() <= kMaxRequestIdBytes &&
         std::all_of(text.begin(), text.end(), allowed);
}

// The one header of this name; nothing if there are several, for then none can be
// believed.
std::optional<std::string_view> OnlyHeader(const grpc::ServerContextBase& context,
                                           const char* name) {
  const auto [begin, end] = context.client_metadata().equal_range(name);
  if (begin == end || std::next(begin) != end) return std::nullopt;
  return std::string_view(begin->second.data(), begin->second.size());
}

std::string RequestIdOf(const grpc::ServerContextBase& context) {
  const std::optional<std::string_view> given = OnlyHeader(context, kRequestIdHeader);
  if (given.has_value() && IsRequestId(*given)) return std::string(*given);
  return absl::StrFormat("%016x", DrawRandomBits());
}

LogLevel LevelOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
    case absl::StatusCode::kCancelled:
      return LogLevel::kInfo;
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return LogLevel::kError;
    default:
      return LogLevel::kWarning;
  }
}

class RequestLogEntry final : public grpc::experimental::Interceptor {
 public:
  RequestLogEntry(const RequestLogOptions& options, const Clock& clock, ServerRpcInfo* info)
      : options_(options),
        method_(info->method()),
        measured_(options.measured_services.contains(ServiceOfMethod(method_))),
        context_(info->server_context()),
        started_at_(clock.Now()),
        started_(std::chrono::steady_clock::now()) {
    if (options.metrics != nullptr) {
      metrics_ = options.metrics->Find(method_);
      metrics_->Begin();
    }
  }

  // gRPC deletes the interceptor when the call is over, whatever way it went.
  ~RequestLogEntry() override {
    const absl::Duration took = absl::FromChrono(std::chrono::steady_clock::now() - started_);
    // A call that never came to its status was cancelled under the handler.
    const absl::Status status =
        status_.value_or(absl::CancelledError("the call ended before its answer"));
    if (metrics_ != nullptr) metrics_->End(status.code(), took, received_bytes_, sent_bytes_);
    Write(status, took);
  }

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
      ReadTrace();
      peer_ = context_->peer();
      if (const auto attempts = OnlyHeader(*context_, kPreviousAttemptsHeader)) {
        (void)absl::SimpleAtoi(AbslView(*attempts), &previous_attempts_);
      }
      if (options_.gate != nullptr) caller_ = options_.gate->CallerOf(*context_);
    }
    if (at(InterceptionHookPoints::POST_RECV_MESSAGE)) ObserveRequest(methods);
    if (at(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      // A call that fails before it has answered anything is told so in trailers
      // alone: with headers of its own it would count as answered, and its client
      // would not make it again.
      const bool fails_at_once =
          at(InterceptionHookPoints::PRE_SEND_STATUS) && !methods.GetSendStatus().ok();
      auto* const metadata =
          fails_at_once ? methods.GetSendTrailingMetadata() : methods.GetSendInitialMetadata();
      metadata->emplace(kRequestIdHeader, request_id_);
      metadata->emplace(kTraceParentHeader, trace_.ToHeader());
    }
    if (at(InterceptionHookPoints::PRE_SEND_MESSAGE)) {
      ++sent_messages_;
      if (grpc::ByteBuffer* bytes = methods.GetSerializedSendMessage(); bytes != nullptr) {
        sent_bytes_ += bytes->Length();
      }
    }
    if (at(InterceptionHookPoints::PRE_SEND_STATUS)) ObserveStatus(methods);
  }

  void ReadTrace() {
    std::optional<TraceContext> parent;
    if (const auto header = OnlyHeader(*context_, kTraceParentHeader)) {
      parent = TraceContext::Parse(*header);
    }
    if (parent.has_value()) parent_span_id_ = parent->span_id;
    trace_ = parent.has_value() ? parent->NewSpan() : TraceContext::Draw();
    SetTraceOf(*context_, &trace_);
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

  void Write(const absl::Status& status, absl::Duration took) const {
    if (!options_.sink) return;
    nlohmann::ordered_json line;
    line["time"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", started_at_, absl::UTCTimeZone());
    line["level"] = NameOf(LevelOf(status.code()));
    line["method"] = method_;
    line["code"] = absl::StatusCodeToString(status.code());
    if (const auto detail = GetErrorDetail(status)) line["reason"] = detail->reason;
    line["duration_us"] = absl::ToInt64Microseconds(took);
    line["received_messages"] = received_messages_;
    if (measured_) line["received_bytes"] = received_bytes_;
    line["sent_messages"] = sent_messages_;
    line["sent_bytes"] = sent_bytes_;
    line["peer"] = peer_;
    if (previous_attempts_ > 0) line["previous_attempts"] = previous_attempts_;
    if (!caller_.empty()) line["caller"] = caller_;
    line["request_id"] = request_id_;
    line["trace_id"] = trace_.trace_id;
    line["span_id"] = trace_.span_id;
    if (!parent_span_id_.empty()) line["parent_span_id"] = parent_span_id_;
    options_.sink(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }

  const RequestLogOptions& options_;
  const std::string method_;
  const bool measured_;
  grpc::ServerContextBase* const context_;
  const absl::Time started_at_;
  const std::chrono::steady_clock::time_point started_;
  RpcMetrics::Method* metrics_ = nullptr;
  std::string request_id_;
  TraceContext trace_;
  std::string parent_span_id_;  // Empty if the trace begins here.
  std::string peer_;
  std::string caller_;
  uint32_t previous_attempts_ = 0;
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

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeRequestLog(
    RequestLogOptions options) {
  return std::make_unique<RequestLog>(std::move(options));
}

}  // namespace dateline

#include "common/rpc/rpc_metrics.h"

#include <utility>

#include "common/base/strings.h"
#include "google/protobuf/descriptor.h"

namespace dateline {
namespace {

constexpr char kOther[] = "other";

// Those that gRPC brings; not in the program's protos.
constexpr std::string_view kBuiltIn[] = {
    "/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"};

const MetricName& RefusedName() {
  static const auto* const name = new MetricName{
      "dateline_rpc_refused_total",
      "Calls refused by access control and limits before they reached their method."};
  return *name;
}

MetricLabels LabelsOf(const std::string& service, const std::string& method) {
  return {{"service", service}, {"method", method}};
}

MetricLabels WithCode(MetricLabels labels, absl::StatusCode code) {
  labels.emplace_back("code", absl::StatusCodeToString(code));
  return labels;
}

}  // namespace

RpcMetrics::Method::Method(Metrics& metrics, const std::string& service, const std::string& method)
    : metrics_(metrics),
      labels_(LabelsOf(service, method)),
      duration_(metrics.AddHistogram(
          {"dateline_rpc_duration_seconds", "How long calls took, until their last byte was sent."},
          labels_)),
      in_flight_(metrics.AddGauge({"dateline_rpc_in_flight", "Calls under way."}, labels_)),
      received_bytes_(metrics.AddCounter(
          {"dateline_rpc_received_bytes_total", "Bytes of the messages received."}, labels_)),
      sent_bytes_(metrics.AddCounter(
          {"dateline_rpc_sent_bytes_total", "Bytes of the messages sent."}, labels_)) {
  RequestsWith(absl::StatusCode::kOk);
}

Counter& RpcMetrics::Method::RequestsWith(absl::StatusCode code) {
  auto index = static_cast<size_t>(code);
  if (index >= kCodes) index = static_cast<size_t>(absl::StatusCode::kUnknown);
  absl::MutexLock lock(&mutex_);
  std::optional<Counter>& counter = requests_[index];
  if (!counter.has_value()) {
    counter = metrics_.AddCounter({"dateline_rpc_requests_total", "Calls answered, by code."},
                                  WithCode(labels_, static_cast<absl::StatusCode>(index)));
  }
  return *counter;
}

void RpcMetrics::Method::End(absl::StatusCode code, absl::Duration took, size_t received_bytes,
                             size_t sent_bytes) {
  in_flight_.Add(-1);
  RequestsWith(code).Add();
  duration_.Observe(absl::ToDoubleSeconds(took));
  received_bytes_.Add(static_cast<double>(received_bytes));
  sent_bytes_.Add(static_cast<double>(sent_bytes));
}

void RpcMetrics::Method::CountRefused(absl::StatusCode code) {
  RequestsWith(code).Add();
  metrics_.AddCounter(RefusedName(), WithCode(labels_, code)).Add();
}

RpcMetrics::RpcMetrics(Metrics& metrics) : metrics_(metrics) {
  absl::MutexLock lock(&mutex_);
  auto other = std::make_unique<Method>(metrics, kOther, kOther);
  other_ = other.get();
  methods_.emplace(kOther, std::move(other));
  for (const std::string_view path : kBuiltIn) {
    const size_t slash = path.rfind('/');
    methods_.emplace(path, std::make_unique<Method>(metrics, std::string(path.substr(1, slash - 1)),
                                                    std::string(path.substr(slash + 1))));
  }
  // There from the start, so that the first refusal is seen as a rise.
  metrics.AddCounter(RefusedName(),
                     WithCode(LabelsOf(kOther, kOther), absl::StatusCode::kUnauthenticated));
}

void RpcMetrics::AddService(const std::string& full_name) {
  const google::protobuf::ServiceDescriptor* service =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(full_name);
  if (service == nullptr) return;
  absl::MutexLock lock(&mutex_);
  for (int i = 0; i < service->method_count(); ++i) {
    const std::string& name = service->method(i)->name();
    std::unique_ptr<Method>& method = methods_[StrCat("/", full_name, "/", name)];
    if (method == nullptr) method = std::make_unique<Method>(metrics_, full_name, name);
  }
}

RpcMetrics::Method* RpcMetrics::Find(std::string_view path) {
  absl::MutexLock lock(&mutex_);
  const auto found = methods_.find(path);
  return found != methods_.end() ? found->second.get() : other_;
}

void RpcMetrics::CountRefused(std::string_view path, absl::StatusCode code) {
  Find(path)->CountRefused(code);
}

std::shared_ptr<void> AddExecutorMetrics(Metrics& metrics, const Executor& executor) {
  return metrics.AddCollector([&executor](Samples& samples) {
    const Executor::Figures figures = executor.figures();
    samples.Gauge({"dateline_executor_threads", "Threads that do the work of calls."}, {},
                  static_cast<double>(figures.threads));
    samples.Gauge({"dateline_executor_busy_threads", "Of these, at work."}, {},
                  static_cast<double>(figures.busy));
    samples.Gauge({"dateline_executor_waiting_tasks", "Work that waits for a thread."}, {},
                  static_cast<double>(figures.waiting));
    samples.Gauge(
        {"dateline_executor_waiting_limit", "Waiting work above which calls are refused."}, {},
        static_cast<double>(figures.waiting_limit));
    samples.Counter({"dateline_executor_refused_total", "Calls refused because too much waited."},
                    {}, static_cast<double>(figures.refused));
  });
}

}  // namespace dateline

#include "common/metrics/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <limits>
#include <map>
#include <mutex>

namespace dateline {
namespace {

std::map<std::string, std::string> ToMap(const MetricLabels& labels) {
  return {labels.begin(), labels.end()};
}

using FamiliesByName = std::map<std::string, prometheus::MetricFamily>;

// Several collectors may give samples of one name.
class FamilySamples final : public Samples {
 public:
  explicit FamilySamples(FamiliesByName& families) : families_(families) {}

  void Counter(const MetricName& name, const MetricLabels& labels, double value) override {
    Add(name, prometheus::MetricType::Counter, labels).counter.value = value;
  }

  void Gauge(const MetricName& name, const MetricLabels& labels, double value) override {
    Add(name, prometheus::MetricType::Gauge, labels).gauge.value = value;
  }

  void Histogram(const MetricName& name, const MetricLabels& labels,
                 const std::vector<double>& bounds, const std::vector<uint64_t>& counts,
                 double sum) override {
    prometheus::ClientMetric::Histogram& out =
        Add(name, prometheus::MetricType::Histogram, labels).histogram;
    for (size_t i = 0; i < counts.size(); ++i) {
      out.sample_count += counts[i];
      out.bucket.push_back({out.sample_count, i < bounds.size()
                                                  ? bounds[i]
                                                  : std::numeric_limits<double>::infinity()});
    }
    out.sample_sum = sum;
  }

 private:
  prometheus::ClientMetric& Add(const MetricName& name, prometheus::MetricType type,
                                const MetricLabels& labels) {
    prometheus::MetricFamily& family = families_[name.name];
    family.name = name.name;
    family.help = name.help;
    family.type = type;
    prometheus::ClientMetric& metric = family.metric.emplace_back();
    for (const auto& [label, value] : labels) metric.label.push_back({label, value});
    return metric;
  }

  FamiliesByName& families_;
};

}  // namespace

class Metrics::Page final : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override {
    FamiliesByName families;
    for (prometheus::MetricFamily& family : registry.Collect()) {
      families[family.name] = std::move(family);
    }
    {
      FamilySamples samples(families);
      std::lock_guard<std::mutex> lock(mutex);
      for (const auto& [key, collector] : collectors) collector(samples);
    }
    std::vector<prometheus::MetricFamily> out;
    out.reserve(families.size());
    for (auto& [name, family] : families) out.push_back(std::move(family));
    return out;
  }

  // Merge: asking twice for a name is no mistake here.
  mutable prometheus::Registry registry{prometheus::Registry::InsertBehavior::Merge};
  mutable std::mutex mutex;
  std::map<uint64_t, Collector> collectors;  // With the lock held.
  uint64_t next_key = 0;                     // With the lock held.
};

void Counter::Add(double amount) { counter_->Increment(amount); }
void Gauge::Set(double value) { gauge_->Set(value); }
void Gauge::Add(double difference) { gauge_->Increment(difference); }
void Histogram::Observe(double value) { histogram_->Observe(value); }

const std::vector<double>& DurationBuckets() {
  static const auto* const buckets = new std::vector<double>{
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
  return *buckets;
}

Metrics::Metrics() : page_(std::make_shared<Page>()) {}
Metrics::~Metrics() = default;

Counter Metrics::AddCounter(const MetricName& name, const MetricLabels& labels) {
  return dateline::Counter(&prometheus::BuildCounter()
                                .Name(name.name)
                                .Help(name.help)
                                .Register(page_->registry)
                                .Add(ToMap(labels)));
}

Gauge Metrics::AddGauge(const MetricName& name, const MetricLabels& labels) {
  return dateline::Gauge(&prometheus::BuildGauge()
                              .Name(name.name)
                              .Help(name.help)
                              .Register(page_->registry)
                              .Add(ToMap(labels)));
}

Histogram Metrics::AddHistogram(const MetricName& name, const MetricLabels& labels,
                                const std::vector<double>& bounds) {
  return dateline::Histogram(&prometheus::BuildHistogram()
                                  .Name(name.name)
                                  .Help(name.help)
                                  .Register(page_->registry)
                                  .Add(ToMap(labels), bounds));
}

std::shared_ptr<void> Metrics::AddCollector(Collector collector) {
  std::lock_guard<std::mutex> lock(page_->mutex);
  const uint64_t key = page_->next_key++;
  page_->collectors.emplace(key, std::move(collector));
  return {static_cast<void*>(nullptr), [page = page_, key](void*) {
            std::lock_guard<std::mutex> handle_lock(page->mutex);
            page->collectors.erase(key);
          }};
}

std::string Metrics::Text() const {
  return prometheus::TextSerializer().Serialize(page_->Collect());
}

std::shared_ptr<prometheus::Collectable> Metrics::collectable() const { return page_; }

}  // namespace dateline

// Figures about a running process, for Prometheus to read.
//
//   Metrics metrics;
//   Counter loaves = metrics.AddCounter({"dateline_loaves_total", "Loaves baked."}, {{"kind",
//   "rye"}}); loaves.Add(); auto handle = metrics.AddCollector([&](Samples& samples) {
//     samples.Gauge({"dateline_oven_celsius", "Heat of the oven."}, {}, oven.celsius());
//   });
//   metrics.Text();          // What a scrape gets; metrics_endpoint.h serves it.
//
// Two ways to give a figure. What happens is counted where it happens, with a
// Counter, Gauge or Histogram that is made beforehand. What is anyhow known is
// asked for at each scrape, by a collector: that has to be cheap, and its cost
// must not grow with what is stored.
//
// Names and labels follow Prometheus: dateline_ first, base units (_seconds,
// _bytes), _total for counters. Labels take few values, never ids or names that
// come from outside. Every name is in docs/guides/operating.md.
//
// Thread-safe. The library behind does not show here.
#ifndef DATELINE_COMMON_METRICS_METRICS_H_
#define DATELINE_COMMON_METRICS_METRICS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace prometheus {
class Collectable;
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace dateline {

// Name and value of each label.
using MetricLabels = std::vector<std::pair<std::string, std::string>>;

struct MetricName {
  std::string name;
  std::string help;  // One sentence.
};

// Handles are copied freely and are good for as long as their Metrics. Their
// functions are thread-safe and take well under a microsecond.
class Counter {
 public:
  explicit Counter(prometheus::Counter* counter) : counter_(counter) {}
  // REQUIRES: `amount` is not negative.
  void Add(double amount = 1);

 private:
  prometheus::Counter* counter_;
};

class Gauge {
 public:
  explicit Gauge(prometheus::Gauge* gauge) : gauge_(gauge) {}
  void Set(double value);
  void Add(double difference);

 private:
  prometheus::Gauge* gauge_;
};

class Histogram {
 public:
  explicit Histogram(prometheus::Histogram* histogram) : histogram_(histogram) {}
  void Observe(double value);

 private:
  prometheus::Histogram* histogram_;
};

// Upper bounds for how long something took, in seconds: half a millisecond to a
// minute.
const std::vector<double>& DurationBuckets();

// What a collector was asked and says. Not thread-safe.
class Samples {
 public:
  virtual ~Samples() = default;
  virtual void Counter(const MetricName& name, const MetricLabels& labels, double value) = 0;
  virtual void Gauge(const MetricName& name, const MetricLabels& labels, double value) = 0;
  // `counts` are those of each bucket alone: one for each of `bounds`, which
  // ascend, and one for what is above all.
  virtual void Histogram(const MetricName& name, const MetricLabels& labels,
                         const std::vector<double>& bounds, const std::vector<uint64_t>& counts,
                         double sum) = 0;
};

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // The one with this name and these labels, made if it is not there. A name
  // has one kind, one help and one set of label names.
  dateline::Counter AddCounter(const MetricName& name, const MetricLabels& labels);
  dateline::Gauge AddGauge(const MetricName& name, const MetricLabels& labels);
  dateline::Histogram AddHistogram(const MetricName& name, const MetricLabels& labels,
                                   const std::vector<double>& bounds = DurationBuckets());

  // Calls `collector` at each scrape, one scrape at a time. Names are not those
  // of counters, gauges and histograms above. Destroying the result ends it; a
  // call in progress is waited for. The handle may outlive this.
  using Collector = std::function<void(Samples&)>;
  [[nodiscard]] std::shared_ptr<void> AddCollector(Collector collector);

  // The page that a scrape gets: Prometheus' text format, sorted by name.
  std::string Text() const;

  // For the endpoint.
  std::shared_ptr<prometheus::Collectable> collectable() const;

 private:
  class Page;
  const std::shared_ptr<Page> page_;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_METRICS_METRICS_H_

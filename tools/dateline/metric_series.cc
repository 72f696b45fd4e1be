#include "tools/dateline/metric_series.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/strings.h"

namespace dateline::cli {
namespace {

absl::Status NotTheFormat(std::string_view line) {
  return absl::InvalidArgumentError(
      AbslView(StrCat("no metrics in Prometheus' format: “", line.substr(0, 80), "”")));
}

// Of "{a="1",b="2"}", which `rest` begins with, or of nothing.
bool TakeLabels(std::string_view& rest, SeriesLabels& labels) {
  if (!rest.starts_with('{')) return true;
  rest.remove_prefix(1);
  while (!rest.starts_with('}')) {
    const size_t equals = rest.find("=\"");
    if (equals == rest.npos) return false;
    const std::string name(rest.substr(0, equals));
    rest.remove_prefix(equals + 2);
    std::string value;
    while (!rest.empty() && rest.front() != '"') {
      if (rest.front() == '\\' && rest.size() > 1) {
        rest.remove_prefix(1);
        value += rest.front() == 'n' ? '\n' : rest.front();
      } else {
        value += rest.front();
      }
      rest.remove_prefix(1);
    }
    if (rest.empty()) return false;
    rest.remove_prefix(1);
    labels[name] = std::move(value);
    if (rest.starts_with(',')) rest.remove_prefix(1);
  }
  rest.remove_prefix(1);
  return true;
}

bool HasLabels(const SeriesLabels& all, const SeriesLabels& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& label) {
    const auto found = all.find(label.first);
    return found != all.end() && found->second == label.second;
  });
}

// Calls `take` with the labels and value of each series of a name.
template <typename Take>
void ForEachOf(const MetricSeries& series, std::string_view name, const SeriesLabels& labels,
               Take take) {
  for (auto found = series.lower_bound({std::string(name), {}});
       found != series.end() && found->first.first == name; ++found) {
    if (HasLabels(found->first.second, labels)) take(found->first.second, found->second);
  }
}

}  // namespace

absl::StatusOr<MetricSeries> ParseMetricSeries(std::string_view page) {
  MetricSeries series;
  for (const absl::string_view piece : absl::StrSplit(AbslView(page), '\n')) {
    const std::string_view line = StdView(piece);
    if (line.empty() || line.starts_with('#')) continue;
    const size_t name_end = line.find_first_of("{ ");
    if (name_end == 0 || name_end == line.npos) return NotTheFormat(line);
    SeriesLabels labels;
    std::string_view rest = line.substr(name_end);
    if (!TakeLabels(rest, labels) || !rest.starts_with(' ')) return NotTheFormat(line);
    rest.remove_prefix(1);
    double value = 0;
    if (!absl::SimpleAtod(AbslView(rest.substr(0, rest.find(' '))), &value)) {
      return NotTheFormat(line);
    }
    series[{std::string(line.substr(0, name_end)), std::move(labels)}] = value;
  }
  return series;
}

MetricSeries Growth(const MetricSeries& before, const MetricSeries& now) {
  MetricSeries growth;
  for (const auto& [key, value] : now) {
    const auto old = before.find(key);
    const double from = old == before.end() || old->second > value ? 0 : old->second;
    growth[key] = value - from;
  }
  return growth;
}

void AddSeries(const MetricSeries& more, MetricSeries& sum) {
  for (const auto& [key, value] : more) sum[key] += value;
}

double SumOf(const MetricSeries& series, std::string_view name, const SeriesLabels& labels) {
  double sum = 0;
  ForEachOf(series, name, labels, [&](const SeriesLabels&, double value) { sum += value; });
  return sum;
}

std::map<std::string, double> SumsBy(const MetricSeries& series, std::string_view name,
                                     const std::string& label, const SeriesLabels& labels) {
  std::map<std::string, double> sums;
  ForEachOf(series, name, labels, [&](const SeriesLabels& all, double value) {
    if (const auto found = all.find(label); found != all.end()) sums[found->second] += value;
  });
  return sums;
}

std::optional<double> QuantileOf(const MetricSeries& series, std::string_view histogram,
                                 double quantile, const SeriesLabels& labels) {
  std::map<double, double> counts;  // Up to each bound, all below included.
  ForEachOf(series, StrCat(histogram, "_bucket"), labels,
            [&](const SeriesLabels& all, double value) {
              const auto bound = all.find("le");
              double upper = 0;
              if (bound == all.end()) return;
              if (bound->second == "+Inf") {
                upper = std::numeric_limits<double>::infinity();
              } else if (!absl::SimpleAtod(bound->second, &upper)) {
                return;
              }
              counts[upper] += value;
            });
  if (counts.empty() || counts.rbegin()->second <= 0) return std::nullopt;
  const double wanted = quantile * counts.rbegin()->second;
  double lower = 0, below = 0;
  for (const auto& [upper, count] : counts) {
    if (count >= wanted && count > below) {
      if (std::isinf(upper)) return lower;
      return lower + (upper - lower) * (wanted - below) / (count - below);
    }
    if (!std::isinf(upper)) lower = upper;
    below = count;
  }
  return lower;
}

}  // namespace dateline::cli

// Prometheus' text format, read; and what `dateline top` computes from it.
//
//   DATELINE_ASSIGN_OR_RETURN(MetricSeries now, ParseMetricSeries(page));
//   const MetricSeries grown = Growth(before, now);
//   SumOf(grown, "dateline_rpc_requests_total", {{"code", "OK"}}) / seconds
//
// Values; thread-safe like any.
#ifndef DATELINE_TOOLS_DATELINE_METRIC_SERIES_H_
#define DATELINE_TOOLS_DATELINE_METRIC_SERIES_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

namespace dateline::cli {

using SeriesLabels = std::map<std::string, std::string>;
// Name and labels, and the value.
using MetricSeries = std::map<std::pair<std::string, SeriesLabels>, double>;

// INVALID_ARGUMENT for what is not in the format; time stamps are passed over.
absl::StatusOr<MetricSeries> ParseMetricSeries(std::string_view page);

// What was added to each series since `before`: for counters and the parts of
// histograms. One that has become less, because its process started anew, counts
// from zero.
MetricSeries Growth(const MetricSeries& before, const MetricSeries& now);

// Adds values of the same name and labels, such as those of several replicas.
void AddSeries(const MetricSeries& more, MetricSeries& sum);

// The sum of all series of this name that have these labels and maybe others.
double SumOf(const MetricSeries& series, std::string_view name, const SeriesLabels& labels = {});
// The same for each value of `label`.
std::map<std::string, double> SumsBy(const MetricSeries& series, std::string_view name,
                                     const std::string& label, const SeriesLabels& labels = {});

// The value that a part `quantile` of what a histogram counted is below, as far as
// its buckets tell; nothing if it counted nothing. What is above all bounds
// counts as at the last.
std::optional<double> QuantileOf(const MetricSeries& series, std::string_view histogram,
                                 double quantile, const SeriesLabels& labels = {});

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_METRIC_SERIES_H_

#include "services/extraction/rpc/extraction_metrics.h"

#include <algorithm>

namespace dateline::extraction {

ExtractionMetrics::ExtractionMetrics(Metrics& metrics)
    : metrics_(metrics),
      documents_(metrics.AddCounter(
          {"dateline_extraction_documents_total", "Documents read for facts."}, {})),
      text_bytes_(
          metrics.AddCounter({"dateline_extraction_text_bytes_total", "Of their text."}, {})),
      facts_(metrics.AddCounter({"dateline_extraction_facts_total", "Facts read in them."}, {})) {
  // There before the first document.
  for (const std::string_view stage : kReadingStages) HistogramOf(stage);
}

Histogram ExtractionMetrics::HistogramOf(std::string_view stage) {
  absl::MutexLock lock(&mutex_);
  const auto found = stages_.find(stage);
  if (found != stages_.end()) return found->second;
  std::string label(stage);
  std::replace(label.begin(), label.end(), ' ', '_');
  return stages_
      .emplace(stage, metrics_.AddHistogram({"dateline_extraction_stage_seconds",
                                             "How long a stage took for one document."},
                                            {{"stage", label}}))
      .first->second;
}

void ExtractionMetrics::StageRan(std::string_view stage, absl::Duration took) {
  HistogramOf(stage).Observe(absl::ToDoubleSeconds(took));
}

void ExtractionMetrics::DocumentRead(size_t text_bytes, size_t facts) {
  documents_.Add();
  text_bytes_.Add(static_cast<double>(text_bytes));
  facts_.Add(static_cast<double>(facts));
}

}  // namespace dateline::extraction

#include "services/extraction/core/reloadable_extractor.h"

#include "common/base/status_macros.h"

namespace dateline::extraction {

absl::StatusOr<std::unique_ptr<ReloadableExtractor>> ReloadableExtractor::Create(
    const ExtractorOptions& options) {
  DATELINE_ASSIGN_OR_RETURN(std::unique_ptr<const Extractor> extractor, Extractor::Create(options));
  return std::unique_ptr<ReloadableExtractor>(
      new ReloadableExtractor(options, std::move(extractor)));
}

std::shared_ptr<const Extractor> ReloadableExtractor::Current() const {
  const absl::MutexLock lock(&mutex_);
  return extractor_;
}

absl::Status ReloadableExtractor::Reload() {
  const absl::MutexLock one(&reloading_);
  DATELINE_ASSIGN_OR_RETURN(std::shared_ptr<const Extractor> fresh, Extractor::Create(options_));
  const absl::MutexLock lock(&mutex_);
  extractor_ = std::move(fresh);
  return absl::OkStatus();
}

}  // namespace dateline::extraction

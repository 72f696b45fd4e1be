// An extractor that is replaced while it is in use, for patterns that change
// without a restart.
//
//   DATELINE_ASSIGN_OR_RETURN(auto extractor, ReloadableExtractor::Create({"patterns"}));
//   extractor->Current()->Extract(document);
//   DATELINE_RETURN_IF_ERROR(extractor->Reload());   // reads the folder again
//
// Thread-safe. Who holds Current() goes on with what it got.
#ifndef DATELINE_SERVICES_EXTRACTION_CORE_RELOADABLE_EXTRACTOR_H_
#define DATELINE_SERVICES_EXTRACTION_CORE_RELOADABLE_EXTRACTOR_H_

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "services/extraction/core/extractor.h"

namespace dateline::extraction {

class ReloadableExtractor {
 public:
  // Errors as of Extractor::Create.
  static absl::StatusOr<std::unique_ptr<ReloadableExtractor>> Create(
      const ExtractorOptions& options = {});

  // Never null.
  std::shared_ptr<const Extractor> Current() const;

  // Makes an extractor anew from the same options. On an error, which is that
  // of Extractor::Create, the one in use stays. Blocks for as long as that
  // takes (tenths of a second), but not those who read.
  absl::Status Reload();

 private:
  ReloadableExtractor(ExtractorOptions options, std::shared_ptr<const Extractor> extractor)
      : options_(std::move(options)), extractor_(std::move(extractor)) {}

  const ExtractorOptions options_;
  absl::Mutex reloading_;  // One reload at a time.
  mutable absl::Mutex mutex_;
  std::shared_ptr<const Extractor> extractor_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline::extraction

#endif  // DATELINE_SERVICES_EXTRACTION_CORE_RELOADABLE_EXTRACTOR_H_

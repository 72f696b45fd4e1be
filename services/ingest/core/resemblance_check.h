// Whether what an ingest store keeps of resemblances fits its documents: part of
// document_store_check.h. The index is made anew from each text and compared.
//
//   ResemblanceCheck check(view, [&](std::string_view id, std::string_view problem) { ... });
//   for (each document) DATELINE_RETURN_IF_ERROR(check.CheckDocument(id, sequence, deleted));
//   DATELINE_RETURN_IF_ERROR(check.CheckRest());
//
// Not thread-safe.
#ifndef DATELINE_SERVICES_INGEST_CORE_RESEMBLANCE_CHECK_H_
#define DATELINE_SERVICES_INGEST_CORE_RESEMBLANCE_CHECK_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/storage/ordered_store.h"

namespace dateline::ingest {

class ResemblanceCheck {
 public:
  using Report = std::function<void(std::string_view document_id, std::string_view problem)>;

  // `view` must outlive this.
  ResemblanceCheck(const ReadView& view, Report report) : view_(view), report_(std::move(report)) {}

  absl::Status CheckDocument(const std::string& document_id, uint64_t sequence, bool is_deleted);
  // What no document accounts for. REQUIRES: called after all documents.
  absl::Status CheckRest();

 private:
  absl::Status CheckIndexed(const std::string& document_id);
  absl::Status CheckNamed(const std::string& document_id, uint64_t sequence,
                          std::string_view resembled);

  const ReadView& view_;
  const Report report_;
  // Rows, or ids in them, that documents account for.
  uint64_t waiting_ = 0;
  uint64_t compared_ = 0;
  uint64_t named_ = 0;
  uint64_t indexed_ = 0;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_RESEMBLANCE_CHECK_H_

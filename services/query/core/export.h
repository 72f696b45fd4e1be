// All facts that match, with all their attestations, in the order of
// FactOrder::kUnspecified.
//
//   DATELINE_ASSIGN_OR_RETURN(auto reader, ExportReader::Open(base, filter, std::nullopt,
//   cancellation)); DATELINE_ASSIGN_OR_RETURN(std::vector<AttestedFact> batch, reader->Next());  //
//   empty: the end
//
// Reads one moment from start to end, a batch at a time.
#ifndef DATELINE_SERVICES_QUERY_CORE_EXPORT_H_
#define DATELINE_SERVICES_QUERY_CORE_EXPORT_H_

#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/fact_filter.h"
#include "services/query/core/fact_reading.h"
#include "services/query/core/fact_stream.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

inline constexpr size_t kMaxFactsPerExportBatch = 200;

// Not thread-safe.
class ExportReader {
 public:
  // `cancellation` must outlive the reader.
  static absl::StatusOr<std::unique_ptr<ExportReader>> Open(const FactBase& base,
                                                            const FactFilter& filter,
                                                            std::optional<absl::Time> known_at,
                                                            const Cancellation& cancellation);

  // The next facts, at most kMaxFactsPerExportBatch; none at the end.
  absl::StatusOr<std::vector<AttestedFact>> Next();

 private:
  ExportReader(FactBaseView view, FactMatcher matcher, const Cancellation& cancellation);

  const FactBaseView view_;
  const FactMatcher matcher_;
  const Cancellation& cancellation_;
  std::unique_ptr<FactStream> stream_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_EXPORT_H_

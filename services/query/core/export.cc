#include "services/query/core/export.h"

#include <utility>

#include "common/base/status_macros.h"
#include "services/query/core/listing.h"

namespace dateline::query {
namespace {

// Facts that one selection keeps in memory where ids have to be sorted.
constexpr size_t kSelectionFacts = 16 * 1024;

}  // namespace

ExportReader::ExportReader(FactBaseView view, FactMatcher matcher, const Cancellation& cancellation)
    : view_(std::move(view)), matcher_(std::move(matcher)), cancellation_(cancellation) {}

absl::StatusOr<std::unique_ptr<ExportReader>> ExportReader::Open(const FactBase& base,
                                                                 const FactFilter& filter,
                                                                 std::optional<absl::Time> known_at,
                                                                 const Cancellation& cancellation) {
  DATELINE_RETURN_IF_ERROR(ValidateFactFilter(filter));
  DATELINE_ASSIGN_OR_RETURN(FactBaseView view, base.OpenView(known_at));
  DATELINE_ASSIGN_OR_RETURN(FactMatcher matcher, FactMatcher::Create(filter, view));
  std::unique_ptr<ExportReader> reader(
      new ExportReader(std::move(view), std::move(matcher), cancellation));
  DATELINE_ASSIGN_OR_RETURN(
      reader->stream_,
      OpenFactStream(reader->view_, reader->matcher_, FactOrder::kUnspecified, /*dated_only=*/false,
                     kSelectionFacts, /*position=*/{}, cancellation));
  return reader;
}

absl::StatusOr<std::vector<AttestedFact>> ExportReader::Next() {
  std::vector<AttestedFact> batch;
  size_t bytes = 0;
  while (batch.size() < kMaxFactsPerExportBatch && bytes < kMaxPageBytes) {
    DATELINE_RETURN_IF_ERROR(cancellation_.Check());
    DATELINE_ASSIGN_OR_RETURN(std::optional<FactIndexEntry> entry, stream_->Next());
    if (!entry) break;
    DATELINE_ASSIGN_OR_RETURN(std::optional<FactRecord> record, view_.GetFact(entry->fact_id));
    if (!record) continue;
    DATELINE_ASSIGN_OR_RETURN(const bool matches, matcher_.Matches(view_, *record));
    if (!matches) continue;
    DATELINE_ASSIGN_OR_RETURN(AttestedFact fact,
                              AttestFact(view_, *std::move(record), kAllAttestations));
    bytes += EstimateBytes(fact);
    batch.push_back(std::move(fact));
  }
  return batch;
}

}  // namespace dateline::query

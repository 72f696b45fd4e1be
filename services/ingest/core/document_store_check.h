// Whether the rows of an ingest store fit each other: what
// docs/formats/ingest_keys.md says always holds.
//
//   DATELINE_ASSIGN_OR_RETURN(DocumentStoreReport report, CheckDocumentStore(*store));
//   if (report.problems > 0) ...   // report.examples say what and where
//
// Reads every row, and makes the index of copies anew from every text. Changes
// nothing. Thread-safe.
#ifndef DATELINE_SERVICES_INGEST_CORE_DOCUMENT_STORE_CHECK_H_
#define DATELINE_SERVICES_INGEST_CORE_DOCUMENT_STORE_CHECK_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/ordered_store.h"

namespace dateline::ingest {

// What IngestStoreFormat says of a store of this version.
inline constexpr std::string_view kIngestServiceName = "ingest";
inline constexpr uint32_t kIngestFormatVersion = 3;

struct DocumentStoreReport {
  uint64_t documents = 0;
  uint64_t problems = 0;
  std::vector<std::string> examples;  // The first of them, for people.
};

// `store` must have been opened with IngestKeySpaceNames().
// FAILED_PRECONDITION (STORE_FORMAT_UNSUPPORTED) for a store of another service
// or a newer version; DATA_LOSS (STORE_CORRUPT) for a row that does not parse.
absl::StatusOr<DocumentStoreReport> CheckDocumentStore(const OrderedStore& store);

// Its format alone. OK for a store with nothing in it.
absl::Status CheckIngestStoreFormat(const ReadView& view);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_DOCUMENT_STORE_CHECK_H_

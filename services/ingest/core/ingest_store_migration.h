// Brings a store that an earlier version wrote into the present format.
//
//   DATELINE_RETURN_IF_ERROR(MigrateIngestStore(*store));     // before anything else
//
// Does nothing to a store of the present format. May be cut short anywhere: the
// next call does the rest. Not thread-safe: nothing else may use the store.
#ifndef DATELINE_SERVICES_INGEST_CORE_INGEST_STORE_MIGRATION_H_
#define DATELINE_SERVICES_INGEST_CORE_INGEST_STORE_MIGRATION_H_

#include "absl/status/status.h"
#include "common/storage/ordered_store.h"

namespace dateline::ingest {

// FAILED_PRECONDITION (STORE_FORMAT_UNSUPPORTED) for a store of another service
// or a newer version; DATA_LOSS (STORE_CORRUPT); UNAVAILABLE if the disk refuses.
absl::Status MigrateIngestStore(OrderedStore& store);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_INGEST_STORE_MIGRATION_H_

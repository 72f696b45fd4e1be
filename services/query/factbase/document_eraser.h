// Takes a removed document out of the past.
//
// Removing a document for legal reasons must leave nothing that was read from
// it, also not in views of earlier moments: its passages, attestations, what
// only it attested, what merged facts took from it, names that only it used,
// and conflicts as far as they name it. Ids, counts and moments stay.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_DOCUMENT_ERASER_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_DOCUMENT_ERASER_H_

#include <string>

#include "absl/status/status.h"
#include "common/storage/ordered_store.h"
#include "services/query/factbase/staging.h"

namespace dateline::query {

// Stages the erasure. `view` is the store before this commit; `staging` already
// removes the document from the present.
absl::Status EraseFromHistory(const ReadView& view, const std::string& document_id,
                              Staging& staging);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_DOCUMENT_ERASER_H_

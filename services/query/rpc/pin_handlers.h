// The methods of QueryService about what entities are: pins and names.
//
// Each checks, converts, asks the core and converts back; the protos specify
// them. Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_RPC_PIN_HANDLERS_H_
#define DATELINE_SERVICES_QUERY_RPC_PIN_HANDLERS_H_

#include "absl/status/status.h"
#include "dateline/query/v1/query.pb.h"
#include "services/query/core/cancellation.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

absl::Status Handle(FactBase& base, const v1::PinEntitiesRequest& request,
                    v1::PinEntitiesResponse& response);
absl::Status Handle(FactBase& base, const v1::RemovePinRequest& request,
                    v1::RemovePinResponse& response);
absl::Status Handle(const FactBase& base, const v1::ListPinsRequest& request,
                    v1::ListPinsResponse& response);
absl::Status Handle(const FactBase& base, const v1::ListEntityNamesRequest& request,
                    const Cancellation& cancellation, v1::ListEntityNamesResponse& response);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_RPC_PIN_HANDLERS_H_

// Questions about the graph of entities, and their answers, between messages and
// the query core.
//
//   DATELINE_ASSIGN_OR_RETURN(NeighbourQuery query, ReadNeighbourQuery(request));
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_QUERY_RPC_GRAPH_MESSAGES_H_
#define DATELINE_SERVICES_QUERY_RPC_GRAPH_MESSAGES_H_

#include "absl/status/statusor.h"
#include "dateline/query/v1/graph.pb.h"
#include "services/query/core/fact_path.h"
#include "services/query/core/neighbours.h"

namespace dateline::query {

// FIELD_INVALID for enumerators that this version does not know, TIME_INVALID
// for dates. The core checks the rest.
absl::StatusOr<NeighbourQuery> ReadNeighbourQuery(const v1::GetNeighboursRequest& request);
absl::StatusOr<PathQuery> ReadPathQuery(const v1::FindPathRequest& request);

v1::GetNeighboursResponse ToMessage(const Neighbourhood& around);
v1::FindPathResponse ToMessage(const FactPath& path);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_RPC_GRAPH_MESSAGES_H_

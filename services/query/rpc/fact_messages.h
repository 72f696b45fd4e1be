// The query core's records as messages of dateline.query.v1.
//
//   *response.mutable_fact() = ToMessage(attested_fact);
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_QUERY_RPC_FACT_MESSAGES_H_
#define DATELINE_SERVICES_QUERY_RPC_FACT_MESSAGES_H_

#include "absl/time/time.h"
#include "dateline/query/v1/query.pb.h"
#include "services/query/core/compare.h"
#include "services/query/core/conflicts.h"
#include "services/query/core/document_difference.h"
#include "services/query/core/explain.h"
#include "services/query/core/fact_reading.h"
#include "services/query/core/said.h"
#include "services/query/core/statistics.h"
#include "services/query/core/timeline.h"
#include "services/query/core/watch.h"
#include "services/query/factbase/fact_base_view.h"

namespace dateline::query {

google::protobuf::Timestamp ToTimestamp(absl::Time time);

v1::Fact ToMessage(const FactRecord& record);
v1::Fact ToMessage(const AttestedFact& fact);
v1::Entity ToMessage(const EntityRecord& entity);
v1::TimelineEntry ToMessage(const TimelineEntry& entry);
v1::Conflict ToMessage(const AttestedConflict& conflict);
v1::CompareSourcesResponse ToMessage(const Comparison& comparison);
v1::CompareDocumentsResponse ToMessage(const DocumentComparison& comparison);
v1::ExplainFactResponse ToMessage(const Explanation& explanation);
v1::FactChange ToMessage(const WatchedChange& change);
v1::TimelineBucket ToMessage(const TimelineBucket& bucket);
v1::StatementMatch ToMessage(const StatementMatch& match);
v1::GetStatisticsResponse ToMessage(const StatisticsReport& report);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_RPC_FACT_MESSAGES_H_

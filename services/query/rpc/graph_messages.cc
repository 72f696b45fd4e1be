#include "services/query/rpc/graph_messages.h"

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/convert/fact_conversion.h"
#include "services/query/rpc/request_reading.h"

namespace dateline::query {
namespace {

absl::StatusOr<LinkFilter> ReadLinkFilter(const v1::LinkFilter& message) {
  LinkFilter filter;
  // Reads kinds as every filter does.
  v1::FactFilter kinds;
  *kinds.mutable_kinds() = message.kinds();
  DATELINE_ASSIGN_OR_RETURN(FactFilter read, ReadFilter(kinds));
  filter.kinds = std::move(read.kinds);
  filter.types = ReadStrings(message.types());
  DATELINE_ASSIGN_OR_RETURN(filter.valid,
                            ParseTimeWindow(message.valid_from(), message.valid_to(), "links."));
  DATELINE_ASSIGN_OR_RETURN(filter.as_of, ReadAsOf("links.as_of", message.as_of()));
  filter.min_origins = message.min_origins();
  return filter;
}

}  // namespace

absl::StatusOr<NeighbourQuery> ReadNeighbourQuery(const v1::GetNeighboursRequest& request) {
  NeighbourQuery query;
  query.entity_id = request.entity_id();
  DATELINE_ASSIGN_OR_RETURN(query.links, ReadLinkFilter(request.links()));
  for (const int number : request.entity_types()) {
    const absl::StatusOr<EntityType> type = FromProto(static_cast<fact::v1::EntityType>(number));
    if (!type.ok()) return FieldInvalid("entity_types", "this version does not know that type");
    query.entity_types.push_back(*type);
  }
  query.limit = request.limit();
  DATELINE_ASSIGN_OR_RETURN(query.known_at, ReadKnownAt(request));
  return query;
}

absl::StatusOr<PathQuery> ReadPathQuery(const v1::FindPathRequest& request) {
  PathQuery query;
  query.from_entity_id = request.from_entity_id();
  query.to_entity_id = request.to_entity_id();
  query.max_links = request.max_links();
  query.max_facts = request.max_facts();
  query.avoid_entity_ids = ReadStrings(request.avoid_entity_ids());
  DATELINE_ASSIGN_OR_RETURN(query.links, ReadLinkFilter(request.links()));
  DATELINE_ASSIGN_OR_RETURN(query.known_at, ReadKnownAt(request));
  return query;
}

v1::GetNeighboursResponse ToMessage(const Neighbourhood& around) {
  v1::GetNeighboursResponse out;
  *out.mutable_entity() = ToProto(around.entity);
  for (const Neighbour& neighbour : around.neighbours) {
    v1::Neighbour* message = out.add_neighbours();
    *message->mutable_entity() = ToProto(neighbour.entity);
    message->set_fact_count(neighbour.fact_count);
    for (const auto& [type, count] : neighbour.counts) {
      v1::LinkCount* counted = message->add_counts();
      counted->set_type(type);
      counted->set_count(count);
    }
    message->set_max_origin_count(neighbour.max_origin_count);
    for (const std::string& id : neighbour.fact_ids) message->add_fact_ids(id);
  }
  out.set_omitted_neighbour_count(around.omitted_neighbour_count);
  out.set_examined_fact_count(around.examined_fact_count);
  out.set_truncated(around.truncated);
  return out;
}

v1::FindPathResponse ToMessage(const FactPath& path) {
  v1::FindPathResponse out;
  for (const PathLink& link : path.links) {
    v1::PathLink* message = out.add_links();
    *message->mutable_from() = ToProto(link.from);
    *message->mutable_to() = ToProto(link.to);
    message->set_fact_id(link.fact.id);
    *message->mutable_content() = ToProto(link.fact.content);
    *message->mutable_factuality() = ToProto(link.fact.factuality);
    message->set_report_count(link.fact.report_count);
    message->set_origin_count(link.fact.origin_count);
  }
  out.set_examined_fact_count(path.examined_fact_count);
  out.set_examined_entity_count(path.examined_entity_count);
  return out;
}

}  // namespace dateline::query

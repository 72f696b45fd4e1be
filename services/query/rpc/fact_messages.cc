#include "services/query/rpc/fact_messages.h"

#include "common/convert/fact_conversion.h"

namespace dateline::query {
namespace {

void AddCounts(const std::map<std::string, uint64_t>& counts,
               google::protobuf::RepeatedPtrField<v1::NamedCount>* out) {
  for (const auto& [name, count] : counts) {
    v1::NamedCount* named = out->Add();
    named->set_name(name);
    named->set_count(count);
  }
}

v1::ConflictSide ToMessage(const AttestedConflictSide& side) {
  v1::ConflictSide out;
  *out.mutable_fact() = ToMessage(side.fact);
  out.set_value(side.value);
  for (const AttestationRecord& record : side.attestations) {
    *out.add_attestations() = ToProto(record.attestation);
  }
  return out;
}

v1::ComparedFact ToMessage(const ComparedFact& compared) {
  v1::ComparedFact out;
  *out.mutable_fact() = ToMessage(compared.fact);
  out.set_verdict(static_cast<v1::ComparisonVerdict>(compared.verdict));
  for (const std::string& publisher : compared.told_by) out.add_told_by(publisher);
  for (const std::string& publisher : compared.omitted_by) out.add_omitted_by(publisher);
  return out;
}

v1::ExplainedAttestation ToMessage(const ExplainedAttestation& explained) {
  v1::ExplainedAttestation out;
  *out.mutable_attestation() = ToProto(explained.attestation.attestation);
  out.set_document_title(explained.document_title);
  out.set_document_uri(explained.document_uri);
  for (const Passage& passage : explained.passages) *out.add_passages() = ToProto(passage);
  *out.mutable_recorded_at() = ToTimestamp(explained.attestation.recorded_at);
  return out;
}

v1::ExplainedOrigin ToMessage(const OriginRecord& origin) {
  v1::ExplainedOrigin out;
  out.set_origin_id(origin.id);
  out.set_name(origin.name);
  for (const std::string& id : origin.document_ids) out.add_document_ids(id);
  out.set_reason(origin.reason);
  return out;
}

}  // namespace

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp out;
  const int64_t seconds = absl::ToUnixSeconds(time);  // Rounds down.
  out.set_seconds(seconds);
  out.set_nanos(
      static_cast<int32_t>((time - absl::FromUnixSeconds(seconds)) / absl::Nanoseconds(1)));
  return out;
}

v1::Fact ToMessage(const FactRecord& record) {
  v1::Fact out;
  out.set_id(record.id);
  *out.mutable_content() = ToProto(record.content);
  *out.mutable_factuality() = ToProto(record.factuality);
  out.set_report_count(record.report_count);
  out.set_origin_count(record.origin_count);
  for (const std::string& id : record.conflict_ids) out.add_conflict_ids(id);
  *out.mutable_first_recorded_at() = ToTimestamp(record.first_recorded_at);
  *out.mutable_recorded_at() = ToTimestamp(record.recorded_at);
  out.set_confidence(record.confidence);
  return out;
}

v1::Fact ToMessage(const AttestedFact& fact) {
  v1::Fact out = ToMessage(fact.record);
  for (const AttestationRecord& record : fact.attestations) {
    *out.add_attestations() = ToProto(record.attestation);
  }
  return out;
}

v1::Entity ToMessage(const EntityRecord& entity) {
  v1::Entity out;
  out.set_id(entity.id);
  out.set_name(entity.name);
  out.set_type(ToProto(entity.type));
  for (const std::string& id : entity.external_ids) out.add_external_ids(id);
  for (const AliasRecord& alias : entity.aliases) {
    v1::EntityAlias* message = out.add_aliases();
    message->set_name(alias.name);
    message->set_form(ToProto(alias.form));
    message->set_document_count(alias.document_count);
  }
  out.set_document_count(entity.document_count);
  out.set_fact_count(entity.fact_count);
  return out;
}

v1::TimelineEntry ToMessage(const TimelineEntry& entry) {
  v1::TimelineEntry out;
  *out.mutable_event() = ToMessage(entry.event);
  out.set_announced_then_held(entry.announced_then_held);
  return out;
}

v1::Conflict ToMessage(const AttestedConflict& conflict) {
  v1::Conflict out;
  out.set_id(conflict.record.id);
  out.set_type(static_cast<v1::ConflictType>(conflict.record.type));
  for (const AttestedConflictSide& side : conflict.sides) *out.add_sides() = ToMessage(side);
  *out.mutable_recorded_at() = ToTimestamp(conflict.record.recorded_at);
  out.set_summary(conflict.record.summary);
  return out;
}

v1::CompareSourcesResponse ToMessage(const Comparison& comparison) {
  v1::CompareSourcesResponse out;
  for (const std::string& publisher : comparison.publishers) out.add_publishers(publisher);
  for (const ComparedFact& compared : comparison.facts) *out.add_facts() = ToMessage(compared);
  out.set_omitted_fact_count(comparison.omitted_fact_count);
  return out;
}

v1::ExplainFactResponse ToMessage(const Explanation& explanation) {
  v1::ExplainFactResponse out;
  *out.mutable_fact() = ToMessage(explanation.fact);
  for (const ExplainedAttestation& explained : explanation.attestations) {
    *out.add_attestations() = ToMessage(explained);
  }
  for (const OriginRecord& origin : explanation.origins) *out.add_origins() = ToMessage(origin);
  for (const AttestedConflict& conflict : explanation.conflicts)
    *out.add_conflicts() = ToMessage(conflict);
  return out;
}

v1::FactChange ToMessage(const FactChange& change) {
  v1::FactChange out;
  out.set_type(static_cast<v1::ChangeType>(change.type));
  if (change.type == ChangeType::kRemoved || change.type == ChangeType::kMerged) {
    out.mutable_fact()->set_id(change.fact.record.id);
  } else {
    *out.mutable_fact() = ToMessage(change.fact);
  }
  out.set_merged_into(change.merged_into);
  *out.mutable_recorded_at() = ToTimestamp(change.recorded_at);
  return out;
}

v1::GetStatisticsResponse ToMessage(const Statistics& statistics) {
  v1::GetStatisticsResponse out;
  out.set_documents(statistics.documents);
  out.set_entities(statistics.entities);
  out.set_facts(statistics.facts);
  out.set_attestations(statistics.attestations);
  out.set_conflicts(statistics.conflicts);
  AddCounts(statistics.facts_by_kind, out.mutable_facts_by_kind());
  AddCounts(statistics.facts_by_type, out.mutable_facts_by_type());
  AddCounts(statistics.documents_by_publisher, out.mutable_documents_by_publisher());
  // An empty fact base has no newest moment.
  if (statistics.documents > 0 || statistics.recorded_at > absl::UnixEpoch()) {
    *out.mutable_recorded_at() = ToTimestamp(statistics.recorded_at);
  }
  return out;
}

}  // namespace dateline::query

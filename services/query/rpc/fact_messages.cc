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

v1::GrowthPoint ToMessage(const GrowthPoint& point) {
  v1::GrowthPoint out;
  out.set_label(point.label);
  out.set_documents(point.totals.documents);
  out.set_entities(point.totals.entities);
  out.set_facts(point.totals.facts);
  out.set_attestations(point.totals.attestations);
  out.set_conflicts(point.totals.conflicts);
  return out;
}

v1::ConflictSide ToMessage(const AttestedConflictSide& side) {
  v1::ConflictSide out;
  *out.mutable_fact() = ToMessage(side.fact);
  out.set_value(side.value);
  out.set_report_count(side.report_count);
  out.set_origin_count(side.origin_count);
  if (side.time.has_value()) *out.mutable_time() = ToProto(*side.time);
  for (const AttestationRecord& record : side.attestations) {
    *out.add_attestations() = ToProto(record.attestation);
  }
  return out;
}

v1::PublisherAccount ToMessage(const PublisherAccount& account) {
  v1::PublisherAccount out;
  out.set_publisher(account.publisher);
  if (account.first_published_at) {
    *out.mutable_first_published_at() = ToProto(*account.first_published_at);
  }
  out.set_document_id(account.document_id);
  out.set_report_count(account.report_count);
  *out.mutable_factuality() = ToProto(account.factuality);
  out.set_quotation(account.quotation);
  out.set_value(account.value);
  return out;
}

v1::PublisherSummary ToMessage(const PublisherSummary& summary) {
  v1::PublisherSummary out;
  out.set_publisher(summary.publisher);
  out.set_told_count(summary.told_count);
  out.set_only_here_count(summary.only_here_count);
  out.set_omitted_count(summary.omitted_count);
  out.set_differently_told_count(summary.differently_told_count);
  out.set_first_count(summary.first_count);
  return out;
}

v1::StatusReport ToMessage(const StatusReport& report) {
  v1::StatusReport out;
  *out.mutable_factuality() = ToProto(report.factuality);
  if (report.published_at) *out.mutable_published_at() = ToProto(*report.published_at);
  out.set_publisher(report.publisher);
  out.set_document_id(report.document_id);
  out.set_report_count(report.report_count);
  return out;
}

v1::FactVersion ToMessage(const FactVersion& version) {
  v1::FactVersion out;
  *out.mutable_recorded_at() = ToTimestamp(version.fact.recorded_at);
  out.set_type(static_cast<v1::ChangeType>(version.type));
  *out.mutable_fact() = ToMessage(version.fact);
  for (const FactDifference& difference : version.differences) {
    v1::FactDifference* message = out.add_differences();
    message->set_field(difference.field);
    message->set_before(difference.before);
    message->set_after(difference.after);
  }
  for (const VersionDocument& document : version.documents) {
    v1::VersionDocument* message = out.add_documents();
    message->set_document_id(document.document_id);
    message->set_publisher(document.publisher);
    message->set_title(document.title);
    message->set_type(static_cast<v1::ChangeType>(document.type));
  }
  return out;
}

v1::ComparedFact ToMessage(const ComparedFact& compared) {
  v1::ComparedFact out;
  *out.mutable_fact() = ToMessage(compared.fact);
  out.set_verdict(static_cast<v1::ComparisonVerdict>(compared.verdict));
  for (const PublisherAccount& account : compared.accounts) {
    out.add_told_by(account.publisher);
    *out.add_accounts() = ToMessage(account);
  }
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
  for (const StatusReport& report : entry.status_history) {
    *out.add_status_history() = ToMessage(report);
  }
  return out;
}

v1::TimelineBucket ToMessage(const TimelineBucket& bucket) {
  v1::TimelineBucket out;
  out.set_label(bucket.calendar.label);
  out.set_valid_from(BucketOf(bucket.calendar.first, TimeBucket::kDay).label);
  out.set_valid_to(BucketOf(bucket.calendar.last, TimeBucket::kDay).label);
  out.set_entry_count(bucket.entry_count);
  out.set_report_count(bucket.report_count);
  out.set_corroborated_count(bucket.corroborated_count);
  out.set_continued(bucket.continued);
  return out;
}

v1::StatementMatch ToMessage(const StatementMatch& match) {
  v1::StatementMatch out;
  out.set_score(match.score);
  for (const ByteSpan& span : match.content_spans) {
    fact::v1::ByteSpan* message = out.add_content_spans();
    message->set_begin(span.begin);
    message->set_end(span.end);
  }
  return out;
}

v1::Conflict ToMessage(const AttestedConflict& conflict) {
  v1::Conflict out;
  out.set_id(conflict.record.id);
  out.set_type(static_cast<v1::ConflictType>(conflict.record.type));
  out.set_standing(static_cast<v1::ConflictStanding>(conflict.record.standing));
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
  for (const PublisherSummary& summary : comparison.summaries) {
    *out.add_summaries() = ToMessage(summary);
  }
  out.set_truncated(comparison.truncated);
  return out;
}

v1::CompareDocumentsResponse ToMessage(const DocumentComparison& comparison) {
  v1::CompareDocumentsResponse out;
  for (const DocumentFactDifference& fact : comparison.facts) {
    v1::DocumentFactDifference* message = out.add_facts();
    message->set_fact_id(fact.fact.id);
    *message->mutable_content() = ToProto(fact.fact.content);
    message->set_difference(static_cast<v1::DocumentDifference>(fact.difference));
    if (fact.earlier.has_value()) *message->mutable_earlier() = ToProto(*fact.earlier);
    if (fact.later.has_value()) *message->mutable_later() = ToProto(*fact.later);
    message->set_counterpart_fact_id(fact.counterpart_fact_id);
  }
  out.set_dropped_count(comparison.dropped_count);
  out.set_added_count(comparison.added_count);
  out.set_retold_count(comparison.retold_count);
  out.set_kept_count(comparison.kept_count);
  out.set_truncated(comparison.truncated);
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
  for (const FactVersion& version : explanation.history.versions) {
    *out.add_history() = ToMessage(version);
  }
  out.set_history_truncated(explanation.history.truncated);
  return out;
}

v1::FactChange ToMessage(const WatchedChange& change) {
  v1::FactChange out;
  out.set_type(static_cast<v1::ChangeType>(change.type));
  if (ShowsOnlyId(change.type)) {
    out.mutable_fact()->set_id(change.fact.record.id);
  } else {
    *out.mutable_fact() = ToMessage(change.fact);
  }
  out.set_merged_into(change.merged_into);
  *out.mutable_recorded_at() = ToTimestamp(change.recorded_at);
  return out;
}

v1::GetStatisticsResponse ToMessage(const StatisticsReport& report) {
  const Statistics& statistics = report.statistics;
  v1::GetStatisticsResponse out;
  out.set_documents(statistics.documents);
  out.set_entities(statistics.entities);
  out.set_facts(statistics.facts);
  out.set_attestations(statistics.attestations);
  out.set_conflicts(statistics.conflicts);
  AddCounts(statistics.facts_by_kind, out.mutable_facts_by_kind());
  AddCounts(statistics.facts_by_type, out.mutable_facts_by_type());
  AddCounts(statistics.conflicts_by_type, out.mutable_conflicts_by_type());
  for (const EntityRecord& entity : report.top_entities)
    *out.add_top_entities() = ToMessage(entity);
  for (const GrowthPoint& point : report.growth) *out.add_growth() = ToMessage(point);
  AddCounts(statistics.documents_by_publisher, out.mutable_documents_by_publisher());
  // An empty fact base has no newest moment.
  if (statistics.documents > 0 || statistics.recorded_at > absl::UnixEpoch()) {
    *out.mutable_recorded_at() = ToTimestamp(statistics.recorded_at);
  }
  return out;
}

}  // namespace dateline::query

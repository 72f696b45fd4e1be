#include <optional>
#include <string>
#include <type_traits>

#include "absl/strings/str_format.h"
#include "common/convert/fact_conversion.h"

namespace dateline {
namespace {

// Calls ToProto for every item of `items` and appends the results.
template <typename Item, typename Message>
void AppendAll(const std::vector<Item>& items, google::protobuf::RepeatedPtrField<Message>* out) {
  out->Reserve(static_cast<int>(items.size()));
  for (const Item& item : items) *out->Add() = ToProto(item);
}

void AppendAll(const std::vector<std::string>& items,
               google::protobuf::RepeatedPtrField<std::string>* out) {
  out->Reserve(static_cast<int>(items.size()));
  for (const std::string& item : items) *out->Add() = item;
}

bool SaysSomething(const std::optional<TimeInterval>& time) {
  return time.has_value() && !time->empty();
}

bool FinerThanDay(Granularity g) {
  return g == Granularity::kSecond || g == Granularity::kMinute || g == Granularity::kHour;
}

std::string FormatDay(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

// A moment as a bare date where that says the same: `whole_day_second` is the
// second of its day that a bare date stands for (the first for a start, the
// last for an end).
std::string FormatMoment(absl::CivilSecond moment, absl::CivilSecond whole_day_second,
                         Granularity granularity) {
  const absl::CivilDay day(moment);
  if (moment == whole_day_second && !FinerThanDay(granularity)) return FormatDay(day);
  return absl::StrFormat("%sT%02d:%02d:%02d", FormatDay(day), moment.hour(), moment.minute(),
                         moment.second());
}

}  // namespace

fact::v1::EntityType ToProto(EntityType value) { return static_cast<fact::v1::EntityType>(value); }
fact::v1::FactKind ToProto(FactKind value) { return static_cast<fact::v1::FactKind>(value); }
fact::v1::Polarity ToProto(Polarity value) { return static_cast<fact::v1::Polarity>(value); }
fact::v1::Certainty ToProto(Certainty value) { return static_cast<fact::v1::Certainty>(value); }
fact::v1::FactStatus ToProto(FactStatus value) { return static_cast<fact::v1::FactStatus>(value); }
fact::v1::Granularity ToProto(Granularity value) {
  return static_cast<fact::v1::Granularity>(value);
}
fact::v1::AttributionKind ToProto(AttributionKind value) {
  return static_cast<fact::v1::AttributionKind>(value);
}
fact::v1::TimeSource ToProto(TimeSource value) { return static_cast<fact::v1::TimeSource>(value); }
fact::v1::MentionForm ToProto(MentionForm value) {
  return static_cast<fact::v1::MentionForm>(value);
}
fact::v1::NameForm ToProto(NameForm value) { return static_cast<fact::v1::NameForm>(value); }

fact::v1::ByteSpan ToProto(const ByteSpan& value) {
  fact::v1::ByteSpan out;
  out.set_begin(value.begin);
  out.set_end(value.end);
  return out;
}

fact::v1::TimeInterval ToProto(const TimeInterval& value) {
  fact::v1::TimeInterval out;
  if (value.start.has_value()) {
    const absl::CivilSecond midnight(absl::CivilDay(*value.start));
    out.set_start(FormatMoment(*value.start, midnight, value.granularity));
  }
  if (value.end.has_value()) {
    const absl::CivilSecond last_second = absl::CivilSecond(absl::CivilDay(*value.end) + 1) - 1;
    out.set_end(FormatMoment(*value.end, last_second, value.granularity));
  }
  out.set_granularity(ToProto(value.granularity));
  out.set_approximate(value.approximate);
  out.set_edtf(value.ToEdtf());
  if (value.utc_offset_minutes.has_value()) out.set_utc_offset_minutes(*value.utc_offset_minutes);
  return out;
}

fact::v1::EntityReference ToProto(const EntityReference& value) {
  fact::v1::EntityReference out;
  out.set_id(value.id);
  out.set_name(value.name);
  out.set_type(ToProto(value.type));
  return out;
}

fact::v1::Value ToProto(const Value& value) {
  fact::v1::Value out;
  if (const auto* entity = std::get_if<EntityReference>(&value)) {
    *out.mutable_entity() = ToProto(*entity);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    out.set_text(*text);
  } else if (const auto* time = std::get_if<TimeInterval>(&value)) {
    *out.mutable_time() = ToProto(*time);
  } else {
    out.set_number(std::get<double>(value));
  }
  return out;
}

fact::v1::Qualifier ToProto(const Qualifier& value) {
  fact::v1::Qualifier out;
  out.set_name(value.name);
  *out.mutable_value() = ToProto(value.value);
  return out;
}

fact::v1::RoleFiller ToProto(const RoleFiller& value) {
  fact::v1::RoleFiller out;
  out.set_role(value.role);
  *out.mutable_value() = ToProto(value.value);
  return out;
}

fact::v1::Relation ToProto(const Relation& value) {
  fact::v1::Relation out;
  *out.mutable_subject() = ToProto(value.subject);
  *out.mutable_object() = ToProto(value.object);
  AppendAll(value.qualifiers, out.mutable_qualifiers());
  return out;
}

fact::v1::Event ToProto(const Event& value) {
  fact::v1::Event out;
  out.set_plover_code(value.plover_code);
  out.set_plover_mode(value.plover_mode);
  AppendAll(value.roles, out.mutable_roles());
  return out;
}

fact::v1::Statement ToProto(const Statement& value) {
  fact::v1::Statement out;
  *out.mutable_speaker() = ToProto(value.speaker);
  out.set_content(value.content);
  out.set_quoted(value.quoted);
  if (value.addressee.has_value()) *out.mutable_addressee() = ToProto(*value.addressee);
  out.set_occasion(value.occasion);
  AppendAll(value.topics, out.mutable_topics());
  return out;
}

fact::v1::Phrase ToProto(const Phrase& value) {
  fact::v1::Phrase out;
  out.set_text(value.text);
  if (value.entity.has_value()) *out.mutable_entity() = ToProto(*value.entity);
  return out;
}

fact::v1::Claim ToProto(const Claim& value) {
  fact::v1::Claim out;
  *out.mutable_subject() = ToProto(value.subject);
  out.set_relation(value.relation);
  AppendAll(value.objects, out.mutable_objects());
  return out;
}

fact::v1::FactContent ToProto(const FactContent& value) {
  fact::v1::FactContent out;
  out.set_kind(ToProto(value.kind()));
  out.set_type(value.type);
  if (SaysSomething(value.valid_time)) *out.mutable_valid_time() = ToProto(*value.valid_time);
  if (const auto* relation = std::get_if<Relation>(&value.body)) {
    *out.mutable_relation() = ToProto(*relation);
  } else if (const auto* event = std::get_if<Event>(&value.body)) {
    *out.mutable_event() = ToProto(*event);
  } else if (const auto* statement = std::get_if<Statement>(&value.body)) {
    *out.mutable_statement() = ToProto(*statement);
  } else {
    *out.mutable_claim() = ToProto(std::get<Claim>(value.body));
  }
  return out;
}

fact::v1::AttributionLink ToProto(const AttributionLink& value) {
  fact::v1::AttributionLink out;
  *out.mutable_source() = ToProto(value.source);
  out.set_kind(ToProto(value.kind));
  out.set_cue(value.cue);
  return out;
}

fact::v1::Factuality ToProto(const Factuality& value) {
  fact::v1::Factuality out;
  out.set_polarity(ToProto(value.polarity));
  out.set_certainty(ToProto(value.certainty));
  out.set_status(ToProto(value.status));
  return out;
}

fact::v1::Evidence ToProto(const Evidence& value) {
  fact::v1::Evidence out;
  *out.mutable_span() = ToProto(value.span);
  out.set_text(value.text);
  AppendAll(value.triggers, out.mutable_triggers());
  return out;
}

fact::v1::Attestation ToProto(const Attestation& value) {
  fact::v1::Attestation out;
  out.set_document_id(value.document_id);
  AppendAll(value.evidence, out.mutable_evidence());
  AppendAll(value.attribution, out.mutable_attribution());
  *out.mutable_factuality() = ToProto(value.factuality);
  if (SaysSomething(value.stated_time)) *out.mutable_stated_time() = ToProto(*value.stated_time);
  out.set_time_source(ToProto(value.time_source));
  out.set_confidence(value.confidence);
  out.set_pattern_id(value.pattern_id);
  out.set_extractor_version(value.extractor_version);
  out.set_publisher(value.publisher);
  if (SaysSomething(value.published_at)) *out.mutable_published_at() = ToProto(*value.published_at);
  out.set_origin_id(value.origin_id);
  out.set_origin_name(value.origin_name);
  if (value.as_stated.has_value()) *out.mutable_as_stated() = ToProto(*value.as_stated);
  return out;
}

fact::v1::Mention ToProto(const Mention& value) {
  fact::v1::Mention out;
  *out.mutable_span() = ToProto(value.span);
  out.set_form(ToProto(value.form));
  return out;
}

fact::v1::EntityName ToProto(const EntityName& value) {
  fact::v1::EntityName out;
  out.set_text(value.text);
  out.set_form(ToProto(value.form));
  return out;
}

fact::v1::DocumentEntity ToProto(const DocumentEntity& value) {
  fact::v1::DocumentEntity out;
  out.set_id(value.id);
  out.set_name(value.name);
  out.set_type(ToProto(value.type));
  AppendAll(value.external_ids, out.mutable_external_ids());
  AppendAll(value.names, out.mutable_names());
  AppendAll(value.mentions, out.mutable_mentions());
  return out;
}

fact::v1::ExtractedFact ToProto(const ExtractedFact& value) {
  fact::v1::ExtractedFact out;
  *out.mutable_content() = ToProto(value.content);
  *out.mutable_attestation() = ToProto(value.attestation);
  return out;
}

fact::v1::Passage ToProto(const Passage& value) {
  fact::v1::Passage out;
  *out.mutable_span() = ToProto(value.span);
  out.set_text(value.text);
  return out;
}

fact::v1::DocumentWarning ToProto(const DocumentWarning& value) {
  fact::v1::DocumentWarning out;
  out.set_code(value.code);
  out.set_message(value.message);
  AppendAll(value.spans, out.mutable_spans());
  return out;
}

fact::v1::Document ToProto(const Document& value) {
  fact::v1::Document out;
  out.set_id(value.id);
  out.set_uri(value.uri);
  out.set_publisher(value.publisher);
  out.set_title(value.title);
  AppendAll(value.bylines, out.mutable_bylines());
  if (SaysSomething(value.published_at)) *out.mutable_published_at() = ToProto(*value.published_at);
  out.set_language(value.language);
  out.set_text(value.text);
  AppendAll(value.credited_agencies, out.mutable_credited_agencies());
  if (SaysSomething(value.updated_at)) *out.mutable_updated_at() = ToProto(*value.updated_at);
  out.set_section(value.section);
  out.set_canonical_url(value.canonical_url);
  return out;
}

fact::v1::Extraction ToProto(const Extraction& value) {
  fact::v1::Extraction out;
  *out.mutable_document() = ToProto(value.document);
  out.set_extractor_version(value.extractor_version);
  AppendAll(value.entities, out.mutable_entities());
  AppendAll(value.facts, out.mutable_facts());
  AppendAll(value.passages, out.mutable_passages());
  AppendAll(value.warnings, out.mutable_warnings());
  return out;
}

}  // namespace dateline

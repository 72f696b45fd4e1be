#include "common/fact/flat_record.h"

#include <nlohmann/json.hpp>

#include "common/fact/vocabulary.h"

namespace dateline {
namespace {

using Json = nlohmann::ordered_json;

Json TimeJson(const TimeInterval& time) {
  Json out;
  if (std::string start = time.StartString(); !start.empty()) out["start"] = start;
  if (std::string end = time.EndString(); !end.empty()) out["end"] = end;
  out["edtf"] = time.ToEdtf();
  out["approximate"] = time.approximate;
  return out;
}

Json EntityJson(const EntityReference& entity) {
  Json out;
  out["name"] = entity.name;
  if (entity.type != EntityType::kUnspecified) out["type"] = NameOf(entity.type);
  if (!entity.id.empty()) out["id"] = entity.id;
  return out;
}

// Whole numbers are written without a decimal point.
Json NumberJson(double number) {
  const auto whole = static_cast<int64_t>(number);
  if (static_cast<double>(whole) == number) return whole;
  return number;
}

Json ValueJson(const Value& value) {
  if (const auto* entity = std::get_if<EntityReference>(&value)) return EntityJson(*entity);
  Json out;
  if (const auto* text = std::get_if<std::string>(&value)) out["text"] = *text;
  if (const auto* time = std::get_if<TimeInterval>(&value)) out["time"] = TimeJson(*time);
  if (const auto* number = std::get_if<double>(&value)) out["number"] = NumberJson(*number);
  return out;
}

// Qualifiers hold bare strings where they can, so that `.qualifiers.position`
// is the position.
Json QualifierJson(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return ValueJson(value);
}

Json PhraseJson(const Phrase& phrase) {
  Json out;
  out["text"] = phrase.text;
  if (phrase.entity.has_value()) out["entity"] = EntityJson(*phrase.entity);
  return out;
}

void AddBody(Json& out, const Relation& relation) {
  out["subject"] = EntityJson(relation.subject);
  out["object"] = ValueJson(relation.object);
  if (relation.qualifiers.empty()) return;
  Json& qualifiers = out["qualifiers"] = Json::object();
  for (const Qualifier& q : relation.qualifiers) qualifiers[q.name] = QualifierJson(q.value);
}

void AddBody(Json& out, const Event& event) {
  if (!event.plover_code.empty()) out["plover"] = event.plover_code;
  if (!event.plover_mode.empty()) out["plover_mode"] = event.plover_mode;
  Json& args = out["args"] = Json::array();
  for (const RoleFiller& filler : event.roles) {
    Json arg;
    arg["role"] = filler.role;
    arg.update(ValueJson(filler.value));
    args.push_back(std::move(arg));
  }
}

void AddBody(Json& out, const Statement& statement) {
  out["speaker"] = EntityJson(statement.speaker);
  out["content"] = statement.content;
  out["quoted"] = statement.quoted;
  if (statement.addressee.has_value()) out["addressee"] = EntityJson(*statement.addressee);
  if (!statement.occasion.empty()) out["occasion"] = statement.occasion;
  for (const Value& topic : statement.topics) out["topics"].push_back(ValueJson(topic));
}

void AddBody(Json& out, const Claim& claim) {
  out["subject"] = PhraseJson(claim.subject);
  out["relation"] = claim.relation;
  Json& objects = out["objects"] = Json::array();
  for (const Phrase& object : claim.objects) objects.push_back(PhraseJson(object));
}

void AddAttestation(Json& out, const Attestation& attestation) {
  if (attestation.factuality.polarity != Polarity::kUnspecified) {
    out["polarity"] = NameOf(attestation.factuality.polarity);
  }
  out["certainty"] = NameOf(attestation.factuality.certainty);
  if (attestation.factuality.status != FactStatus::kUnspecified) {
    out["status"] = NameOf(attestation.factuality.status);
  }
  Json& chain = out["attribution"] = Json::array();
  for (const AttributionLink& link : attestation.attribution) {
    Json entry = EntityJson(link.source);
    entry["link"] = NameOf(link.kind);
    if (!link.cue.empty()) entry["cue"] = link.cue;
    chain.push_back(std::move(entry));
  }
  Json& evidence = out["evidence"] = Json::array();
  for (const Evidence& piece : attestation.evidence) {
    Json entry;
    entry["begin"] = piece.span.begin;
    entry["end"] = piece.span.end;
    if (!piece.text.empty()) entry["text"] = piece.text;
    for (const ByteSpan trigger : piece.triggers) {
      entry["triggers"].push_back({{"begin", trigger.begin}, {"end", trigger.end}});
    }
    evidence.push_back(std::move(entry));
  }
  out["confidence"] = attestation.confidence;
  if (!attestation.pattern_id.empty()) out["pattern"] = attestation.pattern_id;
  if (!attestation.publisher.empty()) out["publisher"] = attestation.publisher;
  if (!attestation.origin_name.empty()) out["origin"] = attestation.origin_name;
}

}  // namespace

std::string FlatRecord(std::string_view fact_id, const FactContent& content,
                       const Attestation& attestation) {
  Json out;
  out["kind"] = NameOf(content.kind());
  if (!content.type.empty()) out["type"] = content.type;
  if (!fact_id.empty()) out["id"] = fact_id;
  if (!attestation.document_id.empty()) out["document"] = attestation.document_id;
  std::visit([&out](const auto& body) { AddBody(out, body); }, content.body);
  // The time that this document states comes before the merged one.
  const std::optional<TimeInterval>& time =
      attestation.stated_time.has_value() ? attestation.stated_time : content.valid_time;
  if (time.has_value()) out["time"] = TimeJson(*time);
  AddAttestation(out, attestation);
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dateline

#include "services/query/core/fact_reading.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/query/core/fact_filter.h"

namespace dateline::query {
namespace {

// Field tags, lengths and numbers beside the strings.
constexpr size_t kMessageOverhead = 16;
constexpr size_t kFactOverhead = 128;

size_t Bytes(const EntityReference& entity) {
  return entity.id.size() + entity.name.size() + kMessageOverhead;
}

size_t Bytes(const Value& value) {
  if (const auto* entity = std::get_if<EntityReference>(&value)) return Bytes(*entity);
  if (const auto* text = std::get_if<std::string>(&value)) return text->size() + kMessageOverhead;
  return 4 * kMessageOverhead;
}

size_t Bytes(const Phrase& phrase) {
  return phrase.text.size() + kMessageOverhead + (phrase.entity ? Bytes(*phrase.entity) : 0);
}

struct BodyBytes {
  size_t operator()(const Relation& relation) const {
    size_t bytes = Bytes(relation.subject) + Bytes(relation.object);
    for (const Qualifier& qualifier : relation.qualifiers) bytes += 16 + Bytes(qualifier.value);
    return bytes;
  }
  size_t operator()(const Event& event) const {
    size_t bytes = kMessageOverhead;
    for (const RoleFiller& filler : event.roles) bytes += filler.role.size() + Bytes(filler.value);
    return bytes;
  }
  size_t operator()(const Statement& statement) const {
    size_t bytes = statement.content.size() + statement.occasion.size() + Bytes(statement.speaker);
    for (const Value& topic : statement.topics) bytes += Bytes(topic);
    return bytes;
  }
  size_t operator()(const Claim& claim) const {
    size_t bytes = Bytes(claim.subject) + claim.relation.size();
    for (const Phrase& object : claim.objects) bytes += Bytes(object);
    return bytes;
  }
};

size_t Bytes(const FactContent& content) {
  return kFactOverhead + std::visit(BodyBytes(), content.body);
}

size_t Bytes(const Attestation& attestation) {
  size_t bytes = 2 * kFactOverhead + attestation.publisher.size() + attestation.pattern_id.size() +
                 attestation.extractor_version.size() + attestation.origin_name.size();
  for (const Evidence& evidence : attestation.evidence) {
    bytes += evidence.text.size() + kMessageOverhead;
  }
  for (const AttributionLink& link : attestation.attribution) {
    bytes += Bytes(link.source) + link.cue.size();
  }
  return bytes + (attestation.as_stated ? Bytes(*attestation.as_stated) : 0);
}

}  // namespace

size_t EstimateBytes(const AttestedFact& fact) {
  size_t bytes = Bytes(fact.record.content) + 40 * fact.record.conflict_ids.size();
  for (const AttestationRecord& record : fact.attestations) bytes += Bytes(record.attestation);
  return bytes;
}

absl::StatusOr<AttestedFact> AttestFact(const FactBaseView& view, FactRecord record,
                                        size_t attestation_limit) {
  AttestedFact fact{.record = std::move(record), .attestations = {}};
  if (attestation_limit > 0) {
    DATELINE_ASSIGN_OR_RETURN(fact.attestations,
                              view.GetAttestations(fact.record, attestation_limit));
  }
  return fact;
}

absl::StatusOr<FactRecord> RequireFact(const FactBaseView& view, std::string_view fact_id) {
  DATELINE_RETURN_IF_ERROR(ValidateId("fact_id", fact_id));
  DATELINE_ASSIGN_OR_RETURN(std::optional<FactRecord> record, view.GetFact(fact_id));
  if (record) return *std::move(record);
  return MakeError(absl::StatusCode::kNotFound, reason::kFactNotFound,
                   "no fact has this id at that moment; list facts to find one",
                   {{"id", std::string(fact_id)}});
}

absl::StatusOr<AttestedFact> GetFact(const FactBase& base, std::string_view fact_id,
                                     std::optional<absl::Time> known_at, size_t attestation_limit) {
  DATELINE_RETURN_IF_ERROR(ValidateId("fact_id", fact_id));
  DATELINE_ASSIGN_OR_RETURN(FactBaseView view, base.OpenView(known_at));
  DATELINE_ASSIGN_OR_RETURN(FactRecord record, RequireFact(view, fact_id));
  return AttestFact(view, std::move(record), attestation_limit);
}

absl::StatusOr<FactPage> ReadFactPage(const OpenPage& page, FactStream& stream,
                                      const RecordFilter& matches, size_t attestation_limit,
                                      const Cancellation& cancellation) {
  FactPage out;
  out.known_at = page.view.known_at();
  size_t bytes = 0;
  size_t refused = 0;
  std::string last_position;
  while (true) {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(std::optional<FactIndexEntry> entry, stream.Next());
    if (!entry) return out;
    DATELINE_ASSIGN_OR_RETURN(std::optional<FactRecord> record, page.view.GetFact(entry->fact_id));
    bool wanted = record && !(stream.gives_single_origins() && record->origin_count > 1);
    if (wanted) {
      DATELINE_ASSIGN_OR_RETURN(wanted, matches(*record));
    }
    if (!wanted) {
      if (++refused < kMaxRefusedFacts) continue;
      out.next_position = stream.position();
      out.next_page_token = page.TokenFor(out.next_position);
      return out;
    }
    if (out.facts.size() >= page.size || bytes >= kMaxPageBytes) {
      out.next_page_token = page.TokenFor(last_position);
      out.next_position = std::move(last_position);
      return out;
    }
    DATELINE_ASSIGN_OR_RETURN(AttestedFact fact,
                              AttestFact(page.view, *std::move(record), attestation_limit));
    bytes += EstimateBytes(fact);
    out.facts.push_back(std::move(fact));
    last_position = stream.position();
  }
}

}  // namespace dateline::query

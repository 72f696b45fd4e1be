#include "services/query/core/testing/extraction_builder.h"

#include "common/base/sha256.h"
#include "common/base/strings.h"
#include "common/fact/vocabulary.h"

namespace dateline::query::testing {
namespace {

std::optional<TimeInterval> TimeOf(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return ParseTimeInterval(text).value();
}

}  // namespace

ExtractionBuilder::ExtractionBuilder(std::string_view uri, std::string_view publisher,
                                     std::string_view published_on) {
  Document& document = extraction_.document;
  document.id = HashedId({uri, "bytes"});
  document.uri = uri;
  document.publisher = publisher;
  document.title = StrCat("From ", publisher);
  document.published_at = TimeOf(published_on);
  document.language = "en";
  extraction_.extractor_version = "test.1";
}

EntityReference ExtractionBuilder::Entity(std::string_view name, EntityType type,
                                          const std::vector<std::string>& external_ids) {
  for (const DocumentEntity& known : extraction_.entities) {
    if (known.name == name) return {known.id, known.name, known.type};
  }
  DocumentEntity entity;
  entity.id = StrCat("e", extraction_.entities.size());
  entity.name = name;
  entity.type = type;
  entity.external_ids = external_ids;
  entity.names.push_back({entity.name, NameForm::kFull});
  extraction_.entities.push_back(entity);
  return {entity.id, entity.name, entity.type};
}

void ExtractionBuilder::AlsoNamed(const EntityReference& entity, std::string_view name) {
  for (DocumentEntity& known : extraction_.entities) {
    if (known.id == entity.id) known.names.push_back({std::string(name), NameForm::kVariant});
  }
}

void ExtractionBuilder::Add(FactContent content, std::string_view sentence,
                            const Factuality& factuality,
                            const std::vector<AttributionLink>& chain) {
  const ByteSpan span{next_byte_, next_byte_ + static_cast<uint32_t>(sentence.size())};
  next_byte_ = span.end + 1;
  extraction_.passages.push_back({span, std::string(sentence)});
  ExtractedFact fact;
  fact.attestation.stated_time = content.valid_time;
  fact.content = std::move(content);
  fact.attestation.evidence.push_back({span, std::string(sentence)});
  fact.attestation.attribution = chain;
  fact.attestation.factuality = factuality;
  fact.attestation.confidence = 0.9;
  fact.attestation.pattern_id = "test.pattern";
  extraction_.facts.push_back(std::move(fact));
}

FactContent RelationFact(std::string_view predicate, const EntityReference& subject, Value object,
                         std::vector<Qualifier> qualifiers) {
  FactContent out;
  out.type = predicate;
  out.body = Relation{subject, std::move(object), std::move(qualifiers)};
  return out;
}

FactContent EventFact(std::string_view type, std::string_view when,
                      std::vector<std::pair<std::string, Value>> roles) {
  FactContent out;
  out.type = type;
  out.valid_time = TimeOf(when);
  Event event;
  if (const EventTypeInfo* info = FindEventType(type)) {
    event.plover_code = info->plover_code;
    event.plover_mode = info->plover_mode;
  }
  for (auto& [role, value] : roles) event.roles.push_back({role, std::move(value)});
  out.body = std::move(event);
  return out;
}

FactContent StatementFact(const EntityReference& speaker, std::string_view content,
                          std::string_view when, bool quoted) {
  FactContent out;
  out.valid_time = TimeOf(when);
  Statement statement;
  statement.speaker = speaker;
  statement.content = content;
  statement.quoted = quoted;
  out.body = std::move(statement);
  return out;
}

FactContent ClaimFact(std::string_view subject, std::string_view relation,
                      std::string_view object) {
  FactContent out;
  Claim claim;
  claim.subject.text = subject;
  claim.relation = relation;
  claim.objects.push_back({std::string(object), std::nullopt});
  out.body = std::move(claim);
  return out;
}

}  // namespace dateline::query::testing

#include "services/query/factbase/fact_rows.h"

#include "common/fact/vocabulary.h"
#include "common/text/folding.h"
#include "services/query/factbase/records.h"
#include "services/query/factbase/spelling.h"

namespace dateline::query {
namespace {

storage::v1::StoredIndexEntry EntryOf(std::string_view fact_id, const FactContent& content) {
  storage::v1::StoredIndexEntry entry;
  entry.set_fact_id(std::string(fact_id));
  entry.set_kind(static_cast<fact::v1::FactKind>(content.kind()));
  entry.set_type(content.type);
  const When when = WhenOf(content);
  if (when.has_value()) entry.set_valid_start(*when);
  return entry;
}

void AddWords(std::string_view text, std::set<std::string>& words) {
  const std::string folded = FoldForMatching(text);
  for (const std::string_view word : WordsOf(folded)) words.emplace(word);
}

}  // namespace

When WhenOf(const FactContent& content) {
  if (!content.valid_time.has_value() || !content.valid_time->start.has_value()) {
    return std::nullopt;
  }
  return CivilSeconds(*content.valid_time->start);
}

std::string IndexEntryOf(std::string_view fact_id, const FactContent& content) {
  return Encode(EntryOf(fact_id, content));
}

std::set<std::string> EntitiesOfContent(const FactContent& content) {
  std::set<std::string> entities;
  ForEachEntityOf(content, [&](std::string_view, const EntityReference& entity) {
    if (!entity.id.empty()) entities.insert(entity.id);
  });
  return entities;
}

FactRows ContentRowsOf(std::string_view fact_id, const FactContent& content) {
  FactRows rows;
  const When when = WhenOf(content);
  storage::v1::StoredIndexEntry entry = EntryOf(fact_id, content);
  const std::string plain = Encode(entry);
  const auto put = [&](std::string key, const std::string& value) {
    rows[{kFactIndexSpace, std::move(key)}] = value;
  };
  put(AllIndexKey(fact_id), plain);
  put(TypeIndexKey(content.type, when, fact_id), plain);
  put(KindIndexKey(NameOf(content.kind()), when, fact_id), plain);
  put(TimeIndexKey(when, fact_id), plain);
  ForEachEntityOf(content, [&](std::string_view role, const EntityReference& entity) {
    if (entity.id.empty()) return;
    entry.set_role(std::string(role));
    put(EntityIndexKey(entity.id, when, fact_id, role), Encode(entry));
  });
  return rows;
}

FactRows DocumentRowsOf(std::string_view fact_id, const FactContent& content,
                        const std::set<std::string>& document_ids,
                        const std::set<std::string>& terms) {
  FactRows rows;
  const When when = WhenOf(content);
  const std::string entry = IndexEntryOf(fact_id, content);
  for (const std::string& document_id : document_ids) {
    rows[{kFactIndexSpace, DocumentIndexKey(document_id, fact_id)}] = entry;
  }
  for (const std::string& word : terms) {
    rows[{kFactIndexSpace, TermIndexKey(word, when, fact_id)}] = entry;
  }
  return rows;
}

void AddTerms(const Member& member, std::set<std::string>& terms) {
  const auto* statement = std::get_if<Statement>(&member.content.body);
  if (statement == nullptr) return;
  AddWords(statement->content, terms);
  for (const Value& topic : statement->topics) {
    if (const auto* text = std::get_if<std::string>(&topic)) AddWords(*text, terms);
    if (const auto* entity = std::get_if<EntityReference>(&topic)) AddWords(entity->name, terms);
  }
  for (const Evidence& evidence : member.attestation.evidence) AddWords(evidence.text, terms);
}

FactRows IndexRowsOf(const MergedFact& fact) {
  std::set<std::string> documents, terms;
  for (const MergedAttestation& attestation : fact.attestations) {
    documents.insert(attestation.member->attestation.document_id);
    AddTerms(*attestation.member, terms);
  }
  FactRows rows = ContentRowsOf(fact.id, fact.content);
  rows.merge(DocumentRowsOf(fact.id, fact.content, documents, terms));
  return rows;
}

std::string AttestationKeyOf(std::string_view fact_id, const Member& member) {
  const Attestation& given = member.attestation;
  const When published = given.published_at.has_value() && given.published_at->start.has_value()
                             ? When(CivilSeconds(*given.published_at->start))
                             : std::nullopt;
  return AttestationKey(fact_id, published, given.document_id,
                        given.evidence.empty() ? 0 : given.evidence.front().span.begin,
                        member.ordinal);
}

}  // namespace dateline::query

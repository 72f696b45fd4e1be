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

std::set<std::string> TermsOf(const MergedFact& fact) {
  std::set<std::string> words;
  for (const MergedAttestation& attestation : fact.attestations) {
    const Statement& statement = std::get<Statement>(attestation.member->content.body);
    AddWords(statement.content, words);
    for (const Value& topic : statement.topics) {
      if (const auto* text = std::get_if<std::string>(&topic)) AddWords(*text, words);
      if (const auto* entity = std::get_if<EntityReference>(&topic)) AddWords(entity->name, words);
    }
    for (const Evidence& evidence : attestation.member->attestation.evidence) {
      AddWords(evidence.text, words);
    }
  }
  return words;
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

FactRows IndexRowsOf(const MergedFact& fact) {
  FactRows rows;
  const When when = WhenOf(fact.content);
  storage::v1::StoredIndexEntry entry = EntryOf(fact.id, fact.content);
  const std::string plain = Encode(entry);
  const auto put = [&](std::string key, const std::string& value) {
    rows[{kFactIndexSpace, std::move(key)}] = value;
  };
  put(AllIndexKey(fact.id), plain);
  put(TypeIndexKey(fact.content.type, when, fact.id), plain);
  put(KindIndexKey(NameOf(fact.content.kind()), when, fact.id), plain);
  put(TimeIndexKey(when, fact.id), plain);
  ForEachEntityOf(fact.content, [&](std::string_view role, const EntityReference& entity) {
    if (entity.id.empty()) return;
    entry.set_role(std::string(role));
    put(EntityIndexKey(entity.id, when, fact.id, role), Encode(entry));
  });
  for (const MergedAttestation& attestation : fact.attestations) {
    put(DocumentIndexKey(attestation.member->attestation.document_id, fact.id), plain);
  }
  if (fact.content.kind() == FactKind::kStatement) {
    for (const std::string& word : TermsOf(fact)) put(TermIndexKey(word, when, fact.id), plain);
  }
  return rows;
}

FactRows RowsOf(const MergedFact& fact) {
  FactRows rows = IndexRowsOf(fact);
  // Two members of one document may have equal evidence: number them.
  std::map<std::string, uint32_t> ordinals;
  for (const MergedAttestation& attestation : fact.attestations) {
    const Attestation& given = attestation.member->attestation;
    const auto published = given.published_at.has_value() && given.published_at->start.has_value()
                               ? When(CivilSeconds(*given.published_at->start))
                               : std::nullopt;
    const uint32_t ordinal = ordinals[given.document_id]++;
    rows[{kAttestationSpace,
          AttestationKey(fact.id, published, given.document_id,
                         given.evidence.empty() ? 0 : given.evidence.front().span.begin,
                         ordinal)}] = Encode(ToStored(attestation));
  }
  return rows;
}

}  // namespace dateline::query

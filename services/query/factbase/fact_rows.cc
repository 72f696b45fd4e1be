#include "services/query/factbase/fact_rows.h"

#include "common/base/strings.h"
#include "common/fact/vocabulary.h"
#include "services/query/factbase/records.h"
#include "services/query/factbase/search_terms.h"

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
  for (std::string& stem : StemsOf(text)) {
    if (!IsStopStem(stem)) words.insert(std::move(stem));
  }
}

// Rows of the indexes that only some facts are in.
class SparseRows {
 public:
  SparseRows(const FactContent& content, uint32_t origin_count, storage::v1::StoredIndexEntry entry,
             FactRows& rows)
      : when_(WhenOf(content)),
        origin_count_(origin_count),
        lasting_(IsLasting(content)),
        entry_(std::move(entry)),
        rows_(rows) {
    const auto& time = content.valid_time;
    if (lasting_ && time->end.has_value()) entry_.set_valid_end(CivilSeconds(*time->end));
  }

  void Add(const std::string& scope, std::string_view role) {
    const std::string& fact_id = entry_.fact_id();
    entry_.set_role(std::string(role));
    if (lasting_) {
      rows_[{kFactIndexSpace, LastingIndexKey(scope, when_, fact_id, role)}] = Encode(entry_);
    }
    if (origin_count_ < 2) return;
    // One row whatever the roles.
    entry_.clear_role();
    rows_[{kFactIndexSpace, OriginsIndexKey(scope, origin_count_, when_, fact_id)}] =
        Encode(entry_);
  }

 private:
  const When when_;
  const uint32_t origin_count_;
  const bool lasting_;
  storage::v1::StoredIndexEntry entry_;
  FactRows& rows_;
};

}  // namespace

std::string EntityScope(std::string_view entity_id) { return StrCat("e", entity_id); }
std::string TypeScope(std::string_view type) { return StrCat("t", type); }
std::string KindScope(FactKind kind) { return StrCat("k", NameOf(kind)); }

bool IsLasting(const FactContent& content) {
  const auto& time = content.valid_time;
  if (!time.has_value() || !time->start.has_value()) return false;
  return !time->end.has_value() || *time->end - *time->start > kLastingSeconds;
}

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

FactRows ContentRowsOf(std::string_view fact_id, const FactContent& content,
                       uint32_t origin_count) {
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
  SparseRows sparse(content, origin_count, entry, rows);
  sparse.Add(std::string(kWholeScope), "");
  sparse.Add(TypeScope(content.type), "");
  sparse.Add(KindScope(content.kind()), "");
  ForEachEntityOf(content, [&](std::string_view role, const EntityReference& entity) {
    if (entity.id.empty()) return;
    entry.set_role(std::string(role));
    put(EntityIndexKey(entity.id, when, fact_id, role), Encode(entry));
    sparse.Add(EntityScope(entity.id), role);
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
  FactRows rows = ContentRowsOf(fact.id, fact.content, fact.origin_count);
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

#include "services/query/factbase/fact_rows.h"

#include "common/base/strings.h"
#include "common/fact/vocabulary.h"
#include "services/query/factbase/fact_base_view.h"
#include "services/query/factbase/records.h"
#include "services/query/factbase/search_terms.h"

namespace dateline::query {
namespace {

// Under a key that has the start of valid time.
storage::v1::StoredIndexEntry DatedEntryOf(const FactContent& content) {
  storage::v1::StoredIndexEntry entry;
  entry.set_kind(static_cast<fact::v1::FactKind>(content.kind()));
  entry.set_type(content.type);
  return entry;
}

// The same for readers that look for a window of time.
std::string EntryWithEndOf(const FactContent& content) {
  storage::v1::StoredIndexEntry entry = DatedEntryOf(content);
  if (content.valid_time.has_value() && content.valid_time->end.has_value()) {
    entry.set_valid_end(CivilSeconds(*content.valid_time->end));
  }
  return Encode(entry);
}

void AddWords(std::string_view text, std::set<std::string>& words) {
  for (std::string& stem : StemsOf(text)) {
    if (!IsStopStem(stem)) words.insert(std::move(stem));
  }
}

// Rows of the indexes that only some facts are in.
class SparseRows {
 public:
  SparseRows(std::string_view fact_id, const FactContent& content, uint32_t origin_count,
             const std::string& entry, FactRows& rows)
      : fact_id_(fact_id),
        when_(WhenOf(content)),
        origin_count_(origin_count),
        duration_step_(DurationStepOf(content)),
        entry_(entry),
        rows_(rows) {}

  void Add(const std::string& scope, std::string_view role) {
    if (duration_step_ > 0) {
      const std::string part = SteppedScope(duration_step_, scope);
      rows_[{kFactIndexSpace, LastingIndexKey(part, when_, fact_id_, role)}] = entry_;
    }
    if (origin_count_ < 2) return;
    // One row whatever the roles.
    rows_[{kFactIndexSpace, OriginsIndexKey(scope, origin_count_, when_, fact_id_)}] = entry_;
  }

 private:
  const std::string_view fact_id_;
  const When when_;
  const uint32_t origin_count_;
  const int duration_step_;
  const std::string& entry_;
  FactRows& rows_;
};

}  // namespace

std::string EntityScope(std::string_view entity_id) { return StrCat("e", entity_id); }
std::string TypeScope(std::string_view type) { return StrCat("t", type); }
std::string KindScope(FactKind kind) { return StrCat("k", NameOf(kind)); }

int DurationStepOf(const FactContent& content) {
  const auto& time = content.valid_time;
  if (!time.has_value() || (!time->start.has_value() && !time->end.has_value())) return 0;
  if (!time->start.has_value() || !time->end.has_value()) return FactScan::kDurationSteps;
  const int64_t length = *time->end - *time->start;
  int step = 0;
  while (step < FactScan::kDurationSteps && length > FactScan::LongestOfStep(step)) ++step;
  return step;
}

std::string SteppedScope(int duration_step, std::string_view scope) {
  return StrCat(duration_step, scope);
}

When WhenOf(const FactContent& content) {
  if (!content.valid_time.has_value() || !content.valid_time->start.has_value()) {
    return std::nullopt;
  }
  return CivilSeconds(*content.valid_time->start);
}

std::string IndexEntryOf(const FactContent& content) {
  storage::v1::StoredIndexEntry entry = DatedEntryOf(content);
  const When when = WhenOf(content);
  if (when.has_value()) entry.set_valid_start(*when);
  return Encode(entry);
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
  const std::string entry = EntryWithEndOf(content);
  const auto put = [&](std::string key, const std::string& value) {
    rows[{kFactIndexSpace, std::move(key)}] = value;
  };
  put(AllIndexKey(fact_id), IndexEntryOf(content));
  put(TypeIndexKey(content.type, when, fact_id), entry);
  put(KindIndexKey(NameOf(content.kind()), when, fact_id), entry);
  put(TimeIndexKey(when, fact_id), entry);
  SparseRows sparse(fact_id, content, origin_count, entry, rows);
  sparse.Add(std::string(kWholeScope), "");
  sparse.Add(TypeScope(content.type), "");
  sparse.Add(KindScope(content.kind()), "");
  ForEachEntityOf(content, [&](std::string_view role, const EntityReference& entity) {
    if (entity.id.empty()) return;
    put(EntityIndexKey(entity.id, when, fact_id, role), entry);
    sparse.Add(EntityScope(entity.id), role);
  });
  return rows;
}

FactRows DocumentRowsOf(std::string_view fact_id, const FactContent& content,
                        const std::set<std::string>& document_ids,
                        const std::set<std::string>& terms) {
  FactRows rows;
  const When when = WhenOf(content);
  const std::string entry = IndexEntryOf(content);
  for (const std::string& document_id : document_ids) {
    rows[{kFactIndexSpace, DocumentIndexKey(document_id, fact_id)}] = entry;
  }
  const std::string dated = Encode(DatedEntryOf(content));
  for (const std::string& word : terms) {
    rows[{kFactIndexSpace, TermIndexKey(word, when, fact_id)}] = dated;
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
  return AttestationKey(fact_id, PublicationOf(given), given.document_id,
                        given.evidence.empty() ? 0 : given.evidence.front().span.begin,
                        member.ordinal);
}

}  // namespace dateline::query

#include "services/query/factbase/keys.h"

#include <bit>
#include <initializer_list>
#include <limits>

#include "common/storage/ordered_key.h"

namespace dateline::query {
namespace {

std::string StringsKey(char tag, std::initializer_list<std::string_view> parts) {
  std::string key(1, tag);
  for (const std::string_view part : parts) AppendKeyPacked(&key, part);
  return key;
}

std::string NumberedKey(char tag, std::string_view text, uint32_t number) {
  std::string key = TaggedKey(tag, text);
  AppendKeyUint32(&key, number);
  return key;
}
std::string NumberedKey(char tag, std::string_view text, uint32_t number, std::string_view last) {
  std::string key = NumberedKey(tag, text, number);
  AppendKeyPacked(&key, last);
  return key;
}

// Rows of one fact lie together: what is read together, and alike.
enum FactPartTag : uint8_t {
  kFactPart = 0,
  kAttestationPart = 1,
  kOriginLinkPart = 2,
  kOriginGroupPart = 3,
};

std::string FactPart(std::string_view fact_id, FactPartTag part) {
  std::string key = TaggedKey('f', fact_id);
  AppendKeyByte(&key, part);
  return key;
}

// A part, then when, then the fact: the shape of the dated indexes.
std::string DatedKey(std::string key, When when, std::string_view fact_id) {
  AppendWhen(&key, when);
  AppendKeyPacked(&key, fact_id);
  return key;
}

}  // namespace

std::string TaggedKey(char tag, std::string_view text) { return StringsKey(tag, {text}); }
std::string TagPrefix(char tag) { return std::string(1, tag); }

std::string StateKey() { return "state"; }
std::string ExtractionKey(std::string_view document_id) { return TaggedKey('x', document_id); }
std::string DocumentKey(std::string_view document_id) { return TaggedKey('d', document_id); }

std::string ChangeKey(uint64_t sequence) {
  std::string key;
  AppendKeyUint64(&key, sequence);
  return key;
}

std::string CounterKey(std::string_view group, std::string_view name) {
  return StringsKey('c', {group, name});
}
std::string CounterPrefix(std::string_view group) { return TaggedKey('c', group); }

std::string NodeKey(std::string_view node) { return TaggedKey('n', node); }
std::string LinkKey(std::string_view from, std::string_view to) {
  return StringsKey('l', {from, to});
}
std::string LinkPrefix(std::string_view from) { return TaggedKey('l', from); }
std::string SpellingKey(std::string_view block, std::string_view node) {
  return StringsKey('s', {block, node});
}
std::string SpellingPrefix(std::string_view block) { return TaggedKey('s', block); }
std::string NodeDocumentKey(std::string_view node, std::string_view document_id) {
  return StringsKey('p', {node, document_id});
}
std::string NodeDocumentPrefix(std::string_view node) { return TaggedKey('p', node); }
std::string WordRestKey(std::string_view rest, std::string_view word) {
  return StringsKey('v', {rest, word});
}
std::string WordRestPrefix(std::string_view rest) { return TaggedKey('v', rest); }
std::string PinLinkKey(std::string_view node, uint32_t relation, std::string_view other) {
  return NumberedKey('i', node, relation, other);
}
std::string PinLinkPrefix(std::string_view node, uint32_t relation) {
  return NumberedKey('i', node, relation);
}
std::string PinnedUseKey(std::string_view document_id, std::string_view name,
                         std::string_view pin_id) {
  return StringsKey('u', {document_id, name, pin_id});
}
std::string PinnedUsePrefix(std::string_view document_id) { return TaggedKey('u', document_id); }
std::string MentionsKey(std::string_view document_id, std::string_view entity_id) {
  return StringsKey('m', {document_id, entity_id});
}
std::string MentionsPrefix(std::string_view document_id) { return TaggedKey('m', document_id); }
std::string EntityDocumentKey(std::string_view entity_id, std::string_view document_id) {
  return StringsKey('d', {entity_id, document_id});
}
std::string EntityDocumentPrefix(std::string_view entity_id) { return TaggedKey('d', entity_id); }
std::string MergedEntityKey(std::string_view target_id, std::string_view merged_id) {
  return StringsKey('g', {target_id, merged_id});
}
std::string MergedEntityPrefix(std::string_view target_id) { return TaggedKey('g', target_id); }
std::string PinKey(std::string_view pin_id) { return TaggedKey('p', pin_id); }
std::string DocumentPinKey(std::string_view document_id, std::string_view pin_id) {
  return StringsKey('q', {document_id, pin_id});
}
std::string DocumentPinPrefix(std::string_view document_id) { return TaggedKey('q', document_id); }

std::string AccountKey(std::string_view block, std::string_view signature) {
  return StringsKey('s', {block, signature});
}
std::string AccountPrefix(std::string_view block) { return TaggedKey('s', block); }
std::string FiledAccountKey(std::string_view block, uint32_t mark, std::string_view signature) {
  return NumberedKey('n', block, mark, signature);
}
std::string FiledAccountPrefix(std::string_view block, uint32_t mark) {
  return NumberedKey('n', block, mark);
}
std::string TallyKey(std::string_view fact_id) { return TaggedKey('t', fact_id); }
std::string FunctionalKey(std::string_view predicate, std::string_view subject_id,
                          std::string_view fact_id) {
  return StringsKey('f', {predicate, subject_id, fact_id});
}
std::string FunctionalPrefix(std::string_view predicate, std::string_view subject_id) {
  return StringsKey('f', {predicate, subject_id});
}

std::string EntityKey(std::string_view entity_id) { return TaggedKey('e', entity_id); }
std::string EntityRedirectKey(std::string_view entity_id) { return TaggedKey('r', entity_id); }
std::string EntityNameKey(std::string_view from_word, uint32_t word, std::string_view folded_name,
                          std::string_view entity_id) {
  std::string key = TagPrefix('n');
  AppendKeyString(&key, from_word);
  AppendKeyUint32(&key, word);
  AppendKeyString(&key, folded_name);
  AppendKeyPacked(&key, entity_id);
  return key;
}
std::string EntityNamePrefix(std::string_view folded_prefix) {
  std::string key = TagPrefix('n');
  AppendKeyStringPrefix(&key, folded_prefix);
  return key;
}
std::string ExternalIdKey(std::string_view external_id) { return TaggedKey('x', external_id); }
std::string EntityRankKey(uint32_t documents, std::string_view entity_id) {
  std::string key = TagPrefix('b');
  AppendKeyByte(&key, static_cast<uint8_t>(std::countl_zero(documents)));
  AppendKeyPacked(&key, entity_id);
  return key;
}

std::string FactPrefix(std::string_view fact_id) { return TaggedKey('f', fact_id); }
std::string FactKey(std::string_view fact_id) { return FactPart(fact_id, kFactPart); }
std::string FactRedirectKey(std::string_view fact_id) { return TaggedKey('r', fact_id); }

std::string AttestationKey(std::string_view fact_id, std::optional<int64_t> published_seconds,
                           std::string_view document_id, uint32_t evidence_begin,
                           uint32_t ordinal) {
  std::string key = AttestationPrefix(fact_id);
  AppendWhen(&key, published_seconds);
  AppendKeyPacked(&key, document_id);
  AppendKeyUint32(&key, evidence_begin);
  AppendKeyUint32(&key, ordinal);
  return key;
}
std::string AttestationPrefix(std::string_view fact_id) {
  return FactPart(fact_id, kAttestationPart);
}
std::string OriginLinkKey(std::string_view fact_id, std::string_view origin_key) {
  std::string key = OriginLinkPrefix(fact_id);
  AppendKeyPacked(&key, origin_key);
  return key;
}
std::string OriginLinkPrefix(std::string_view fact_id) {
  return FactPart(fact_id, kOriginLinkPart);
}
std::string OriginGroupKey(std::string_view fact_id, std::string_view label) {
  std::string key = OriginGroupPrefix(fact_id);
  AppendKeyPacked(&key, label);
  return key;
}
std::string OriginGroupPrefix(std::string_view fact_id) {
  return FactPart(fact_id, kOriginGroupPart);
}
std::string ConflictKey(std::string_view conflict_id) { return TaggedKey('c', conflict_id); }
std::string EntityConflictKey(std::string_view entity_id, std::string_view conflict_id) {
  return StringsKey('e', {entity_id, conflict_id});
}
std::string EntityConflictPrefix(std::string_view entity_id) { return TaggedKey('e', entity_id); }

std::string AllIndexKey(std::string_view fact_id) { return TaggedKey('a', fact_id); }
std::string EntityIndexKey(std::string_view entity_id, When when, std::string_view fact_id,
                           std::string_view role) {
  std::string key = DatedKey(TaggedKey('e', entity_id), when, fact_id);
  AppendKeyPacked(&key, role);
  return key;
}
std::string TypeIndexKey(std::string_view type, When when, std::string_view fact_id) {
  return DatedKey(TaggedKey('t', type), when, fact_id);
}
std::string KindIndexKey(std::string_view kind, When when, std::string_view fact_id) {
  return DatedKey(TaggedKey('k', kind), when, fact_id);
}
std::string TimeIndexKey(When when, std::string_view fact_id) {
  return DatedKey(TagPrefix('v'), when, fact_id);
}
std::string RecordedIndexKey(uint64_t recorded_micros, std::string_view fact_id) {
  std::string key = TagPrefix('r');
  AppendKeyUint64(&key, recorded_micros);
  AppendKeyPacked(&key, fact_id);
  return key;
}
std::string DocumentIndexKey(std::string_view document_id, std::string_view fact_id) {
  return StringsKey('d', {document_id, fact_id});
}
std::string TermIndexKey(std::string_view word, When when, std::string_view fact_id) {
  return DatedKey(TaggedKey('w', word), when, fact_id);
}
std::string ConflictIndexKey(std::string_view fact_id) { return TaggedKey('c', fact_id); }
std::string LastingIndexKey(std::string_view scope, When when, std::string_view fact_id,
                            std::string_view role) {
  std::string key = DatedKey(TaggedKey('l', scope), when, fact_id);
  AppendKeyPacked(&key, role);
  return key;
}
std::string OriginsIndexKey(std::string_view scope, uint32_t origins, When when,
                            std::string_view fact_id) {
  std::string key = TaggedKey('o', scope);
  AppendKeyUint32(&key, std::numeric_limits<uint32_t>::max() - origins);
  return DatedKey(std::move(key), when, fact_id);
}

void AppendWhen(std::string* key, When when) {
  AppendKeyByte(key, when.has_value() ? 0 : 1);
  if (when.has_value()) AppendKeyInt64(key, *when);
}

int64_t CivilSeconds(absl::CivilSecond moment) { return moment - absl::CivilSecond(1970, 1, 1); }
absl::CivilSecond FromCivilSeconds(int64_t seconds) {
  return absl::CivilSecond(1970, 1, 1) + seconds;
}

}  // namespace dateline::query

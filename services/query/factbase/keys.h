// Keys of the fact base: which row of which key space holds what.
// The grammar in prose, with golden bytes: docs/formats/fact_base_keys.md.
//
// A versioned row is written under its key and a descending version (see
// versioned_rows.h); the functions here give keys without version.
// Thread-safe: only functions of their arguments.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_KEYS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_KEYS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "common/storage/ordered_store.h"

namespace dateline::query {

// Key spaces, in the order of FactBase::KeySpaceNames().
inline constexpr KeySpace kStateSpace = 0;       // One row; not versioned.
inline constexpr KeySpace kExtractionSpace = 1;  // Current extractions; not versioned.
inline constexpr KeySpace kIdentitySpace = 2;    // Identity graph; not versioned.
inline constexpr KeySpace kMergingSpace = 3;     // What merging goes by; not versioned.
inline constexpr KeySpace kDocumentSpace = 4;    // Versioned, as are all that follow.
inline constexpr KeySpace kEntitySpace = 5;
inline constexpr KeySpace kFactSpace = 6;  // Facts, each followed by its attestations.
inline constexpr KeySpace kFactIndexSpace = 7;
inline constexpr KeySpace kConflictSpace = 8;
inline constexpr KeySpace kStatisticsSpace = 9;
inline constexpr KeySpace kChangeSpace = 10;  // The change log; not versioned.
inline constexpr KeySpace kKeySpaceCount = 11;

// Tag and one string: the shape of most keys.
std::string TaggedKey(char tag, std::string_view text);
// What all keys with this tag start with.
std::string TagPrefix(char tag);

std::string StateKey();
std::string ExtractionKey(std::string_view document_id);
std::string DocumentKey(std::string_view document_id);
std::string ChangeKey(uint64_t sequence);
std::string CounterKey(std::string_view group, std::string_view name);
std::string CounterPrefix(std::string_view group);

// Identity graph.
std::string NodeKey(std::string_view node);
std::string LinkKey(std::string_view from, std::string_view to);
std::string LinkPrefix(std::string_view from);
std::string SpellingKey(std::string_view block, std::string_view node);
std::string SpellingPrefix(std::string_view block);
std::string NodeDocumentKey(std::string_view node, std::string_view document_id);
std::string NodeDocumentPrefix(std::string_view node);
// Words of names by what is left of them without some letters, see
// word_variants.h. Words stay when their last entity vanishes from the present:
// views of the past look them up too.
std::string WordRestKey(std::string_view rest, std::string_view word);
std::string WordRestPrefix(std::string_view rest);
// Pins, both ways round; `relation` is the number of a PinRelation.
std::string PinLinkKey(std::string_view node, uint32_t relation, std::string_view other);
std::string PinLinkPrefix(std::string_view node, uint32_t relation);
// Names whose use in a document a pin names.
std::string PinnedUseKey(std::string_view document_id, std::string_view name,
                         std::string_view pin_id);
std::string PinnedUsePrefix(std::string_view document_id);

// What merging goes by: accounts of blocks, tallies of facts that many documents
// attest, facts of functional predicates.
std::string AccountKey(std::string_view block, std::string_view signature);
std::string AccountPrefix(std::string_view block);
// Accounts by the names that they are filed under.
std::string FiledAccountKey(std::string_view block, uint32_t mark, std::string_view signature);
std::string FiledAccountPrefix(std::string_view block, uint32_t mark);
std::string TallyKey(std::string_view fact_id);
std::string FunctionalKey(std::string_view predicate, std::string_view subject_id,
                          std::string_view fact_id);
std::string FunctionalPrefix(std::string_view predicate, std::string_view subject_id);

// Entities.
std::string EntityKey(std::string_view entity_id);
std::string EntityRedirectKey(std::string_view entity_id);
std::string EntityNameKey(std::string_view from_word, uint32_t word, std::string_view folded_name,
                          std::string_view entity_id);
// All names, or words of names, that start with `folded_prefix`.
std::string EntityNamePrefix(std::string_view folded_prefix);
std::string ExternalIdKey(std::string_view external_id);
// By order of magnitude (base 2) of the documents that mention it, largest
// first. REQUIRES: documents > 0.
std::string EntityRankKey(uint32_t documents, std::string_view entity_id);
// What a document adds to the sums of an entity.
std::string MentionsKey(std::string_view document_id, std::string_view entity_id);
std::string MentionsPrefix(std::string_view document_id);
// The same pair the other way round: the documents of an entity.
std::string EntityDocumentKey(std::string_view entity_id, std::string_view document_id);
std::string EntityDocumentPrefix(std::string_view entity_id);
// The redirects that lead to an entity.
std::string MergedEntityKey(std::string_view target_id, std::string_view merged_id);
std::string MergedEntityPrefix(std::string_view target_id);
// Pins, and those that ever named a use in a document.
std::string PinKey(std::string_view pin_id);
std::string DocumentPinKey(std::string_view document_id, std::string_view pin_id);
std::string DocumentPinPrefix(std::string_view document_id);

// Facts.
std::string FactKey(std::string_view fact_id);
std::string FactRedirectKey(std::string_view fact_id);
std::string AttestationKey(std::string_view fact_id, std::optional<int64_t> published_seconds,
                           std::string_view document_id, uint32_t evidence_begin, uint32_t ordinal);
std::string AttestationPrefix(std::string_view fact_id);
std::string OriginLinkKey(std::string_view fact_id, std::string_view origin_key);
std::string OriginLinkPrefix(std::string_view fact_id);
std::string OriginGroupKey(std::string_view fact_id, std::string_view label);
std::string OriginGroupPrefix(std::string_view fact_id);
// What all rows of one fact start with.
std::string FactPrefix(std::string_view fact_id);
std::string ConflictKey(std::string_view conflict_id);
std::string EntityConflictKey(std::string_view entity_id, std::string_view conflict_id);
std::string EntityConflictPrefix(std::string_view entity_id);

// Indexes of facts. `when` is the start of valid time in CivilSeconds().
using When = std::optional<int64_t>;
std::string AllIndexKey(std::string_view fact_id);
std::string EntityIndexKey(std::string_view entity_id, When when, std::string_view fact_id,
                           std::string_view role);
std::string TypeIndexKey(std::string_view type, When when, std::string_view fact_id);
std::string KindIndexKey(std::string_view kind, When when, std::string_view fact_id);
std::string TimeIndexKey(When when, std::string_view fact_id);
std::string RecordedIndexKey(uint64_t recorded_micros, std::string_view fact_id);
std::string DocumentIndexKey(std::string_view document_id, std::string_view fact_id);
std::string TermIndexKey(std::string_view word, When when, std::string_view fact_id);
std::string ConflictIndexKey(std::string_view fact_id);
// Facts of a scope (see fact_rows.h) that last long or have no end.
std::string LastingIndexKey(std::string_view scope, When when, std::string_view fact_id,
                            std::string_view role);
// Facts of a scope with two origins or more, most first.
std::string OriginsIndexKey(std::string_view scope, uint32_t origins, When when,
                            std::string_view fact_id);

// Undated sorts last.
void AppendWhen(std::string* key, When when);

// Seconds since 1970-01-01T00:00:00 of the calendar, no zone.
int64_t CivilSeconds(absl::CivilSecond moment);
absl::CivilSecond FromCivilSeconds(int64_t seconds);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_KEYS_H_

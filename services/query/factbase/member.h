// A member: one fact of one document, with resolved entities. Members of equal
// block may be one fact (merging.h decides); of different blocks never.
//
// Values; thread-safe like any value.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_MEMBER_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_MEMBER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "common/fact/fact.h"

namespace dateline::query {

// Ties a report to its origin: reports with an equal key are of one origin.
struct OriginKey {
  enum class Kind : char { kAgency = '1', kDocument = '2', kPublisher = '3', kPassage = '4' };
  std::string key;   // First byte: Kind. Of a document, then when it was published.
  std::string name;  // For people, of agencies and documents; else empty.

  Kind kind() const { return static_cast<Kind>(key[0]); }
  friend auto operator<=>(const OriginKey&, const OriginKey&) = default;
};

// A place of an event that stands in a catalogue, or is named where a toll is.
struct CataloguedPlace {
  std::string entity_id;
  std::string scheme;  // "iso3166"; empty for one in no catalogue.
  friend auto operator<=>(const CataloguedPlace&, const CataloguedPlace&) = default;
};

struct Member {
  std::string block;
  uint32_t ordinal = 0;     // Among this document's members of the block.
  FactContent content;      // Resolved ids, the document's names.
  Attestation attestation;  // The same; document fields and evidence text set.
  std::vector<OriginKey> origin_keys;
  std::vector<CataloguedPlace> places;
  // Marks of the document's story (story.h); of a toll, also of what happened.
  std::vector<uint32_t> story;
  // Marks of names (story.h): members of the block that share none are not
  // compared. Of blocks too large to compare all (IsFiled), else empty.
  std::vector<uint32_t> filed_under;
  uint64_t recorded_micros = 0;
};

// When its document begins to be published, seconds since 1970-01-01T00:00:00 of
// the local calendar; nothing if that is not known.
std::optional<int64_t> PublicationOf(const Attestation& attestation);

// Calls `visit` for each entity of the content and its role: "subject",
// "object", a qualifier's name, "speaker", "addressee", "topic", an event role.
void ForEachEntityOf(
    const FactContent& content,
    absl::FunctionRef<void(std::string_view role, const EntityReference& entity)> visit);
void ForEachMutableEntityOf(FactContent& content,
                            absl::FunctionRef<void(EntityReference& entity)> visit);

// What decides whether two values are one: an entity's id, folded words, an
// exact time or number.
std::string ValueKey(const Value& value);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_MEMBER_H_

// Countries, their adjectives and peoples, capitals, large cities, regions of
// the world and well-known groups, by the words that name them.
//
//   const Gazetteer& gazetteer = Gazetteer::Default();
//   std::vector<std::string_view> words = {"Sri", "Lankan", "officials"};
//   if (auto match = gazetteer.Lookup(words)) {
//     match->tokens == 2; match->best().canonical == "Sri Lanka";
//     match->best().external_ids == {"iso3166:LK"}; match->best().adjectival;
//   }
//
// The data is compiled in; docs/formats/gazetteer.md says where it comes from.
// Immutable once created; thread-safe. Entries live as long as the gazetteer.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_GAZETTEER_GAZETTEER_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_GAZETTEER_GAZETTEER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/fact/fact.h"

namespace dateline::nlp {

// What a form is to what it names. In order of preference where one form has
// several readings.
enum class GazetteerKind : uint8_t {
  kCountry,          // "Chile", "the Republic of Chile"
  kAdjective,        // "Chilean"; may also be one or more of its people
  kDemonym,          // "Chileans", "Spaniard"
  kCapital,          // "Santiago"
  kRegion,           // "Central America", "Red Sea", "Europe"
  kRegionAdjective,  // "European"
  kState,            // "Ontario", "Scotland": has a government, is no country
  kStateAdjective,   // "Scottish"
  kCity,             // "Valparaíso"
  kGroup,            // "Buddhist", "Basques": no country's people
};

struct GazetteerEntry {
  std::string form;       // As news text has it: "St. Lucia".
  std::string canonical;  // "Saint Lucia"; for an adjective, that of its country.
  GazetteerKind kind = GazetteerKind::kCountry;
  // GPE, LOCATION (regions) or GROUP. Adjectives and demonyms have the type of
  // what they refer to.
  EntityType type = EntityType::kGpe;
  // "iso3166:LC", "geonames:3576812"; empty for regions and groups.
  std::vector<std::string> external_ids;
  // Inhabitants; 0 for all but cities and capitals.
  int64_t population = 0;
  // More often something else, such as a first name, a surname or a common
  // word, or one of several places of that name: wants support from context.
  bool ambiguous = false;
  // Matches in capitals only ("US", never "us" or "Us").
  bool acronym = false;
  // Refers without naming: kAdjective, kDemonym, kRegionAdjective,
  // kStateAdjective and kGroup.
  bool adjectival = false;
};

// What the longest matching words may name, the preferred reading first.
struct GazetteerMatch {
  uint32_t tokens = 0;                          // Tokens matched, at least 1.
  std::vector<const GazetteerEntry*> readings;  // Never empty.
  const GazetteerEntry& best() const { return *readings.front(); }
};

class Gazetteer {
 public:
  // The compiled-in data. Built on first use (a few milliseconds); never
  // destroyed.
  static const Gazetteer& Default();

  // Reads the format of docs/formats/gazetteer.md. INVALID_ARGUMENT that names
  // the line if it is malformed.
  static absl::StatusOr<std::unique_ptr<const Gazetteer>> Create(std::string_view data);

  // The longest entry that starts with the first token and ends with some
  // token. Give it the tokens from a position to the end of the sentence: it
  // reads only as far as an entry may reach. Letter case counts: where the form
  // has a capital letter, the text must have one ("turkey" matches nothing);
  // texts all in capitals match too. Accents, hyphens and full stops do not
  // count. A leading article is not part of a form, except "The Hague",
  // "the West" and the like: look up at the next token. REQUIRES: UTF-8.
  std::optional<GazetteerMatch> Lookup(absl::Span<const std::string_view> tokens) const;

  // Entries with exactly this name, whatever its letter case (but acronyms in
  // capitals only); a leading "the" is dropped. The preferred reading first.
  std::vector<const GazetteerEntry*> Find(std::string_view name) const;

  const std::vector<GazetteerEntry>& entries() const { return entries_; }

 private:
  Gazetteer() = default;
  absl::Status AddLine(std::string_view line, int number);
  void BuildIndex();
  const std::vector<uint32_t>* EntriesOf(const std::string& key) const;

  std::vector<GazetteerEntry> entries_;
  // Folded form, words separated by a space -> entries, preferred first.
  std::unordered_map<std::string, std::vector<uint32_t>> by_key_;
  // First word of a key -> words in its longest key.
  std::unordered_map<std::string, uint32_t> longest_;
};

// "country", "region_adjective": the names in the data file.
std::string_view NameOf(GazetteerKind kind);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_GAZETTEER_GAZETTEER_H_

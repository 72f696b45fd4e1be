#include "services/extraction/nlp/names/place_matcher.h"

#include <algorithm>

#include "services/extraction/nlp/gazetteer/gazetteer.h"
#include "services/extraction/nlp/lexicon/lexicon.h"

namespace dateline::nlp {
namespace {

constexpr uint32_t kLongestPlace = 8;

// Ambiguous names want a preposition of place or a comma and another name.
bool HasPlaceContext(const AnnotatedDocument& document, uint32_t begin) {
  if (begin == 0) return false;
  const std::string before = LowerCase(document.Form(begin - 1));
  return before == "in" || before == "from" || before == "near" || before == "to" ||
         before == "at" || before == "of" || before == "and" || before == "between";
}

}  // namespace

std::optional<PlaceMatch> MatchPlace(const AnnotatedDocument& document, uint32_t begin,
                                     uint32_t end) {
  if (begin >= end || !StartsUpper(document.Form(begin))) return std::nullopt;
  std::vector<std::string_view> forms;
  for (uint32_t i = begin; i < std::min(end, begin + kLongestPlace); ++i) {
    forms.push_back(document.Form(i));
  }
  const auto match = Gazetteer::Default().Lookup(forms);
  if (!match.has_value()) return std::nullopt;
  const GazetteerEntry& entry = match->best();
  if (entry.ambiguous && !HasPlaceContext(document, begin)) {
    // "America" and other countries are worth the risk, cities are not.
    const bool country = entry.kind == GazetteerKind::kCountry && match->tokens == 1 &&
                         begin + 1 == end && !entry.acronym;
    if (!country && entry.kind != GazetteerKind::kCapital) return std::nullopt;
    if (!country && end - begin > 1) return std::nullopt;
  }
  PlaceMatch place;
  place.length = match->tokens;
  place.canonical = entry.canonical.empty() ? entry.form : entry.canonical;
  place.type = entry.type;
  place.adjectival = entry.adjectival;
  place.country = entry.kind == GazetteerKind::kCountry;
  place.external_ids = entry.external_ids;
  return place;
}

}  // namespace dateline::nlp

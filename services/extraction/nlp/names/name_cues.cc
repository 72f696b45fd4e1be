#include "services/extraction/nlp/names/name_cues.h"

#include <unordered_set>

#include "services/extraction/nlp/gazetteer/gazetteer.h"

namespace dateline::nlp {

bool IsProperBody(std::string_view lower) {
  static const auto* const kProper = new std::unordered_set<std::string_view>{
      "kremlin", "pentagon",  "bundestag", "duma",       "knesset",  "majlis", "sejm",
      "taliban", "hezbollah", "hamas",     "parliament", "congress", "senate", "treasury"};
  return kProper->contains(lower);
}

bool IsVesselNoun(std::string_view lower) {
  static const auto* const kNouns = new std::unordered_set<std::string_view>{
      "ferry", "tanker", "frigate", "ship",      "vessel",   "destroyer", "submarine",
      "boat",  "yacht",  "trawler", "freighter", "corvette", "cruiser",   "carrier"};
  return kNouns->contains(lower);
}

bool IsPairOfPlaces(std::string_view form) {
  const size_t hyphen = form.find('-');
  if (hyphen == std::string_view::npos) return false;
  const std::string_view words[] = {form.substr(0, hyphen)};
  return Gazetteer::Default().Lookup(words).has_value();
}

}  // namespace dateline::nlp

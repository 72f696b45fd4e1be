#include "services/extraction/nlp/names/name_cues.h"

#include <unordered_map>
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

std::string_view StateOfPostalCode(std::string_view form) {
  static const auto* const kStates = new std::unordered_map<std::string_view, std::string_view>{
      {"AL", "Alabama"},        {"AK", "Alaska"},        {"AZ", "Arizona"},
      {"AR", "Arkansas"},       {"CA", "California"},    {"CO", "Colorado"},
      {"CT", "Connecticut"},    {"DE", "Delaware"},      {"FL", "Florida"},
      {"GA", "Georgia"},        {"HI", "Hawaii"},        {"ID", "Idaho"},
      {"IL", "Illinois"},       {"IN", "Indiana"},       {"IA", "Iowa"},
      {"KS", "Kansas"},         {"KY", "Kentucky"},      {"LA", "Louisiana"},
      {"ME", "Maine"},          {"MD", "Maryland"},      {"MA", "Massachusetts"},
      {"MI", "Michigan"},       {"MN", "Minnesota"},     {"MS", "Mississippi"},
      {"MO", "Missouri"},       {"MT", "Montana"},       {"NE", "Nebraska"},
      {"NV", "Nevada"},         {"NH", "New Hampshire"}, {"NJ", "New Jersey"},
      {"NM", "New Mexico"},     {"NY", "New York"},      {"NC", "North Carolina"},
      {"ND", "North Dakota"},   {"OH", "Ohio"},          {"OK", "Oklahoma"},
      {"OR", "Oregon"},         {"PA", "Pennsylvania"},  {"RI", "Rhode Island"},
      {"SC", "South Carolina"}, {"SD", "South Dakota"},  {"TN", "Tennessee"},
      {"TX", "Texas"},          {"UT", "Utah"},          {"VT", "Vermont"},
      {"VA", "Virginia"},       {"WA", "Washington"},    {"WV", "West Virginia"},
      {"WI", "Wisconsin"},      {"WY", "Wyoming"}};
  const auto found = kStates->find(form);
  return found == kStates->end() ? std::string_view() : found->second;
}

}  // namespace dateline::nlp

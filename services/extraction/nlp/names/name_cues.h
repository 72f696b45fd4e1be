// Words beside or in a name that tell what it names. Part of the name stage.
// Thread-safe: constant tables.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_NAMES_NAME_CUES_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_NAMES_NAME_CUES_H_

#include <string_view>

namespace dateline::nlp {

// "kremlin", "parliament": one word that names a body by itself.
bool IsProperBody(std::string_view lower);

// "ferry", "frigate": a name after it is a vessel's.
bool IsVesselNoun(std::string_view lower);

// "Peruvian-Chilean": two places, names neither.
bool IsPairOfPlaces(std::string_view form);

// The state of the United States that the Postal Service writes so: "CA" is
// "California". "" for others.
std::string_view StateOfPostalCode(std::string_view form);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_NAMES_NAME_CUES_H_

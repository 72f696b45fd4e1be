// Finds names of countries, peoples, cities and parts of the world.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_NAMES_PLACE_MATCHER_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_NAMES_PLACE_MATCHER_H_

#include <optional>
#include <string>
#include <vector>

#include "services/extraction/nlp/annotated_document.h"

namespace dateline::nlp {

// A place or people that a gazetteer or the list of regions knows.
struct PlaceMatch {
  uint32_t length = 0;  // Tokens.
  std::string canonical;
  EntityType type = EntityType::kGpe;
  bool adjectival = false;
  bool country = false;
  std::vector<std::string> external_ids;
};

// The longest place name that starts at `begin` and ends before `end`, written
// with capitals. Thread-safe.
std::optional<PlaceMatch> MatchPlace(const AnnotatedDocument& document, uint32_t begin,
                                     uint32_t end);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_NAMES_PLACE_MATCHER_H_

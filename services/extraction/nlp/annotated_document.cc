#include "services/extraction/nlp/annotated_document.h"

#include <algorithm>
#include <iterator>

namespace dateline::nlp {

const Sentence* AnnotatedDocument::SentenceOf(uint32_t token) const {
  const auto after =
      std::upper_bound(sentences.begin(), sentences.end(), token,
                       [](uint32_t t, const Sentence& s) { return t < s.tokens.begin; });
  return after == sentences.begin() ? nullptr : &*std::prev(after);
}

EntityType EntityTypeOf(NameType type) {
  switch (type) {
    case NameType::kPerson:
      return EntityType::kPerson;
    case NameType::kOrganization:
      return EntityType::kOrganization;
    case NameType::kLocation:
      return EntityType::kLocation;
    case NameType::kFacility:
      return EntityType::kFacility;
    case NameType::kNorp:
      return EntityType::kGroup;
    case NameType::kProduct:
      return EntityType::kProduct;
    default:
      return EntityType::kUnspecified;
  }
}

std::string_view NameOf(NameType type) {
  switch (type) {
    case NameType::kPerson:
      return "Person";
    case NameType::kOrganization:
      return "Organization";
    case NameType::kLocation:
      return "Location";
    case NameType::kFacility:
      return "Facility";
    case NameType::kNorp:
      return "NORP";
    case NameType::kDate:
      return "Date";
    case NameType::kMoney:
      return "Money";
    case NameType::kProduct:
      return "Product";
    case NameType::kMisc:
      return "Misc";
  }
  return "Misc";
}

}  // namespace dateline::nlp

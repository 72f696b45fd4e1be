#include "services/extraction/nlp/annotated_document.h"

namespace dateline::nlp {

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

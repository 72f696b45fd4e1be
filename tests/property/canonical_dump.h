// Everything a FactBaseView shows, as text: two fact bases are the same if
// their dumps are. Moments of recording are left out, they are history.
#ifndef DATELINE_TESTS_PROPERTY_CANONICAL_DUMP_H_
#define DATELINE_TESTS_PROPERTY_CANONICAL_DUMP_H_

#include <string>

#include "services/query/factbase/fact_base_view.h"

namespace dateline {

// Fails the current test on an error.
std::string CanonicalDump(const query::FactBaseView& view);

}  // namespace dateline

#endif  // DATELINE_TESTS_PROPERTY_CANONICAL_DUMP_H_

// Articles that a page describes in JSON-LD (schema.org).
//
//   std::vector<LinkedArticle> articles;
//   ReadLinkedData(script_code, articles);
//
// Lenient with what pages get wrong: raw line ends in strings, comments around the
// code, lists where one value belongs. What does not parse is passed over.
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_LINKED_DATA_H_
#define DATELINE_SERVICES_INGEST_CORE_LINKED_DATA_H_

#include <string_view>
#include <vector>

#include "services/ingest/core/page_markup.h"

namespace dateline::ingest {

// Appends what one script element describes.
void ReadLinkedData(std::string_view code, std::vector<LinkedArticle>& articles);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_LINKED_DATA_H_

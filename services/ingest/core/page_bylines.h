// Who a page says wrote its article.
//
//   FindPageBylines(tree, markup, place)     // {"Ana Brook", "Tom Vale"}
//
// Markup made for machines is believed before what stands visibly by the headline.
// Names only: without "By", offices, addresses, dates. Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_PAGE_BYLINES_H_
#define DATELINE_SERVICES_INGEST_CORE_PAGE_BYLINES_H_

#include <string>
#include <string_view>
#include <vector>

#include "services/ingest/core/html_metadata.h"

namespace dateline::ingest {

// `place.headline` must have been found.
std::vector<std::string> FindPageBylines(const HtmlTree& tree, const PageMarkup& markup,
                                         const ArticlePlace& place);

// The names in a credit: "By Ana Brook and Tom Vale, Harbour Post" gives Ana Brook and
// Tom Vale. A credit that names nobody in particular ("Staff") is one name.
std::vector<std::string> NamesInCredit(std::string_view credit);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_PAGE_BYLINES_H_

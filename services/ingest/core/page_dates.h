// When a page says its article was published and last changed.
//
//   const PageDates dates = FindPageDates(tree, markup, uri, place);
//   dates.published->ToEdtf()          // "2021-08-20"
//
// Markup made for machines is believed before what stands visibly by the headline,
// that before the date in an address. Dates outside the years 1800 to 2199 and days
// that do not exist are not dates. Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_PAGE_DATES_H_
#define DATELINE_SERVICES_INGEST_CORE_PAGE_DATES_H_

#include <optional>
#include <string_view>

#include "common/time/time_interval.h"
#include "services/ingest/core/html_metadata.h"

namespace dateline::ingest {

struct PageDates {
  std::optional<TimeInterval> published;
  std::optional<TimeInterval> updated;
  // Only the date of a change was found: it stands in `published`.
  bool published_is_update = false;
};

// `place.headline` must have been found.
PageDates FindPageDates(const HtmlTree& tree, const PageMarkup& markup, std::string_view uri,
                        const ArticlePlace& place);

// A date as markup gives it: ISO 8601 in its many misspellings ("2021-08-20
// 09:30:00 +0200", "20210820"), or as newspapers print it.
std::optional<TimeInterval> ReadPageDate(std::string_view text);

// Year, month and day in the path of an address ("/2021/08/20/", "2021-08-20").
std::optional<TimeInterval> DateInAddress(std::string_view address);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_PAGE_DATES_H_

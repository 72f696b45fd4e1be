// Dates as feeds and exports write them.
//
//   ReadItemDate("Fri, 20 Aug 2021 09:30:00 +0200").date     // "2021-08-20T09:30:00+02:00"
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_COLLECTIONS_ITEM_DATES_H_
#define DATELINE_SERVICES_INGEST_COLLECTIONS_ITEM_DATES_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace dateline::ingest {

struct ItemDate {
  std::string date;  // As ArticleMetadata.published_at; empty for no date.
  // It is a date, but of a year in which nothing was published (article_reader.h); left
  // out.
  bool implausible = false;
};

// ISO 8601 in its many misspellings, RFC 822, or as newspapers print it.
ItemDate ReadItemDate(std::string_view text);

// Empty outside the years of publication.
std::string DateOfUnixSeconds(int64_t seconds);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_COLLECTIONS_ITEM_DATES_H_

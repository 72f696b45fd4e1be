// A timeline as one web page to look at: no other file, no network, no server.
//
// Shows how many events there are when, and each event with who took part, its
// status as it was reported, how many independent origins it has, and the words
// of its reports. Searching and hiding work in the page. Pure; thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_TIMELINE_PAGE_H_
#define DATELINE_TOOLS_DATELINE_TIMELINE_PAGE_H_

#include <string>
#include <string_view>
#include <vector>

#include "dateline/query/v1/query.pb.h"

namespace dateline::cli {

// What a timeline shows, over all its pages.
struct TimelineContent {
  std::vector<query::v1::TimelineEntry> entries;
  // In the order of `entries`; none if they are not summed up.
  std::vector<query::v1::TimelineBucket> buckets;
};

// `title` is for people. REQUIRES: there are buckets unless there are no entries.
std::string TimelinePage(std::string_view title, const TimelineContent& timeline);

// Adds a page of an answer: a stretch that goes on in it stays one.
void AppendTimeline(query::v1::GetTimelineResponse& page, TimelineContent& timeline);

// Keeps the first `count` entries.
void TruncateTimeline(size_t count, TimelineContent& timeline);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_TIMELINE_PAGE_H_

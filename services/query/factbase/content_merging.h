// One content from what several documents say of one fact. Pure; the order of
// `contents` does not matter. Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_CONTENT_MERGING_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_CONTENT_MERGING_H_

#include <cstdint>
#include <vector>

#include "common/fact/fact.h"

namespace dateline::query {

// One thing that is said of a fact, and how many members say it so.
struct CountedContent {
  const FactContent* content = nullptr;
  uint32_t times = 1;
};

// Of each value the most used form, ties by bytes. Entities without name and
// type. REQUIRES: not empty; contents of one fact.
FactContent MergeContents(const std::vector<CountedContent>& contents);

// The time of a relation: from the earliest stated start to the latest stated
// end. Of anything else: the narrowest stated time, ties by start.
std::optional<TimeInterval> MergeTimes(FactKind kind, const std::vector<TimeInterval>& times);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_CONTENT_MERGING_H_

// What an article says about itself: headline, authors, outlet, date.
//
//   FoundMetadata found = FindMetadata(
//       "Ferry service resumes\n\nBy Ana Brook, for Harbour Post – August 20, 2021\n\n...");
//   found.publisher == "Harbour Post"
//
// Looks only at the head of the article, and for the outlet also at its foot,
// and leaves a field empty rather than guess: a wrong outlet is worse than none,
// for corroboration counts outlets. Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_METADATA_FINDER_H_
#define DATELINE_SERVICES_INGEST_CORE_METADATA_FINDER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/fact/fact.h"
#include "common/time/time_interval.h"

namespace dateline::ingest {

struct FoundMetadata {
  std::string title;
  std::vector<std::string> bylines;
  std::string publisher;
  std::optional<TimeInterval> published_at;
  bool published_at_is_update = false;  // Only the date of an update was found.
  std::optional<TimeInterval> updated_at;
  std::string section;
  std::string canonical_url;
  std::string language;  // As a page declares it; text alone declares none.
  std::vector<DocumentWarning> warnings;
};

// REQUIRES: `text` is canonical text (text_canonicalizer.h).
FoundMetadata FindMetadata(std::string_view text);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_METADATA_FINDER_H_

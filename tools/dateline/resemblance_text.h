// What documents are to each other, in words.
//
//   ResemblanceText(ingest::v1::RESEMBLANCE_KIND_SYNDICATED)   // "copy"
//
// Thread-safe: pure functions.
#ifndef DATELINE_TOOLS_DATELINE_RESEMBLANCE_TEXT_H_
#define DATELINE_TOOLS_DATELINE_RESEMBLANCE_TEXT_H_

#include <string>
#include <string_view>

#include "dateline/ingest/v1/ingest.pb.h"

namespace dateline::cli {

// "duplicate", "revision", "copy", "none"; empty while it is not known.
std::string ResemblanceText(ingest::v1::ResemblanceKind kind);

// The other way round; UNSPECIFIED for anything else.
ingest::v1::ResemblanceKind ResemblanceFromText(std::string_view text);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_RESEMBLANCE_TEXT_H_

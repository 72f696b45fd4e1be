// Evidence marked in the text around it.
//
//   MarkEvidence({100, "Ana Ruiz was born in 1960."}, {{121, 125}}, terminal)
//       == "Ana Ruiz was born in [[1960]]."
//
// Pure functions; thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_EVIDENCE_MARKS_H_
#define DATELINE_TOOLS_DATELINE_EVIDENCE_MARKS_H_

#include <string>
#include <string_view>
#include <vector>

#include "common/text/byte_span.h"
#include "tools/dateline/terminal.h"

namespace dateline::cli {

// A stretch of a document; `begin` is where it starts there.
struct PassageText {
  uint32_t begin = 0;
  std::string_view text;
};

// The passage with the spans (in bytes of the document) marked: in colour where
// the terminal has colours, with [[ and ]] otherwise. Spans may come in any
// order, overlap and reach beyond the passage; what lies outside is left out.
std::string MarkEvidence(const PassageText& passage, std::vector<ByteSpan> spans,
                         const Terminal& terminal);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_EVIDENCE_MARKS_H_

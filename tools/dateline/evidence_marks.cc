#include "tools/dateline/evidence_marks.h"

#include <algorithm>

#include "common/base/strings.h"
#include "common/text/utf8.h"

namespace dateline::cli {
namespace {

// The parts of the spans that lie in the passage, counted from its begin,
// sorted, those that touch or overlap joined.
std::vector<ByteSpan> InPassage(const PassageText& passage, std::vector<ByteSpan> spans) {
  std::sort(spans.begin(), spans.end());
  const auto size = static_cast<uint32_t>(passage.text.size());
  std::vector<ByteSpan> joined;
  for (const ByteSpan& span : spans) {
    const uint32_t begin = span.begin > passage.begin ? span.begin - passage.begin : 0;
    const uint32_t end = span.end > passage.begin ? std::min(span.end - passage.begin, size) : 0;
    if (begin >= end || !IsCharacterBoundary(passage.text, begin) ||
        !IsCharacterBoundary(passage.text, end)) {
      continue;
    }
    if (!joined.empty() && begin <= joined.back().end) {
      joined.back().end = std::max(joined.back().end, end);
    } else {
      joined.push_back({begin, end});
    }
  }
  return joined;
}

}  // namespace

std::string MarkEvidence(const PassageText& passage, std::vector<ByteSpan> spans,
                         const Terminal& terminal) {
  std::string out;
  uint32_t at = 0;
  for (const ByteSpan& span : InPassage(passage, std::move(spans))) {
    out += SafeForTerminal(passage.text.substr(at, span.begin - at));
    const std::string marked = SafeForTerminal(span.In(passage.text));
    out +=
        terminal.colour() ? terminal.Paint(Style::kHighlight, marked) : StrCat("[[", marked, "]]");
    at = span.end;
  }
  out += SafeForTerminal(passage.text.substr(at));
  return out;
}

}  // namespace dateline::cli

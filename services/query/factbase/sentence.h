// The sentence of a passage in which something stands, found by its marks alone:
// what two documents have word for word is cut alike in both.
//
//   SentenceAround("It rained. Two piers broke. All fled.", {11, 20}).In(passage)
//       == "Two piers broke."
//
// English. Deterministic; thread-safe: pure functions.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_SENTENCE_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_SENTENCE_H_

#include <string_view>

#include "common/text/byte_span.h"

namespace dateline::query {

// From the end of one sentence to the end of another, so that `span` lies
// within, without white space at the ends. REQUIRES: `span` lies in `passage`.
ByteSpan SentenceAround(std::string_view passage, ByteSpan span);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_SENTENCE_H_

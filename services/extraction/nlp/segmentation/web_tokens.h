// Addresses and signs of the web that are one token each: "www.example.org/a-b",
// "ana@example.org", "@handle", "#Tag", ":-)".
//
// Private to segmentation. Thread-safe: pure function.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_WEB_TOKENS_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_WEB_TOKENS_H_

#include <cstddef>
#include <string_view>

namespace dateline::nlp {

// Bytes of the address, handle, tag or smiley that `text` begins with; 0 if it
// begins with none. Looks at most at a few hundred bytes beyond what it takes.
// REQUIRES: `text` begins where a token begins.
size_t WebTokenLength(std::string_view text);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_WEB_TOKENS_H_

// What can be counted in the text of one block, whatever stands around it.
//
//   BlockText text = CountBlockText("The ferry sails again, the mayor said.", 0);
//   text.words == 7;  text.ends_sentence;  text.is_prose == false;    // too short
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_BLOCK_TEXT_H_
#define DATELINE_SERVICES_INGEST_CORE_BLOCK_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "services/ingest/core/block_vocabulary.h"

namespace dateline::ingest {

struct BlockText {
  int32_t words = 0;
  int32_t link_words = 0;  // Estimated from the bytes in links.
  int32_t word_bytes = 0;
  int32_t sentence_ends = 0;  // Full stops, question and exclamation marks before a space.
  int32_t commas = 0;
  int32_t capitalised = 0;  // Words that start with an ASCII capital.
  int32_t function_words = 0;
  int32_t numbers = 0;     // Words that start with a digit.
  int32_t separators = 0;  // "|", "•", "»", "/" and the like.
  bool ends_sentence = false;
  bool ends_colon = false;
  bool ends_question = false;
  bool starts_upper = false;
  bool all_capitals = false;
  // A paragraph of running text with few links.
  bool is_prose = false;
  PhraseGroupSet phrases = 0;  // Of its start and end, where boilerplate shows.
};

// `link_bytes` is how much of `text` is in links.
BlockText CountBlockText(std::string_view text, uint32_t link_bytes);

// Words in lower case (of ASCII): runs of letters, digits and what is not ASCII,
// but for quotation marks and dashes.
void ForEachWord(std::string_view text, absl::FunctionRef<void(std::string_view)> visit);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_BLOCK_TEXT_H_

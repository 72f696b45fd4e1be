// Sentences in, open propositions out: what `dateline extract --format=openie`
// reads and writes.
//
// One sentence a line, its tokens separated by spaces and kept as given; treebank
// escapes ("-LRB-", "``") are understood. For each proposition of a sentence a
// line, columns separated by tabs:
//
//   SENTENCE  CONFIDENCE  RELATION  SUBJECT  OBJECT ...
//
// SENTENCE is the line as it was read, phrases are made of its tokens. Empty
// lines are skipped. Works in batches, so that a long file streams through.
#ifndef DATELINE_TOOLS_DATELINE_OPENIE_SENTENCES_H_
#define DATELINE_TOOLS_DATELINE_OPENIE_SENTENCES_H_

#include <functional>
#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/extraction/core/extractor.h"

namespace dateline::cli {

// The propositions of each of some tokenised sentences.
using PropositionReader =
    std::function<absl::StatusOr<std::vector<std::vector<extraction::Proposition>>>(
        const std::vector<std::vector<std::string>>& sentences)>;

// Longest line that is read, in bytes.
inline constexpr size_t kMaxSentenceBytes = 1024 * 1024;

// Reads `in` to its end. INVALID_ARGUMENT with the number of the line that is
// not UTF-8, too long, or holds tabs or other control characters; what came
// before it has been written then. Errors of `read` as they are.
absl::Status WriteOpenPropositions(std::istream& in, const PropositionReader& read,
                                   std::ostream& out);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_OPENIE_SENTENCES_H_

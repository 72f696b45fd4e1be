// Annotations as CoNLL-U, as `token TAB label` lines and as text in colours,
// and given tokens read back from the first two.
//
// Files with given tokens keep their lines: what is written has one line for
// each line that was read, in the same order, so that it can be laid beside the
// file it came from. Pure functions; thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_CONLLU_IO_H_
#define DATELINE_TOOLS_DATELINE_CONLLU_IO_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "dateline/extraction/v1/extraction.pb.h"
#include "tools/dateline/terminal.h"

namespace dateline::cli {

// What a line of a file with given tokens is.
struct GivenLine {
  enum class Kind {
    kWord,   // A token.
    kBreak,  // An empty line: ends a sentence.
    kOther,  // A comment, a multiword range, an empty node: copied as it is.
  };
  Kind kind = Kind::kOther;
  std::vector<std::string> fields;  // Of kWord: the columns.
  std::string text;                 // Of kOther: the line.
};

// A file with given tokens.
struct GivenFile {
  std::vector<GivenLine> lines;
  extraction::v1::GivenTokens tokens;  // Sentences without words are left out.
};

// Reads CoNLL-U. INVALID_ARGUMENT with the line number for a line with too few
// columns or an empty form.
absl::StatusOr<GivenFile> ReadConllu(std::string_view content);

// Reads one token a line, empty lines between sentences; columns after a tab
// are passed over.
absl::StatusOr<GivenFile> ReadTokenLines(std::string_view content);

// CoNLL-U. MISC holds SpaceAfter=No, the bytes of the token in the text
// ("TokenRange=3:8") and the name label ("NER=B-Person") unless it is "O".
std::string WriteConllu(const extraction::v1::AnnotateResponse& annotation);

// `token TAB label` lines, empty lines between sentences.
std::string WriteTokenLabels(const extraction::v1::AnnotateResponse& annotation);

// The lines of `file` with the annotation's columns filled in. Columns that the
// extractor has no value for keep the file's. INTERNAL if the annotation does
// not have the file's tokens.
absl::StatusOr<std::string> FillConllu(const GivenFile& file,
                                       const extraction::v1::AnnotateResponse& annotation);
absl::StatusOr<std::string> FillTokenLabels(const GivenFile& file,
                                            const extraction::v1::AnnotateResponse& annotation);

// The text with names and times in colour, or as "[Ana Ruiz PERSON]" where
// there are none; one sentence a line.
std::string WriteView(const extraction::v1::AnnotateResponse& annotation, const Terminal& terminal);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_CONLLU_IO_H_

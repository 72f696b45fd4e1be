// Files and folders named on a command line.
//
//   DATELINE_ASSIGN_OR_RETURN(auto files, CollectInputFiles({"articles", "one.html"}));
//   for (const InputFile& file : files) ... ReadInput(file.path) ...
//
// "-" is standard input. Functions; thread-safe but for standard input.
#ifndef DATELINE_TOOLS_DATELINE_INPUT_FILES_H_
#define DATELINE_TOOLS_DATELINE_INPUT_FILES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace dateline::cli {

struct InputFile {
  // As named on the command line, or found below a folder named there, without
  // "." and ".." where they say nothing: the document's URI.
  std::string path;
  // By the name's extension, with or without .gz or .zst behind it: text/html,
  // text/plain, message/rfc822 (.eml), or of a collection application/jsonl (.jsonl,
  // .ndjson), application/warc, or a feed's (.rss, .atom, .rdf, .xml). Empty for others and
  // for standard input: told by content.
  std::string media_type;
};

// Files as they are; folders with all files of a known extension below them,
// sorted by path, hidden ones left out. NOT_FOUND for a path that is not there
// and for a folder without such files.
absl::StatusOr<std::vector<InputFile>> CollectInputFiles(const std::vector<std::string>& paths);

// See InputFile.media_type.
std::string MediaTypeOfPath(const std::string& path);

// All bytes of a file, or of standard input for "-". NOT_FOUND, or
// PERMISSION_DENIED with what the system says.
absl::StatusOr<std::string> ReadInput(const std::string& path);

// Writes a file whole, making its folder; replaces what was there.
absl::Status WriteOutput(const std::string& path, std::string_view content);

// "a" for "dir/a.txt".
std::string StemOf(const std::string& path);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_INPUT_FILES_H_

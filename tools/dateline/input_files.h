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
  // "text/html" for .html, .htm and .xhtml, "application/jsonl" for .jsonl and
  // .ndjson and for standard input, "text/plain" for .txt and .text; else empty.
  std::string media_type;
};

// Files as they are; folders with all articles and .jsonl files below them,
// sorted by path, hidden ones left out. NOT_FOUND for a path that is not there
// and for a folder without articles.
absl::StatusOr<std::vector<InputFile>> CollectInputFiles(const std::vector<std::string>& paths);

// All bytes of a file, or of standard input for "-". NOT_FOUND, or
// PERMISSION_DENIED with what the system says.
absl::StatusOr<std::string> ReadInput(const std::string& path);

// Writes a file whole, making its folder; replaces what was there.
absl::Status WriteOutput(const std::string& path, std::string_view content);

// "a" for "dir/a.txt".
std::string StemOf(const std::string& path);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_INPUT_FILES_H_

// Makes patterns that run of pattern files as they are written.
//
//   PatternCompiler compiler;
//   DATELINE_RETURN_IF_ERROR(compiler.AddFile("aid.textproto", text));
//   DATELINE_ASSIGN_OR_RETURN(std::vector<CompiledPattern> patterns, compiler.Compile());
//
// Files may use each other's word lists, in any order. All errors are
// INVALID_ARGUMENT with PATTERN_INVALID and name file, pattern and field.
//
// Not thread-safe; what it makes is.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_COMPILER_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_COMPILER_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "dateline/patterns/v1/pattern.pb.h"
#include "services/extraction/patterns/language/pattern.h"

namespace dateline::patterns {

// What the compiler makes: the patterns in the order of the files, and the
// lists that the fillers of arguments use.
struct CompiledPatterns {
  std::vector<CompiledPattern> patterns;
  std::map<std::string, WordList> lists;
};

class PatternCompiler {
 public:
  // Reads one file; `name` stands in errors.
  absl::Status AddFile(std::string_view name, std::string_view text);

  // Compiles all files together.
  absl::StatusOr<CompiledPatterns> Compile() const;

 private:
  struct File {
    std::string name;
    ::dateline::patterns::v1::PatternFile content;
  };

  std::vector<File> files_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_COMPILER_H_

// What `dateline ingest` is given, as a stream of submissions.
//
// Files are read one after the other as they are needed; .jsonl files and
// standard input give one document a line. Not thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_INGEST_SOURCES_H_
#define DATELINE_TOOLS_DATELINE_INGEST_SOURCES_H_

#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/dateline/input_files.h"
#include "tools/dateline/submitter.h"

namespace dateline::cli {

// What holds for all documents that do not say it themselves.
struct SubmissionDefaults {
  std::string publisher;
  std::string published_at;
};

class IngestSource {
 public:
  // Told of input that cannot be sent: where, and why.
  using Refuse = std::function<void(std::string_view label, std::string_view why)>;

  IngestSource(std::vector<InputFile> files, SubmissionDefaults defaults, Refuse refuse)
      : files_(std::move(files)), defaults_(std::move(defaults)), refuse_(std::move(refuse)) {}

  // The next document; nothing at the end.
  std::optional<Submission> Next();

 private:
  std::optional<Submission> NextLine();
  std::optional<Submission> OneFile(const InputFile& file);
  bool Check(const Submission& submission) const;
  void AddDefaults(ingest::v1::RawDocument& document) const;

  std::vector<InputFile> files_;
  SubmissionDefaults defaults_;
  Refuse refuse_;
  size_t next_file_ = 0;
  // The file of lines that is being read, if one is.
  std::ifstream file_;
  std::istream* lines_ = nullptr;
  std::string lines_path_;
  size_t line_number_ = 0;
};

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_INGEST_SOURCES_H_

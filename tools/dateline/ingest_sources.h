// What `dateline ingest` is given, as a stream of submissions.
//
//   IngestSource source(std::move(files), options, refuse, remark);
//   while (std::optional<Submission> submission = source.Next()) ...
//
// Files are read one after the other as they are needed, and what holds many documents
// (feeds, WARC files, JSON Lines) as it goes, in flat memory. Not thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_INGEST_SOURCES_H_
#define DATELINE_TOOLS_DATELINE_INGEST_SOURCES_H_

#include <fstream>
#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/ingest/collections/collection_reader.h"
#include "tools/dateline/input_files.h"
#include "tools/dateline/submitter.h"

namespace dateline::cli {

struct IngestSourceOptions {
  // What holds for all documents that do not say it themselves.
  std::string publisher;
  std::string published_at;
  // Of every input, whatever its name says; empty: by name, else by content.
  std::string media_type;
  ingest::FieldMapping fields;
};

// The media type that --format names (html, text, eml, feed, rss, atom, warc, jsonl).
// INVALID_ARGUMENT for another.
absl::StatusOr<std::string> MediaTypeOfFormat(const std::string& format);

// "title=headline,text=body". INVALID_ARGUMENT.
absl::StatusOr<ingest::FieldMapping> ParseFieldMapping(std::string_view text);

class IngestSource {
 public:
  // Told of input that cannot be sent, or of what is odd about it: where, the machine-readable
  // reason (may be empty), and why.
  using Tell =
      std::function<void(std::string_view label, std::string_view reason, std::string_view why)>;

  IngestSource(std::vector<InputFile> files, IngestSourceOptions options, Tell refuse, Tell remark)
      : files_(std::move(files)),
        options_(std::move(options)),
        refuse_(std::move(refuse)),
        remark_(std::move(remark)) {}

  // The next document; nothing at the end.
  std::optional<Submission> Next();

 private:
  std::optional<Submission> OpenFile(const InputFile& file);
  std::optional<Submission> WholeFile(std::string content, const std::string& media_type);
  std::optional<Submission> NextItem();
  std::optional<Submission> TakeItem(ingest::CollectionItem item);
  void AddDefaults(ingest::v1::RawDocument& document) const;
  bool ReadMore(std::string& out);

  std::vector<InputFile> files_;
  IngestSourceOptions options_;
  Tell refuse_;
  Tell remark_;
  size_t next_file_ = 0;
  // The input that is being read.
  std::string label_;
  std::string uri_;  // Empty for standard input.
  std::ifstream file_;
  std::istream* input_ = nullptr;
  std::unique_ptr<ingest::CollectionReader> collection_;  // Null between collections.
};

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_INGEST_SOURCES_H_

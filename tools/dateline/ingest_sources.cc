#include "tools/dateline/ingest_sources.h"

#include <iostream>

#include "common/base/strings.h"
#include "services/ingest/core/article_reader.h"
#include "tools/dateline/jsonl_document.h"

namespace dateline::cli {
namespace {

constexpr std::string_view kJsonLines = "application/jsonl";

}  // namespace

std::optional<Submission> IngestSource::Next() {
  while (true) {
    if (lines_ != nullptr) {
      if (std::optional<Submission> submission = NextLine()) return submission;
      continue;
    }
    if (next_file_ == files_.size()) return std::nullopt;
    const InputFile& file = files_[next_file_++];
    if (file.media_type == kJsonLines) {
      line_number_ = 0;
      lines_path_ = file.path == "-" ? "standard input" : file.path;
      if (file.path == "-") {
        lines_ = &std::cin;
      } else {
        file_ = std::ifstream(file.path, std::ios::binary);
        if (file_) {
          lines_ = &file_;
        } else {
          refuse_(file.path, "cannot be read");
        }
      }
      continue;
    }
    if (std::optional<Submission> submission = OneFile(file)) return submission;
  }
}

// Nothing when a line was refused or passed over, or the file is at its end
// (`lines_` is then null).
std::optional<Submission> IngestSource::NextLine() {
  std::string line;
  if (!std::getline(*lines_, line)) {
    lines_ = nullptr;
    return std::nullopt;
  }
  ++line_number_;
  if (line.find_first_not_of(" \t\r") == std::string::npos) return std::nullopt;
  Submission submission;
  submission.label = StrCat(lines_path_, " line ", line_number_);
  absl::StatusOr<ingest::v1::RawDocument> document = ReadJsonDocument(line);
  if (!document.ok()) {
    refuse_(submission.label, StdView(document.status().message()));
    return std::nullopt;
  }
  submission.document = *std::move(document);
  if (!submission.document.uri().empty()) {
    StrAppend(&submission.label, " (", submission.document.uri(), ")");
  }
  AddDefaults(submission.document);
  if (!Check(submission)) return std::nullopt;
  return submission;
}

std::optional<Submission> IngestSource::OneFile(const InputFile& file) {
  absl::StatusOr<std::string> content = ReadInput(file.path);
  if (!content.ok()) {
    refuse_(file.path, StdView(content.status().message()));
    return std::nullopt;
  }
  Submission submission;
  submission.label = file.path;
  submission.document.set_uri(file.path);
  submission.document.set_media_type(file.media_type);
  submission.document.set_content(*std::move(content));
  AddDefaults(submission.document);
  if (!Check(submission)) return std::nullopt;
  return submission;
}

// What would break the whole stream is refused here, as the service would.
bool IngestSource::Check(const Submission& submission) const {
  const size_t size = submission.document.content().size();
  if (size <= ingest::kMaxContentBytes) return true;
  refuse_(submission.label, StrCat("DOCUMENT_TOO_LARGE: ", size, " bytes; at most ",
                                   ingest::kMaxContentBytes, " are taken"));
  return false;
}

void IngestSource::AddDefaults(ingest::v1::RawDocument& document) const {
  ingest::v1::DocumentMetadata& metadata = *document.mutable_metadata();
  if (metadata.publisher().empty()) metadata.set_publisher(defaults_.publisher);
  if (metadata.published_at().empty()) metadata.set_published_at(defaults_.published_at);
}

}  // namespace dateline::cli

#include "tools/dateline/ingest_sources.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/ingest/core/article_reader.h"

namespace dateline::cli {
namespace {

constexpr size_t kPiece = 256 * 1024;

ingest::v1::RawDocument ToMessage(ingest::RawArticle article) {
  ingest::v1::RawDocument message;
  message.set_content(std::move(article.content));
  message.set_media_type(std::move(article.media_type));
  message.set_uri(std::move(article.uri));
  ingest::v1::DocumentMetadata& metadata = *message.mutable_metadata();
  metadata.set_publisher(article.metadata.publisher);
  metadata.set_title(article.metadata.title);
  for (const std::string& byline : article.metadata.bylines) metadata.add_bylines(byline);
  metadata.set_published_at(article.metadata.published_at);
  metadata.set_language(article.metadata.language);
  metadata.set_section(article.metadata.section);
  metadata.set_updated_at(article.metadata.updated_at);
  metadata.set_summary_only(article.metadata.summary_only);
  return message;
}

std::string ReasonOf(const absl::Status& error) {
  const auto detail = GetErrorDetail(error);
  return detail ? detail->reason : "";
}

}  // namespace

absl::StatusOr<std::string> MediaTypeOfFormat(const std::string& format) {
  static const std::map<std::string, std::string> kTypes = {
      {"", ""},
      {"html", "text/html"},
      {"text", "text/plain"},
      {"eml", "message/rfc822"},
      {"feed", "application/xml"},
      {"rss", "application/rss+xml"},
      {"atom", "application/atom+xml"},
      {"warc", "application/warc"},
      {"jsonl", "application/jsonl"},
  };
  const auto known = kTypes.find(format);
  if (known != kTypes.end()) return known->second;
  return absl::InvalidArgumentError(StrCat("--format: no format '", format,
                                           "'; there are html, text, eml, feed, warc and jsonl"));
}

absl::StatusOr<ingest::FieldMapping> ParseFieldMapping(std::string_view text) {
  ingest::FieldMapping fields;
  while (!text.empty()) {
    const size_t end = std::min(text.find(','), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const size_t equals = pair.find('=');
    if (equals == std::string_view::npos) {
      return absl::InvalidArgumentError(StrCat(
          "--fields: '", pair, "' is not FIELD=NAME; write --fields title=headline,text=body"));
    }
    fields[std::string(pair.substr(0, equals))] = std::string(pair.substr(equals + 1));
  }
  DATELINE_RETURN_IF_ERROR(ingest::CollectionReader::Create(
                               {.media_type = "", .uri = "", .fields = fields, .defaults = {}})
                               .status());
  return fields;
}

std::optional<Submission> IngestSource::Next() {
  while (true) {
    if (collection_ != nullptr) {
      if (std::optional<Submission> submission = NextItem()) return submission;
      continue;
    }
    if (next_file_ == files_.size()) return std::nullopt;
    if (std::optional<Submission> submission = OpenFile(files_[next_file_++])) return submission;
  }
}

bool IngestSource::ReadMore(std::string& out) {
  const size_t before = out.size();
  out.resize(before + kPiece);
  input_->read(out.data() + before, kPiece);
  out.resize(before + static_cast<size_t>(input_->gcount()));
  return out.size() > before;
}

// A document; or nothing, when the file was refused or is a collection (`collection_` is
// then set).
std::optional<Submission> IngestSource::OpenFile(const InputFile& file) {
  const bool standard_input = file.path == "-";
  label_ = standard_input ? "standard input" : file.path;
  uri_ = standard_input ? "" : file.path;
  if (standard_input) {
    input_ = &std::cin;
  } else {
    errno = 0;
    file_ = std::ifstream(file.path, std::ios::binary);
    std::error_code error;
    if (!file_ || std::filesystem::is_directory(file.path, error)) {
      refuse_(label_, "", StrCat("cannot be read: ", std::strerror(errno == 0 ? EISDIR : errno)));
      return std::nullopt;
    }
    input_ = &file_;
  }
  std::string start;
  ReadMore(start);
  const std::string& media_type =
      options_.media_type.empty() ? file.media_type : options_.media_type;
  const bool collection =
      media_type.empty() ? ingest::PeekCollection(start) != ingest::CollectionType::kNone
                         : ingest::CollectionOfType(media_type) != ingest::CollectionType::kNone;
  if (!collection) return WholeFile(std::move(start), media_type);
  absl::StatusOr<std::unique_ptr<ingest::CollectionReader>> reader =
      ingest::CollectionReader::Create(
          {.media_type = media_type, .uri = uri_, .fields = options_.fields, .defaults = {}});
  if (!reader.ok()) {
    refuse_(label_, ReasonOf(reader.status()), StdView(reader.status().message()));
    return std::nullopt;
  }
  collection_ = *std::move(reader);
  collection_->Add(start);
  return std::nullopt;
}

// What would break the whole stream is refused here, as the service would.
std::optional<Submission> IngestSource::WholeFile(std::string content,
                                                  const std::string& media_type) {
  while (content.size() <= ingest::kMaxContentBytes && ReadMore(content)) {
  }
  if (content.size() > ingest::kMaxContentBytes) {
    refuse_(label_, reason::kDocumentTooLarge,
            StrCat("more than ", ingest::kMaxContentBytes, " bytes, the most that are taken"));
    return std::nullopt;
  }
  if (input_->bad()) {
    refuse_(label_, "", "cannot be read to its end");
    return std::nullopt;
  }
  Submission submission;
  submission.label = label_;
  submission.document.set_uri(uri_);
  submission.document.set_media_type(media_type);
  submission.document.set_content(std::move(content));
  AddDefaults(submission.document);
  return submission;
}

// Nothing when an item was refused, or the collection is at its end (`collection_` is then
// null).
std::optional<Submission> IngestSource::NextItem() {
  ingest::CollectionItem item;
  absl::StatusOr<ingest::CollectionStep> step = collection_->Next(item);
  if (!step.ok()) {
    refuse_(label_, ReasonOf(step.status()), StdView(step.status().message()));
    collection_.reset();
    return std::nullopt;
  }
  switch (*step) {
    case ingest::CollectionStep::kItem:
      return TakeItem(std::move(item));
    case ingest::CollectionStep::kNeedsBytes: {
      std::string piece;
      ReadMore(piece) ? collection_->Add(piece) : collection_->Finish();
      break;
    }
    case ingest::CollectionStep::kEnd:
      collection_.reset();
      break;
  }
  return std::nullopt;
}

std::optional<Submission> IngestSource::TakeItem(ingest::CollectionItem item) {
  Submission submission;
  submission.label = StrCat(label_, " item ", item.index + 1);
  if (!item.article.uri.empty()) StrAppend(&submission.label, " (", item.article.uri, ")");
  if (!item.problem.ok()) {
    refuse_(submission.label, ReasonOf(item.problem), StdView(item.problem.message()));
    return std::nullopt;
  }
  for (const DocumentWarning& note : item.notes) {
    remark_(submission.label, note.code, note.message);
  }
  submission.document = ToMessage(std::move(item.article));
  AddDefaults(submission.document);
  return submission;
}

void IngestSource::AddDefaults(ingest::v1::RawDocument& document) const {
  ingest::v1::DocumentMetadata& metadata = *document.mutable_metadata();
  if (metadata.publisher().empty()) metadata.set_publisher(options_.publisher);
  if (metadata.published_at().empty()) metadata.set_published_at(options_.published_at);
}

}  // namespace dateline::cli

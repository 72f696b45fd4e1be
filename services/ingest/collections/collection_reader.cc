#include "services/ingest/collections/collection_reader.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/ingest/collections/feed_parser.h"
#include "services/ingest/collections/json_lines_parser.h"
#include "services/ingest/collections/warc_parser.h"

namespace dateline::ingest {
namespace {

// What the parser is given at a time; it may hold the items of so many bytes.
constexpr size_t kPiece = 64 * 1024;
// What tells compression.
constexpr size_t kCompressionBytes = 4;

absl::Status NoCollection(std::string_view media_type, std::string_view why) {
  constexpr std::string_view kSupported =
      "application/rss+xml, application/atom+xml, application/xml, application/warc, "
      "application/jsonl";
  return MakeError(
      absl::StatusCode::kInvalidArgument, reason::kMediaTypeUnsupported,
      StrCat("the payload ", why, "; collections are ", kSupported,
             "; send single articles with SubmitDocument"),
      {{"media_type", std::string(media_type)}, {"supported", std::string(kSupported)}});
}

std::unique_ptr<ItemParser> MakeParser(CollectionType type, const CollectionOptions& options) {
  switch (type) {
    case CollectionType::kNone:
      return nullptr;
    case CollectionType::kFeed:
      return MakeFeedParser(options.uri);
    case CollectionType::kWarc:
      return MakeWarcParser();
    case CollectionType::kJsonLines:
      return MakeJsonLinesParser(options.fields);
  }
  return nullptr;
}

void FillFrom(std::string& field, const std::string& from) {
  if (field.empty()) field = from;
}

}  // namespace

CollectionType PeekCollection(std::string_view start) {
  std::string bytes(start);
  for (int layer = 0; layer <= kMaxCompressionLayers; ++layer) {
    const Compression compression = SniffCompression(bytes);
    if (compression == Compression::kNone) return SniffCollection(bytes);
    Decompressor decompressor(compression);
    std::string_view rest = bytes;
    std::string unpacked;
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more && unpacked.size() < kSniffBytes) {
      more = decompressor.Next(rest, unpacked);
    }
    bytes = std::move(unpacked);
  }
  return CollectionType::kNone;
}

CollectionReader::CollectionReader(CollectionOptions options)
    : options_(std::move(options)), type_(CollectionOfType(options_.media_type)) {}

absl::StatusOr<std::unique_ptr<CollectionReader>> CollectionReader::Create(
    CollectionOptions options) {
  const std::string declared = options.media_type;
  const bool given = declared.find_first_not_of(" \t") != std::string::npos;
  // A compressed payload is often called by its compression.
  const bool compressed = declared == "application/gzip" || declared == "application/zstd";
  if (given && !compressed && CollectionOfType(declared) == CollectionType::kNone) {
    return NoCollection(declared, StrCat("is '", declared, "', which is no collection"));
  }
  DATELINE_RETURN_IF_ERROR(CheckFieldMapping(options.fields));
  return std::unique_ptr<CollectionReader>(new CollectionReader(std::move(options)));
}

void CollectionReader::Add(std::string_view bytes) {
  if (pending_used_ == pending_.size()) {
    pending_.assign(bytes);
    pending_used_ = 0;
  } else {
    StrAppend(&pending_, bytes);
  }
}

// Appends the next piece of what lies under `level` layers to `out`; false if that needs
// more bytes.
absl::StatusOr<bool> CollectionReader::Pull(size_t level, std::string& out) {
  if (level == 0) {
    const size_t size = std::min(kPiece, pending_.size() - pending_used_);
    out.append(pending_, pending_used_, size);
    pending_used_ += size;
    return size > 0;
  }
  Layer& layer = *layers_[level - 1];
  while (true) {
    std::string_view rest = std::string_view(layer.input).substr(layer.used);
    if (resuming_ && level == layers_.size()) resuming_ = !layer.decompressor.Resume(rest);
    absl::StatusOr<bool> more = resuming_ ? false : layer.decompressor.Next(rest, out);
    layer.used = layer.input.size() - rest.size();
    if (!more.ok() || *more) return more;
    layer.input.erase(0, layer.used);
    layer.used = 0;
    DATELINE_ASSIGN_OR_RETURN(const bool refilled, Pull(level - 1, layer.input));
    if (!refilled) return false;
  }
}

// Looks at the first bytes: takes layers of compression off, then chooses the parser.
// False if that needs more bytes.
absl::StatusOr<bool> CollectionReader::FindStart() {
  const Compression compression = SniffCompression(start_);
  if (compression != Compression::kNone) {
    if (layers_.size() == kMaxCompressionLayers) {
      return MakeError(absl::StatusCode::kInvalidArgument, reason::kExpansionTooLarge,
                       StrCat("the payload is compressed more than ", kMaxCompressionLayers,
                              " times over; unpack it yourself if you trust it"),
                       {{"encoding", std::string(CompressionName(compression))},
                        {"offset", "0"},
                        {"limit", StrCat(kMaxCompressionLayers)}});
    }
    layers_.push_back(std::make_unique<Layer>(compression));
    layers_.back()->input = std::exchange(start_, "");
    return true;
  }
  const absl::StatusOr<bool> more = Pull(layers_.size(), start_);
  // Damage right at the start: what comes before it may tell what this is.
  if (!more.ok() && start_.empty()) return more;
  const size_t enough = type_ == CollectionType::kNone ? kSniffBytes : kCompressionBytes;
  if (more.ok() && *more && start_.size() < enough) return true;
  if (more.ok() && start_.size() < enough && !finished_) return false;
  if (SniffCompression(start_) != Compression::kNone) return true;
  DATELINE_RETURN_IF_ERROR(ChooseParser());
  if (!more.ok()) DATELINE_RETURN_IF_ERROR(SkipDamage(more.status()));
  return true;
}

absl::Status CollectionReader::ChooseParser() {
  if (start_.empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, reason::kDocumentEmpty,
                     "the payload is empty", {{"uri", options_.uri}});
  }
  if (type_ == CollectionType::kNone) type_ = SniffCollection(start_);
  parser_ = MakeParser(type_, options_);
  if (parser_ == nullptr) return NoCollection("", "is none of these, by its first bytes");
  return parser_->Consume(std::exchange(start_, ""));
}

// Damaged compression ends a collection, but for gzipped WARC files: these have a member for
// each record.
absl::Status CollectionReader::SkipDamage(const absl::Status& damage) {
  DATELINE_RETURN_IF_ERROR(parser_->Flush());
  const bool members = layers_.size() == 1;
  const auto detail = GetErrorDetail(damage);
  if (!members || !detail || detail->reason != reason::kContentEncodingBroken ||
      detail->metadata.at("encoding") != "gzip" || !parser_->SkipDamage(damage)) {
    return damage;
  }
  resuming_ = true;
  return absl::OkStatus();
}

// Gives the parser more. False if that needs more bytes.
absl::StatusOr<bool> CollectionReader::ReadOn() {
  std::string piece;
  absl::StatusOr<bool> more = Pull(layers_.size(), piece);
  if (!more.ok()) {
    // What was unpacked before the damage is whole.
    DATELINE_RETURN_IF_ERROR(parser_->Consume(piece));
    DATELINE_RETURN_IF_ERROR(SkipDamage(more.status()));
    return true;
  }
  if (!*more) return false;
  DATELINE_RETURN_IF_ERROR(parser_->Consume(piece));
  return true;
}

// At the end of the bytes; always true.
absl::StatusOr<bool> CollectionReader::End() {
  ended_ = true;
  DATELINE_RETURN_IF_ERROR(parser_->Flush());
  for (const std::unique_ptr<Layer>& layer : layers_) {
    DATELINE_RETURN_IF_ERROR(layer->decompressor.CheckEnd());
  }
  DATELINE_RETURN_IF_ERROR(parser_->Finish());
  return true;
}

void CollectionReader::Complete(CollectionItem& item) {
  item.index = items_++;
  ArticleMetadata& metadata = item.article.metadata;
  const ArticleMetadata& defaults = options_.defaults;
  FillFrom(metadata.publisher, defaults.publisher);
  FillFrom(metadata.title, defaults.title);
  FillFrom(metadata.published_at, defaults.published_at);
  FillFrom(metadata.updated_at, defaults.updated_at);
  FillFrom(metadata.language, defaults.language);
  FillFrom(metadata.section, defaults.section);
  if (metadata.bylines.empty()) metadata.bylines = defaults.bylines;
  metadata.summary_only |= defaults.summary_only;
}

absl::StatusOr<CollectionStep> CollectionReader::Next(CollectionItem& item) {
  while (true) {
    if (parser_ != nullptr && parser_->has_item()) {
      item = parser_->TakeItem();
      Complete(item);
      return CollectionStep::kItem;
    }
    if (!broken_.ok()) return broken_;
    if (ended_) return CollectionStep::kEnd;
    absl::StatusOr<bool> more = parser_ == nullptr ? FindStart() : ReadOn();
    if (more.ok() && !*more) {
      if (!finished_) return CollectionStep::kNeedsBytes;
      more = End();
    }
    if (!more.ok()) broken_ = more.status();
  }
}

}  // namespace dateline::ingest

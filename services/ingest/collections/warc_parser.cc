#include "services/ingest/collections/warc_parser.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "services/ingest/collections/http_response.h"
#include "services/ingest/core/media_type.h"
#include "services/ingest/core/text_decoder.h"
#include "services/ingest/core/web_address.h"

namespace dateline::ingest {
namespace {

// Of a record: the article and the head of its HTTP response.
constexpr uint64_t kMaxRecordBytes = kMaxContentBytes + 256 * 1024;

std::string Lower(std::string_view text) { return absl::AsciiStrToLower(AbslView(text)); }

std::string TypeOf(std::string_view content_type) {
  std::string type = Lower(content_type.substr(0, content_type.find(';')));
  absl::StripAsciiWhitespace(&type);
  return type;
}

bool IsArticleType(std::string_view type) {
  return type == "text/html" || type == "application/xhtml+xml" || type == "text/plain";
}

// Text that is for machines.
bool IsForMachines(std::string_view uri) {
  const std::string_view path = uri.substr(0, uri.find_first_of("?#"));
  for (std::string_view end : {"/robots.txt", "/ads.txt", "/humans.txt", "/security.txt"}) {
    if (path.ends_with(end)) return true;
  }
  return false;
}

// A charset that is not known is left to the page.
std::string DeclaredType(std::string_view content_type) {
  const std::string charset = CharsetParameter(content_type);
  if (charset.empty() || IsKnownCharset(charset)) return std::string(content_type);
  return TypeOf(content_type);
}

class WarcParser final : public ItemParser {
 public:
  absl::Status Consume(std::string_view bytes) override {
    while (!bytes.empty()) {
      switch (state_) {
        case State::kBetween:
          Between(bytes);
          break;
        case State::kHeader:
          Header(bytes);
          break;
        case State::kBlock:
          Block(bytes);
          break;
        case State::kLost:
          Lost(bytes);
          break;
      }
    }
    return absl::OkStatus();
  }

  absl::Status Finish() override {
    if (state_ == State::kHeader || state_ == State::kBlock) {
      // The rest of what is passed over does not matter.
      if (state_ == State::kBlock && !kept_) return absl::OkStatus();
      return CollectionBroken("the WARC file ends in the middle of a record; it was cut off",
                              record_offset_);
    }
    return absl::OkStatus();
  }

  bool SkipDamage(const absl::Status& damage) override {
    const bool inside = state_ == State::kHeader || (state_ == State::kBlock && kept_);
    // Before a record's head is read it is not known whether it was an article.
    if (!damaged_ && (inside || state_ == State::kBetween)) {
      AddProblem(StrCat("the record is damaged: ", StdView(damage.message())));
    }
    damaged_ = true;
    state_ = State::kBetween;
    buffer_.clear();
    return true;
  }

 private:
  enum class State { kBetween, kHeader, kBlock, kLost };

  void Skip(std::string_view& bytes, size_t size) {
    bytes.remove_prefix(size);
    offset_ += size;
  }

  // Line ends between records.
  void Between(std::string_view& bytes) {
    if (bytes[0] == '\r' || bytes[0] == '\n') {
      Skip(bytes, 1);
      return;
    }
    record_offset_ = offset_;
    buffer_.clear();
    uri_.clear();
    state_ = State::kHeader;
  }

  void Header(std::string_view& bytes) {
    const size_t before = buffer_.size();
    StrAppend(&buffer_,
              bytes.substr(0, kMaxWarcHeaderBytes - std::min(before, kMaxWarcHeaderBytes)));
    static constexpr std::string_view kVersion = "WARC/";
    const bool other = buffer_.compare(0, std::min(buffer_.size(), kVersion.size()), kVersion, 0,
                                       std::min(buffer_.size(), kVersion.size())) != 0;
    const size_t end = EndOfHeaderFields(buffer_);
    if (other) return LoseTrack(bytes, "a record does not begin with 'WARC/'");
    if (end == std::string::npos) {
      Skip(bytes, buffer_.size() - before);
      if (buffer_.size() >= kMaxWarcHeaderBytes) LoseTrack(bytes, "a record's header has no end");
      return;
    }
    Skip(bytes, end - before);
    buffer_.resize(end);
    BeginRecord(bytes);
  }

  void BeginRecord(std::string_view& bytes) {
    fields_ = ReadHeaderFields(buffer_);
    uri_ = FieldOf(fields_, "warc-target-uri");
    if (uri_.starts_with('<') && uri_.ends_with('>')) uri_ = uri_.substr(1, uri_.size() - 2);
    const bool wanted = IsWanted();
    const absl::Status address = CheckDocumentUri(uri_);
    if (!address.ok()) uri_.clear();
    if (!absl::SimpleAtoi(AbslView(FieldOf(fields_, "content-length")), &left_)) {
      return LoseTrack(bytes, "a record has no Content-Length");
    }
    buffer_.clear();
    damaged_ = false;
    kept_ = wanted && address.ok();
    if (wanted && !kept_) {
      AddProblem(
          StrCat("the record's WARC-Target-URI is no address: ", StdView(address.message())));
    } else if (!kept_) {
      ++passed_over_;
    }
    if (kept_ && left_ > kMaxRecordBytes) {
      CollectionItem item;
      item.offset = record_offset_;
      item.problem = ItemTooLarge(uri_, left_);
      item.article.uri = uri_;
      items_.push_back(std::move(item));
      kept_ = false;
    }
    state_ = State::kBlock;
    if (left_ == 0) EndRecord();
  }

  // By the header alone; what a response holds is seen later.
  bool IsWanted() const {
    const std::string type = Lower(FieldOf(fields_, "warc-type"));
    const std::string content_type = TypeOf(FieldOf(fields_, "content-type"));
    if (uri_.empty() || IsForMachines(uri_)) return false;
    if (type == "response") return content_type == "application/http" && IsWebAddress(uri_);
    return (type == "resource" || type == "conversion") && IsArticleType(content_type);
  }

  void Block(std::string_view& bytes) {
    const size_t size = static_cast<size_t>(std::min<uint64_t>(left_, bytes.size()));
    if (kept_) StrAppend(&buffer_, bytes.substr(0, size));
    Skip(bytes, size);
    left_ -= size;
    if (left_ == 0) EndRecord();
  }

  void EndRecord() {
    state_ = State::kBetween;
    if (!kept_) return;
    const std::string content_type(FieldOf(fields_, "content-type"));
    if (TypeOf(content_type) != "application/http") {
      AddArticle(std::move(buffer_), content_type);
    } else {
      AddResponse();
    }
    buffer_ = std::string();
  }

  void AddResponse() {
    absl::StatusOr<HttpResponse> response = ReadHttpResponse(buffer_);
    if (!response.ok()) {
      return AddProblem(
          StrCat("the record for ", uri_, ": ", StdView(response.status().message())));
    }
    const std::string type = TypeOf(response->content_type);
    if (response->status != 200 || !(type.empty() || IsArticleType(type)) ||
        response->body.empty()) {
      ++passed_over_;
      return;
    }
    AddArticle(std::move(response->body), response->content_type);
  }

  void AddArticle(std::string content, std::string_view content_type) {
    CollectionItem item;
    item.offset = record_offset_;
    item.article.uri = uri_;
    item.article.media_type = DeclaredType(content_type);
    if (content.size() > kMaxContentBytes) {
      item.problem = ItemTooLarge(uri_, content.size());
    } else {
      item.article.content = std::move(content);
    }
    items_.push_back(std::move(item));
  }

  void AddProblem(std::string_view why) {
    CollectionItem item;
    item.offset = record_offset_;
    item.problem = ItemBroken(why, record_offset_);
    item.article.uri = uri_;
    items_.push_back(std::move(item));
  }

  // Looks from here for the next line that begins a record.
  void LoseTrack(std::string_view& bytes, std::string_view why) {
    AddProblem(StrCat("the WARC file is broken here: ", why));
    state_ = State::kLost;
    buffer_.clear();
    if (!bytes.empty()) Lost(bytes);
  }

  void Lost(std::string_view& bytes) {
    static constexpr std::string_view kBegin = "\nWARC/";
    // What may be the first part of it is kept from piece to piece.
    const size_t kept = buffer_.size();
    StrAppend(&buffer_, bytes);
    const size_t at = buffer_.find(kBegin);
    if (at == std::string::npos) {
      Skip(bytes, bytes.size());
      buffer_.erase(0, buffer_.size() - std::min(buffer_.size(), kBegin.size() - 1));
      return;
    }
    // The line's start may have come with the piece before.
    const size_t begin = at + 1;
    const std::string carried = begin < kept ? buffer_.substr(begin, kept - begin) : "";
    record_offset_ = offset_ - kept + begin;
    Skip(bytes, begin < kept ? 0 : begin - kept);
    buffer_ = carried;
    uri_.clear();
    state_ = State::kHeader;
  }

  State state_ = State::kBetween;
  std::string buffer_;  // Of the header or block that is being read.
  HeaderFields fields_;
  std::string uri_;
  uint64_t left_ = 0;  // Bytes of the block.
  bool kept_ = false;
  uint64_t offset_ = 0;  // Of what is read next.
  uint64_t record_offset_ = 0;
  bool damaged_ = false;  // Reported since the last record that was whole so far.
};

}  // namespace

std::unique_ptr<ItemParser> MakeWarcParser() { return std::make_unique<WarcParser>(); }

}  // namespace dateline::ingest

#include "services/ingest/collections/http_response.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/ingest/core/decompressor.h"

namespace dateline::ingest {
namespace {

std::string_view Trimmed(std::string_view text) {
  return StdView(absl::StripAsciiWhitespace(AbslView(text)));
}

std::string Lower(std::string_view text) { return absl::AsciiStrToLower(AbslView(text)); }

// Takes a line and its end off `text`.
std::string_view TakeLine(std::string_view& text) {
  const size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// Archives often keep the header of chunks and not the chunks.
bool LooksChunked(std::string_view body) {
  const std::string_view line = Trimmed(TakeLine(body));
  const std::string_view size = Trimmed(line.substr(0, line.find(';')));
  return !size.empty() && size.size() <= 8 &&
         std::all_of(size.begin(), size.end(), [](char c) { return absl::ascii_isxdigit(c); });
}

absl::StatusOr<std::string> JoinChunks(std::string_view body) {
  std::string out;
  while (true) {
    std::string_view line = TakeLine(body);
    line = Trimmed(line.substr(0, line.find(';')));
    uint32_t size = 0;
    if (!absl::SimpleHexAtoi(AbslView(line), &size)) {
      return absl::InvalidArgumentError("a chunk of its HTTP response has no size");
    }
    if (size == 0) return out;
    if (size > body.size()) {
      return absl::InvalidArgumentError("its HTTP response ends in the middle of a chunk");
    }
    StrAppend(&out, body.substr(0, size));
    body.remove_prefix(size);
    TakeLine(body);
  }
}

absl::Status CheckEncoding(std::string_view encoding, std::string_view body) {
  if (encoding.empty() || encoding == "identity" || encoding == "none") return absl::OkStatus();
  // The archive may have unpacked it and kept the header; what is text now is read as text.
  const bool packed = SniffCompression(body) != Compression::kNone;
  if (packed || encoding == "gzip" || encoding == "x-gzip" || encoding == "zstd") {
    return absl::OkStatus();
  }
  const size_t looked_at = std::min<size_t>(body.size(), 512);
  const bool text = std::none_of(body.begin(), body.begin() + static_cast<ptrdiff_t>(looked_at),
                                 [](char c) { return static_cast<unsigned char>(c) < 9; });
  if (text && body.find('<') < looked_at) return absl::OkStatus();
  return absl::InvalidArgumentError(
      StrCat("its body is encoded with '", encoding,
             "', which is not read; archive it with gzip, zstd or no encoding"));
}

}  // namespace

HeaderFields ReadHeaderFields(std::string_view block) {
  HeaderFields fields;
  while (!block.empty()) {
    const std::string_view line = TakeLine(block);
    if (!line.empty() && (line[0] == ' ' || line[0] == '\t')) {
      if (!fields.empty()) StrAppend(&fields.back().second, " ", Trimmed(line));
      continue;
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    fields.emplace_back(Lower(Trimmed(line.substr(0, colon))), Trimmed(line.substr(colon + 1)));
  }
  return fields;
}

std::string_view FieldOf(const HeaderFields& fields, std::string_view name) {
  for (const auto& [known, value] : fields) {
    if (known == name) return value;
  }
  return {};
}

size_t EndOfHeaderFields(std::string_view bytes) {
  const size_t strict = bytes.find("\r\n\r\n");
  const size_t loose = bytes.find("\n\n");
  if (strict == std::string_view::npos && loose == std::string_view::npos) return strict;
  return strict < loose ? strict + 4 : loose + 2;
}

absl::StatusOr<HttpResponse> ReadHttpResponse(std::string_view block) {
  const size_t end = EndOfHeaderFields(block);
  if (!block.starts_with("HTTP/") || end == std::string_view::npos) {
    return absl::InvalidArgumentError("it holds no HTTP response");
  }
  std::string_view head = block.substr(0, end), body = block.substr(end);
  const std::string_view status_line = TakeLine(head);
  HttpResponse response;
  const size_t space = status_line.find(' ');
  if (space == std::string_view::npos ||
      !absl::SimpleAtoi(AbslView(status_line.substr(space + 1, 3)), &response.status)) {
    return absl::InvalidArgumentError("its HTTP response has no status");
  }
  const HeaderFields fields = ReadHeaderFields(head);
  response.content_type = FieldOf(fields, "content-type");
  if (Lower(FieldOf(fields, "transfer-encoding")).find("chunked") != std::string::npos &&
      LooksChunked(body)) {
    DATELINE_ASSIGN_OR_RETURN(response.body, JoinChunks(body));
  } else {
    response.body = std::string(body);
  }
  if (response.status == 200) {
    DATELINE_RETURN_IF_ERROR(
        CheckEncoding(Lower(FieldOf(fields, "content-encoding")), response.body));
  }
  return response;
}

}  // namespace dateline::ingest

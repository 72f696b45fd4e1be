#include "services/query/core/sealed_token.h"

#include "absl/strings/escaping.h"
#include "common/base/sha256.h"
#include "common/base/strings.h"

namespace dateline::query {
namespace {

constexpr size_t kChecksumBytes = 8;
// Far above what any position needs; keeps garbage from costing anything.
constexpr size_t kMaxTokenBytes = 16 * 1024;

std::string Checksum(std::string_view body) { return Sha256Hex(body).substr(0, kChecksumBytes); }

}  // namespace

std::string SealToken(char format, std::string_view payload) {
  std::string body(1, format);
  body += payload;
  body += Checksum(body);
  return absl::WebSafeBase64Escape(body);
}

std::optional<std::string> OpenToken(char format, std::string_view token) {
  std::string body;
  if (token.size() > kMaxTokenBytes || !absl::WebSafeBase64Unescape(AbslView(token), &body) ||
      body.size() < 1 + kChecksumBytes) {
    return std::nullopt;
  }
  const std::string checksum = body.substr(body.size() - kChecksumBytes);
  body.resize(body.size() - kChecksumBytes);
  if (body[0] != format || checksum != Checksum(body)) return std::nullopt;
  return body.substr(1);
}

void AppendUint64(uint64_t number, std::string* out) {
  for (int shift = 56; shift >= 0; shift -= 8) out->push_back(static_cast<char>(number >> shift));
}

bool TakeUint64(std::string_view* bytes, uint64_t* number) {
  if (bytes->size() < 8) return false;
  *number = 0;
  for (int i = 0; i < 8; ++i) *number = *number << 8 | static_cast<unsigned char>((*bytes)[i]);
  bytes->remove_prefix(8);
  return true;
}

void AppendBytes(std::string_view piece, std::string* out) {
  AppendUint64(piece.size(), out);
  out->append(piece);
}

bool TakeBytes(std::string_view* bytes, std::string* piece) {
  uint64_t size = 0;
  if (!TakeUint64(bytes, &size) || size > bytes->size()) return false;
  piece->assign(bytes->substr(0, size));
  bytes->remove_prefix(size);
  return true;
}

}  // namespace dateline::query

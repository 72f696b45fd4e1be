#include "services/ingest/core/decompressor.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace dateline::ingest {
namespace {

constexpr std::string_view kGzipMagic = "\x1F\x8B\x08";
constexpr std::string_view kZstdMagic = "\x28\xB5\x2F\xFD";
constexpr uint64_t kFreeExpansion = 1024 * 1024;
// zlib: the window of 32 KiB, and a gzip header before it.
constexpr int kGzipWindowBits = 15 + 16;
// What tells how long the header of a zstd frame is, the longest one, and that of a block.
constexpr size_t kZstdFrameStart = 5;
constexpr size_t kZstdFrameHeader = 18;
constexpr size_t kZstdBlockHeader = 3;

bool IsZstdSkippableFrame(std::string_view bytes) {
  return bytes.size() >= 4 && (static_cast<unsigned char>(bytes[0]) & 0xF0) == 0x50 &&
         bytes.substr(1, 3) == "\x2A\x4D\x18";
}

// The reserved bits of a gzip header are zero: tells headers from chance.
bool IsGzipHeader(std::string_view bytes) {
  return bytes.starts_with(kGzipMagic) && bytes.size() >= 4 &&
         (static_cast<unsigned char>(bytes[3]) & 0xE0) == 0;
}

}  // namespace

Compression SniffCompression(std::string_view bytes) {
  if (IsGzipHeader(bytes)) return Compression::kGzip;
  if (bytes.starts_with(kZstdMagic) || IsZstdSkippableFrame(bytes)) return Compression::kZstd;
  return Compression::kNone;
}

std::string_view CompressionName(Compression compression) {
  switch (compression) {
    case Compression::kNone:
      return "";
    case Compression::kGzip:
      return "gzip";
    case Compression::kZstd:
      return "zstd";
  }
  return "";
}

struct Decompressor::Codec {
  explicit Codec(Compression compression) {
    if (compression == Compression::kGzip) inflateInit2(&gzip, kGzipWindowBits);
    if (compression == Compression::kZstd) {
      zstd = ZSTD_createDCtx();
      ZSTD_DCtx_setParameter(zstd, ZSTD_d_windowLogMax, kMaxZstdWindowLog);
    }
  }
  ~Codec() {
    inflateEnd(&gzip);
    ZSTD_freeDCtx(zstd);
  }

  // So many bytes the next call of zstd gets. What a call unpacked before damage that it met
  // is lost, so what comes out depends on how the bytes are shared out to calls: these get
  // a block each, whose bytes are gathered first, however the input is cut. `zstd_hint` are
  // the bytes up to the end of the block and, if another one follows, of that one's header.
  size_t ZstdTakes() const {
    if (zstd_full) return 0;  // It may hold more of the last block.
    if (frame_start.empty()) return kZstdFrameStart;
    const size_t block = zstd_hint > kZstdBlockHeader ? zstd_hint - kZstdBlockHeader : zstd_hint;
    return std::min(block, kDecompressedPiece);
  }

  // What zstd returns.
  size_t CallZstd(size_t takes, ZSTD_outBuffer& piece) {
    ZSTD_inBuffer in = {gathered.data(), takes, 0};
    zstd_hint = ZSTD_decompressStream(zstd, &piece, &in);
    if (ZSTD_isError(zstd_hint)) return zstd_hint;
    frame_start.append(gathered, 0, std::min(in.pos, kZstdFrameHeader - frame_start.size()));
    gathered.erase(0, in.pos);
    frame_out += piece.pos;
    zstd_full = zstd_hint != 0 && piece.pos == piece.size;
    return zstd_hint;
  }

  // Whether the frame unpacked to as many bytes as it says, which zstd does not see to if its
  // last block is empty.
  bool EndFrame() {
    const uint64_t says = ZSTD_getFrameContentSize(frame_start.data(), frame_start.size());
    const bool known = says != ZSTD_CONTENTSIZE_UNKNOWN && says != ZSTD_CONTENTSIZE_ERROR;
    frame_start.clear();
    return says == std::exchange(frame_out, 0) || !known;
  }

  z_stream gzip = {};
  ZSTD_DCtx* zstd = nullptr;
  std::string gathered;  // For the next call of zstd.
  size_t zstd_hint = 0;
  bool zstd_full = false;   // The last call filled the space that it had.
  std::string frame_start;  // Of the zstd frame that is being read.
  uint64_t frame_out = 0;   // Bytes that came out of it.
};

Decompressor::Decompressor(Compression compression)
    : compression_(compression), codec_(std::make_unique<Codec>(compression)) {}

Decompressor::~Decompressor() = default;

absl::Status Decompressor::Broken(std::string_view why) const {
  return MakeError(
      absl::StatusCode::kInvalidArgument, reason::kContentEncodingBroken,
      StrCat("the ", CompressionName(compression_), " data ", why, " at byte ", bytes_in_,
             "; check the file with its own tool and send it again"),
      {{"encoding", std::string(CompressionName(compression_))}, {"offset", StrCat(bytes_in_)}});
}

absl::Status Decompressor::CheckExpansion() const {
  if (bytes_out_ <= kFreeExpansion + kMaxExpansion * bytes_in_) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument, reason::kExpansionTooLarge,
                   StrCat("the ", CompressionName(compression_), " data unpacks to more than ",
                          kMaxExpansion, " times its size by byte ", bytes_in_,
                          ", as no text does; unpack it yourself if you trust it"),
                   {{"encoding", std::string(CompressionName(compression_))},
                    {"offset", StrCat(bytes_in_)},
                    {"limit", StrCat(kMaxExpansion)}});
}

absl::StatusOr<bool> Decompressor::Next(std::string_view& input, std::string& out) {
  if (!damage_.ok()) return damage_;
  absl::StatusOr<bool> more = Advance(input, out);
  if (!more.ok()) {
    damage_ = more.status();
    inside_ = false;
  }
  return more;
}

absl::StatusOr<bool> Decompressor::Advance(std::string_view& input, std::string& out) {
  const size_t before = out.size();
  while (!input.empty() && out.size() == before) {
    DATELINE_ASSIGN_OR_RETURN(const bool more, compression_ == Compression::kGzip
                                                   ? NextGzip(input, out)
                                                   : NextZstd(input, out));
    if (!more) break;
  }
  // What the window still holds comes without more input.
  if (input.empty() && out.size() == before && inside_) {
    DATELINE_RETURN_IF_ERROR(
        (compression_ == Compression::kGzip ? NextGzip(input, out) : NextZstd(input, out))
            .status());
  }
  bytes_out_ += out.size() - before;
  DATELINE_RETURN_IF_ERROR(CheckExpansion());
  return out.size() > before;
}

absl::StatusOr<bool> Decompressor::NextGzip(std::string_view& input, std::string& out) {
  if (!inside_ && bytes_in_ > 0 && !input.empty()) {
    // Behind a member there may be zero bytes up to the end, and nothing else.
    while (!input.empty() && input.front() == '\0') {
      padding_ = true;
      input.remove_prefix(1);
      ++bytes_in_;
    }
    if (input.empty()) return false;
    if (padding_) return Broken("has other bytes behind its padding");
  }
  z_stream& gzip = codec_->gzip;
  const size_t before = out.size();
  const size_t given = std::min<size_t>(input.size(), 1 << 20);
  out.resize(before + kDecompressedPiece);
  gzip.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
  gzip.avail_in = static_cast<uInt>(given);
  gzip.next_out = reinterpret_cast<Bytef*>(out.data() + before);
  gzip.avail_out = kDecompressedPiece;
  const int result = inflate(&gzip, Z_NO_FLUSH);
  out.resize(before + kDecompressedPiece - gzip.avail_out);
  const size_t used = given - gzip.avail_in;
  input.remove_prefix(used);
  bytes_in_ += used;
  if (result == Z_STREAM_END) {
    inside_ = false;
    inflateReset(&gzip);
    return true;
  }
  if (result != Z_OK && result != Z_BUF_ERROR) return Broken("is damaged");
  if (used > 0) inside_ = true;
  return used > 0 || out.size() > before;
}

absl::StatusOr<bool> Decompressor::NextZstd(std::string_view& input, std::string& out) {
  Codec& codec = *codec_;
  const size_t before = out.size();
  size_t given = 0;
  absl::Status status;
  while (status.ok() && given == 0) {
    const size_t takes = codec.ZstdTakes(), gathered = codec.gathered.size();
    if (gathered < takes) {
      const size_t more = std::min(takes - gathered, input.size());
      StrAppend(&codec.gathered, input.substr(0, more));
      input.remove_prefix(more);
      bytes_in_ += more;
    }
    if (codec.gathered.size() < takes) break;
    out.resize(before + kDecompressedPiece);
    ZSTD_outBuffer piece = {out.data() + before, kDecompressedPiece, 0};
    const size_t result = codec.CallZstd(takes, piece);
    if (ZSTD_isError(result)) {
      status = Broken(StrCat("is not readable (", ZSTD_getErrorName(result), ")"));
    } else if (result == 0 && !codec.EndFrame()) {
      status = Broken("does not unpack to as many bytes as it says");
    }
    given = piece.pos;
    out.resize(before + given);
  }
  inside_ = codec.zstd_hint != 0 || !codec.gathered.empty();
  if (!status.ok()) return status;
  return given > 0;
}

absl::Status Decompressor::CheckEnd() const {
  return inside_ ? Broken("ends early") : absl::OkStatus();
}

bool Decompressor::Resume(std::string_view& input) {
  if (compression_ != Compression::kGzip) return false;
  while (true) {
    const size_t next = input.find(kGzipMagic.front());
    bytes_in_ += std::min(next, input.size());
    input.remove_prefix(std::min(next, input.size()));
    if (input.empty()) return false;
    if (IsGzipHeader(input)) break;
    if (input.size() < 4 && kGzipMagic.starts_with(input.substr(0, 3))) return false;
    input.remove_prefix(1);
    ++bytes_in_;
  }
  inflateReset(&codec_->gzip);
  damage_ = absl::OkStatus();
  inside_ = false;
  padding_ = false;
  return true;
}

namespace {

absl::StatusOr<std::string> TakeLayerOff(Compression compression, std::string_view bytes,
                                         size_t max_bytes) {
  Decompressor decompressor(compression);
  std::string out;
  while (true) {
    DATELINE_ASSIGN_OR_RETURN(const bool more, decompressor.Next(bytes, out));
    if (out.size() > max_bytes) {
      return MakeError(absl::StatusCode::kInvalidArgument, reason::kExpansionTooLarge,
                       StrCat("the ", CompressionName(compression), " data unpacks to more than ",
                              max_bytes, " bytes, the most that one document may have"),
                       {{"encoding", std::string(CompressionName(compression))},
                        {"offset", StrCat(decompressor.bytes_in())},
                        {"limit", StrCat(max_bytes)}});
    }
    if (!more) break;
  }
  DATELINE_RETURN_IF_ERROR(decompressor.CheckEnd());
  return out;
}

}  // namespace

absl::StatusOr<std::string> Decompress(std::string_view bytes, size_t max_bytes) {
  std::string out(bytes);
  for (int layer = 0;; ++layer) {
    const Compression compression = SniffCompression(out);
    if (compression == Compression::kNone) return out;
    if (layer == kMaxCompressionLayers) {
      return MakeError(absl::StatusCode::kInvalidArgument, reason::kExpansionTooLarge,
                       StrCat("the data is compressed more than ", kMaxCompressionLayers,
                              " times over; unpack it yourself if you trust it"),
                       {{"encoding", std::string(CompressionName(compression))},
                        {"offset", "0"},
                        {"limit", StrCat(kMaxCompressionLayers)}});
    }
    DATELINE_ASSIGN_OR_RETURN(out, TakeLayerOff(compression, out, max_bytes));
  }
}

}  // namespace dateline::ingest

// Takes gzip and zstd off what was submitted, a piece at a time.
//
//   Decompressor gzip(SniffCompression(bytes));
//   std::string_view rest = bytes;
//   std::string piece;
//   DATELINE_ASSIGN_OR_RETURN(bool more, gzip.Next(rest, piece));   // eats from `rest`
//
// Memory is that of two pieces and the format's window, whatever the input claims. Several
// gzip members or zstd frames one behind the other are read as one, as WARC files
// have them. Limits: see below; beyond them it is a bomb and refused.
//
// Not thread-safe.
#ifndef DATELINE_SERVICES_INGEST_CORE_DECOMPRESSOR_H_
#define DATELINE_SERVICES_INGEST_CORE_DECOMPRESSOR_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace dateline::ingest {

enum class Compression { kNone, kGzip, kZstd };

// Bytes that one call of Next gives at most.
inline constexpr size_t kDecompressedPiece = 64 * 1024;
// Output for each byte of input, beyond the first MiB of output. Text packs 30 to 1 at
// the most, pages of one template 100 to 1.
inline constexpr uint64_t kMaxExpansion = 256;
// gzip in zstd and the like: so many layers and no more.
inline constexpr int kMaxCompressionLayers = 2;
// What a zstd stream may ask for as its window: 128 MiB, as the zstd tool does.
inline constexpr int kMaxZstdWindowLog = 27;

// By the first bytes; four are enough. kNone for everything else.
Compression SniffCompression(std::string_view bytes);

// "gzip", "zstd"; empty for kNone.
std::string_view CompressionName(Compression compression);

class Decompressor {
 public:
  // REQUIRES: `compression` is not kNone.
  explicit Decompressor(Compression compression);
  ~Decompressor();
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;

  // Appends the next piece to `out` and removes from `input` what it used. False when
  // nothing came out and `input` is used up. INVALID_ARGUMENT: CONTENT_ENCODING_BROKEN or
  // EXPANSION_TOO_LARGE, with what came before the damage in `out`, the same however the
  // input is cut; this error then comes always, until Resume().
  absl::StatusOr<bool> Next(std::string_view& input, std::string& out);

  // Whether the input may end here: CONTENT_ENCODING_BROKEN in the middle of a stream, OK behind
  // damage that Next told of.
  absl::Status CheckEnd() const;

  // After damage in gzip: drops from `input` what lies before the next beginning of a
  // member, and reads on from there. False if there is none in `input`; what is left of it, at
  // most three bytes, may begin one: call again with these and more.
  bool Resume(std::string_view& input);

  uint64_t bytes_in() const { return bytes_in_; }
  uint64_t bytes_out() const { return bytes_out_; }

 private:
  struct Codec;

  absl::StatusOr<bool> Advance(std::string_view& input, std::string& out);
  absl::StatusOr<bool> NextGzip(std::string_view& input, std::string& out);
  absl::StatusOr<bool> NextZstd(std::string_view& input, std::string& out);
  absl::Status CheckExpansion() const;
  absl::Status Broken(std::string_view why) const;

  const Compression compression_;
  const std::unique_ptr<Codec> codec_;
  uint64_t bytes_in_ = 0;
  uint64_t bytes_out_ = 0;
  bool inside_ = false;   // Of a member or frame.
  bool padding_ = false;  // Zero bytes behind the last gzip member.
  absl::Status damage_;   // What Next ended with.
};

// All of `bytes`, with every layer of compression taken off. EXPANSION_TOO_LARGE beyond
// `max_bytes` or kMaxCompressionLayers, CONTENT_ENCODING_BROKEN.
absl::StatusOr<std::string> Decompress(std::string_view bytes, size_t max_bytes);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_DECOMPRESSOR_H_

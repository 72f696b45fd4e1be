// Any bytes as compressed ones: unpacked within the limits or refused; the same however
// they are cut; and looking for the next member behind damage comes to an end.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "services/ingest/core/decompressor.h"
#include "tests/fuzz/fuzz_check.h"

namespace {

using dateline::ingest::Decompressor;

struct Unpacked {
  std::string bytes;
  bool ok = false;
};

Unpacked Unpack(dateline::ingest::Compression compression, std::string_view bytes, size_t cut) {
  Decompressor decompressor(compression);
  Unpacked out;
  std::string_view input;
  while (true) {
    const auto more = decompressor.Next(input, out.bytes);
    if (!more.ok()) return out;
    FUZZ_CHECK(out.bytes.size() == decompressor.bytes_out());
    if (*more) continue;
    FUZZ_CHECK(input.empty());
    if (bytes.empty()) break;
    input = bytes.substr(0, cut);
    bytes.remove_prefix(std::min(cut, bytes.size()));
  }
  out.ok = decompressor.CheckEnd().ok();
  return out;
}

void ResumeToTheEnd(std::string_view bytes) {
  Decompressor decompressor(dateline::ingest::Compression::kGzip);
  std::string out;
  while (true) {
    const auto more = decompressor.Next(bytes, out);
    if (more.ok() && !*more) return;
    out.clear();
    if (!more.ok() && !decompressor.Resume(bytes)) return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kMost = 1 << 20;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto all = dateline::ingest::Decompress(bytes, kMost);
  const auto compression = dateline::ingest::SniffCompression(bytes);
  FUZZ_CHECK(!all.ok() || compression == dateline::ingest::Compression::kNone ||
             all->size() <= kMost);
  if (compression == dateline::ingest::Compression::kNone) return 0;
  const Unpacked whole = Unpack(compression, bytes, size), cut = Unpack(compression, bytes, 3);
  FUZZ_CHECK(whole.ok == cut.ok);
  FUZZ_CHECK(!whole.ok || whole.bytes == cut.bytes);
  if (compression == dateline::ingest::Compression::kGzip) ResumeToTheEnd(bytes);
  return 0;
}

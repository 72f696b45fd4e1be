// Any bytes as a model bundle, in two ways by the first byte: as the file
// itself, with its size and checksum made right so that the table is read; or as
// changes to a whole small model, again made right. What is accepted can be read
// to the last byte; what also makes a pipeline annotates a text with whole trees.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "services/extraction/nlp/model/testing/small_model.h"
#include "services/extraction/nlp/pipeline/pipeline.h"
#include "tests/fuzz/fuzz_check.h"

namespace {

using dateline::nlp::AnnotatedDocument;
using dateline::nlp::Bundle;
using dateline::nlp::Pipeline;
namespace builder = dateline::nlp::testing;

const std::string& SmallModelBytes() {
  static const auto* const bytes = new std::string(builder::SmallModel(5).Build());
  return *bytes;
}

// Reads every section of the name that an entry of the table holds.
void ReadSections(const Bundle& bundle, std::string_view bytes) {
  const auto count = builder::NumberAt<uint32_t>(bytes, builder::kCountAt);
  int64_t sum = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const std::string_view padded = bytes.substr(builder::EntryOffset(i), 64);
    const std::string_view name = padded.substr(0, padded.find('\0'));
    const auto matrix = bundle.Int8(name);
    const auto floats = bundle.Floats(name);
    const auto lines = bundle.Lines(name);
    FUZZ_CHECK(matrix.ok() + floats.ok() + lines.ok() == 1);
    if (matrix.ok()) {
      FUZZ_CHECK(matrix->rows > 0 && matrix->columns > 0);
      for (uint64_t k = 0; k < uint64_t{matrix->rows} * matrix->columns; ++k) {
        sum += matrix->data[k];
      }
    }
    if (floats.ok()) {
      FUZZ_CHECK(floats->size > 0);
      for (uint32_t k = 0; k < floats->size; ++k) {
        FUZZ_CHECK(std::fabs(floats->data[k]) <= 1e5f);
      }
    }
    if (lines.ok()) {
      for (const std::string_view line : *lines) sum += static_cast<int64_t>(line.size());
    }
  }
  FUZZ_CHECK(sum > INT64_MIN);
}

// Changes of six bytes each: what to change, where, and to which value.
void Change(std::string& bytes, const uint8_t* data, size_t size) {
  for (; size >= 6; data += 6, size -= 6) {
    const auto where = static_cast<size_t>(data[1] | data[2] << 8 | data[3] << 16);
    const auto value = static_cast<uint16_t>(data[4] | data[5] << 8);
    const auto sections = builder::NumberAt<uint32_t>(SmallModelBytes(), builder::kCountAt);
    const size_t entry = builder::EntryOffset(where % sections);
    switch (data[0] % 6) {
      case 0:
        bytes[where % bytes.size()] = static_cast<char>(value);
        break;
      case 1:
        builder::PutNumber<uint32_t>(bytes, entry + builder::kRowsInEntry, value);
        break;
      case 2:
        builder::PutNumber<uint32_t>(bytes, entry + builder::kColumnsInEntry, value);
        break;
      case 3:
        builder::PutNumber<uint32_t>(bytes, entry + builder::kTypeInEntry, value % 5);
        break;
      case 4:  // Two sections change places.
        std::swap_ranges(
            bytes.begin() + static_cast<ptrdiff_t>(entry),
            bytes.begin() + static_cast<ptrdiff_t>(entry) + 64,
            bytes.begin() + static_cast<ptrdiff_t>(builder::EntryOffset(value % sections)));
        break;
      default: {  // Any float of a section, so that sums meet their extremes.
        const auto from = builder::NumberAt<uint64_t>(SmallModelBytes(), entry + 80);
        const auto length = builder::NumberAt<uint64_t>(SmallModelBytes(), entry + 88);
        if (length < 4) break;
        const float extremes[] = {1e5f, -1e5f, 1e-40f, 0.0f, -0.0f, 1e-30f, 3e4f, 1e-12f};
        builder::PutNumber<float>(bytes, from + value / 8 % (length / 4) * 4, extremes[value % 8]);
      }
    }
  }
}

void CheckTrees(const AnnotatedDocument& document) {
  for (const auto& sentence : document.sentences) {
    const uint32_t size = sentence.tokens.size();
    uint32_t roots = 0;
    for (uint32_t start = 0; start < size; ++start) {
      int32_t at = static_cast<int32_t>(start) + 1;
      for (uint32_t steps = 0; at != 0; ++steps) {
        FUZZ_CHECK(steps < size && at > 0 && at <= static_cast<int32_t>(size));
        at = document.tokens[sentence.tokens.begin + static_cast<uint32_t>(at) - 1].head;
      }
      roots += document.tokens[sentence.tokens.begin + start].head == 0;
    }
    FUZZ_CHECK(roots == 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  std::string bytes;
  if (data[0] % 2 == 0) {
    bytes.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (bytes.size() >= builder::kHeaderBytes) builder::Seal(bytes);
  } else {
    bytes = SmallModelBytes();
    Change(bytes, data + 1, size - 1);
    builder::Seal(bytes);
  }
  const auto bundle = Bundle::FromBytes(bytes);
  if (!bundle.ok()) return 0;
  ReadSections(**bundle, bytes);
  const auto pipeline = Pipeline::Create(*bundle);
  if (!pipeline.ok()) return 0;
  CheckTrees((*pipeline)->AnnotateTokens(
      {{"The", "harbour", "of", "Tamm", "left", ",", "said", "2031", "."}, {"It", "left"}},
      std::nullopt));
  return 0;
}

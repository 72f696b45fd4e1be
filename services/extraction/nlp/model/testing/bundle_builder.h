// Writes model bundles for tests, sound and damaged ones.
//
//   BundleBuilder builder;
//   builder.AddInt8("weights", 2, 3, {1, 2, 3, 4, 5, 6});
//   builder.AddFloats("bias", {0.5f});
//   builder.AddLines("labels", {"A", "B"});
//   std::string bytes = builder.Build();
//   PutNumber<uint32_t>(bytes, EntryOffset(0) + kRowsInEntry, 7);
//   Seal(bytes);   // A right checksum over wrong content.
//
// Independent of bundle.cc: written from docs/formats/model_bundle.md.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_MODEL_TESTING_BUNDLE_BUILDER_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_MODEL_TESTING_BUNDLE_BUILDER_H_

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/sha256.h"

namespace dateline::nlp::testing {

inline constexpr size_t kHeaderBytes = 128;
inline constexpr size_t kEntryBytes = 96;
inline constexpr size_t kVersionAt = 16;
inline constexpr size_t kCountAt = 20;
inline constexpr size_t kSizeAt = 24;
inline constexpr size_t kChecksumAt = 32;
// Within an entry of the table.
inline constexpr size_t kTypeInEntry = 64;
inline constexpr size_t kRowsInEntry = 68;
inline constexpr size_t kColumnsInEntry = 72;
inline constexpr size_t kReservedInEntry = 76;
inline constexpr size_t kOffsetInEntry = 80;
inline constexpr size_t kSizeInEntry = 88;

inline size_t EntryOffset(size_t section) { return kHeaderBytes + section * kEntryBytes; }

// REQUIRES: the bytes are there.
template <typename T>
void PutNumber(std::string& bytes, size_t at, T value) {
  std::memcpy(bytes.data() + at, &value, sizeof(T));
}

template <typename T>
T NumberAt(std::string_view bytes, size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

// Makes size and checksum right again. REQUIRES: at least a header.
inline void Seal(std::string& bytes) {
  PutNumber<uint64_t>(bytes, kSizeAt, bytes.size());
  const std::string checksum = Sha256Hex(std::string_view(bytes).substr(kHeaderBytes));
  bytes.replace(kChecksumAt, checksum.size(), checksum);
}

class BundleBuilder {
 public:
  // Each replaces the section of that name, if there is one.
  void AddInt8(const std::string& name, uint32_t rows, uint32_t columns,
               const std::vector<int8_t>& values) {
    sections_[name] = {1, rows, columns,
                       std::string(reinterpret_cast<const char*>(values.data()), values.size())};
  }
  void AddFloats(const std::string& name, const std::vector<float>& values) {
    sections_[name] = {
        2, static_cast<uint32_t>(values.size()), 1,
        std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float))};
  }
  void AddLines(const std::string& name, const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
    sections_[name] = {3, static_cast<uint32_t>(lines.size()), 1, text};
  }
  void Remove(const std::string& name) { sections_.erase(name); }

  // In the order of the sections in the file.
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& [name, section] : sections_) names.push_back(name);
    return names;
  }

  std::string Build() const {
    std::string table;
    std::string body;
    const size_t start = Aligned(kHeaderBytes + kEntryBytes * sections_.size());
    for (const auto& [name, section] : sections_) {
      std::string entry(kEntryBytes, '\0');
      entry.replace(0, name.size(), name);
      PutNumber<uint32_t>(entry, kTypeInEntry, section.type);
      PutNumber<uint32_t>(entry, kRowsInEntry, section.rows);
      PutNumber<uint32_t>(entry, kColumnsInEntry, section.columns);
      PutNumber<uint64_t>(entry, kOffsetInEntry, start + body.size());
      PutNumber<uint64_t>(entry, kSizeInEntry, section.content.size());
      table += entry;
      body += section.content;
      body.resize(Aligned(body.size()), '\0');
    }
    std::string bytes = "DATELINE BUNDLE\n";
    bytes.resize(kHeaderBytes, '\0');
    PutNumber<uint32_t>(bytes, kVersionAt, 1);
    PutNumber<uint32_t>(bytes, kCountAt, static_cast<uint32_t>(sections_.size()));
    bytes += table;
    bytes.resize(start, '\0');
    bytes += body;
    Seal(bytes);
    return bytes;
  }

 private:
  struct Section {
    uint32_t type = 0;
    uint32_t rows = 0;
    uint32_t columns = 0;
    std::string content;
  };

  static size_t Aligned(size_t n) { return (n + 63) / 64 * 64; }

  std::map<std::string, Section> sections_;
};

}  // namespace dateline::nlp::testing

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_MODEL_TESTING_BUNDLE_BUILDER_H_

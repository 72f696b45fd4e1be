// A model bundle: named, typed, checksummed arrays in one file.
//
//   DATELINE_ASSIGN_OR_RETURN(std::shared_ptr<const Bundle> bundle, Bundle::Load(path));
//   DATELINE_ASSIGN_OR_RETURN(Int8Section weights, bundle->Int8("grammar/upos/weights"));
//
// Immutable once loaded; share it between threads. Sections point into the
// bundle and must not outlive it. The format is specified in
// docs/formats/model_bundle.md. A file that is cut, altered or of another
// version is refused with FAILED_PRECONDITION and the reason; so is one with a
// right checksum whose sections do not fit the file, their shapes, or the ranges
// within which the networks' sums stay finite. No matrix or vector is empty.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_MODEL_BUNDLE_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_MODEL_BUNDLE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace dateline::nlp {

// A matrix of 8-bit integers, row by row.
struct Int8Section {
  const int8_t* data = nullptr;
  uint32_t rows = 0;
  uint32_t columns = 0;
};

// FAILED_PRECONDITION: says that a bundle cannot be used, why, and what to do.
absl::Status UnusableBundle(std::string_view why);

// A vector of floats.
struct FloatSection {
  const float* data = nullptr;
  uint32_t size = 0;
};

class Bundle {
 public:
  // Reads and verifies a file. NOT_FOUND if it cannot be read.
  static absl::StatusOr<std::shared_ptr<const Bundle>> Load(const std::string& path);
  // The same over a copy of bytes in memory.
  static absl::StatusOr<std::shared_ptr<const Bundle>> FromBytes(std::string_view bytes);
  // The same in place. REQUIRES: `bytes` outlive the bundle and start at a
  // multiple of 64.
  static absl::StatusOr<std::shared_ptr<const Bundle>> FromStaticBytes(std::string_view bytes);

  // A section by name. FAILED_PRECONDITION if it is missing or of another type,
  // or, where sizes are given (not 0), of another shape.
  absl::StatusOr<Int8Section> Int8(std::string_view name, uint32_t rows = 0,
                                   uint32_t columns = 0) const;
  absl::StatusOr<FloatSection> Floats(std::string_view name, uint64_t size = 0) const;
  // A copy of a section of floats, with the same errors.
  absl::StatusOr<std::vector<float>> CopyFloats(std::string_view name, uint64_t size = 0) const;
  // Lines of a text section, without line feeds; and how many there are.
  absl::StatusOr<std::vector<std::string_view>> Lines(std::string_view name) const;
  absl::StatusOr<uint32_t> LineCount(std::string_view name) const;

  // Names of all sections, sorted.
  std::vector<std::string> SectionNames() const;

  // SHA-256 of the content, in hexadecimal.
  const std::string& checksum() const { return checksum_; }

 private:
  enum class Type : uint32_t { kInt8 = 1, kFloat32 = 2, kText = 3 };
  struct Section {
    Type type;
    uint32_t rows;
    uint32_t columns;
    const char* data;
    uint64_t size;
  };

  Bundle() = default;
  void Allocate(uint64_t size);
  absl::Status Parse();
  absl::Status ParseHeader();
  // Reads the entry of a section that starts at `next`, and moves `next` on.
  absl::Status ParseEntry(const char* entry, uint64_t& next);
  static absl::Status CheckContent(std::string_view name, const Section& section);
  absl::StatusOr<const Section*> Find(std::string_view name, Type type) const;

  // Aligned to 64 bytes, so that sections are.
  struct AlignedDelete {
    void operator()(char* bytes) const;
  };
  std::unique_ptr<char, AlignedDelete> owned_;
  std::string_view bytes_;
  std::string checksum_;
  std::map<std::string, Section, std::less<>> sections_;
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_MODEL_BUNDLE_H_

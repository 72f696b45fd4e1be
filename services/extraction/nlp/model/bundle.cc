#include "services/extraction/nlp/model/bundle.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <new>

#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/text/utf8.h"

namespace dateline::nlp {
namespace {

static_assert(std::endian::native == std::endian::little, "bundles are little-endian");

constexpr std::string_view kMagic = "DATELINE BUNDLE\n";
constexpr uint32_t kVersion = 1;
constexpr uint64_t kAlignment = 64;
constexpr uint64_t kMaxBytes = 256ull << 20;
constexpr uint32_t kMaxSections = 1024;
constexpr uint32_t kMaxColumns = 4096;  // Keeps sums of products below 2^31.
constexpr float kMaxFloat = 1e5f;
constexpr size_t kChecksumBytes = 64;  // Hexadecimal digits.
constexpr size_t kNameBytes = 64;
constexpr size_t kHeaderUsed = 96;
constexpr size_t kHeaderBytes = 128;
constexpr size_t kEntryBytes = 96;

template <typename T>
T Read(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

uint64_t Aligned(uint64_t n) { return (n + kAlignment - 1) / kAlignment * kAlignment; }

// Printable ASCII, then zeros, at least one of them.
bool IsName(std::string_view padded) {
  const size_t end = padded.find('\0');
  if (end == 0 || end == std::string_view::npos) return false;
  return std::all_of(padded.begin(), padded.begin() + end,
                     [](char c) { return c > ' ' && c <= '~'; }) &&
         padded.find_first_not_of('\0', end) == std::string_view::npos;
}

uint64_t LinesIn(std::string_view text) {
  if (text.empty()) return 0;
  return static_cast<uint64_t>(std::count(text.begin(), text.end(), '\n')) + 1;
}

// Within these bounds no operation of the networks gives an infinity or NaN.
bool HoldsOnlyUsableFloats(const char* data, uint64_t count) {
  for (uint64_t i = 0; i < count; ++i) {
    const float value = Read<float>(data + i * sizeof(float));
    if (!(std::fabs(value) <= kMaxFloat)) return false;
  }
  return true;
}

}  // namespace

absl::Status UnusableBundle(std::string_view why) {
  return absl::FailedPreconditionError(
      StrCat("the model bundle cannot be used: ", why, "; build or fetch it again"));
}

void Bundle::AlignedDelete::operator()(char* bytes) const {
  ::operator delete[](bytes, std::align_val_t(kAlignment));
}

absl::StatusOr<std::shared_ptr<const Bundle>> Bundle::FromStaticBytes(std::string_view bytes) {
  std::shared_ptr<Bundle> bundle(new Bundle);
  bundle->bytes_ = bytes;
  DATELINE_RETURN_IF_ERROR(bundle->Parse());
  return std::shared_ptr<const Bundle>(std::move(bundle));
}

absl::StatusOr<std::shared_ptr<const Bundle>> Bundle::FromBytes(std::string_view bytes) {
  if (bytes.size() > kMaxBytes) return UnusableBundle("it is larger than 256 MiB");
  std::shared_ptr<Bundle> bundle(new Bundle);
  bundle->Allocate(bytes.size());
  std::copy(bytes.begin(), bytes.end(), bundle->owned_.get());
  DATELINE_RETURN_IF_ERROR(bundle->Parse());
  return std::shared_ptr<const Bundle>(std::move(bundle));
}

absl::StatusOr<std::shared_ptr<const Bundle>> Bundle::Load(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file || file.tellg() < 0)
    return absl::NotFoundError(StrCat("cannot read the model bundle ", path));
  const auto size = static_cast<uint64_t>(file.tellg());
  if (size > kMaxBytes) return UnusableBundle("it is larger than 256 MiB");
  std::shared_ptr<Bundle> bundle(new Bundle);
  bundle->Allocate(size);
  file.seekg(0);
  if (!file.read(bundle->owned_.get(), static_cast<std::streamsize>(size))) {
    return absl::UnavailableError(StrCat("reading ", path, " failed"));
  }
  DATELINE_RETURN_IF_ERROR(bundle->Parse());
  return std::shared_ptr<const Bundle>(std::move(bundle));
}

void Bundle::Allocate(uint64_t size) {
  owned_.reset(
      static_cast<char*>(::operator new[](size + kAlignment, std::align_val_t(kAlignment))));
  bytes_ = {owned_.get(), size};
}

absl::Status Bundle::Parse() {
  DATELINE_RETURN_IF_ERROR(ParseHeader());
  const auto count = Read<uint32_t>(bytes_.data() + 20);
  // Sections fill the file in the order of the table: whatever one number in it
  // were changed to, something would no longer meet.
  uint64_t next = Aligned(kHeaderBytes + uint64_t{count} * kEntryBytes);
  for (uint32_t i = 0; i < count; ++i) {
    DATELINE_RETURN_IF_ERROR(
        ParseEntry(bytes_.data() + kHeaderBytes + uint64_t{i} * kEntryBytes, next));
  }
  if (next != bytes_.size()) return UnusableBundle("it holds bytes that belong to no section");
  return absl::OkStatus();
}

absl::Status Bundle::ParseHeader() {
  const char* base = bytes_.data();
  const uint64_t size = bytes_.size();
  if (size < kHeaderBytes || bytes_.substr(0, kMagic.size()) != kMagic) {
    return UnusableBundle("it is not a bundle");
  }
  if (reinterpret_cast<uintptr_t>(base) % kAlignment != 0) {
    return UnusableBundle("it does not start at a multiple of 64 in memory");
  }
  if (const auto version = Read<uint32_t>(base + 16); version != kVersion) {
    return UnusableBundle(
        StrCat("it has format version ", version, ", this program reads ", kVersion));
  }
  if (Read<uint64_t>(base + 24) != size)
    return UnusableBundle("it is cut short or has bytes too many");
  const auto count = Read<uint32_t>(base + 20);
  if (count > kMaxSections || Aligned(kHeaderBytes + uint64_t{count} * kEntryBytes) > size) {
    return UnusableBundle("its table of sections does not fit");
  }
  if (bytes_.substr(kHeaderUsed, kHeaderBytes - kHeaderUsed).find_first_not_of('\0') !=
      std::string_view::npos) {
    return UnusableBundle("its header holds something unknown");
  }
  checksum_ = std::string(bytes_.substr(kHeaderUsed - kChecksumBytes, kChecksumBytes));
  if (Sha256Hex(bytes_.substr(kHeaderBytes)) != checksum_) {
    return UnusableBundle("its checksum does not match: bytes were altered");
  }
  return absl::OkStatus();
}

absl::Status Bundle::ParseEntry(const char* entry, uint64_t& next) {
  const std::string_view padded(entry, kNameBytes);
  const std::string name(padded.substr(0, padded.find('\0')));
  if (!IsName(padded)) return UnusableBundle("the name of a section is not one");
  Section section{};
  section.type = static_cast<Type>(Read<uint32_t>(entry + 64));
  section.rows = Read<uint32_t>(entry + 68);
  section.columns = Read<uint32_t>(entry + 72);
  const auto reserved = Read<uint32_t>(entry + 76);
  const auto offset = Read<uint64_t>(entry + 80);
  section.size = Read<uint64_t>(entry + 88);
  if (reserved != 0) return UnusableBundle(StrCat("section '", name, "' holds something unknown"));
  if (offset > bytes_.size() || section.size > bytes_.size() - offset) {
    return UnusableBundle(StrCat("section '", name, "' lies outside the file"));
  }
  if (offset != next) return UnusableBundle(StrCat("section '", name, "' lies in the wrong place"));
  next = Aligned(offset + section.size);
  section.data = bytes_.data() + offset;
  DATELINE_RETURN_IF_ERROR(CheckContent(name, section));
  if (!sections_.emplace(name, section).second) {
    return UnusableBundle(StrCat("section '", name, "' is there twice"));
  }
  return absl::OkStatus();
}

absl::Status Bundle::CheckContent(std::string_view name, const Section& section) {
  const uint64_t cells = uint64_t{section.rows} * section.columns;  // Below 2^64.
  const std::string_view content(section.data, section.size);
  bool fits = false;
  bool sound = true;
  switch (section.type) {
    case Type::kInt8:
      fits = cells != 0 && cells == section.size && section.columns <= kMaxColumns;
      break;
    case Type::kFloat32:
      fits = cells != 0 && section.size % sizeof(float) == 0 &&
             cells == section.size / sizeof(float) && cells <= std::numeric_limits<uint32_t>::max();
      sound = fits && HoldsOnlyUsableFloats(section.data, cells);
      break;
    case Type::kText:
      fits = section.columns == 1 && section.rows == LinesIn(content);
      sound = !FindInvalidUtf8(content).has_value();
      break;
    default:
      return UnusableBundle(StrCat("section '", name, "' is of an unknown type"));
  }
  if (!fits) return UnusableBundle(StrCat("section '", name, "' has a size unlike its shape"));
  if (!sound) return UnusableBundle(StrCat("section '", name, "' holds what no model holds"));
  return absl::OkStatus();
}

absl::StatusOr<const Bundle::Section*> Bundle::Find(std::string_view name, Type type) const {
  auto it = sections_.find(name);
  if (it == sections_.end()) return UnusableBundle(StrCat("section '", name, "' is missing"));
  if (it->second.type != type)
    return UnusableBundle(StrCat("section '", name, "' is of another type"));
  return &it->second;
}

absl::StatusOr<Int8Section> Bundle::Int8(std::string_view name, uint32_t rows,
                                         uint32_t columns) const {
  DATELINE_ASSIGN_OR_RETURN(const Section* section, Find(name, Type::kInt8));
  if ((rows != 0 && section->rows != rows) || (columns != 0 && section->columns != columns)) {
    return UnusableBundle(StrCat("section '", name, "' is ", section->rows, " x ", section->columns,
                                 ", wanted ", rows, " x ", columns));
  }
  return Int8Section{reinterpret_cast<const int8_t*>(section->data), section->rows,
                     section->columns};
}

absl::StatusOr<FloatSection> Bundle::Floats(std::string_view name, uint64_t size) const {
  DATELINE_ASSIGN_OR_RETURN(const Section* section, Find(name, Type::kFloat32));
  const uint64_t cells = uint64_t{section->rows} * section->columns;
  if (size != 0 && cells != size) {
    return UnusableBundle(StrCat("section '", name, "' has ", cells, " values, wanted ", size));
  }
  return FloatSection{reinterpret_cast<const float*>(section->data), static_cast<uint32_t>(cells)};
}

absl::StatusOr<std::vector<float>> Bundle::CopyFloats(std::string_view name, uint64_t size) const {
  DATELINE_ASSIGN_OR_RETURN(const FloatSection section, Floats(name, size));
  return std::vector<float>(section.data, section.data + section.size);
}

absl::StatusOr<uint32_t> Bundle::LineCount(std::string_view name) const {
  DATELINE_ASSIGN_OR_RETURN(const Section* section, Find(name, Type::kText));
  return section->rows;
}

absl::StatusOr<std::vector<std::string_view>> Bundle::Lines(std::string_view name) const {
  DATELINE_ASSIGN_OR_RETURN(const Section* section, Find(name, Type::kText));
  std::string_view text(section->data, section->size);
  std::vector<std::string_view> lines;
  lines.reserve(section->rows);
  for (uint32_t i = 0; i < section->rows; ++i) {
    const size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end != std::string_view::npos) text.remove_prefix(end + 1);
  }
  return lines;
}

std::vector<std::string> Bundle::SectionNames() const {
  std::vector<std::string> names;
  for (const auto& [name, section] : sections_) names.push_back(name);
  return names;
}

}  // namespace dateline::nlp

#include "common/storage/first_part_prefix.h"

#include "common/storage/ordered_key.h"

namespace dateline {
namespace {

constexpr std::string_view kEndOfString("\x00\x01", 2);

class FirstPart final : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "dateline.FirstPart.1"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    const std::string_view part = FirstPartOf({key.data(), key.size()});
    return {part.data(), part.size()};
  }
  bool InDomain(const rocksdb::Slice& key) const override { return true; }
};

}  // namespace

std::string_view FirstPartOf(std::string_view key) {
  const size_t end = key.find(kEndOfString);
  return end == std::string_view::npos ? key : key.substr(0, end + kEndOfString.size());
}

bool HasOneFirstPart(const KeyRange& range) {
  const std::string_view part = FirstPartOf(range.begin);
  if (!part.ends_with(kEndOfString) || range.end.empty()) return false;
  return range.end.starts_with(part) || range.end == AfterKeyPrefix(part);
}

std::shared_ptr<const rocksdb::SliceTransform> FirstPartTransform() {
  static const auto transform = std::make_shared<FirstPart>();
  return transform;
}

}  // namespace dateline

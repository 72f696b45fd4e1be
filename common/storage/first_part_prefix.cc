#include "common/storage/first_part_prefix.h"

#include "common/storage/ordered_key.h"

namespace dateline {
namespace {

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

std::shared_ptr<const rocksdb::SliceTransform> FirstPartTransform() {
  static const auto transform = std::make_shared<FirstPart>();
  return transform;
}

}  // namespace dateline

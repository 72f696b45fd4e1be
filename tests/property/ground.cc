#include "tests/property/ground.h"

#include <gtest/gtest.h>

#include "common/storage/testing/crashing_disk.h"
#include "common/testing/fault_injecting_store.h"
#include "common/testing/memory_store.h"
#include "common/testing/temporary_folder.h"
#include "services/query/factbase/fact_base.h"

namespace dateline {
namespace {

using query::FactBase;
using Fault = FaultInjectingStore::Fault;

class InMemory final : public Ground {
 public:
  OrderedStore* Open() override {
    store_.Restart();
    return &store_;
  }
  void FailSoon(RandomWorld& random) override {
    store_.FailCommit(1, static_cast<Fault>(random.Below(3)));
  }

 private:
  MemoryStore memory_{FactBase::KeySpaceNames().size()};
  FaultInjectingStore store_{&memory_};
};

class OnDisk final : public Ground {
 public:
  explicit OnDisk(uint32_t seed) : disk_(seed) {}

  OrderedStore* Open() override {
    store_ = nullptr;
    // The restart may fail too; the one after it does not.
    for (int attempt = 0; attempt < 2; ++attempt) {
      if (disk_.crashed()) disk_.Restart();
      auto store = disk_.OpenStore(folder_.path(), FactBase::KeySpaceNames(), SmallBuffers());
      if (store.ok()) {
        store_ = *std::move(store);
        return store_.get();
      }
      EXPECT_TRUE(disk_.crashed()) << store.status();
    }
    ADD_FAILURE() << "the store does not open any more";
    return nullptr;
  }
  void FailSoon(RandomWorld& random) override {
    // A commit is two operations (a write and a sync); files being made, dozens.
    disk_.CrashAfter(1 + random.Below(random.Chance(50) ? 3 : 60));
  }
  std::string folder() const override { return folder_.path(); }

 private:
  // So that a small world, too, makes and merges files.
  static RocksDbOptions SmallBuffers() {
    RocksDbOptions options;
    options.write_buffer_bytes = 256 << 10;
    options.cache_bytes = 8 << 20;
    return options;
  }

  TemporaryFolder folder_{TemporaryFolder::Place::kMemory};
  CrashingDisk disk_;
  std::unique_ptr<OrderedStore> store_;
};

}  // namespace

std::unique_ptr<Ground> MemoryGround() { return std::make_unique<InMemory>(); }
std::unique_ptr<Ground> RocksDbGround(uint32_t seed) { return std::make_unique<OnDisk>(seed); }

}  // namespace dateline

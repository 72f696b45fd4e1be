// Where a fact base under test stands: a store that fails, and comes back.
//
//   auto ground = RocksDbGround(seed);
//   OrderedStore* store = ground->Open();
//   ground->FailSoon(random);           // some write from here on fails
//   ... use it until a call fails ...
//   store = ground->Open();             // what survived
//
// Used by one thread.
#ifndef DATELINE_TESTS_PROPERTY_GROUND_H_
#define DATELINE_TESTS_PROPERTY_GROUND_H_

#include <cstdint>
#include <memory>
#include <string>

#include "common/storage/ordered_store.h"
#include "tests/property/random_world.h"

namespace dateline {

class Ground {
 public:
  virtual ~Ground() = default;
  // Opens the store, the one before being closed; after a failure, as a new
  // process would. Null, with a failed test, if that does not work.
  virtual OrderedStore* Open() = 0;
  // Makes a write of the near future fail.
  virtual void FailSoon(RandomWorld& random) = 0;
  // The folder, if there is one.
  virtual std::string folder() const { return ""; }
};

// In memory. A commit is refused, or lost, or done without an answer.
std::unique_ptr<Ground> MemoryGround();

// RocksDB on a disk that loses power at any write, sync, renaming or deletion,
// of a commit, of the log, or of files made and merged in the background.
std::unique_ptr<Ground> RocksDbGround(uint32_t seed);

}  // namespace dateline

#endif  // DATELINE_TESTS_PROPERTY_GROUND_H_

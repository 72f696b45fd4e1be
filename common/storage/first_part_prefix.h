// The prefix that filters know a key by: its first part (ordered_key.h). So one
// filter answers for all rows of a fact, an entity or a block, and for all
// versions of a row, whatever the length of ids. Private to this library.
// Thread-safe: an object without state.
#ifndef DATELINE_COMMON_STORAGE_FIRST_PART_PREFIX_H_
#define DATELINE_COMMON_STORAGE_FIRST_PART_PREFIX_H_

#include <rocksdb/slice_transform.h>

#include <memory>

namespace dateline {

// FirstPartOf for the engine. Its name is stored with each file; another rule
// needs another name.
std::shared_ptr<const rocksdb::SliceTransform> FirstPartTransform();

}  // namespace dateline

#endif  // DATELINE_COMMON_STORAGE_FIRST_PART_PREFIX_H_

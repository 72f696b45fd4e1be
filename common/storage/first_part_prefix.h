// The prefix that filters know a key by: all up to the end of its first string
// part (ordered_key.h), the tag before it included.
//
//   FirstPartOf("f" "1234" 00 01 <version>)   is  "f" "1234" 00 01
//
// So one filter answers for all rows of a fact, an entity or a block, and for
// all versions of a row, whatever the length of ids. Private to this library.
// Thread-safe: pure functions, and an object without state.
#ifndef DATELINE_COMMON_STORAGE_FIRST_PART_PREFIX_H_
#define DATELINE_COMMON_STORAGE_FIRST_PART_PREFIX_H_

#include <rocksdb/slice_transform.h>

#include <memory>
#include <optional>
#include <string_view>

#include "common/storage/ordered_store.h"

namespace dateline {

// The whole key if no string part ends in it.
std::string_view FirstPartOf(std::string_view key);

// Whether all keys of `range` have one first part, so that a filter of first
// parts may answer for the range.
bool HasOneFirstPart(const KeyRange& range);

// FirstPartOf for the engine. Its name is stored with each file; another rule
// needs another name.
std::shared_ptr<const rocksdb::SliceTransform> FirstPartTransform();

}  // namespace dateline

#endif  // DATELINE_COMMON_STORAGE_FIRST_PART_PREFIX_H_

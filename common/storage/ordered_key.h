// Keys whose byte order is the order of their parts.
//
//   std::string key;
//   AppendKeyString(&key, entity_id);
//   AppendKeyDescending(&key, version);
//
//   KeyReader reader(key);
//   std::string entity_id;
//   uint64_t version;
//   if (!reader.String(&entity_id) || !reader.Descending(&version) || !reader.AtEnd()) ...
//
// Strings may hold any bytes: 0x00 is written as 0x00 0xFF and the end as
// 0x00 0x01, so a string sorts before every string that it starts. Integers are
// big-endian. Golden bytes: ordered_key_test.cc. Thread-safe: only functions of
// their arguments; a KeyReader belongs to one thread and must not outlive its
// key.
#ifndef DATELINE_COMMON_STORAGE_ORDERED_KEY_H_
#define DATELINE_COMMON_STORAGE_ORDERED_KEY_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace dateline {

void AppendKeyString(std::string* key, std::string_view text);
// The beginning of a string part: what every string that starts with `text` has
// in front. Ends the key; only for ranges.
void AppendKeyStringPrefix(std::string* key, std::string_view text);
// A string part with its ids packed (packed_ids.h): ids sort among themselves as
// their digits do, and otherwise after what is no id.
void AppendKeyPacked(std::string* key, std::string_view text);
void AppendKeyByte(std::string* key, uint8_t value);
void AppendKeyUint32(std::string* key, uint32_t value);
void AppendKeyUint64(std::string* key, uint64_t value);
// Negative numbers first: for times as seconds or microseconds of an epoch.
void AppendKeyInt64(std::string* key, int64_t value);
// Largest first: for versions, so that the newest comes first.
void AppendKeyDescending(std::string* key, uint64_t value);

// The least key after all keys that start with `prefix`; empty if there is none
// (all bytes 0xFF).
std::string AfterKeyPrefix(std::string_view prefix);

// All up to the end of the first string part, the bytes before it included; the
// whole key if no string part ends in it.
//
//   FirstPartOf("f" "1234" 00 01 <version>)   is  "f" "1234" 00 01
std::string_view FirstPartOf(std::string_view key);
// Whether all keys in [begin, end) have one first part; an empty `end` means no
// bound.
bool HasOneFirstPart(std::string_view begin, std::string_view end);

// Reads parts back. Each call returns false, and moves nothing, where the bytes
// are not that part.
class KeyReader {
 public:
  explicit KeyReader(std::string_view key) : rest_(key) {}

  bool String(std::string* out);
  bool Packed(std::string* out);
  bool Byte(uint8_t* out);
  bool Uint32(uint32_t* out);
  bool Uint64(uint64_t* out);
  bool Int64(int64_t* out);
  bool Descending(uint64_t* out);
  bool AtEnd() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_STORAGE_ORDERED_KEY_H_

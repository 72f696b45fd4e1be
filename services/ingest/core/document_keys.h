// Keys of the ingest store: docs/formats/ingest_keys.md.
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_DOCUMENT_KEYS_H_
#define DATELINE_SERVICES_INGEST_CORE_DOCUMENT_KEYS_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "common/storage/ordered_store.h"

namespace dateline::ingest {

// Key spaces, in the order in which the store must be opened.
inline constexpr KeySpace kMetaSpace = 0;
inline constexpr KeySpace kDocumentsSpace = 1;
inline constexpr KeySpace kTextsSpace = 2;
inline constexpr KeySpace kContentsSpace = 3;
inline constexpr KeySpace kDeliveriesSpace = 4;
inline constexpr KeySpace kQueueSpace = 5;
inline constexpr KeySpace kReceivedSpace = 6;
inline constexpr KeySpace kDeadLettersSpace = 7;
inline constexpr KeySpace kUncomparedSpace = 8;
inline constexpr KeySpace kResemblancesSpace = 9;
inline constexpr KeySpace kResembledBySpace = 10;
inline constexpr KeySpace kCopyIndexSpace = 11;
std::vector<std::string> IngestKeySpaceNames();

std::string MetaKey(std::string_view name);
// Of a reprocessing: key in `meta`.
std::string ReprocessingKey(uint64_t number);
std::string DocumentKey(std::string_view document_id);

// A moment and a sequence number: the place of a row in `queue`, `received` or
// `dead_letters`.
// Orders as its key does.
struct TimedKey {
  int64_t time_us = 0;
  uint64_t sequence = 0;

  std::string Encode() const;
  static std::optional<TimedKey> Decode(std::string_view key);
  friend auto operator<=>(const TimedKey&, const TimedKey&) = default;
};

// Key of a row of `resembled_by`: a document, and the sequence of one that
// resembles it.
std::string ResembledByKey(std::string_view document_id, uint64_t sequence);

// By what documents find each other in `copy_index`.
enum class CopyIndexTag : uint8_t { kAddress = 'a', kBand = 'b', kWords = 'w' };
std::string CopyIndexKey(CopyIndexTag tag, uint64_t hash);

// As key of `uncompared` and as value.
std::string EncodeSequence(uint64_t sequence);
std::optional<uint64_t> DecodeSequence(std::string_view value);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_DOCUMENT_KEYS_H_

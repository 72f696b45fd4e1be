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

std::string EncodeSequence(uint64_t sequence);
std::optional<uint64_t> DecodeSequence(std::string_view value);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_DOCUMENT_KEYS_H_

#include "services/ingest/core/document_keys.h"

#include "common/storage/ordered_key.h"

namespace dateline::ingest {

std::vector<std::string> IngestKeySpaceNames() {
  return {"meta",     "documents",    "texts",      "contents",     "deliveries",   "queue",
          "received", "dead_letters", "uncompared", "resemblances", "resembled_by", "copy_index"};
}

std::string MetaKey(std::string_view name) {
  std::string key;
  AppendKeyString(&key, name);
  return key;
}

std::string ReprocessingKey(uint64_t number) {
  std::string key = MetaKey("reprocessing");
  AppendKeyUint64(&key, number);
  return key;
}

std::string DocumentKey(std::string_view document_id) {
  std::string key;
  AppendKeyString(&key, document_id);
  return key;
}

std::string TimedKey::Encode() const {
  std::string key;
  AppendKeyInt64(&key, time_us);
  AppendKeyUint64(&key, sequence);
  return key;
}

std::optional<TimedKey> TimedKey::Decode(std::string_view key) {
  KeyReader reader(key);
  TimedKey out;
  if (!reader.Int64(&out.time_us) || !reader.Uint64(&out.sequence) || !reader.AtEnd()) {
    return std::nullopt;
  }
  return out;
}

std::string ResembledByKey(std::string_view document_id, uint64_t sequence) {
  std::string key = DocumentKey(document_id);
  AppendKeyUint64(&key, sequence);
  return key;
}

std::string CopyIndexKey(CopyIndexTag tag, uint64_t hash) {
  std::string key;
  AppendKeyByte(&key, static_cast<uint8_t>(tag));
  AppendKeyUint64(&key, hash);
  return key;
}

std::string EncodeSequence(uint64_t sequence) {
  std::string value;
  AppendKeyUint64(&value, sequence);
  return value;
}

std::optional<uint64_t> DecodeSequence(std::string_view value) {
  KeyReader reader(value);
  uint64_t sequence = 0;
  if (!reader.Uint64(&sequence) || !reader.AtEnd()) return std::nullopt;
  return sequence;
}

}  // namespace dateline::ingest

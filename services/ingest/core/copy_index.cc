#include "services/ingest/core/copy_index.h"

#include <algorithm>
#include <set>

#include "absl/strings/escaping.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/text/article_address.h"
#include "dateline/storage/v1/ingest_records.pb.h"
#include "services/ingest/core/document_keys.h"
#include "services/ingest/core/record_codec.h"

namespace dateline::ingest {
namespace {

constexpr size_t kIdBytes = 16;
// Copies have a fourth of their bands in common or more; one text in fifty that was
// edited all over has fewer than this part.
constexpr size_t kPartOfBandsInCommon = 10;

uint64_t HashOfText(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return MixBits(hash);
}

// The article's address; a name that is no address stands for itself.
std::string AddressKeyOf(const Document& document) {
  const std::string address = ArticleAddress(document.canonical_url, document.uri);
  const std::string_view name = address.empty() ? document.uri : address;
  return name.empty() ? "" : CopyIndexKey(CopyIndexTag::kAddress, HashOfText(name));
}

struct Weight {
  double sum = 0;
  size_t bands = 0;
};

}  // namespace

std::vector<std::string> CopyKeys::All() const {
  std::vector<std::string> all = bands;
  all.push_back(words);
  if (!address.empty()) all.push_back(address);
  return all;
}

CopyKeys CopyKeysOf(const Document& document, const TextSketch& sketch) {
  CopyKeys keys;
  keys.address = AddressKeyOf(document);
  keys.words = CopyIndexKey(CopyIndexTag::kWords, sketch.words_hash);
  for (const uint64_t band : sketch.bands) {
    keys.bands.push_back(CopyIndexKey(CopyIndexTag::kBand, band));
  }
  return keys;
}

bool CopyIndexEntry::Has(std::string_view document_id) const {
  return std::find(document_ids.begin(), document_ids.end(), document_id) != document_ids.end();
}

size_t CapacityOf(std::string_view key) {
  switch (static_cast<CopyIndexTag>(key.front())) {
    case CopyIndexTag::kAddress:
      return kMaxDocumentsOfAddress;
    case CopyIndexTag::kWords:
      return kMaxDocumentsOfWords;
    case CopyIndexTag::kBand:
      break;
  }
  return kMaxDocumentsOfBand;
}

std::string EncodeCopyIndexEntry(const CopyIndexEntry& entry) {
  storage::v1::CopyIndexEntry record;
  for (const std::string& id : entry.document_ids) {
    record.mutable_document_ids()->append(absl::HexStringToBytes(id));
  }
  record.set_has_left_out(entry.has_left_out);
  return record.SerializeAsString();
}

absl::StatusOr<CopyIndexEntry> DecodeCopyIndexEntry(std::string_view key, std::string_view bytes) {
  storage::v1::CopyIndexEntry record;
  const bool parses = record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) &&
                      !key.empty() && record.document_ids().size() % kIdBytes == 0;
  if (!parses) {
    return StoreCorrupt("copy index entry", StdView(absl::BytesToHexString(AbslView(key))));
  }
  CopyIndexEntry entry;
  entry.has_left_out = record.has_left_out();
  for (size_t at = 0; at < record.document_ids().size(); at += kIdBytes) {
    entry.document_ids.push_back(
        absl::BytesToHexString(AbslView(record.document_ids()).substr(at, kIdBytes)));
  }
  return entry;
}

absl::Status CopyIndexChange::Load(const std::vector<std::string>& keys) {
  std::vector<std::string> missing;
  for (const std::string& key : keys) {
    if (!read_.contains(key) && !changed_.contains(key)) missing.push_back(key);
  }
  DATELINE_ASSIGN_OR_RETURN(const auto rows, view_.MultiGet(kCopyIndexSpace, missing));
  for (size_t i = 0; i < missing.size(); ++i) {
    CopyIndexEntry entry;
    if (rows[i].has_value()) {
      DATELINE_ASSIGN_OR_RETURN(entry, DecodeCopyIndexEntry(missing[i], *rows[i]));
    }
    read_.emplace(missing[i], std::move(entry));
  }
  return absl::OkStatus();
}

absl::StatusOr<CopyCandidates> CopyIndexChange::Find(const CopyKeys& keys) {
  DATELINE_RETURN_IF_ERROR(Load(keys.All()));
  const auto under = [&](const std::string& key) -> const CopyIndexEntry& {
    const auto changed = changed_.find(key);
    return changed != changed_.end() ? changed->second : read_.at(key);
  };
  CopyCandidates out;
  if (!keys.address.empty()) {
    const std::vector<std::string>& ids = under(keys.address).document_ids;
    out.same_address.assign(ids.rbegin(), ids.rend());
  }
  out.same_words = under(keys.words).document_ids;
  std::map<std::string_view, Weight> weights;
  for (const std::string& key : keys.bands) {
    const std::vector<std::string>& ids = under(key).document_ids;
    for (const std::string& id : ids) {
      Weight& weight = weights[id];
      weight.sum += 1.0 / static_cast<double>(ids.size());
      ++weight.bands;
    }
  }
  const size_t fewest = std::max<size_t>(1, keys.bands.size() / kPartOfBandsInCommon);
  std::vector<std::pair<double, std::string_view>> ranked;
  for (const auto& [id, weight] : weights) {
    if (weight.bands >= fewest) ranked.emplace_back(-weight.sum, id);
  }
  const size_t count = std::min(ranked.size(), kMaxNearCandidates);
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(count),
                    ranked.end());
  for (size_t i = 0; i < count; ++i) out.near.emplace_back(ranked[i].second);
  return out;
}

absl::Status CopyIndexChange::Add(const CopyKeys& keys, const std::string& document_id) {
  DATELINE_RETURN_IF_ERROR(Load(keys.All()));
  for (const std::string& key : keys.All()) {
    const auto read = read_.find(key);
    if (read != read_.end()) {
      changed_.insert_or_assign(key, std::move(read->second));
      read_.erase(read);
    }
    CopyIndexEntry& entry = changed_.at(key);
    if (entry.document_ids.size() >= CapacityOf(key)) {
      entry.document_ids.erase(entry.document_ids.begin());
      entry.has_left_out = true;
    }
    entry.document_ids.push_back(document_id);
  }
  return absl::OkStatus();
}

absl::Status EraseFromCopyIndex(Transaction& transaction, const CopyKeys& keys,
                                std::string_view document_id) {
  for (const std::string& key : keys.All()) {
    DATELINE_ASSIGN_OR_RETURN(const auto bytes, transaction.Get(kCopyIndexSpace, key));
    if (!bytes.has_value()) continue;
    DATELINE_ASSIGN_OR_RETURN(CopyIndexEntry entry, DecodeCopyIndexEntry(key, *bytes));
    if (std::erase(entry.document_ids, document_id) == 0) continue;
    if (entry.document_ids.empty() && !entry.has_left_out) {
      transaction.Delete(kCopyIndexSpace, key);
    } else {
      transaction.Put(kCopyIndexSpace, key, EncodeCopyIndexEntry(entry));
    }
  }
  return absl::OkStatus();
}

}  // namespace dateline::ingest

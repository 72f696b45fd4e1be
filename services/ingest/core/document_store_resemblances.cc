// The part of DocumentStore that keeps what documents are to each other.
#include <utility>

#include "common/base/status_macros.h"
#include "common/storage/ordered_key.h"
#include "services/ingest/core/document_store.h"
#include "services/ingest/core/record_codec.h"

namespace dateline::ingest {
namespace {

constexpr size_t kRowsPerCommit = 1'000;
// Which sketch the rows of `copy_index` were made of.
constexpr std::string_view kSketchKey = "sketch";

// Up to `limit` keys of a space, from its beginning.
absl::StatusOr<std::vector<std::string>> FirstKeys(const ReadView& view, KeySpace space,
                                                   size_t limit) {
  std::vector<std::string> keys;
  DATELINE_RETURN_IF_ERROR(view.ForEach(space, {}, [&](std::string_view key, std::string_view) {
    keys.emplace_back(key);
    return keys.size() < limit ? ScanStep::kContinue : ScanStep::kStop;
  }));
  return keys;
}

struct WaitingDocument {
  uint64_t sequence = 0;
  std::string document_id;
};

absl::StatusOr<std::vector<WaitingDocument>> FirstWaiting(const ReadView& view, size_t limit) {
  std::vector<WaitingDocument> waiting;
  absl::Status corrupt;
  DATELINE_RETURN_IF_ERROR(
      view.ForEach(kUncomparedSpace, {}, [&](std::string_view key, std::string_view id) {
        const std::optional<uint64_t> sequence = DecodeSequence(key);
        if (!sequence.has_value()) {
          corrupt = StoreCorrupt("place of comparison", id);
          return ScanStep::kStop;
        }
        waiting.push_back({*sequence, std::string(id)});
        return waiting.size() < limit ? ScanStep::kContinue : ScanStep::kStop;
      }));
  DATELINE_RETURN_IF_ERROR(corrupt);
  return waiting;
}

}  // namespace

absl::Status DocumentStore::PrepareResemblances() {
  const std::unique_ptr<ReadView> view = store_->OpenView();
  DATELINE_ASSIGN_OR_RETURN(const auto sketch, view->Get(kMetaSpace, MetaKey(kSketchKey)));
  if (sketch == EncodeSequence(kTextSketchVersion)) return absl::OkStatus();
  for (const KeySpace space :
       {kCopyIndexSpace, kResemblancesSpace, kResembledBySpace, kUncomparedSpace}) {
    DATELINE_RETURN_IF_ERROR(Clear(space));
  }
  std::vector<WaitingDocument> all;
  absl::Status corrupt;
  DATELINE_RETURN_IF_ERROR(
      view->ForEach(kReceivedSpace, {}, [&](std::string_view key, std::string_view id) {
        const std::optional<TimedKey> place = TimedKey::Decode(key);
        if (!place.has_value()) {
          corrupt = StoreCorrupt("place of receipt", id);
          return ScanStep::kStop;
        }
        all.push_back({place->sequence, std::string(id)});
        return ScanStep::kContinue;
      }));
  DATELINE_RETURN_IF_ERROR(corrupt);
  for (size_t begin = 0; begin < all.size(); begin += kRowsPerCommit) {
    DATELINE_RETURN_IF_ERROR(commits_.Run([&](Transaction& transaction) -> absl::Status {
      for (size_t i = begin; i < std::min(begin + kRowsPerCommit, all.size()); ++i) {
        transaction.Put(kUncomparedSpace, EncodeSequence(all[i].sequence), all[i].document_id);
      }
      return absl::OkStatus();
    }));
  }
  // Last: until it is there, all this is done again.
  return commits_.Run([&](Transaction& transaction) -> absl::Status {
    transaction.Put(kMetaSpace, MetaKey(kSketchKey), EncodeSequence(kTextSketchVersion));
    transaction.RequireSync();
    return absl::OkStatus();
  });
}

absl::Status DocumentStore::Clear(KeySpace space) {
  while (true) {
    DATELINE_ASSIGN_OR_RETURN(const std::vector<std::string> keys,
                              FirstKeys(*store_->OpenView(), space, kRowsPerCommit));
    if (keys.empty()) return absl::OkStatus();
    DATELINE_RETURN_IF_ERROR(commits_.Run([&](Transaction& transaction) -> absl::Status {
      for (const std::string& key : keys) transaction.Delete(space, key);
      return absl::OkStatus();
    }));
  }
}

absl::StatusOr<std::optional<uint64_t>> DocumentStore::CompareWaiting(size_t limit) {
  while (true) {
    const uint64_t deletions = deletions_.load();
    const std::unique_ptr<ReadView> view = store_->OpenView();
    DATELINE_ASSIGN_OR_RETURN(const std::vector<WaitingDocument> waiting,
                              FirstWaiting(*view, limit));
    if (waiting.empty()) return std::optional<uint64_t>();
    ResemblanceFinder finder(*view);
    for (const WaitingDocument& one : waiting) {
      DATELINE_RETURN_IF_ERROR(finder.Compare(one.sequence, one.document_id));
    }
    const ComparedDocuments compared = finder.Take();
    bool stale = false;
    DATELINE_RETURN_IF_ERROR(commits_.Run([&](Transaction& transaction) -> absl::Status {
      stale = deletions_.load() != deletions;
      if (!stale) WriteCompared(transaction, compared);
      return absl::OkStatus();
    }));
    if (!stale) return std::optional<uint64_t>(waiting.back().sequence);
  }
}

void DocumentStore::WriteCompared(Transaction& transaction, const ComparedDocuments& compared) {
  for (const ComparedDocuments::One& one : compared.documents) {
    transaction.Delete(kUncomparedSpace, EncodeSequence(one.sequence));
    if (one.is_gone) continue;
    transaction.Put(kResemblancesSpace, DocumentKey(one.document_id),
                    EncodeResembled(one.resembled));
    for (const Resemblance& resemblance : one.resembled) {
      transaction.Put(kResembledBySpace, ResembledByKey(resemblance.document_id, one.sequence),
                      one.document_id);
    }
  }
  for (const auto& [key, entry] : compared.index_entries) {
    transaction.Put(kCopyIndexSpace, key, EncodeCopyIndexEntry(entry));
  }
}

absl::Status DocumentStore::EraseResemblances(Transaction& transaction, const DocumentRow& row,
                                              const CopyKeys& keys) {
  const std::string& id = row.stored.document.id;
  const uint64_t sequence = row.stored.sequence;
  // A batch that compares it may be under way; see CompareWaiting.
  ++deletions_;
  transaction.Delete(kUncomparedSpace, EncodeSequence(sequence));
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, transaction.Get(kResemblancesSpace, DocumentKey(id)));
  if (!bytes.has_value()) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(const std::vector<Resemblance> resembled, DecodeResembled(id, *bytes));
  transaction.Delete(kResemblancesSpace, DocumentKey(id));
  for (const Resemblance& one : resembled) {
    transaction.Delete(kResembledBySpace, ResembledByKey(one.document_id, sequence));
  }
  return EraseFromCopyIndex(transaction, keys, id);
}

}  // namespace dateline::ingest

#include "tools/bench/factbase/recording_bench.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/storage/forwarding_store.h"
#include "common/storage/rocksdb_store.h"
#include "services/query/factbase/fact_base.h"
#include "tools/bench/process_figures.h"

namespace dateline {
namespace {

// Keeps the batches and counts the time while told to.
class ObservedStore final : public ForwardingStore {
 public:
  explicit ObservedStore(std::unique_ptr<OrderedStore> store)
      : ForwardingStore(store.get()), store_(std::move(store)) {}

  absl::Status Commit(const WriteBatch& batch, Durability durability) override {
    if (!observed_) return store_->Commit(batch, Durability::kBuffered);
    batches_.push_back(batch);
    const absl::Time begin = absl::Now();
    const absl::Status status = store_->Commit(batch, durability);
    in_store_ += absl::Now() - begin;
    return status;
  }

  // Unobserved commits are not synced: building a large base is not what is
  // measured.
  void Observe(bool observed) { observed_ = observed; }
  std::vector<WriteBatch> TakeBatches() { return std::exchange(batches_, {}); }
  absl::Duration TakeTime() { return std::exchange(in_store_, absl::ZeroDuration()); }

 private:
  const std::unique_ptr<OrderedStore> store_;
  bool observed_ = false;
  std::vector<WriteBatch> batches_;
  absl::Duration in_store_;
};

// The writes alone: what a program would store that keeps no facts.
absl::StatusOr<absl::Duration> TimeOfBareWrites(OrderedStore& store,
                                                const std::vector<WriteBatch>& batches) {
  absl::Duration spent;
  for (const WriteBatch& batch : batches) {
    WriteBatch writes;
    for (const WriteBatch::Write& write : batch.writes()) {
      if (write.value.has_value()) {
        writes.Put(write.space, write.key, *write.value);
      } else {
        writes.Delete(write.space, write.key);
      }
    }
    const absl::Time begin = absl::Now();
    DATELINE_RETURN_IF_ERROR(store.Commit(writes, Durability::kSynced));
    spent += absl::Now() - begin;
  }
  return spent;
}

}  // namespace

absl::Status RunRecordingBench(const NewsWorld& world, const RecordingOptions& options,
                               absl::FunctionRef<void(uint64_t documents)> progress,
                               absl::FunctionRef<void(const RecordingFigures&)> report) {
  const std::vector<std::string> spaces = query::FactBase::KeySpaceNames();
  const std::string folder = options.folder + "/facts";
  DATELINE_ASSIGN_OR_RETURN(auto opened, OpenRocksDbStore(folder, spaces));
  DATELINE_ASSIGN_OR_RETURN(auto bare, OpenRocksDbStore(options.folder + "/bare", spaces));
  ObservedStore store(std::move(opened));
  const SystemClock clock;
  DATELINE_ASSIGN_OR_RETURN(const auto base, query::FactBase::Open(&store, &clock));

  std::vector<uint64_t> stops = options.measure_at;
  stops.push_back(options.documents);
  std::sort(stops.begin(), stops.end());
  // Documents are numbered as they are recorded.
  DATELINE_ASSIGN_OR_RETURN(const query::FactBaseView view, base->OpenView(std::nullopt));
  DATELINE_ASSIGN_OR_RETURN(const query::Statistics held, view.GetTotals());
  uint64_t number = held.documents;
  if (number > 0 && !options.resume) {
    return absl::AlreadyExistsError(
        AbslView(StrCat("'", options.folder, "' holds ", number,
                        " documents already; go on with it by --resume, or name another folder")));
  }
  for (const uint64_t stop : stops) {
    if (stop < number) continue;
    for (; number < std::min(stop, options.documents); ++number) {
      DATELINE_RETURN_IF_ERROR(base->RecordExtraction(world.MakeDocument(number)).status());
      progress(number + 1);
    }
    RecordingFigures figures;
    figures.attestations = number * NewsWorld::kFactsPerDocument;
    store.Observe(true);
    for (uint64_t i = 0; i < options.sample; ++i, ++number) {
      const Extraction document = world.MakeDocument(number);
      const absl::Time begin = absl::Now();
      DATELINE_RETURN_IF_ERROR(base->RecordExtraction(document).status());
      const absl::Duration spent = absl::Now() - begin;
      figures.whole += spent;
      figures.slowest = std::max(figures.slowest, spent);
    }
    store.Observe(false);
    figures.in_store = store.TakeTime();
    const std::vector<WriteBatch> batches = store.TakeBatches();
    for (const WriteBatch& batch : batches) {
      figures.rows += batch.writes().size();
      figures.bytes += batch.size_bytes();
      for (const WriteBatch::Write& write : batch.writes()) {
        RowFigures& rows = figures.by_tag[StrCat(spaces[write.space], "/", write.key.substr(0, 1))];
        ++rows.rows;
        rows.bytes += write.key.size() + (write.value.has_value() ? write.value->size() : 0);
      }
    }
    DATELINE_ASSIGN_OR_RETURN(figures.bare, TimeOfBareWrites(*bare, batches));
    figures.bytes_written = BytesOnDisk(folder);
    // What compaction brings it to in time.
    DATELINE_RETURN_IF_ERROR(store.PurgeDeleted());
    figures.bytes_on_disk = BytesOnDisk(folder);
    figures.resident_bytes = ResidentBytes();
    report(figures);
  }
  return absl::OkStatus();
}

}  // namespace dateline

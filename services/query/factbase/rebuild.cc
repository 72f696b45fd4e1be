#include "services/query/factbase/rebuild.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "common/storage/forwarding_store.h"
#include "services/query/factbase/fact_base.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/pins.h"
#include "services/query/factbase/records.h"
#include "services/query/factbase/versioned_rows.h"

namespace dateline::query {
namespace {

// Before, extractions held their passages themselves.
constexpr uint32_t kFormatWithPassagesApart = 3;

// The clock of whoever records: each document at the moment of its recording.
class RecordedClock final : public Clock {
 public:
  absl::Time Now() const override { return now_; }
  void Set(absl::Time now) { now_ = now; }

 private:
  absl::Time now_;
};

// All that was committed before is on disk when this returns.
absl::Status Sync(OrderedStore& store) {
  DATELINE_ASSIGN_OR_RETURN(const auto state, store.OpenView()->Get(kStateSpace, StateKey()));
  if (!state.has_value()) return CorruptRow("state");
  WriteBatch same;
  same.Put(kStateSpace, StateKey(), *state);
  return store.Commit(same, Durability::kSynced);
}

absl::Status Unsupported(std::string_view found, std::string_view next_step) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, reason::kStoreFormatUnsupported,
      StrCat("the store is ", found, "; ", next_step),
      {{"found", std::string(found)},
       {"supported", StrCat(kOldestRebuildableFormat, " to ", CurrentFactBaseVersion().format)}});
}

absl::StatusOr<KeySpace> SpaceCalled(const RebuildSource& source, std::string_view name) {
  const auto it = std::find(source.key_spaces.begin(), source.key_spaces.end(), name);
  if (it == source.key_spaces.end()) {
    return Unsupported(StrCat("no fact base: it has no key space '", name, "'"),
                       "name the folder of the query service");
  }
  return static_cast<KeySpace>(it - source.key_spaces.begin());
}

struct RecordedKey {
  uint64_t recorded_micros;
  bool is_pin;
  std::string key;
  friend auto operator<=>(const RecordedKey&, const RecordedKey&) = default;
};

// Adds the pins that hold.
absl::Status AddPins(const ReadView& view, KeySpace space, std::vector<RecordedKey>& order) {
  absl::Status corrupt;
  DATELINE_RETURN_IF_ERROR(
      VersionedReader(&view, kNewestVersion)
          .ForEach(space, KeyRange::Prefix(TagPrefix('p')),
                   [&](std::string_view key, std::string_view value) {
                     const auto stored = Decode<storage::v1::StoredPin>(value);
                     if (!stored.ok()) {
                       corrupt = stored.status();
                       return ScanStep::kStop;
                     }
                     order.push_back({stored->recorded_micros(), true, std::string(key)});
                     return ScanStep::kContinue;
                   }));
  std::sort(order.begin(), order.end());
  return corrupt;
}

absl::Status RecordPinAgain(const ReadView& view, KeySpace space, const std::string& key,
                            FactBase& base) {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes,
                            VersionedReader(&view, kNewestVersion).Get(space, key));
  if (!bytes.has_value()) return CorruptRow("pin");
  DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<storage::v1::StoredPin>(*bytes));
  const PinRecord pin = ToRecord("", stored);
  return base.RecordPin({pin.relation, pin.left, pin.right, pin.author, pin.reason}).status();
}

// Keys of all extractions, first recorded first, so that moments only grow.
absl::StatusOr<std::vector<RecordedKey>> OrderOfRecording(const ReadView& view, KeySpace space) {
  std::vector<RecordedKey> order;
  absl::Status corrupt;
  DATELINE_RETURN_IF_ERROR(
      view.ForEach(space, {}, [&](std::string_view key, std::string_view value) {
        const auto stored = Decode<storage::v1::StoredExtraction>(value);
        if (!stored.ok()) {
          corrupt = stored.status();
          return ScanStep::kStop;
        }
        order.push_back({stored->recorded_micros(), false, std::string(key)});
        return ScanStep::kContinue;
      }));
  DATELINE_RETURN_IF_ERROR(corrupt);
  std::sort(order.begin(), order.end());
  return order;
}

absl::Status RequireEmpty(const OrderedStore& target) {
  const std::unique_ptr<ReadView> view = target.OpenView();
  for (KeySpace space = 0; space < kKeySpaceCount; ++space) {
    if (view->Scan(space, {}, ScanDirection::kForward)->Valid()) {
      return absl::AlreadyExistsError("the store to rebuild into is not empty");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<FactBaseVersion> ReadFactBaseVersion(const RebuildSource& source) {
  DATELINE_ASSIGN_OR_RETURN(const KeySpace space, SpaceCalled(source, "state"));
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, source.store->OpenView()->Get(space, StateKey()));
  if (!bytes.has_value()) return Unsupported("empty", "there is nothing to rebuild");
  DATELINE_ASSIGN_OR_RETURN(const auto state, Decode<storage::v1::StoreState>(*bytes));
  const FactBaseVersion found{state.format(), state.rules()};
  const FactBaseVersion current = CurrentFactBaseVersion();
  if (found.format > current.format || found.rules > current.rules) {
    return Unsupported(StrCat("of the newer format ", found.format, ".", found.rules),
                       "use the program that wrote it");
  }
  if (found.format < kOldestRebuildableFormat) {
    return Unsupported(StrCat("of the format ", found.format), "ingest the documents again");
  }
  return found;
}

absl::StatusOr<RebuildOutcome> RebuildFactBase(const RebuildSource& source, OrderedStore& target,
                                               const RebuildProgress& progress,
                                               const FactBaseOptions& options) {
  DATELINE_RETURN_IF_ERROR(RequireEmpty(target));
  const std::unique_ptr<ReadView> view = source.store->OpenView();
  DATELINE_ASSIGN_OR_RETURN(const FactBaseVersion found, ReadFactBaseVersion(source));
  DATELINE_ASSIGN_OR_RETURN(const KeySpace extractions, SpaceCalled(source, "extractions"));
  DATELINE_ASSIGN_OR_RETURN(auto order, OrderOfRecording(*view, extractions));

  DATELINE_ASSIGN_OR_RETURN(const KeySpace documents, SpaceCalled(source, "documents"));
  DATELINE_ASSIGN_OR_RETURN(const KeySpace entities, SpaceCalled(source, "entities"));
  DATELINE_RETURN_IF_ERROR(AddPins(*view, entities, order));

  const VersionedReader newest(view.get(), kNewestVersion);
  RecordedClock clock;
  // What a crash leaves of a rebuild is thrown away.
  UnsyncedStore unsynced(&target);
  DATELINE_ASSIGN_OR_RETURN(const auto base, FactBase::Open(&unsynced, &clock, options));
  RebuildOutcome outcome{found, 0};
  for (const RecordedKey& recorded : order) {
    if (recorded.is_pin) {
      clock.Set(FromMicros(recorded.recorded_micros));
      DATELINE_RETURN_IF_ERROR(RecordPinAgain(*view, entities, recorded.key, *base));
      continue;
    }
    DATELINE_ASSIGN_OR_RETURN(const auto bytes, view->Get(extractions, recorded.key));
    if (!bytes.has_value()) return CorruptRow("extraction");
    DATELINE_ASSIGN_OR_RETURN(auto stored, Decode<storage::v1::StoredExtraction>(*bytes));
    std::optional<std::string> document;
    if (found.format >= kFormatWithPassagesApart) {
      const std::string key = DocumentKey(stored.extraction().document().id());
      DATELINE_ASSIGN_OR_RETURN(document, newest.Get(documents, key));
      if (!document.has_value()) return CorruptRow("document");
    }
    DATELINE_ASSIGN_OR_RETURN(const Extraction extraction,
                              WholeExtraction(std::move(stored), document.value_or("")));
    clock.Set(FromMicros(recorded.recorded_micros));
    DATELINE_RETURN_IF_ERROR(base->RecordExtraction(extraction).status());
    ++outcome.documents;
    if (progress) progress(outcome.documents, order.size());
  }
  DATELINE_RETURN_IF_ERROR(Sync(target));
  return outcome;
}

}  // namespace dateline::query

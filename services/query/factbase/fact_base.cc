#include "services/query/factbase/fact_base.h"

#include <algorithm>
#include <list>
#include <mutex>
#include <set>
#include <vector>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "common/storage/ordered_key.h"
#include "services/query/factbase/document_eraser.h"
#include "services/query/factbase/document_facts.h"
#include "services/query/factbase/entity_names.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/pin_rows.h"
#include "services/query/factbase/recording.h"
#include "services/query/factbase/records.h"
#include "services/query/factbase/view_snapshot.h"

namespace dateline::query {
namespace {

using storage::v1::StoreState;

// Raise kFormat when old rows can no longer be read, kRules when the same
// extractions would give other rows.
constexpr uint32_t kFormat = 3;
constexpr uint32_t kRules = 10;

absl::StatusOr<StoreState> ReadState(const ReadView& view) {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, view.Get(kStateSpace, StateKey()));
  if (!bytes.has_value()) return CorruptRow("state");
  return Decode<StoreState>(*bytes);
}

absl::Status CheckState(const StoreState& state) {
  if (state.format() == kFormat && state.rules() == kRules) return absl::OkStatus();
  const auto name = [](uint32_t format, uint32_t rules) { return StrCat(format, ".", rules); };
  const bool newer = state.format() > kFormat || state.rules() > kRules;
  return MakeError(
      absl::StatusCode::kFailedPrecondition, reason::kStoreFormatUnsupported,
      StrCat("the fact base has format ", name(state.format(), state.rules()),
             ", this program reads ", name(kFormat, kRules),
             newer ? "; use the program that wrote it, or a newer one"
                   : "; make it anew from what was recorded with: dateline migrate FOLDER"),
      {{"found", name(state.format(), state.rules())}, {"supported", name(kFormat, kRules)}});
}

// Listeners outlive neither their handle nor the fact base.
class ChangeListeners : public std::enable_shared_from_this<ChangeListeners> {
 public:
  std::shared_ptr<void> Add(std::function<void()> listener) {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto it = listeners_.insert(listeners_.end(), std::move(listener));
    std::weak_ptr<ChangeListeners> self = weak_from_this();
    return std::shared_ptr<void>(nullptr, [self, it](void*) {
      if (const auto listeners = self.lock()) listeners->Remove(it);
    });
  }
  void Notify() {
    std::lock_guard<std::mutex> lock(mutex_);
    for (const std::function<void()>& listener : listeners_) listener();
  }

 private:
  void Remove(std::list<std::function<void()>>::iterator it) {
    std::lock_guard<std::mutex> lock(mutex_);
    listeners_.erase(it);
  }

  std::mutex mutex_;
  std::list<std::function<void()>> listeners_;
};

// Version of the last commit of this process, or nothing if the store must be
// asked.
class NewestMoment {
 public:
  explicit NewestMoment(uint64_t micros) : micros_(micros) {}

  std::optional<uint64_t> Get() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return micros_;
  }
  void Set(std::optional<uint64_t> micros) {
    std::lock_guard<std::mutex> lock(mutex_);
    micros_ = micros;
  }

 private:
  mutable std::mutex mutex_;
  std::optional<uint64_t> micros_;
};

// Whose rows, and so perhaps names, a commit changes.
std::set<std::string> EntitiesChangedBy(const WriteBatch& batch) {
  std::set<std::string> ids;
  const std::string prefix = TagPrefix('e');
  for (const WriteBatch::Write& write : batch.writes()) {
    if (write.space != kEntitySpace || !write.key.starts_with(prefix)) continue;
    std::string id;
    if (KeyReader(std::string_view(write.key).substr(prefix.size())).Packed(&id)) ids.insert(id);
  }
  return ids;
}

class StoredFactBase final : public FactBase {
 public:
  StoredFactBase(OrderedStore* store, const Clock* clock, const FactBaseOptions& options,
                 uint64_t newest_micros)
      : store_(store),
        clock_(clock),
        options_(options),
        newest_moment_(newest_micros),
        entity_names_(std::make_shared<EntityNames>(newest_micros)) {}

  absl::StatusOr<RecordOutcome> RecordExtraction(const Extraction& extraction) override {
    DATELINE_RETURN_IF_ERROR(ValidateExtraction(extraction));
    // In canonical form: without text, and as it reads back.
    Extraction given = extraction;
    given.document.text.clear();
    auto canonical = FromProto(ToProto(given));
    if (!canonical.ok()) return canonical.status();
    DATELINE_ASSIGN_OR_RETURN(RecordOutcome outcome, Record(*canonical));
    DATELINE_ASSIGN_OR_RETURN(const FactBaseView view, OpenView(std::nullopt));
    DATELINE_ASSIGN_OR_RETURN(outcome.fact_count, view.CountFactsOfDocument(given.document.id));
    return outcome;
  }

  absl::StatusOr<bool> RemoveDocument(std::string_view document_id) override {
    if (document_id.empty()) return FieldRequired("document_id");
    const std::string id(document_id);
    std::lock_guard<std::mutex> lock(write_mutex_);
    DATELINE_RETURN_IF_ERROR(RemovePinsOf(id));
    const std::unique_ptr<ReadView> view = store_->OpenView();
    DATELINE_ASSIGN_OR_RETURN(const StoreState state, ReadState(*view));
    Staging staging(view.get(), NextVersion(state));
    DATELINE_ASSIGN_OR_RETURN(const auto recorded, ReadExtraction(staging, id));
    DATELINE_ASSIGN_OR_RETURN(const std::set<std::string> pins, PinsEverOf(*view, id));
    if (!recorded.has_value() && pins.empty()) return false;
    Recording recording(staging, options_.many_documents);
    if (recorded.has_value()) DATELINE_RETURN_IF_ERROR(recording.Replace(id, recorded, nullptr));
    DATELINE_RETURN_IF_ERROR(EraseFromHistory(*view, id, staging));
    DATELINE_RETURN_IF_ERROR(Commit(staging, state, recording, Rewrites::kAlsoThePast));
    return true;
  }

  absl::StatusOr<PinOutcome> RecordPin(const PinRequest& request) override {
    DATELINE_RETURN_IF_ERROR(ValidatePin(request));
    std::lock_guard<std::mutex> lock(write_mutex_);
    const std::unique_ptr<ReadView> view = store_->OpenView();
    DATELINE_ASSIGN_OR_RETURN(const StoreState state, ReadState(*view));
    Staging staging(view.get(), NextVersion(state));
    DATELINE_ASSIGN_OR_RETURN(storage::v1::StoredPin pin, ToStoredPin(*view, staging, request));
    const std::string id = PinIdOf(pin.left(), pin.right());
    DATELINE_ASSIGN_OR_RETURN(const auto recorded, ReadPin(staging, id));
    PinOutcome outcome;
    outcome.changed = !recorded.has_value() || !SaysTheSame(*recorded, pin);
    if (outcome.changed) {
      pin.set_recorded_micros(staging.version());
      Recording recording(staging, options_.many_documents);
      DATELINE_RETURN_IF_ERROR(recording.ReplacePin(id, pin));
      DATELINE_RETURN_IF_ERROR(Commit(staging, state, recording));
    }
    outcome.pin = ToRecord(id, outcome.changed ? pin : *recorded);
    DATELINE_ASSIGN_OR_RETURN(outcome.left_entity_id, UsedEntityOf(staging, pin.left()));
    DATELINE_ASSIGN_OR_RETURN(outcome.right_entity_id, UsedEntityOf(staging, pin.right()));
    return outcome;
  }

  absl::StatusOr<bool> RemovePin(std::string_view pin_id) override {
    if (!IsHashedId(pin_id)) return FieldInvalid("pin_id", "it is 32 hexadecimal digits");
    std::lock_guard<std::mutex> lock(write_mutex_);
    return RemoveLivePin(std::string(pin_id));
  }

  absl::StatusOr<FactBaseView> OpenView(std::optional<absl::Time> known_at) const override {
    // In this order: the store may have moved on since, but has all of that moment.
    std::optional<uint64_t> newest = newest_moment_.Get();
    std::shared_ptr<const ReadView> view = store_->OpenView();
    if (!newest.has_value()) {
      DATELINE_ASSIGN_OR_RETURN(const StoreState state, ReadState(*view));
      newest = state.recorded_micros();
    }
    uint64_t at = *newest;
    if (known_at.has_value()) {
      if (*known_at > FromMicros(at)) {
        return MakeError(
            absl::StatusCode::kOutOfRange, reason::kKnownAtOutOfRange,
            StrCat("known_at lies after the newest recorded moment, ",
                   absl::FormatTime(FromMicros(at), absl::UTCTimeZone())),
            {{"oldest", ""}, {"newest", absl::FormatTime(FromMicros(at), absl::UTCTimeZone())}});
      }
      at = ToMicros(*known_at);
    }
    return FactBaseView(
        std::make_shared<FactBaseView::Snapshot>(std::move(view), at, entity_names_));
  }

  std::shared_ptr<void> AddChangeListener(std::function<void()> listener) override {
    return listeners_->Add(std::move(listener));
  }

 private:
  // Strictly increasing, also where the clock steps back.
  uint64_t NextVersion(const StoreState& state) const {
    return std::max(ToMicros(clock_->Now()), state.recorded_micros() + 1);
  }

  // With the write lock held.
  absl::StatusOr<bool> RemoveLivePin(const std::string& id) {
    const std::unique_ptr<ReadView> view = store_->OpenView();
    DATELINE_ASSIGN_OR_RETURN(const StoreState state, ReadState(*view));
    Staging staging(view.get(), NextVersion(state));
    DATELINE_ASSIGN_OR_RETURN(const auto recorded, ReadPin(staging, id));
    if (!recorded.has_value()) {
      DATELINE_ASSIGN_OR_RETURN(const bool ever, WasEverPinned(*view, id));
      if (ever) return false;
      return MakeError(absl::StatusCode::kNotFound, reason::kPinNotFound,
                       "no pin has this id; list pins to find one", {{"id", id}});
    }
    Recording recording(staging, options_.many_documents);
    DATELINE_RETURN_IF_ERROR(recording.ReplacePin(id, std::nullopt));
    DATELINE_RETURN_IF_ERROR(Commit(staging, state, recording));
    return true;
  }

  // Takes back what people said of uses in a document, a commit for each pin: a
  // crash in between leaves the document to be removed again.
  absl::Status RemovePinsOf(const std::string& document_id) {
    DATELINE_ASSIGN_OR_RETURN(const std::set<std::string> pins,
                              PinsEverOf(*store_->OpenView(), document_id));
    for (const std::string& id : pins) {
      DATELINE_RETURN_IF_ERROR(RemoveLivePin(id).status());
    }
    return absl::OkStatus();
  }

  absl::StatusOr<RecordOutcome> Record(const Extraction& extraction) {
    std::lock_guard<std::mutex> lock(write_mutex_);
    const std::unique_ptr<ReadView> view = store_->OpenView();
    DATELINE_ASSIGN_OR_RETURN(const StoreState state, ReadState(*view));
    Staging staging(view.get(), NextVersion(state));
    DATELINE_ASSIGN_OR_RETURN(const auto recorded, ReadExtraction(staging, extraction.document.id));
    RecordOutcome outcome;
    if (recorded.has_value() && recorded->extraction == extraction) {
      outcome.recorded_at = FromMicros(recorded->recorded_micros);
      return outcome;
    }
    Recording recording(staging, options_.many_documents);
    DATELINE_RETURN_IF_ERROR(recording.Replace(extraction.document.id, recorded, &extraction));
    DATELINE_RETURN_IF_ERROR(Commit(staging, state, recording));
    outcome.recorded_at = FromMicros(staging.version());
    outcome.changed = true;
    return outcome;
  }

  enum class Rewrites { kThePresent, kAlsoThePast };

  absl::Status Commit(Staging& staging, const StoreState& before, const Recording& recording,
                      Rewrites rewrites = Rewrites::kThePresent) {
    StoreState after = before;
    for (const auto& [fact_id, change] : recording.changes()) {
      storage::v1::StoredChange row = change;
      row.set_recorded_micros(staging.version());
      after.set_newest_change(after.newest_change() + 1);
      staging.Put(kChangeSpace, ChangeKey(after.newest_change()), Encode(row));
    }
    after.set_recorded_micros(staging.version());
    staging.Put(kStateSpace, StateKey(), Encode(after));
    WriteBatch batch = staging.ToBatch();
    // Guards against a second writer on a shared store.
    batch.Require(kStateSpace, StateKey(), Encode(before));
    if (rewrites == Rewrites::kAlsoThePast) {
      entity_names_->BeginCommitOfAnything(staging.version());
    } else {
      entity_names_->BeginCommit(staging.version(), EntitiesChangedBy(batch));
    }
    const absl::Status committed = store_->Commit(batch, Durability::kSynced);
    // What a failed commit left is for the store to say.
    newest_moment_.Set(committed.ok() ? std::optional(staging.version()) : std::nullopt);
    DATELINE_RETURN_IF_ERROR(committed);
    if (!recording.changes().empty()) listeners_->Notify();
    return absl::OkStatus();
  }

  OrderedStore* const store_;
  const Clock* const clock_;
  const FactBaseOptions options_;
  std::mutex write_mutex_;
  NewestMoment newest_moment_;
  const std::shared_ptr<EntityNames> entity_names_;
  const std::shared_ptr<ChangeListeners> listeners_ = std::make_shared<ChangeListeners>();
};

absl::Status Initialize(OrderedStore& store) {
  StoreState state;
  state.set_format(kFormat);
  state.set_rules(kRules);
  WriteBatch batch;
  batch.Require(kStateSpace, StateKey(), std::nullopt);
  batch.Put(kStateSpace, StateKey(), Encode(state));
  return store.Commit(batch, Durability::kSynced);
}

}  // namespace

FactBaseVersion CurrentFactBaseVersion() { return {kFormat, kRules}; }

absl::Status CheckFactBaseFormat(const OrderedStore& store) {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, store.OpenView()->Get(kStateSpace, StateKey()));
  if (!bytes.has_value()) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(const StoreState state, Decode<StoreState>(*bytes));
  return CheckState(state);
}

std::vector<std::string> FactBase::KeySpaceNames() {
  return {"state", "extractions", "identity",  "merging",    "documents", "entities",
          "facts", "fact_index",  "conflicts", "statistics", "changes"};
}

absl::StatusOr<std::unique_ptr<FactBase>> FactBase::Open(OrderedStore* store, const Clock* clock,
                                                         const FactBaseOptions& options) {
  DATELINE_RETURN_IF_ERROR(CheckFactBaseFormat(*store));
  DATELINE_ASSIGN_OR_RETURN(const auto there, store->OpenView()->Get(kStateSpace, StateKey()));
  if (!there.has_value()) DATELINE_RETURN_IF_ERROR(Initialize(*store));
  DATELINE_ASSIGN_OR_RETURN(const StoreState state, ReadState(*store->OpenView()));
  return std::make_unique<StoredFactBase>(store, clock, options, state.recorded_micros());
}

}  // namespace dateline::query

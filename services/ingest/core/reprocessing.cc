#include "services/ingest/core/reprocessing.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/storage/ordered_key.h"
#include "common/text/folding.h"
#include "dateline/storage/v1/ingest_records.pb.h"
#include "services/ingest/core/record_codec.h"

namespace dateline::ingest {
namespace {

std::string EncodeReprocessing(const Reprocessing& of) {
  storage::v1::ReprocessingRecord record;
  record.set_started_at_us(absl::ToUnixMicros(of.started_at));
  if (of.ended_at.has_value()) record.set_ended_at_us(absl::ToUnixMicros(*of.ended_at));
  record.set_stopped(of.stopped);
  record.set_max_per_second(of.max_per_second);
  record.set_last_key(of.last_key);
  record.set_total(of.total);
  record.set_examined(of.examined);
  record.set_queued(of.queued);
  record.set_state(static_cast<int32_t>(of.filter.state));
  record.set_unless_extractor_version(of.filter.unless_extractor_version);
  record.set_publisher(of.filter.publisher);
  record.set_uri_prefix(of.filter.uri_prefix);
  if (of.filter.received_from) {
    record.set_received_from_us(absl::ToUnixMicros(*of.filter.received_from));
  }
  if (of.filter.received_to) record.set_received_to_us(absl::ToUnixMicros(*of.filter.received_to));
  return record.SerializeAsString();
}

absl::StatusOr<Reprocessing> DecodeReprocessing(std::string_view key, std::string_view value) {
  Reprocessing out;
  std::string name;
  KeyReader reader(key);
  storage::v1::ReprocessingRecord record;
  if (!reader.String(&name) || !reader.Uint64(&out.number) || !reader.AtEnd() ||
      !record.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    return StoreCorrupt("reprocessing", key);
  }
  out.started_at = absl::FromUnixMicros(record.started_at_us());
  if (record.ended_at_us() != 0) out.ended_at = absl::FromUnixMicros(record.ended_at_us());
  out.stopped = record.stopped();
  out.max_per_second = record.max_per_second();
  out.last_key = record.last_key();
  out.total = record.total();
  out.examined = record.examined();
  out.queued = record.queued();
  out.filter.state = static_cast<DeliveryState>(record.state());
  out.filter.unless_extractor_version = record.unless_extractor_version();
  out.filter.publisher = record.publisher();
  out.filter.uri_prefix = record.uri_prefix();
  if (record.has_received_from_us()) {
    out.filter.received_from = absl::FromUnixMicros(record.received_from_us());
  }
  if (record.has_received_to_us()) {
    out.filter.received_to = absl::FromUnixMicros(record.received_to_us());
  }
  return out;
}

// Documents that wait are read by the newest extractor anyway.
bool IsAtRest(const Delivery& delivery) {
  return delivery.state == DeliveryState::kDelivered || delivery.state == DeliveryState::kDead;
}

bool Matches(const ReprocessingFilter& filter, const StoredDocument& stored) {
  const Delivery& delivery = stored.delivery;
  if (!IsAtRest(delivery)) return false;
  if (filter.state != DeliveryState::kUnspecified && delivery.state != filter.state) return false;
  if (!filter.unless_extractor_version.empty() &&
      delivery.extractor_version == filter.unless_extractor_version) {
    return false;
  }
  if (!filter.publisher.empty() &&
      FoldForMatching(stored.document.publisher) != FoldForMatching(filter.publisher)) {
    return false;
  }
  return stored.document.uri.starts_with(filter.uri_prefix);
}

absl::Status Check(const ReprocessingFilter& filter, double max_per_second) {
  const bool possible = filter.state == DeliveryState::kUnspecified ||
                        filter.state == DeliveryState::kDelivered ||
                        filter.state == DeliveryState::kDead;
  if (!possible) return FieldInvalid("state", "must be DELIVERED or DEAD: the others wait anyway");
  if (filter.received_from && filter.received_to && *filter.received_to <= *filter.received_from) {
    return FieldInvalid("received_to", "must be after received_from");
  }
  if (!(max_per_second >= 0 && max_per_second <= Reprocessings::kMaxPerSecond)) {
    return FieldInvalid("max_per_second", "must be between 0 and 100,000");
  }
  return absl::OkStatus();
}

// What is left of it.
KeyRange RangeOf(const Reprocessing& of) {
  KeyRange range;
  absl::Time end = of.started_at + absl::Microseconds(1);
  if (of.filter.received_to) end = std::min(end, *of.filter.received_to);
  range.end = TimedKey{absl::ToUnixMicros(end), 0}.Encode();
  if (of.filter.received_from) {
    range.begin = TimedKey{absl::ToUnixMicros(*of.filter.received_from), 0}.Encode();
  }
  if (!of.last_key.empty()) range.begin = of.last_key + '\0';
  return range;
}

}  // namespace

Reprocessings::~Reprocessings() { Stop(); }

absl::Status Reprocessings::Load() {
  absl::Status corrupt;
  absl::MutexLock lock(&mutex_);
  DATELINE_RETURN_IF_ERROR(documents_->OpenView()->ForEach(
      kMetaSpace, KeyRange::Prefix(MetaKey("reprocessing")),
      [&](std::string_view key, std::string_view value) {
        mutex_.AssertHeld();
        absl::StatusOr<Reprocessing> read = DecodeReprocessing(key, value);
        if (!read.ok()) {
          corrupt = read.status();
          return ScanStep::kStop;
        }
        const uint64_t number = read->number;
        all_.emplace(number, *std::move(read));
        return ScanStep::kContinue;
      }));
  return corrupt;
}

void Reprocessings::Start() {
  thread_ = std::thread([this] { Work(); });
}

void Reprocessings::Stop() {
  {
    absl::MutexLock lock(&bell_mutex_);
    stopping_ = true;
    bell_.SignalAll();
  }
  if (thread_.joinable()) thread_.join();
}

void Reprocessings::Ring() {
  absl::MutexLock lock(&bell_mutex_);
  rung_ = true;
  bell_.Signal();
}

absl::StatusOr<Reprocessing> Reprocessings::Begin(const ReprocessingFilter& filter,
                                                  double max_per_second) {
  DATELINE_RETURN_IF_ERROR(Check(filter, max_per_second));
  Reprocessing begun;
  begun.filter = filter;
  begun.max_per_second = max_per_second;
  begun.started_at = ToStoredPrecision(clock_->Now());
  DATELINE_ASSIGN_OR_RETURN(begun.total, documents_->LastSequence());
  absl::MutexLock lock(&mutex_);
  size_t open = 0;
  std::vector<uint64_t> ended;
  for (const auto& [number, known] : all_) {
    open += known.ended_at.has_value() ? 0 : 1;
    if (known.ended_at.has_value()) ended.push_back(number);
  }
  if (open >= options_.max_open) {
    return MakeRetryableError(absl::StatusCode::kResourceExhausted, reason::kQueueFull,
                              StrCat(open, " reprocessings go on or wait; stop one of them first"),
                              absl::Minutes(1));
  }
  begun.number = all_.empty() ? 1 : all_.rbegin()->first + 1;
  ended.resize(ended.size() - std::min(ended.size(), options_.max_ended));
  DATELINE_RETURN_IF_ERROR(documents_->WriteMeta([&](Transaction& transaction) {
    transaction.Put(kMetaSpace, ReprocessingKey(begun.number), EncodeReprocessing(begun));
    for (const uint64_t number : ended) {
      transaction.Delete(kMetaSpace, ReprocessingKey(number));
    }
    return absl::OkStatus();
  }));
  for (const uint64_t number : ended) all_.erase(number);
  all_.emplace(begun.number, begun);
  Ring();
  return begun;
}

absl::StatusOr<Reprocessing> Reprocessings::End(uint64_t number) {
  absl::MutexLock lock(&mutex_);
  const auto found = all_.find(number);
  if (found == all_.end()) {
    return MakeError(absl::StatusCode::kNotFound, reason::kReprocessingNotFound,
                     StrCat("no reprocessing has the id '", number, "'; list them to find one"),
                     {{"id", StrCat(number)}});
  }
  if (found->second.ended_at.has_value()) return found->second;
  Reprocessing ended = found->second;
  ended.ended_at = ToStoredPrecision(clock_->Now());
  ended.stopped = true;
  DATELINE_RETURN_IF_ERROR(documents_->WriteMeta([&](Transaction& transaction) {
    transaction.Put(kMetaSpace, ReprocessingKey(number), EncodeReprocessing(ended));
    return absl::OkStatus();
  }));
  found->second = ended;
  Ring();
  return ended;
}

std::vector<Reprocessing> Reprocessings::List() const {
  std::vector<Reprocessing> out;
  absl::MutexLock lock(&mutex_);
  for (const auto& [number, of] : all_) out.push_back(of);
  std::reverse(out.begin(), out.end());
  return out;
}

void Reprocessings::AwaitAllEnded() const {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &Reprocessings::AllEnded));
}

bool Reprocessings::AllEnded() const {
  return std::all_of(all_.begin(), all_.end(),
                     [](const auto& entry) { return entry.second.ended_at.has_value(); });
}

void Reprocessings::Work() {
  absl::Time not_before = absl::InfinitePast();
  while (true) {
    {
      absl::MutexLock lock(&bell_mutex_);
      if (stopping_) return;
      rung_ = false;
    }
    const std::optional<absl::Time> next = Advance(not_before);
    if (next.has_value()) not_before = *next;
    const absl::Time until = next.value_or(absl::InfiniteFuture());
    absl::MutexLock lock(&bell_mutex_);
    while (!stopping_ && !rung_ && clock_->Now() < until) {
      alarm_->Wait(&bell_mutex_, &bell_, until);
    }
  }
}

std::optional<absl::Time> Reprocessings::Advance(absl::Time not_before) {
  absl::MutexLock lock(&mutex_);
  const auto open = std::find_if(all_.begin(), all_.end(), [](const auto& entry) {
    return !entry.second.ended_at.has_value();
  });
  // Half a window at a time, for a step costs a wait for the disk.
  const uint64_t waiting = documents_->meter().waiting(Priority::kReextraction);
  if (open == all_.end() || waiting > options_.window / 2) return std::nullopt;
  return clock_->Now() < not_before ? not_before : Step(open->second);
}

absl::Time Reprocessings::Step(Reprocessing& of) {
  uint64_t count = options_.window - documents_->meter().waiting(Priority::kReextraction);
  if (of.max_per_second > 0) {
    count = std::clamp<uint64_t>(static_cast<uint64_t>(of.max_per_second), 1, count);
  }
  Reprocessing next = of;
  uint64_t queued = 0;
  absl::StatusOr<std::vector<std::string>> ids = FindMore(next, count);
  absl::Status done = ids.status();
  if (done.ok()) {
    done = documents_
               ->Requeue(*ids, IsAtRest, Priority::kReextraction,
                         [&](Transaction& transaction, uint64_t now_queued) {
                           queued = now_queued;
                           next.queued += now_queued;
                           transaction.Put(kMetaSpace, ReprocessingKey(next.number),
                                           EncodeReprocessing(next));
                         })
               .status();
  }
  if (!done.ok()) return clock_->Now() + options_.retry_delay;
  of = next;
  if (of.max_per_second == 0 || queued == 0) return absl::InfinitePast();
  return clock_->Now() + absl::Seconds(static_cast<double>(queued) / of.max_per_second);
}

absl::StatusOr<std::vector<std::string>> Reprocessings::FindMore(Reprocessing& next,
                                                                 uint64_t count) const {
  std::vector<std::string> ids;
  const std::unique_ptr<ReadView> view = documents_->OpenView();
  const auto cursor = view->Scan(kReceivedSpace, RangeOf(next), ScanDirection::kForward);
  for (size_t rows = 0; cursor->Valid(); ++rows) {
    if (rows == options_.rows_per_step || ids.size() == count) return ids;
    DATELINE_ASSIGN_OR_RETURN(const StoredDocument stored,
                              documents_->Get(cursor->value(), /*include_text=*/false));
    if (Matches(next.filter, stored)) ids.push_back(stored.document.id);
    next.last_key = std::string(cursor->key());
    ++next.examined;
    cursor->Next();
  }
  DATELINE_RETURN_IF_ERROR(cursor->status());
  next.ended_at = ToStoredPrecision(clock_->Now());
  return ids;
}

}  // namespace dateline::ingest

#include "tools/bench/factbase/bench_watcher.h"

#include <utility>

#include "absl/time/clock.h"
#include "common/rpc/status_conversion.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace dateline {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using query::v1::FactChange;
using query::v1::WatchFactsResponse;

// Calls `field` with the number and the bytes or the number of each field.
// False if the bytes are no message.
template <typename Field>
bool ForEachField(std::string_view bytes, const Field& field) {
  CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()),
                      static_cast<int>(bytes.size()));
  while (const uint32_t tag = in.ReadTag()) {
    uint32_t size = 0;
    uint64_t number = 0;
    switch (WireFormatLite::GetTagWireType(tag)) {
      case WireFormatLite::WIRETYPE_LENGTH_DELIMITED: {
        if (!in.ReadVarint32(&size)) return false;
        const auto begin = static_cast<size_t>(in.CurrentPosition());
        if (begin + size > bytes.size() || !in.Skip(static_cast<int>(size))) return false;
        if (!field(WireFormatLite::GetTagFieldNumber(tag), bytes.substr(begin, size), 0)) {
          return true;
        }
        break;
      }
      case WireFormatLite::WIRETYPE_VARINT:
        if (!in.ReadVarint64(&number)) return false;
        if (!field(WireFormatLite::GetTagFieldNumber(tag), std::string_view(), number)) return true;
        break;
      default:
        if (!WireFormatLite::SkipField(&in, tag)) return false;
    }
  }
  return true;
}

}  // namespace

void ChangeSequence::Mix(std::string_view bytes) {
  for (const char c : bytes) {
    hash_ = (hash_ ^ static_cast<uint8_t>(c)) * 0x100000001B3ull;  // FNV-1a.
  }
}

void ChangeSequence::Add(uint64_t type, std::string_view fact_id, absl::Time recorded_at) {
  const int64_t micros = absl::ToUnixMicros(recorded_at);
  Mix({reinterpret_cast<const char*>(&type), sizeof type});
  Mix(fact_id);
  Mix({reinterpret_cast<const char*>(&micros), sizeof micros});
  ++count_;
}

BenchWatcher::BenchWatcher(const std::shared_ptr<grpc::Channel>& channel,
                           const query::v1::WatchFactsRequest& request, bool slow)
    : stub_(channel), slow_(slow) {
  bool own = false;
  grpc::SerializationTraits<query::v1::WatchFactsRequest>::Serialize(request, &request_, &own)
      .IgnoreError();
}

void BenchWatcher::Start() {
  stub_.PrepareBidiStreamingCall(&context_, "/dateline.query.v1.QueryService/WatchFacts", {}, this);
  StartWriteLast(&request_, {});
  StartRead(&response_);
  absl::MutexLock lock(&mutex_);
  held_ = slow_;
  if (held_) AddHold();  // It will read on from outside of its reactions.
  StartCall();
}

bool BenchWatcher::WaitForBegin(absl::Time until) {
  absl::MutexLock lock(&mutex_);
  const auto settled = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return begun_ || done_; };
  return mutex_.AwaitWithDeadline(absl::Condition(&settled), until) && begun_;
}

void BenchWatcher::Hurry() {
  absl::MutexLock lock(&mutex_);
  slow_ = false;
  if (std::exchange(paused_, false)) StartRead(&response_);
  if (std::exchange(held_, false)) RemoveHold();
}

bool BenchWatcher::WaitForChanges(uint64_t count, absl::Time until) {
  absl::MutexLock lock(&mutex_);
  const auto settled = [this, count]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return sequence_.count() >= count || done_;
  };
  return mutex_.AwaitWithDeadline(absl::Condition(&settled), until) && sequence_.count() >= count;
}

absl::Status BenchWatcher::WaitForEnd() {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&done_));
  if (malformed_) return absl::DataLossError("a watcher got what is no WatchFactsResponse");
  return status_;
}

ChangeSequence BenchWatcher::sequence() const {
  absl::MutexLock lock(&mutex_);
  return sequence_;
}

std::vector<BenchWatcher::Arrival> BenchWatcher::TakeArrivals() {
  absl::MutexLock lock(&mutex_);
  return std::exchange(arrivals_, {});
}

void BenchWatcher::OnReadDone(bool ok) {
  if (!ok) return;
  const absl::Time now = absl::Now();
  grpc::Slice slice;
  const bool dumped = response_.DumpToSingleSlice(&slice).ok();
  absl::MutexLock lock(&mutex_);
  begun_ = true;
  const std::string_view bytes(reinterpret_cast<const char*>(slice.begin()), slice.size());
  if (!dumped || !Note(bytes, now)) malformed_ = true;
  paused_ = slow_;
  if (!slow_) StartRead(&response_);
}

void BenchWatcher::OnDone(const grpc::Status& status) {
  absl::MutexLock lock(&mutex_);
  status_ = FromGrpcStatus(status);
  done_ = true;
}

bool BenchWatcher::Note(std::string_view message, absl::Time now) {
  bool good = true;
  return ForEachField(message,
                      [&](int field, std::string_view bytes, uint64_t) {
                        if (field == WatchFactsResponse::kChangesFieldNumber) {
                          mutex_.AssertHeld();
                          good = NoteChange(bytes, now) && good;
                        }
                        return good;
                      }) &&
         good;
}

bool BenchWatcher::NoteChange(std::string_view change, absl::Time now) {
  uint64_t type = 0;
  std::string_view fact_id;
  int64_t seconds = 0, nanos = 0;
  const bool good = ForEachField(change, [&](int field, std::string_view bytes, uint64_t number) {
    if (field == FactChange::kTypeFieldNumber) type = number;
    if (field == FactChange::kFactFieldNumber) {
      return ForEachField(bytes, [&](int part, std::string_view text, uint64_t) {
        if (part == query::v1::Fact::kIdFieldNumber) fact_id = text;
        return false;  // It comes first.
      });
    }
    if (field == FactChange::kRecordedAtFieldNumber) {
      return ForEachField(bytes, [&](int part, std::string_view, uint64_t value) {
        (part == 1 ? seconds : nanos) = static_cast<int64_t>(value);
        return true;
      });
    }
    return true;
  });
  if (!good || fact_id.empty()) return false;
  const absl::Time recorded_at = absl::FromUnixSeconds(seconds) + absl::Nanoseconds(nanos);
  sequence_.Add(type, fact_id, recorded_at);
  if (arrivals_.empty() || arrivals_.back().recorded_at != recorded_at) {
    arrivals_.push_back({recorded_at, now});
  }
  arrivals_.back().at = now;
  return true;
}

}  // namespace dateline

// One watcher of the watch bench: a stream of WatchFacts that notes when which
// change came, without parsing the facts.
//
//   BenchWatcher watcher(channel, request, /*slow=*/false);
//   watcher.Start();
//   ...
//   watcher.Cancel(); watcher.WaitForEnd();
//
// Thread-safe.
#ifndef DATELINE_TOOLS_BENCH_FACTBASE_BENCH_WATCHER_H_
#define DATELINE_TOOLS_BENCH_FACTBASE_BENCH_WATCHER_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "dateline/query/v1/query.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/client_callback.h"

namespace dateline {

// Which changes, in which order: equal for equal sequences.
class ChangeSequence {
 public:
  void Add(uint64_t type, std::string_view fact_id, absl::Time recorded_at);
  uint64_t count() const { return count_; }
  friend bool operator==(const ChangeSequence&, const ChangeSequence&) = default;

 private:
  void Mix(std::string_view bytes);

  uint64_t hash_ = 0xCBF29CE484222325ull;
  uint64_t count_ = 0;
};

class BenchWatcher final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  struct Arrival {
    absl::Time recorded_at;
    absl::Time at;
  };

  // A slow one reads nothing between its first message and Hurry().
  BenchWatcher(const std::shared_ptr<grpc::Channel>& channel,
               const query::v1::WatchFactsRequest& request, bool slow);

  void Start();
  // Until the service has said where the watch begins. False: not by then.
  bool WaitForBegin(absl::Time until);
  void Hurry();
  // Until `count` changes came. False: not by then.
  bool WaitForChanges(uint64_t count, absl::Time until);
  void Cancel() { context_.TryCancel(); }
  // The stream's own end: CANCELLED after Cancel().
  absl::Status WaitForEnd();

  ChangeSequence sequence() const;
  // The last message with changes of a recording that came, for each recording.
  std::vector<Arrival> TakeArrivals();

  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

 private:
  // One message; false if it is not one.
  bool Note(std::string_view message, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool NoteChange(std::string_view change, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  mutable absl::Mutex mutex_;
  bool slow_ ABSL_GUARDED_BY(mutex_);
  bool begun_ ABSL_GUARDED_BY(mutex_) = false;
  bool paused_ ABSL_GUARDED_BY(mutex_) = false;
  bool held_ ABSL_GUARDED_BY(mutex_) = false;
  bool done_ ABSL_GUARDED_BY(mutex_) = false;
  bool malformed_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  ChangeSequence sequence_ ABSL_GUARDED_BY(mutex_);
  std::vector<Arrival> arrivals_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline

#endif  // DATELINE_TOOLS_BENCH_FACTBASE_BENCH_WATCHER_H_

// The producer behind WatchFacts: changes when there are some, a heartbeat when
// there are none for a while, and no polling in between.
//
//   return AnswerWithStream<v1::WatchFactsResponse>(
//       context, executor, watch->Producer(), watch->waker());
//
// A change is encoded once for all watchers. A watcher sleeps until the fact base commits or its
// heartbeat is due.
#ifndef DATELINE_SERVICES_QUERY_RPC_WATCH_STREAM_H_
#define DATELINE_SERVICES_QUERY_RPC_WATCH_STREAM_H_

#include <atomic>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/stream_answer.h"
#include "common/rpc/stream_waker.h"
#include "dateline/query/v1/query.pb.h"
#include "grpcpp/alarm.h"
#include "services/query/core/watch.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

// The change as a v1::FactChange: what a RecentChanges for WatchStream encodes.
std::string EncodeForWatchers(const WatchedChange& change);

// Used by one stream. Next() is not thread-safe; the rest sorts itself out.
class WatchStream {
 public:
  // `base` and `recent`, which has EncodeForWatchers as encoder, must outlive the
  // stream.
  WatchStream(FactBase& base, RecentChanges& recent, v1::WatchFactsRequest request,
              absl::Duration heartbeat);

  const std::shared_ptr<StreamWaker>& waker() const { return waker_; }

  // The next message, or kWait until waker() is woken. Changes are in the message
  // in encoded form only: it is for the wire.
  absl::StatusOr<StreamStep> Next(const CallScope& scope, v1::WatchFactsResponse& response);

 private:
  absl::Status Open();
  void RestartHeartbeat();

  FactBase& base_;
  RecentChanges& recent_;
  const v1::WatchFactsRequest request_;
  const absl::Duration heartbeat_;
  const std::shared_ptr<StreamWaker> waker_;
  const std::shared_ptr<std::atomic<bool>> heartbeat_due_;
  std::shared_ptr<void> change_listener_;
  std::unique_ptr<ChangeReader> reader_;
  std::unique_ptr<grpc::Alarm> alarm_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_RPC_WATCH_STREAM_H_

// Cancels a streaming call, or does something else, on SIGINT or SIGTERM, so that the
// command can end in good order.
//
//   grpc::ClientContext call;
//   CancelOnSignal cancel(call);
//   while (stream->Read(&response)) ...
//   if (cancel.signalled()) ...
//
// One at a time in a process; while it lives it owns the handlers of both
// signals and afterwards restores the default.
#ifndef DATELINE_TOOLS_DATELINE_CANCEL_ON_SIGNAL_H_
#define DATELINE_TOOLS_DATELINE_CANCEL_ON_SIGNAL_H_

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <thread>

namespace dateline::cli {

class CancelOnSignal {
 public:
  // `call` must outlive this object.
  explicit CancelOnSignal(grpc::ClientContext& call);
  // Calls `on_signal`, from a thread of its own, each time.
  explicit CancelOnSignal(std::function<void()> on_signal);
  ~CancelOnSignal();
  CancelOnSignal(const CancelOnSignal&) = delete;
  CancelOnSignal& operator=(const CancelOnSignal&) = delete;

  bool signalled() const { return signalled_; }

 private:
  void Wait(int wake_descriptor);

  const std::function<void()> on_signal_;
  std::atomic<bool> signalled_ = false;
  std::thread thread_;
};

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_CANCEL_ON_SIGNAL_H_

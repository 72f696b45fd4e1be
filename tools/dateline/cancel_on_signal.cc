#include "tools/dateline/cancel_on_signal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

namespace dateline::cli {
namespace {

// The handler writes to this pipe, the thread reads from it: gRPC's own threads
// need not block the signals.
int g_wake_write = -1;
int g_wake_read = -1;

constexpr char kSignal = 's';
constexpr char kStop = 'q';

void OnSignal(int) {
  const int saved = errno;
  (void)!write(g_wake_write, &kSignal, 1);
  errno = saved;
}

}  // namespace

CancelOnSignal::CancelOnSignal(grpc::ClientContext& call)
    : CancelOnSignal([&call] { call.TryCancel(); }) {}

CancelOnSignal::CancelOnSignal(std::function<void()> on_signal) : on_signal_(std::move(on_signal)) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return;  // Signals then end the process as usual.
  g_wake_read = ends[0];
  g_wake_write = ends[1];
  thread_ = std::thread([this, descriptor = ends[0]] { Wait(descriptor); });
  std::signal(SIGINT, OnSignal);
  std::signal(SIGTERM, OnSignal);
}

CancelOnSignal::~CancelOnSignal() {
  if (!thread_.joinable()) return;
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  (void)!write(g_wake_write, &kStop, 1);
  thread_.join();
  close(g_wake_read);
  close(g_wake_write);
  g_wake_read = g_wake_write = -1;
}

void CancelOnSignal::Wait(int wake_descriptor) {
  char why = kStop;
  while (true) {
    const ssize_t count = read(wake_descriptor, &why, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count != 1 || why == kStop) return;
    signalled_ = true;
    on_signal_();
  }
}

}  // namespace dateline::cli

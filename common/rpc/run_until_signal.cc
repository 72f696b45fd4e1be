#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>

#include "common/rpc/server.h"

namespace dateline {
namespace {

// A handler may do next to nothing; it may write to a pipe.
std::atomic<int> signal_pipe_write_end{-1};

void TellPipe(int) {
  const int saved_errno = errno;
  const char byte = 0;
  [[maybe_unused]] const ssize_t written = write(signal_pipe_write_end.load(), &byte, 1);
  errno = saved_errno;
}

}  // namespace

void RunUntilSignal(Server& server, const std::function<void()>& on_signal) {
  int ends[2];
  if (pipe(ends) != 0) return server.Drain();
  signal_pipe_write_end = ends[1];

  struct sigaction action = {};
  action.sa_handler = TellPipe;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  struct sigaction old_term, old_int;
  sigaction(SIGTERM, &action, &old_term);
  sigaction(SIGINT, &action, &old_int);

  char byte = 0;
  while (read(ends[0], &byte, 1) < 0 && errno == EINTR) {
  }
  // From here on a signal does what it did before: by default, end at once.
  sigaction(SIGTERM, &old_term, nullptr);
  sigaction(SIGINT, &old_int, nullptr);
  signal_pipe_write_end = -1;
  close(ends[0]);
  close(ends[1]);
  if (on_signal) on_signal();
  server.Drain();
}

}  // namespace dateline

#include "tools/dateline/http_get.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace dateline::cli {
namespace {

// More than any page of ours; what is larger is no page of ours.
constexpr size_t kMaxAnswerBytes = 16 << 20;

class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  int descriptor() const { return descriptor_; }

 private:
  const int descriptor_;
};

absl::Status NoAnswer(const std::string& address, std::string_view why) {
  return absl::UnavailableError(AbslView(StrCat(address, " does not answer: ", why)));
}

// False once `deadline` has passed.
bool WaitFor(int descriptor, short events, absl::Time deadline) {
  const int64_t left = absl::ToInt64Milliseconds(deadline - absl::Now());
  pollfd wait{descriptor, events, 0};
  return left > 0 && poll(&wait, 1, static_cast<int>(std::min<int64_t>(left, 60'000))) > 0;
}

absl::StatusOr<std::unique_ptr<Socket>> Connect(const std::string& address, absl::Time deadline) {
  const size_t colon = address.rfind(':');
  if (colon == address.npos || colon == 0 || colon + 1 == address.size()) {
    return absl::InvalidArgumentError(
        AbslView(StrCat("“", address, "” is no address; write HOST:PORT")));
  }
  std::string host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), address.c_str() + colon + 1, &hints, &found)) {
    return NoAnswer(address, gai_strerror(error));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, &freeaddrinfo);
  std::string why = "no address";
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    auto peer = std::make_unique<Socket>(
        socket(one->ai_family, one->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    int error = 0;
    socklen_t size = sizeof(error);
    if (connect(peer->descriptor(), one->ai_addr, one->ai_addrlen) == 0) return peer;
    if (errno != EINPROGRESS) {
      error = errno;
    } else if (!WaitFor(peer->descriptor(), POLLOUT, deadline)) {
      error = ETIMEDOUT;
    } else {
      getsockopt(peer->descriptor(), SOL_SOCKET, SO_ERROR, &error, &size);
    }
    if (error == 0) return peer;
    why = std::strerror(error);
  }
  return NoAnswer(address, why);
}

}  // namespace

absl::StatusOr<std::string> HttpGet(const std::string& address, std::string_view path,
                                    absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  DATELINE_ASSIGN_OR_RETURN(const std::unique_ptr<Socket> peer, Connect(address, deadline));
  // Version 1.0: the answer comes whole and ends with the connection.
  const std::string request = StrCat("GET ", path, " HTTP/1.0\r\nHost: ", address, "\r\n\r\n");
  if (send(peer->descriptor(), request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size())) {
    return NoAnswer(address, std::strerror(errno));
  }
  std::string answer;
  while (answer.size() <= kMaxAnswerBytes) {
    if (!WaitFor(peer->descriptor(), POLLIN, deadline)) return NoAnswer(address, "timed out");
    char buffer[16 << 10];
    const ssize_t got = recv(peer->descriptor(), buffer, sizeof(buffer), 0);
    if (got < 0 && errno != EAGAIN && errno != EINTR) {
      return NoAnswer(address, std::strerror(errno));
    }
    if (got == 0) break;
    if (got > 0) answer.append(buffer, static_cast<size_t>(got));
  }
  const size_t body = answer.find("\r\n\r\n");
  const std::string first = answer.substr(0, answer.find("\r\n"));
  if (body == answer.npos || !first.starts_with("HTTP/1.") || first.find(" 200") == first.npos) {
    return NoAnswer(address, first.empty() ? "it hung up" : "no metrics are served there");
  }
  return answer.substr(body + 4);
}

}  // namespace dateline::cli

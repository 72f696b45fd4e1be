#include "tools/dateline/context.h"

#include <CLI/Error.hpp>
#include <cstdlib>
#include <iostream>
#include <map>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/channel.h"
#include "common/rpc/token_file.h"

namespace dateline::cli {
namespace {

// What to do about an error, by its reason.
std::string_view NextStep(const absl::Status& status) {
  static const auto* const steps = new std::map<std::string_view, std::string_view>{
      {reason::kDocumentNotFound, "list what there is with: dateline documents list"},
      {reason::kFactNotFound, "find facts with: dateline facts --wide"},
      {reason::kEntityNotFound, "search by name with: dateline entities NAME"},
      {reason::kConflictNotFound, "list them with: dateline conflicts"},
      {reason::kTimeInvalid, "write dates as 2021-08-23, moments as 2021-08-23T09:45:00Z"},
      {reason::kKnownAtOutOfRange, "leave out --known-at to read the present state"},
      {reason::kQueueFull, "wait a little and run the command again"},
      {reason::kDraining, "the server is shutting down; run the command again in a moment"},
      {reason::kMediaTypeUnsupported, "give plain text or HTML"},
  };
  if (std::optional<ErrorDetail> detail = GetErrorDetail(status)) {
    const auto step = steps->find(detail->reason);
    if (step != steps->end()) return step->second;
    return "";
  }
  if (status.code() == absl::StatusCode::kUnavailable) {
    return StdView(status.message()).find("SSL") != std::string_view::npos ||
                   StdView(status.message()).find("handshake") != std::string_view::npos
               ? "TLS failed: is --ca the CA of its certificate, and does the name fit?"
               : "is the server running, and does it speak TLS exactly if --ca is given? start one "
                 "here "
                 "with: dateline serve --insecure";
  }
  if (status.code() == absl::StatusCode::kUnauthenticated) {
    return "put a token into the environment as DATELINE_TOKEN, or give --token-file FILE";
  }
  // As the server says it; files of this machine are no matter of roles.
  const std::string_view message = StdView(status.message());
  if (status.code() == absl::StatusCode::kPermissionDenied &&
      (message.find("; this takes ") != std::string_view::npos ||
       message.find("role") != std::string_view::npos)) {
    return "ask whoever runs the server for a token with that role";
  }
  if (status.code() == absl::StatusCode::kDeadlineExceeded) {
    return "give it more time with --timeout SECONDS";
  }
  return "";
}

}  // namespace

std::string DescribeError(const absl::Status& status, std::string_view server) {
  std::string text = "dateline: ";
  if (status.code() == absl::StatusCode::kUnavailable && !GetErrorDetail(status).has_value()) {
    StrAppend(&text, "no answer from ", server);
  } else if (status.code() == absl::StatusCode::kDeadlineExceeded) {
    StrAppend(&text, "no answer from ", server, " in time");
  } else {
    StrAppend(&text, StdView(status.message()));
  }
  if (const std::string_view step = NextStep(status); !step.empty()) {
    StrAppend(&text, "\n  ", step);
  }
  return text;
}

namespace {

// What gRPC would say of both only once a call fails, as of a server that is away.
absl::Status CheckFlags(const std::string& server, const std::string& token_file) {
  const std::string_view port = std::string_view(server).substr(server.rfind(':') + 1);
  const bool has_port = server.find(':') != std::string::npos && !port.empty() &&
                        port.find_first_not_of("0123456789") == std::string_view::npos;
  if (!has_port && !server.starts_with("unix:")) {
    return absl::InvalidArgumentError(
        StrCat("'", server, "' names no port; write the server as HOST:PORT"));
  }
  return token_file.empty() ? absl::OkStatus() : ReadTokenFile(token_file).status();
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::Channel>> Context::OpenChannel() const {
  DATELINE_RETURN_IF_ERROR(CheckFlags(server, security.token_file));
  ChannelSecurity complete = security;
  const char* token = std::getenv("DATELINE_TOKEN");
  if (token != nullptr && complete.token_file.empty()) complete.token = token;
  if (!complete.uses_tls()) {
    if (!insecure && !IsLoopbackAddress(server)) {
      return absl::InvalidArgumentError(
          StrCat(server, " is another machine; give --ca FILE, so that it is called with TLS, or ",
                 "--insecure"));
    }
    complete.token.clear();  // Set for other servers; this one asks nobody.
  }
  return MakeChannel(server, complete);
}

Context Context::For(std::string other_server) const {
  Context other;
  other.out = out;
  other.err = err;
  other.server = std::move(other_server);
  other.security = security;
  other.insecure = insecure;
  other.timeout_seconds = timeout_seconds;
  other.quiet = quiet;
  return other;
}

Client& Context::Connect() {
  if (client_ == nullptr) {
    auto channel = OpenChannel();
    if (!channel.ok()) {
      throw CLI::ValidationError(std::string(channel.status().message()));
    }
    client_ = std::make_unique<Client>(*std::move(channel), absl::Seconds(timeout_seconds));
  }
  return *client_;
}

void Context::Remark(std::string_view line) const {
  if (!quiet) std::cerr << err.Paint(Style::kFaint, line) << "\n";
}

void Context::Finish(const absl::Status& status) {
  std::cout.flush();
  if (status.ok()) return;
  std::cerr << DescribeError(status, server) << "\n";
  exit_code = ExitCodeFor(status);
}

}  // namespace dateline::cli

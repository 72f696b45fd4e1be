#include "common/rpc/grpc_log.h"

#include <grpc/support/log.h>

#include <atomic>
#include <string_view>
#include <utility>

namespace dateline {
namespace {

// gRPC's threads may speak until the process ends, so logs are never destroyed.
std::atomic<const EventLog*> current{nullptr};

LogLevel LevelOf(gpr_log_severity severity) {
  return severity == GPR_LOG_SEVERITY_ERROR ? LogLevel::kError : LogLevel::kInfo;
}

void Write(gpr_log_func_args* args) {
  std::string_view file = args->file;
  file = file.substr(file.rfind('/') + 1);
  current.load()->Write(LevelOf(args->severity), "grpc", args->message,
                        {{"file", std::string(file)}});
}

}  // namespace

void SendGrpcLogTo(LogSink sink) {
  current = new EventLog(std::move(sink));
  gpr_set_log_function(Write);
}

}  // namespace dateline

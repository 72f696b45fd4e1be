#include "common/rpc/library_lifetime.h"

#include <mutex>

#include "grpc/grpc.h"

namespace dateline {

void KeepGrpcInitialized() {
  static std::once_flag once;
  std::call_once(once, [] { grpc_init(); });
}

}  // namespace dateline

// Keeps the gRPC library initialized until the process ends.
#ifndef DATELINE_COMMON_RPC_LIBRARY_LIFETIME_H_
#define DATELINE_COMMON_RPC_LIBRARY_LIFETIME_H_

namespace dateline {

// Without it the library shuts down with the last channel or server, and gRPC
// 1.51 then sometimes waits 10 s for a poller of a client that is already gone:
// a process would end, and a test go on, that much later. Call before the first
// channel or server. Thread-safe; further calls do nothing.
void KeepGrpcInitialized();

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_LIBRARY_LIFETIME_H_

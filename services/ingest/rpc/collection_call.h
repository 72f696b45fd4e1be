// One SubmitCollection call: chunks in, one answer for each item out.
//
//   return AnswerCollection(context, executor_,
//       [this](const v1::CollectionHeader& header, const RawArticle& article) { ... });
//
// The payload is read by one task at a time; its items are submitted in parallel, as the
// executor has threads, and answered in order. At most kCollectionWindow items are
// on their way: then reading stops, and HTTP/2 flow control slows the client. An item
// that finds the queue full waits, by a timer and without a thread, and is submitted
// again until it is taken or the caller goes.
#ifndef DATELINE_SERVICES_INGEST_RPC_COLLECTION_CALL_H_
#define DATELINE_SERVICES_INGEST_RPC_COLLECTION_CALL_H_

#include <cstddef>
#include <functional>

#include "absl/status/statusor.h"
#include "common/rpc/executor.h"
#include "dateline/ingest/v1/ingest.grpc.pb.h"
#include "services/ingest/core/ingest_core.h"

namespace dateline::ingest {

inline constexpr size_t kCollectionWindow = 32;
inline constexpr size_t kMaxChunkBytes = 1024 * 1024;

// Submits one item of a collection with this header. Called on the executor, for several
// items at a time.
using SubmitItem =
    std::function<absl::StatusOr<Submission>(const v1::CollectionHeader&, const RawArticle&)>;

// `executor` must outlive the call.
grpc::ServerBidiReactor<v1::SubmitCollectionRequest, v1::SubmitCollectionResponse>*
AnswerCollection(grpc::CallbackServerContext* context, Executor& executor, SubmitItem submit);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_RPC_COLLECTION_CALL_H_

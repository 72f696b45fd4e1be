// Sends documents to the ingest service over one stream and sees each of them
// answered, across lost connections and full queues.
//
//   absl::Status status = SubmitAll(client.ingest(), next_submission, take_outcome);
//
// Every document ends in exactly one outcome unless SubmitAll fails. A document
// may be sent twice after a lost connection: the service knows it again.
#ifndef DATELINE_TOOLS_DATELINE_SUBMITTER_H_
#define DATELINE_TOOLS_DATELINE_SUBMITTER_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/dateline/client.h"

namespace dateline::cli {

struct Submission {
  std::string label;  // For people: where it came from.
  ingest::v1::RawDocument document;
};

// What became of one: `answer` has `error` or `accepted`.
struct SubmissionOutcome {
  std::string label;
  ingest::v1::SubmitDocumentsResponse answer;
};

// The next document; nothing at the end. Called from one thread, not the
// caller's.
using SubmissionSource = std::function<std::optional<Submission>()>;
// Called from the caller's thread.
using OutcomeSink = std::function<void(const SubmissionOutcome&)>;

struct SubmitOptions {
  // Documents sent and not answered yet. The service reads 64 ahead.
  size_t window = 64;
  // Connections lost in a row, without an answer between them, before it gives
  // up, and how long it waits before the next one (doubling, up to 5 s).
  int max_lost_connections = 6;
  absl::Duration first_retry_delay = absl::Milliseconds(200);
  // How long it holds back at least after an answer that the queue is full; the
  // service may ask for longer.
  absl::Duration full_queue_delay = absl::Milliseconds(200);
  // How long answers that the service cannot write now (a full disk) are waited
  // out while none is accepted; then they are outcomes. A full queue empties by
  // itself and is waited for without end.
  absl::Duration longest_unavailable = absl::InfiniteDuration();
  // Who submits, and how urgent it is, of documents that do not say it.
  std::string submitter;
  ingest::v1::Priority priority = ingest::v1::PRIORITY_UNSPECIFIED;
  // In [0, 1), for jitter: waits for the queue are up to half as long again, so
  // that clients refused together do not come back together. Empty: chance.
  std::function<double()> random;
  // Whether answers are to say what each document resembles.
  bool await_resemblance = false;
};

// Whether a stream that ended so is worth opening again: nobody answers, or the
// server ended it as it closed (gRPC's servers say CANCELLED then, which is not
// told apart from what the client cancels itself).
bool IsConnectionLost(const absl::Status& status);

// OK once every document is answered; the last error of the connection
// otherwise.
absl::Status SubmitAll(IngestStub& stub, const SubmissionSource& source, const OutcomeSink& sink,
                       const SubmitOptions& options = {});

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_SUBMITTER_H_

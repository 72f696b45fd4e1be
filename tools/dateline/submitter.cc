#include "tools/dateline/submitter.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "absl/time/clock.h"

namespace dateline::cli {
namespace {

using Stream = grpc::ClientReaderWriterInterface<ingest::v1::SubmitDocumentsRequest,
                                                 ingest::v1::SubmitDocumentsResponse>;

constexpr absl::Duration kLongestRetryDelay = absl::Seconds(5);
class SubmissionRun {
 public:
  SubmissionRun(IngestStub& stub, const SubmissionSource& source, const OutcomeSink& sink,
                const SubmitOptions& options)
      : stub_(stub), source_(source), sink_(sink), options_(options) {
    if (options_.random) return;
    options_.random = [generator = std::minstd_rand(std::random_device()())]() mutable {
      return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
    };
  }

  absl::Status Run() {
    int lost = 0;
    absl::Duration delay = options_.first_retry_delay;
    while (true) {
      const uint64_t answered_before = answered_;
      const absl::Status status = RunStream();
      if (status.ok()) return status;
      if (answered_ > answered_before) {
        lost = 0;
        delay = options_.first_retry_delay;
      }
      if (!IsConnectionLost(status) || ++lost >= options_.max_lost_connections) return status;
      absl::SleepFor(delay * (1.0 - 0.5 * options_.random()));
      delay = std::min(delay * 2, kLongestRetryDelay);
    }
  }

 private:
  // One connection, until everything is answered or it breaks.
  absl::Status RunStream() {
    grpc::ClientContext context;
    auto stream = stub_.SubmitDocuments(&context);
    {
      const std::lock_guard lock(mutex_);
      stopped_ = false;
      in_flight_ = 0;
      to_send_.clear();
      for (const auto& [sequence, submission] : unanswered_) to_send_.push_back(sequence);
    }
    std::thread writer([&] { Write(*stream); });
    ingest::v1::SubmitDocumentsResponse answer;
    while (stream->Read(&answer)) Take(answer);
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
    writer.join();
    const grpc::Status status = stream->Finish();
    if (!status.ok()) return FromGrpcStatus(status);
    const std::lock_guard lock(mutex_);
    return unanswered_.empty() && exhausted_
               ? absl::OkStatus()
               : absl::UnavailableError("the server ended the stream before its last answer");
  }

  void Write(Stream& stream) {
    ingest::v1::SubmitDocumentsRequest request;
    while (Next(&request)) {
      if (!stream.Write(request)) return;  // The reader learns why.
    }
    stream.WritesDone();
  }

  // Waits for something to send. False when all is answered or the stream ended.
  bool Next(ingest::v1::SubmitDocumentsRequest* request) {
    std::unique_lock lock(mutex_);
    while (true) {
      if (stopped_) return false;
      const auto now = std::chrono::steady_clock::now();
      const bool held_back = now < not_before_;
      if (in_flight_ < options_.window && !held_back) {
        if (!to_send_.empty()) break;
        if (!exhausted_) {
          Pull(lock);
          continue;
        }
      }
      if (exhausted_ && unanswered_.empty()) return false;
      if (held_back) {
        changed_.wait_until(lock, not_before_);
      } else {
        changed_.wait(lock);
      }
    }
    const uint64_t sequence = to_send_.front();
    to_send_.pop_front();
    ++in_flight_;
    request->set_sequence(sequence);
    request->set_await_resemblance(options_.await_resemblance);
    ingest::v1::RawDocument& document = *request->mutable_document();
    document = unanswered_.at(sequence).document;
    if (document.submitter().empty()) document.set_submitter(options_.submitter);
    if (document.priority() == ingest::v1::PRIORITY_UNSPECIFIED) {
      document.set_priority(options_.priority);
    }
    return true;
  }

  // Takes the next document from the source. REQUIRES: `lock` holds mutex_; lets
  // go of it meanwhile, for the source may wait for its input.
  void Pull(std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    std::optional<Submission> submission = source_();
    lock.lock();
    if (!submission.has_value()) {
      exhausted_ = true;
      return;
    }
    const uint64_t sequence = next_sequence_++;
    unanswered_.emplace(sequence, *std::move(submission));
    to_send_.push_back(sequence);
  }

  void Take(const ingest::v1::SubmitDocumentsResponse& answer) {
    std::optional<SubmissionOutcome> outcome;
    {
      const std::lock_guard lock(mutex_);
      const auto it = unanswered_.find(answer.sequence());
      if (it == unanswered_.end()) return;
      --in_flight_;
      if (IsForNow(answer)) {
        to_send_.push_back(answer.sequence());
        const auto until =
            std::chrono::steady_clock::now() + absl::ToChronoMilliseconds(HoldBack(answer.error()));
        not_before_ = std::max(not_before_, until);
      } else {
        if (answer.has_accepted()) unavailable_since_ = absl::InfiniteFuture();
        outcome = {std::move(it->second.label), answer};
        unanswered_.erase(it);
        ++answered_;
      }
    }
    changed_.notify_all();
    if (outcome.has_value()) sink_(*outcome);
  }

  // REQUIRES: mutex_ is held.
  absl::Duration HoldBack(const ingest::v1::SubmissionError& error) {
    const absl::Duration asked = absl::Seconds(error.retry_after().seconds()) +
                                 absl::Nanoseconds(error.retry_after().nanos());
    return std::max(asked, options_.full_queue_delay) * (1.0 + 0.5 * options_.random());
  }

  // True for a refusal that says nothing about the document and is to be waited
  // out. REQUIRES: mutex_ is held.
  bool IsForNow(const ingest::v1::SubmitDocumentsResponse& answer) {
    if (!answer.has_error()) return false;
    if (answer.error().code() == grpc::StatusCode::RESOURCE_EXHAUSTED) return true;
    if (answer.error().code() != grpc::StatusCode::UNAVAILABLE) return false;
    const absl::Time now = absl::Now();
    unavailable_since_ = std::min(unavailable_since_, now);
    return now - unavailable_since_ < options_.longest_unavailable;
  }

  IngestStub& stub_;
  const SubmissionSource& source_;
  const OutcomeSink& sink_;
  SubmitOptions options_;

  std::mutex mutex_;  // Guards what follows.
  std::condition_variable changed_;
  std::map<uint64_t, Submission> unanswered_;
  std::deque<uint64_t> to_send_;
  size_t in_flight_ = 0;
  uint64_t next_sequence_ = 0;
  uint64_t answered_ = 0;
  // When it was first said since the last document that was accepted.
  absl::Time unavailable_since_ = absl::InfiniteFuture();
  bool exhausted_ = false;
  bool stopped_ = false;
  std::chrono::steady_clock::time_point not_before_;
};

}  // namespace

bool IsConnectionLost(const absl::Status& status) {
  return status.code() == absl::StatusCode::kUnavailable ||
         status.code() == absl::StatusCode::kCancelled;
}

absl::Status SubmitAll(IngestStub& stub, const SubmissionSource& source, const OutcomeSink& sink,
                       const SubmitOptions& options) {
  return SubmissionRun(stub, source, sink, options).Run();
}

}  // namespace dateline::cli

// Stand-ins for the extraction and query services: a script of errors, calls
// that hang until let go, and a record of what arrived.
//
// Thread-safe.
#ifndef DATELINE_SERVICES_INGEST_CORE_TESTING_FAKE_CLIENTS_H_
#define DATELINE_SERVICES_INGEST_CORE_TESTING_FAKE_CLIENTS_H_

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/ingest/core/delivery_workers.h"

namespace dateline::ingest {

// What the fakes share: errors to answer with, and a gate to hang at.
class FakeService {
 public:
  // The next calls answer with these, in order; then all succeed.
  void AnswerNext(std::vector<absl::Status> answers);
  // From now on calls hang, as if until their deadline, until Release() or
  // CancelAll().
  void Hang();
  void Release();
  // Blocks until `count` calls hang.
  void AwaitHanging(int count);
  int call_count() const;
  // The traces of the calls so far, in their order.
  std::vector<TraceContext> traces() const;
  // Most calls that were under way at one time.
  int most_at_once() const;

 protected:
  // One call: hangs if told to, and returns what to answer.
  absl::Status Call(const TraceContext& trace);
  void Cancel();

 private:
  mutable absl::Mutex mutex_;
  std::deque<absl::Status> answers_ ABSL_GUARDED_BY(mutex_);
  bool hang_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  int hanging_ ABSL_GUARDED_BY(mutex_) = 0;
  int calls_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<TraceContext> traces_ ABSL_GUARDED_BY(mutex_);
  int under_way_ ABSL_GUARDED_BY(mutex_) = 0;
  int most_at_once_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Gives extractions of version "fake-1" with one passage: the document's text.
class FakeExtraction final : public ExtractionClient, public FakeService {
 public:
  absl::StatusOr<Extraction> Extract(const Document& document, const UpstreamCall& call) override;
  void CancelAll() override { Cancel(); }
};

// Keeps what is recorded, by document.
class FakeFactBase final : public FactBaseClient, public FakeService {
 public:
  absl::StatusOr<uint32_t> RecordExtraction(const Extraction& extraction,
                                            const UpstreamCall& call) override;
  absl::Status RemoveDocument(std::string_view document_id, const UpstreamCall& call) override;
  void CancelAll() override { Cancel(); }

  std::map<std::string, std::string> recorded() const;  // Id to text.

 private:
  mutable absl::Mutex recorded_mutex_;
  std::map<std::string, std::string> recorded_ ABSL_GUARDED_BY(recorded_mutex_);
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_TESTING_FAKE_CLIENTS_H_

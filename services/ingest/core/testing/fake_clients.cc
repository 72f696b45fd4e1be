#include "services/ingest/core/testing/fake_clients.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"

namespace dateline::ingest {

void FakeService::AnswerNext(std::vector<absl::Status> answers) {
  absl::MutexLock lock(&mutex_);
  answers_.assign(answers.begin(), answers.end());
}

void FakeService::Hang() {
  absl::MutexLock lock(&mutex_);
  hang_ = true;
}

void FakeService::Release() {
  absl::MutexLock lock(&mutex_);
  hang_ = false;
}

void FakeService::Cancel() {
  absl::MutexLock lock(&mutex_);
  cancelled_ = true;
}

void FakeService::AwaitHanging(int count) {
  const auto hangs = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return hanging_ == count; };
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&hangs));
}

int FakeService::call_count() const {
  absl::MutexLock lock(&mutex_);
  return calls_;
}

int FakeService::most_at_once() const {
  absl::MutexLock lock(&mutex_);
  return most_at_once_;
}

std::vector<TraceContext> FakeService::traces() const {
  absl::MutexLock lock(&mutex_);
  return traces_;
}

absl::Status FakeService::Call(const TraceContext& trace) {
  absl::MutexLock lock(&mutex_);
  traces_.push_back(trace);
  ++calls_;
  most_at_once_ = std::max(most_at_once_, ++under_way_);
  ++hanging_;
  const auto let_go = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !hang_ || cancelled_; };
  mutex_.Await(absl::Condition(&let_go));
  --hanging_;
  --under_way_;
  if (cancelled_) return absl::CancelledError("stopping");
  if (answers_.empty()) return absl::OkStatus();
  absl::Status answer = answers_.front();
  answers_.pop_front();
  return answer;
}

absl::StatusOr<Extraction> FakeExtraction::Extract(const Document& document,
                                                   const UpstreamCall& call) {
  DATELINE_RETURN_IF_ERROR(Call(call.trace));
  Extraction extraction;
  extraction.document = document;
  extraction.document.text.clear();
  extraction.extractor_version = "fake-1";
  extraction.passages.push_back({{0, static_cast<uint32_t>(document.text.size())}, document.text});
  return extraction;
}

absl::StatusOr<uint32_t> FakeFactBase::RecordExtraction(const Extraction& extraction,
                                                        const UpstreamCall& call) {
  DATELINE_RETURN_IF_ERROR(Call(call.trace));
  absl::MutexLock lock(&recorded_mutex_);
  recorded_[extraction.document.id] = extraction.passages.at(0).text;
  return 7;
}

absl::Status FakeFactBase::RemoveDocument(std::string_view document_id, const UpstreamCall& call) {
  DATELINE_RETURN_IF_ERROR(Call(call.trace));
  absl::MutexLock lock(&recorded_mutex_);
  recorded_.erase(std::string(document_id));
  return absl::OkStatus();
}

std::map<std::string, std::string> FakeFactBase::recorded() const {
  absl::MutexLock lock(&recorded_mutex_);
  return recorded_;
}

}  // namespace dateline::ingest

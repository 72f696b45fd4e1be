// Compares new documents with those before them, in the background: a thread that
// keeps what each is to the others (DocumentStore::CompareWaiting).
//
//   DocumentComparer comparer(documents.get());
//   comparer.Start();
//   ... documents->Submit(...) ...; comparer.Wake();
//   if (comparer.Await(submission.sequence, absl::Seconds(2))) ... it is known ...
//
// Apart from Submit, so that no acknowledgement waits for it: documents of an older
// store and new ones stand in one queue on disk, and what a crash interrupts is
// done again.
//
// Thread-safe.
#ifndef DATELINE_SERVICES_INGEST_CORE_DOCUMENT_COMPARER_H_
#define DATELINE_SERVICES_INGEST_CORE_DOCUMENT_COMPARER_H_

#include <cstdint>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/ingest/core/document_store.h"

namespace dateline::ingest {

class DocumentComparer {
 public:
  // `documents` must outlive this.
  explicit DocumentComparer(DocumentStore* documents) : documents_(documents) {}
  // Stops.
  ~DocumentComparer();

  // Begins. REQUIRES: called at most once.
  void Start();
  // There may be documents to compare.
  void Wake();
  // Waits until the document of this sequence was compared. False after `limit`,
  // when this stops, and at once where so many are before it that waiting is vain.
  bool Await(uint64_t sequence, absl::Duration limit);
  // Ends the thread; what was under way is compared after the next start.
  void Stop();

 private:
  void Run();

  DocumentStore* const documents_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool awake_ ABSL_GUARDED_BY(mutex_) = true;
  // All up to this one are compared.
  uint64_t compared_ ABSL_GUARDED_BY(mutex_) = 0;
  // Whether nothing was left to compare when it was last looked.
  bool caught_up_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_DOCUMENT_COMPARER_H_

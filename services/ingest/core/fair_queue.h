// Documents that are ready for an attempt, in turns: round the submitters, and
// for each submitter round its publishers. One that has a hundred thousand
// documents gets the same turns as one that has one.
//
//   FairQueue queue;
//   queue.Add(queued);
//   std::optional<std::string> id = queue.Take([](const DeliverySource&) { return true; });
//
// Among documents of one source the one due first is first. Turns go in the order
// of names, from the one after the last that had its turn, so they are the same
// every time. Not thread-safe.
#ifndef DATELINE_SERVICES_INGEST_CORE_FAIR_QUEUE_H_
#define DATELINE_SERVICES_INGEST_CORE_FAIR_QUEUE_H_

#include <map>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "services/ingest/core/stored_document.h"

namespace dateline::ingest {

class FairQueue {
 public:
  void Add(const QueuedDocument& queued);
  // Does nothing if it is not there.
  void Remove(const QueuedDocument& queued);

  // Takes out the document whose turn it is, among sources that may take one.
  // Costs a step for each source passed over.
  std::optional<std::string> Take(absl::FunctionRef<bool(const DeliverySource&)> may_take);

  bool empty() const { return submitters_.empty(); }

 private:
  using Documents = std::map<TimedKey, std::string>;  // Place to id.
  struct Submitter {
    std::map<std::string, Documents> publishers;
    std::string last_served;
  };

  // None that is empty stays.
  std::map<std::string, Submitter> submitters_;
  std::string last_served_;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_FAIR_QUEUE_H_

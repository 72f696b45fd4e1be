// A fact base over a store in memory, and a small story told by three outlets:
// the Harbor Gazette announces a meeting of Mira Tolvan of Norvania and Edric
// Solm of Ostrel, the Tarn Courier reports it held and counts seven members of
// the Lake Council where the Gazette counts six, the Daily Beacon denies that
// Ostrel is a member.
//
//   Story story;
//   story.RecordAll();
//   const std::string mira = story.EntityId("Mira Tolvan");
//
// Not thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_TESTING_STORY_H_
#define DATELINE_SERVICES_QUERY_CORE_TESTING_STORY_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/testing/manual_clock.h"
#include "common/testing/memory_store.h"
#include "services/query/core/fact_reading.h"
#include "services/query/core/testing/extraction_builder.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query::testing {

Extraction GazetteArticle();
Extraction CourierArticle();
Extraction BeaconArticle();

class Story {
 public:
  Story();

  FactBase& base() { return *base_; }
  ManualClock& clock() { return clock_; }

  // Records one second after whatever was recorded before; returns the moment.
  absl::Time Record(const Extraction& extraction);
  // The three articles, in order.
  void RecordAll();
  // Opens the fact base anew over the same store.
  void Reopen();

  // Id of the entity with exactly this name; fails the test if there is none.
  std::string EntityId(std::string_view name);
  // Ids of all facts of this type, in id order.
  std::vector<std::string> FactIds(std::string_view type);
  // The only one.
  std::string FactId(std::string_view type);

 private:
  ManualClock clock_;
  MemoryStore store_;
  std::unique_ptr<FactBase> base_;
};

// The ids of facts, in their order.
std::vector<std::string> IdsOf(const std::vector<AttestedFact>& facts);
// What statements say, in their order.
std::vector<std::string> ContentsOf(const std::vector<AttestedFact>& facts);
// The reason that an error carries, or "" for none.
std::string ReasonOf(const absl::Status& status);
// The field that an error names, or "".
std::string FieldOf(const absl::Status& status);

}  // namespace dateline::query::testing

#endif  // DATELINE_SERVICES_QUERY_CORE_TESTING_STORY_H_

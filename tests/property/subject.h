// A fact base that may fail at any write, and whoever uses it: a call that
// fails is made again after a restart until it succeeds, as ingest does.
//
// Fails the current test on anything else. Used by one thread.
#ifndef DATELINE_TESTS_PROPERTY_SUBJECT_H_
#define DATELINE_TESTS_PROPERTY_SUBJECT_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "common/fact/fact.h"
#include "common/testing/manual_clock.h"
#include "services/query/factbase/fact_base.h"
#include "tests/property/ground.h"
#include "tests/property/random_world.h"

namespace dateline {

// Documents of a world by number.
using World = std::map<int, Extraction>;

// All that a fact base showed at a moment.
struct Shown {
  std::string dump;      // CanonicalDump.
  std::string exported;  // Flat records, as `dateline export` writes them.
  friend bool operator==(const Shown&, const Shown&) = default;
};

class Subject {
 public:
  // Facts that more than `many_documents` attest are kept as sums: few, so that
  // both ways of merging meet in every world.
  explicit Subject(std::unique_ptr<Ground> ground, uint32_t many_documents = 2);

  void Reopen();
  void Record(const Extraction& extraction);
  void Remove(const std::string& document_id);
  // The pin's id; if it contradicts others, the id of one of them, and
  // `contradicted` is set.
  std::string Pin(const query::PinRequest& pin, bool* contradicted);
  void RemovePin(const std::string& pin_id);
  void FailSoon(RandomWorld& random) { ground_->FailSoon(random); }

  // Compares everything derived with the extractions; fails the test where they
  // differ.
  void ExpectConsistent();
  Shown Show(std::optional<absl::Time> known_at = std::nullopt);
  absl::Time Now();
  OrderedStore& store() { return *store_; }
  std::string folder() const { return ground_->folder(); }
  int restarts() const { return restarts_; }

 private:
  void Insist(const std::function<absl::Status()>& call);

  std::unique_ptr<Ground> ground_;
  const query::FactBaseOptions options_;
  OrderedStore* store_ = nullptr;
  ManualClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  std::unique_ptr<query::FactBase> base_;
  int calls_ = 0;
  int restarts_ = 0;
};

// What a fact base shows to which only the documents of `world` were recorded.
Shown ShowFromScratch(const World& world);

struct WayOptions {
  // Documents that do not stay are recorded and removed again.
  bool removals = false;
  // How many in a hundred calls meet a failing write.
  uint32_t failures = 15;
  // Where to keep what was shown after each commit; null: nowhere.
  std::map<absl::Time, Shown>* history = nullptr;
};

// One random way to `final_world`: older versions, repeats, replacements, and
// what `options` says.
void GoARandomWay(RandomWorld& random, const World& final_world, const WayOptions& options,
                  Subject& subject);

}  // namespace dateline

#endif  // DATELINE_TESTS_PROPERTY_SUBJECT_H_

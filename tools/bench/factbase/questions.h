// The questions that the benches of reading ask of a recorded world.
//
//   DATELINE_ASSIGN_OR_RETURN(Questions questions, Questions::Choose(world, stub, 2'000));
//   const ListQuestion list = questions.AList(random);
//
// The same random numbers choose the same questions, whoever is asked.
// Thread-safe.
#ifndef DATELINE_TOOLS_BENCH_FACTBASE_QUESTIONS_H_
#define DATELINE_TOOLS_BENCH_FACTBASE_QUESTIONS_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "dateline/query/v1/query.pb.h"
#include "tools/bench/factbase/news_world.h"
#include "tools/bench/factbase/serving.h"

namespace dateline {

inline constexpr int kListedFacts = 20;
inline constexpr int kTimelineEvents = 100;

// The first kListedFacts facts of an entity that touch an interval, by valid time.
struct ListQuestion {
  std::string entity_id;
  std::string valid_from, valid_to;  // Days, both inclusive.

  query::v1::ListFactsRequest ToRequest() const;
};

class Questions {
 public:
  // About the most mentioned entities, which are asked for as often as they are
  // mentioned, and about facts of theirs.
  static absl::StatusOr<Questions> Choose(const NewsWorld& world, QueryStub& stub,
                                          uint64_t entities);

  query::v1::GetFactRequest AFact(std::mt19937_64& random) const;
  ListQuestion AList(std::mt19937_64& random) const;
  // The first kTimelineEvents of the busiest entity.
  query::v1::GetTimelineRequest Timeline() const;

 private:
  Questions() = default;

  const std::string& AnEntity(std::mt19937_64& random) const;

  std::vector<std::string> entities_;  // Ids, most mentioned first.
  std::vector<std::string> facts_;     // Ids, popular ones several times.
};

}  // namespace dateline

#endif  // DATELINE_TOOLS_BENCH_FACTBASE_QUESTIONS_H_

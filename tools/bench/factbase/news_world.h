// A made-up world of news, as extractions of any number of documents: what the
// benchmark of the fact base records and asks for.
//
//   NewsWorld world({});
//   for (uint64_t n = 0; n < 500'000; ++n) base->RecordExtraction(world.MakeDocument(n));
//
// Its shape follows news. Entities and outlets are drawn by Zipf's law: the most
// mentioned takes part in every third document, most are seen once or twice.
// Documents belong to stories: several outlets tell the same events and
// statements, some word for word after an agency, some in words of their own;
// one story in fifty is told by hundreds. A document has 20 facts: five of the
// background that every article repeats (who holds which office), eight of its
// story, seven that it alone tells. One in twenty deviates from what the others
// say: another number, another chair, a denial.
//
// Document n is a function of the options and n alone. Thread-safe.
#ifndef DATELINE_TOOLS_BENCH_FACTBASE_NEWS_WORLD_H_
#define DATELINE_TOOLS_BENCH_FACTBASE_NEWS_WORLD_H_

#include <cstdint>
#include <string>

#include "common/fact/fact.h"

namespace dateline {

struct NewsWorldOptions {
  uint64_t seed = 1;
  uint64_t entities = 200'000;
  uint64_t publishers = 3'000;
  uint64_t documents_a_story = 8;
  uint64_t stories_a_day = 60;
};

class NewsWorld {
 public:
  static constexpr int kFactsPerDocument = 20;

  explicit NewsWorld(const NewsWorldOptions& options) : options_(options) {}

  Extraction MakeDocument(uint64_t number) const;

  // Name of the entity that is drawn `rank`-th most often, from 1: for queries
  // by name. Ranks above `entities` are not drawn.
  std::string EntityName(uint64_t rank) const;

 private:
  const NewsWorldOptions options_;
};

}  // namespace dateline

#endif  // DATELINE_TOOLS_BENCH_FACTBASE_NEWS_WORLD_H_

// Small articles of a made-up world, each unlike the others: for measures of the
// ingest service.
#ifndef DATELINE_TOOLS_BENCH_INGEST_SMALL_ARTICLES_H_
#define DATELINE_TOOLS_BENCH_INGEST_SMALL_ARTICLES_H_

#include <cstdint>
#include <string>

namespace dateline {

struct SmallArticle {
  std::string uri;
  std::string publisher;
  std::string text;  // About 1,000 bytes.
};

// The same number gives the same article.
SmallArticle MakeSmallArticle(uint64_t number);

}  // namespace dateline

#endif  // DATELINE_TOOLS_BENCH_INGEST_SMALL_ARTICLES_H_

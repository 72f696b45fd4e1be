// A made-up world of articles and of what outlets make of each other's articles:
// what the benchmark of copies stores and asks for.
//
//   ArticleWorld world({.seed = 1});
//   WorldArticle original = world.MakeArticle(17);
//   WorldArticle copy = world.MakeCopy(original, ChangeKind::kNewLead, 0);
//
// Its shape follows news. Words are drawn by Zipf's law from a language of function
// words and made-up ones; every theme has words and turns of phrase of its own, and
// every story, which ten articles are about, has its names and paragraphs of
// background that half of its articles carry word for word. One article in seven
// comes from a mould (article_moulds.h) and differs from others of it in names and
// numbers only. So distinct articles share phrases, paragraphs and whole frames.
//
// An article is a function of the options and its number alone. Thread-safe.
#ifndef DATELINE_TOOLS_BENCH_COPIES_ARTICLE_WORLD_H_
#define DATELINE_TOOLS_BENCH_COPIES_ARTICLE_WORLD_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bench/copies/random_draws.h"

namespace dateline {

struct ArticleWorldOptions {
  uint64_t seed = 1;
  size_t vocabulary = 30'000;
  size_t themes = 300;
  size_t articles_of_story = 10;
  size_t outlets = 400;
  double share_of_moulds = 0.15;
};

struct WorldArticle {
  uint64_t number = 0;
  std::string publisher;
  std::string url;
  // The first is the headline.
  std::vector<std::string> paragraphs;

  std::string Text() const;
};

// What becomes of an article elsewhere.
enum class ChangeKind {
  kVerbatim,     // Another outlet prints it as it is.
  kNewLead,      // Another headline and first paragraph.
  kTrimmedTail,  // The last 40 to 65 % are left out.
  kOtherDays,    // Other days of the week.
  kInserted,     // Paragraphs of another hand between its own.
  kEdited,       // One word in five is replaced, left out or put in.
  kRevision,     // Under the same address, with a changed and a new paragraph.
  kRepublished,  // Under the same address, with the same words.
};

std::vector<ChangeKind> AllChangeKinds();
std::string_view NameOf(ChangeKind kind);

class ArticleWorld {
 public:
  explicit ArticleWorld(const ArticleWorldOptions& options) : options_(options) {}

  WorldArticle MakeArticle(uint64_t number) const;
  // `turn` tells several copies of one kind apart.
  WorldArticle MakeCopy(const WorldArticle& original, ChangeKind kind, uint64_t turn) const;

 private:
  std::string Word(size_t rank) const;
  std::string Name(uint64_t key) const;
  std::string Outlet(size_t number) const;
  std::string ThemeWord(uint64_t theme, RandomDraws& draws) const;
  std::string ThemePhrase(uint64_t theme, size_t number) const;
  std::string Sentence(uint64_t theme, uint64_t story, uint64_t article, RandomDraws& draws) const;
  std::string Paragraph(uint64_t theme, uint64_t story, uint64_t article, RandomDraws& draws) const;
  std::vector<std::string> Prose(uint64_t number, RandomDraws& draws) const;
  std::vector<std::string> FromMould(RandomDraws& draws) const;
  std::string EditedWords(const std::string& paragraph, RandomDraws& draws) const;

  const ArticleWorldOptions options_;
};

}  // namespace dateline

#endif  // DATELINE_TOOLS_BENCH_COPIES_ARTICLE_WORLD_H_

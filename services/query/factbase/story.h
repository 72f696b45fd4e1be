// What a document is about, as far as it tells whether two documents tell one
// story: the names that stand out in it. Facts without a date of their own are
// one across documents only where these tell one story.
//
//   const Story story = StoryOf(extraction, entities);
//   story.FilingOf(content);   // by which names others find the fact
//
// Values; thread-safe like any value.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_STORY_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_STORY_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/fact/fact.h"

namespace dateline::query {

class Story {
 public:
  static constexpr size_t kMostNames = 8;
  static constexpr size_t kMostFiled = 3;
  // Marks of names are smaller; from here on they are kinds of misfortune
  // (tolls.h).
  static constexpr uint32_t kFirstKindMark = 0xffffff00;

  Story() = default;
  // `names`, the most prominent first.
  explicit Story(std::vector<std::string> names);

  // Marks of the names that a fact of this document is filed under, ascending:
  // of those that the fact names the kMostFiled most prominent in the document,
  // or else as many of the document's. Two reports are compared only if they
  // share one. REQUIRES: `content` with fact-base ids.
  std::vector<uint32_t> FilingOf(const FactContent& content) const;
  // The name that an entity goes by in stories.
  static std::string NameOf(const EntityReference& entity);

  // Of the kMostNames most prominent, four bytes each; sorted.
  const std::vector<uint32_t>& marks() const { return marks_; }

 private:
  std::vector<std::string> names_;
  std::map<std::string, size_t> rank_;
  std::vector<uint32_t> marks_;
};

// `entities`: fact-base ids by the document's. A name weighs by how often and
// how early the document mentions it, and by how much it narrows a story down:
// people most, countries least. A publisher's own name does not count.
Story StoryOf(const Extraction& extraction, const std::map<std::string, std::string>& entities);

// True if two documents with these marks may tell one story: they share two
// names, or half of those of the one that names fewer.
bool TellOneStory(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_STORY_H_

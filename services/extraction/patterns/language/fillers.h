// What of a phrase fills a role: the entity that it names, the time, the
// number, or its words.
//
//   const FillerFinder fillers(view, lists);
//   for (const FoundFiller& filler : fillers.Find(head, FillerKind::kActor)) ...
//
// "soldiers of the Norlandian army" gives that army as an actor, "the foreign
// ministers of Norland and Kelland" both states. The lists "noun.people" and
// "noun.body" say which nouns stand for whom they belong to, "noun.institution"
// which bodies are somebody themselves ("the Norlandian army"), "noun.place"
// which lead to a place ("the city of"), "noun.quantity" which only count what
// follows ("tens of thousands of workers").
//
// Keeps references; thread-safe: const.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_FILLERS_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_FILLERS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/fact/fact.h"
#include "services/extraction/patterns/language/pattern.h"

namespace dateline::patterns {

struct FoundFiller {
  Value value;
  TokenRange tokens;  // Evidence.
};

class FillerFinder {
 public:
  FillerFinder(const DocumentView& view, const std::map<std::string, WordList>& lists);

  // What fills a role of this kind with the phrase of `head`; conjuncts of the
  // head are not looked at. Empty if nothing does.
  std::vector<FoundFiller> Find(uint32_t head, FillerKind kind) const;

  // The words of a noun phrase without leading articles, relative clauses and
  // appositions; `core`: without prepositional phrases but those of "of".
  TokenRange PhraseOf(uint32_t head, bool core = false) const;

  // What a word of quantity counts ("part of the aid": aid); else `head`.
  uint32_t Counted(uint32_t head) const;

 private:
  const EntityMention* MentionOf(uint32_t head) const;
  bool HasConjunct(uint32_t head) const;
  bool Fits(EntityType type, FillerKind kind) const;
  bool In(const WordList* list, uint32_t token) const;
  bool MeansPeople(uint32_t head) const;
  std::vector<FoundFiller> Entity(const EntityMention& mention) const;
  std::vector<FoundFiller> Behind(uint32_t head, FillerKind kind) const;
  std::vector<FoundFiller> PersonBeside(uint32_t head) const;
  std::vector<FoundFiller> Words(uint32_t head, bool core) const;
  std::vector<FoundFiller> Time(uint32_t head) const;
  std::vector<FoundFiller> Number(uint32_t head) const;
  std::vector<FoundFiller> Title(uint32_t head) const;

  const DocumentView& view_;
  const DependencyTree& tree_;
  const WordList* people_;
  const WordList* bodies_;
  const WordList* institutions_;
  const WordList* places_;
  const WordList* quantities_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_FILLERS_H_

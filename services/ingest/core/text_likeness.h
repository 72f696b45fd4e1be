// How like each other two texts are, and whether one is a copy of the other.
//
//   TextLikeness likeness = CompareTexts(ComparedText(words), ComparedText(others));
//   if (likeness.is_copy) ...
//
// A copy has most of the other's text in it, edited as editors edit: a new lead,
// a trimmed tail, paragraphs put in, a word here and there. Two reports of one
// mould (weather, markets, results) share even more words and are none: what
// differs is what they report, numbers and names, where an edit hits all words
// alike. So of the parts that both tell, most numbers and names have to be in both,
// each with a neighbour.
//
// Deterministic; thread-safe: values and pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_TEXT_LIKENESS_H_
#define DATELINE_SERVICES_INGEST_CORE_TEXT_LIKENESS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "services/ingest/core/text_words.h"

namespace dateline::ingest {

// A text prepared for comparisons: some 60 bytes a word.
class ComparedText {
 public:
  explicit ComparedText(const std::vector<TextWord>& words);

  // Different triples of successive words.
  size_t triple_count() const { return triples_.size(); }

 private:
  friend struct TextLikeness CompareTexts(const ComparedText& one, const ComparedText& other);
  friend class LikenessReading;

  // A number or name at one place.
  struct Particular {
    uint64_t word = 0;
    TextWord::Kind kind = TextWord::Kind::kPlain;
    uint64_t pair_before = 0;  // It and the word before; 0 at the start.
    uint64_t pair_after = 0;   // It and the word after; 0 at the end.
    size_t place = 0;          // Among the words.
  };

  std::vector<uint64_t> triples_in_order_;
  std::vector<uint64_t> triples_;  // Sorted, each once, as all below.
  std::vector<uint64_t> pairs_;
  std::vector<Particular> particulars_;  // By word.
};

struct TextLikeness {
  double likeness = 0;     // As dateline.ingest.v1.Resemblance.likeness.
  double containment = 0;  // As dateline.ingest.v1.Resemblance.containment.
  bool is_copy = false;
};

TextLikeness CompareTexts(const ComparedText& one, const ComparedText& other);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_TEXT_LIKENESS_H_

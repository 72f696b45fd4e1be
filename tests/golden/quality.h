// How much of the gold an extraction finds, and how much of what it says the
// gold knows.
//
//   Quality quality;
//   quality.Add(gold, extraction, document.text);
//   quality.relations.Recall() >= 0.6
//
// What counts as found:
//   relation   type, subject and object agree; the same triple twice is once.
//   event      type agrees, evidence overlaps, and one role filler agrees (a
//              gold event whose fillers are none counts without).
//   statement  the speaker agrees and the contents share 60 % of their words.
// Names agree if their words are the same, or if two or more words of the one
// are all in the other; an entity also answers to every full form, variant and
// abbreviation that the document gives it. Each gold fact takes one extracted
// fact and none is taken twice. Claims are not measured.
//
// Not thread-safe.
#ifndef DATELINE_TESTS_GOLDEN_QUALITY_H_
#define DATELINE_TESTS_GOLDEN_QUALITY_H_

#include <string>
#include <string_view>
#include <vector>

#include "common/fact/fact.h"
#include "tests/golden/gold_fact.h"

namespace dateline::golden {

struct Tally {
  int found = 0;
  int gold = 0;
  int extracted = 0;

  double Recall() const { return gold == 0 ? 0 : static_cast<double>(found) / gold; }
  double Precision() const { return extracted == 0 ? 0 : static_cast<double>(found) / extracted; }
  double F1() const {
    return gold + extracted == 0 ? 0 : 2.0 * found / static_cast<double>(gold + extracted);
  }
};

struct Quality {
  Tally relations, events, statements;
  // Of the events found: gold time given and agreed on.
  Tally event_times;
  // Ids of the gold facts that were not found, in order.
  std::vector<std::string> missed;
  // Extracted relations and statements that the gold does not know, for people.
  std::vector<std::string> unknown;

  // Counts one article. `text` is its canonical text.
  void Add(const std::vector<GoldFact>& gold, const Extraction& extraction, std::string_view text);
  // A table for people.
  std::string Describe() const;
};

// The rules above, one by one.
bool NamesAgree(std::string_view a, std::string_view b);
double ShareOfWords(std::string_view a, std::string_view b);  // Dice, 0 to 1.

}  // namespace dateline::golden

#endif  // DATELINE_TESTS_GOLDEN_QUALITY_H_

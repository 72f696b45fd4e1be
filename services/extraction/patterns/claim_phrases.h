// Phrases of claims: which words of a tree say who, what, where and when.
//
//   const PhraseReader phrases(view);
//   ClaimPhrase who = phrases.Read(subject, {.shape = PhraseShape::kNoun});
//   std::string text = PhraseText(view, who);     // "the northern harbour"
//
// A phrase is minimal: relative clauses, appositions and asides are left out,
// since they make claims of their own. Phrases may have gaps. A phrase of more
// than kMostPhraseWords words is not read at all: the answer is empty. Keeps a
// reference to the view; thread-safe.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAIM_PHRASES_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAIM_PHRASES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/extraction/patterns/document_view.h"

namespace dateline::patterns {

inline constexpr size_t kMostPhraseWords = 120;

// A token of the document, or a word that the text leaves out ("is").
struct ClaimWord {
  int64_t token = -1;
  std::string_view put_in;  // Of static storage; empty for a token.
  friend bool operator==(const ClaimWord&, const ClaimWord&) = default;
};
using ClaimPhrase = std::vector<ClaimWord>;

// The words with the spaces that they have in the text, one where words are
// left out or put in.
std::string PhraseText(const DocumentView& view, const ClaimPhrase& phrase);

enum class PhraseShape : uint8_t {
  kNoun,    // Without relative clauses, appositions, asides.
  kClause,  // Everything that a clause says, for the content of speech.
  kAdverb,  // Without relative and adverbial clauses.
};

struct PhraseRequest {
  PhraseShape shape = PhraseShape::kNoun;
  bool without_case = false;       // "in Lima": "Lima".
  bool without_conjuncts = false;  // "Lima and Quito": "Lima".
  bool without_mark = false;       // "that it rains": "it rains".
  // Children of the head that are left out with all below them.
  std::vector<uint32_t> without = {};
};

class PhraseReader {
 public:
  explicit PhraseReader(const DocumentView& view) : view_(view), tree_(view.tree()) {}

  // The phrase of a head, in order of the text, without words or marks that
  // only join it to others. Empty if nothing is left or it is too long.
  ClaimPhrase Read(uint32_t head, const PhraseRequest& request) const;

  // True for "who", "which", "that", "whom" that stand for a noun.
  bool IsRelativePronoun(uint32_t token) const;

 private:
  bool LeavesOut(uint32_t child, uint32_t parent, uint32_t head,
                 const PhraseRequest& request) const;
  bool LeavesOutOfNoun(uint32_t child, uint32_t parent) const;
  bool FollowsComma(uint32_t token) const;
  bool IsPlace(uint32_t token) const;
  std::vector<uint32_t> WithMarks(std::vector<uint32_t> words) const;
  // Adds quotation marks and brackets whose partner is inside.
  void AddOuterMarks(std::vector<uint32_t>& tokens) const;
  void PairStraightMarks(std::vector<uint32_t>& tokens) const;

  const DocumentView& view_;
  const DependencyTree& tree_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAIM_PHRASES_H_

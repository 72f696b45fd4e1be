// Where reported content begins and ends: the clause below a verb that
// attributes, or the sentence around it, without the words that attribute.
//
//   const ReportedContent content(view);
//   content.OfClause(clause, verb);   // "said that [the pier is closed]."
//   content.Around(verb, frame);      // "[The pier], he said, [is closed]."
//
// Thread-safe: const after construction; keeps a reference to the view.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_REPORTED_CONTENT_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_REPORTED_CONTENT_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "services/extraction/patterns/document_view.h"

namespace dateline::patterns {

// What a verb says, and how it was found.
struct ReportedReading {
  std::vector<TokenRange> content;  // In order.
  std::string_view rule;
  double confidence = 0;
  int64_t addressee = -1;  // Head of the noun phrase that is spoken to, or -1.
  // What was said, where the content has words before it that only say of whom:
  // "fraud" in "accused [Vance of fraud]". Empty where it is the content.
  TokenRange words;
};

class ReportedContent {
 public:
  explicit ReportedContent(const DocumentView& view) : view_(view), tree_(view.tree()) {}

  // The clause with this head as what the verb says: on its side of the verb,
  // after "that", with what explains it, without a frame that closes it.
  TokenRange OfClause(uint32_t clause, uint32_t verb) const;

  // A phrase below the verb on the right of it ("stressed [the need]").
  TokenRange OfPhrase(uint32_t head, uint32_t verb) const;

  // What stands before the verb's frame in its clause, and after it if the
  // frame stands between commas.
  std::vector<TokenRange> Around(uint32_t verb, TokenRange frame) const;

  // The words around the verb that attribute: its subject, auxiliaries and what
  // stands beside them, up to commas.
  TokenRange Frame(uint32_t verb, int64_t subject, int64_t content) const;

  // "and said", "but told": the speaker of the clause before goes on.
  bool GoesOn(uint32_t token) const;

  // True if a comma or dash, a closing quotation mark after it or not, stands
  // right before the token.
  bool EndsWithJoint(uint32_t token) const;

  // The clause that a word in parentheses or after "as" speaks about.
  uint32_t ClauseAbove(uint32_t token) const;

  // Without commas, stops and "that" at the ends.
  TokenRange Trimmed(TokenRange range) const;

  // Without a frame of somebody else at its end: ", the ministry reported".
  TokenRange WithoutClosingFrame(TokenRange range) const;

 private:
  bool IsBareFrame(uint32_t verb) const;
  bool OpensFrame(uint32_t first, uint32_t end) const;

  const DocumentView& view_;
  const DependencyTree& tree_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_REPORTED_CONTENT_H_

// The open propositions of one clause: its verb or predicate with its
// arguments. Part of open_propositions.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAUSE_PROPOSITIONS_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAUSE_PROPOSITIONS_H_

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "services/extraction/patterns/claim_clauses.h"
#include "services/extraction/patterns/claim_confidence.h"
#include "services/extraction/patterns/open_propositions.h"

namespace dateline::patterns {

// Reads one clause; made anew for each. Keeps references to its arguments.
class ClausePropositions {
 public:
  ClausePropositions(const DocumentView& view, const PhraseReader& phrases, ClauseReader& clauses,
                     uint32_t predicate);

  // Appends what the clause says. Nothing if it has no subject.
  void Read(std::vector<OpenProposition>& out);

 private:
  using Alternatives = std::vector<ClaimPhrase>;  // One for each conjunct.

  // An argument with a preposition, or without if it says when.
  struct Oblique {
    uint32_t head = 0;
    // Set for what a relative clause takes from the noun it describes.
    std::optional<ClaimPhrase> preposition;
    ClaimPhrase phrase;
  };

  bool IsContrary() const;
  Construction ConstructionOf() const;
  void ReadSubjects();
  bool HoldsTogether() const;
  void NameOwner(ClaimPhrase& phrase) const;
  void ReadExistence(std::vector<OpenProposition>& out);
  void ReadRelation();
  void PutInBe();
  void ReadCopularRelation();
  int64_t GovernedVerb(uint32_t word) const;
  bool GovernsArguments(uint32_t word) const;
  void FollowChain(std::vector<uint32_t>& tokens);
  void ReadPredicatePhrase();
  void ReadArguments();
  void ReadArgument(uint32_t child, uint32_t parent);
  void ReadObject(uint32_t child);
  void ReadOblique(uint32_t child);
  void ReadAdverb(uint32_t child);
  void ReadComplements();
  void ReadSpeechBefore();
  void ReadContent(uint32_t clause);
  void ReadGap();
  bool TakesAdjective();
  void Promote();
  void AppendObliques();
  void Write(std::vector<OpenProposition>& out) const;

  Alternatives Distribute(uint32_t head, bool without_case);
  ClaimPhrase Antecedent(uint32_t noun) const;
  std::vector<uint32_t> CaseWords(uint32_t head) const;
  bool InRelation(uint32_t token) const;
  void AppendTokens(const std::vector<uint32_t>& tokens, ClaimPhrase& phrase) const;

  const DocumentView& view_;
  const DependencyTree& tree_;
  const PhraseReader& phrases_;
  ClauseReader& clauses_;
  const uint32_t predicate_;

  ClauseSubject subject_;
  std::vector<uint32_t> chain_;         // The verb and the verbs it governs ("agreed to sell").
  std::optional<uint32_t> copular_;     // The word that "be" stands with.
  std::optional<uint32_t> described_;   // The noun of a relative clause.
  std::set<uint32_t> group_;            // Tokens of the relation.
  std::vector<uint32_t> own_children_;  // Of the copular word, not in its phrase.

  Alternatives subjects_;
  ClaimPhrase relation_;
  std::vector<Alternatives> objects_;
  std::vector<Oblique> obliques_;
  std::vector<uint32_t> adverbs_;
  std::vector<uint32_t> adverbials_;
  std::vector<uint32_t> contents_;
  std::vector<uint32_t> complements_;
  std::vector<ClaimPhrase> further_;
  bool took_preposition_ = false;
  bool fills_gap_ = false;
  bool existence_ = false;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAUSE_PROPOSITIONS_H_

// The dependency trees of a document's sentences, by token of the document.
//
//   const DependencyTree& tree = view.tree();
//   const int64_t subject = tree.Child(verb, "nsubj");
//   if (subject >= 0) phrase = tree.Phrase(subject);
//
// Relations are those of Universal Dependencies, version 2. Where a relation is
// asked for, "nsubj" also stands for its subtypes ("nsubj:pass"); a name with a
// colon stands for itself only. Tokens without a tree have no head, no children
// and a phrase of themselves. Keeps a reference to the document. Thread-safe
// once constructed; linear in the text.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_DEPENDENCY_TREE_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_DEPENDENCY_TREE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "services/extraction/nlp/annotated_document.h"

namespace dateline::patterns {

class DependencyTree {
 public:
  explicit DependencyTree(const nlp::AnnotatedDocument& document);

  // Position in the document of the token's head; -1 for a root.
  int64_t Head(uint32_t token) const { return head_[token]; }
  std::string_view Relation(uint32_t token) const { return document_.tokens[token].relation; }
  std::string_view Lemma(uint32_t token) const { return document_.tokens[token].lemma; }
  std::string_view Upos(uint32_t token) const { return document_.tokens[token].upos; }
  // True if `feature` ("Tense=Past") is among the token's features.
  bool HasFeature(uint32_t token, std::string_view feature) const;
  bool HasRelation(uint32_t token, std::string_view relation) const;

  // In order of the text.
  absl::Span<const uint32_t> Children(uint32_t token) const;
  // The first child with the relation, or -1.
  int64_t Child(uint32_t token, std::string_view relation) const;
  std::vector<uint32_t> ChildrenWith(uint32_t token, std::string_view relation) const;

  // From the first to the last token below and including the token. Trees need
  // not be projective: the range may hold tokens that are not below it.
  nlp::TokenRange Phrase(uint32_t token) const { return phrase_[token]; }
  // True if `token` is `ancestor` or below it.
  bool IsBelow(uint32_t token, uint32_t ancestor) const;
  // The root of the token's sentence; the token itself if there is no tree.
  uint32_t Root(uint32_t token) const;

  // True if `relation` is `wanted` or a subtype of it.
  static bool Matches(std::string_view relation, std::string_view wanted);

 private:
  const nlp::AnnotatedDocument& document_;
  std::vector<int64_t> head_;
  std::vector<uint32_t> first_child_;  // By token, into children_; one past the last too.
  std::vector<uint32_t> children_;
  std::vector<nlp::TokenRange> phrase_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_DEPENDENCY_TREE_H_

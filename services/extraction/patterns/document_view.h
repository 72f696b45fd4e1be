// What the fact rules read: the annotated document with lookups by token.
//
//   const DocumentView view(document);
//   if (view.Lower(i) == "said" && view.MentionEndingAt(i) != nullptr) ...
//
// Rules use this and AnnotatedDocument only, never a stage, so that they work
// alike over rule-made and trained annotation. Keeps a reference to the
// document. Thread-safe once constructed.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_DOCUMENT_VIEW_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_DOCUMENT_VIEW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/fact/fact.h"
#include "services/extraction/nlp/annotated_document.h"
#include "services/extraction/nlp/lexicon/document_words.h"
#include "services/extraction/nlp/lexicon/lexicon.h"
#include "services/extraction/nlp/titles/title_phrase.h"
#include "services/extraction/patterns/dependency_tree.h"

namespace dateline::patterns {

using nlp::AnnotatedDocument;
using nlp::EntityMention;
using nlp::TokenRange;
using nlp::WordClass;

class DocumentView {
 public:
  explicit DocumentView(const AnnotatedDocument& document);

  const AnnotatedDocument& document() const { return document_; }
  const nlp::TitleContext& titles() const { return titles_; }
  const DependencyTree& tree() const { return tree_; }

  // Words; "" and false outside the document.
  std::string_view Lower(int64_t token) const { return words_.Lower(token); }
  bool Is(int64_t token, WordClass word_class) const { return words_.Is(token, word_class); }
  bool Upper(int64_t token) const { return words_.Upper(token); }
  bool IsWordToken(int64_t token) const { return words_.IsWordToken(token); }
  bool IsPossessive(int64_t token) const;

  // The longest mention that covers, begins at or ends right before a token;
  // null if there is none.
  const EntityMention* MentionAt(int64_t token) const;
  const EntityMention* MentionBeginningAt(int64_t token) const;
  const EntityMention* MentionEndingAt(int64_t end) const;
  // The longest mention whose head word in the tree is the token; null if there
  // is none.
  const EntityMention* MentionHeadedBy(int64_t token) const;
  // The mention that covers the token and is a name.
  const EntityMention* NameAt(int64_t token) const;
  // Mentions whose first token lies in the range, in order.
  std::vector<const EntityMention*> MentionsIn(TokenRange range) const;

  const DocumentEntity& Entity(const EntityMention& mention) const {
    return document_.entities[mention.entity];
  }
  EntityType TypeOf(const EntityMention& mention) const { return Entity(mention).type; }
  EntityReference Reference(const EntityMention& mention) const;
  EntityReference Reference(uint32_t entity) const;
  // The mention of a name (position in AnnotatedDocument::names), or null.
  const EntityMention* MentionOfName(int32_t name) const;

  // Position in sentences of the sentence that holds the token.
  uint32_t SentenceOf(uint32_t token) const { return sentence_of_[token]; }
  const nlp::Sentence& SentenceAt(uint32_t token) const {
    return document_.sentences[sentence_of_[token]];
  }

  // Times in a token range.
  std::vector<const nlp::TimeMention*> TimesIn(TokenRange range) const;
  // The time mention that covers a token, or null.
  const nlp::TimeMention* TimeAt(int64_t token) const;

  // Position in quotes of the quotation that covers the token, or -1.
  int32_t QuoteAt(int64_t token) const;

  // First token that begins at or after a byte.
  uint32_t TokenFrom(uint32_t byte) const;
  ByteSpan Span(TokenRange range) const { return document_.Span(range); }
  std::string_view Text(TokenRange range) const { return document_.Text(document_.Span(range)); }
  // The word of the range whose head lies outside it. REQUIRES: not empty.
  uint32_t HeadWord(TokenRange range) const;

 private:
  const AnnotatedDocument& document_;
  nlp::DocumentWords words_;
  nlp::NameIndex names_;
  nlp::TitleContext titles_;
  DependencyTree tree_;
  std::vector<uint32_t> sentence_of_;
  std::vector<int32_t> mention_at_;  // Longest covering mention, or -1.
  std::vector<int32_t> mention_headed_by_;
  std::vector<int32_t> name_at_;      // Covering name mention, or -1.
  std::vector<int32_t> mention_end_;  // By one past the last token.
  std::vector<int32_t> time_at_;
  std::vector<int32_t> quote_at_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_DOCUMENT_VIEW_H_

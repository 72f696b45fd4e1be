// One document and everything the language stages know about it.
//
// Stages write their own part and read what earlier stages wrote; they know
// this header and never each other. nlp/pipeline is the only place that knows
// the order: structure, segmentation, tokens, tags and trees, labelled names,
// names, times, quotes, entities.
//
// Plain data, filled by one thread, then read by many.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_ANNOTATED_DOCUMENT_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_ANNOTATED_DOCUMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/fact/fact.h"
#include "common/text/byte_span.h"
#include "common/time/time_interval.h"

namespace dateline::nlp {

// Half-open range of positions in AnnotatedDocument::tokens.
struct TokenRange {
  uint32_t begin = 0;
  uint32_t end = 0;
  bool empty() const { return begin == end; }
  uint32_t size() const { return end - begin; }
  friend auto operator<=>(const TokenRange&, const TokenRange&) = default;
};

struct Token {
  ByteSpan span;
  bool space_after = false;
  // Written by the grammar stage.
  std::string lemma;
  std::string upos;
  std::string features;
  int32_t head = -1;  // Position in the sentence from 1; 0 is the root.
  std::string relation;
};

// What a stretch of the document is for.
enum class BlockKind : uint8_t {
  kBody,         // Running text: attests facts.
  kTitle,        // The headline.
  kHeading,      // A heading inside the article.
  kByline,       // Author, dateline, date of publication.
  kCredit,       // Photo or source credits ("Based on materials from ...").
  kBoilerplate,  // Subscribe lines, related links, calendars, comment rules.
};

struct Sentence {
  ByteSpan span;
  TokenRange tokens;
  uint32_t paragraph = 0;  // Counts from 0 over the document.
  BlockKind block = BlockKind::kBody;
};

// Types of the names that the name stage finds.
enum class NameType : uint8_t {
  kPerson,
  kOrganization,
  kLocation,
  kFacility,
  kNorp,
  kDate,
  kMoney,
  kProduct,
  kMisc,
};
std::string_view NameOf(NameType type);  // "Person", "NORP" ...
// The type of entity that such a name names where nothing finer is known;
// unspecified for dates, money and what has no type of its own.
EntityType EntityTypeOf(NameType type);

// A name as the trained reader labels it, before rules make a mention of it.
// Of names inside names it labels the innermost: in "Peruvian Navy" a NORP, and
// an organization that goes on around it.
struct LabelledName {
  TokenRange tokens;
  NameType type = NameType::kMisc;
  // Part of a longer name of this type that began with the name before.
  bool goes_on = false;
};

struct NameMention {
  ByteSpan span;
  TokenRange tokens;
  NameType type = NameType::kMisc;
  // Finer type where the stage knows one (a country is GPE); unspecified: to be
  // derived from `type`.
  EntityType entity_type = EntityType::kUnspecified;
  // "iso3166:TJ", "geonames:1221874" where a gazetteer settles it.
  std::vector<std::string> external_ids;
  // Canonical name where a gazetteer settles it: "Tajikistan" for "Tajik".
  std::string canonical;
  // True for adjectives and demonyms ("Tajik"), which refer without naming.
  bool adjectival = false;
};

struct TimeMention {
  ByteSpan span;
  TokenRange tokens;
  // Unset where the words cannot be resolved.
  std::optional<TimeInterval> value;
  // Read off the reference time ("on Monday", "the day before"), not absolute.
  bool relative = false;
  // A stretch of so much time ("three hours"), not a place on the calendar.
  bool duration = false;
  // A repeated time ("every Monday").
  bool set = false;
};

struct Quote {
  ByteSpan outer;  // With the marks; over several paragraphs, one quote for each.
  ByteSpan inner;  // Without them.
  // True if the quoted words are a fragment inside a sentence of the author.
  bool fragment = false;
};

// A mention and the entity it refers to.
struct EntityMention {
  ByteSpan span;
  TokenRange tokens;
  uint32_t entity = 0;  // Position in AnnotatedDocument::entities.
  MentionForm form = MentionForm::kName;
};

struct AnnotatedDocument {
  std::string text;
  // Resolves relative times; unset if not known.
  std::optional<TimeInterval> published_at;

  std::vector<Token> tokens;
  std::vector<Sentence> sentences;
  std::vector<LabelledName> labelled_names;  // In order, not overlapping.
  std::vector<NameMention> names;            // In order, not overlapping.
  std::vector<TimeMention> times;            // In order, not overlapping.
  std::vector<Quote> quotes;                 // In order, not overlapping.
  std::vector<DocumentEntity> entities;
  std::vector<EntityMention> mentions;  // In order of begin; may nest.

  std::string_view Text(ByteSpan span) const {
    return std::string_view(text).substr(span.begin, span.size());
  }
  std::string_view Form(uint32_t token) const { return Text(tokens[token].span); }
  // The sentence that holds the token, or the last before it; null if none
  // begins before it.
  const Sentence* SentenceOf(uint32_t token) const;
  // Bytes from the first to the last token of a range. REQUIRES: not empty.
  ByteSpan Span(TokenRange range) const {
    return {tokens[range.begin].span.begin, tokens[range.end - 1].span.end};
  }
};

// One step of the pipeline. Implementations are immutable and thread-safe.
class Stage {
 public:
  virtual ~Stage() = default;
  virtual void Annotate(AnnotatedDocument& document) const = 0;
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_ANNOTATED_DOCUMENT_H_

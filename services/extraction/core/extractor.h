// Reads one document: text in, entities and facts with evidence out.
//
//   DATELINE_ASSIGN_OR_RETURN(std::unique_ptr<const Extractor> extractor, Extractor::Create());
//   Document document;
//   document.publisher = "Example Wire";
//   document.published_at = TimeInterval::Day(absl::CivilDay(2024, 3, 5));
//   document.text = "...";
//   DATELINE_ASSIGN_OR_RETURN(Extraction extraction, extractor->Extract(document));
//
// Immutable after Create and thread-safe: one instance serves all threads. The
// same document gives the same answer, byte for byte. Time and memory grow
// about linearly with the text, whatever it holds.
#ifndef DATELINE_SERVICES_EXTRACTION_CORE_EXTRACTOR_H_
#define DATELINE_SERVICES_EXTRACTION_CORE_EXTRACTOR_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fact/fact.h"
#include "common/time/time_interval.h"
#include "services/extraction/core/reading_observer.h"
#include "services/extraction/nlp/annotated_document.h"

namespace dateline::extraction {

// Largest text that Extract and Annotate take, in bytes.
inline constexpr size_t kMaxTextBytes = 10 * 1024 * 1024;

// One rule that can fire.
struct PatternInfo {
  std::string id;         // As in Attestation.pattern_id.
  std::string summary;    // One line for people.
  std::string fact_type;  // Predicate or event type; empty for statements and claims.
};

// What an extractor is.
struct ExtractorInfo {
  std::string version;           // As in Extraction.extractor_version.
  std::string model_checksum;    // SHA-256 of the model bundle, in hexadecimal.
  std::string pattern_checksum;  // SHA-256 of the pattern files, in hexadecimal.
  std::vector<std::string> languages;
  std::vector<std::string> fact_types;  // Sorted.
  std::vector<PatternInfo> patterns;    // Sorted by id.
  size_t declared_patterns = 0;         // How many of them are of pattern files.
  size_t max_text_bytes = kMaxTextBytes;
};

// What a clause of a sentence says: its subject and objects in order.
struct Proposition {
  double confidence = 0;  // 0 to 1.
  std::string relation;
  std::vector<std::string> arguments;
};

// A test sentence on which a pattern does not do what is written beside it.
struct PatternFailure {
  std::string file;
  std::string pattern;
  std::string text;
  std::string problem;
};

// What one pattern made of one word.
struct PatternAttempt {
  std::string pattern;
  std::string file;
  ByteSpan trigger;
  bool fired = false;
  std::vector<std::string> fillers;  // If it fired: "actor=Norland".
  std::string why_not;               // If it did not.
};

struct ExtractorOptions {
  // A folder of .textproto files with patterns to run beside those that are
  // built in; empty: those alone. See docs/guides/patterns.md.
  std::string pattern_folder;
  // Told of every text that is read. Must outlive the extractor; may be null.
  ReadingObserver* observer = nullptr;
};

class Extractor {
 public:
  // Builds the pipeline and the rule library. NOT_FOUND or PATTERN_INVALID if
  // the folder of patterns cannot be used; the message names file, pattern and
  // field.
  static absl::StatusOr<std::unique_ptr<const Extractor>> Create(
      const ExtractorOptions& options = {});

  virtual ~Extractor() = default;

  // Reads `document.text`. The answer's document has no text and names the
  // agencies that the text credits. A document whose `language` is not English gives
  // no facts and the warning NOT_ENGLISH. INVALID_ARGUMENT with DOCUMENT_EMPTY,
  // DOCUMENT_NOT_UTF8, DOCUMENT_BINARY or DOCUMENT_TOO_LARGE.
  virtual absl::StatusOr<Extraction> Extract(const Document& document) const = 0;

  // The language stages alone, with the same errors.
  virtual absl::StatusOr<nlp::AnnotatedDocument> Annotate(
      std::string_view text, std::optional<TimeInterval> published_at) const = 0;

  // The same over tokens that are kept as given: the text is the tokens joined
  // by one space, sentences by a line feed. FIELD_INVALID for an empty token or
  // one that holds a line end or a tab.
  virtual absl::StatusOr<nlp::AnnotatedDocument> AnnotateTokens(
      const std::vector<std::vector<std::string>>& sentences,
      std::optional<TimeInterval> published_at) const = 0;

  // Runs the patterns on the sentences beside them: those that fail, in order
  // of the files.
  virtual std::vector<PatternFailure> CheckPatterns() const = 0;

  // Which patterns fired on a text, and why the others that its words call up
  // did not. Errors as for Extract.
  virtual absl::StatusOr<std::vector<PatternAttempt>> ExplainPatterns(
      std::string_view text) const = 0;

  // The open propositions of sentences whose tokens are given, for each sentence
  // its own, each followed by its minimal forms, which say the same piece by
  // piece and have lower confidence. Phrases are made of the given tokens, joined by one space, and
  // of words that the text leaves out ("is"). Tokens may be escaped as in treebanks
  // ("-LRB-", "``"). Errors as of AnnotateTokens.
  virtual absl::StatusOr<std::vector<std::vector<Proposition>>> ReadPropositions(
      const std::vector<std::vector<std::string>>& sentences) const = 0;

  // What this extractor is and can do.
  virtual const ExtractorInfo& Describe() const = 0;
};

}  // namespace dateline::extraction

#endif  // DATELINE_SERVICES_EXTRACTION_CORE_EXTRACTOR_H_

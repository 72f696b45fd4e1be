// Patterns as the matcher runs them: names looked up, words indexed. See
// proto/dateline/patterns/v1/pattern.proto for what each part means, and
// pattern_compiler.h for how they are made.
//
// Plain data; immutable and thread-safe once compiled.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/fact/fact.h"
#include "services/extraction/patterns/argument_structure.h"
#include "services/extraction/patterns/language/word_lists.h"

namespace dateline::patterns {

struct PathStep;
using TreePath = std::vector<PathStep>;

// Tests of one word; all hold.
struct CompiledWordTest {
  WordList words;      // Lemmas and lists together; empty: any word.
  WordList not_words;  // None of these.
  std::vector<std::string> upos;
  std::vector<std::string> features;
  std::vector<std::string> forms;
  std::vector<EntityType> entity_types;
  std::vector<TreePath> has;
  std::vector<TreePath> lacks;
};

struct PathStep {
  enum class Occurrence : uint8_t { kOnce, kOptional, kRepeated };
  bool up = false;
  Occurrence occurrence = Occurrence::kOnce;
  std::vector<std::string> relations;
  std::vector<std::string> prepositions;
  CompiledWordTest word;
};

enum class FillerKind : uint8_t {
  kAny,
  kActor,
  kPerson,
  kOrganization,
  kPlace,
  kEntity,
  kDocument,
  kTime,
  kNumber,
  kPhrase,
  kNone,
  kTitle,
  kPeople,
  kPolity,
  kState,
};

struct CompiledArgument {
  std::string role;                 // Empty: only tested.
  std::vector<ArgumentKind> kinds;  // In order of preference; empty with a path.
  bool trigger_itself = false;
  std::vector<std::string> prepositions;
  TreePath path;
  CompiledWordTest word;
  FillerKind filler = FillerKind::kAny;
  bool optional = false;
  bool only_first = false;
};

struct CompiledExample {
  std::string text;
  std::vector<std::pair<std::string, std::string>> finds;  // Role and what fills it.
  bool finds_nothing = false;
};

struct CompiledPattern {
  std::string id;
  std::string summary;
  std::string file;  // Where it was read from.
  CompiledWordTest trigger;
  std::vector<CompiledArgument> arguments;
  FactKind kind = FactKind::kEvent;
  std::string type;  // Event type or predicate.
  // Events.
  bool no_place = false;
  uint32_t least_fillers = 1;
  std::string plover_code, plover_mode;  // Of types that the vocabulary lacks.
  // Relations.
  std::vector<std::pair<std::string, std::string>> qualifiers;
  std::string object_text;
  bool timed = false;

  std::optional<FactStatus> status;
  std::optional<Polarity> polarity;
  std::optional<Certainty> certainty;
  double confidence = 0.75;
  std::vector<CompiledExample> examples;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_H_

// The fact model in memory: what Dateline says about the world, and who it has
// it from. The same shapes as dateline.fact.v1, whose comments specify every
// field; enumerators have the same numbers.
//
// Entity ids in these structs are document-local ("e0") inside an Extraction
// and fact-base ids (32 hexadecimal digits) in what the query service answers.
// Plain values; thread-safe like any value.
#ifndef DATELINE_COMMON_FACT_FACT_H_
#define DATELINE_COMMON_FACT_FACT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/text/byte_span.h"
#include "common/time/time_interval.h"

namespace dateline {

enum class EntityType : uint8_t {
  kUnspecified = 0,
  kPerson = 1,
  kOrganization = 2,
  kGpe = 3,
  kLocation = 4,
  kFacility = 5,
  kGroup = 6,
  kEvent = 7,
  kAgreement = 8,
  kProduct = 9,
};

enum class FactKind : uint8_t {
  kUnspecified = 0,
  kRelation = 1,
  kEvent = 2,
  kStatement = 3,
  kClaim = 4,
};

enum class Polarity : uint8_t { kUnspecified = 0, kPositive = 1, kNegative = 2 };
enum class Certainty : uint8_t { kUnspecified = 0, kCertain = 1, kProbable = 2, kPossible = 3 };
enum class FactStatus : uint8_t {
  kUnspecified = 0,
  kActual = 1,
  kPlanned = 2,
  kConditional = 3,
  kRequested = 4,
  kHypothetical = 5,
};
enum class AttributionKind : uint8_t {
  kUnspecified = 0,
  kPublisher = 1,
  kAgency = 2,
  kSpeaker = 3,
};
enum class TimeSource : uint8_t { kUnspecified = 0, kClause = 1, kSentence = 2, kPassage = 3 };
enum class MentionForm : uint8_t { kUnspecified = 0, kName = 1, kNominal = 2, kPronoun = 3 };
enum class NameForm : uint8_t {
  kUnspecified = 0,
  kFull = 1,
  kAbbreviation = 2,
  kShort = 3,
  kVariant = 4,
};

struct EntityReference {
  std::string id;
  std::string name;
  EntityType type = EntityType::kUnspecified;
  friend bool operator==(const EntityReference&, const EntityReference&) = default;
};

// An entity, a literal phrase, a time or a number.
using Value = std::variant<EntityReference, std::string, TimeInterval, double>;

struct Qualifier {
  std::string name;
  Value value;
  friend bool operator==(const Qualifier&, const Qualifier&) = default;
};

struct RoleFiller {
  std::string role;
  Value value;
  friend bool operator==(const RoleFiller&, const RoleFiller&) = default;
};

struct Relation {
  EntityReference subject;
  Value object;
  std::vector<Qualifier> qualifiers;  // Sorted by name, one per name.
  friend bool operator==(const Relation&, const Relation&) = default;
};

struct Event {
  std::string plover_code;
  std::string plover_mode;
  std::vector<RoleFiller> roles;
  friend bool operator==(const Event&, const Event&) = default;
};

struct Statement {
  EntityReference speaker;
  std::string content;
  bool quoted = false;
  std::optional<EntityReference> addressee;
  std::string occasion;
  std::vector<Value> topics;
  friend bool operator==(const Statement&, const Statement&) = default;
};

struct Phrase {
  std::string text;
  std::optional<EntityReference> entity;
  friend bool operator==(const Phrase&, const Phrase&) = default;
};

struct Claim {
  Phrase subject;
  std::string relation;
  std::vector<Phrase> objects;
  friend bool operator==(const Claim&, const Claim&) = default;
};

struct FactContent {
  std::string type;  // Predicate or event type; empty for statements and claims.
  std::optional<TimeInterval> valid_time;
  std::variant<Relation, Event, Statement, Claim> body;

  FactKind kind() const { return static_cast<FactKind>(body.index() + 1); }
  friend bool operator==(const FactContent&, const FactContent&) = default;
};

struct AttributionLink {
  EntityReference source;
  AttributionKind kind = AttributionKind::kUnspecified;
  std::string cue;
  friend bool operator==(const AttributionLink&, const AttributionLink&) = default;
};

struct Factuality {
  Polarity polarity = Polarity::kPositive;
  Certainty certainty = Certainty::kUnspecified;
  FactStatus status = FactStatus::kActual;
  friend bool operator==(const Factuality&, const Factuality&) = default;
};

struct Evidence {
  ByteSpan span;
  std::string text;  // The bytes of `span`; may be empty where passages are at hand.
  std::vector<ByteSpan> triggers = {};  // The words in `span` that say it, in order.
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

struct Attestation {
  std::string document_id;
  std::vector<Evidence> evidence;
  std::vector<AttributionLink> attribution;  // Outermost first.
  Factuality factuality;
  std::optional<TimeInterval> stated_time;
  TimeSource time_source = TimeSource::kUnspecified;
  double confidence = 0;
  std::string pattern_id;
  std::string extractor_version;
  std::string publisher;
  std::optional<TimeInterval> published_at;
  std::string origin_id;
  std::string origin_name;
  std::optional<FactContent> as_stated;
  friend bool operator==(const Attestation&, const Attestation&) = default;
};

struct Mention {
  ByteSpan span;
  MentionForm form = MentionForm::kUnspecified;
  friend bool operator==(const Mention&, const Mention&) = default;
};

struct EntityName {
  std::string text;
  NameForm form = NameForm::kUnspecified;
  friend bool operator==(const EntityName&, const EntityName&) = default;
};

struct DocumentEntity {
  std::string id;  // "e0", "e1" ...
  std::string name;
  EntityType type = EntityType::kUnspecified;
  std::vector<std::string> external_ids;  // "iso3166:TJ", sorted.
  std::vector<EntityName> names;          // Canonical first.
  std::vector<Mention> mentions;          // In order.
  friend bool operator==(const DocumentEntity&, const DocumentEntity&) = default;
};

struct ExtractedFact {
  FactContent content;
  Attestation attestation;
  friend bool operator==(const ExtractedFact&, const ExtractedFact&) = default;
};

struct Passage {
  ByteSpan span;
  std::string text;
  friend bool operator==(const Passage&, const Passage&) = default;
};

struct DocumentWarning {
  std::string code;
  std::string message;
  std::vector<ByteSpan> spans;
  friend bool operator==(const DocumentWarning&, const DocumentWarning&) = default;
};

struct Document {
  std::string id;
  std::string uri;
  std::string publisher;
  std::string title;
  std::vector<std::string> bylines;
  std::optional<TimeInterval> published_at;
  std::string language;
  std::string text;
  std::vector<std::string> credited_agencies;
  std::optional<TimeInterval> updated_at;
  std::string section;
  std::string canonical_url;
  friend bool operator==(const Document&, const Document&) = default;
};

struct Extraction {
  Document document;  // Without text.
  std::string extractor_version;
  std::vector<DocumentEntity> entities;
  std::vector<ExtractedFact> facts;
  std::vector<Passage> passages;
  std::vector<DocumentWarning> warnings;
  friend bool operator==(const Extraction&, const Extraction&) = default;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_FACT_FACT_H_

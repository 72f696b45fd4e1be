#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "common/convert/field_path.h"

namespace dateline {
namespace {

constexpr size_t kMaxValueTextBytes = 2'000;
constexpr size_t kMaxUriBytes = 2'048;
constexpr int kMaxUtcOffsetMinutes = 840;

absl::Status Required(const FieldPath& path) { return FieldRequired(path.ToString()); }

absl::Status Invalid(const FieldPath& path, std::string_view why) {
  return FieldInvalid(path.ToString(), why);
}

absl::Status TimeInvalid(const FieldPath& path, std::string_view value, std::string_view why) {
  const std::string field = path.ToString();
  return MakeError(absl::StatusCode::kInvalidArgument, reason::kTimeInvalid,
                   StrCat(field.empty() ? "" : StrCat("field '", field, "': "), why),
                   {{"field", field}, {"value", std::string(value)}});
}

// The enumerator with the same number. `is_valid` is the generated X_IsValid.
template <typename Enum, typename ProtoEnum>
absl::StatusOr<Enum> ReadEnum(ProtoEnum value, bool (*is_valid)(int), const FieldPath& path) {
  if (!is_valid(static_cast<int>(value))) {
    return Invalid(path, StrCat("no enumerator has the number ", static_cast<int>(value),
                                "; this server may be older than the client"));
  }
  return static_cast<Enum>(value);
}

#define DATELINE_DEFINE_ENUM_READER(Enum)                                  \
  absl::StatusOr<Enum> Read(fact::v1::Enum value, const FieldPath& path) { \
    return ReadEnum<Enum>(value, &fact::v1::Enum##_IsValid, path);         \
  }
DATELINE_DEFINE_ENUM_READER(EntityType)
DATELINE_DEFINE_ENUM_READER(FactKind)
DATELINE_DEFINE_ENUM_READER(Polarity)
DATELINE_DEFINE_ENUM_READER(Certainty)
DATELINE_DEFINE_ENUM_READER(FactStatus)
DATELINE_DEFINE_ENUM_READER(Granularity)
DATELINE_DEFINE_ENUM_READER(AttributionKind)
DATELINE_DEFINE_ENUM_READER(TimeSource)
DATELINE_DEFINE_ENUM_READER(MentionForm)
DATELINE_DEFINE_ENUM_READER(NameForm)
#undef DATELINE_DEFINE_ENUM_READER

// Declared ahead for ReadAll, which finds them by overload.
#define DATELINE_DECLARE_READER(Message) \
  absl::StatusOr<Message> Read(const fact::v1::Message& message, const FieldPath& path)
DATELINE_DECLARE_READER(ByteSpan);
DATELINE_DECLARE_READER(Value);
DATELINE_DECLARE_READER(Qualifier);
DATELINE_DECLARE_READER(RoleFiller);
DATELINE_DECLARE_READER(Phrase);
DATELINE_DECLARE_READER(Evidence);
DATELINE_DECLARE_READER(AttributionLink);
DATELINE_DECLARE_READER(EntityName);
DATELINE_DECLARE_READER(Mention);
DATELINE_DECLARE_READER(DocumentEntity);
DATELINE_DECLARE_READER(ExtractedFact);
DATELINE_DECLARE_READER(Passage);
DATELINE_DECLARE_READER(DocumentWarning);
#undef DATELINE_DECLARE_READER

// Reads every item of the repeated field `name` into `out`.
template <typename Message, typename Item>
absl::Status ReadAll(const google::protobuf::RepeatedPtrField<Message>& items,
                     const FieldPath& path, std::string_view name, std::vector<Item>& out) {
  out.reserve(items.size());
  for (int i = 0; i < items.size(); ++i) {
    DATELINE_ASSIGN_OR_RETURN(Item item, Read(items[i], path.Item(name, i)));
    out.push_back(std::move(item));
  }
  return absl::OkStatus();
}

std::vector<std::string> Strings(const google::protobuf::RepeatedPtrField<std::string>& items) {
  return {items.begin(), items.end()};
}

absl::StatusOr<ByteSpan> Read(const fact::v1::ByteSpan& message, const FieldPath& path) {
  if (message.end() < message.begin()) {
    return Invalid(path, StrCat("the span [", message.begin(), ", ", message.end(),
                                ") ends before it begins"));
  }
  return ByteSpan{message.begin(), message.end()};
}

// A span and the bytes it stands for, which may be left out if `text_optional`.
absl::StatusOr<ByteSpan> ReadSpanOf(const fact::v1::ByteSpan& span, std::string_view text,
                                    bool text_optional, const FieldPath& path) {
  const FieldPath span_path = path.Field("span");
  DATELINE_ASSIGN_OR_RETURN(ByteSpan out, Read(span, span_path));
  if (text.size() != out.size() && !(text_optional && text.empty())) {
    return Invalid(path.Field("text"), StrCat("it has ", text.size(), " bytes and its span has ",
                                              out.size(), "; it must be the bytes of the span"));
  }
  return out;
}

// A date or date-time as this package writes them; nothing else that ISO 8601
// allows, so that equal times are equal strings.
bool HasMomentForm(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:dd";
  if (text.size() != kForm.size() && text.size() != kForm.find('T')) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kForm[i] == 'd' ? !digit : text[i] != kForm[i]) return false;
  }
  return true;
}

absl::StatusOr<TimeInterval> ReadMoment(const std::string& text, const FieldPath& path) {
  if (!HasMomentForm(text)) {
    return TimeInvalid(path, text,
                       StrCat("'", text, "' is neither YYYY-MM-DD nor YYYY-MM-DDThh:mm:ss"));
  }
  absl::StatusOr<TimeInterval> moment = ParseTimeInterval(text);
  if (!moment.ok()) return TimeInvalid(path, text, StdView(moment.status().message()));
  return moment;
}

absl::StatusOr<TimeInterval> Read(const fact::v1::TimeInterval& message, const FieldPath& path) {
  TimeInterval out;
  if (!message.start().empty()) {
    DATELINE_ASSIGN_OR_RETURN(TimeInterval first, ReadMoment(message.start(), path.Field("start")));
    out.start = first.start;
  }
  if (!message.end().empty()) {
    DATELINE_ASSIGN_OR_RETURN(TimeInterval last, ReadMoment(message.end(), path.Field("end")));
    out.end = last.end;
  }
  if (out.empty()) return TimeInvalid(path, "", "an interval needs a start, an end or both");
  if (out.start.has_value() && out.end.has_value() && *out.end < *out.start) {
    return TimeInvalid(path, StrCat(message.start(), "/", message.end()),
                       "the interval ends before it starts");
  }
  DATELINE_ASSIGN_OR_RETURN(out.granularity,
                            Read(message.granularity(), path.Field("granularity")));
  out.approximate = message.approximate();
  if (message.has_utc_offset_minutes()) {
    if (std::abs(message.utc_offset_minutes()) > kMaxUtcOffsetMinutes) {
      return Invalid(path.Field("utc_offset_minutes"), "offsets run from -840 to 840 minutes");
    }
    out.utc_offset_minutes = message.utc_offset_minutes();
  }
  return out;
}

absl::StatusOr<EntityReference> Read(const fact::v1::EntityReference& message,
                                     const FieldPath& path) {
  if (message.id().empty() && message.name().empty()) return Required(path.Field("id"));
  EntityReference out{message.id(), message.name()};
  DATELINE_ASSIGN_OR_RETURN(out.type, Read(message.type(), path.Field("type")));
  return out;
}

absl::StatusOr<Value> Read(const fact::v1::Value& message, const FieldPath& path) {
  switch (message.value_case()) {
    case fact::v1::Value::kEntity:
      return Read(message.entity(), path.Field("entity"));
    case fact::v1::Value::kText:
      if (message.text().empty()) return Required(path.Field("text"));
      if (message.text().size() > kMaxValueTextBytes) {
        return Invalid(path.Field("text"), "a literal phrase has at most 2,000 bytes");
      }
      return message.text();
    case fact::v1::Value::kTime:
      return Read(message.time(), path.Field("time"));
    case fact::v1::Value::kNumber:
      if (!std::isfinite(message.number())) {
        return Invalid(path.Field("number"), "numbers must be finite");
      }
      return message.number();
    case fact::v1::Value::VALUE_NOT_SET:
      break;
  }
  return Required(path);
}

absl::StatusOr<Qualifier> Read(const fact::v1::Qualifier& message, const FieldPath& path) {
  if (message.name().empty()) return Required(path.Field("name"));
  Qualifier out{message.name(), {}};
  DATELINE_ASSIGN_OR_RETURN(out.value, Read(message.value(), path.Field("value")));
  return out;
}

absl::StatusOr<RoleFiller> Read(const fact::v1::RoleFiller& message, const FieldPath& path) {
  if (message.role().empty()) return Required(path.Field("role"));
  RoleFiller out{message.role(), {}};
  DATELINE_ASSIGN_OR_RETURN(out.value, Read(message.value(), path.Field("value")));
  return out;
}

absl::StatusOr<Relation> Read(const fact::v1::Relation& message, const FieldPath& path) {
  Relation out;
  DATELINE_ASSIGN_OR_RETURN(out.subject, Read(message.subject(), path.Field("subject")));
  DATELINE_ASSIGN_OR_RETURN(out.object, Read(message.object(), path.Field("object")));
  DATELINE_RETURN_IF_ERROR(ReadAll(message.qualifiers(), path, "qualifiers", out.qualifiers));
  const auto by_name = [](const Qualifier& a, const Qualifier& b) { return a.name < b.name; };
  std::stable_sort(out.qualifiers.begin(), out.qualifiers.end(), by_name);
  const auto twice =
      std::adjacent_find(out.qualifiers.begin(), out.qualifiers.end(),
                         [](const Qualifier& a, const Qualifier& b) { return a.name == b.name; });
  if (twice != out.qualifiers.end()) {
    return Invalid(path.Field("qualifiers"), StrCat("two of them are named '", twice->name, "'"));
  }
  return out;
}

absl::StatusOr<Event> Read(const fact::v1::Event& message, const FieldPath& path) {
  Event out{message.plover_code(), message.plover_mode(), {}};
  DATELINE_RETURN_IF_ERROR(ReadAll(message.roles(), path, "roles", out.roles));
  return out;
}

absl::StatusOr<Statement> Read(const fact::v1::Statement& message, const FieldPath& path) {
  Statement out;
  DATELINE_ASSIGN_OR_RETURN(out.speaker, Read(message.speaker(), path.Field("speaker")));
  out.content = message.content();
  out.quoted = message.quoted();
  if (message.has_addressee()) {
    DATELINE_ASSIGN_OR_RETURN(out.addressee, Read(message.addressee(), path.Field("addressee")));
  }
  out.occasion = message.occasion();
  DATELINE_RETURN_IF_ERROR(ReadAll(message.topics(), path, "topics", out.topics));
  return out;
}

absl::StatusOr<Phrase> Read(const fact::v1::Phrase& message, const FieldPath& path) {
  Phrase out{message.text(), std::nullopt};
  if (message.has_entity()) {
    DATELINE_ASSIGN_OR_RETURN(out.entity, Read(message.entity(), path.Field("entity")));
  }
  return out;
}

absl::StatusOr<Claim> Read(const fact::v1::Claim& message, const FieldPath& path) {
  if (!message.has_subject()) return Required(path.Field("subject"));
  Claim out;
  DATELINE_ASSIGN_OR_RETURN(out.subject, Read(message.subject(), path.Field("subject")));
  out.relation = message.relation();
  DATELINE_RETURN_IF_ERROR(ReadAll(message.objects(), path, "objects", out.objects));
  return out;
}

absl::Status ReadBody(const fact::v1::FactContent& message, const FieldPath& path,
                      FactContent& out) {
  switch (message.content_case()) {
    case fact::v1::FactContent::kRelation: {
      DATELINE_ASSIGN_OR_RETURN(out.body, Read(message.relation(), path.Field("relation")));
      return absl::OkStatus();
    }
    case fact::v1::FactContent::kEvent: {
      DATELINE_ASSIGN_OR_RETURN(out.body, Read(message.event(), path.Field("event")));
      return absl::OkStatus();
    }
    case fact::v1::FactContent::kStatement: {
      DATELINE_ASSIGN_OR_RETURN(out.body, Read(message.statement(), path.Field("statement")));
      return absl::OkStatus();
    }
    case fact::v1::FactContent::kClaim: {
      DATELINE_ASSIGN_OR_RETURN(out.body, Read(message.claim(), path.Field("claim")));
      return absl::OkStatus();
    }
    case fact::v1::FactContent::CONTENT_NOT_SET:
      break;
  }
  return Required(path.Field("content"));
}

absl::StatusOr<FactContent> Read(const fact::v1::FactContent& message, const FieldPath& path) {
  FactContent out;
  out.type = message.type();
  if (message.has_valid_time()) {
    DATELINE_ASSIGN_OR_RETURN(out.valid_time, Read(message.valid_time(), path.Field("valid_time")));
  }
  DATELINE_RETURN_IF_ERROR(ReadBody(message, path, out));
  DATELINE_ASSIGN_OR_RETURN(FactKind kind, Read(message.kind(), path.Field("kind")));
  if (kind != FactKind::kUnspecified && kind != out.kind()) {
    return Invalid(path.Field("kind"), "it contradicts the content that is set");
  }
  return out;
}

absl::StatusOr<AttributionLink> Read(const fact::v1::AttributionLink& message,
                                     const FieldPath& path) {
  AttributionLink out;
  DATELINE_ASSIGN_OR_RETURN(out.source, Read(message.source(), path.Field("source")));
  DATELINE_ASSIGN_OR_RETURN(out.kind, Read(message.kind(), path.Field("kind")));
  out.cue = message.cue();
  return out;
}

absl::StatusOr<Factuality> Read(const fact::v1::Factuality& message, const FieldPath& path) {
  Factuality out;
  DATELINE_ASSIGN_OR_RETURN(out.polarity, Read(message.polarity(), path.Field("polarity")));
  DATELINE_ASSIGN_OR_RETURN(out.certainty, Read(message.certainty(), path.Field("certainty")));
  DATELINE_ASSIGN_OR_RETURN(out.status, Read(message.status(), path.Field("status")));
  // As the messages' comments ask of readers.
  if (out.polarity == Polarity::kUnspecified) out.polarity = Polarity::kPositive;
  if (out.status == FactStatus::kUnspecified) out.status = FactStatus::kActual;
  return out;
}

absl::StatusOr<Evidence> Read(const fact::v1::Evidence& message, const FieldPath& path) {
  Evidence out;
  DATELINE_ASSIGN_OR_RETURN(
      out.span, ReadSpanOf(message.span(), message.text(), /*text_optional=*/true, path));
  out.text = message.text();
  DATELINE_RETURN_IF_ERROR(ReadAll(message.triggers(), path, "triggers", out.triggers));
  uint32_t end = out.span.begin;
  for (size_t i = 0; i < out.triggers.size(); ++i) {
    const ByteSpan trigger = out.triggers[i];
    if (trigger.empty() || trigger.begin < end || trigger.end > out.span.end) {
      return Invalid(path.Item("triggers", static_cast<int>(i)),
                     "it must not be empty, lie in the span of the evidence and begin after the "
                     "trigger before it");
    }
    end = trigger.end;
  }
  return out;
}

absl::Status CheckDocumentId(const std::string& id, const FieldPath& path) {
  if (id.empty() || IsHashedId(id)) return absl::OkStatus();
  return Invalid(path, StrCat("'", id, "' is not 32 lower-case hexadecimal digits"));
}

absl::Status ReadTimes(const fact::v1::Attestation& message, const FieldPath& path,
                       Attestation& out) {
  if (message.has_stated_time()) {
    DATELINE_ASSIGN_OR_RETURN(out.stated_time,
                              Read(message.stated_time(), path.Field("stated_time")));
  }
  DATELINE_ASSIGN_OR_RETURN(out.time_source,
                            Read(message.time_source(), path.Field("time_source")));
  if (message.has_published_at()) {
    DATELINE_ASSIGN_OR_RETURN(out.published_at,
                              Read(message.published_at(), path.Field("published_at")));
  }
  return absl::OkStatus();
}

absl::StatusOr<Attestation> Read(const fact::v1::Attestation& message, const FieldPath& path) {
  DATELINE_RETURN_IF_ERROR(CheckDocumentId(message.document_id(), path.Field("document_id")));
  if (message.evidence().empty()) return Required(path.Field("evidence"));
  // Written so that not-a-number fails too.
  if (!(message.confidence() >= 0 && message.confidence() <= 1)) {
    return Invalid(path.Field("confidence"), "it must lie between 0 and 1");
  }
  Attestation out;
  out.document_id = message.document_id();
  DATELINE_RETURN_IF_ERROR(ReadAll(message.evidence(), path, "evidence", out.evidence));
  DATELINE_RETURN_IF_ERROR(ReadAll(message.attribution(), path, "attribution", out.attribution));
  DATELINE_ASSIGN_OR_RETURN(out.factuality, Read(message.factuality(), path.Field("factuality")));
  DATELINE_RETURN_IF_ERROR(ReadTimes(message, path, out));
  out.confidence = message.confidence();
  out.pattern_id = message.pattern_id();
  out.extractor_version = message.extractor_version();
  out.publisher = message.publisher();
  out.origin_id = message.origin_id();
  out.origin_name = message.origin_name();
  if (message.has_as_stated()) {
    DATELINE_ASSIGN_OR_RETURN(out.as_stated, Read(message.as_stated(), path.Field("as_stated")));
  }
  return out;
}

absl::StatusOr<Mention> Read(const fact::v1::Mention& message, const FieldPath& path) {
  Mention out;
  DATELINE_ASSIGN_OR_RETURN(out.span, Read(message.span(), path.Field("span")));
  DATELINE_ASSIGN_OR_RETURN(out.form, Read(message.form(), path.Field("form")));
  return out;
}

absl::StatusOr<EntityName> Read(const fact::v1::EntityName& message, const FieldPath& path) {
  if (message.text().empty()) return Required(path.Field("text"));
  EntityName out{message.text()};
  DATELINE_ASSIGN_OR_RETURN(out.form, Read(message.form(), path.Field("form")));
  return out;
}

absl::StatusOr<DocumentEntity> Read(const fact::v1::DocumentEntity& message,
                                    const FieldPath& path) {
  if (message.id().empty()) return Required(path.Field("id"));
  if (message.name().empty()) return Required(path.Field("name"));
  DocumentEntity out;
  out.id = message.id();
  out.name = message.name();
  DATELINE_ASSIGN_OR_RETURN(out.type, Read(message.type(), path.Field("type")));
  out.external_ids = Strings(message.external_ids());
  DATELINE_RETURN_IF_ERROR(ReadAll(message.names(), path, "names", out.names));
  DATELINE_RETURN_IF_ERROR(ReadAll(message.mentions(), path, "mentions", out.mentions));
  return out;
}

absl::StatusOr<ExtractedFact> Read(const fact::v1::ExtractedFact& message, const FieldPath& path) {
  ExtractedFact out;
  DATELINE_ASSIGN_OR_RETURN(out.content, Read(message.content(), path.Field("content")));
  DATELINE_ASSIGN_OR_RETURN(out.attestation,
                            Read(message.attestation(), path.Field("attestation")));
  return out;
}

absl::StatusOr<Passage> Read(const fact::v1::Passage& message, const FieldPath& path) {
  Passage out;
  DATELINE_ASSIGN_OR_RETURN(
      out.span, ReadSpanOf(message.span(), message.text(), /*text_optional=*/false, path));
  out.text = message.text();
  return out;
}

absl::StatusOr<DocumentWarning> Read(const fact::v1::DocumentWarning& message,
                                     const FieldPath& path) {
  DocumentWarning out{message.code(), message.message(), {}};
  DATELINE_RETURN_IF_ERROR(ReadAll(message.spans(), path, "spans", out.spans));
  return out;
}

absl::StatusOr<Document> Read(const fact::v1::Document& message, const FieldPath& path) {
  DATELINE_RETURN_IF_ERROR(CheckDocumentId(message.id(), path.Field("id")));
  if (message.uri().size() > kMaxUriBytes) {
    return Invalid(path.Field("uri"), "a URI has at most 2,048 bytes");
  }
  if (message.canonical_url().size() > kMaxUriBytes) {
    return Invalid(path.Field("canonical_url"), "a URL has at most 2,048 bytes");
  }
  Document out;
  out.id = message.id();
  out.uri = message.uri();
  out.publisher = message.publisher();
  out.title = message.title();
  out.bylines = Strings(message.bylines());
  if (message.has_published_at()) {
    DATELINE_ASSIGN_OR_RETURN(out.published_at,
                              Read(message.published_at(), path.Field("published_at")));
  }
  out.language = message.language();
  out.text = message.text();
  out.credited_agencies = Strings(message.credited_agencies());
  if (message.has_updated_at()) {
    DATELINE_ASSIGN_OR_RETURN(out.updated_at, Read(message.updated_at(), path.Field("updated_at")));
  }
  out.section = message.section();
  out.canonical_url = message.canonical_url();
  return out;
}

absl::Status CheckPassageOrder(const std::vector<Passage>& passages, const FieldPath& path) {
  for (size_t i = 1; i < passages.size(); ++i) {
    if (passages[i].span.begin < passages[i - 1].span.end) {
      return Invalid(path.Item("passages", static_cast<int>(i)),
                     "passages must be sorted and must not overlap");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Extraction> Read(const fact::v1::Extraction& message, const FieldPath& path) {
  Extraction out;
  DATELINE_ASSIGN_OR_RETURN(out.document, Read(message.document(), path.Field("document")));
  out.extractor_version = message.extractor_version();
  DATELINE_RETURN_IF_ERROR(ReadAll(message.entities(), path, "entities", out.entities));
  DATELINE_RETURN_IF_ERROR(ReadAll(message.facts(), path, "facts", out.facts));
  DATELINE_RETURN_IF_ERROR(ReadAll(message.passages(), path, "passages", out.passages));
  DATELINE_RETURN_IF_ERROR(CheckPassageOrder(out.passages, path));
  DATELINE_RETURN_IF_ERROR(ReadAll(message.warnings(), path, "warnings", out.warnings));
  return out;
}

}  // namespace

#define DATELINE_DEFINE_ENUM_FROM_PROTO(Enum) \
  absl::StatusOr<Enum> FromProto(fact::v1::Enum value) { return Read(value, FieldPath()); }
DATELINE_DEFINE_ENUM_FROM_PROTO(EntityType)
DATELINE_DEFINE_ENUM_FROM_PROTO(FactKind)
DATELINE_DEFINE_ENUM_FROM_PROTO(Polarity)
DATELINE_DEFINE_ENUM_FROM_PROTO(Certainty)
DATELINE_DEFINE_ENUM_FROM_PROTO(FactStatus)
DATELINE_DEFINE_ENUM_FROM_PROTO(Granularity)
DATELINE_DEFINE_ENUM_FROM_PROTO(AttributionKind)
DATELINE_DEFINE_ENUM_FROM_PROTO(TimeSource)
DATELINE_DEFINE_ENUM_FROM_PROTO(MentionForm)
DATELINE_DEFINE_ENUM_FROM_PROTO(NameForm)
#undef DATELINE_DEFINE_ENUM_FROM_PROTO

#define DATELINE_DEFINE_FROM_PROTO(Message)                             \
  absl::StatusOr<Message> FromProto(const fact::v1::Message& message) { \
    return Read(message, FieldPath());                                  \
  }
DATELINE_DEFINE_FROM_PROTO(ByteSpan)
DATELINE_DEFINE_FROM_PROTO(TimeInterval)
DATELINE_DEFINE_FROM_PROTO(EntityReference)
DATELINE_DEFINE_FROM_PROTO(Value)
DATELINE_DEFINE_FROM_PROTO(Qualifier)
DATELINE_DEFINE_FROM_PROTO(RoleFiller)
DATELINE_DEFINE_FROM_PROTO(Relation)
DATELINE_DEFINE_FROM_PROTO(Event)
DATELINE_DEFINE_FROM_PROTO(Statement)
DATELINE_DEFINE_FROM_PROTO(Phrase)
DATELINE_DEFINE_FROM_PROTO(Claim)
DATELINE_DEFINE_FROM_PROTO(FactContent)
DATELINE_DEFINE_FROM_PROTO(AttributionLink)
DATELINE_DEFINE_FROM_PROTO(Factuality)
DATELINE_DEFINE_FROM_PROTO(Evidence)
DATELINE_DEFINE_FROM_PROTO(Attestation)
DATELINE_DEFINE_FROM_PROTO(Mention)
DATELINE_DEFINE_FROM_PROTO(EntityName)
DATELINE_DEFINE_FROM_PROTO(DocumentEntity)
DATELINE_DEFINE_FROM_PROTO(ExtractedFact)
DATELINE_DEFINE_FROM_PROTO(Passage)
DATELINE_DEFINE_FROM_PROTO(DocumentWarning)
DATELINE_DEFINE_FROM_PROTO(Document)
DATELINE_DEFINE_FROM_PROTO(Extraction)
#undef DATELINE_DEFINE_FROM_PROTO

}  // namespace dateline

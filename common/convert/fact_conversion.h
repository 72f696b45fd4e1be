// Between the fact model in memory (common/fact/fact.h) and its messages
// (dateline.fact.v1).
//
//   response.mutable_extraction()->CopyFrom(ToProto(extraction));
//   DATELINE_ASSIGN_OR_RETURN(Extraction extraction, FromProto(request.extraction()));
//
// ToProto never fails: what is in memory is taken to be right. FromProto is the
// gate through which bytes from outside come in, and checks what one message
// can say about itself; what needs the whole fact base, or ids against lists,
// is the reader's to check. Round trips are lossless, but for:
//   * TimeInterval.edtf, which is written and never read: start, end,
//     granularity and the rest decide;
//   * an optional time that is empty(), which is left out;
//   * polarity and status UNSPECIFIED, which are read as positive and actual;
//   * qualifiers, which are read in order of their names;
//   * FactContent.kind, which is taken from the content if UNSPECIFIED.
//
// Errors are INVALID_ARGUMENT with the path of the field in the metadata,
// "facts[3].content.relation.object":
//   FIELD_REQUIRED  an unset oneof, subject, speaker, evidence or name;
//   FIELD_INVALID   an enumerator that this version does not know, a span that
//                   ends before it begins, text that is not as long as its
//                   span, passages out of order, a number or confidence out of
//                   range, an id of the wrong form, a kind that contradicts
//                   the content, two qualifiers of one name, a string that is
//                   too long;
//   TIME_INVALID    a date that does not exist, an interval without ends or
//                   that ends before it starts. Metadata: field, value.
//
// Thread-safe: functions of their arguments.
#ifndef DATELINE_COMMON_CONVERT_FACT_CONVERSION_H_
#define DATELINE_COMMON_CONVERT_FACT_CONVERSION_H_

#include "absl/status/statusor.h"
#include "common/fact/fact.h"
#include "dateline/fact/v1/fact.pb.h"

namespace dateline {

// Enumerators have the same numbers in both worlds. A number that this version
// does not know is FIELD_INVALID.
fact::v1::EntityType ToProto(EntityType value);
fact::v1::FactKind ToProto(FactKind value);
fact::v1::Polarity ToProto(Polarity value);
fact::v1::Certainty ToProto(Certainty value);
fact::v1::FactStatus ToProto(FactStatus value);
fact::v1::Granularity ToProto(Granularity value);
fact::v1::AttributionKind ToProto(AttributionKind value);
fact::v1::TimeSource ToProto(TimeSource value);
fact::v1::MentionForm ToProto(MentionForm value);
fact::v1::NameForm ToProto(NameForm value);

absl::StatusOr<EntityType> FromProto(fact::v1::EntityType value);
absl::StatusOr<FactKind> FromProto(fact::v1::FactKind value);
absl::StatusOr<Polarity> FromProto(fact::v1::Polarity value);
absl::StatusOr<Certainty> FromProto(fact::v1::Certainty value);
absl::StatusOr<FactStatus> FromProto(fact::v1::FactStatus value);
absl::StatusOr<Granularity> FromProto(fact::v1::Granularity value);
absl::StatusOr<AttributionKind> FromProto(fact::v1::AttributionKind value);
absl::StatusOr<TimeSource> FromProto(fact::v1::TimeSource value);
absl::StatusOr<MentionForm> FromProto(fact::v1::MentionForm value);
absl::StatusOr<NameForm> FromProto(fact::v1::NameForm value);

fact::v1::ByteSpan ToProto(const ByteSpan& value);
fact::v1::TimeInterval ToProto(const TimeInterval& value);
fact::v1::EntityReference ToProto(const EntityReference& value);
fact::v1::Value ToProto(const Value& value);
fact::v1::Qualifier ToProto(const Qualifier& value);
fact::v1::RoleFiller ToProto(const RoleFiller& value);
fact::v1::Relation ToProto(const Relation& value);
fact::v1::Event ToProto(const Event& value);
fact::v1::Statement ToProto(const Statement& value);
fact::v1::Phrase ToProto(const Phrase& value);
fact::v1::Claim ToProto(const Claim& value);
fact::v1::FactContent ToProto(const FactContent& value);
fact::v1::AttributionLink ToProto(const AttributionLink& value);
fact::v1::Factuality ToProto(const Factuality& value);
fact::v1::Evidence ToProto(const Evidence& value);
fact::v1::Attestation ToProto(const Attestation& value);
fact::v1::Mention ToProto(const Mention& value);
fact::v1::EntityName ToProto(const EntityName& value);
fact::v1::DocumentEntity ToProto(const DocumentEntity& value);
fact::v1::ExtractedFact ToProto(const ExtractedFact& value);
fact::v1::Passage ToProto(const Passage& value);
fact::v1::DocumentWarning ToProto(const DocumentWarning& value);
fact::v1::Document ToProto(const Document& value);
fact::v1::Extraction ToProto(const Extraction& value);

absl::StatusOr<ByteSpan> FromProto(const fact::v1::ByteSpan& message);
absl::StatusOr<TimeInterval> FromProto(const fact::v1::TimeInterval& message);
absl::StatusOr<EntityReference> FromProto(const fact::v1::EntityReference& message);
absl::StatusOr<Value> FromProto(const fact::v1::Value& message);
absl::StatusOr<Qualifier> FromProto(const fact::v1::Qualifier& message);
absl::StatusOr<RoleFiller> FromProto(const fact::v1::RoleFiller& message);
absl::StatusOr<Relation> FromProto(const fact::v1::Relation& message);
absl::StatusOr<Event> FromProto(const fact::v1::Event& message);
absl::StatusOr<Statement> FromProto(const fact::v1::Statement& message);
absl::StatusOr<Phrase> FromProto(const fact::v1::Phrase& message);
absl::StatusOr<Claim> FromProto(const fact::v1::Claim& message);
absl::StatusOr<FactContent> FromProto(const fact::v1::FactContent& message);
absl::StatusOr<AttributionLink> FromProto(const fact::v1::AttributionLink& message);
absl::StatusOr<Factuality> FromProto(const fact::v1::Factuality& message);
absl::StatusOr<Evidence> FromProto(const fact::v1::Evidence& message);
absl::StatusOr<Attestation> FromProto(const fact::v1::Attestation& message);
absl::StatusOr<Mention> FromProto(const fact::v1::Mention& message);
absl::StatusOr<EntityName> FromProto(const fact::v1::EntityName& message);
absl::StatusOr<DocumentEntity> FromProto(const fact::v1::DocumentEntity& message);
absl::StatusOr<ExtractedFact> FromProto(const fact::v1::ExtractedFact& message);
absl::StatusOr<Passage> FromProto(const fact::v1::Passage& message);
absl::StatusOr<DocumentWarning> FromProto(const fact::v1::DocumentWarning& message);
absl::StatusOr<Document> FromProto(const fact::v1::Document& message);
absl::StatusOr<Extraction> FromProto(const fact::v1::Extraction& message);

}  // namespace dateline

#endif  // DATELINE_COMMON_CONVERT_FACT_CONVERSION_H_

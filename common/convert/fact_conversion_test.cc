#include "common/convert/fact_conversion.h"

#include <functional>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/fact/fact.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace dateline {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using testing::HasSubstr;

const std::string& DocumentId() {
  static const std::string id = HashedId({"https://example.org/orla", "bytes"});
  return id;
}

EntityReference Orla() { return {"e0", "Orla Venn", EntityType::kPerson}; }
EntityReference Council() { return {"e1", "Harbour Council", EntityType::kOrganization}; }

TimeInterval March() {
  TimeInterval out = TimeInterval::Month(absl::CivilMonth(2031, 3));
  out.approximate = true;
  out.utc_offset_minutes = -210;
  return out;
}

Attestation FilledAttestation() {
  Attestation out;
  out.document_id = DocumentId();
  out.evidence = {{{10, 14}, "Orla"}, {{20, 23}, "", {{20, 21}, {22, 23}}}};
  out.attribution = {
      {{"", "Lantern Wire", EntityType::kOrganization}, AttributionKind::kAgency, "reported"},
      {Orla(), AttributionKind::kSpeaker, "according to"}};
  out.factuality = {Polarity::kNegative, Certainty::kPossible, FactStatus::kPlanned};
  out.stated_time = March();
  out.time_source = TimeSource::kPassage;
  out.confidence = 0.75;
  out.pattern_id = "relation.holds_position.title_before";
  out.extractor_version = "9.9";
  out.publisher = "The Quay";
  out.published_at = TimeInterval::Day(absl::CivilDay(2031, 3, 9));
  out.origin_id = "o1";
  out.origin_name = "Lantern Wire";
  out.as_stated = FactContent{"member_count", std::nullopt, Relation{Council(), 7.0, {}}};
  return out;
}

FactContent FilledRelation() {
  return {"holds_position", March(),
          Relation{Orla(),
                   Council(),
                   {{"by", Council()},
                    {"position", std::string("chair")},
                    {"since", TimeInterval::Year(absl::CivilYear(2029))}}}};
}

FactContent FilledEvent() {
  return {"contact.meet", TimeInterval::Second(absl::CivilSecond(2031, 3, 9, 8, 30, 1)),
          Event{"CONSULT", "meet", {{"chair", Orla()}, {"number", 4.5}}}};
}

FactContent FilledStatement() {
  return {"", TimeInterval::Day(absl::CivilDay(2031, 3, 9)),
          Statement{Orla(),
                    "the quay stays open",
                    true,
                    Council(),
                    "at a briefing",
                    {Council(), std::string("the quay")}}};
}

FactContent FilledClaim() {
  return {"", TimeInterval::Day(absl::CivilDay(2031, 3, 9)),
          Claim{{"Orla", Orla()}, "has granted", {{"a licence", Council()}}}};
}

// Every field of every message is set to something other than its default.
Extraction FilledExtraction() {
  Extraction out;
  out.document = {DocumentId(),
                  "https://example.org/orla",
                  "The Quay",
                  "Quay stays open",
                  {"P. Writer"},
                  TimeInterval::Day(absl::CivilDay(2031, 3, 9)),
                  "en",
                  "the text",
                  {"Lantern Wire"},
                  TimeInterval::Day(absl::CivilDay(2031, 3, 10)),
                  "Harbour",
                  "https://example.org/orla/"};
  out.extractor_version = "9.9";
  out.entities = {{"e0",
                   "Orla Venn",
                   EntityType::kPerson,
                   {"geonames:1", "iso3166:ZZ"},
                   {{"Orla Venn", NameForm::kFull}, {"Venn", NameForm::kShort}},
                   {{{10, 14}, MentionForm::kName}, {{20, 23}, MentionForm::kPronoun}}}};
  for (const FactContent& content :
       {FilledRelation(), FilledEvent(), FilledStatement(), FilledClaim()}) {
    out.facts.push_back({content, FilledAttestation()});
  }
  out.passages = {{{10, 14}, "Orla"}, {{20, 23}, "she"}};
  out.warnings = {{"DATES_DISAGREE", "two dates", {{1, 2}, {3, 5}}}};
  return out;
}

// Adds the full name of each field that is set in `message`, at any depth.
void CollectSetFields(const Message& message, std::set<std::string>& set) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    set.insert(field->full_name());
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const Reflection& reflection = *message.GetReflection();
    if (!field->is_repeated()) {
      CollectSetFields(reflection.GetMessage(message, field), set);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      CollectSetFields(reflection.GetRepeatedMessage(message, field, i), set);
    }
  }
}

TEST(FactConversionTest, EveryFieldOfTheProtoFileIsWritten) {
  std::set<std::string> set;
  CollectSetFields(ToProto(FilledExtraction()), set);
  const auto* file = fact::v1::Extraction::descriptor()->file();
  for (int m = 0; m < file->message_type_count(); ++m) {
    const Descriptor* message = file->message_type(m);
    for (int f = 0; f < message->field_count(); ++f) {
      EXPECT_TRUE(set.contains(message->field(f)->full_name())) << message->field(f)->full_name();
    }
  }
}

TEST(FactConversionTest, MemoryToProtoAndBackIsLossless) {
  const Extraction extraction = FilledExtraction();
  const absl::StatusOr<Extraction> back = FromProto(ToProto(extraction));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(*back, extraction);
}

TEST(FactConversionTest, ProtoToMemoryAndBackIsLosslessThroughTheWire) {
  const std::string bytes = ToProto(FilledExtraction()).SerializeAsString();
  fact::v1::Extraction message;
  ASSERT_TRUE(message.ParseFromString(bytes));
  const absl::StatusOr<Extraction> read = FromProto(message);
  ASSERT_TRUE(read.ok()) << read.status();
  const fact::v1::Extraction back = ToProto(*read);
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(message, back))
      << back.DebugString();
}

TEST(FactConversionTest, TimesKeepTheirExactEndsWhateverTheGranularity) {
  TimeInterval half_day;
  half_day.start = absl::CivilSecond(2031, 3, 9, 12, 0, 0);
  half_day.end = absl::CivilSecond(2031, 3, 9, 17, 59, 59);
  half_day.granularity = Granularity::kDay;
  TimeInterval open_end;
  open_end.start = absl::CivilSecond(2031, 3, 9, 0, 0, 0);
  TimeInterval open_start;
  open_start.end = absl::CivilSecond(2031, 3, 9, 23, 59, 59);
  open_start.granularity = Granularity::kHour;
  for (const TimeInterval& time : {half_day, open_end, open_start, March()}) {
    const absl::StatusOr<TimeInterval> back = FromProto(ToProto(time));
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(*back, time);
  }
  EXPECT_EQ(ToProto(March()).start(), "2031-03-01");
  EXPECT_EQ(ToProto(March()).end(), "2031-03-31");
  EXPECT_EQ(ToProto(March()).edtf(), "2031-03~");
}

TEST(FactConversionTest, LeavesOutOptionalTimesThatSayNothing) {
  FactContent content = FilledClaim();
  content.valid_time = TimeInterval();
  EXPECT_FALSE(ToProto(content).has_valid_time());
}

TEST(FactConversionTest, EveryEnumeratorHasItsTwin) {
  // Read back by number, so a number missing on either side shows.
  const auto check = [](const google::protobuf::EnumDescriptor* descriptor, auto sample) {
    using ProtoEnum = decltype(sample);
    for (int i = 0; i < descriptor->value_count(); ++i) {
      const auto message = static_cast<ProtoEnum>(descriptor->value(i)->number());
      const auto value = FromProto(message);
      ASSERT_TRUE(value.ok()) << descriptor->value(i)->full_name();
      EXPECT_EQ(ToProto(*value), message);
    }
    const auto beyond = static_cast<ProtoEnum>(descriptor->value_count());
    const auto refused = FromProto(beyond);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(GetErrorDetail(refused.status())->reason, reason::kFieldInvalid);
  };
  check(fact::v1::EntityType_descriptor(), fact::v1::EntityType());
  check(fact::v1::FactKind_descriptor(), fact::v1::FactKind());
  check(fact::v1::Polarity_descriptor(), fact::v1::Polarity());
  check(fact::v1::Certainty_descriptor(), fact::v1::Certainty());
  check(fact::v1::FactStatus_descriptor(), fact::v1::FactStatus());
  check(fact::v1::Granularity_descriptor(), fact::v1::Granularity());
  check(fact::v1::AttributionKind_descriptor(), fact::v1::AttributionKind());
  check(fact::v1::TimeSource_descriptor(), fact::v1::TimeSource());
  check(fact::v1::MentionForm_descriptor(), fact::v1::MentionForm());
  check(fact::v1::NameForm_descriptor(), fact::v1::NameForm());
}

TEST(FactConversionTest, ReadsUnspecifiedFactualityAsPositiveAndActual) {
  const absl::StatusOr<Factuality> read = FromProto(fact::v1::Factuality());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->polarity, Polarity::kPositive);
  EXPECT_EQ(read->certainty, Certainty::kUnspecified);
  EXPECT_EQ(read->status, FactStatus::kActual);
}

TEST(FactConversionTest, ReadsQualifiersInOrderOfNamesAndTakesTheKindFromTheContent) {
  fact::v1::FactContent message = ToProto(FilledRelation());
  message.clear_kind();
  message.mutable_relation()->mutable_qualifiers()->SwapElements(0, 2);
  const absl::StatusOr<FactContent> read = FromProto(message);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, FilledRelation());
}

// One way of spoiling a good extraction, and what the reader must say.
struct BadCase {
  std::string name;
  std::function<void(fact::v1::Extraction&)> spoil;
  std::string_view reason;
  std::string field;
};

class BadExtractionTest : public testing::TestWithParam<BadCase> {};

TEST_P(BadExtractionTest, IsRefusedWithReasonAndField) {
  fact::v1::Extraction message = ToProto(FilledExtraction());
  ASSERT_TRUE(FromProto(message).ok());
  GetParam().spoil(message);
  const absl::StatusOr<Extraction> read = FromProto(message);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
  const std::optional<ErrorDetail> detail = GetErrorDetail(read.status());
  ASSERT_TRUE(detail.has_value());
  EXPECT_EQ(detail->reason, GetParam().reason);
  EXPECT_EQ(detail->metadata.at("field"), GetParam().field);
  EXPECT_THAT(std::string(read.status().message()), HasSubstr(GetParam().field));
}

using E = fact::v1::Extraction;

fact::v1::FactContent& Content(E& e, int fact) { return *e.mutable_facts(fact)->mutable_content(); }
fact::v1::Relation& RelationOf(E& e) { return *Content(e, 0).mutable_relation(); }
fact::v1::Attestation& AttestationOf(E& e) { return *e.mutable_facts(0)->mutable_attestation(); }
fact::v1::TimeInterval& PublishedAt(E& e) { return *e.mutable_document()->mutable_published_at(); }

const double kNotANumber = std::numeric_limits<double>::quiet_NaN();

INSTANTIATE_TEST_SUITE_P(
    Required, BadExtractionTest,
    testing::Values(
        BadCase{"subject", [](E& e) { RelationOf(e).clear_subject(); }, reason::kFieldRequired,
                "facts[0].content.relation.subject.id"},
        BadCase{"object", [](E& e) { RelationOf(e).clear_object(); }, reason::kFieldRequired,
                "facts[0].content.relation.object"},
        BadCase{"empty_text", [](E& e) { RelationOf(e).mutable_object()->set_text(""); },
                reason::kFieldRequired, "facts[0].content.relation.object.text"},
        BadCase{"qualifier_name", [](E& e) { RelationOf(e).mutable_qualifiers(1)->clear_name(); },
                reason::kFieldRequired, "facts[0].content.relation.qualifiers[1].name"},
        BadCase{"qualifier_value", [](E& e) { RelationOf(e).mutable_qualifiers(1)->clear_value(); },
                reason::kFieldRequired, "facts[0].content.relation.qualifiers[1].value"},
        BadCase{"role", [](E& e) { Content(e, 1).mutable_event()->mutable_roles(0)->clear_role(); },
                reason::kFieldRequired, "facts[1].content.event.roles[0].role"},
        BadCase{"role_value",
                [](E& e) { Content(e, 1).mutable_event()->mutable_roles(0)->clear_value(); },
                reason::kFieldRequired, "facts[1].content.event.roles[0].value"},
        BadCase{"speaker", [](E& e) { Content(e, 2).mutable_statement()->clear_speaker(); },
                reason::kFieldRequired, "facts[2].content.statement.speaker.id"},
        BadCase{"claim_subject", [](E& e) { Content(e, 3).mutable_claim()->clear_subject(); },
                reason::kFieldRequired, "facts[3].content.claim.subject"},
        BadCase{"content", [](E& e) { Content(e, 0).clear_content(); }, reason::kFieldRequired,
                "facts[0].content.content"},
        BadCase{"evidence", [](E& e) { AttestationOf(e).clear_evidence(); }, reason::kFieldRequired,
                "facts[0].attestation.evidence"},
        BadCase{"entity_id", [](E& e) { e.mutable_entities(0)->clear_id(); },
                reason::kFieldRequired, "entities[0].id"},
        BadCase{"entity_name", [](E& e) { e.mutable_entities(0)->clear_name(); },
                reason::kFieldRequired, "entities[0].name"},
        BadCase{"name_text", [](E& e) { e.mutable_entities(0)->mutable_names(1)->clear_text(); },
                reason::kFieldRequired, "entities[0].names[1].text"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Invalid, BadExtractionTest,
    testing::Values(
        BadCase{
            "enumerator",
            [](E& e) { e.mutable_entities(0)->set_type(static_cast<fact::v1::EntityType>(99)); },
            reason::kFieldInvalid, "entities[0].type"},
        BadCase{
            "span",
            [](E& e) { e.mutable_entities(0)->mutable_mentions(1)->mutable_span()->set_end(19); },
            reason::kFieldInvalid, "entities[0].mentions[1].span"},
        BadCase{"warning_span", [](E& e) { e.mutable_warnings(0)->mutable_spans(1)->set_end(0); },
                reason::kFieldInvalid, "warnings[0].spans[1]"},
        BadCase{"evidence_text",
                [](E& e) { AttestationOf(e).mutable_evidence(0)->set_text("Orlaa"); },
                reason::kFieldInvalid, "facts[0].attestation.evidence[0].text"},
        BadCase{
            "trigger_outside",
            [](E& e) { AttestationOf(e).mutable_evidence(1)->mutable_triggers(1)->set_end(24); },
            reason::kFieldInvalid, "facts[0].attestation.evidence[1].triggers[1]"},
        BadCase{
            "trigger_order",
            [](E& e) { AttestationOf(e).mutable_evidence(1)->mutable_triggers(0)->set_end(23); },
            reason::kFieldInvalid, "facts[0].attestation.evidence[1].triggers[1]"},
        BadCase{"passage_text", [](E& e) { e.mutable_passages(1)->clear_text(); },
                reason::kFieldInvalid, "passages[1].text"},
        BadCase{"passage_order",
                [](E& e) {
                  e.mutable_passages(1)->mutable_span()->set_begin(13);
                  e.mutable_passages(1)->mutable_span()->set_end(16);
                },
                reason::kFieldInvalid, "passages[1]"},
        BadCase{"number", [](E& e) { RelationOf(e).mutable_object()->set_number(kNotANumber); },
                reason::kFieldInvalid, "facts[0].content.relation.object.number"},
        BadCase{"long_text",
                [](E& e) { RelationOf(e).mutable_object()->set_text(std::string(2001, 'x')); },
                reason::kFieldInvalid, "facts[0].content.relation.object.text"},
        BadCase{"twice_named", [](E& e) { RelationOf(e).mutable_qualifiers(2)->set_name("by"); },
                reason::kFieldInvalid, "facts[0].content.relation.qualifiers"},
        BadCase{"kind", [](E& e) { Content(e, 0).set_kind(fact::v1::FACT_KIND_CLAIM); },
                reason::kFieldInvalid, "facts[0].content.kind"},
        BadCase{"confidence_above", [](E& e) { AttestationOf(e).set_confidence(1.01); },
                reason::kFieldInvalid, "facts[0].attestation.confidence"},
        BadCase{"confidence_nan", [](E& e) { AttestationOf(e).set_confidence(kNotANumber); },
                reason::kFieldInvalid, "facts[0].attestation.confidence"},
        BadCase{"attestation_document", [](E& e) { AttestationOf(e).set_document_id("d1"); },
                reason::kFieldInvalid, "facts[0].attestation.document_id"},
        BadCase{"document_id", [](E& e) { e.mutable_document()->set_id("42"); },
                reason::kFieldInvalid, "document.id"},
        BadCase{"uri", [](E& e) { e.mutable_document()->set_uri(std::string(2049, 'u')); },
                reason::kFieldInvalid, "document.uri"},
        BadCase{"utc_offset", [](E& e) { PublishedAt(e).set_utc_offset_minutes(841); },
                reason::kFieldInvalid, "document.published_at.utc_offset_minutes"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Time, BadExtractionTest,
    testing::Values(BadCase{"year_zero", [](E& e) { PublishedAt(e).set_start("0000-05-01"); },
                            reason::kTimeInvalid, "document.published_at.start"},
                    BadCase{"no_such_day", [](E& e) { PublishedAt(e).set_end("2031-02-30"); },
                            reason::kTimeInvalid, "document.published_at.end"},
                    BadCase{"other_form", [](E& e) { PublishedAt(e).set_start("2031-03"); },
                            reason::kTimeInvalid, "document.published_at.start"},
                    BadCase{"no_such_hour",
                            [](E& e) { PublishedAt(e).set_start("2031-03-09T24:00:00"); },
                            reason::kTimeInvalid, "document.published_at.start"},
                    BadCase{"backwards", [](E& e) { PublishedAt(e).set_start("2031-03-10"); },
                            reason::kTimeInvalid, "document.published_at"},
                    BadCase{"no_ends",
                            [](E& e) { PublishedAt(e).clear_start(), PublishedAt(e).clear_end(); },
                            reason::kTimeInvalid, "document.published_at"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace dateline

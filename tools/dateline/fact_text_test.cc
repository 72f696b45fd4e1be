#include "tools/dateline/fact_text.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "tools/dateline/explanation.h"
#include "tools/dateline/fact_tables.h"

namespace dateline::cli {
namespace {

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

fact::v1::FactContent Content(const std::string& text) {
  return Parse<fact::v1::FactContent>(text);
}

const char* const kOffice = R"(
  kind: FACT_KIND_RELATION type: "holds_position"
  relation {
    subject { id: "1" name: "Ana Ruiz" type: ENTITY_TYPE_PERSON }
    object { entity { id: "2" name: "Port Lazar" type: ENTITY_TYPE_GPE } }
    qualifiers { name: "position" value { text: "mayor" } }
  })";

const char* const kMeeting = R"(
  kind: FACT_KIND_EVENT type: "contact.meet"
  valid_time { start: "2021-08-23" end: "2021-08-23" edtf: "2021-08-23" }
  event {
    plover_code: "CONSULT"
    roles { role: "chair" value { entity { name: "Ana Ruiz" } } }
    roles { role: "participant" value { entity { name: "Norland" } } }
    roles { role: "participant" value { entity { name: "Sudland" } } }
    roles { role: "place" value { entity { name: "Port Lazar" } } }
  })";

TEST(FactLineTest, PutsEachKindInWords) {
  EXPECT_EQ(FactLine(Content(kOffice)), "Ana Ruiz: mayor of Port Lazar");
  EXPECT_EQ(FactLine(Content(kMeeting)),
            "contact.meet: chair Ana Ruiz; Norland, Sudland; place Port Lazar");
  EXPECT_EQ(FactLine(Content(R"(type: "member_count" relation { subject { name: "Union" }
                                object { number: 6 } })")),
            "Union member count 6");
  EXPECT_EQ(FactLine(Content(R"(statement { speaker { name: "Ana Ruiz" } content: "No."
                                quoted: true addressee { name: "Radio Lazar" } })")),
            "Ana Ruiz: “No.” (to Radio Lazar)");
  EXPECT_EQ(FactLine(Content(R"(claim { subject { text: "The port" } relation: "is"
                                objects { text: "open" } })")),
            "The port is open");
  EXPECT_EQ(FactLine(Content(R"(type: "is_a" relation { subject { name: "Ana Ruiz" }
                                object { text: "engineer" } })")),
            "Ana Ruiz is an engineer");
}

TEST(TimelineTableTest, SaysWhatIsDisputed) {
  TimelineContent timeline;
  query::v1::Fact& event = *timeline.entries.emplace_back().mutable_event();
  *event.mutable_content() = Content(kMeeting);
  EXPECT_EQ(TimelineTable(timeline, /*wide=*/false, Terminal()).find("disputed"),
            std::string::npos);
  event.add_conflict_ids("c1");
  EXPECT_NE(TimelineTable(timeline, /*wide=*/false, Terminal()).find("held, disputed"),
            std::string::npos);
}

TEST(ConflictBlockTest, NamesWhatIsDenied) {
  auto conflict = Parse<query::v1::Conflict>(R"(
    summary: "contact.meet (2021-08-23): asserted or denied"
    sides { value: "asserted" fact { id: "f1" } } sides { value: "denied" fact { id: "f1" } })");
  for (auto& side : *conflict.mutable_sides()) {
    *side.mutable_fact()->mutable_content() = Content(kMeeting);
  }
  EXPECT_NE(ConflictBlock(conflict, /*wide=*/false, Terminal()).find("chair Ana Ruiz"),
            std::string::npos);
}

TEST(FactualityTextTest, SaysOnlyWhatIsUnusual) {
  auto factuality = Parse<fact::v1::Factuality>("polarity: POLARITY_POSITIVE");
  EXPECT_EQ(FactualityText(factuality), "");
  EXPECT_EQ(EventStatusText(factuality, "contact.meet"), "held");
  EXPECT_EQ(EventStatusText(factuality, "conflict.attack"), "happened");
  factuality = Parse<fact::v1::Factuality>(
      "polarity: POLARITY_NEGATIVE certainty: CERTAINTY_POSSIBLE status: FACT_STATUS_PLANNED");
  EXPECT_EQ(FactualityText(factuality), "denied, planned, possible");
}

TEST(TimeTextTest, WritesOpenEnds) {
  EXPECT_EQ(TimeText(Parse<fact::v1::TimeInterval>(R"(start: "2021-08-01")")), "from 2021-08-01");
  EXPECT_EQ(TimeText(Parse<fact::v1::TimeInterval>(R"(edtf: "1992")")), "1992");
  EXPECT_EQ(TimeText({}), "");
}

TEST(TimeTextTest, WritesTimesOfDayAndApproximateTimes) {
  EXPECT_EQ(TimeText(Parse<fact::v1::TimeInterval>(
                R"(start: "2021-09-02" end: "2021-09-04" edtf: "2021-09-02/2021-09-04")")),
            "2021-09-02 to 2021-09-04");
  EXPECT_EQ(TimeText(Parse<fact::v1::TimeInterval>(
                R"(start: "2021-08-23T06:00:00" end: "2021-08-23T11:59:59" approximate: true)")),
            "~2021-08-23 06:00-11:59");
  EXPECT_EQ(TimeText(Parse<fact::v1::TimeInterval>(
                R"(start: "2021-08-23T09:45:00" end: "2021-08-23T09:45:59")")),
            "2021-08-23 09:45");
  EXPECT_EQ(TimeText(Parse<fact::v1::TimeInterval>(
                R"(start: "2021-06-01" end: "2021-06-30" edtf: "2021-06~" approximate: true)")),
            "~2021-06");
}

TEST(FactsTableTest, HasColumnsForRelations) {
  query::v1::Fact fact;
  *fact.mutable_content() = Content(kOffice);
  fact.set_report_count(12);
  fact.set_origin_count(2);
  EXPECT_EQ(FactsTable({fact}, false, Terminal()),
            "Person    Office  Of          Reports  Origins\n"
            "Ana Ruiz  mayor   Port Lazar       12        2\n");
}

TEST(TimelineTableTest, SaysWhatWasPlannedAndHeld) {
  query::v1::TimelineEntry entry;
  *entry.mutable_event()->mutable_content() = Content(kMeeting);
  entry.mutable_event()->mutable_factuality()->set_status(fact::v1::FACT_STATUS_PLANNED);
  EXPECT_NE(TimelineTable({.entries = {entry}}, false, Terminal()).find("planned"),
            std::string::npos);
  entry.mutable_event()->mutable_factuality()->set_status(fact::v1::FACT_STATUS_ACTUAL);
  entry.set_announced_then_held(true);
  const std::string text = TimelineTable({.entries = {entry}}, false, Terminal());
  EXPECT_NE(text.find("announced, then held"), std::string::npos);
  EXPECT_NE(text.find("chair Ana Ruiz; Norland, Sudland  Port Lazar"), std::string::npos) << text;
}

TEST(ConflictBlockTest, ShowsBothSidesWithOrigins) {
  const auto conflict = Parse<query::v1::Conflict>(R"(
    summary: "member_count of Union: 6 or 7"
    sides { value: "6"
      attestations { publisher: "Post" origin_id: "a" evidence { text: "the six members" } }
      attestations { publisher: "Echo" origin_id: "a" evidence { text: "six" } } }
    sides { value: "7"
      attestations { publisher: "Gazette" origin_id: "b" evidence { text: "seven" } } })");
  EXPECT_EQ(ConflictBlock(conflict, false, Terminal()),
            "member_count of Union: 6 or 7\n"
            "  6  2 reports, 1 origin\n"
            "    Post, Echo\n"
            "    “the six members”\n"
            "  7  1 report, 1 origin\n"
            "    Gazette\n"
            "    “seven”\n");
}

TEST(ExplanationTest, MarksTheEvidenceAndNamesChainRuleAndOrigins) {
  query::v1::ExplainFactResponse answer;
  *answer.mutable_fact()->mutable_content() = Content(kOffice);
  answer.mutable_fact()->set_id("f1");
  *answer.add_attestations() = Parse<query::v1::ExplainedAttestation>(R"(
    attestation {
      publisher: "Lazar Post" pattern_id: "relation.holds_position.title_before"
      confidence: 0.9
      evidence { span { begin: 14 end: 28 } }
      attribution { source { name: "Lazar Post" } }
      attribution { source { name: "Norland News" } cue: "reported" }
    }
    document_title: "Harbour opens"
    passages { span { begin: 10 end: 40 } text: "The mayor Ana Ruiz opened it." })");
  *answer.add_origins() = Parse<query::v1::ExplainedOrigin>(
      R"(name: "Norland News" document_ids: "d1" reason: "agency credit")");
  const std::string text = Explanation(answer, 0, Terminal());
  EXPECT_NE(text.find("The [[mayor Ana Ruiz]] opened it."), std::string::npos) << text;
  EXPECT_NE(text.find("chain Lazar Post > Norland News (reported)"), std::string::npos) << text;
  EXPECT_NE(text.find("rule relation.holds_position.title_before"), std::string::npos) << text;
  EXPECT_NE(text.find("Norland News  1 report, agency credit"), std::string::npos) << text;
}

}  // namespace
}  // namespace dateline::cli

#include "tools/dateline/csv.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "common/fact/flat_record.h"

namespace dateline::cli {
namespace {

// Splits one RFC 4180 record.
std::vector<std::string> Parse(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i + 1 < line.size(); ++i) {  // Without the last line feed.
    const char c = line[i];
    if (quoted && c == '"' && line[i + 1] == '"') {
      fields.back() += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

std::string Field(const std::string& row, std::string_view column) {
  const auto columns = CsvColumns();
  const auto it = std::find(columns.begin(), columns.end(), column);
  EXPECT_NE(it, columns.end()) << column;
  return Parse(row)[static_cast<size_t>(it - columns.begin())];
}

TEST(CsvFieldTest, QuotesWhatNeedsIt) {
  EXPECT_EQ(CsvField("plain"), "plain");
  EXPECT_EQ(CsvField("a,b"), "\"a,b\"");
  EXPECT_EQ(CsvField("say \"no\""), "\"say \"\"no\"\"\"");
  EXPECT_EQ(CsvField("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(CsvField(" edge"), "\" edge\"");
  EXPECT_EQ(CsvField(""), "");
}

TEST(CsvRowTest, HasOneFieldForEachColumn) {
  EXPECT_EQ(Parse(CsvHeader()).size(), CsvColumns().size());
  Attestation attestation;
  FactContent content;
  content.body = Claim{{"the harbour", {}}, "is", {{"open, again", {}}}};
  const auto row = CsvRow(FlatRecord("", content, attestation));
  ASSERT_TRUE(row.ok()) << row.status();
  EXPECT_EQ(Parse(*row).size(), CsvColumns().size());
}

TEST(CsvRowTest, WritesARelation) {
  FactContent content;
  content.type = "holds_position";
  content.body = Relation{{"p1", "Ana Ruiz", EntityType::kPerson},
                          EntityReference{"o1", "Port \"L\", Inc", EntityType::kOrganization},
                          {{"position", std::string("mayor")}}};
  content.valid_time = TimeInterval::Day(absl::CivilDay(2021, 8, 23));
  Attestation attestation;
  attestation.document_id = "d1";
  attestation.publisher = "Lazar Post";
  attestation.attribution = {
      {{"", "Lazar Post", EntityType::kOrganization}, AttributionKind::kPublisher, ""},
      {{"p1", "Ana Ruiz", EntityType::kPerson}, AttributionKind::kSpeaker, "said"}};
  attestation.evidence = {{{3, 8}, "first"}, {{20, 24}, "last"}};
  const auto row = CsvRow(FlatRecord("f1", content, attestation));
  ASSERT_TRUE(row.ok()) << row.status();
  EXPECT_EQ(Field(*row, "id"), "f1");
  EXPECT_EQ(Field(*row, "kind"), "relation");
  EXPECT_EQ(Field(*row, "subject"), "Ana Ruiz");
  EXPECT_EQ(Field(*row, "subject_type"), "PERSON");
  EXPECT_EQ(Field(*row, "object"), "Port \"L\", Inc");
  EXPECT_EQ(Field(*row, "object_id"), "o1");
  EXPECT_EQ(Field(*row, "qualifiers"), "{\"position\":\"mayor\"}");
  EXPECT_EQ(Field(*row, "time_start"), "2021-08-23");
  EXPECT_EQ(Field(*row, "attribution"), "Lazar Post > Ana Ruiz");
  EXPECT_EQ(Field(*row, "evidence"), "first … last");
  EXPECT_EQ(Field(*row, "evidence_begin"), "3");
  EXPECT_EQ(Field(*row, "evidence_end"), "24");
  EXPECT_EQ(Field(*row, "evidence_spans"), "[[3,8],[20,24]]");
  EXPECT_EQ(Field(*row, "speaker"), "");
}

TEST(CsvRowTest, WritesEventsStatementsNumbersAndClaims) {
  Attestation attestation;
  FactContent event;
  event.type = "contact.meet";
  event.body = Event{"CONSULT", "meet", {{"chair", EntityReference{"p", "Ana Ruiz", {}}}}};
  auto row = CsvRow(FlatRecord("", event, attestation));
  ASSERT_TRUE(row.ok());
  EXPECT_EQ(Field(*row, "plover"), "CONSULT");
  EXPECT_NE(Field(*row, "args").find("\"role\":\"chair\""), std::string::npos);

  FactContent statement;
  statement.body = Statement{{"p", "Ana Ruiz", {}}, "No, \"never\"", true, {}, "", {}};
  row = CsvRow(FlatRecord("", statement, attestation));
  ASSERT_TRUE(row.ok());
  EXPECT_EQ(Field(*row, "speaker"), "Ana Ruiz");
  EXPECT_EQ(Field(*row, "content"), "No, \"never\"");
  EXPECT_EQ(Field(*row, "quoted"), "true");

  FactContent count;
  count.type = "member_count";
  count.body = Relation{{"o", "Union", EntityType::kOrganization}, 6.0, {}};
  row = CsvRow(FlatRecord("", count, attestation));
  ASSERT_TRUE(row.ok());
  EXPECT_EQ(Field(*row, "object"), "6");

  FactContent claim;
  claim.body = Claim{{"the harbour", {}}, "is", {{"open", {}}}};
  row = CsvRow(FlatRecord("", claim, attestation));
  ASSERT_TRUE(row.ok());
  EXPECT_EQ(Field(*row, "subject"), "the harbour");
  EXPECT_EQ(Field(*row, "relation"), "is");
  EXPECT_EQ(Field(*row, "object"), "[{\"text\":\"open\"}]");
}

TEST(CsvRowTest, RefusesWhatIsNoRecord) {
  EXPECT_FALSE(CsvRow("[1]").ok());
  EXPECT_FALSE(CsvRow("{").ok());
}

}  // namespace
}  // namespace dateline::cli

#include "tools/dateline/comparison_text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

void AddCount(query::v1::CompareSourcesResponse& answer, std::string_view publisher, double count,
              std::string_view value) {
  query::v1::ComparedFact& compared = *answer.add_facts();
  compared.set_verdict(query::v1::COMPARISON_VERDICT_DIFFERENTLY_TOLD);
  compared.mutable_fact()->add_conflict_ids("c1");
  compared.mutable_fact()->mutable_content()->set_type("member_count");
  auto* relation = compared.mutable_fact()->mutable_content()->mutable_relation();
  relation->mutable_subject()->set_name("Lake Council");
  relation->mutable_object()->set_number(count);
  compared.add_told_by(std::string(publisher));
  query::v1::PublisherAccount& account = *compared.add_accounts();
  account.set_publisher(std::string(publisher));
  account.set_value(std::string(value));
  account.set_report_count(1);
  account.set_quotation("The council has " + std::string(value) + " members.");
}

query::v1::CompareSourcesResponse Answer() {
  query::v1::CompareSourcesResponse answer;
  for (const char* publisher : {"Harbour Gazette", "Tarn Courier"}) {
    answer.add_publishers(publisher);
    query::v1::PublisherSummary& summary = *answer.add_summaries();
    summary.set_publisher(publisher);
    summary.set_told_count(1);
    summary.set_differently_told_count(1);
  }
  AddCount(answer, "Harbour Gazette", 6, "six");
  AddCount(answer, "Tarn Courier", 7, "seven");
  return answer;
}

TEST(ComparisonTextTest, SidesOfAConflictStandInOneRow) {
  const std::string text = ComparisonText(Answer(), /*wide=*/false, Terminal());
  EXPECT_THAT(text, HasSubstr("Told differently"));
  size_t rows = 0;
  for (size_t at = text.find("six  "); at != std::string::npos; at = text.find("six  ", at + 1)) {
    const std::string row = text.substr(at, text.find('\n', at) - at);
    EXPECT_THAT(row, HasSubstr("seven"));
    ++rows;
  }
  EXPECT_EQ(rows, 1);
  EXPECT_THAT(text, HasSubstr("“The council has six members.”"));
  EXPECT_THAT(text, HasSubstr("“The council has seven members.”"));
  EXPECT_THAT(text, Not(HasSubstr("Told by all")));
}

TEST(ComparisonTextTest, ManyOutletsShareAColumn) {
  query::v1::CompareSourcesResponse answer = Answer();
  for (const char* publisher : {"A Post", "B Post", "C Post", "D Post"}) {
    answer.add_publishers(publisher);
  }
  const std::string text = ComparisonText(answer, /*wide=*/false, Terminal());
  EXPECT_THAT(text, HasSubstr("Told by"));
  EXPECT_THAT(text, Not(HasSubstr("D Post")));
}

}  // namespace
}  // namespace dateline::cli

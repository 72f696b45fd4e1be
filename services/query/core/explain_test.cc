#include "services/query/core/explain.h"

#include <map>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/core/testing/story.h"

namespace dateline::query {
namespace {

using testing::ReasonOf;
using ::testing::SizeIs;
using testing::Story;

TEST(ExplainTest, ShowsEvidenceInContextOriginsAndConflicts) {
  Story story;
  story.RecordAll();
  const Explanation explanation =
      ExplainFact(story.base(), story.FactId("contact.meet"), {}, {}).value();
  ASSERT_THAT(explanation.attestations, SizeIs(2));
  EXPECT_EQ(explanation.attestations[0].document_uri, "https://gazette.example/1");
  EXPECT_EQ(explanation.attestations[0].document_title, "From Harbor Gazette");
  EXPECT_EQ(explanation.attestations[1].document_uri, "https://courier.example/7");
  for (const ExplainedAttestation& attestation : explanation.attestations) {
    ASSERT_THAT(attestation.passages, SizeIs(1));
    EXPECT_EQ(attestation.passages[0].text, attestation.attestation.attestation.evidence[0].text);
  }
  ASSERT_THAT(explanation.origins, SizeIs(2));
  EXPECT_EQ(explanation.origins[0].name, "Harbor Gazette");
  EXPECT_EQ(explanation.origins[1].name, "Tarn Courier");
  EXPECT_EQ(explanation.fact.origin_count, 2);
}

TEST(ExplainTest, NamesTheConflictsOfTheFact) {
  Story story;
  story.RecordAll();
  const Explanation explanation =
      ExplainFact(story.base(), story.FactIds("member_count").at(0), {}, {}).value();
  ASSERT_THAT(explanation.conflicts, SizeIs(1));
  EXPECT_THAT(explanation.conflicts[0].sides, SizeIs(2));
}

TEST(ExplainTest, ReadsThePast) {
  Story story;
  const absl::Time first = story.Record(testing::GazetteArticle());
  story.Record(testing::CourierArticle());
  const Explanation explanation =
      ExplainFact(story.base(), story.FactId("contact.meet"), first, {}).value();
  EXPECT_THAT(explanation.attestations, SizeIs(1));
  EXPECT_THAT(explanation.origins, SizeIs(1));
}

TEST(ExplainTest, TellsEveryVersionAndWhatBroughtIt) {
  Story story;
  const absl::Time first = story.Record(testing::GazetteArticle());
  const absl::Time second = story.Record(testing::CourierArticle());
  Extraction less = testing::CourierArticle();
  less.extractor_version = "test.2";
  less.facts.erase(less.facts.begin());
  const absl::Time third = story.Record(less);
  const FactHistory history =
      ExplainFact(story.base(), story.FactId("contact.meet"), {}, {}).value().history;
  ASSERT_THAT(history.versions, SizeIs(3));
  EXPECT_FALSE(history.truncated);
  EXPECT_EQ(history.versions[0].fact.recorded_at, third);
  ASSERT_THAT(history.versions[0].documents, SizeIs(1));
  EXPECT_EQ(history.versions[0].documents[0].type, ChangeType::kRemoved);
  EXPECT_EQ(history.versions[0].documents[0].publisher, "Tarn Courier");
  EXPECT_EQ(history.versions[1].fact.recorded_at, second);
  ASSERT_THAT(history.versions[1].documents, SizeIs(1));
  EXPECT_EQ(history.versions[1].documents[0].type, ChangeType::kAdded);
  std::map<std::string, std::string> changed;
  for (const FactDifference& difference : history.versions[1].differences) {
    changed[difference.field] = difference.before + " > " + difference.after;
  }
  EXPECT_EQ(changed["factuality.status"], "planned > actual");
  EXPECT_EQ(changed["report_count"], "1 > 2");
  EXPECT_EQ(changed["origin_count"], "1 > 2");
  EXPECT_EQ(changed.size(), 3);
  EXPECT_EQ(history.versions[2].fact.recorded_at, first);
  EXPECT_EQ(history.versions[2].type, ChangeType::kAdded);
  EXPECT_EQ(history.versions[2].documents[0].title, "From Harbor Gazette");
}

TEST(ExplainTest, SaysWhatIsWrong) {
  Story story;
  EXPECT_EQ(ReasonOf(ExplainFact(story.base(), "", {}, {}).status()), reason::kFieldRequired);
  EXPECT_EQ(ReasonOf(ExplainFact(story.base(), "x", {}, {}).status()), reason::kFieldInvalid);
  EXPECT_EQ(ReasonOf(ExplainFact(story.base(), HashedId({"none"}), {}, {}).status()),
            reason::kFactNotFound);
}

}  // namespace
}  // namespace dateline::query

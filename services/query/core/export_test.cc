#include "services/query/core/export.h"

#include "common/base/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/core/testing/story.h"

namespace dateline::query {
namespace {

using ::testing::ElementsAreArray;
using testing::IdsOf;
using testing::Story;

std::vector<std::vector<AttestedFact>> Export(Story& story, const FactFilter& filter,
                                              std::optional<absl::Time> known_at = {}) {
  const Cancellation cancellation;
  auto reader = ExportReader::Open(story.base(), filter, known_at, cancellation).value();
  std::vector<std::vector<AttestedFact>> batches;
  while (true) {
    std::vector<AttestedFact> batch = reader->Next().value();
    if (batch.empty()) return batches;
    batches.push_back(std::move(batch));
  }
}

TEST(ExportTest, GivesAllFactsByIdInBatchesOfOneMoment) {
  Story story;
  testing::ExtractionBuilder article("https://big.example/", "Big Post", "2021-01-01");
  for (int i = 0; i < 450; ++i) {
    article.Add(testing::ClaimFact(StrCat("subject ", i), "is", "there"), StrCat("Claim ", i));
  }
  story.Record(article.Build());
  const Cancellation cancellation;
  auto reader = ExportReader::Open(story.base(), {}, {}, cancellation).value();
  std::vector<std::string> ids = IdsOf(reader->Next().value());
  EXPECT_EQ(ids.size(), 200);
  story.RecordAll();
  for (std::vector<AttestedFact> batch = reader->Next().value(); !batch.empty();
       batch = reader->Next().value()) {
    for (const std::string& id : IdsOf(batch)) ids.push_back(id);
  }
  EXPECT_EQ(ids.size(), 450);
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
}

TEST(ExportTest, FiltersAndGivesAllAttestations) {
  Story story;
  for (int i = 0; i < 30; ++i) {
    testing::ExtractionBuilder article(StrCat("https://echo.example/", i), StrCat("Echo ", i),
                                       "2021-01-01");
    article.Add(testing::ClaimFact("the mill", "has burnt", "down"), "The mill has burnt down.");
    story.Record(article.Build());
  }
  story.RecordAll();
  const auto batches = Export(story, {.kinds = {FactKind::kClaim}});
  ASSERT_EQ(batches.size(), 1);
  ASSERT_EQ(batches[0].size(), 2);
  EXPECT_EQ(std::max(batches[0][0].attestations.size(), batches[0][1].attestations.size()), 30);
}

TEST(ExportTest, ReadsThePast) {
  Story story;
  const absl::Time first = story.Record(testing::GazetteArticle());
  story.Record(testing::CourierArticle());
  const auto batches = Export(story, {}, first);
  ASSERT_EQ(batches.size(), 1);
  EXPECT_EQ(batches[0].size(), testing::GazetteArticle().facts.size());
}

TEST(ExportTest, RefusesABadFilter) {
  Story story;
  const Cancellation cancellation;
  EXPECT_EQ(testing::FieldOf(
                ExportReader::Open(story.base(), {.role = "actor"}, {}, cancellation).status()),
            "filter.role");
}

}  // namespace
}  // namespace dateline::query

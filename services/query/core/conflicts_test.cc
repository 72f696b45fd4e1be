#include "services/query/core/conflicts.h"

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/core/testing/story.h"

namespace dateline::query {
namespace {

using testing::FieldOf;
using ::testing::IsEmpty;
using testing::ReasonOf;
using ::testing::SizeIs;
using testing::Story;

class ConflictsTest : public ::testing::Test {
 protected:
  ConflictsTest() { story_.RecordAll(); }
  std::vector<AttestedConflict> List(const ConflictQuery& query) {
    return ListConflicts(story_.base(), query, {}).value().conflicts;
  }
  Story story_;
};

TEST_F(ConflictsTest, ShowsBothSidesWithTheirAttestations) {
  const std::vector<AttestedConflict> conflicts = List({.type = ConflictType::kValue});
  ASSERT_THAT(conflicts, SizeIs(1));
  ASSERT_THAT(conflicts[0].sides, SizeIs(2));
  for (const AttestedConflictSide& side : conflicts[0].sides) {
    EXPECT_EQ(side.fact.content.type, "member_count");
    ASSERT_THAT(side.attestations, SizeIs(1));
    const std::string& evidence = side.attestations[0].attestation.evidence[0].text;
    EXPECT_NE(evidence.find(side.value == "7" ? "seven" : "six"), std::string::npos) << side.value;
  }
  EXPECT_NE(conflicts[0].sides[0].value, conflicts[0].sides[1].value);
}

TEST_F(ConflictsTest, FindsADenial) {
  const std::vector<AttestedConflict> conflicts = List({.type = ConflictType::kDenial});
  ASSERT_THAT(conflicts, SizeIs(1));
  ASSERT_THAT(conflicts[0].sides, SizeIs(2));
  EXPECT_EQ(conflicts[0].sides[0].attestations.size(), 1);
  EXPECT_EQ(conflicts[0].sides[1].attestations.size(), 1);
  EXPECT_NE(conflicts[0].sides[0].attestations[0].attestation.document_id,
            conflicts[0].sides[1].attestations[0].attestation.document_id);
}

TEST_F(ConflictsTest, FiltersByEntityAndId) {
  EXPECT_THAT(List({.entity_ids = {story_.EntityId("Mira Tolvan")}}), IsEmpty());
  const std::vector<AttestedConflict> all = List({.entity_ids = {story_.EntityId("Lake Council")}});
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_LT(all[0].record.id, all[1].record.id);
  EXPECT_THAT(List({.entity_ids = {story_.EntityId("Lake Council"), story_.EntityId("Ostrel")}}),
              SizeIs(2));
  const std::vector<AttestedConflict> one = List({.conflict_id = all[1].record.id});
  ASSERT_THAT(one, SizeIs(1));
  EXPECT_EQ(one[0].record.id, all[1].record.id);
}

TEST_F(ConflictsTest, Pages) {
  ConflictQuery query{.page = {.size = 1}};
  const ConflictPage first = ListConflicts(story_.base(), query, {}).value();
  ASSERT_THAT(first.conflicts, SizeIs(1));
  query.page.token = first.next_page_token;
  const ConflictPage second = ListConflicts(story_.base(), query, {}).value();
  ASSERT_THAT(second.conflicts, SizeIs(1));
  EXPECT_NE(first.conflicts[0].record.id, second.conflicts[0].record.id);
  EXPECT_TRUE(second.next_page_token.empty());
}

TEST_F(ConflictsTest, SaysWhatIsWrong) {
  const absl::Status unknown =
      ListConflicts(story_.base(), {.conflict_id = HashedId({"none"})}, {}).status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(unknown), reason::kConflictNotFound);
  EXPECT_EQ(FieldOf(ListConflicts(story_.base(), {.conflict_id = "c"}, {}).status()),
            "conflict_id");
  EXPECT_EQ(
      FieldOf(ListConflicts(story_.base(),
                            {.type = ConflictType::kRole, .conflict_id = HashedId({"none"})}, {})
                  .status()),
      "conflict_id");
  EXPECT_EQ(FieldOf(ListConflicts(story_.base(), {.entity_ids = {"e"}}, {}).status()),
            "entity_ids");
}

TEST(ConflictsHistoryTest, ThereIsNoneBeforeTheSecondReport) {
  Story story;
  const absl::Time first = story.Record(testing::GazetteArticle());
  story.Record(testing::CourierArticle());
  EXPECT_THAT(ListConflicts(story.base(), {.known_at = first}, {})->conflicts, IsEmpty());
  EXPECT_THAT(ListConflicts(story.base(), {}, {})->conflicts, SizeIs(1));
}

}  // namespace
}  // namespace dateline::query

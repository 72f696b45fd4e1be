#include "services/query/core/fact_filter.h"

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/core/listing.h"
#include "services/query/core/testing/story.h"

namespace dateline::query {
namespace {

using ::testing::ElementsAre;
using testing::FieldOf;
using ::testing::IsEmpty;
using testing::ReasonOf;
using testing::Story;
using ::testing::UnorderedElementsAre;

// "member_of", "statement", "claim" ... of what the filter takes.
std::vector<std::string> Taken(Story& story, FactFilter filter) {
  ListFactsQuery query;
  query.filter = std::move(filter);
  std::vector<std::string> out;
  const FactPage page = ListFacts(story.base(), query, {}).value();
  for (const AttestedFact& fact : page.facts) {
    const FactContent& content = fact.record.content;
    out.push_back(content.kind() == FactKind::kStatement ? "statement"
                  : content.kind() == FactKind::kClaim   ? "claim"
                                                         : content.type);
  }
  return out;
}

class FactFilterTest : public ::testing::Test {
 protected:
  FactFilterTest() { story_.RecordAll(); }
  Story story_;
};

TEST_F(FactFilterTest, AnEmptyFilterTakesAll) { EXPECT_EQ(Taken(story_, {}).size(), 11); }

TEST_F(FactFilterTest, TakesByEntityAndRole) {
  const std::string edric = story_.EntityId("Edric Solm");
  EXPECT_THAT(Taken(story_, {.entity_ids = {edric}}),
              UnorderedElementsAre("contact.meet", "statement"));
  EXPECT_THAT(Taken(story_, {.entity_ids = {edric}, .role = "speaker"}), ElementsAre("statement"));
  EXPECT_THAT(Taken(story_, {.entity_ids = {edric}, .role = "chair"}), IsEmpty());
  const std::string council = story_.EntityId("Lake Council");
  EXPECT_THAT(Taken(story_, {.entity_ids = {council}, .role = "object"}), ElementsAre("member_of"));
  EXPECT_THAT(Taken(story_, {.entity_ids = {council}, .role = "subject"}),
              ElementsAre("member_count", "member_count"));
  EXPECT_THAT(Taken(story_, {.entity_ids = {edric, council}}),
              UnorderedElementsAre("contact.meet", "statement", "member_count", "member_count",
                                   "member_of"));
  EXPECT_THAT(Taken(story_, {.entity_ids = {HashedId({"nobody"})}}), IsEmpty());
}

TEST_F(FactFilterTest, TakesByRoleAlsoThroughAnotherIndex) {
  const std::string edric = story_.EntityId("Edric Solm");
  const std::string courier = testing::CourierArticle().document.id;
  EXPECT_THAT(Taken(story_, {.entity_ids = {edric}, .role = "speaker", .document_ids = {courier}}),
              ElementsAre("statement"));
}

TEST_F(FactFilterTest, TakesByKindAndType) {
  EXPECT_THAT(Taken(story_, {.kinds = {FactKind::kClaim}}), ElementsAre("claim"));
  EXPECT_THAT(Taken(story_, {.kinds = {FactKind::kEvent, FactKind::kClaim}}),
              UnorderedElementsAre("claim", "contact.meet", "aid.provide"));
  EXPECT_THAT(Taken(story_, {.types = {"member_of"}}), ElementsAre("member_of"));
  EXPECT_THAT(Taken(story_, {.types = {"contact."}}), ElementsAre("contact.meet"));
  EXPECT_THAT(Taken(story_, {.types = {"contact"}}), IsEmpty());
  EXPECT_THAT(Taken(story_, {.types = {"member_of", "aid.provide"}}),
              UnorderedElementsAre("member_of", "aid.provide"));
}

TEST_F(FactFilterTest, TakesByValidTime) {
  EXPECT_THAT(Taken(story_, {.valid = ParseTimeWindow("2021-05-10", "2021-05-10").value()}),
              UnorderedElementsAre("contact.meet", "statement"));
  EXPECT_THAT(Taken(story_, {.valid = ParseTimeWindow("2021-06-15", "").value()}),
              ElementsAre("aid.provide"));
  EXPECT_THAT(Taken(story_, {.valid = ParseTimeWindow("", "2021-05-02").value()}), IsEmpty());
}

TEST_F(FactFilterTest, AsOfTakesWhatHoldsAndWhatHasNoTime) {
  EXPECT_THAT(Taken(story_, {.kinds = {FactKind::kEvent},
                             .as_of = ParseDate("as_of", "2021-05-10").value()}),
              ElementsAre("contact.meet"));
  EXPECT_THAT(Taken(story_, {.types = {"member_of", "contact.meet"},
                             .as_of = ParseDate("as_of", "2022").value()}),
              ElementsAre("member_of"));
}

TEST_F(FactFilterTest, TakesByPublisherWithoutCase) {
  EXPECT_THAT(Taken(story_, {.kinds = {FactKind::kRelation}, .publishers = {"daily BEACON"}}),
              ElementsAre("member_of"));
  EXPECT_THAT(Taken(story_, {.publishers = {"Unheard Of"}}), IsEmpty());
}

TEST_F(FactFilterTest, TakesByAttribution) {
  EXPECT_THAT(Taken(story_, {.attributed_to = story_.EntityId("Edric Solm")}),
              UnorderedElementsAre("statement", "aid.provide"));
}

TEST_F(FactFilterTest, TakesByFactuality) {
  EXPECT_THAT(Taken(story_, {.kinds = {FactKind::kEvent}, .statuses = {FactStatus::kPlanned}}),
              ElementsAre("aid.provide"));
  EXPECT_THAT(Taken(story_, {.kinds = {FactKind::kEvent}, .statuses = {FactStatus::kActual}}),
              ElementsAre("contact.meet"));
  EXPECT_EQ(Taken(story_, {.certainties = {Certainty::kUnspecified}}).size() +
                Taken(story_, {.certainties = {Certainty::kCertain}}).size(),
            11);
  EXPECT_EQ(Taken(story_, {.polarity = Polarity::kPositive}).size() +
                Taken(story_, {.polarity = Polarity::kNegative}).size(),
            11);
}

TEST_F(FactFilterTest, TakesByOriginsAndDocument) {
  EXPECT_THAT(Taken(story_, {.min_origins = 2}),
              UnorderedElementsAre("contact.meet", "holds_position", "member_of"));
  EXPECT_THAT(Taken(story_, {.min_origins = 3}), IsEmpty());
  EXPECT_EQ(Taken(story_, {.document_ids = {testing::BeaconArticle().document.id}}).size(), 4);
  EXPECT_EQ(Taken(story_, {.document_ids = {testing::BeaconArticle().document.id,
                                            testing::CourierArticle().document.id}})
                .size(),
            9);
}

TEST_F(FactFilterTest, TakesWhatIsInConflict) {
  const std::vector<std::string> taken = Taken(story_, {.in_conflict = true});
  EXPECT_THAT(taken, ::testing::IsSupersetOf({"member_count", "member_count"}));
  EXPECT_THAT(taken, ::testing::Not(::testing::Contains("holds_position")));
}

TEST(FactFilterValidationTest, NamesTheField) {
  const auto field_of = [](const FactFilter& filter) {
    const absl::Status status = ValidateFactFilter(filter);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return FieldOf(status);
  };
  EXPECT_EQ(field_of({.entity_ids = {"e0"}}), "filter.entity_ids");
  EXPECT_EQ(field_of({.entity_ids = std::vector<std::string>(101, HashedId({"a"}))}),
            "filter.entity_ids");
  EXPECT_EQ(field_of({.role = "speaker"}), "filter.role");
  EXPECT_EQ(field_of({.types = {""}}), "filter.types");
  EXPECT_EQ(field_of({.publishers = {std::string(600, 'x')}}), "filter.publishers");
  EXPECT_EQ(field_of({.attributed_to = "Northwire"}), "filter.attributed_to");
  EXPECT_EQ(field_of({.document_ids = {"d"}}), "filter.document_ids");
  EXPECT_TRUE(ValidateFactFilter({}).ok());
}

}  // namespace
}  // namespace dateline::query

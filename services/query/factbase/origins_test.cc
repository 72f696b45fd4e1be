#include "services/query/factbase/origins.h"

#include <gtest/gtest.h>

#include "services/query/factbase/member_fixture.h"

namespace dateline::query {
namespace {

Member Report(const std::string& document, std::vector<OriginKey> keys) {
  Member member = MakeMember(document, RelationOf("is_a", "o", std::string("bank")));
  member.origin_keys.insert(member.origin_keys.end(), keys.begin(), keys.end());
  return member;
}

std::vector<Origin> OriginsAmong(const std::vector<Member>& members) {
  std::vector<const Member*> pointers;
  for (const Member& member : members) pointers.push_back(&member);
  return OriginsOf(pointers);
}

TEST(OriginsTest, OneAgencyIsOneOrigin) {
  const auto origins =
      OriginsAmong({Report("a", {{"1wire", "Wire"}}), Report("b", {{"1wire", "Wire"}, {"4p", ""}}),
                    Report("c", {{"3post", ""}})});
  EXPECT_EQ(origins[0], origins[1]);
  EXPECT_EQ(origins[0].name, "Wire");
  EXPECT_EQ(origins[0].reason, "agency credit");
  EXPECT_NE(origins[0].id, origins[2].id);
  EXPECT_EQ(origins[2].name, "c.txt");
  EXPECT_EQ(origins[2].reason, "single report");
}

TEST(OriginsTest, CopiesAndOutletsJoin) {
  const auto copied = OriginsAmong({Report("a", {{"4same", ""}}), Report("b", {{"4same", ""}})});
  EXPECT_EQ(copied[0].id, copied[1].id);
  EXPECT_EQ(copied[0].reason, "same passage");
  EXPECT_EQ(copied[0].name, "a.txt");
  const auto outlet = OriginsAmong({Report("a", {{"3post", ""}}), Report("b", {{"3post", ""}})});
  EXPECT_EQ(outlet[0].id, outlet[1].id);
  EXPECT_EQ(outlet[0].reason, "same publisher");
}

TEST(OriginsTest, IsCalledAfterWhatWasPublishedFirst) {
  const auto published = [](const std::string& document, int day) {
    Member member = MakeMember(document, RelationOf("is_a", "o", std::string("bank")));
    member.attestation.published_at = TimeInterval::Day(absl::CivilDay(2024, 3, day));
    member.origin_keys = {{DocumentOriginKey(member.attestation), document + ".txt"}, {"4p", ""}};
    return member;
  };
  const auto one = OriginsAmong({published("b", 4)});
  const auto two = OriginsAmong({published("a", 5), published("b", 4)});
  const auto undated = OriginsAmong({Report("a", {{"4p", ""}}), published("b", 4)});
  EXPECT_EQ(one[0].name, "b.txt");
  EXPECT_EQ(two[0].id, one[0].id);
  EXPECT_EQ(two[1].name, "b.txt");
  EXPECT_EQ(undated[0].id, one[0].id);
}

TEST(OriginsTest, OneDocumentIsOneOrigin) {
  const auto origins = OriginsAmong({Report("a", {{"4x", ""}}), Report("a", {{"4y", ""}})});
  EXPECT_EQ(origins[0].id, origins[1].id);
  EXPECT_EQ(origins[0].reason, "single report");
}

}  // namespace
}  // namespace dateline::query

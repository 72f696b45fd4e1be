#include "services/query/factbase/name_reach.h"

#include <gtest/gtest.h>

namespace dateline::query {
namespace {

constexpr EntityType kPerson = EntityType::kPerson;
constexpr EntityType kBody = EntityType::kOrganization;

TEST(NameReachTest, NamesReachEverywhere) {
  for (const std::string_view name :
       {"League of Mill Towns", "NHO", "Norvik Ministry of Health", "Grand Mill", "IT", "Ümit"}) {
    EXPECT_EQ(ReachOf(kBody, name), NameReach::kEverywhere) << name;
  }
  EXPECT_EQ(ReachOf(kPerson, "Ulla Tovich"), NameReach::kEverywhere);
  EXPECT_EQ(ReachOf(EntityType::kGpe, "Central"), NameReach::kEverywhere) << "places have names";
}

TEST(NameReachTest, InstitutionsReachTheirCountry) {
  for (const std::string_view name : {"Parliament", "Ministry of Health", "the Supreme Court",
                                      "Police", "Liberal Democratic Party"}) {
    EXPECT_EQ(ReachOf(kBody, name), NameReach::kCountry) << name;
  }
}

TEST(NameReachTest, DescriptionsStayInTheirDocument) {
  for (const std::string_view name : {"we", "the mill workers", "They", "Officials", "Monday"}) {
    EXPECT_EQ(ReachOf(kBody, name), NameReach::kDocument) << name;
  }
  EXPECT_EQ(ReachOf(kPerson, "Tovich"), NameReach::kDocument) << "there are many of one surname";
  EXPECT_EQ(ReachOf(kPerson, "Prime Minister"), NameReach::kDocument);
  EXPECT_EQ(ReachOf(EntityType::kGpe, "the town"), NameReach::kDocument);
}

}  // namespace
}  // namespace dateline::query

#include "common/fact/vocabulary.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace dateline {
namespace {

TEST(Vocabulary, TablesAreSortedSoThatLookupWorks) {
  for (const PredicateInfo& info : Predicates()) EXPECT_EQ(FindPredicate(info.name), &info);
  for (const EventTypeInfo& info : EventTypes()) EXPECT_EQ(FindEventType(info.name), &info);
  EXPECT_EQ(FindPredicate("likes"), nullptr);
  EXPECT_EQ(FindEventType("contact"), nullptr);
}

TEST(Vocabulary, NamesRoundTrip) {
  for (int i = 1; i <= 9; ++i) {
    const auto type = static_cast<EntityType>(i);
    EXPECT_EQ(EntityTypeFromName(NameOf(type)), type);
  }
  EXPECT_EQ(EntityTypeFromName("person"), EntityType::kPerson);
  EXPECT_EQ(FactKindFromName("Claim"), FactKind::kClaim);
  EXPECT_EQ(FactStatusFromName(NameOf(FactStatus::kHypothetical)), FactStatus::kHypothetical);
  EXPECT_FALSE(FactStatusFromName("unspecified").has_value());
  EXPECT_FALSE(EntityTypeFromName("").has_value());
}

}  // namespace
}  // namespace dateline

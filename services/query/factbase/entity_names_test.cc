#include "services/query/factbase/entity_names.h"

#include <gtest/gtest.h>

namespace dateline::query {
namespace {

const NameAndType kTorvik{"Torvik", EntityType::kPerson};
const NameAndType kLund{"Lund", EntityType::kPerson};

TEST(EntityNamesTest, HoldsFromTheMomentOfReadingOn) {
  EntityNames names(/*newest=*/5);
  names.Keep("e1", 10, kTorvik);
  EXPECT_EQ(names.Find("e1", 9), std::nullopt);
  EXPECT_EQ(names.Find("e1", 10), kTorvik);
  EXPECT_EQ(names.Find("e1", 11), kTorvik);
  EXPECT_EQ(names.Find("e2", 11), std::nullopt);
}

TEST(EntityNamesTest, ACommitForgetsWhatItChanges) {
  EntityNames names(/*newest=*/5);
  names.Keep("e1", 10, kTorvik);
  names.Keep("e2", 10, kLund);
  names.BeginCommit(20, {"e1"});
  EXPECT_EQ(names.Find("e1", 20), std::nullopt);
  EXPECT_EQ(names.Find("e1", 10), std::nullopt);
  EXPECT_EQ(names.Find("e2", 20), kLund);
}

TEST(EntityNamesTest, AReaderThatACommitOvertookKeepsNothing) {
  EntityNames names(/*newest=*/5);
  names.BeginCommit(20, {"e1"});
  EXPECT_FALSE(names.Keep("e1", 10, kTorvik));
  EXPECT_EQ(names.Find("e1", 20), std::nullopt);
  EXPECT_TRUE(names.Keep("e1", 20, kLund));
  EXPECT_EQ(names.Find("e1", 20), kLund);
  EXPECT_EQ(names.Find("e1", 10), std::nullopt);
}

TEST(EntityNamesTest, ViewsOfThePastKeepNothing) {
  EntityNames names(/*newest=*/20);
  EXPECT_FALSE(names.Keep("e1", 10, kTorvik));
  EXPECT_EQ(names.Find("e1", 20), std::nullopt);
}

TEST(EntityNamesTest, RewritingThePastForgetsEverything) {
  EntityNames names(/*newest=*/5);
  names.Keep("e1", 10, kTorvik);
  names.BeginCommitOfAnything(20);
  EXPECT_EQ(names.Find("e1", 20), std::nullopt);
}

TEST(EntityNamesTest, AFullCacheStartsAnew) {
  EntityNames names(/*newest=*/5, /*capacity=*/2);
  names.Keep("e1", 10, kTorvik);
  names.Keep("e2", 10, kTorvik);
  names.Keep("e3", 10, kLund);
  EXPECT_EQ(names.Find("e1", 10), std::nullopt);
  EXPECT_EQ(names.Find("e3", 10), kLund);
}

}  // namespace
}  // namespace dateline::query

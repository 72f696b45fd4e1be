#include "services/ingest/core/block_model.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dateline::ingest {
namespace {

constexpr std::string_view kModel =
    "features 2\nwords\nlinks\ntrees 2\n0<10 =-500 1<3 =700 =-40\n=25\n";

TEST(BlockModelTest, AddsTheLeavesThatARowReaches) {
  std::string_view text = kModel;
  const absl::StatusOr<BlockModel> model = BlockModel::Parse(text);
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(model->features(), (std::vector<std::string>{"words", "links"}));
  EXPECT_EQ(model->Score(std::vector<int32_t>{9, 0}), -475);
  EXPECT_EQ(model->Score(std::vector<int32_t>{10, 2}), 725);
  EXPECT_EQ(model->Score(std::vector<int32_t>{10, 3}), -15);
}

TEST(BlockModelTest, OneModelIsTakenOffTheFront) {
  const std::string two = std::string(kModel) + "features 0\ntrees 1\n=7\n";
  std::string_view text = two;
  ASSERT_TRUE(BlockModel::Parse(text).ok());
  const absl::StatusOr<BlockModel> second = BlockModel::Parse(text);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->Score({}), 7);
}

TEST(BlockModelTest, MalformedModelsAreRefused) {
  for (const char* broken :
       {"", "features x\n", "features 1\na\n", "features 1\na\ntrees 1\n",
        "features 1\na\ntrees 1\n0<1 =2\n", "features 1\na\ntrees 1\n=1 =2\n",
        "features 1\na\ntrees 1\n1<1 =1 =2\n", "features 1\na\ntrees 1\n-1<1 =1 =2\n",
        "features 1\na\ntrees 1\n0<z =1 =2\n", "features 1\na\ntrees 1\n=z\n",
        "features 99999999\n"}) {
    std::string_view text = broken;
    EXPECT_EQ(BlockModel::Parse(text).status().code(), absl::StatusCode::kDataLoss) << broken;
  }
}

}  // namespace
}  // namespace dateline::ingest

#include "common/convert/field_path.h"

#include "gtest/gtest.h"

namespace dateline {
namespace {

TEST(FieldPathTest, NamesFieldsAndItemsFromTheRoot) {
  const FieldPath root;
  EXPECT_EQ(root.ToString(), "");
  const FieldPath fact = root.Item("facts", 3);
  const FieldPath content = fact.Field("content");
  EXPECT_EQ(fact.ToString(), "facts[3]");
  EXPECT_EQ(content.ToString(), "facts[3].content");
  EXPECT_EQ(content.Item("roles", 0).ToString(), "facts[3].content.roles[0]");
}

}  // namespace
}  // namespace dateline

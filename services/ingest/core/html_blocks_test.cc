#include "services/ingest/core/html_blocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dateline::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> TextsOf(std::string_view page) {
  const HtmlTree tree = HtmlTree::Parse(page);
  std::vector<std::string> texts;
  for (const HtmlBlock& block : FindHtmlBlocks(tree)) texts.push_back(block.text);
  return texts;
}

TEST(HtmlBlocksTest, BlocksEndWhereElementsDo) {
  EXPECT_THAT(TextsOf("<div>Lead <b>in</b><p>One</p>tail<ul><li>a<li>b</ul></div>"),
              ElementsAre("Lead in", "One", "tail", "a", "b"));
  EXPECT_THAT(TextsOf("<p>One<br>line<br><br>Two"), ElementsAre("One line", "Two"));
  EXPECT_THAT(TextsOf("<table><tr><td>a<td>b</table>"), ElementsAre("a", "b"));
}

TEST(HtmlBlocksTest, WhiteSpaceAndEntitiesAreSettled) {
  EXPECT_THAT(TextsOf("<p> Rock&nbsp;&amp;\n roll<i>er</i> <i>coaster</i> </p><p> &nbsp; </p>"),
              ElementsAre("Rock & roller coaster"));
}

TEST(HtmlBlocksTest, CodeIsNoText) {
  EXPECT_THAT(TextsOf("<style>p{}</style><script>x()</script><template><p>x</template>"
                      "<select><option>x</select><svg><text>x</text></svg>"),
              IsEmpty());
}

TEST(HtmlBlocksTest, TextInLinksIsCounted) {
  const HtmlTree tree = HtmlTree::Parse("<p>See <a href=x>here</a> or <a name=y>there</a>");
  const std::vector<HtmlBlock> blocks = FindHtmlBlocks(tree);
  ASSERT_EQ(blocks.size(), 1u);
  EXPECT_EQ(blocks[0].link_bytes, 4u);
  EXPECT_EQ(tree.nodes()[static_cast<size_t>(blocks[0].container)].tag, "p");
}

TEST(HtmlBlocksTest, AButtonInAHeadingIsTheHeading) {
  const HtmlTree tree = HtmlTree::Parse("<h3><button>Who pays?</button></h3><button>Menu</button>");
  const std::vector<HtmlBlock> blocks = FindHtmlBlocks(tree);
  ASSERT_EQ(blocks.size(), 2u);
  EXPECT_EQ(tree.nodes()[static_cast<size_t>(blocks[0].container)].tag, "h3");
  EXPECT_EQ(tree.nodes()[static_cast<size_t>(blocks[1].container)].tag, "button");
}

}  // namespace
}  // namespace dateline::ingest

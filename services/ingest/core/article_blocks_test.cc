#include "services/ingest/core/article_blocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dateline::ingest {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string ChosenText(const std::string& page) {
  const HtmlTree tree = HtmlTree::Parse(page);
  const std::vector<HtmlBlock> blocks = FindHtmlBlocks(tree);
  const std::vector<bool> chosen = ChooseArticleBlocks(tree, blocks, {});
  EXPECT_EQ(chosen.size(), blocks.size());
  std::string text;
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (chosen[i]) text += blocks[i].text + "\n";
  }
  return text;
}

// A news page as they are made, with names of this test's own.
constexpr std::string_view kParagraphs[] = {
    "The council of Port Alder adopted a plan for a new ferry on Friday, after a debate that "
    "lasted until midnight and drew more than two hundred people to the town hall.",
    "The ferry is to carry 300 passengers and 40 cars across the Sarn Strait every hour, and the "
    "first of them should sail in the spring of next year, the mayor told reporters.",
    "Opponents of the plan said that the harbour is too small for a ship of that size, and that "
    "the money would be better spent on the road to Castrel, which floods each winter.",
    "A study that the council ordered last year found that the crossing would pay for itself "
    "within twelve years if fares stay as they are, but its authors warned of higher fuel prices.",
    "The regional government has promised to pay a third of the cost. The rest will come from a "
    "loan that the council has yet to negotiate with its bank, according to the treasurer."};

std::string NewsPage() {
  std::string page =
      "<html><head><title>Ferry plan adopted | Harbour Post</title></head><body>"
      "<header class=site-header><nav class=menu><ul><li><a href=/>Home</a></li><li><a href=/w>"
      "World</a></li><li><a href=/s>Sport</a></li></ul></nav></header>"
      "<div class=cookie-banner><p>We use cookies to improve your experience on our site. By "
      "continuing to browse you accept our privacy policy.</p><button>Accept</button></div>"
      "<main><article class=post><h1>Ferry plan adopted</h1><p class=byline>By Ana Brook</p>"
      "<div class=share><a href=#>Share</a><a href=#>Tweet</a></div><div class=article-body>";
  for (size_t i = 0; i < std::size(kParagraphs); ++i) {
    page += "<p>" + std::string(kParagraphs[i]) + "</p>";
    if (i == 2) page += "<h2>Who is to pay</h2>";
    if (i == 1)
      page += "<figure><img src=x><figcaption>The harbour. Photo: A. Vale</figcaption></figure>";
  }
  page +=
      "</div></article><section class=related><h3>Related articles</h3><ul>"
      "<li><a href=/1>Storm closes the strait for a day</a></li>"
      "<li><a href=/2>Ten ways to dry a sail indoors</a></li></ul></section>"
      "<section class=comments id=comments><h3>2 comments</h3><div class=comment><b>sailor7</b>"
      "<p>I have never seen such a waste of money in this town, and I have lived here for forty "
      "years.</p></div></section></main>"
      "<footer class=footer><p>© 2021 Harbour Post. All rights reserved.</p>"
      "<p>Subscribe to our newsletter to get the latest in your inbox.</p></footer></body></html>";
  return page;
}

TEST(ArticleBlocksTest, TheModelsFitThisProgram) {
  const absl::Status checked = CheckArticleBlockModels();
  EXPECT_TRUE(checked.ok()) << checked;
}

TEST(ArticleBlocksTest, ANewsPageGivesItsParagraphsAndNothingElse) {
  const std::string text = ChosenText(NewsPage());
  for (std::string_view paragraph : kParagraphs)
    EXPECT_THAT(text, HasSubstr(std::string(paragraph)));
  for (const char* other : {"cookies", "Home", "Tweet", "Photo", "Related", "Storm closes",
                            "waste of money", "sailor7", "rights reserved", "newsletter"}) {
    EXPECT_THAT(text, Not(HasSubstr(other)));
  }
}

TEST(ArticleBlocksTest, TheSameWithoutNamesThatHelp) {
  std::string page = "<div><a href=/>Home</a> <a href=/w>World</a> <a href=/s>Sport</a></div><div>";
  for (std::string_view paragraph : kParagraphs) page += "<p>" + std::string(paragraph) + "</p>";
  page += "</div><div><a href=/1>Storm closes the strait for a day</a></div>";
  const std::string text = ChosenText(page);
  for (std::string_view paragraph : kParagraphs)
    EXPECT_THAT(text, HasSubstr(std::string(paragraph)));
  EXPECT_THAT(text, Not(HasSubstr("World")));
}

TEST(ArticleBlocksTest, AFewWordsAreReadByRules) {
  EXPECT_EQ(ChosenText("<nav>Menu</nav><p>The mayor spoke.</p><footer>Foot</footer>"),
            "The mayor spoke.\n");
  EXPECT_EQ(ChosenText(""), "");
}

}  // namespace
}  // namespace dateline::ingest

#include "services/ingest/core/html_article.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "common/text/utf8.h"
#include "services/ingest/core/html_entities.h"
#include "services/ingest/core/html_tree.h"

namespace dateline::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string TextOf(std::string_view page) { return ReadHtmlArticle(page).text.text; }

TEST(HtmlEntitiesTest, NamesAndNumbers) {
  EXPECT_EQ(DecodeHtmlEntities("a &amp; b &lt;c&gt; &eacute;"), "a & b <c> é");
  EXPECT_EQ(DecodeHtmlEntities("&#8217;&#x201C;&#X41;&#150;"), "’“A–");
  EXPECT_EQ(DecodeHtmlEntities("&#0;&#xD800;&#99999999999;"), "���");
  EXPECT_EQ(DecodeHtmlEntities("&copy 2021"), "© 2021");
  EXPECT_EQ(DecodeHtmlEntities("?a=1&copy=2 &nosuch; &; &#; R&D"),
            "?a=1&copy=2 &nosuch; &; &#; R&D");
}

TEST(HtmlArticleTest, ParagraphsHeadingsAndInlineMarkup) {
  EXPECT_EQ(TextOf("<body><h1>Ferry\n plan</h1><p>The <b>may</b>or\n  spoke.</p>"
                   "<ul><li>One</li><li>Two</li></ul></body>"),
            "Ferry plan\n\nThe mayor spoke.\n\nOne\n\nTwo");
  EXPECT_EQ(TextOf("<p>One<br>Two<p>Three"), "One\nTwo\n\nThree");
  EXPECT_EQ(TextOf("<table><tr><td>a<td>b<tr><td>c</table>after"), "a b\n\nc\n\nafter");
  EXPECT_EQ(TextOf("<pre>x\ny</pre>"), "x\ny");
}

TEST(HtmlArticleTest, WhatIsNotTheArticleIsLeftOut) {
  const std::string text = TextOf(
      "<html><head><title>T</title><style>p{}</style></head><body><header>Site</header>"
      "<nav>Menu</nav><article><header>Head</header><p>Kept.</p><aside>Aside</aside>"
      "<figure><img><figcaption>Photo</figcaption></figure><form>Form</form>"
      "<script>if (a < b) { document.write('<p>Script</p>'); }</script>"
      "<p hidden>Hidden</p><p style='display: none'>Gone</p></article>"
      "<footer>Foot</footer></body></html>");
  EXPECT_EQ(text, "Head\n\nKept.");
}

TEST(HtmlArticleTest, TheArticleElementWithTheMostTextIsTheRoot) {
  EXPECT_EQ(TextOf("<body><p>Teaser</p><article><p>Short</p></article><article><p>This is the "
                   "real article of the page.</p></article></body>"),
            "This is the real article of the page.");
  EXPECT_EQ(TextOf("<body><div><p>All of the text stands outside of it.</p></div>"
                   "<article><p>x</p></article></body>"),
            "All of the text stands outside of it.\n\nx");
}

TEST(HtmlArticleTest, PagesThatAreAllFormOrHiddenAreReadWhole) {
  EXPECT_EQ(TextOf("<body><form id=page><p>The mayor spoke.</p></form></body>"),
            "The mayor spoke.");
  EXPECT_EQ(TextOf("<body style='display:none'><p>The mayor spoke.</p></body>"),
            "The mayor spoke.");
  EXPECT_EQ(TextOf("<body><form><script>x()</script></form></body>"), "");
}

TEST(HtmlArticleTest, Metadata) {
  const FoundMetadata json = ReadHtmlArticle(
                                 "<script type=\"application/ld+json\">{\"@graph\":[{\"@type\":"
                                 "\"WebPage\"},{\"@type\":[\"NewsArticle\"],\"headline\":\"Ferry "
                                 "&amp; plan\",\"datePublished\":\"2021-08-20T08:00:00Z\","
                                 "\"author\":[{\"@type\":\"Person\",\"name\":\"Ana Brook\"},"
                                 "\"Tom Vale\"],\"publisher\":{\"name\":\"Harbour Post\"}}]}"
                                 "</script><p>Text.</p>")
                                 .metadata;
  EXPECT_EQ(json.title, "Ferry & plan");
  EXPECT_THAT(json.bylines, ElementsAre("Ana Brook", "Tom Vale"));
  EXPECT_EQ(json.publisher, "Harbour Post");
  EXPECT_EQ(json.published_at->StartString(), "2021-08-20T08:00:00");

  const FoundMetadata plain =
      ReadHtmlArticle(
          "<title>Ferry plan</title><meta name=author content='https://x.example/ana'>"
          "<p>By someone <time datetime='2021-08-20'>Friday</time></p>")
          .metadata;
  EXPECT_EQ(plain.title, "Ferry plan");
  EXPECT_TRUE(plain.bylines.empty());
  EXPECT_EQ(plain.published_at->ToEdtf(), "2021-08-20");
}

TEST(HtmlArticleTest, BrokenJsonIsIgnored) {
  const std::string deep(100'000, '[');
  for (const std::string& code : {std::string("{\"@type\":"), deep, std::string("nonsense")}) {
    const HtmlArticle article =
        ReadHtmlArticle("<script type=\"application/ld+json\">" + code + "</script><p>Text.</p>");
    EXPECT_EQ(article.text.text, "Text.");
    EXPECT_EQ(article.metadata.title, "");
  }
}

TEST(HtmlTreeTest, ClosesWhatBrowsersClose) {
  const HtmlTree tree = HtmlTree::Parse("<ul><li>a<li>b</ul><p>c<div>d</div></b>e");
  std::vector<std::string> parents;
  for (const HtmlNode& node : tree.nodes()) {
    if (node.is_text()) {
      parents.push_back(node.parent == kNoNode ? "-" : tree.nodes()[node.parent].tag);
    }
  }
  EXPECT_THAT(parents, ElementsAre("li", "li", "p", "div", "-"));
}

TEST(HtmlTreeTest, AttributesInEveryQuoting) {
  const HtmlTree tree = HtmlTree::Parse("<a HREF=x one two='a \"b\"' three=\"&lt;\" one=2/>");
  const HtmlNode& node = tree.nodes()[0];
  EXPECT_EQ(node.Attribute("href"), "x");
  EXPECT_EQ(node.Attribute("two"), "a \"b\"");
  EXPECT_EQ(node.Attribute("three"), "<");
  EXPECT_TRUE(node.HasAttribute("one"));
  EXPECT_EQ(node.Attribute("one"), "") << "the first of two wins";
}

TEST(HtmlTreeTest, TextKnowsWhereItStands) {
  std::string text;
  for (int i = 0; i < 3000; ++i)
    text += i % 7 == 0 ? "Zoë &amp; " : i % 11 == 0 ? "a < b " : "word\n";
  const std::string page = "\xEF\xBB\xBF<!-- <p> --><p class=\"a>b\">" + text + "</p></b>&eacute;t";
  const HtmlTree tree = HtmlTree::Parse(page);
  std::vector<std::string> sources;
  for (const HtmlNode& node : tree.nodes()) sources.emplace_back(node.source.In(page));
  ASSERT_GE(sources.size(), 3);
  EXPECT_EQ(sources[sources.size() - 3], "<p class=\"a>b\">");
  EXPECT_EQ(sources[sources.size() - 2], text);
  EXPECT_EQ(sources[sources.size() - 1], "&eacute;t");
}

TEST(HtmlTreeTest, BytesAreUtf8WhateverThePageSays) {
  EXPECT_EQ(TextOf("<meta charset=iso-8859-1><p>Zoë"), "Zoë");
  EXPECT_EQ(TextOf("ë"), "ë");
  const std::string controls = {'<', 'p', '>', 'a', '\0', 'b', '\x01', 'c'};
  EXPECT_EQ(TextOf(controls), "abc");
}

TEST(HtmlTreeTest, LongAttributesAreReadAndFloodsOfThemAreNot) {
  std::string page = "<img src='";
  page.append(1 << 20, '/');
  page += "' alt=\"" + std::string(1 << 18, ' ') + "\"><p>Kept";
  EXPECT_EQ(TextOf(page), "Kept");

  std::string flood = "<p>Read</p><a";
  for (int i = 0; i < 200'000; ++i) flood += " a" + std::to_string(i);
  const HtmlTree tree = HtmlTree::Parse(flood + "><p>Not read");
  EXPECT_TRUE(tree.truncated());
  EXPECT_LT(tree.nodes().size(), 4);
}

TEST(HtmlTreeTest, EndTagsThatMatchNoneOfManyOpenElementsEndThePage) {
  std::string page = "<p>Read</p>";
  for (int i = 0; i < 200'000; ++i) page += "<b>";
  for (int i = 0; i < 200'000; ++i) page += "</i>";
  EXPECT_TRUE(HtmlTree::Parse(page).truncated());
  EXPECT_EQ(TextOf(page), "Read");
}

// Pages made to hurt: each is a megabyte or more and must be read in no time,
// without recursion.
TEST(HtmlArticleTest, HostilePages) {
  const auto repeat = [](std::string_view piece, size_t bytes) {
    std::string page;
    while (page.size() < bytes) page += piece;
    return page;
  };
  for (const char* piece : {"<div>",
                            "<p><b id=1>",
                            "<table><tr><td>",
                            "<a href='",
                            "<!--",
                            "</x>",
                            "<",
                            "<li><dd>",
                            "<script>",
                            "&#x",
                            "<a b c d e f g h",
                            "</p><p>",
                            "&amp;",
                            "<p>One two three. ",
                            "<time datetime=2021-08-20>x</time>",
                            "<h1>Ferry plan</h1>",
                            "<a rel=author>Ana Brook</a>",
                            "x<br><br>",
                            "<td>cell",
                            "<meta name=author content=x>",
                            "<body>",
                            "<html a=b>",
                            "<title>",
                            "<?x",
                            "<!x",
                            "a<"}) {
    const std::string page = repeat(piece, 1 << 20) + "<p>End";
    ReadHtmlArticle(page);
  }
  EXPECT_EQ(TextOf(repeat("<div>", 1 << 20) + "deep"), "deep");
}

// A name as long as the page, asked for by everything below it.
TEST(HtmlArticleTest, HostileNames) {
  const std::string name(1 << 20, 'x');
  std::string page = "<div class='" + name + " title' id='" + name + "'>";
  for (int i = 0; i < 50'000; ++i) page += "Ferry plan<br><br><time>x</time>";
  EXPECT_THAT(TextOf(page + "<p>End"), HasSubstr("Ferry plan"));
}

// Whatever the page, the text is canonical, and its offsets stay inside the page
// and in order.
TEST(HtmlArticleTest, PropertyRandomPages) {
  const std::vector<std::string> pieces = {
      "<p>",      "</p>",      "<div>", "</div>", "<b>",         "</b>",     "a",
      "Zoë",      " ",         "\n",    "&amp;",  "&nbsp;",      "&#173;",   "&",
      "<",        ">",         "\"",    "<br/>",  "<td>",        "<table>",  "</table>",
      "<script>", "</script>", "<!--",  "-->",    "<a href=\"x", "\xC2\xAD", "<li>"};
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string page;
    const size_t length = random() % 40;
    for (size_t i = 0; i < length; ++i) page += pieces[random() % pieces.size()];
    const CanonicalText text = ReadHtmlArticle(page).text;
    ASSERT_FALSE(FindInvalidUtf8(text.text).has_value());
    ASSERT_EQ(CanonicalizePlainText(text.text).text, text.text) << page;
    uint32_t last = 0;
    for (uint32_t i = 0; i < text.text.size(); ++i) {
      if (!IsCharacterBoundary(text.text, i)) continue;
      const ByteSpan source = text.offsets.SourceOf(i);
      ASSERT_GE(source.begin, last) << page;
      ASSERT_LE(source.end, page.size()) << page;
      last = source.begin;
    }
  }
}

}  // namespace
}  // namespace dateline::ingest

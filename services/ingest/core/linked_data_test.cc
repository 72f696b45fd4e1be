#include "services/ingest/core/linked_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dateline::ingest {
namespace {

using ::testing::ElementsAre;

std::vector<LinkedArticle> Read(std::string_view code) {
  std::vector<LinkedArticle> articles;
  ReadLinkedData(code, articles);
  return articles;
}

TEST(LinkedDataTest, ReadsWhatAnArticleSays) {
  const auto articles = Read(
      R"({"@type":"NewsArticle","headline":"Ferry &amp; plan","articleBody":"The text.",
          "datePublished":"2021-08-20T08:00:00Z","dateModified":"2021-08-21",
          "articleSection":["World","Sea"],"isAccessibleForFree":"False","inLanguage":"en",
          "author":[{"@type":"Person","name":"Ana Brook"},"Tom Vale",
                    {"givenName":"Ida","familyName":"Holm"}],
          "publisher":{"@type":"Organization","name":"Harbour Post"}})");
  ASSERT_EQ(articles.size(), 1u);
  EXPECT_TRUE(articles[0].is_article);
  EXPECT_EQ(articles[0].headline, "Ferry & plan");
  EXPECT_EQ(articles[0].body, "The text.");
  EXPECT_EQ(articles[0].published_at, "2021-08-20T08:00:00Z");
  EXPECT_EQ(articles[0].updated_at, "2021-08-21");
  EXPECT_EQ(articles[0].section, "World");
  EXPECT_EQ(articles[0].publisher, "Harbour Post");
  EXPECT_TRUE(articles[0].behind_paywall);
  EXPECT_THAT(articles[0].authors, ElementsAre("Ana Brook", "Tom Vale", "Ida Holm"));
}

TEST(LinkedDataTest, ReferencesInAGraphAreFollowed) {
  const auto articles = Read(
      R"({"@graph":[{"@type":"WebPage","datePublished":"2020-01-01"},
          {"@type":["Article","BlogPosting"],"author":{"@id":"#ana"},"publisher":{"@id":"#self"}},
          {"@type":"Person","@id":"#ana","name":"Ana Brook"},
          {"@type":"Person","@id":"#self","name":"Harbour Post"}]})");
  ASSERT_EQ(articles.size(), 2u);
  EXPECT_TRUE(articles[0].is_page);
  EXPECT_THAT(articles[1].authors, ElementsAre("Ana Brook"));
  EXPECT_EQ(articles[1].publisher, "Harbour Post");
}

TEST(LinkedDataTest, WhatPagesGetWrongIsForgiven) {
  EXPECT_EQ(Read("<!-- {\"@type\":\"Article\",\"headline\":\"a\nb\"} -->").at(0).headline, "a b");
  EXPECT_EQ(Read("//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"c\"}\n//]]>").at(0).headline,
            "c");
  EXPECT_TRUE(Read("{\"@type\":").empty());
  EXPECT_TRUE(Read("").empty());
  EXPECT_TRUE(Read("[1,2,null,\"x\"]").empty());
  EXPECT_TRUE(Read(std::string(100'000, '[')).empty());
  EXPECT_TRUE(Read("{\"@type\":\"Article\",\"author\":{\"@id\":7}}").at(0).authors.empty());
}

}  // namespace
}  // namespace dateline::ingest

#include "common/text/article_address.h"

#include <gtest/gtest.h>

namespace dateline {
namespace {

TEST(ArticleAddressTest, OneArticleHasOneAddress) {
  for (const char* url :
       {"https://quay.example/a/1", "http://quay.example/a/1/", "https://www.Quay.example/a/1#top",
        "HTTPS://quay.example:443/a/1?utm_source=x&UTM_medium=y", "http://quay.example:80/a/1?",
        "https://quay.example/a/1?fbclid=abc#b?c"}) {
    EXPECT_EQ(ArticleAddress(url), "quay.example/a/1") << url;
  }
}

TEST(ArticleAddressTest, WhatTellsArticlesApartStays) {
  EXPECT_EQ(ArticleAddress("https://quay.example/?id=7&utm_id=2&page=2"),
            "quay.example?id=7&page=2");
  EXPECT_EQ(ArticleAddress("https://news.quay.example:8080/A"), "news.quay.example:8080/A");
}

TEST(ArticleAddressTest, NoAddressOfAnArticle) {
  for (const char* url :
       {"", "story.txt", "/var/spool/a", "ftp://quay.example/a", "https://", "https://quay.example",
        "https://www.quay.example/?utm_source=x", "https:///a", "https://quay.example//"}) {
    EXPECT_EQ(ArticleAddress(url), "") << url;
  }
}

TEST(ArticleAddressTest, ThePageKnowsItsAddressBest) {
  EXPECT_EQ(ArticleAddress("https://quay.example/a", "https://mirror.example/b"), "quay.example/a");
  EXPECT_EQ(ArticleAddress("https://quay.example/", "https://quay.example/b"), "quay.example/b");
  EXPECT_EQ(ArticleAddress("", "b.html"), "");
  EXPECT_EQ(HostOfAddress("quay.example/a/1"), "quay.example");
  EXPECT_EQ(HostOfAddress("quay.example?id=7"), "quay.example");
}

}  // namespace
}  // namespace dateline

#include "services/ingest/core/web_address.h"

#include <gtest/gtest.h>

namespace dateline::ingest {
namespace {

TEST(WebAddressTest, OnlyHttpWithAHost) {
  EXPECT_TRUE(IsWebAddress("https://post.example/ferry?a=1"));
  for (const char* address : {"javascript:alert(1)", "https://", "http:///x", "ftp://x.example",
                              "https://x.example/a b", "https://x.example/\"onload="}) {
    EXPECT_FALSE(IsWebAddress(address)) << address;
  }
}

TEST(WebAddressTest, DocumentsAreNotAtAddressesThatRun) {
  for (const char* uri : {"", "https://post.example/1", "articles/one.txt", "my: own name",
                          "urn:isbn:1", "database", "javascript/intro.html"}) {
    EXPECT_TRUE(CheckDocumentUri(uri).ok()) << uri;
  }
  for (const char* uri :
       {"javascript:alert(1)", " JavaScript :alert(1)", "data:text/html,x", "vbscript:x",
        "java\tscript:alert(1)", "https://x.example/\r\nX: 1", "https://x.example/caf\xE9"}) {
    EXPECT_FALSE(CheckDocumentUri(uri).ok()) << uri;
  }
}

TEST(WebAddressTest, HostsThatImitateOthersAreShownInAscii) {
  // Cyrillic letters among Latin ones, and a whole word of them.
  EXPECT_EQ(ImitatedHost("https://harb\xD0\xBEur.example/x").substr(0, 4), "xn--");
  EXPECT_EQ(ImitatedHost("https://\xD1\x80\xD0\xBE\xD1\x80\xD0\xB5.example:8080/x").substr(0, 4),
            "xn--");
  // The same, encoded already.
  const std::string ascii = ImitatedHost("https://harb\xD0\xBEur.example/x");
  EXPECT_EQ(ImitatedHost("https://" + ascii + "/x"), ascii);
  for (const char* address :
       {"https://harbour.example/x", "https://z\xC3\xBCrich.example/", "relative/path",
        "https://\xD0\xB3\xD0\xB0\xD0\xB7\xD0\xB5\xD1\x82\xD0\xB0.example/",
        "https://\xD1\x80\xD0\xBE\xD1\x80\xD0\xB5.\xD1\x80\xD1\x84/", ""}) {
    EXPECT_EQ(ImitatedHost(address), "") << address;
  }
  EXPECT_EQ(WithHost("https://a.example:1/x", "b.example"), "https://b.example:1/x");
}

}  // namespace
}  // namespace dateline::ingest

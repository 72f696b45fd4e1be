#include "services/ingest/core/delivery_source.h"

#include <gtest/gtest.h>

#include <string>

namespace dateline::ingest {
namespace {

std::string PublisherOf(std::string uri, std::string publisher = "") {
  Document document;
  document.uri = std::move(uri);
  document.publisher = std::move(publisher);
  return DeliverySourceOf(document, "feed").publisher;
}

TEST(DeliverySourceTest, PublisherOrHost) {
  EXPECT_EQ(PublisherOf("https://Harbour.example/1", "Harbour Post"), "Harbour Post");
  EXPECT_EQ(PublisherOf("https://Harbour.example:8443/1?a=b@c"), "harbour.example");
  EXPECT_EQ(PublisherOf("https://reader@harbour.example"), "harbour.example");
  EXPECT_EQ(PublisherOf("http://[2001:db8::1]:80/x"), "[2001:db8::1]");
  EXPECT_EQ(PublisherOf("http://[2001:db8::1]/x"), "[2001:db8::1]");
  EXPECT_EQ(PublisherOf("articles/one.txt"), "");
  EXPECT_EQ(PublisherOf("", std::string(500, 'a')).size(), 200u);
  EXPECT_EQ(DeliverySourceOf(Document(), "feed").submitter, "feed");
}

TEST(DeliverySourceTest, BadTermsAreRefused) {
  EXPECT_TRUE(CheckDeliveryTerms({"wire-feed", Priority::kBreaking}).ok());
  EXPECT_TRUE(CheckDeliveryTerms({}).ok());
  EXPECT_FALSE(CheckDeliveryTerms({std::string(201, 'a')}).ok());
  EXPECT_FALSE(CheckDeliveryTerms({"a\nb"}).ok());
  EXPECT_FALSE(CheckDeliveryTerms({"\xFF"}).ok());
  EXPECT_FALSE(CheckDeliveryTerms({"a", Priority::kReextraction}).ok());
  EXPECT_FALSE(CheckDeliveryTerms({"a", Priority::kUnspecified}).ok());
}

}  // namespace
}  // namespace dateline::ingest

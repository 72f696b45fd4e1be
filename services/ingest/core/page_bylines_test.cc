#include "services/ingest/core/page_bylines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/ingest/core/html_article.h"

namespace dateline::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Read(std::string_view page) {
  return ReadHtmlArticle(page).metadata.bylines;
}

TEST(PageBylinesTest, NamesInCredits) {
  EXPECT_THAT(NamesInCredit("By Ana Brook and Tom Vale, Harbour Post"),
              ElementsAre("Ana Brook", "Tom Vale", "Harbour Post"));
  EXPECT_THAT(NamesInCredit("Written by: Ana Brook | August 20, 2021"), ElementsAre("Ana Brook"));
  EXPECT_THAT(NamesInCredit("Ana Brook, senior editor"), ElementsAre("Ana Brook"));
  EXPECT_THAT(NamesInCredit("Ida Holm, Ph.D., RDN"), ElementsAre("Ida Holm, Ph.D., RDN"));
  EXPECT_THAT(NamesInCredit("AB Ana Brook"), ElementsAre("Ana Brook"));
  EXPECT_THAT(NamesInCredit("Staff"), ElementsAre("Staff"));
  EXPECT_THAT(NamesInCredit("https://post.example/ana"), IsEmpty());
  EXPECT_THAT(NamesInCredit(""), IsEmpty());
  EXPECT_THAT(NamesInCredit(std::string(5000, 'x')), IsEmpty());
}

TEST(PageBylinesTest, EveryKindOfMarkup) {
  const std::string text = "<h1>Ferry plan</h1><p>The mayor spoke.</p>";
  EXPECT_THAT(Read("<meta name=author content='Ana Brook'>" + text), ElementsAre("Ana Brook"));
  EXPECT_THAT(Read("<meta name=citation_author content='Ana Brook'>"
                   "<meta name=citation_author content='Tom Vale'>" +
                   text),
              ElementsAre("Ana Brook", "Tom Vale"));
  EXPECT_THAT(Read(text + "<span itemprop=author><b itemprop=name>Ana Brook</b></span>"),
              ElementsAre("Ana Brook"));
  EXPECT_THAT(Read(text + "<a rel=author href=/ana>Ana Brook</a>"), ElementsAre("Ana Brook"));
  EXPECT_THAT(Read("<h1>Ferry plan</h1><div>By Ana Brook</div>"), ElementsAre("Ana Brook"));
  EXPECT_THAT(Read("<h1>Ferry plan</h1><div class=author-name>Ana Brook</div>"),
              ElementsAre("Ana Brook"));
  EXPECT_THAT(Read("<h1>Ferry plan</h1><div>Ana Brook</div><div>August 20, 2021</div>"),
              ElementsAre("Ana Brook"));
  EXPECT_THAT(Read(text), IsEmpty());
}

TEST(PageBylinesTest, AnOutletIsAnAuthorOnlyIfNobodyElseIs) {
  const std::string head =
      "<meta property=og:site_name content='Harbour Post'><meta name=author content='Harbour "
      "Post'>";
  EXPECT_THAT(Read(head + "<h1>Ferry plan</h1><div>By Ana Brook</div>"), ElementsAre("Ana Brook"));
  EXPECT_THAT(Read(head + "<h1>Ferry plan</h1>"), ElementsAre("Harbour Post"));
}

TEST(PageBylinesTest, CommentersAreNoAuthors) {
  EXPECT_THAT(Read("<h1>Ferry plan</h1><p>The mayor spoke.</p><div class=comments>"
                   "<a rel=author href=/u>Tom Vale</a></div>"),
              IsEmpty());
}

}  // namespace
}  // namespace dateline::ingest

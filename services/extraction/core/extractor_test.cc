#include "services/extraction/core/extractor.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>

#include "common/base/error.h"
#include "common/fact/flat_record.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline::extraction {
namespace {

using ::testing::ElementsAre;

const Extractor& TestExtractor() {
  static const auto* const kExtractor = new std::unique_ptr<const Extractor>(*Extractor::Create());
  return **kExtractor;
}

constexpr std::string_view kArticle =
    "Harbour talks open in Lima\n\n9 March 2031\n\nLIMA (Example Wire) - Peruvian President Orlo "
    "Vance met Chilean Prime Minister Mira Tamm in Lima on Monday, the Peruvian Foreign Ministry "
    "reported.\n\n“We will build the harbour together,” said Vance. A ministry source added that "
    "the work may begin in May.\n\nThe Example Trade Union (ETU) is a regional bloc. Members of "
    "the "
    "ETU are Peru, Chile and Brazil.\n\nBased on materials from Example Press";

Document Article() {
  Document document;
  document.publisher = "Lima Courier";
  document.published_at = TimeInterval::Day(absl::CivilDay(2031, 3, 10));
  document.text = std::string(kArticle);
  return document;
}

std::string Records(const Extraction& extraction) {
  std::string out;
  for (const ExtractedFact& fact : extraction.facts) {
    out += FlatRecord("", fact.content, fact.attestation) + "\n";
  }
  return out;
}

std::string ReasonOf(std::string text) {
  Document document;
  document.text = std::move(text);
  const auto extraction = TestExtractor().Extract(document);
  const auto detail = GetErrorDetail(extraction.status());
  return detail.has_value() ? detail->reason : "";
}

TEST(Extractor, EverySpanIsReadFromTheText) {
  const auto extraction = TestExtractor().Extract(Article());
  ASSERT_TRUE(extraction.ok());
  ASSERT_GE(extraction->facts.size(), 8u);
  for (const ExtractedFact& fact : extraction->facts) {
    ASSERT_FALSE(fact.attestation.evidence.empty());
    for (const Evidence& piece : fact.attestation.evidence) {
      EXPECT_EQ(piece.text, piece.span.In(kArticle));
      bool held = false;
      for (const Passage& passage : extraction->passages) held |= passage.span.Contains(piece.span);
      EXPECT_TRUE(held) << piece.text;
    }
    if (const auto* statement = std::get_if<Statement>(&fact.content.body)) {
      EXPECT_NE(kArticle.find(statement->content), std::string_view::npos);
    }
    EXPECT_GT(fact.attestation.confidence, 0);
    EXPECT_LE(fact.attestation.confidence, 1);
  }
}

TEST(Extractor, PassagesAreSortedApartAndExact) {
  const auto extraction = TestExtractor().Extract(Article());
  ASSERT_TRUE(extraction.ok());
  uint32_t end = 0;
  for (const Passage& passage : extraction->passages) {
    EXPECT_GE(passage.span.begin, end);
    EXPECT_EQ(passage.text, passage.span.In(kArticle));
    end = passage.span.end;
  }
}

TEST(Extractor, ReferencesAreEntitiesOfTheExtraction) {
  const auto extraction = TestExtractor().Extract(Article());
  ASSERT_TRUE(extraction.ok());
  std::set<std::string> ids;
  for (size_t i = 0; i < extraction->entities.size(); ++i) {
    EXPECT_EQ(extraction->entities[i].id, "e" + std::to_string(i));
    EXPECT_FALSE(extraction->entities[i].mentions.empty());
    ids.insert(extraction->entities[i].id);
  }
  for (const ExtractedFact& fact : extraction->facts) {
    if (const auto* relation = std::get_if<Relation>(&fact.content.body)) {
      EXPECT_TRUE(ids.contains(relation->subject.id));
    }
    for (const AttributionLink& link : fact.attestation.attribution) {
      EXPECT_TRUE(link.source.id.empty() || ids.contains(link.source.id));
    }
  }
}

TEST(Extractor, PublisherHeadsEveryChain) {
  const auto extraction = TestExtractor().Extract(Article());
  ASSERT_TRUE(extraction.ok());
  for (const ExtractedFact& fact : extraction->facts) {
    ASSERT_FALSE(fact.attestation.attribution.empty());
    EXPECT_EQ(fact.attestation.attribution.front().source.name, "Lima Courier");
    EXPECT_EQ(fact.attestation.attribution.front().kind, AttributionKind::kPublisher);
  }
}

TEST(Extractor, OtherLanguagesGiveNoFacts) {
  Document document = Article();
  document.language = "en-GB";
  EXPECT_FALSE(TestExtractor().Extract(document)->facts.empty());
  document.language = "de";
  const auto extraction = TestExtractor().Extract(document);
  ASSERT_TRUE(extraction.ok());
  EXPECT_TRUE(extraction->facts.empty());
  EXPECT_TRUE(extraction->entities.empty());
  ASSERT_EQ(extraction->warnings.size(), 1u);
  EXPECT_EQ(extraction->warnings[0].code, "NOT_ENGLISH");
  document.text.clear();
  EXPECT_FALSE(TestExtractor().Extract(document).ok());
}

TEST(Extractor, CreditsAgencies) {
  const auto extraction = TestExtractor().Extract(Article());
  ASSERT_TRUE(extraction.ok());
  EXPECT_THAT(extraction->document.credited_agencies, ElementsAre("Example Wire", "Example Press"));
  EXPECT_TRUE(extraction->document.text.empty());
}

TEST(Extractor, WarnsOfDatesAfterPublication) {
  Document document = Article();
  document.published_at = TimeInterval::Day(absl::CivilDay(2031, 3, 1));
  document.text = "The harbour was opened on 5 March 2031, the mayor said.";
  const auto odd = TestExtractor().Extract(document);
  ASSERT_TRUE(odd.ok());
  ASSERT_EQ(odd->warnings.size(), 1u);
  EXPECT_EQ(odd->warnings[0].code, "DATES_DISAGREE");
  ASSERT_EQ(odd->warnings[0].spans.size(), 1u);
  EXPECT_NE(odd->warnings[0].spans[0].In(document.text).find("5 March 2031"),
            std::string_view::npos);
  document.text = "The harbour will open on 5 March 2031.";
  const auto plan = TestExtractor().Extract(document);
  ASSERT_TRUE(plan.ok());
  EXPECT_TRUE(plan->warnings.empty());
}

TEST(Extractor, AnAsideDoesNotPartAnEventFromItsTime) {
  Document document = Article();
  document.text =
      "Peruvian President Orlo Vance will take part in a session of the Example Trade Union (ETU) "
      "on Monday, the Peruvian Foreign Ministry reported.";
  const auto extraction = TestExtractor().Extract(document);
  ASSERT_TRUE(extraction.ok());
  const auto meeting =
      std::find_if(extraction->facts.begin(), extraction->facts.end(),
                   [](const ExtractedFact& fact) { return fact.content.type == "contact.meet"; });
  ASSERT_NE(meeting, extraction->facts.end());
  ASSERT_TRUE(meeting->content.valid_time.has_value());
  EXPECT_EQ(meeting->content.valid_time->ToEdtf(), "2031-03-10");
  EXPECT_EQ(meeting->attestation.factuality.status, FactStatus::kPlanned);
}

TEST(Extractor, SameBytesInSameBytesOut) {
  const auto first = TestExtractor().Extract(Article());
  const auto other = Extractor::Create();
  ASSERT_TRUE(first.ok() && other.ok());
  const auto second = (*other)->Extract(Article());
  ASSERT_TRUE(second.ok());
  EXPECT_TRUE(*first == *second);
  EXPECT_EQ(Records(*first), Records(*second));
}

TEST(Extractor, RefusesWhatIsNoText) {
  EXPECT_EQ(ReasonOf(""), reason::kDocumentEmpty);
  EXPECT_EQ(ReasonOf(" \n\t "), reason::kDocumentEmpty);
  EXPECT_EQ(ReasonOf("caf\xe9 talks"), reason::kDocumentNotUtf8);
  EXPECT_EQ(ReasonOf(std::string("a\0b", 3)), reason::kDocumentBinary);
  EXPECT_EQ(ReasonOf(std::string(kMaxTextBytes + 1, 'a')), reason::kDocumentTooLarge);
}

TEST(Extractor, RefusesOddTokens) {
  EXPECT_FALSE(TestExtractor().AnnotateTokens({{"a", ""}}, std::nullopt).ok());
  EXPECT_FALSE(TestExtractor().AnnotateTokens({{"a\tb"}}, std::nullopt).ok());
  EXPECT_TRUE(TestExtractor().AnnotateTokens({{"7 pm"}}, std::nullopt).ok());
  EXPECT_TRUE(TestExtractor().AnnotateTokens({{"a", "b"}}, std::nullopt).ok());
}

TEST(Extractor, ReadsPropositionsInTheGivenTokens) {
  const std::vector<std::vector<std::string>> sentences = {
      {"``", "Night", "Ferry", "-LRB-", "1904", "-RRB-", "''", "opened", "."},
      {},
      {"Orlo", "Vance", "bought", "a", "ferry", "in", "Lima", "."}};
  const auto read = TestExtractor().ReadPropositions(sentences);
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->size(), 3u);
  EXPECT_TRUE((*read)[1].empty());
  ASSERT_GE((*read)[2].size(), 2u);
  const Proposition& whole = (*read)[2][0];
  EXPECT_EQ(whole.relation, "bought");
  EXPECT_THAT(whole.arguments, ElementsAre("Orlo Vance", "a ferry", "in Lima"));
  EXPECT_THAT((*read)[2][1].arguments, ElementsAre("Orlo Vance", "a ferry"));
  EXPECT_LT((*read)[2][1].confidence, whole.confidence);
  for (const Proposition& proposition : (*read)[0]) {
    for (const std::string& argument : proposition.arguments) {
      EXPECT_EQ(argument.find('('), std::string::npos) << argument;
    }
  }
  EXPECT_FALSE(TestExtractor().ReadPropositions({{"a", ""}}).ok());
}

TEST(Extractor, DescribesItself) {
  const ExtractorInfo& info = TestExtractor().Describe();
  EXPECT_THAT(info.languages, ElementsAre("en"));
  EXPECT_GE(info.patterns.size(), 30u);
  EXPECT_TRUE(std::is_sorted(info.fact_types.begin(), info.fact_types.end()));
  const auto extraction = TestExtractor().Extract(Article());
  ASSERT_TRUE(extraction.ok());
  EXPECT_EQ(extraction->extractor_version, info.version);
  EXPECT_EQ(info.model_checksum.size(), 64u);
}

// Text that nobody wrote. The limit is generous for slow machines and
// sanitizers; work that grows with the square of the text would take hours.
TEST(Extractor, HostileTextTakesBoundedTime) {
  const auto repeated = [](std::string_view piece) {
    std::string out;
    while (out.size() < 30'000) out += piece;
    return out;
  };
  for (const std::string_view piece :
       {"word ", "Name, ", "\"", "Ada Brook said that ", "President ", "according to the ", "(",
        "Ada Brook, the minister of Peru, ", "“He said ” ", "A. B. ", "the bloc is a bloc, "}) {
    Document document;
    document.text = repeated(piece);
    EXPECT_TRUE(TestExtractor().Extract(document).ok()) << piece;
  }
}

}  // namespace
}  // namespace dateline::extraction

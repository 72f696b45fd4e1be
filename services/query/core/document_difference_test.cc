#include "services/query/core/document_difference.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/core/testing/story.h"

namespace dateline::query {
namespace {

using testing::BeaconArticle;
using testing::CourierArticle;
using testing::EventFact;
using testing::ExtractionBuilder;
using testing::FieldOf;
using testing::GazetteArticle;
using testing::ReasonOf;
using testing::Story;

class DocumentDifferenceTest : public ::testing::Test {
 protected:
  DocumentDifferenceTest() { story_.RecordAll(); }

  DocumentComparison Compare(const std::string& earlier, const std::string& later,
                             std::vector<FactKind> kinds = {}) {
    return CompareDocuments(story_.base(),
                            {.earlier_document_id = earlier,
                             .later_document_id = later,
                             .kinds = std::move(kinds)},
                            {})
        .value();
  }

  // The fact of this type and difference; fails the test unless there is one.
  const DocumentFactDifference& One(const DocumentComparison& comparison, std::string_view type,
                                    DocumentDifference difference) {
    const DocumentFactDifference* found = nullptr;
    for (const DocumentFactDifference& fact : comparison.facts) {
      if (fact.fact.content.type != type || fact.difference != difference) continue;
      EXPECT_EQ(found, nullptr) << type;
      found = &fact;
    }
    EXPECT_NE(found, nullptr) << type;
    return *found;
  }

  Story story_;
  const std::string gazette_ = GazetteArticle().document.id;
  const std::string courier_ = CourierArticle().document.id;
};

TEST_F(DocumentDifferenceTest, WhatALaterReportToldOtherwise) {
  const DocumentComparison comparison = Compare(gazette_, courier_);
  // Announced by one, reported as held by the other.
  const DocumentFactDifference& meeting =
      One(comparison, "contact.meet", DocumentDifference::kRetold);
  EXPECT_EQ(meeting.earlier->factuality.status, FactStatus::kPlanned);
  EXPECT_EQ(meeting.later->factuality.status, FactStatus::kActual);
  // Six members, then seven.
  const DocumentFactDifference& six = One(comparison, "member_count", DocumentDifference::kDropped);
  const DocumentFactDifference& seven = One(comparison, "member_count", DocumentDifference::kAdded);
  EXPECT_EQ(six.counterpart_fact_id, seven.fact.id);
  EXPECT_EQ(seven.counterpart_fact_id, six.fact.id);
  EXPECT_FALSE(six.later.has_value());
  EXPECT_FALSE(seven.earlier.has_value());
  EXPECT_EQ(comparison.facts.size(), comparison.dropped_count + comparison.added_count +
                                         comparison.retold_count + comparison.kept_count);
}

TEST_F(DocumentDifferenceTest, BackwardsItIsTheOtherWayRound) {
  const DocumentComparison there = Compare(gazette_, courier_);
  const DocumentComparison back = Compare(courier_, gazette_);
  EXPECT_EQ(there.dropped_count, back.added_count);
  EXPECT_EQ(there.added_count, back.dropped_count);
  EXPECT_EQ(there.retold_count, back.retold_count);
  EXPECT_EQ(there.kept_count, back.kept_count);
}

TEST_F(DocumentDifferenceTest, TheSameFactsUnderAnotherAddressAreKept) {
  Extraction again = GazetteArticle();
  again.document.id = "00112233445566778899aabbccddeeff";
  again.document.uri = "gazette-again";
  story_.Record(again);
  const DocumentComparison comparison = Compare(gazette_, again.document.id);
  EXPECT_GT(comparison.kept_count, 0u);
  EXPECT_EQ(comparison.kept_count, comparison.facts.size());
}

// A toll on the word of somebody who is not named.
Extraction TollOf(const std::string& uri, const std::string& who) {
  ExtractionBuilder article(uri, "Harbor Gazette", "2021-05-04");
  const EntityReference guard = article.Entity("the coast guard", EntityType::kOrganization);
  article.Entity("Norvania", EntityType::kGpe, {"iso3166:XN"});
  article.Add(EventFact("life.die", "2021-05-03", {{"person", who}}),
              who + " died when a ferry sank off Norvania.", {},
              {{guard, AttributionKind::kSpeaker, "said"}});
  article.Add(EventFact("disaster.occur", "2021-05-03", {{"subject", std::string("ferry")}}),
              "The ferry sank off Norvania.", {}, {{guard, AttributionKind::kSpeaker, "said"}});
  return article.Build();
}

TEST_F(DocumentDifferenceTest, AnotherTollIsToldOtherwiseButNotAnUnnamedSpeaker) {
  const Extraction earlier = TollOf("gazette/9", "Nine people");
  const Extraction later = TollOf("gazette/10", "Seven people");
  story_.Record(earlier);
  story_.Record(later);
  const DocumentComparison comparison = Compare(earlier.document.id, later.document.id);
  One(comparison, "life.die", DocumentDifference::kRetold);
  One(comparison, "disaster.occur", DocumentDifference::kKept);
}

TEST_F(DocumentDifferenceTest, OneKindAlone) {
  for (const DocumentFactDifference& fact : Compare(gazette_, courier_, {FactKind::kEvent}).facts) {
    EXPECT_EQ(fact.fact.content.kind(), FactKind::kEvent);
  }
}

TEST_F(DocumentDifferenceTest, RefusesWhatItCannotCompare) {
  const auto refusal = [&](const DocumentComparisonQuery& query) {
    const absl::Status status = CompareDocuments(story_.base(), query, {}).status();
    return ReasonOf(status) + " " + FieldOf(status);
  };
  EXPECT_EQ(refusal({.later_document_id = gazette_}), "FIELD_REQUIRED earlier_document_id");
  EXPECT_EQ(refusal({.earlier_document_id = gazette_}), "FIELD_REQUIRED later_document_id");
  EXPECT_EQ(refusal({.earlier_document_id = gazette_, .later_document_id = gazette_}),
            "FIELD_INVALID later_document_id");
  EXPECT_EQ(refusal({.earlier_document_id = gazette_, .later_document_id = "nobody"}),
            "DOCUMENT_NOT_FOUND ");
}

}  // namespace
}  // namespace dateline::query

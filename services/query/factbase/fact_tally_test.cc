#include "services/query/factbase/fact_tally.h"

#include <gtest/gtest.h>

#include "common/base/strings.h"
#include "services/query/factbase/member_fixture.h"

namespace dateline::query {
namespace {

Member Bank(const std::string& document, Polarity polarity = Polarity::kPositive) {
  Member member = MakeMember(document, RelationOf("is_a", "o", std::string("bank")));
  member.attestation.factuality.polarity = polarity;
  return member;
}

TEST(FactTallyTest, EqualTellingsAreOneVariant) {
  FactTally tally;
  for (int i = 0; i < 100; ++i) {
    Member member = Bank(StrCat("document ", i));
    std::get<Relation>(member.content.body).subject.name = StrCat("another name ", i);
    tally.AddOrigin(tally.AddDocument({&member}));
  }
  EXPECT_EQ(tally.variants().size(), 1u);
  EXPECT_EQ(tally.MembersOf(0), 100u);
  const Support support = tally.SupportOf(tally.All());
  EXPECT_EQ(support.documents, 100u);
  EXPECT_EQ(support.origins, 100u);
  EXPECT_EQ(support.document_ids.size(), FactTally::kNamedDocuments);
  EXPECT_EQ(*support.document_ids.begin(), "document 0");
}

TEST(FactTallyTest, WhoSaysBothIsCountedOnBothSides) {
  const Member yes = Bank("a"), also = Bank("b"), denies = Bank("b", Polarity::kNegative);
  FactTally tally;
  const FactTally::Told of_a = tally.AddDocument({&yes});
  const FactTally::Told of_b = tally.AddDocument({&also, &denies});
  const auto asserted = tally.Where(
      [](const Variant& variant) { return variant.factuality.polarity != Polarity::kNegative; });
  const auto denied = tally.Where(
      [](const Variant& variant) { return variant.factuality.polarity == Polarity::kNegative; });
  EXPECT_EQ(tally.SupportOf(asserted).documents, 2u);
  EXPECT_EQ(tally.SupportOf(denied).documents, 1u);
  EXPECT_FALSE(tally.ToldApart(asserted, denied)) << "b says both";
  const Member other = Bank("c", Polarity::kNegative);
  tally.AddDocument({&other});
  EXPECT_TRUE(tally.ToldApart(asserted, denied));

  // One origin of two documents, then two.
  FactTally::Told both = of_a;
  both.insert(of_b.begin(), of_b.end());
  tally.AddOrigin(both);
  EXPECT_EQ(tally.SupportOf(asserted).origins, 1u);
  tally.RemoveOrigin(both);
  tally.AddOrigin(of_a);
  tally.AddOrigin(of_b);
  EXPECT_EQ(tally.SupportOf(asserted).origins, 2u);
  EXPECT_EQ(tally.SupportOf(denied).origins, 1u);
}

TEST(FactTallyTest, BytesDoNotShowTheOrder) {
  const Member a = Bank("a"), b = Bank("b", Polarity::kNegative);
  FactTally forward, backward;
  forward.AddOrigin(forward.AddDocument({&a}));
  forward.AddOrigin(forward.AddDocument({&b}));
  backward.AddOrigin(backward.AddDocument({&b}));
  backward.AddOrigin(backward.AddDocument({&a}));
  EXPECT_EQ(forward.Encode(), backward.Encode());
  const auto read = FactTally::Decode(forward.Encode());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->Encode(), forward.Encode());
  EXPECT_EQ(read->SupportOf(read->All()).documents, 2u);
  EXPECT_FALSE(FactTally::Decode("no tally").ok());
}

}  // namespace
}  // namespace dateline::query

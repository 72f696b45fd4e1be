#include "services/query/factbase/components.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "common/base/strings.h"
#include "services/query/factbase/member_fixture.h"

namespace dateline::query {
namespace {

// Members of documents that tell one story.
Member InStory(const std::string& document, FactContent content, std::string word = "met") {
  Member member;
  member.attestation.document_id = document;
  member.content = std::move(content);
  const auto size = static_cast<uint32_t>(word.size());
  member.attestation.evidence = {{{0, size}, std::move(word), {{0, size}}}};
  member.story = {1, 2, 3};
  member.filed_under = {1};
  member.block = BlockOf(member);
  return member;
}

// How many facts the members are, whatever their order.
size_t Facts(const std::vector<Member>& members) {
  std::vector<Account> accounts;
  for (const Member& member : members) {
    EXPECT_EQ(member.block, members.front().block);
    Account account = AccountOf(member);
    const bool known = std::any_of(accounts.begin(), accounts.end(), [&](const Account& other) {
      return other.signature == account.signature;
    });
    if (!known) accounts.push_back(std::move(account));
  }
  const FactKind kind = members.front().content.kind();
  const size_t facts = Components(kind, accounts).size();
  std::reverse(accounts.begin(), accounts.end());
  EXPECT_EQ(Components(kind, accounts).size(), facts);
  return facts;
}

FactContent Undated(std::vector<std::pair<std::string, Value>> roles) {
  return Meeting(std::move(roles), std::nullopt);
}

FactContent ClaimOf(const std::string& object, std::optional<EntityReference> subject = Ref("p")) {
  FactContent content;
  content.body = Claim{{"Orla Venn", std::move(subject)}, "has opened", {{object, std::nullopt}}};
  return content;
}

FactContent StatementOf(const std::string& words) {
  FactContent content;
  Statement statement;
  statement.speaker = Ref("p");
  statement.content = words;
  content.body = statement;
  return content;
}

TEST(ComponentsTest, UndatedEventsOfOneStoryAreOne) {
  const Member a = InStory("a", Undated({{"participant", Ref("p")}}));
  const Member b = InStory("b", Undated({{"participant", Ref("p")}, {"participant", Ref("q")}}));
  EXPECT_EQ(Facts({a, b}), 1u);
  Member elsewhere = b;
  elsewhere.story = {7, 8, 9};
  EXPECT_EQ(Facts({a, elsewhere}), 2u);
}

TEST(ComponentsTest, WhoStandsInOneRoleTellsEventsApart) {
  EXPECT_EQ(Facts({InStory("a", Undated({{"chair", Ref("p")}})),
                   InStory("b", Undated({{"chair", Ref("q")}}))}),
            2u);
  EXPECT_EQ(Facts({InStory("a", Undated({{"chair", Ref("p")}})),
                   InStory("b", Undated({{"host", Ref("q")}}))}),
            1u);
  EXPECT_EQ(Facts({InStory("a", Undated({{"chair", Ref("p")}}), "met"),
                   InStory("b", Undated({{"host", Ref("q")}}), "dined")}),
            2u);
}

TEST(ComponentsTest, ReportsOfDifferentWeeksTellDifferentEvents) {
  Member a = InStory("a", Undated({{"participant", Ref("p")}}));
  Member b =
      InStory("b", Undated({{"participant", Ref("p")}, {"place", Ref("x", EntityType::kGpe)}}));
  a.attestation.published_at = TimeInterval::Day(absl::CivilDay(2024, 3, 2));
  b.attestation.published_at = TimeInterval::Day(absl::CivilDay(2024, 3, 5));
  EXPECT_EQ(Facts({a, b}), 1u);
  b.attestation.published_at = TimeInterval::Day(absl::CivilDay(2024, 3, 22));
  EXPECT_EQ(Facts({a, b}), 2u);
  // What was announced is held later.
  a.attestation.factuality.status = FactStatus::kPlanned;
  EXPECT_EQ(Facts({a, b}), 1u);
}

TEST(ComponentsTest, ClaimsOfOneStoryAreOneUnlessTheyDiffer) {
  const Member a = InStory("a", ClaimOf("the new harbour"), "opened");
  EXPECT_EQ(Facts({a, InStory("b", ClaimOf("a harbour"), "opened")}), 1u);
  EXPECT_EQ(Facts({a, InStory("b", ClaimOf("in May"), "opened")}), 1u);
  FactContent other = ClaimOf("a school", std::nullopt);
  std::get<Claim>(other.body).subject.text = "The mayor";
  EXPECT_EQ(Facts({a, InStory("b", other, "opened")}), 2u);
  EXPECT_EQ(Facts({a, InStory("b", ClaimOf("the new harbour", Ref("q")), "opened")}), 2u);
  Member denied = InStory("b", ClaimOf("the new harbour"), "opened");
  denied.attestation.factuality.polarity = Polarity::kNegative;
  EXPECT_EQ(Facts({a, denied}), 2u);
  EXPECT_EQ(Facts({InStory("a", ClaimOf("40 new schools"), "opened"),
                   InStory("b", ClaimOf("50 new schools"), "opened")}),
            2u);
}

TEST(ComponentsTest, StatementsAreOneIfTheirWordsAre) {
  const auto account = [](const std::string& words) {
    return AccountOf(InStory("a", StatementOf(words)));
  };
  const auto facts = [&](const std::string& a, const std::string& b) {
    return Components(FactKind::kStatement, {account(a), account(b)}).size();
  };
  const std::string said = "The council will send food and medicine to the northern harbours";
  EXPECT_EQ(facts(said, "The Council is sending food and medicine to northern harbours"), 1u);
  EXPECT_EQ(facts(said, said + ", and everybody who lives there is welcome in our cities today"),
            1u);
  EXPECT_EQ(facts(said, "The council will not send food and medicine to the northern harbours"),
            2u);
  EXPECT_EQ(facts(said, "The council will send three ships to the northern harbours"), 2u);
  EXPECT_EQ(facts(said, "The council will close the northern harbours"), 2u);
}

TEST(ComponentsTest, WhatIsFiledUnderOtherNamesIsAnotherFact) {
  Member a = InStory("a", ClaimOf("the harbour"), "opened");
  Member b = InStory("b", ClaimOf("the harbour"), "opened");
  a.filed_under = {1, 2};
  b.filed_under = {2, 3};
  EXPECT_EQ(Facts({a, b}), 1u);
  b.filed_under = {3};
  EXPECT_EQ(Facts({a, b}), 2u);
  // A third may lead from one to the other.
  Member c = b;
  c.filed_under = {1, 3};
  EXPECT_EQ(Facts({a, b, c}), 1u);
}

std::vector<std::string> RandomItems(std::mt19937& random, size_t most) {
  std::set<std::string> items;
  for (size_t n = random() % (most + 1); n > 0; --n) items.emplace(1, "abcdefgh"[random() % 8]);
  return {items.begin(), items.end()};
}

std::vector<Account> RandomAccounts(std::mt19937& random, FactKind kind) {
  std::vector<Account> accounts;
  for (int i = 0; i < 30; ++i) {
    Account account;
    account.signature = StrCat(random());
    if (kind == FactKind::kEvent) {
      account.parts = RandomItems(random, 3);
      account.bodies = RandomItems(random, 1);
      account.places = RandomItems(random, 1);
      account.conference = random() % 3 == 0;
    } else {
      account.words = RandomItems(random, 6);
      account.denied = random() % 4 == 0;
    }
    accounts.push_back(std::move(account));
  }
  return accounts;
}

TEST(ComponentsTest, WhatIsKnownChangesNothing) {
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    const FactKind kind = round % 2 == 0 ? FactKind::kEvent : FactKind::kStatement;
    const std::vector<Account> accounts = RandomAccounts(random, kind);
    // All but the last few were grouped before.
    const std::vector<Account> before(accounts.begin(), accounts.end() - 1 - round % 4);
    KnownGroups known(accounts.size());
    const auto groups = Components(kind, before);
    for (size_t group = 0; group < groups.size(); ++group) {
      for (const size_t account : groups[group]) known[account] = StrCat("fact ", group);
    }
    EXPECT_LT(groups.size(), before.size());
    EXPECT_EQ(Components(kind, accounts, known), Components(kind, accounts)) << round;
  }
}

TEST(BlockTest, StatementsInOtherFormsMeet) {
  EXPECT_EQ(InStory("a", StatementOf("We signed the agreements")).block,
            InStory("b", StatementOf("We have signed the agreement.")).block);
}

TEST(BlockTest, ClaimsWithoutAVerbOfTheirOwnMeetOnlyInTheSameWords) {
  const auto told = [](const std::string& relation, const std::string& object,
                       const std::string& word) {
    FactContent content = ClaimOf(object);
    std::get<Claim>(content.body).relation = relation;
    return InStory("a", content, word).block;
  };
  EXPECT_EQ(told("has opened", "the harbour", "opened"), told("opens", "a school", "opens"));
  EXPECT_NE(told("made", "a promise", "made"), told("made", "a speech", "made"));
  EXPECT_NE(told("is", "late", "late"), told("is", "ill", "ill"));
  EXPECT_EQ(told("made", "a promise", "made"), told("made", "a Promise", "made"));
}

TEST(BlockTest, TypesThatReportsMixUpMeet) {
  FactContent clash = Meeting({}), attack = Meeting({});
  clash.type = "conflict.clash";
  attack.type = "conflict.attack";
  EXPECT_EQ(InStory("a", clash).block, InStory("b", attack).block);
}

TEST(BlockTest, MonthsKeepUndatedEventsApart) {
  Member march = InStory("a", Undated({}));
  march.attestation.published_at = TimeInterval::Day(absl::CivilDay(2024, 3, 2));
  Member april = march;
  april.attestation.published_at = TimeInterval::Day(absl::CivilDay(2024, 4, 2));
  EXPECT_NE(BlockOf(march), BlockOf(april));
}

TEST(BlockTest, UndatedEventsAndToldClaimsAreFiled) {
  EXPECT_TRUE(IsFiled(InStory("a", Undated({}))));
  EXPECT_FALSE(IsFiled(InStory("a", Meeting({}))));
  EXPECT_TRUE(IsFiled(InStory("a", ClaimOf("the harbour"), "opened")));
  FactContent general = ClaimOf("the harbour");
  std::get<Claim>(general.body).relation = "is";
  EXPECT_FALSE(IsFiled(InStory("a", general, "is")));
  Member nobody = InStory("a", Undated({}));
  nobody.story.clear();
  EXPECT_FALSE(IsFiled(nobody));
}

}  // namespace
}  // namespace dateline::query

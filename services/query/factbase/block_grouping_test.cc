#include "services/query/factbase/block_grouping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "common/base/strings.h"
#include "common/storage/ordered_key.h"
#include "common/testing/memory_store.h"
#include "services/query/factbase/account.h"
#include "services/query/factbase/block.h"
#include "services/query/factbase/components.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/member_fixture.h"
#include "services/query/factbase/records.h"

namespace dateline::query {
namespace {

// A claim of a document about some of a few names, filed under fewer.
Member RandomClaim(std::mt19937& random, int number) {
  Member member;
  member.attestation.document_id = StrCat("d", number);
  FactContent content;
  content.body =
      Claim{{"", std::nullopt}, "has opened", {{StrCat("harbour", random() % 4), std::nullopt}}};
  member.content = std::move(content);
  member.attestation.evidence = {{{0, 6}, "opened", {{0, 6}}}};
  std::set<uint32_t> story;
  while (story.size() < 4) story.insert(static_cast<uint32_t>(random() % 12));
  member.story.assign(story.begin(), story.end());
  for (const uint32_t mark : member.story) {
    if (member.filed_under.size() < 2 && random() % 2 == 0) member.filed_under.push_back(mark);
  }
  if (member.filed_under.empty()) member.filed_under = {member.story.front()};
  member.block = BlockOf(member);
  return member;
}

using FactsOfAccounts = std::map<std::string, std::string>;  // Fact ids by signature.

FactsOfAccounts Expected(const std::vector<Member>& members) {
  std::map<std::string, Account> accounts;
  for (const Member& member : members) {
    Account account = AccountOf(member);
    std::string signature = account.signature;
    accounts.emplace(std::move(signature), std::move(account));
  }
  std::vector<Account> all;
  for (auto& [signature, account] : accounts) all.push_back(std::move(account));
  FactsOfAccounts facts;
  for (const auto& component : Components(FactKind::kClaim, all)) {
    for (const size_t i : component) {
      facts[all[i].signature] = FactIdOf(members.front().block, all[component.front()].signature);
    }
  }
  return facts;
}

class BlockGroupingTest : public ::testing::Test {
 protected:
  FactChanges Apply(const BlockChanges& blocks) {
    const auto view = store_.OpenView();
    Staging staging(view.get(), ++version_);
    const auto changes = GroupBlocks(staging, blocks);
    EXPECT_TRUE(changes.ok()) << changes.status();
    EXPECT_TRUE(store_.Commit(staging.ToBatch(), Durability::kBuffered).ok());
    return *changes;
  }
  std::vector<std::string> KeysWithTag(char tag) {
    std::vector<std::string> keys;
    EXPECT_TRUE(store_.OpenView()
                    ->ForEach(kMergingSpace, KeyRange::Prefix(TagPrefix(tag)),
                              [&](std::string_view key, std::string_view) {
                                keys.emplace_back(key);
                                return ScanStep::kContinue;
                              })
                    .ok());
    return keys;
  }
  FactsOfAccounts Stored(const std::string& block) {
    FactsOfAccounts facts;
    const std::string prefix = AccountPrefix(block);
    EXPECT_TRUE(store_.OpenView()
                    ->ForEach(kMergingSpace, KeyRange::Prefix(prefix),
                              [&](std::string_view key, std::string_view value) {
                                std::string signature;
                                KeyReader(key.substr(prefix.size())).Packed(&signature);
                                facts[signature] =
                                    Decode<storage::v1::StoredAccount>(value)->fact_id();
                                return ScanStep::kContinue;
                              })
                    .ok());
    return facts;
  }

  MemoryStore store_{kKeySpaceCount};
  uint64_t version_ = 0;
};

// Only what is connected with a change is read, and that is enough.
TEST_F(BlockGroupingTest, FiledBlocksAreGroupedAsIfReadWhole) {
  for (uint32_t seed = 1; seed <= 5; ++seed) {
    std::mt19937 random(seed);
    std::vector<Member> live;
    size_t largest = 0;
    for (int step = 0; step < 80; ++step) {
      BlockChange change;
      if (!live.empty() && random() % 3 == 0) {
        const auto leaving = live.begin() + static_cast<std::ptrdiff_t>(random() % live.size());
        change.removed.push_back(*leaving);
        live.erase(leaving);
      }
      while (change.added.size() < random() % 3) {
        change.added.push_back(
            RandomClaim(random, step * 10 + static_cast<int>(change.added.size())));
        live.push_back(change.added.back());
      }
      if (change.added.empty() && change.removed.empty()) continue;
      const Member any = change.added.empty() ? change.removed.front() : change.added.front();
      ASSERT_TRUE(IsFiled(any));
      Apply({{any.block, change}});
      const FactsOfAccounts stored = Stored(any.block);
      if (live.empty()) {
        EXPECT_TRUE(stored.empty());
        continue;
      }
      ASSERT_EQ(stored, Expected(live)) << "seed " << seed << ", step " << step;
      std::map<std::string, size_t> sizes;
      for (const auto& [signature, fact] : stored) largest = std::max(largest, ++sizes[fact]);
    }
    EXPECT_GT(largest, 2u);  // Facts of several accounts came about.
    if (live.empty()) continue;
    const std::string block = live.front().block;
    Apply({{block, {live, {}}}});
    EXPECT_TRUE(KeysWithTag('s').empty());
    EXPECT_TRUE(KeysWithTag('n').empty());
  }
}

}  // namespace
}  // namespace dateline::query

#include "services/query/factbase/block_grouping.h"

#include <initializer_list>
#include <optional>
#include <set>

#include "common/base/status_macros.h"
#include "common/storage/ordered_key.h"
#include "services/query/factbase/account.h"
#include "services/query/factbase/components.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/records.h"

namespace dateline::query {
namespace {

using storage::v1::StoredAccount;

struct StoredRow {
  std::string signature;
  std::string bytes;
  StoredAccount row;
};

// What comes after `prefix` in the key of an account.
absl::StatusOr<std::string> SignatureIn(std::string_view key, std::string_view prefix) {
  std::string signature;
  if (KeyReader(key.substr(prefix.size())).Packed(&signature)) return signature;
  return CorruptRow("account key");
}

// The accounts of a block by the names that they are filed under. Each is read
// once.
class FiledAccounts {
 public:
  FiledAccounts(const Staging& staging, const std::string& block)
      : staging_(staging), block_(block) {}

  absl::StatusOr<const std::vector<const StoredRow*>*> Under(uint32_t mark) {
    const auto [it, fresh] = under_.try_emplace(mark);
    if (fresh) DATELINE_RETURN_IF_ERROR(Read(mark, it->second));
    return &it->second;
  }

 private:
  absl::Status Read(uint32_t mark, std::vector<const StoredRow*>& out) {
    const std::string prefix = FiledAccountPrefix(block_, mark);
    DATELINE_ASSIGN_OR_RETURN(const Staging::Rows rows, staging_.ScanOld(kMergingSpace, prefix));
    for (const auto& [key, value] : rows) {
      DATELINE_ASSIGN_OR_RETURN(const std::string signature, SignatureIn(key, prefix));
      const auto [it, fresh] = rows_.try_emplace(signature);
      if (fresh) {
        DATELINE_ASSIGN_OR_RETURN(auto bytes,
                                  staging_.GetOld(kMergingSpace, AccountKey(block_, signature)));
        if (!bytes.has_value()) return CorruptRow("account");
        DATELINE_ASSIGN_OR_RETURN(StoredAccount row, Decode<StoredAccount>(*bytes));
        it->second = {signature, *std::move(bytes), std::move(row)};
      }
      out.push_back(&it->second);
    }
    return absl::OkStatus();
  }

  const Staging& staging_;
  const std::string& block_;
  std::map<std::string, StoredRow> rows_;  // By signature.
  std::map<uint32_t, std::vector<const StoredRow*>> under_;
};

class Grouping {
 public:
  Grouping(Staging& staging, const std::string& block, FactChanges& facts)
      : staging_(staging), block_(block), facts_(facts) {}

  absl::Status Run(const BlockChange& change) {
    const std::vector<Told> removed = ToldBy(change.removed), added = ToldBy(change.added);
    const Told& any = added.empty() ? removed.front() : added.front();
    if (any.account.signature.empty()) {
      // All that the block holds is one fact.
      FactChange& fact = FactOf(FactIdOf(block_, ""));
      for (const Told& told : removed) fact.removed.push_back(told.member);
      for (const Told& told : added) fact.added.push_back(told.member);
      return absl::OkStatus();
    }
    const FactKind kind = any.member->content.kind();
    DATELINE_RETURN_IF_ERROR(any.account.filed_under.empty()
                                 ? ReadAllAccounts()
                                 : ReadAccountsAround(kind, {&removed, &added}));
    for (const Told& told : removed) {
      const auto it = rows_.find(told.account.signature);
      if (it == rows_.end() || it->second.members() == 0) return CorruptRow("account");
      it->second.set_members(it->second.members() - 1);
      FactOf(before_.at(told.account.signature)).removed.push_back(told.member);
    }
    for (const Told& told : added) {
      StoredAccount& row = rows_[told.account.signature];
      const uint32_t members = row.members() + 1;
      const std::string fact_id = row.fact_id();
      row = ToStored(told.account);
      row.set_members(members);
      row.set_fact_id(fact_id);
    }
    Assign(kind);
    for (const Told& told : added) {
      FactOf(rows_.at(told.account.signature).fact_id()).added.push_back(told.member);
    }
    WriteAccounts();
    return absl::OkStatus();
  }

 private:
  struct Told {
    const Member* member;
    Account account;
  };
  static std::vector<Told> ToldBy(const std::vector<Member>& members) {
    std::vector<Told> told;
    for (const Member& member : members) told.push_back({&member, AccountOf(member)});
    return told;
  }

  FactChange& FactOf(const std::string& fact_id) {
    FactChange& fact = facts_[fact_id];
    fact.block = block_;
    return fact;
  }

  absl::Status ReadAllAccounts() {
    const std::string prefix = AccountPrefix(block_);
    DATELINE_ASSIGN_OR_RETURN(const Staging::Rows rows, staging_.ScanOld(kMergingSpace, prefix));
    for (const auto& [key, value] : rows) {
      DATELINE_ASSIGN_OR_RETURN(const std::string signature, SignatureIn(key, prefix));
      DATELINE_ASSIGN_OR_RETURN(StoredAccount row, Decode<StoredAccount>(value));
      Keep({signature, value, std::move(row)});
    }
    return absl::OkStatus();
  }

  // Of a block of which each report meets only a few: all accounts that are
  // connected with those of the change, so whatever facts it can touch.
  absl::Status ReadAccountsAround(FactKind kind,
                                  std::initializer_list<const std::vector<Told>*> change) {
    std::map<std::string, Account> reached;
    std::vector<std::string> unvisited;  // Signatures.
    const auto reach = [&](Account account) {
      const std::string signature = account.signature;
      if (reached.try_emplace(signature, std::move(account)).second) unvisited.push_back(signature);
    };
    for (const std::vector<Told>* side : change) {
      for (const Told& told : *side) reach(told.account);
    }
    FiledAccounts filed(staging_, block_);
    while (!unvisited.empty()) {
      const Account account = reached.at(unvisited.back());
      unvisited.pop_back();
      for (const uint32_t mark : account.filed_under) {
        DATELINE_ASSIGN_OR_RETURN(const auto* candidates, filed.Under(mark));
        for (const StoredRow* candidate : *candidates) {
          if (candidate->signature == account.signature) {
            Keep(*candidate);
          } else if (!reached.contains(candidate->signature)) {
            Account other = FromStored(candidate->signature, candidate->row);
            if (FitAsOne(kind, account, other)) reach(std::move(other));
          }
        }
      }
    }
    return absl::OkStatus();
  }

  void Keep(StoredRow stored) {
    before_[stored.signature] = stored.row.fact_id();
    stored_[stored.signature] = std::move(stored.bytes);
    rows_[stored.signature] = std::move(stored.row);
  }

  // What held them together may be gone.
  std::set<std::string> FactsThatLostAccounts() const {
    std::set<std::string> facts;
    for (const auto& [signature, row] : rows_) {
      if (row.members() == 0) facts.insert(before_.at(signature));
    }
    return facts;
  }

  // Gives every account that is left its fact.
  void Assign(FactKind kind) {
    std::vector<Account> accounts;
    KnownGroups known;
    const std::set<std::string> broken = FactsThatLostAccounts();
    for (const auto& [signature, row] : rows_) {
      if (row.members() == 0) continue;
      accounts.push_back(FromStored(signature, row));
      const auto was = before_.find(signature);
      const bool is_known = was != before_.end() && !broken.contains(was->second);
      known.push_back(is_known ? was->second : "");
    }
    for (const auto& component : Components(kind, accounts, known)) {
      const std::string fact_id = FactIdOf(block_, accounts[component.front()].signature);
      for (const size_t i : component) {
        const std::string& signature = accounts[i].signature;
        rows_[signature].set_fact_id(fact_id);
        const auto was = before_.find(signature);
        if (was == before_.end() || was->second == fact_id) continue;
        FactOf(fact_id).gained_accounts[signature] = was->second;
        FactOf(was->second).lost_accounts[signature] = fact_id;
      }
    }
  }

  void WriteAccounts() {
    for (const auto& [signature, row] : rows_) {
      const std::string key = AccountKey(block_, signature);
      const auto stored = stored_.find(signature);
      if (row.members() == 0) {
        staging_.Delete(kMergingSpace, key);
        for (const uint32_t mark : row.filed_under()) {
          staging_.Delete(kMergingSpace, FiledAccountKey(block_, mark, signature));
        }
        continue;
      }
      std::string bytes = Encode(row);
      if (stored != stored_.end() && stored->second == bytes) continue;
      staging_.Put(kMergingSpace, key, bytes);
      if (stored != stored_.end()) continue;
      for (const uint32_t mark : row.filed_under()) {
        staging_.Put(kMergingSpace, FiledAccountKey(block_, mark, signature), "");
      }
    }
  }

  Staging& staging_;
  const std::string& block_;
  FactChanges& facts_;
  std::map<std::string, StoredAccount> rows_;  // By signature.
  std::map<std::string, std::string> before_;  // Fact ids by signature.
  std::map<std::string, std::string> stored_;  // Bytes by signature.
};

}  // namespace

MemberName MemberNameOf(const Member& member) {
  return {member.block, member.attestation.document_id, member.ordinal};
}

absl::StatusOr<FactChanges> GroupBlocks(Staging& staging, const BlockChanges& blocks) {
  FactChanges facts;
  for (const auto& [block, change] : blocks) {
    DATELINE_RETURN_IF_ERROR(Grouping(staging, block, facts).Run(change));
  }
  return facts;
}

}  // namespace dateline::query

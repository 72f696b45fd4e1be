#include "services/query/factbase/block_grouping.h"

#include <optional>

#include "common/base/status_macros.h"
#include "common/storage/ordered_key.h"
#include "services/query/factbase/account.h"
#include "services/query/factbase/components.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/records.h"

namespace dateline::query {
namespace {

using storage::v1::StoredAccount;

class Grouping {
 public:
  Grouping(Staging& staging, const std::string& block, FactChanges& facts)
      : staging_(staging), block_(block), facts_(facts) {}

  absl::Status Run(const BlockChange& change) {
    const Member& any = change.added.empty() ? change.removed.front() : change.added.front();
    if (AccountOf(any).signature.empty()) {
      // All that the block holds is one fact.
      FactChange& fact = facts_[FactIdOf(block_, "")];
      fact.block = block_;
      for (const Member& member : change.removed) fact.removed.push_back(&member);
      for (const Member& member : change.added) fact.added.push_back(&member);
      return absl::OkStatus();
    }
    DATELINE_RETURN_IF_ERROR(ReadAccounts());
    for (const Member& member : change.removed) {
      const std::string signature = AccountOf(member).signature;
      const auto it = rows_.find(signature);
      if (it == rows_.end() || it->second.members() == 0) return CorruptRow("account");
      it->second.set_members(it->second.members() - 1);
      FactOf(before_.at(signature)).removed.push_back(&member);
    }
    for (const Member& member : change.added) {
      const Account account = AccountOf(member);
      StoredAccount& row = rows_[account.signature];
      const uint32_t members = row.members() + 1;
      const std::string fact_id = row.fact_id();
      row = ToStored(account);
      row.set_members(members);
      row.set_fact_id(fact_id);
    }
    Assign(any.content.kind());
    for (const Member& member : change.added) {
      FactOf(rows_.at(AccountOf(member).signature).fact_id()).added.push_back(&member);
    }
    WriteAccounts();
    return absl::OkStatus();
  }

 private:
  FactChange& FactOf(const std::string& fact_id) {
    FactChange& fact = facts_[fact_id];
    fact.block = block_;
    return fact;
  }

  absl::Status ReadAccounts() {
    const std::string prefix = AccountPrefix(block_);
    DATELINE_ASSIGN_OR_RETURN(const Staging::Rows rows, staging_.ScanOld(kMergingSpace, prefix));
    for (const auto& [key, value] : rows) {
      std::string signature;
      if (!KeyReader(std::string_view(key).substr(prefix.size())).String(&signature)) {
        return CorruptRow("account key");
      }
      DATELINE_ASSIGN_OR_RETURN(StoredAccount row, Decode<StoredAccount>(value));
      before_[signature] = row.fact_id();
      stored_[signature] = value;
      rows_[signature] = std::move(row);
    }
    return absl::OkStatus();
  }

  // Gives every account that is left its fact.
  void Assign(FactKind kind) {
    std::vector<Account> accounts;
    for (const auto& [signature, row] : rows_) {
      if (row.members() > 0) accounts.push_back(FromStored(signature, row));
    }
    for (const auto& component : Components(kind, accounts)) {
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
      if (row.members() == 0) {
        staging_.Delete(kMergingSpace, key);
        continue;
      }
      std::string bytes = Encode(row);
      const auto stored = stored_.find(signature);
      if (stored != stored_.end() && stored->second == bytes) continue;
      staging_.Put(kMergingSpace, key, bytes);
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

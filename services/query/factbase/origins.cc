#include "services/query/factbase/origins.h"

#include <map>
#include <set>

#include "common/base/sha256.h"
#include "services/query/factbase/disjoint_sets.h"

namespace dateline::query {
namespace {

using Kind = OriginKey::Kind;

std::string DocumentKeyOf(const Member& member) {
  return static_cast<char>(Kind::kDocument) + member.attestation.document_id;
}

// What is known of one origin, over all its members.
struct Group {
  std::set<OriginKey> keys;
  std::map<std::string, std::set<std::string>> documents_of_key;
  std::set<std::string> documents;

  std::string Name() const {
    // Keys sort by kind: agencies first, then outlets, then documents.
    for (const OriginKey& key : keys) {
      if (!key.name.empty()) return key.name;
    }
    return "";
  }

  std::string Reason() const {
    if (documents.size() < 2) return "single report";
    const auto shared = [&](Kind kind) {
      for (const auto& [key, holders] : documents_of_key) {
        if (key[0] == static_cast<char>(kind) && holders.size() > 1) return true;
      }
      return false;
    };
    if (shared(Kind::kAgency)) return "agency credit";
    return shared(Kind::kPassage) ? "same passage" : "same publisher";
  }
};

}  // namespace

std::vector<Origin> OriginsOf(const std::vector<const Member*>& members) {
  DisjointSets<std::string> sets;
  for (const Member* member : members) {
    for (const OriginKey& key : member->origin_keys) sets.Join(DocumentKeyOf(*member), key.key);
  }
  std::map<std::string, Group> groups;
  for (const Member* member : members) {
    Group& group = groups[sets.Find(DocumentKeyOf(*member))];
    group.documents.insert(member->attestation.document_id);
    for (const OriginKey& key : member->origin_keys) {
      group.keys.insert(key);
      group.documents_of_key[key.key].insert(member->attestation.document_id);
    }
  }
  std::map<std::string, Origin> origins;
  for (const auto& [root, group] : groups) {
    origins[root] = {HashedId({"origin", root}), group.Name(), group.Reason()};
  }
  std::vector<Origin> out;
  for (const Member* member : members) out.push_back(origins[sets.Find(DocumentKeyOf(*member))]);
  return out;
}

}  // namespace dateline::query

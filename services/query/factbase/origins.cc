#include "services/query/factbase/origins.h"

#include <string_view>
#include <unordered_map>

#include "common/base/sha256.h"
#include "services/query/factbase/disjoint_sets.h"
#include "services/query/factbase/keys.h"

namespace dateline::query {
namespace {

using Kind = OriginKey::Kind;

// Who has a key: the first document, and whether there are others.
struct Holders {
  size_t document;
  bool several = false;
};

// What is known of one origin, over all its members.
struct Group {
  // Keys sort by kind, agencies first, and documents by publication.
  const OriginKey* smallest = nullptr;
  const OriginKey* named = nullptr;  // The smallest that has a name.
  size_t documents = 0;
  bool shares_agency = false;
  bool shares_passage = false;

  void Offer(const OriginKey& key) {
    if (smallest == nullptr || key < *smallest) smallest = &key;
    if (!key.name.empty() && (named == nullptr || key < *named)) named = &key;
  }
  void Share(Kind kind) {
    shares_agency = shares_agency || kind == Kind::kAgency;
    shares_passage = shares_passage || kind == Kind::kPassage;
  }
  Origin ToOrigin() const {
    return {HashedId({"origin", smallest->key}), named == nullptr ? "" : named->name,
            OriginReason(documents, shares_agency, shares_passage)};
  }
};

}  // namespace

std::string OriginReason(size_t documents, bool shares_agency, bool shares_passage) {
  if (documents < 2) return "single report";
  if (shares_agency) return "agency credit";
  return shares_passage ? "same passage" : "same publisher";
}

std::string DocumentOriginKey(const Attestation& attestation) {
  std::string key(1, static_cast<char>(Kind::kDocument));
  AppendWhen(&key, PublicationOf(attestation));
  return key + attestation.document_id;
}

std::vector<Origin> OriginsOf(const std::vector<const Member*>& members) {
  std::unordered_map<std::string_view, size_t> numbers;  // Of documents.
  std::unordered_map<std::string_view, Holders> holders;
  std::vector<size_t> document_of;  // By member.
  DisjointSets<size_t> sets;
  for (const Member* member : members) {
    const size_t document =
        numbers.try_emplace(member->attestation.document_id, numbers.size()).first->second;
    document_of.push_back(document);
    for (const OriginKey& key : member->origin_keys) {
      Holders& holder = holders.try_emplace(key.key, Holders{document}).first->second;
      if (holder.document == document) continue;
      holder.several = true;
      sets.Join(document, holder.document);
    }
  }
  std::unordered_map<size_t, Group> groups;
  for (const auto& [id, document] : numbers) ++groups[sets.Find(document)].documents;
  for (size_t i = 0; i < members.size(); ++i) {
    Group& group = groups[sets.Find(document_of[i])];
    for (const OriginKey& key : members[i]->origin_keys) {
      group.Offer(key);
      if (holders.at(key.key).several) group.Share(key.kind());
    }
  }
  std::unordered_map<size_t, Origin> origins;
  for (const auto& [root, group] : groups) origins[root] = group.ToOrigin();
  std::vector<Origin> out;
  for (const size_t document : document_of) out.push_back(origins.at(sets.Find(document)));
  return out;
}

}  // namespace dateline::query

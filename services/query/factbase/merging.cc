#include "services/query/factbase/merging.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "services/query/factbase/account.h"
#include "services/query/factbase/components.h"
#include "services/query/factbase/content_merging.h"

namespace dateline::query {
namespace {

// Lower is stronger: what happened outweighs what was announced.
int StatusStrength(FactStatus status) {
  switch (status) {
    case FactStatus::kActual:
    case FactStatus::kUnspecified:
      return 0;
    case FactStatus::kPlanned:
      return 1;
    default:
      return 2;
  }
}

// Ties: the plainer claim first.
std::tuple<int, int, int> PlainnessOf(const Factuality& factuality) {
  const int certainty =
      factuality.certainty == Certainty::kUnspecified ? 4 : static_cast<int>(factuality.certainty);
  return {static_cast<int>(factuality.polarity), certainty, static_cast<int>(factuality.status)};
}

Factuality PrevailingFactuality(const FactTally& tally) {
  int strongest = 2;
  for (const Variant& variant : tally.variants()) {
    strongest = std::min(strongest, StatusStrength(variant.factuality.status));
  }
  std::map<std::tuple<int, int, int>, Factuality> said;
  for (const Variant& variant : tally.variants()) {
    if (StatusStrength(variant.factuality.status) != strongest) continue;
    said[PlainnessOf(variant.factuality)] = variant.factuality;
  }
  std::optional<Factuality> best;
  uint32_t most = 0;
  for (const auto& [plainness, factuality] : said) {
    const uint32_t origins = tally
                                 .SupportOf(tally.Where([&](const Variant& variant) {
                                   return PlainnessOf(variant.factuality) == plainness;
                                 }))
                                 .origins;
    if (best.has_value() && origins <= most) continue;
    best = factuality;
    most = origins;
  }
  return best.value_or(Factuality{});
}

bool ByDocument(const Member* a, const Member* b) {
  return std::tie(a->attestation.document_id, a->ordinal) <
         std::tie(b->attestation.document_id, b->ordinal);
}

}  // namespace

std::vector<MergedAttestation> AttestationsOf(std::vector<const Member*> members) {
  std::sort(members.begin(), members.end(), ByDocument);
  const std::vector<Origin> origins = OriginsOf(members);
  std::vector<MergedAttestation> attestations;
  for (size_t i = 0; i < members.size(); ++i) attestations.push_back({members[i], origins[i]});
  return attestations;
}

FactTally TallyOf(const std::vector<MergedAttestation>& attestations) {
  std::map<std::string, std::vector<const Member*>> documents;
  std::map<std::string, std::string> origin_of_document;
  for (const MergedAttestation& attestation : attestations) {
    const std::string& document = attestation.member->attestation.document_id;
    documents[document].push_back(attestation.member);
    origin_of_document[document] = attestation.origin.id;
  }
  FactTally tally;
  std::map<std::string, FactTally::Told> origins;
  for (const auto& [document, members] : documents) {
    const FactTally::Told told = tally.AddDocument(members);
    origins[origin_of_document.at(document)].insert(told.begin(), told.end());
  }
  for (const auto& [id, told] : origins) tally.AddOrigin(told);
  return tally;
}

FactContent ContentOf(const FactTally& tally) {
  std::vector<CountedContent> contents;
  for (uint32_t i = 0; i < tally.variants().size(); ++i) {
    contents.push_back({&tally.variants()[i].content, tally.MembersOf(i)});
  }
  return MergeContents(contents);
}

MergedFact Summarize(std::string id, const FactTally& tally) {
  MergedFact fact;
  fact.id = std::move(id);
  fact.content = ContentOf(tally);
  fact.factuality = PrevailingFactuality(tally);
  fact.confidence = tally.confidence();
  fact.report_count = tally.documents();
  fact.origin_count = tally.origins();
  fact.conflicts = ConflictsWithin(fact, tally);
  fact.functional = AsFunctionalFact(fact, tally);
  return fact;
}

MergedFact Summarize(std::string id, std::vector<MergedAttestation> attestations) {
  MergedFact fact = Summarize(std::move(id), TallyOf(attestations));
  fact.attestations = std::move(attestations);
  return fact;
}

std::vector<MergedFact> MergeBlock(const std::vector<Member>& members) {
  if (members.empty()) return {};
  std::map<std::string, std::pair<Account, std::vector<const Member*>>> by_signature;
  for (const Member& member : members) {
    Account account = AccountOf(member);
    std::string signature = account.signature;
    auto& [kept, sharing] = by_signature[std::move(signature)];
    kept = std::move(account);
    sharing.push_back(&member);
  }
  std::vector<Account> accounts;
  for (const auto& [signature, account] : by_signature) accounts.push_back(account.first);

  std::vector<MergedFact> facts;
  for (const auto& component : Components(members.front().content.kind(), accounts)) {
    std::vector<const Member*> told;
    for (const size_t i : component) {
      const auto& sharing = by_signature.at(accounts[i].signature).second;
      told.insert(told.end(), sharing.begin(), sharing.end());
    }
    facts.push_back(
        Summarize(FactIdOf(members.front().block, accounts[component.front()].signature),
                  AttestationsOf(std::move(told))));
  }
  std::sort(facts.begin(), facts.end(),
            [](const MergedFact& a, const MergedFact& b) { return a.id < b.id; });
  return facts;
}

}  // namespace dateline::query

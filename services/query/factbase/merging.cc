#include "services/query/factbase/merging.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "common/base/sha256.h"
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

Factuality PrevailingFactuality(const std::vector<MergedAttestation>& attestations) {
  int strongest = 2;
  for (const MergedAttestation& attestation : attestations) {
    strongest =
        std::min(strongest, StatusStrength(attestation.member->attestation.factuality.status));
  }
  std::map<std::tuple<int, int, int>, std::pair<std::set<std::string>, Factuality>> votes;
  for (const MergedAttestation& attestation : attestations) {
    const Factuality& factuality = attestation.member->attestation.factuality;
    if (StatusStrength(factuality.status) != strongest) continue;
    auto& [origins, said] = votes[PlainnessOf(factuality)];
    origins.insert(attestation.origin.id);
    said = factuality;
  }
  const auto best = std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) {
    return a.second.first.size() < b.second.first.size();
  });
  return best->second.second;
}

bool ByDocument(const Member* a, const Member* b) {
  return std::tie(a->attestation.document_id, a->ordinal) <
         std::tie(b->attestation.document_id, b->ordinal);
}

std::string FactIdOf(const std::vector<const Member*>& component) {
  const Member& first = *component.front();
  if (first.content.kind() != FactKind::kEvent) return HashedId({"fact", first.block});
  std::string smallest = EventSignature(first.content);
  for (const Member* member : component) {
    smallest = std::min(smallest, EventSignature(member->content));
  }
  return HashedId({"fact", first.block, smallest});
}

MergedFact MergeComponent(std::vector<const Member*> component) {
  std::sort(component.begin(), component.end(), ByDocument);
  const std::vector<Origin> origins = OriginsOf(component);
  std::vector<MergedAttestation> attestations;
  for (size_t i = 0; i < component.size(); ++i) attestations.push_back({component[i], origins[i]});
  MergedFact fact = Summarize(FactIdOf(component), std::move(attestations));
  fact.conflicts = ConflictsWithin(fact);
  return fact;
}

}  // namespace

MergedFact Summarize(std::string id, std::vector<MergedAttestation> attestations) {
  MergedFact fact;
  fact.id = std::move(id);
  std::set<std::string> documents, origins;
  std::vector<const FactContent*> contents;
  for (const MergedAttestation& attestation : attestations) {
    documents.insert(attestation.member->attestation.document_id);
    origins.insert(attestation.origin.id);
    contents.push_back(&attestation.member->content);
    fact.confidence = std::max(fact.confidence, attestation.member->attestation.confidence);
  }
  fact.content = MergeContents(contents);
  fact.factuality = PrevailingFactuality(attestations);
  fact.report_count = static_cast<uint32_t>(documents.size());
  fact.origin_count = static_cast<uint32_t>(origins.size());
  fact.attestations = std::move(attestations);
  return fact;
}

std::vector<MergedFact> MergeBlock(const std::vector<Member>& members) {
  std::vector<const Member*> all;
  for (const Member& member : members) all.push_back(&member);
  if (all.empty()) return {};
  std::vector<std::vector<const Member*>> components;
  if (members.front().content.kind() == FactKind::kEvent) {
    components = EventComponents(all);
  } else {
    components.push_back(std::move(all));
  }
  std::vector<MergedFact> facts;
  for (std::vector<const Member*>& component : components) {
    facts.push_back(MergeComponent(std::move(component)));
  }
  std::sort(facts.begin(), facts.end(),
            [](const MergedFact& a, const MergedFact& b) { return a.id < b.id; });
  return facts;
}

}  // namespace dateline::query

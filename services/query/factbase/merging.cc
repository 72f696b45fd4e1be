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
  return Summarize(FactIdOf(component), std::move(attestations));
}

}  // namespace

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

MergedFact Summarize(std::string id, const FactTally& tally) {
  MergedFact fact;
  fact.id = std::move(id);
  std::vector<CountedContent> contents;
  for (uint32_t i = 0; i < tally.variants().size(); ++i) {
    contents.push_back({&tally.variants()[i].content, tally.MembersOf(i)});
  }
  fact.content = MergeContents(contents);
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

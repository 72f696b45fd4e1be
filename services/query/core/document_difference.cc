#include "services/query/core/document_difference.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/query/factbase/tolls.h"

namespace dateline::query {
namespace {

absl::Status Validate(const DocumentComparisonQuery& query) {
  if (query.earlier_document_id.empty()) return FieldRequired("earlier_document_id");
  if (query.later_document_id.empty()) return FieldRequired("later_document_id");
  if (query.earlier_document_id == query.later_document_id) {
    return FieldInvalid("later_document_id", "it is the same document; name another");
  }
  return absl::OkStatus();
}

absl::Status RequireDocument(const FactBaseView& view, const std::string& id) {
  DATELINE_ASSIGN_OR_RETURN(const std::optional<DocumentRecord> document, view.GetDocument(id));
  if (document.has_value()) return absl::OkStatus();
  return MakeError(absl::StatusCode::kNotFound, reason::kDocumentNotFound,
                   StrCat("the fact base has no document '", id,
                          "'; it may still wait for delivery, see dateline documents get"),
                   {{"id", id}});
}

struct FactsOfOne {
  std::set<std::string> ids;
  bool truncated = false;
};

absl::StatusOr<FactsOfOne> FactsOf(const FactBaseView& view, const std::string& document_id,
                                   const std::vector<FactKind>& kinds) {
  FactsOfOne out;
  DATELINE_RETURN_IF_ERROR(view.ForEachFact(
      {.index = FactScan::Index::kDocument, .key = document_id}, [&](const FactIndexEntry& entry) {
        const bool wanted =
            kinds.empty() || std::find(kinds.begin(), kinds.end(), entry.kind) != kinds.end();
        if (!wanted) return ScanStep::kContinue;
        if (out.ids.size() == kMaxFactsOfDocument) {
          out.truncated = true;
          return ScanStep::kStop;
        }
        out.ids.insert(entry.fact_id);
        return ScanStep::kContinue;
      }));
  return out;
}

absl::StatusOr<std::optional<Attestation>> FirstOf(const FactBaseView& view,
                                                   const std::string& fact_id,
                                                   const std::string& document_id) {
  DATELINE_ASSIGN_OR_RETURN(std::vector<AttestationRecord> attestations,
                            view.GetAttestations(fact_id, 1, document_id));
  if (attestations.empty()) return std::optional<Attestation>();
  return std::optional<Attestation>(std::move(attestations.front().attestation));
}

std::vector<EntityReference> SourcesOf(const Attestation& attestation) {
  std::vector<EntityReference> sources;
  for (const AttributionLink& link : attestation.attribution) {
    // Of two outlets, that they are two is no news.
    if (link.kind != AttributionKind::kPublisher) sources.push_back(link.source);
  }
  return sources;
}

// Who is not named ("the coast guard") is somebody else in every document: the
// same words are taken for the same source.
bool IsSameSource(const EntityReference& a, const EntityReference& b) {
  return a.id == b.id || FoldForMatching(a.name) == FoldForMatching(b.name);
}

// Both tell of one event, but not of as many dead or injured.
bool TollsDiffer(const FactContent& one, const FactContent& other) {
  const std::vector<Toll> tolls = TollsOf(one), others = TollsOf(other);
  return std::any_of(tolls.begin(), tolls.end(), [&](const Toll& toll) {
    return std::any_of(others.begin(), others.end(),
                       [&](const Toll& another) { return TollsExclude(toll, another); });
  });
}

// Whether both tell the fact with the same certainty, time, toll and sources;
// where it stands in the text and in which words does not matter.
bool TellAlike(const DocumentFactDifference& fact) {
  const Attestation &one = *fact.earlier, &other = *fact.later;
  const std::vector<EntityReference> sources = SourcesOf(one), others = SourcesOf(other);
  return one.factuality == other.factuality && one.stated_time == other.stated_time &&
         std::equal(sources.begin(), sources.end(), others.begin(), others.end(), IsSameSource) &&
         !TollsDiffer(one.as_stated.value_or(fact.fact.content),
                      other.as_stated.value_or(fact.fact.content));
}

DocumentDifference DifferenceOf(const DocumentFactDifference& fact) {
  if (!fact.later.has_value()) return DocumentDifference::kDropped;
  if (!fact.earlier.has_value()) return DocumentDifference::kAdded;
  return TellAlike(fact) ? DocumentDifference::kKept : DocumentDifference::kRetold;
}

uint32_t PlaceOf(const DocumentFactDifference& fact) {
  const Attestation& shown = fact.later.has_value() ? *fact.later : *fact.earlier;
  return shown.evidence.empty() ? 0 : shown.evidence.front().span.begin;
}

// Of a dropped fact and an added one that are sides of one conflict.
void FindCounterparts(std::vector<DocumentFactDifference>& facts) {
  std::map<std::string, DocumentFactDifference*> dropped;  // By conflict.
  for (DocumentFactDifference& fact : facts) {
    if (fact.difference != DocumentDifference::kDropped) continue;
    for (const std::string& id : fact.fact.conflict_ids) dropped.emplace(id, &fact);
  }
  for (DocumentFactDifference& fact : facts) {
    if (fact.difference != DocumentDifference::kAdded) continue;
    for (const std::string& id : fact.fact.conflict_ids) {
      const auto found = dropped.find(id);
      if (found == dropped.end() || !fact.counterpart_fact_id.empty()) continue;
      if (!found->second->counterpart_fact_id.empty()) continue;
      fact.counterpart_fact_id = found->second->fact.id;
      found->second->counterpart_fact_id = fact.fact.id;
    }
  }
}

void Count(DocumentComparison& out) {
  for (const DocumentFactDifference& fact : out.facts) {
    out.dropped_count += fact.difference == DocumentDifference::kDropped;
    out.added_count += fact.difference == DocumentDifference::kAdded;
    out.retold_count += fact.difference == DocumentDifference::kRetold;
    out.kept_count += fact.difference == DocumentDifference::kKept;
  }
}

}  // namespace

absl::StatusOr<DocumentComparison> CompareDocuments(const FactBase& base,
                                                    const DocumentComparisonQuery& query,
                                                    const Cancellation& cancellation) {
  DATELINE_RETURN_IF_ERROR(Validate(query));
  DATELINE_ASSIGN_OR_RETURN(const FactBaseView view, base.OpenView(query.known_at));
  DATELINE_RETURN_IF_ERROR(RequireDocument(view, query.earlier_document_id));
  DATELINE_RETURN_IF_ERROR(RequireDocument(view, query.later_document_id));
  DATELINE_ASSIGN_OR_RETURN(FactsOfOne all, FactsOf(view, query.earlier_document_id, query.kinds));
  DATELINE_ASSIGN_OR_RETURN(const FactsOfOne later,
                            FactsOf(view, query.later_document_id, query.kinds));
  DocumentComparison out;
  out.truncated = all.truncated || later.truncated;
  all.ids.insert(later.ids.begin(), later.ids.end());
  for (const std::string& id : all.ids) {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(std::optional<FactRecord> record, view.GetFact(id));
    if (!record.has_value()) continue;
    DocumentFactDifference fact{.fact = *std::move(record)};
    DATELINE_ASSIGN_OR_RETURN(fact.earlier, FirstOf(view, id, query.earlier_document_id));
    DATELINE_ASSIGN_OR_RETURN(fact.later, FirstOf(view, id, query.later_document_id));
    if (!fact.earlier.has_value() && !fact.later.has_value()) continue;
    fact.difference = DifferenceOf(fact);
    out.facts.push_back(std::move(fact));
  }
  FindCounterparts(out.facts);
  Count(out);
  std::sort(out.facts.begin(), out.facts.end(),
            [](const DocumentFactDifference& a, const DocumentFactDifference& b) {
              return std::tuple(a.difference, PlaceOf(a), a.fact.id) <
                     std::tuple(b.difference, PlaceOf(b), b.fact.id);
            });
  if (out.facts.size() > kMaxShownDifferences) out.facts.resize(kMaxShownDifferences);
  return out;
}

}  // namespace dateline::query

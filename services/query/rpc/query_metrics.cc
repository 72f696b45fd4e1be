#include "services/query/rpc/query_metrics.h"

#include <map>
#include <string>

#include "common/fact/vocabulary.h"

namespace dateline::query {
namespace {

constexpr FactKind kKinds[] = {FactKind::kRelation, FactKind::kEvent, FactKind::kStatement,
                               FactKind::kClaim};
constexpr ConflictType kConflictTypes[] = {ConflictType::kValue, ConflictType::kDenial,
                                           ConflictType::kRole, ConflictType::kOrder};

double CountOf(const std::map<std::string, uint64_t>& counts, std::string_view name) {
  const auto found = counts.find(std::string(name));
  return found == counts.end() ? 0 : static_cast<double>(found->second);
}

void GiveCounts(const Statistics& statistics, Samples& samples) {
  for (const FactKind kind : kKinds) {
    samples.Gauge({"dateline_facts", "Facts in the base, by kind."},
                  {{"kind", std::string(NameOf(kind))}},
                  CountOf(statistics.facts_by_kind, NameOf(kind)));
  }
  for (const ConflictType type : kConflictTypes) {
    samples.Gauge({"dateline_conflicts", "Conflicts between facts, by type."},
                  {{"type", std::string(NameOfType(type))}},
                  CountOf(statistics.conflicts_by_type, NameOfType(type)));
  }
  samples.Gauge({"dateline_attestations", "Attestations of facts."}, {},
                static_cast<double>(statistics.attestations));
  samples.Gauge({"dateline_entities", "Entities that facts are about."}, {},
                static_cast<double>(statistics.entities));
  samples.Gauge({"dateline_recorded_documents", "Documents whose facts are in the base."}, {},
                static_cast<double>(statistics.documents));
}

}  // namespace

std::shared_ptr<void> AddQueryMetrics(Metrics& metrics, const FactBase& base,
                                      const QueryRpcService& service) {
  return metrics.AddCollector([&base, &service](Samples& samples) {
    samples.Gauge({"dateline_watchers", "Clients that watch facts."}, {},
                  static_cast<double>(service.watchers()));
    const absl::StatusOr<FactBaseView> view = base.OpenView(std::nullopt);
    if (!view.ok()) return;
    const absl::StatusOr<Statistics> statistics = view->GetTotalsByKind();
    if (statistics.ok()) GiveCounts(*statistics, samples);
  });
}

}  // namespace dateline::query

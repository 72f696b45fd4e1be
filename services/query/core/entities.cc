#include "services/query/core/entities.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/text/folding.h"
#include "services/query/core/fact_filter.h"
#include "services/query/core/sort_keys.h"

namespace dateline::query {
namespace {

constexpr size_t kMaxQueryBytes = 512;
constexpr size_t kCheckEvery = 256;

// How well a name fits; smaller is better.
enum class Fit : uint8_t { kExact = 0, kPrefix = 1, kWordPrefix = 2 };

using Candidates = std::map<std::string, Fit>;  // By entity id.

absl::Status Validate(const EntityQuery& query) {
  if (query.name.size() > kMaxQueryBytes) return FieldInvalid("query", "it is over 512 bytes");
  if (query.external_id.size() > kMaxQueryBytes) {
    return FieldInvalid("external_id", "it is over 512 bytes");
  }
  if (!query.external_id.empty() && !query.name.empty()) {
    return FieldInvalid("external_id", "ask for a name or for an external id, not for both");
  }
  if (!query.external_id.empty() && query.external_id.find(':') == std::string::npos) {
    return FieldInvalid("external_id", "it is SCHEME:VALUE, such as iso3166:FR");
  }
  return absl::OkStatus();
}

// Counts rows and asks now and then whether to go on.
class Patience {
 public:
  explicit Patience(const Cancellation& cancellation) : cancellation_(cancellation) {}
  ScanStep Step() {
    if (++rows_ % kCheckEvery == 0) status_ = cancellation_.Check();
    return status_.ok() ? ScanStep::kContinue : ScanStep::kStop;
  }
  const absl::Status& status() const { return status_; }

 private:
  const Cancellation& cancellation_;
  size_t rows_ = 0;
  absl::Status status_;
};

absl::StatusOr<Candidates> FindByName(const FactBaseView& view, const std::string& folded,
                                      const Cancellation& cancellation) {
  Candidates found;
  Patience patience(cancellation);
  DATELINE_RETURN_IF_ERROR(view.ForEachEntityByName(
      folded, [&](std::string_view name, std::string_view id, uint32_t word) {
        const Fit fit = word > 0 ? Fit::kWordPrefix : name == folded ? Fit::kExact : Fit::kPrefix;
        const auto [known, added] = found.emplace(std::string(id), fit);
        if (!added) known->second = std::min(known->second, fit);
        return patience.Step();
      }));
  DATELINE_RETURN_IF_ERROR(patience.status());
  return found;
}

absl::StatusOr<Candidates> FindAll(const FactBaseView& view, const Cancellation& cancellation) {
  Candidates found;
  Patience patience(cancellation);
  DATELINE_RETURN_IF_ERROR(view.ForEachEntity({}, [&](const std::string& id) {
    found.emplace(id, Fit::kExact);
    return patience.Step();
  }));
  DATELINE_RETURN_IF_ERROR(patience.status());
  return found;
}

absl::StatusOr<Candidates> FindCandidates(const FactBaseView& view, const EntityQuery& query,
                                          const Cancellation& cancellation) {
  if (!query.external_id.empty()) {
    DATELINE_ASSIGN_OR_RETURN(std::optional<std::string> id,
                              view.FindEntityByExternalId(query.external_id));
    return id ? Candidates{{*std::move(id), Fit::kExact}} : Candidates{};
  }
  if (query.name.empty()) return FindAll(view, cancellation);
  const std::string folded = FoldForMatching(query.name);
  if (folded.empty()) return FieldInvalid("query", "it has neither letter nor digit");
  return FindByName(view, folded, cancellation);
}

std::string RankKey(Fit fit, const EntityRecord& entity) {
  return std::string(1, static_cast<char>(fit)) + DescKey(entity.document_count, entity.id);
}

}  // namespace

absl::StatusOr<EntityRecord> RequireEntity(const FactBaseView& view, std::string_view entity_id) {
  DATELINE_RETURN_IF_ERROR(ValidateId("entity_id", entity_id));
  DATELINE_ASSIGN_OR_RETURN(std::optional<EntityRecord> entity, view.GetEntity(entity_id));
  if (entity) return *std::move(entity);
  return MakeError(absl::StatusCode::kNotFound, reason::kEntityNotFound,
                   "no entity has this id at that moment; search entities to find one",
                   {{"id", std::string(entity_id)}});
}

absl::StatusOr<EntityRecord> GetEntity(const FactBase& base, std::string_view entity_id,
                                       std::optional<absl::Time> known_at) {
  DATELINE_RETURN_IF_ERROR(ValidateId("entity_id", entity_id));
  DATELINE_ASSIGN_OR_RETURN(FactBaseView view, base.OpenView(known_at));
  return RequireEntity(view, entity_id);
}

absl::StatusOr<EntityPage> SearchEntities(const FactBase& base, const EntityQuery& query,
                                          const Cancellation& cancellation) {
  DATELINE_RETURN_IF_ERROR(Validate(query));
  DATELINE_ASSIGN_OR_RETURN(OpenPage page,
                            BeginPage(base, query.page, query.known_at, kDefaultEntityPageSize));
  DATELINE_ASSIGN_OR_RETURN(Candidates candidates, FindCandidates(page.view, query, cancellation));
  std::map<std::string, EntityRecord> best;  // By rank; one more than the page takes.
  for (const auto& [id, fit] : candidates) {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(std::optional<EntityRecord> entity, page.view.GetEntity(id));
    if (!entity || (query.type != EntityType::kUnspecified && entity->type != query.type)) continue;
    std::string rank = RankKey(fit, *entity);
    if (rank <= page.position) continue;
    best.emplace(std::move(rank), *std::move(entity));
    if (best.size() > page.size + 1) best.erase(std::prev(best.end()));
  }
  EntityPage out;
  std::string last_rank;
  for (auto& [rank, entity] : best) {
    if (out.entities.size() == page.size) {
      out.next_page_token = page.TokenFor(last_rank);
      break;
    }
    last_rank = rank;
    out.entities.push_back(std::move(entity));
  }
  return out;
}

}  // namespace dateline::query

#include "services/query/core/entities.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/text/folding.h"
#include "services/query/core/fact_filter.h"
#include "services/query/core/fact_reading.h"
#include "services/query/core/sort_keys.h"
#include "services/query/factbase/spelling.h"
#include "services/query/factbase/word_variants.h"

namespace dateline::query {
namespace {

constexpr size_t kMaxQueryBytes = 512;
constexpr size_t kMaxMergedIds = 100;

// How well a name fits; smaller is better. Misspelt names come by edits.
enum Fit : uint32_t { kExact = 0, kPrefix = 1, kWordPrefix = 2, kMisspelt = 3 };

using Candidates = std::map<std::string, uint32_t>;  // Fit (and edits) by entity id.

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

void Add(std::string_view id, uint32_t fit, Candidates& found) {
  const auto [known, added] = found.emplace(std::string(id), fit);
  if (!added) known->second = std::min(known->second, fit);
}

uint32_t FitOf(std::string_view folded_query, std::string_view folded_name) {
  return folded_name == folded_query ? kExact : kPrefix;
}

// Looks a name up among the best known entities: for beginnings that very many
// names share.
absl::Status AddBestKnown(const FactBaseView& view, const std::string& folded, Candidates& found,
                          const Cancellation& cancellation) {
  size_t looked_at = 0;
  absl::Status status;
  const auto look_at = [&](const std::string& id) -> absl::Status {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(const std::optional<EntityRecord> entity, view.GetEntity(id));
    if (!entity) return absl::OkStatus();
    for (const AliasRecord& alias : entity->aliases) {
      const std::string name = FoldForMatching(alias.name);
      if (name.starts_with(folded)) Add(id, FitOf(folded, name), found);
      if (name.find(" " + folded) != std::string::npos) Add(id, kWordPrefix, found);
    }
    return absl::OkStatus();
  };
  DATELINE_RETURN_IF_ERROR(
      view.ForEachEntityByRank({}, [&](const std::string& id, std::string_view) {
        status = look_at(id);
        return status.ok() && ++looked_at < kMaxEntityCandidates ? ScanStep::kContinue
                                                                 : ScanStep::kStop;
      }));
  return status;
}

absl::StatusOr<Candidates> FindByName(const FactBaseView& view, const std::string& folded,
                                      const Cancellation& cancellation) {
  Candidates found;
  size_t rows = 0;
  DATELINE_RETURN_IF_ERROR(view.ForEachEntityByName(
      folded, [&](std::string_view name, std::string_view id, uint32_t word) {
        Add(id, word > 0 ? kWordPrefix : FitOf(folded, name), found);
        return ++rows < kMaxEntityCandidates ? ScanStep::kContinue : ScanStep::kStop;
      }));
  if (rows == kMaxEntityCandidates) {
    DATELINE_RETURN_IF_ERROR(AddBestKnown(view, folded, found, cancellation));
  }
  return found;
}

// Finds names spelt a little differently. Every word of the query gives words
// that it may stand for; of these only such count as follow each other in a name.
class MisspeltSearch {
 public:
  MisspeltSearch(const FactBaseView& view, Candidates& found) : view_(view), found_(found) {}

  absl::Status Run(const std::string& folded) {
    for (const std::string_view word : WordsOf(folded)) {
      DATELINE_ASSIGN_OR_RETURN(const std::set<std::string> like,
                                view_.WordsLike(word, kMostWordsLike));
      Choices& choices = words_.emplace_back();
      choices.emplace(0, std::string(word));
      for (const std::string& other : like) {
        choices.emplace(*EditsBetween(other, word, AllowedEdits(other)), other);
      }
    }
    return Extend(0, {}, 0);
  }

 private:
  // What a word may stand for, by edits.
  using Choices = std::set<std::pair<uint32_t, std::string>>;

  static constexpr size_t kMostWordsLike = 64;
  // Beginnings of names that are looked up, and rows read in all.
  static constexpr size_t kMostLookups = 1'000;

  // Goes on with every choice for word `at` that some name has after `prefix`.
  absl::Status Extend(size_t at, const std::string& prefix, uint32_t edits) {
    for (const auto& [more, word] : words_[at]) {
      if (lookups_ == kMostLookups || rows_ >= kMaxEntityCandidates) return absl::OkStatus();
      const std::string name = prefix.empty() ? word : prefix + " " + word;
      if (at + 1 == words_.size()) {
        DATELINE_RETURN_IF_ERROR(Collect(name, edits + more));
        continue;
      }
      DATELINE_ASSIGN_OR_RETURN(const bool any, AnyNameHas(name + " "));
      if (any) DATELINE_RETURN_IF_ERROR(Extend(at + 1, name, edits + more));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<bool> AnyNameHas(const std::string& words) {
    ++lookups_;
    bool any = false;
    DATELINE_RETURN_IF_ERROR(
        view_.ForEachEntityByName(words, [&](std::string_view, std::string_view, uint32_t) {
          any = true;
          return ScanStep::kStop;
        }));
    return any;
  }

  // Entities with a name in which these words follow each other.
  absl::Status Collect(const std::string& words, uint32_t edits) {
    ++lookups_;
    return view_.ForEachEntityByName(
        words, [&](std::string_view name, std::string_view id, uint32_t word) {
          // The last word whole, not as the beginning of a longer one.
          const std::vector<std::string_view> all = WordsOf(name);
          const size_t last = word + words_.size() - 1;
          if (edits > 0 && last < all.size() && words.ends_with(all[last])) {
            Add(id, kMisspelt + edits, found_);
          }
          return ++rows_ < kMaxEntityCandidates ? ScanStep::kContinue : ScanStep::kStop;
        });
  }

  const FactBaseView& view_;
  Candidates& found_;
  std::vector<Choices> words_;
  size_t lookups_ = 0;
  size_t rows_ = 0;
};

absl::StatusOr<Candidates> FindCandidates(const FactBaseView& view, const EntityQuery& query,
                                          const Cancellation& cancellation) {
  if (!query.external_id.empty()) {
    DATELINE_ASSIGN_OR_RETURN(std::optional<std::string> id,
                              view.FindEntityByExternalId(query.external_id));
    return id ? Candidates{{*std::move(id), kExact}} : Candidates{};
  }
  const std::string folded = FoldForMatching(query.name);
  if (folded.empty()) return FieldInvalid("query", "it has neither letter nor digit");
  DATELINE_ASSIGN_OR_RETURN(Candidates found, FindByName(view, folded, cancellation));
  if (query.fuzzy) {
    DATELINE_RETURN_IF_ERROR(MisspeltSearch(view, found).Run(folded));
  }
  return found;
}

std::string RankKey(uint32_t fit, const EntityRecord& entity) {
  return std::string(1, static_cast<char>(fit)) + DescKey(entity.document_count, entity.id);
}

bool IsWanted(const EntityQuery& query, const std::optional<EntityRecord>& entity) {
  return entity && (query.type == EntityType::kUnspecified || entity->type == query.type);
}

// Page by page from the ranking that the base keeps.
absl::StatusOr<EntityPage> ListAll(const OpenPage& page, const EntityQuery& query,
                                   const Cancellation& cancellation) {
  EntityPage out;
  std::string last = page.position;
  size_t looked_at = 0;
  absl::Status status;
  const auto look_at = [&](const std::string& id, std::string_view position) -> absl::Status {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(std::optional<EntityRecord> entity, page.view.GetEntity(id));
    if (out.entities.size() == page.size || ++looked_at > kMaxRefusedFacts) {
      out.next_page_token = page.TokenFor(last);
      return absl::OkStatus();
    }
    last = position;
    if (!IsWanted(query, entity)) return absl::OkStatus();
    out.entities.push_back(*std::move(entity));
    out.edits.push_back(0);
    return absl::OkStatus();
  };
  DATELINE_RETURN_IF_ERROR(page.view.ForEachEntityByRank(
      page.position, [&](const std::string& id, std::string_view position) {
        status = look_at(id, position);
        return status.ok() && out.next_page_token.empty() ? ScanStep::kContinue : ScanStep::kStop;
      }));
  DATELINE_RETURN_IF_ERROR(status);
  return out;
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

absl::StatusOr<std::vector<std::string>> MergedIdsOf(const FactBase& base,
                                                     std::string_view entity_id,
                                                     std::optional<absl::Time> known_at) {
  DATELINE_ASSIGN_OR_RETURN(FactBaseView view, base.OpenView(known_at));
  return view.GetMergedIds(entity_id, kMaxMergedIds);
}

absl::StatusOr<EntityPage> SearchEntities(const FactBase& base, const EntityQuery& query,
                                          const Cancellation& cancellation) {
  DATELINE_RETURN_IF_ERROR(Validate(query));
  DATELINE_ASSIGN_OR_RETURN(OpenPage page,
                            BeginPage(base, query.page, query.known_at, kDefaultEntityPageSize));
  if (query.name.empty() && query.external_id.empty()) return ListAll(page, query, cancellation);
  DATELINE_ASSIGN_OR_RETURN(Candidates candidates, FindCandidates(page.view, query, cancellation));
  // By rank; one more than the page takes.
  std::map<std::string, std::pair<uint32_t, EntityRecord>> best;
  for (const auto& [id, fit] : candidates) {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(std::optional<EntityRecord> entity, page.view.GetEntity(id));
    if (!IsWanted(query, entity)) continue;
    std::string rank = RankKey(fit, *entity);
    if (rank <= page.position) continue;
    best.emplace(std::move(rank), std::pair(fit, *std::move(entity)));
    if (best.size() > page.size + 1) best.erase(std::prev(best.end()));
  }
  EntityPage out;
  std::string last_rank;
  for (auto& [rank, found] : best) {
    if (out.entities.size() == page.size) {
      out.next_page_token = page.TokenFor(last_rank);
      break;
    }
    last_rank = rank;
    out.edits.push_back(found.first > kMisspelt ? found.first - kMisspelt : 0);
    out.entities.push_back(std::move(found.second));
  }
  return out;
}

}  // namespace dateline::query

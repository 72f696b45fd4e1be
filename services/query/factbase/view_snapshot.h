// What a FactBaseView shares between its copies.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_VIEW_SNAPSHOT_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_VIEW_SNAPSHOT_H_

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "common/fact/fact.h"
#include "services/query/factbase/entity_names.h"
#include "services/query/factbase/fact_base_view.h"
#include "services/query/factbase/versioned_rows.h"

namespace dateline::query {

// Thread-safe.
struct FactBaseView::Snapshot {
  // `entity_names` is the fact base's and of its store.
  Snapshot(std::shared_ptr<const ReadView> read_view, uint64_t at,
           std::shared_ptr<EntityNames> entity_names)
      : view(std::move(read_view)),
        reader(view.get(), at),
        entity_names_(std::move(entity_names)) {}

  struct LiveRow {
    std::string id;
    std::string bytes;
  };
  // The row of what `id` became at this moment (itself, if it is live), or
  // nothing. `row_key` and `redirect_key` give the keys of an id.
  absl::StatusOr<std::optional<LiveRow>> Follow(
      KeySpace space, std::string_view id, std::string (*row_key)(std::string_view),
      std::string (*redirect_key)(std::string_view)) const;

  // What the attestations of one document have in their keys after the fact's
  // prefix; nothing if there is no such document.
  absl::StatusOr<std::optional<std::string>> AttestationsOfDocument(
      std::string_view document_id) const;

  // The id of what an entity became; `id` itself if there is no such entity.
  absl::StatusOr<std::string> FollowEntity(std::string_view id) const;

  // Fills in the names and types of entities of the fact base.
  absl::Status NameEntity(EntityReference& entity) const;
  absl::Status NameEntities(FactContent& content) const;

  const std::shared_ptr<const ReadView> view;
  const VersionedReader reader;

 private:
  // For views of the past, which the names of today say nothing to: a page of
  // facts names the same few entities again and again.
  mutable std::mutex mutex_;
  mutable std::map<std::string, NameAndType, std::less<>> past_names_;
  const std::shared_ptr<EntityNames> entity_names_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_VIEW_SNAPSHOT_H_

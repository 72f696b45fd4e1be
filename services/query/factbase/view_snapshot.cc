#include "services/query/factbase/view_snapshot.h"

#include "common/base/status_macros.h"
#include "common/convert/fact_conversion.h"
#include "common/storage/ordered_key.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/member.h"
#include "services/query/factbase/records.h"

namespace dateline::query {
namespace {

// Longer chains of merges are not followed: they would be a defect.
constexpr int kMaxRedirects = 1'000;
// Bounds the memory of a view; a page never names more.
constexpr size_t kMaxNames = 10'000;

}  // namespace

absl::StatusOr<std::optional<FactBaseView::Snapshot::LiveRow>> FactBaseView::Snapshot::Follow(
    KeySpace space, std::string_view id, std::string (*row_key)(std::string_view),
    std::string (*redirect_key)(std::string_view)) const {
  std::string current(id);
  for (int hop = 0; hop < kMaxRedirects; ++hop) {
    DATELINE_ASSIGN_OR_RETURN(auto row, reader.Get(space, row_key(current)));
    if (row.has_value()) return LiveRow{std::move(current), *std::move(row)};
    DATELINE_ASSIGN_OR_RETURN(const auto bytes, reader.Get(space, redirect_key(current)));
    if (!bytes.has_value()) return std::nullopt;
    DATELINE_ASSIGN_OR_RETURN(const auto redirect, Decode<storage::v1::StoredRedirect>(*bytes));
    current = redirect.target();
  }
  return std::nullopt;
}

absl::StatusOr<std::optional<std::string>> FactBaseView::Snapshot::AttestationsOfDocument(
    std::string_view document_id) const {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, reader.Get(kDocumentSpace, DocumentKey(document_id)));
  if (!bytes.has_value()) return std::nullopt;
  DATELINE_ASSIGN_OR_RETURN(const auto row, Decode<storage::v1::StoredDocument>(*bytes));
  const auto published = FromProto(row.document().published_at());
  if (!published.ok()) return CorruptRow("document");
  std::string part;
  AppendWhen(&part, row.document().has_published_at() && published->start.has_value()
                        ? When(CivilSeconds(*published->start))
                        : std::nullopt);
  AppendKeyPacked(&part, document_id);
  return part;
}

absl::StatusOr<std::string> FactBaseView::Snapshot::FollowEntity(std::string_view id) const {
  std::string given(id);
  // Names are of live rows.
  if (entity_names_->Find(given, reader.at()).has_value()) return given;
  DATELINE_ASSIGN_OR_RETURN(auto live, Follow(kEntitySpace, id, EntityKey, EntityRedirectKey));
  return live.has_value() ? std::move(live->id) : std::move(given);
}

absl::Status FactBaseView::Snapshot::NameEntity(EntityReference& entity) const {
  if (entity.id.empty()) return absl::OkStatus();
  std::optional<NameAndType> known = entity_names_->Find(entity.id, reader.at());
  if (!known.has_value()) {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto it = past_names_.find(entity.id);
    if (it != past_names_.end()) known = it->second;
  }
  if (!known.has_value()) {
    DATELINE_ASSIGN_OR_RETURN(const auto bytes, reader.Get(kEntitySpace, EntityKey(entity.id)));
    if (!bytes.has_value()) return absl::OkStatus();
    DATELINE_ASSIGN_OR_RETURN(const auto row, Decode<storage::v1::StoredEntity>(*bytes));
    known = NameAndType{CanonicalNameOf(row), TypeOf(row)};
    if (!entity_names_->Keep(entity.id, reader.at(), *known)) {
      std::lock_guard<std::mutex> lock(mutex_);
      if (past_names_.size() >= kMaxNames) past_names_.clear();
      past_names_[entity.id] = *known;
    }
  }
  entity.name = std::move(known->name);
  entity.type = known->type;
  return absl::OkStatus();
}

absl::Status FactBaseView::Snapshot::NameEntities(FactContent& content) const {
  absl::Status status;
  ForEachMutableEntityOf(content, [&](EntityReference& entity) {
    if (status.ok()) status = NameEntity(entity);
  });
  return status;
}

}  // namespace dateline::query

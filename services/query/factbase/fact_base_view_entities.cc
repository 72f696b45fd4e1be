// FactBaseView: how entities came about.
#include <algorithm>
#include <set>

#include "common/base/status_macros.h"
#include "common/convert/fact_conversion.h"
#include "common/storage/ordered_key.h"
#include "services/query/factbase/fact_base_view.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/pins.h"
#include "services/query/factbase/records.h"
#include "services/query/factbase/view_snapshot.h"

namespace dateline::query {
namespace {

// Calls `row` with the last string of each key under `prefix` and its value.
absl::Status ForEachUnder(const VersionedReader& reader, const std::string& prefix,
                          std::string_view after_part,
                          absl::FunctionRef<ScanStep(const std::string&, std::string_view)> row) {
  std::string after;
  if (!after_part.empty()) {
    after = prefix;
    AppendKeyPacked(&after, after_part);
  }
  absl::Status status;
  DATELINE_RETURN_IF_ERROR(reader.ForEach(
      kEntitySpace, ResumeAfter(KeyRange::Prefix(prefix), after, ScanDirection::kForward),
      [&](std::string_view key, std::string_view value) {
        std::string part;
        if (KeyReader(key.substr(prefix.size())).Packed(&part)) return row(part, value);
        status = CorruptRow("key");
        return ScanStep::kStop;
      }));
  return status;
}

}  // namespace

absl::Status FactBaseView::ForEachDocumentOfEntity(
    std::string_view entity_id, std::string_view after_id,
    absl::FunctionRef<ScanStep(const std::string& document_id)> row) const {
  return ForEachUnder(snapshot_->reader, EntityDocumentPrefix(entity_id), after_id,
                      [&](const std::string& id, std::string_view) { return row(id); });
}

absl::StatusOr<std::vector<NameUseRecord>> FactBaseView::GetNameUses(
    std::string_view entity_id, std::string_view document_id) const {
  std::vector<NameUseRecord> uses;
  DATELINE_ASSIGN_OR_RETURN(
      const auto bytes, snapshot_->reader.Get(kEntitySpace, MentionsKey(document_id, entity_id)));
  if (!bytes.has_value()) return uses;
  DATELINE_ASSIGN_OR_RETURN(const auto mentions, Decode<storage::v1::StoredEntity>(*bytes));
  for (const auto& alias : mentions.aliases()) {
    NameUseRecord use{alias.name(), static_cast<NameForm>(alias.form()), {}};
    for (const auto& span : alias.spans()) use.spans.push_back({span.begin(), span.end()});
    uses.push_back(std::move(use));
  }
  return uses;
}

absl::StatusOr<std::vector<std::string>> FactBaseView::GetMergedIds(std::string_view entity_id,
                                                                    size_t limit) const {
  std::set<std::string> merged;
  std::vector<std::string> open = {std::string(entity_id)};
  while (!open.empty() && merged.size() < limit) {
    const std::string target = std::move(open.back());
    open.pop_back();
    DATELINE_RETURN_IF_ERROR(ForEachUnder(snapshot_->reader, MergedEntityPrefix(target), "",
                                          [&](const std::string& id, std::string_view) {
                                            if (merged.insert(id).second) open.push_back(id);
                                            return merged.size() < limit ? ScanStep::kContinue
                                                                         : ScanStep::kStop;
                                          }));
  }
  return std::vector<std::string>(merged.begin(), merged.end());
}

absl::Status FactBaseView::ForEachPin(std::string_view after_id,
                                      absl::FunctionRef<ScanStep(const PinRecord&)> row) const {
  absl::Status status;
  DATELINE_RETURN_IF_ERROR(ForEachUnder(snapshot_->reader, TagPrefix('p'), after_id,
                                        [&](const std::string& id, std::string_view value) {
                                          const auto stored = Decode<storage::v1::StoredPin>(value);
                                          if (stored.ok()) return row(ToRecord(id, *stored));
                                          status = stored.status();
                                          return ScanStep::kStop;
                                        }));
  return status;
}

}  // namespace dateline::query

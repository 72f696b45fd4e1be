#include "services/query/core/fact_filter.h"

#include <algorithm>
#include <limits>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/query/factbase/member.h"

namespace dateline::query {
namespace {

constexpr size_t kMaxNameBytes = 512;

template <typename T>
bool TakesAll(const std::vector<T>& wanted, const T& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

absl::Status ValidateNames(std::string_view field, const std::vector<std::string>& names) {
  if (names.size() > kMaxFilterValues) {
    return FieldInvalid(field, StrCat("it takes at most ", kMaxFilterValues, " values"));
  }
  for (const std::string& name : names) {
    if (name.empty()) return FieldInvalid(field, "it holds an empty value");
    if (name.size() > kMaxNameBytes) return FieldInvalid(field, "it holds a value over 512 bytes");
  }
  return absl::OkStatus();
}

template <typename T>
absl::Status ValidateEnums(std::string_view field, const std::vector<T>& values) {
  if (values.size() > kMaxFilterValues) {
    return FieldInvalid(field, StrCat("it takes at most ", kMaxFilterValues, " values"));
  }
  return absl::OkStatus();
}

}  // namespace

bool HoldsAsOf(const std::optional<TimeInterval>& valid_time, const TimeInterval& as_of) {
  if (!valid_time) return true;
  if (valid_time->start && *valid_time->start > *as_of.end) return false;
  return !valid_time->end || *valid_time->end >= *as_of.start;
}

absl::Status ValidateId(std::string_view field, std::string_view id) {
  if (id.empty()) return FieldRequired(field);
  if (!IsHashedId(id)) return FieldInvalid(field, "an id has 32 lower-case hexadecimal digits");
  return absl::OkStatus();
}

absl::Status ValidateIds(std::string_view field, const std::vector<std::string>& ids) {
  if (ids.size() > kMaxFilterValues) {
    return FieldInvalid(field, StrCat("it takes at most ", kMaxFilterValues, " values"));
  }
  for (const std::string& id : ids) {
    if (!IsHashedId(id)) return FieldInvalid(field, "an id has 32 lower-case hexadecimal digits");
  }
  return absl::OkStatus();
}

absl::Status ValidateFactFilter(const FactFilter& filter, std::string_view path) {
  const auto field = [&](std::string_view name) { return StrCat(path, name); };
  DATELINE_RETURN_IF_ERROR(ValidateIds(field("entity_ids"), filter.entity_ids));
  DATELINE_RETURN_IF_ERROR(ValidateIds(field("document_ids"), filter.document_ids));
  DATELINE_RETURN_IF_ERROR(ValidateNames(field("types"), filter.types));
  DATELINE_RETURN_IF_ERROR(ValidateNames(field("publishers"), filter.publishers));
  DATELINE_RETURN_IF_ERROR(ValidateEnums(field("kinds"), filter.kinds));
  DATELINE_RETURN_IF_ERROR(ValidateEnums(field("certainties"), filter.certainties));
  DATELINE_RETURN_IF_ERROR(ValidateEnums(field("statuses"), filter.statuses));
  if (!filter.attributed_to.empty()) {
    DATELINE_RETURN_IF_ERROR(ValidateId(field("attributed_to"), filter.attributed_to));
  }
  if (filter.role.size() > kMaxNameBytes) return FieldInvalid(field("role"), "it is too long");
  if (!filter.role.empty() && filter.entity_ids.empty()) {
    return FieldInvalid(field("role"), "a role needs entity_ids to be the role of");
  }
  return absl::OkStatus();
}

bool MatchesType(std::string_view type, const std::vector<std::string>& types) {
  if (types.empty()) return true;
  return std::any_of(types.begin(), types.end(), [type](const std::string& wanted) {
    return wanted.ends_with('.') ? type.starts_with(wanted) : type == wanted;
  });
}

absl::StatusOr<FactMatcher> FactMatcher::Create(FactFilter filter, const FactBaseView& view) {
  for (std::string& id : filter.entity_ids) {
    DATELINE_ASSIGN_OR_RETURN(id, view.FollowEntity(id));
  }
  if (!filter.attributed_to.empty()) {
    DATELINE_ASSIGN_OR_RETURN(filter.attributed_to, view.FollowEntity(filter.attributed_to));
  }
  return CreateFollowed(std::move(filter));
}

FactMatcher FactMatcher::CreateFollowed(FactFilter filter) {
  FactMatcher matcher;
  std::sort(filter.entity_ids.begin(), filter.entity_ids.end());
  filter.entity_ids.erase(std::unique(filter.entity_ids.begin(), filter.entity_ids.end()),
                          filter.entity_ids.end());
  for (const std::string& publisher : filter.publishers) {
    matcher.folded_publishers_.insert(FoldForMatching(publisher));
  }
  matcher.filter_ = std::move(filter);
  return matcher;
}

bool FactMatcher::MayMatch(const FactIndexEntry& entry) const {
  if (!TakesAll(filter_.kinds, entry.kind) || !MatchesType(entry.type, filter_.types)) return false;
  if (!filter_.role.empty() && !entry.role.empty() && entry.role != filter_.role) return false;
  if (entry.valid_end && filter_.valid.from && *entry.valid_end < *filter_.valid.from) return false;
  if (entry.valid_end && filter_.as_of && *entry.valid_end < *filter_.as_of->start) return false;
  if (!entry.valid_start) return true;
  if (filter_.valid.to && *entry.valid_start > *filter_.valid.to) return false;
  return !filter_.as_of || *entry.valid_start <= *filter_.as_of->end;
}

bool FactMatcher::AsksAttestations() const {
  return !filter_.document_ids.empty() || !folded_publishers_.empty() ||
         !filter_.attributed_to.empty();
}

absl::StatusOr<bool> FactMatcher::Matches(const FactBaseView& view,
                                          const FactRecord& record) const {
  if (!MatchesRecord(record)) return false;
  return MatchesAttestations(view, record);
}

bool FactMatcher::MatchesRecord(const FactRecord& record) const {
  const FactContent& content = record.content;
  if (!TakesAll(filter_.kinds, content.kind())) return false;
  if (!MatchesType(content.type, filter_.types)) return false;
  if (!filter_.valid.Touches(content.valid_time)) return false;
  if (filter_.as_of && !HoldsAsOf(content.valid_time, *filter_.as_of)) return false;
  // Readers treat what is not known as positive and actual (fact.proto).
  const Polarity polarity =
      record.factuality.polarity == Polarity::kNegative ? Polarity::kNegative : Polarity::kPositive;
  if (filter_.polarity != Polarity::kUnspecified && polarity != filter_.polarity) return false;
  if (!TakesAll(filter_.certainties, record.factuality.certainty)) return false;
  const FactStatus status = record.factuality.status == FactStatus::kUnspecified
                                ? FactStatus::kActual
                                : record.factuality.status;
  if (!TakesAll(filter_.statuses, status)) return false;
  if (record.origin_count < filter_.min_origins) return false;
  if (filter_.in_conflict && record.conflict_ids.empty()) return false;
  return MatchesEntities(content);
}

bool FactMatcher::MatchesEntities(const FactContent& content) const {
  if (filter_.entity_ids.empty()) return true;
  bool found = false;
  ForEachEntityOf(content, [&](std::string_view role, const EntityReference& entity) {
    if (found || (!filter_.role.empty() && role != filter_.role)) return;
    found = std::binary_search(filter_.entity_ids.begin(), filter_.entity_ids.end(), entity.id);
  });
  return found;
}

absl::StatusOr<bool> FactMatcher::MatchesAttestations(const FactBaseView& view,
                                                      const FactRecord& record) const {
  bool document = filter_.document_ids.empty();
  bool publisher = folded_publishers_.empty();
  bool attributed = filter_.attributed_to.empty();
  if (document && publisher && attributed) return true;
  DATELINE_ASSIGN_OR_RETURN(std::vector<AttestationRecord> attestations,
                            view.GetAttestations(record, std::numeric_limits<size_t>::max()));
  for (const AttestationRecord& attested : attestations) {
    const Attestation& attestation = attested.attestation;
    document = document || TakesAll(filter_.document_ids, attestation.document_id);
    publisher = publisher || folded_publishers_.contains(FoldForMatching(attestation.publisher));
    attributed =
        attributed || std::any_of(attestation.attribution.begin(), attestation.attribution.end(),
                                  [&](const AttributionLink& link) {
                                    return link.source.id == filter_.attributed_to;
                                  });
  }
  return document && publisher && attributed;
}

}  // namespace dateline::query

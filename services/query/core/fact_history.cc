#include "services/query/core/fact_history.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/fact/vocabulary.h"
#include "services/query/core/fact_reading.h"

namespace dateline::query {
namespace {

// Attestations that one history reads over all its versions: those of a fact
// that thousands report would otherwise be read again for each of them.
constexpr size_t kMostAttestations = 20'000;

std::string TextOf(const Value& value) {
  if (const auto* entity = std::get_if<EntityReference>(&value)) return entity->name;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* time = std::get_if<TimeInterval>(&value)) return time->ToEdtf();
  return absl::StrFormat("%.15g", std::get<double>(value));
}

std::string TextOf(const Phrase& phrase) {
  return phrase.entity ? phrase.entity->name : phrase.text;
}

struct BodyText {
  std::string operator()(const Relation& relation) const {
    std::string text = StrCat(relation.subject.name, ", ", TextOf(relation.object));
    for (const Qualifier& qualifier : relation.qualifiers) {
      StrAppend(&text, "; ", qualifier.name, " ", TextOf(qualifier.value));
    }
    return text;
  }
  std::string operator()(const Event& event) const {
    std::vector<std::string> roles;
    for (const RoleFiller& filler : event.roles) {
      roles.push_back(StrCat(filler.role, " ", TextOf(filler.value)));
    }
    return absl::StrJoin(roles, "; ");
  }
  std::string operator()(const Statement& statement) const {
    return StrCat(statement.speaker.name, ": ", statement.content);
  }
  std::string operator()(const Claim& claim) const {
    std::string text = StrCat(TextOf(claim.subject), " ", claim.relation);
    for (const Phrase& object : claim.objects) StrAppend(&text, " ", TextOf(object));
    return text;
  }
};

std::string TimeOf(const FactRecord& fact) {
  return fact.content.valid_time ? fact.content.valid_time->ToEdtf() : std::string();
}

struct ByDocument {
  std::map<std::string, Attestation> first;    // First attestation of each document.
  std::map<std::string, absl::Time> recorded;  // Newest recording of each.
  size_t count = 0;
};

absl::StatusOr<ByDocument> ReadByDocument(const FactBaseView& view, const std::string& fact_id) {
  DATELINE_ASSIGN_OR_RETURN(std::vector<AttestationRecord> records,
                            view.GetAttestations(fact_id, kMostAttestations));
  ByDocument out;
  out.count = records.size();
  for (AttestationRecord& record : records) {
    const std::string id = record.attestation.document_id;
    absl::Time& recorded = out.recorded[id];
    recorded = std::max(recorded, record.recorded_at);
    out.first.emplace(id, std::move(record.attestation));
  }
  return out;
}

absl::Status AddDocument(const FactBaseView& view, const Attestation& attestation, ChangeType type,
                         FactVersion& version) {
  VersionDocument document{.document_id = attestation.document_id,
                           .publisher = attestation.publisher,
                           .title = {},
                           .type = type};
  DATELINE_ASSIGN_OR_RETURN(const std::optional<DocumentRecord> record,
                            view.GetDocument(attestation.document_id));
  if (record) document.title = record->document.title;
  version.documents.push_back(std::move(document));
  return absl::OkStatus();
}

// The documents that made the step from `before` to `after`.
absl::Status AddDocuments(const FactBaseView& view_before, const ByDocument& before,
                          const FactBaseView& view_after, const ByDocument& after,
                          FactVersion& version) {
  for (const auto& [id, attestation] : after.first) {
    const bool known = before.first.contains(id);
    if (known && after.recorded.at(id) != version.fact.recorded_at) continue;
    DATELINE_RETURN_IF_ERROR(AddDocument(
        view_after, attestation, known ? ChangeType::kUpdated : ChangeType::kAdded, version));
  }
  for (const auto& [id, attestation] : before.first) {
    if (after.first.contains(id)) continue;
    DATELINE_RETURN_IF_ERROR(AddDocument(view_before, attestation, ChangeType::kRemoved, version));
  }
  std::sort(version.documents.begin(), version.documents.end(),
            [](const VersionDocument& a, const VersionDocument& b) {
              return std::tie(a.publisher, a.document_id) < std::tie(b.publisher, b.document_id);
            });
  return absl::OkStatus();
}

// The base right before a version; nothing if nothing was recorded by then.
absl::StatusOr<std::optional<FactBaseView>> ViewBefore(const FactBase& base, absl::Time version) {
  absl::StatusOr<FactBaseView> view = base.OpenView(version - absl::Microseconds(1));
  if (absl::IsOutOfRange(view.status())) return std::nullopt;
  DATELINE_RETURN_IF_ERROR(view.status());
  return *std::move(view);
}

}  // namespace

std::vector<FactDifference> DifferencesBetween(const FactRecord& before, const FactRecord& after) {
  std::vector<FactDifference> out;
  const auto compare = [&](std::string_view field, std::string was, std::string is) {
    if (was != is) out.push_back({std::string(field), std::move(was), std::move(is)});
  };
  const auto name = [](auto value) { return std::string(NameOf(value)); };
  compare("content", std::visit(BodyText(), before.content.body),
          std::visit(BodyText(), after.content.body));
  compare("content.valid_time", TimeOf(before), TimeOf(after));
  compare("factuality.polarity", name(before.factuality.polarity), name(after.factuality.polarity));
  compare("factuality.certainty", name(before.factuality.certainty),
          name(after.factuality.certainty));
  compare("factuality.status", name(before.factuality.status), name(after.factuality.status));
  compare("report_count", StrCat(before.report_count), StrCat(after.report_count));
  compare("origin_count", StrCat(before.origin_count), StrCat(after.origin_count));
  compare("conflict_ids", absl::StrJoin(before.conflict_ids, ", "),
          absl::StrJoin(after.conflict_ids, ", "));
  return out;
}

absl::StatusOr<FactHistory> ReadFactHistory(const FactBase& base, const FactBaseView& view,
                                            const FactRecord& fact, size_t limit,
                                            const Cancellation& cancellation) {
  FactHistory history;
  std::optional<FactBaseView> at = view;
  std::optional<FactRecord> now = fact;
  DATELINE_ASSIGN_OR_RETURN(ByDocument documents, ReadByDocument(view, fact.id));
  size_t read = documents.count;
  while (now.has_value()) {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    if (history.versions.size() == limit || read > kMostAttestations) {
      history.truncated = true;
      break;
    }
    FactVersion version{.fact = *now, .type = ChangeType::kAdded};
    DATELINE_ASSIGN_OR_RETURN(std::optional<FactBaseView> earlier,
                              ViewBefore(base, now->recorded_at));
    std::optional<FactRecord> before;
    ByDocument documents_before;
    if (earlier) {
      DATELINE_ASSIGN_OR_RETURN(before, earlier->GetFact(fact.id));
    }
    if (before) {
      version.type = ChangeType::kUpdated;
      version.differences = DifferencesBetween(*before, *now);
      DATELINE_ASSIGN_OR_RETURN(documents_before, ReadByDocument(*earlier, before->id));
      read += documents_before.count;
    }
    DATELINE_RETURN_IF_ERROR(
        AddDocuments(earlier ? *earlier : *at, documents_before, *at, documents, version));
    history.versions.push_back(std::move(version));
    now = std::move(before);
    documents = std::move(documents_before);
    at = std::move(earlier);
  }
  return history;
}

}  // namespace dateline::query

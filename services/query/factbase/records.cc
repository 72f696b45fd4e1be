#include "services/query/factbase/records.h"

#include <algorithm>
#include <map>

#include "absl/strings/numbers.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "common/storage/ordered_key.h"

namespace dateline::query {
namespace {

// What does not convert was not written by us: the row is damaged.
template <typename T>
absl::StatusOr<T> Converted(absl::StatusOr<T> value) {
  if (value.ok()) return value;
  return CorruptRow(StdView(value.status().message()));
}

struct Choice {
  std::string name;
  uint32_t documents = 0;
};

// The most used; the list is sorted by name, so ties go to the smallest.
void Prefer(std::string_view name, uint32_t documents, Choice& best) {
  if (documents > best.documents) best = {std::string(name), documents};
}

}  // namespace

absl::Status CorruptRow(std::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, reason::kStoreCorrupt,
                   StrCat("a stored row is damaged (", what, "); restore the data folder"),
                   {{"key", std::string(what)}});
}

absl::Time FromMicros(uint64_t micros) {
  return absl::FromUnixMicros(static_cast<int64_t>(micros));
}
uint64_t ToMicros(absl::Time time) {
  return static_cast<uint64_t>(std::max<int64_t>(absl::ToUnixMicros(time), 0));
}

storage::v1::StoredAttestation ToStored(const Member& member) {
  storage::v1::StoredAttestation stored;
  fact::v1::Attestation& attestation = *stored.mutable_attestation();
  attestation = ToProto(member.attestation);
  attestation.clear_origin_id();
  attestation.clear_origin_name();
  *attestation.mutable_as_stated() = ToProto(member.content);
  if (!attestation.has_stated_time() && member.content.valid_time.has_value()) {
    *attestation.mutable_stated_time() = ToProto(*member.content.valid_time);
  }
  for (const OriginKey& key : member.origin_keys) {
    auto* out = stored.add_origin_keys();
    out->set_key(key.key);
    out->set_name(key.name);
  }
  for (const CataloguedPlace& place : member.places) {
    auto* out = stored.add_places();
    out->set_entity_id(place.entity_id);
    out->set_scheme(place.scheme);
  }
  stored.set_recorded_micros(member.recorded_micros);
  stored.set_ordinal(member.ordinal);
  stored.mutable_story()->Add(member.story.begin(), member.story.end());
  stored.mutable_filed_under()->Add(member.filed_under.begin(), member.filed_under.end());
  return stored;
}

absl::StatusOr<Member> MemberOf(const storage::v1::StoredAttestation& stored) {
  Member member;
  DATELINE_ASSIGN_OR_RETURN(member.attestation, Converted(FromProto(stored.attestation())));
  if (!member.attestation.as_stated.has_value()) return CorruptRow("attestation");
  member.content = *std::move(member.attestation.as_stated);
  member.attestation.as_stated.reset();
  member.attestation.origin_id.clear();
  member.attestation.origin_name.clear();
  for (const auto& key : stored.origin_keys()) {
    if (key.key().empty()) return CorruptRow("attestation");
    member.origin_keys.push_back({key.key(), key.name()});
  }
  for (const auto& place : stored.places()) {
    member.places.push_back({place.entity_id(), place.scheme()});
  }
  member.recorded_micros = stored.recorded_micros();
  member.ordinal = stored.ordinal();
  member.story.assign(stored.story().begin(), stored.story().end());
  member.filed_under.assign(stored.filed_under().begin(), stored.filed_under().end());
  return member;
}

storage::v1::StoredAccount ToStored(const Account& account) {
  storage::v1::StoredAccount stored;
  for (const std::string& part : account.parts) stored.add_parts(part);
  for (const std::string& body : account.bodies) stored.add_bodies(body);
  for (const std::string& place : account.places) stored.add_places(place);
  for (const CataloguedPlace& place : account.catalogued) {
    auto* out = stored.add_catalogued();
    out->set_entity_id(place.entity_id);
    out->set_scheme(place.scheme);
  }
  stored.set_conference(account.conference);
  stored.set_of_story(account.of_story);
  stored.mutable_story()->Add(account.story.begin(), account.story.end());
  for (const std::string& filler : account.fillers) stored.add_fillers(filler);
  if (account.window.first != -DayWindow::kFar) stored.set_first_day(account.window.first);
  if (account.window.last != DayWindow::kFar) stored.set_last_day(account.window.last);
  for (const std::string& word : account.words) stored.add_words(word);
  for (const std::string& number : account.numbers) stored.add_numbers(number);
  stored.set_denied(account.denied);
  stored.mutable_filed_under()->Add(account.filed_under.begin(), account.filed_under.end());
  return stored;
}

absl::StatusOr<Extraction> WholeExtraction(storage::v1::StoredExtraction stored,
                                           std::string_view document_row) {
  if (stored.extraction().passages().empty()) {
    DATELINE_ASSIGN_OR_RETURN(auto document, Decode<storage::v1::StoredDocument>(document_row));
    stored.mutable_extraction()->mutable_passages()->Swap(document.mutable_passages());
  }
  return Converted(FromProto(stored.extraction()));
}

Account FromStored(std::string_view signature, const storage::v1::StoredAccount& stored) {
  Account account;
  account.signature = std::string(signature);
  account.parts.assign(stored.parts().begin(), stored.parts().end());
  account.bodies.assign(stored.bodies().begin(), stored.bodies().end());
  account.places.assign(stored.places().begin(), stored.places().end());
  for (const auto& place : stored.catalogued()) {
    account.catalogued.push_back({place.entity_id(), place.scheme()});
  }
  account.conference = stored.conference();
  account.of_story = stored.of_story();
  account.story.assign(stored.story().begin(), stored.story().end());
  account.fillers.assign(stored.fillers().begin(), stored.fillers().end());
  if (stored.has_first_day()) account.window.first = stored.first_day();
  if (stored.has_last_day()) account.window.last = stored.last_day();
  account.words.assign(stored.words().begin(), stored.words().end());
  account.numbers.assign(stored.numbers().begin(), stored.numbers().end());
  account.denied = stored.denied();
  account.filed_under.assign(stored.filed_under().begin(), stored.filed_under().end());
  return account;
}

storage::v1::StoredFact ToStored(const MergedFact& fact) {
  storage::v1::StoredFact stored;
  *stored.mutable_content() = ToProto(fact.content);
  *stored.mutable_factuality() = ToProto(fact.factuality);
  stored.set_report_count(fact.report_count);
  stored.set_origin_count(fact.origin_count);
  stored.set_confidence(fact.confidence);
  return stored;
}

storage::v1::StoredConflict ToStored(const Conflict& conflict) {
  storage::v1::StoredConflict stored;
  stored.set_type(static_cast<uint32_t>(conflict.type));
  stored.set_standing(static_cast<uint32_t>(conflict.standing));
  stored.set_about(conflict.about);
  stored.set_subject_id(conflict.subject_id);
  stored.set_when(conflict.when);
  for (const ConflictSide& side : conflict.sides) {
    auto* out = stored.add_sides();
    out->set_fact_id(side.fact_id);
    *out->mutable_value() = ToProto(side.value);
    for (const std::string& id : side.document_ids) out->add_document_ids(id);
    out->set_origin_count(side.origin_count);
    out->set_document_count(side.document_count);
    if (side.time.has_value()) *out->mutable_time() = ToProto(*side.time);
  }
  for (const std::string& id : conflict.entity_ids) stored.add_entity_ids(id);
  return stored;
}

storage::v1::StoredFunctionalFact ToStored(const FunctionalFact& fact) {
  storage::v1::StoredFunctionalFact stored;
  *stored.mutable_value() = ToProto(fact.value);
  if (fact.valid_time.has_value()) *stored.mutable_valid_time() = ToProto(*fact.valid_time);
  for (const std::string& id : fact.document_ids) stored.add_document_ids(id);
  stored.set_origin_count(fact.origin_count);
  stored.set_document_count(fact.document_count);
  return stored;
}

absl::StatusOr<FunctionalFact> FromStored(std::string_view fact_id,
                                          const storage::v1::StoredFunctionalFact& stored) {
  FunctionalFact fact;
  fact.fact_id = std::string(fact_id);
  DATELINE_ASSIGN_OR_RETURN(fact.value, Converted(FromProto(stored.value())));
  if (stored.has_valid_time()) {
    DATELINE_ASSIGN_OR_RETURN(fact.valid_time, Converted(FromProto(stored.valid_time())));
  }
  fact.document_ids.insert(stored.document_ids().begin(), stored.document_ids().end());
  fact.origin_count = stored.origin_count();
  fact.document_count = stored.document_count();
  return fact;
}

absl::StatusOr<FactRecord> ToRecord(std::string_view id, const storage::v1::StoredFact& stored) {
  FactRecord record;
  record.id = std::string(id);
  DATELINE_ASSIGN_OR_RETURN(record.content, Converted(FromProto(stored.content())));
  DATELINE_ASSIGN_OR_RETURN(record.factuality.polarity,
                            Converted(FromProto(stored.factuality().polarity())));
  DATELINE_ASSIGN_OR_RETURN(record.factuality.certainty,
                            Converted(FromProto(stored.factuality().certainty())));
  DATELINE_ASSIGN_OR_RETURN(record.factuality.status,
                            Converted(FromProto(stored.factuality().status())));
  record.report_count = stored.report_count();
  record.origin_count = stored.origin_count();
  record.conflict_ids.assign(stored.conflict_ids().begin(), stored.conflict_ids().end());
  record.first_recorded_at = FromMicros(stored.first_recorded_micros());
  record.recorded_at = FromMicros(stored.recorded_micros());
  record.confidence = stored.confidence();
  return record;
}

absl::StatusOr<DocumentRecord> ToRecord(const storage::v1::StoredDocument& stored) {
  DocumentRecord record;
  DATELINE_ASSIGN_OR_RETURN(record.document, Converted(FromProto(stored.document())));
  record.extractor_version = stored.extractor_version();
  for (const auto& passage : stored.passages()) {
    DATELINE_ASSIGN_OR_RETURN(Passage converted, Converted(FromProto(passage)));
    record.passages.push_back(std::move(converted));
  }
  for (const auto& warning : stored.warnings()) {
    DATELINE_ASSIGN_OR_RETURN(DocumentWarning converted, Converted(FromProto(warning)));
    record.warnings.push_back(std::move(converted));
  }
  record.recorded_at = FromMicros(stored.recorded_micros());
  return record;
}

PinRecord ToRecord(std::string_view id, const storage::v1::StoredPin& stored) {
  PinRecord record;
  record.id = std::string(id);
  record.relation = static_cast<PinRelation>(stored.relation());
  record.left = TargetOf(stored.left());
  record.right = TargetOf(stored.right());
  record.author = stored.author();
  record.reason = stored.reason();
  record.recorded_at = FromMicros(stored.recorded_micros());
  return record;
}

std::string CanonicalNameOf(const storage::v1::StoredEntity& stored) {
  Choice catalogue, full, any;
  for (const auto& name : stored.catalogue_names()) {
    Prefer(name.value(), name.documents(), catalogue);
  }
  for (const auto& alias : stored.aliases()) {
    if (alias.form() != fact::v1::NAME_FORM_FULL) continue;
    Prefer(alias.name(), alias.documents(), full);
  }
  for (const auto& name : stored.canonical_names()) Prefer(name.value(), name.documents(), any);
  if (catalogue.documents > 0) return catalogue.name;
  return full.documents > 0 ? full.name : any.name;
}

EntityType TypeOf(const storage::v1::StoredEntity& stored) {
  Choice best;
  for (const auto& type : stored.types()) Prefer(type.value(), type.documents(), best);
  int number = 0;
  if (!absl::SimpleAtoi(best.name, &number)) return EntityType::kUnspecified;
  return static_cast<EntityType>(number);
}

EntityRecord ToRecord(std::string_view id, const storage::v1::StoredEntity& stored) {
  EntityRecord record;
  record.id = std::string(id);
  record.name = CanonicalNameOf(stored);
  record.type = TypeOf(stored);
  for (const auto& external : stored.external_ids()) {
    record.external_ids.push_back(external.value());
  }
  // One alias a name, in the form that most documents give it.
  std::map<std::string, std::pair<AliasRecord, uint32_t>> aliases;
  for (const auto& alias : stored.aliases()) {
    auto& [entry, most] = aliases[alias.name()];
    entry.name = alias.name();
    entry.document_count += alias.documents();
    if (alias.documents() <= most) continue;
    most = alias.documents();
    entry.form = static_cast<NameForm>(alias.form());
  }
  for (auto& [name, entry] : aliases) record.aliases.push_back(std::move(entry.first));
  std::stable_sort(record.aliases.begin(), record.aliases.end(),
                   [](const AliasRecord& a, const AliasRecord& b) {
                     return a.document_count > b.document_count;
                   });
  record.document_count = stored.documents();
  record.fact_count = stored.facts();
  return record;
}

}  // namespace dateline::query

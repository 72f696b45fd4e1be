#include "services/query/rpc/pin_handlers.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/convert/fact_conversion.h"
#include "services/query/core/fact_filter.h"
#include "services/query/core/pins.h"
#include "services/query/rpc/fact_messages.h"
#include "services/query/rpc/request_reading.h"

namespace dateline::query {
namespace {

absl::StatusOr<PinTarget> Read(const v1::PinTarget& message, const std::string& field) {
  const absl::StatusOr<EntityType> type = FromProto(message.type());
  if (!type.ok()) return FieldInvalid(field + ".type", "this version does not know that type");
  return PinTarget{.external_id = message.external_id(),
                   .name = message.name(),
                   .entity_id = message.entity_id(),
                   .type = *type,
                   .document_id = message.document_id(),
                   .country = message.country()};
}

v1::PinTarget ToMessage(const PinTarget& target) {
  v1::PinTarget out;
  if (!target.external_id.empty()) {
    out.set_external_id(target.external_id);
    return out;
  }
  out.set_name(target.name);
  out.set_type(ToProto(target.type));
  out.set_document_id(target.document_id);
  out.set_country(target.country);
  return out;
}

v1::Pin ToMessage(const PinRecord& pin) {
  v1::Pin out;
  out.set_id(pin.id);
  out.set_relation(static_cast<v1::PinRelation>(pin.relation));
  *out.mutable_left() = ToMessage(pin.left);
  *out.mutable_right() = ToMessage(pin.right);
  out.set_author(pin.author);
  out.set_reason(pin.reason);
  *out.mutable_recorded_at() = ToTimestamp(pin.recorded_at);
  return out;
}

}  // namespace

absl::Status Handle(FactBase& base, const v1::PinEntitiesRequest& request,
                    v1::PinEntitiesResponse& response) {
  if (!v1::PinRelation_IsValid(request.relation())) {
    return FieldInvalid("relation", "this version does not know that relation");
  }
  PinRequest pin;
  pin.relation = static_cast<PinRelation>(request.relation());
  DATELINE_ASSIGN_OR_RETURN(pin.left, Read(request.left(), "left"));
  DATELINE_ASSIGN_OR_RETURN(pin.right, Read(request.right(), "right"));
  pin.author = request.author();
  pin.reason = request.reason();
  DATELINE_ASSIGN_OR_RETURN(const PinOutcome outcome, base.RecordPin(pin));
  *response.mutable_pin() = ToMessage(outcome.pin);
  response.set_changed(outcome.changed);
  response.set_left_entity_id(outcome.left_entity_id);
  response.set_right_entity_id(outcome.right_entity_id);
  return absl::OkStatus();
}

absl::Status Handle(FactBase& base, const v1::RemovePinRequest& request,
                    v1::RemovePinResponse& response) {
  DATELINE_RETURN_IF_ERROR(ValidateId("pin_id", request.pin_id()));
  DATELINE_ASSIGN_OR_RETURN(const bool changed, base.RemovePin(request.pin_id()));
  response.set_changed(changed);
  return absl::OkStatus();
}

absl::Status Handle(const FactBase& base, const v1::ListPinsRequest& request,
                    v1::ListPinsResponse& response) {
  PinQuery query;
  query.page = ReadPage(request);
  DATELINE_ASSIGN_OR_RETURN(query.known_at, ReadKnownAt(request));
  DATELINE_ASSIGN_OR_RETURN(PinPage page, ListPins(base, query));
  for (const PinRecord& pin : page.pins) *response.add_pins() = ToMessage(pin);
  response.set_next_page_token(std::move(page.next_page_token));
  return absl::OkStatus();
}

absl::Status Handle(const FactBase& base, const v1::ListEntityNamesRequest& request,
                    const Cancellation& cancellation, v1::ListEntityNamesResponse& response) {
  EntityNameQuery query;
  query.entity_id = request.entity_id();
  query.name = request.name();
  query.page = ReadPage(request);
  DATELINE_ASSIGN_OR_RETURN(query.known_at, ReadKnownAt(request));
  DATELINE_ASSIGN_OR_RETURN(EntityNamePage page, ListEntityNames(base, query, cancellation));
  for (const EntityNameUse& use : page.uses) {
    v1::EntityNameUse* out = response.add_uses();
    out->set_document_id(use.document_id);
    out->set_document_uri(use.document_uri);
    out->set_publisher(use.publisher);
    out->set_name(use.name);
    out->set_form(ToProto(use.form));
    for (const Evidence& evidence : use.evidence) *out->add_evidence() = ToProto(evidence);
    for (const Passage& passage : use.passages) *out->add_passages() = ToProto(passage);
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return absl::OkStatus();
}

}  // namespace dateline::query

#include "services/query/factbase/pins.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "common/text/utf8.h"
#include "services/query/factbase/name_reach.h"

namespace dateline::query {
namespace {

constexpr size_t kMaxTargetBytes = 512;
constexpr size_t kMaxAuthorBytes = 200;
constexpr size_t kMaxReasonBytes = 2'000;

absl::Status CheckText(const std::string& field, const std::string& text, size_t most) {
  if (text.size() > most) return FieldInvalid(field, StrCat("it is over ", most, " bytes"));
  if (FindInvalidUtf8(text).has_value()) return FieldInvalid(field, "it is not UTF-8");
  return absl::OkStatus();
}

bool IsSchemed(const std::string& id) {
  const size_t colon = id.find(':');
  return colon != std::string::npos && colon > 0 && colon + 1 < id.size();
}

absl::Status CheckName(const PinTarget& target, const std::string& field) {
  if (FoldForMatching(target.name).empty()) {
    return FieldInvalid(field + ".name", "it has neither letter nor digit");
  }
  if (!target.country.empty() && !IsSchemed(target.country)) {
    return FieldInvalid(field + ".country", "it is an external id, such as iso3166:FR");
  }
  if (!target.country.empty() && !target.document_id.empty()) {
    return FieldInvalid(field + ".country", "give a document or a country, not both");
  }
  if (!target.document_id.empty()) {
    if (IsHashedId(target.document_id)) return absl::OkStatus();
    return FieldInvalid(field + ".document_id", "it is 32 hexadecimal digits");
  }
  // A name as answers give it, folded, is a name all the same.
  std::string name = target.name;
  name[0] = absl::ascii_toupper(static_cast<unsigned char>(name[0]));
  const NameReach reach = ReachOf(target.type, name);
  if (reach == NameReach::kDocument) {
    return FieldInvalid(field + ".name",
                        "it says nothing outside the document that uses it; add document_id");
  }
  if (reach == NameReach::kEverywhere && !target.country.empty()) {
    return FieldInvalid(field + ".country", "this name means the same in all countries");
  }
  return absl::OkStatus();
}

absl::Status CheckTarget(const PinTarget& target, const std::string& field) {
  const int given = !target.external_id.empty() + !target.name.empty() + !target.entity_id.empty();
  if (given == 0) return FieldRequired(field);
  if (given > 1) {
    return FieldInvalid(field, "give an external id, a name or an entity id, not several");
  }
  DATELINE_RETURN_IF_ERROR(CheckText(field, target.external_id, kMaxTargetBytes));
  DATELINE_RETURN_IF_ERROR(CheckText(field, target.name, kMaxTargetBytes));
  DATELINE_RETURN_IF_ERROR(CheckText(field, target.country, kMaxTargetBytes));
  if (!target.name.empty()) return CheckName(target, field);
  if (!target.document_id.empty() || !target.country.empty()) {
    return FieldInvalid(field, "document_id and country go with a name");
  }
  if (!target.entity_id.empty() && !IsHashedId(target.entity_id)) {
    return FieldInvalid(field + ".entity_id", "it is 32 hexadecimal digits");
  }
  if (!target.external_id.empty() && !IsSchemed(target.external_id)) {
    return FieldInvalid(field + ".external_id", "it is SCHEME:VALUE, such as iso3166:FR");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ValidatePin(const PinRequest& request) {
  if (request.relation != PinRelation::kSame && request.relation != PinRelation::kDifferent) {
    return FieldRequired("relation");
  }
  DATELINE_RETURN_IF_ERROR(CheckTarget(request.left, "left"));
  DATELINE_RETURN_IF_ERROR(CheckTarget(request.right, "right"));
  if (request.author.empty()) return FieldRequired("author");
  DATELINE_RETURN_IF_ERROR(CheckText("author", request.author, kMaxAuthorBytes));
  return CheckText("reason", request.reason, kMaxReasonBytes);
}

Node NodeOf(const PinTarget& target) {
  if (!target.external_id.empty()) return ExternalIdNode(target.external_id);
  const Node name = NameNode(target.type, target.name);
  if (!target.document_id.empty()) return UseNode(target.document_id, name);
  return target.country.empty() ? name : CountryNameNode(name, target.country);
}

PinTarget TargetOf(const Node& node) {
  PinTarget target;
  NodeParts parts = PartsOf(node);
  if (IsExternalIdNode(node)) {
    target.external_id = std::move(parts.text);
    return target;
  }
  target.name = std::move(parts.text);
  target.type = parts.type;
  target.document_id = std::move(parts.document_id);
  target.country = std::move(parts.country);
  return target;
}

std::string PinIdOf(const Node& a, const Node& b) {
  return HashedId({"pin", std::min(a, b), std::max(a, b)});
}

std::optional<PinnedUse> UseOf(const Node& node) {
  if (!IsUseNode(node)) return std::nullopt;
  PinnedUse use;
  use.document_id = PartsOf(node).document_id;
  use.name = node.substr(2 + use.document_id.size());
  return use;
}

}  // namespace dateline::query

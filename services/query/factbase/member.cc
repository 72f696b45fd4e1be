#include "services/query/factbase/member.h"

#include "absl/strings/str_format.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/query/factbase/keys.h"

namespace dateline::query {
namespace {

// Folded, or as it stands where folding leaves nothing.
std::string FoldedOrRaw(std::string_view text) {
  std::string folded = FoldForMatching(text);
  return folded.empty() ? std::string(text) : folded;
}

std::string TimeKey(const TimeInterval& time) {
  const auto end = [](const std::optional<absl::CivilSecond>& moment) {
    return moment.has_value() ? StrCat(CivilSeconds(*moment)) : std::string("..");
  };
  return StrCat(end(time.start), "/", end(time.end));
}

// Content is const or not, as the caller has it.
template <typename Content, typename Visit>
void VisitEntities(Content& content, Visit visit) {
  const auto visit_value = [&](std::string_view role, auto& value) {
    if (auto* entity = std::get_if<EntityReference>(&value)) visit(role, *entity);
  };
  if (auto* relation = std::get_if<Relation>(&content.body)) {
    visit("subject", relation->subject);
    visit_value("object", relation->object);
    for (auto& qualifier : relation->qualifiers) visit_value(qualifier.name, qualifier.value);
  } else if (auto* event = std::get_if<Event>(&content.body)) {
    for (auto& filler : event->roles) visit_value(filler.role, filler.value);
  } else if (auto* statement = std::get_if<Statement>(&content.body)) {
    visit("speaker", statement->speaker);
    if (statement->addressee.has_value()) visit("addressee", *statement->addressee);
    for (auto& topic : statement->topics) visit_value("topic", topic);
  } else if (auto* claim = std::get_if<Claim>(&content.body)) {
    if (claim->subject.entity.has_value()) visit("subject", *claim->subject.entity);
    for (auto& object : claim->objects) {
      if (object.entity.has_value()) visit("object", *object.entity);
    }
  }
}

}  // namespace

void ForEachEntityOf(
    const FactContent& content,
    absl::FunctionRef<void(std::string_view role, const EntityReference& entity)> visit) {
  VisitEntities(content, visit);
}

void ForEachMutableEntityOf(FactContent& content,
                            absl::FunctionRef<void(EntityReference& entity)> visit) {
  VisitEntities(content, [&](std::string_view, EntityReference& entity) { visit(entity); });
}

std::optional<int64_t> PublicationOf(const Attestation& attestation) {
  const auto& published = attestation.published_at;
  if (!published.has_value() || !published->start.has_value()) return std::nullopt;
  return CivilSeconds(*published->start);
}

std::string ValueKey(const Value& value) {
  if (const auto* entity = std::get_if<EntityReference>(&value)) return "e" + entity->id;
  if (const auto* text = std::get_if<std::string>(&value)) return "t" + FoldedOrRaw(*text);
  if (const auto* time = std::get_if<TimeInterval>(&value)) return "d" + TimeKey(*time);
  return absl::StrFormat("n%.17g", std::get<double>(value));
}

}  // namespace dateline::query

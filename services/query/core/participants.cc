#include "services/query/core/participants.h"

namespace dateline::query {
namespace {

using Visitor = absl::FunctionRef<void(std::string_view, const EntityReference&)>;

void VisitReference(std::string_view role, const EntityReference& entity, Visitor visit) {
  if (!entity.id.empty()) visit(role, entity);
}

void VisitValue(std::string_view role, const Value& value, Visitor visit) {
  if (const auto* entity = std::get_if<EntityReference>(&value)) {
    VisitReference(role, *entity, visit);
  }
}

void VisitPhrase(std::string_view role, const Phrase& phrase, Visitor visit) {
  if (phrase.entity) VisitReference(role, *phrase.entity, visit);
}

struct BodyVisitor {
  Visitor visit;

  void operator()(const Relation& relation) const {
    VisitReference("subject", relation.subject, visit);
    VisitValue("object", relation.object, visit);
    for (const Qualifier& qualifier : relation.qualifiers) {
      VisitValue(qualifier.name, qualifier.value, visit);
    }
  }
  void operator()(const Event& event) const {
    for (const RoleFiller& filler : event.roles) VisitValue(filler.role, filler.value, visit);
  }
  void operator()(const Statement& statement) const {
    VisitReference("speaker", statement.speaker, visit);
    if (statement.addressee) VisitReference("addressee", *statement.addressee, visit);
    for (const Value& topic : statement.topics) VisitValue("topic", topic, visit);
  }
  void operator()(const Claim& claim) const {
    VisitPhrase("subject", claim.subject, visit);
    for (const Phrase& object : claim.objects) VisitPhrase("object", object, visit);
  }
};

}  // namespace

void ForEachParticipant(const FactContent& content, Visitor visit) {
  std::visit(BodyVisitor{visit}, content.body);
}

}  // namespace dateline::query

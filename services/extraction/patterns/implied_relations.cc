#include "services/extraction/patterns/implied_relations.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dateline::patterns {
namespace {

struct Office {
  std::string position;
  Factuality factuality;
};

// Ids of a person and a body.
using Pair = std::pair<std::string, std::string>;

const Relation* RelationOf(const DraftFact& draft, std::string_view type) {
  if (draft.fact.content.type != type) return nullptr;
  return std::get_if<Relation>(&draft.fact.content.body);
}

std::string PositionOf(const Relation& relation) {
  for (const Qualifier& qualifier : relation.qualifiers) {
    const auto* text = std::get_if<std::string>(&qualifier.value);
    if (qualifier.name == "position" && text != nullptr) return *text;
  }
  return "";
}

Pair PairOf(const Relation& relation) {
  const auto* body = std::get_if<EntityReference>(&relation.object);
  return {relation.subject.id, body == nullptr ? "" : body->id};
}

bool EndsWithWord(std::string_view text, std::string_view end) {
  return !end.empty() && text.size() > end.size() && text.ends_with(end) &&
         text[text.size() - end.size() - 1] == ' ';
}

}  // namespace

void DropImpliedRelations(FactSink& sink) {
  std::map<Pair, std::vector<Office>> offices;
  for (const DraftFact& draft : sink.drafts()) {
    if (const Relation* relation = RelationOf(draft, "holds_position"); relation != nullptr) {
      offices[PairOf(*relation)].push_back(
          {PositionOf(*relation), draft.fact.attestation.factuality});
    }
  }
  const auto implied = [&offices](const DraftFact& draft, const Relation& relation, bool member) {
    const auto found = offices.find(PairOf(relation));
    if (found == offices.end()) return false;
    const std::string position = PositionOf(relation);
    return std::any_of(found->second.begin(), found->second.end(), [&](const Office& office) {
      return office.factuality == draft.fact.attestation.factuality &&
             (member || EndsWithWord(office.position, position));
    });
  };
  std::erase_if(sink.drafts(), [&implied](const DraftFact& draft) {
    if (const Relation* office = RelationOf(draft, "holds_position"); office != nullptr) {
      return implied(draft, *office, false);
    }
    const Relation* member = RelationOf(draft, "member_of");
    return member != nullptr && member->subject.type == EntityType::kPerson &&
           implied(draft, *member, true);
  });
}

}  // namespace dateline::patterns

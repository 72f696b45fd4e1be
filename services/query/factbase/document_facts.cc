#include "services/query/factbase/document_facts.h"

#include <algorithm>
#include <set>

#include "absl/strings/escaping.h"
#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "common/text/utf8.h"
#include "services/query/factbase/block.h"
#include "services/query/factbase/identity.h"
#include "services/query/factbase/near_copies.h"
#include "services/query/factbase/origins.h"
#include "services/query/factbase/sentence.h"
#include "services/query/factbase/spelling.h"
#include "services/query/factbase/story.h"
#include "services/query/factbase/tolls.h"

namespace dateline::query {
namespace {

// Shorter passages agree by chance or by quotation.
constexpr size_t kMinCopiedWords = 8;

absl::Status Inconsistent(std::string_view field, std::string_view why) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason::kExtractionInconsistent,
                   StrCat("field '", field, "': ", why), {{"field", std::string(field)}});
}

// Calls `visit` for each reference in `fact`: content, attribution and the
// content as stated.
template <typename Fact, typename Visit>
void ForEachReference(Fact& fact, Visit visit) {
  const auto with_content = [&](auto& content) {
    if constexpr (std::is_const_v<std::remove_reference_t<decltype(content)>>) {
      ForEachEntityOf(content, [&](std::string_view, const auto& entity) { visit(entity); });
    } else {
      ForEachMutableEntityOf(content, visit);
    }
  };
  with_content(fact.content);
  for (auto& link : fact.attestation.attribution) visit(link.source);
  if (fact.attestation.as_stated.has_value()) with_content(*fact.attestation.as_stated);
}

const Passage* PassageOf(const Extraction& extraction, ByteSpan span) {
  for (const Passage& passage : extraction.passages) {
    if (passage.span.Contains(span)) return &passage;
  }
  return nullptr;
}

ByteSpan LocalTo(const Passage& passage, ByteSpan span) {
  return {span.begin - passage.span.begin, span.end - passage.span.begin};
}

absl::Status ValidateFact(const Extraction& extraction, const std::set<std::string>& ids,
                          size_t index) {
  const ExtractedFact& fact = extraction.facts[index];
  const std::string field = StrCat("facts[", index, "]");
  absl::Status status;
  ForEachReference(fact, [&](const EntityReference& entity) {
    if (!status.ok()) return;
    if (entity.id.empty() && entity.name.empty()) {
      status = Inconsistent(field, "an entity has neither id nor name");
    } else if (!entity.id.empty() && !ids.contains(entity.id)) {
      status = Inconsistent(field, StrCat("entity '", entity.id, "' is not listed"));
    }
  });
  DATELINE_RETURN_IF_ERROR(status);
  if (fact.attestation.evidence.empty()) return Inconsistent(field, "it has no evidence");
  for (const Evidence& evidence : fact.attestation.evidence) {
    const Passage* passage = PassageOf(extraction, evidence.span);
    if (passage == nullptr || evidence.span.end < evidence.span.begin) {
      return Inconsistent(field + ".attestation.evidence", "the span lies in no passage");
    }
    const ByteSpan local = LocalTo(*passage, evidence.span);
    if (local.end > passage->text.size()) {
      return Inconsistent(field + ".attestation.evidence", "the passage has no text there");
    }
    if (!IsCharacterBoundary(passage->text, local.begin) ||
        !IsCharacterBoundary(passage->text, local.end)) {
      return Inconsistent(field + ".attestation.evidence", "the span cuts a character in two");
    }
    if (!evidence.text.empty() && evidence.text != local.In(passage->text)) {
      return Inconsistent(field + ".attestation.evidence", "the text is not that of the span");
    }
  }
  return absl::OkStatus();
}

DocumentEntity ImplicitEntity(EntityType type, std::string_view name) {
  DocumentEntity entity;
  entity.id = ImplicitEntityId(type, name);
  entity.name = CollapseWhiteSpace(name);
  entity.type = type;
  entity.names.push_back({entity.name, NameForm::kFull});
  return entity;
}

EntityType TypeOfUnlisted(const EntityReference& reference) {
  return reference.type == EntityType::kUnspecified ? EntityType::kOrganization : reference.type;
}

// What copies of one report agree in: whether it is so, and the numbers. Other
// words with the same of both may be a copy; these make it another account.
std::string TellingOf(const Member& member) {
  std::set<double> numbers;
  if (const auto* event = std::get_if<Event>(&member.content.body)) {
    for (const RoleFiller& filler : event->roles) {
      if (filler.role == "topic" || filler.role == "cause") continue;
      if (const auto* number = std::get_if<double>(&filler.value)) numbers.insert(*number);
      if (const auto* text = std::get_if<std::string>(&filler.value)) {
        numbers.merge(NumbersIn(*text));
      }
    }
  }
  std::string telling =
      member.attestation.factuality.polarity == Polarity::kNegative ? "denied" : "";
  for (const double number : numbers) StrAppend(&telling, "/", ValueKey(number));
  return telling;
}

// Eight bytes: compared within one fact only.
std::string PassageHash(std::string_view folded, std::string_view telling) {
  return absl::HexStringToBytes(HashedId({folded, telling}).substr(0, 16));
}

class MemberBuilder {
 public:
  MemberBuilder(const Extraction& extraction, const EntityMap& entities)
      : extraction_(extraction), entities_(entities), story_(StoryOf(extraction, entities)) {
    for (const DocumentEntity& entity : extraction.entities) listed_[entity.id] = &entity;
  }

  Member Build(const ExtractedFact& fact) const {
    ExtractedFact resolved = fact;
    ForEachReference(resolved, [&](EntityReference& reference) { Resolve(reference); });
    Member member;
    member.content = std::move(resolved.content);
    member.attestation = std::move(resolved.attestation);
    FillAttestation(member.attestation);
    member.story = story_.marks();
    member.block = BlockOf(member);
    if (IsFiled(member)) member.filed_under = story_.FilingOf(member.content);
    member.origin_keys = OriginKeysOf(member);
    if (member.content.kind() == FactKind::kEvent) member.places = PlacesOf(fact.content);
    if (!TollsOf(member.content).empty()) AddCircumstances(member);
    return member;
  }

 private:
  void Resolve(EntityReference& reference) const {
    const auto listed = listed_.find(reference.id);
    const EntityType type = TypeOfUnlisted(reference);
    const auto it = entities_.find(reference.id.empty() ? ImplicitEntityId(type, reference.name)
                                                        : reference.id);
    if (listed != listed_.end()) {
      if (reference.name.empty()) reference.name = listed->second->name;
      reference.type = listed->second->type;
    } else {
      reference.type = type;
    }
    reference.id = it == entities_.end() ? "" : it->second;
  }

  void FillAttestation(Attestation& attestation) const {
    const Document& document = extraction_.document;
    attestation.document_id = document.id;
    attestation.publisher = document.publisher;
    attestation.published_at = document.published_at;
    attestation.extractor_version = extraction_.extractor_version;
    attestation.origin_id.clear();
    attestation.origin_name.clear();
    for (Evidence& evidence : attestation.evidence) {
      const Passage* passage = PassageOf(extraction_, evidence.span);
      if (passage == nullptr) continue;
      evidence.text = std::string(LocalTo(*passage, evidence.span).In(passage->text));
    }
  }

  std::vector<OriginKey> OriginKeysOf(const Member& member) const {
    const Attestation& attestation = member.attestation;
    std::set<OriginKey> keys;
    const auto add = [&](OriginKey::Kind kind, std::string_view value, std::string_view name) {
      keys.insert({static_cast<char>(kind) + std::string(value), std::string(name)});
    };
    const Document& document = extraction_.document;
    // Who is quoted innermost had it first; agencies that the document credits
    // as a whole count where nobody is.
    const AttributionLink* quoted = nullptr;
    for (const AttributionLink& link : attestation.attribution) {
      if (link.kind == AttributionKind::kAgency) quoted = &link;
    }
    if (quoted != nullptr) {
      add(OriginKey::Kind::kAgency, quoted->source.id, quoted->source.name);
    } else {
      for (const std::string& agency : document.credited_agencies) {
        add(OriginKey::Kind::kAgency, EntityOf(agency), agency);
      }
    }
    // An outlet that passes on an agency's report is not where it started.
    if (keys.empty() && !document.publisher.empty()) {
      add(OriginKey::Kind::kPublisher, EntityOf(document.publisher), "");
    }
    const std::string telling = TellingOf(member);
    const auto add_words = [&](std::string_view words) {
      const std::string folded = FoldForMatching(words);
      if (WordsOf(folded).size() < kMinCopiedWords) return;
      add(OriginKey::Kind::kPassage, PassageHash(folded, telling), "");
    };
    for (const Evidence& evidence : attestation.evidence) {
      add_words(evidence.text);
      const Passage* passage = PassageOf(extraction_, evidence.span);
      if (passage == nullptr) continue;
      // Evidence may be a few words of a sentence that is copied as a whole.
      add_words(SentenceAround(passage->text, LocalTo(*passage, evidence.span)).In(passage->text));
      for (const std::string& mark : MarksOfCopies(passage->text)) {
        add(OriginKey::Kind::kPassage, mark + telling, "");
      }
    }
    keys.insert({DocumentOriginKey(attestation),
                 !document.publisher.empty() ? document.publisher : document.uri});
    return {keys.begin(), keys.end()};
  }

  std::string EntityOf(const std::string& organization) const {
    const auto it = entities_.find(ImplicitEntityId(EntityType::kOrganization, organization));
    return it == entities_.end() ? "" : it->second;
  }

  // Of the content as given: ids are still the document's.
  std::vector<CataloguedPlace> PlacesOf(const FactContent& content) const {
    std::set<CataloguedPlace> places;
    for (const RoleFiller& filler : std::get<Event>(content.body).roles) {
      const auto* entity = std::get_if<EntityReference>(&filler.value);
      if (filler.role != "place" || entity == nullptr) continue;
      const auto listed = listed_.find(entity->id);
      if (listed == listed_.end()) continue;
      for (const std::string& id : listed->second->external_ids) {
        places.insert({entities_.at(entity->id), id.substr(0, id.find(':'))});
      }
    }
    return {places.begin(), places.end()};
  }

  // Where it happened and what, as its sentences tell: an account of a toll
  // names nobody by whom it could be told from others.
  void AddCircumstances(Member& member) const {
    std::set<CataloguedPlace> places(member.places.begin(), member.places.end());
    std::set<uint32_t> marks(member.story.begin(), member.story.end());
    for (const Evidence& evidence : member.attestation.evidence) {
      const Passage* passage = PassageOf(extraction_, evidence.span);
      if (passage == nullptr) continue;
      ByteSpan sentence = SentenceAround(passage->text, LocalTo(*passage, evidence.span));
      for (const uint32_t kind : MisfortunesIn(sentence.In(passage->text))) {
        marks.insert(Story::kFirstKindMark + kind);
      }
      sentence = {sentence.begin + passage->span.begin, sentence.end + passage->span.begin};
      AddPlacesNamedIn(sentence, places);
    }
    member.places.assign(places.begin(), places.end());
    member.story.assign(marks.begin(), marks.end());
  }

  void AddPlacesNamedIn(ByteSpan sentence, std::set<CataloguedPlace>& places) const {
    for (const DocumentEntity& entity : extraction_.entities) {
      if (entity.type != EntityType::kGpe && entity.type != EntityType::kLocation) continue;
      const bool named =
          std::any_of(entity.mentions.begin(), entity.mentions.end(),
                      [&](const Mention& mention) { return sentence.Contains(mention.span); });
      if (!named) continue;
      if (entity.external_ids.empty()) places.insert({entities_.at(entity.id), ""});
      for (const std::string& id : entity.external_ids) {
        places.insert({entities_.at(entity.id), id.substr(0, id.find(':'))});
      }
    }
  }

  const Extraction& extraction_;
  const EntityMap& entities_;
  const Story story_;
  std::map<std::string, const DocumentEntity*> listed_;
};

}  // namespace

absl::Status ValidateExtraction(const Extraction& extraction) {
  if (extraction.document.id.empty()) return FieldRequired("document.id");
  std::set<std::string> ids;
  for (size_t i = 0; i < extraction.entities.size(); ++i) {
    const DocumentEntity& entity = extraction.entities[i];
    const std::string field = StrCat("entities[", i, "]");
    if (entity.id.empty()) return FieldRequired(field + ".id");
    if (entity.name.empty()) return FieldRequired(field + ".name");
    if (!ids.insert(entity.id).second) {
      return Inconsistent(field, StrCat("id '", entity.id, "' is listed twice"));
    }
  }
  for (size_t i = 0; i < extraction.facts.size(); ++i) {
    DATELINE_RETURN_IF_ERROR(ValidateFact(extraction, ids, i));
  }
  return absl::OkStatus();
}

std::string ImplicitEntityId(EntityType type, std::string_view name) {
  return "name:" + NameNode(type, name);
}

std::vector<DocumentEntity> EntitiesOf(const Extraction& extraction) {
  std::vector<DocumentEntity> entities = extraction.entities;
  std::set<std::string> seen;
  const auto add = [&](EntityType type, const std::string& name) {
    if (name.empty() || !seen.insert(ImplicitEntityId(type, name)).second) return;
    entities.push_back(ImplicitEntity(type, name));
  };
  const Document& document = extraction.document;
  add(EntityType::kOrganization, document.publisher);
  for (const std::string& agency : document.credited_agencies) {
    add(EntityType::kOrganization, agency);
  }
  for (const ExtractedFact& fact : extraction.facts) {
    ForEachReference(fact, [&](const EntityReference& reference) {
      if (reference.id.empty()) add(TypeOfUnlisted(reference), reference.name);
    });
  }
  return entities;
}

std::vector<Member> MembersOf(const Extraction& extraction, const EntityMap& entities) {
  const MemberBuilder builder(extraction, entities);
  std::vector<Member> members;
  std::map<std::string, uint32_t> ordinals;
  for (const ExtractedFact& fact : extraction.facts) {
    members.push_back(builder.Build(fact));
    members.back().ordinal = ordinals[members.back().block]++;
  }
  return members;
}

}  // namespace dateline::query

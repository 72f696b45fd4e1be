#include "services/extraction/patterns/event_builder.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "common/text/folding.h"
#include "services/extraction/patterns/clause_factuality.h"
#include "services/extraction/patterns/event_time.h"

namespace dateline::patterns {
namespace {

std::string SortKey(const Value& value) {
  if (const auto* entity = std::get_if<EntityReference>(&value)) return entity->name;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return "";
}

}  // namespace

EventBuilder::EventBuilder(const DocumentView& view, uint32_t trigger)
    : view_(view),
      trigger_(trigger),
      clause_(ClauseAround(view, trigger)),
      used_{trigger, trigger + 1} {}

bool EventBuilder::Fits(const EntityMention& mention, Filler filler) const {
  const EntityType type = view_.TypeOf(mention);
  const bool body = type == EntityType::kOrganization;
  const bool state = type == EntityType::kGpe;
  switch (filler) {
    case Filler::kNone:
      return false;
    case Filler::kPerson:
      return type == EntityType::kPerson;
    case Filler::kActor:
      return type == EntityType::kPerson || body || state || type == EntityType::kGroup;
    case Filler::kBody:
      return body;
    case Filler::kPlace:
      return (state && mention.form == MentionForm::kName) || type == EntityType::kLocation ||
             type == EntityType::kFacility;
    case Filler::kDocument:
      return type == EntityType::kAgreement;
    case Filler::kAny:
      return true;
  }
  return false;
}

void EventBuilder::Add(std::string_view role, const EntityMention& mention) {
  EntityReference reference = view_.Reference(mention);
  for (const RoleFiller& filler : roles_) {
    const auto* other = std::get_if<EntityReference>(&filler.value);
    if (other != nullptr && other->id == reference.id) return;
  }
  roles_.push_back({std::string(role), std::move(reference)});
  ++entities_;
  used_.begin = std::min(used_.begin, mention.tokens.begin);
  used_.end = std::max(used_.end, mention.tokens.end);
}

void EventBuilder::AddText(std::string_view role, TokenRange phrase) {
  if (phrase.empty()) return;
  roles_.push_back({std::string(role), CollapseWhiteSpace(view_.Text(phrase))});
  used_.end = std::max(used_.end, phrase.end);
}

uint32_t EventBuilder::AddList(std::string_view role, uint32_t at, Filler filler) {
  uint32_t end = at;
  for (int items = 0; items < 12; ++items) {
    // Over articles, titles and adjectives to the next name.
    const EntityMention* found = nullptr;
    uint32_t i = at;
    for (; i < clause_.end && i - at < 9; ++i) {
      const EntityMention* mention = view_.MentionBeginningAt(i);
      if (mention != nullptr) {
        const EntityMention* next = view_.MentionBeginningAt(mention->tokens.end);
        // "Peruvian President Jane Example": the person, not the state.
        const bool leads_to_person =
            mention->form != MentionForm::kName && view_.TypeOf(*mention) != EntityType::kPerson;
        if (Fits(*mention, filler) && next == nullptr) found = mention;
        if (found != nullptr && !leads_to_person) break;
        i = mention->tokens.end - 1;
        continue;
      }
      const std::string_view word = view_.Lower(i);
      const bool title = view_.Is(i, WordClass::kTitleHead) ||
                         view_.Is(i, WordClass::kTitleModifier) || word == "the" || word == "of" ||
                         word == "his" || word == "her" || word == "its" || word == "'s" ||
                         word == "’s" || word == "representatives" || word == "delegation" ||
                         word == "counterpart" || word == "counterparts" || word == "leaders" ||
                         word == "officials" || view_.Is(i, WordClass::kHonorific);
      if (!title) break;
    }
    if (found == nullptr) break;
    Add(role, *found);
    end = found->tokens.end;
    at = end;
    bool link = false;
    while (at < clause_.end && (view_.Lower(at) == "," || view_.Lower(at) == "and")) {
      link = true;
      ++at;
    }
    if (!link) break;
  }
  return end;
}

void EventBuilder::AddPlace() {
  if (Has("place")) return;
  for (uint32_t i = clause_.begin; i + 1 < clause_.end; ++i) {
    const std::string_view word = view_.Lower(i);
    if (word != "in" && word != "at") continue;
    uint32_t at = i + 1;
    if (view_.Lower(at) == "the") ++at;
    const EntityMention* mention = view_.MentionBeginningAt(at);
    if (mention == nullptr || mention->tokens.end > clause_.end) continue;
    if (!Fits(*mention, Filler::kPlace) || mention->form != MentionForm::kName) continue;
    // "the situation in Peru" is a topic.
    const std::string_view before = view_.Lower(static_cast<int64_t>(i) - 1);
    if (before == "situation" || before == "war" || before == "conflict" || before == "crisis" ||
        before == "peace" || before == "interest" || before == "developments" ||
        before == "disaster" || before == "accident" || before == "collision" ||
        before == "events") {
      continue;
    }
    if (i > trigger_ + 14 || trigger_ > i + 14) continue;
    Add("place", *mention);
    return;
  }
}

bool EventBuilder::Has(std::string_view role) const {
  return std::any_of(roles_.begin(), roles_.end(),
                     [role](const RoleFiller& filler) { return filler.role == role; });
}

DraftFact& EventBuilder::Write(std::string_view rule, std::string_view type, double confidence,
                               FactSink& sink) {
  std::stable_sort(roles_.begin(), roles_.end(), [](const RoleFiller& a, const RoleFiller& b) {
    return std::make_tuple(a.role, SortKey(a.value)) < std::make_tuple(b.role, SortKey(b.value));
  });
  DraftFact& draft = sink.AddEvent(rule, type, std::move(roles_), view_.Span(used_), confidence);
  draft.fact.attestation.factuality = FactualityAt(view_, trigger_);
  SetTime(TimeOf(view_, trigger_), draft);
  return draft;
}

}  // namespace dateline::patterns

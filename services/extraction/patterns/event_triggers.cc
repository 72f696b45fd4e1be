#include "services/extraction/patterns/event_triggers.h"

#include <string>
#include <unordered_map>

#include "common/base/strings.h"

namespace dateline::patterns {
namespace {

constexpr EventTrigger kTriggers[] = {
    {"met", "meet", "contact.meet", "participant", Filler::kActor, "participant", Filler::kActor,
     true, "", ""},
    {"visited", "visit", "contact.visit", "actor", Filler::kPerson, "place", Filler::kPlace, true,
     "", ""},
    {"signed", "sign", "agreement.sign", "actor", Filler::kActor, "document", Filler::kDocument,
     false, "",
     "agreement agreements deal treaty memorandum mou accord pact contract protocol law "
     "declaration"},
    {"adopted", "adopt", "agreement.adopt", "actor", Filler::kActor, "document", Filler::kDocument,
     false, "",
     "resolution declaration statement decision plan communique document agenda charter"},
    {"appointed", "appoint", "personnel.appoint", "actor", Filler::kActor, "person",
     Filler::kPerson, true, "", ""},
    {"sworn", "", "personnel.appoint", "actor", Filler::kActor, "person", Filler::kPerson, true,
     "in", ""},
    {"inaugurated", "", "personnel.appoint", "actor", Filler::kActor, "person", Filler::kPerson,
     true, "", ""},
    {"elected", "elect", "personnel.elect", "actor", Filler::kActor, "person", Filler::kPerson,
     true, "", ""},
    {"re-elected", "", "personnel.elect", "actor", Filler::kActor, "person", Filler::kPerson, true,
     "", ""},
    {"resigned", "resign", "personnel.resign", "person", Filler::kPerson, "", Filler::kNone, false,
     "", ""},
    {"stepped", "step", "personnel.resign", "person", Filler::kPerson, "", Filler::kNone, false,
     "down", ""},
    {"dismissed", "dismiss", "personnel.dismiss", "actor", Filler::kActor, "person",
     Filler::kPerson, true, "", ""},
    {"sacked", "sack", "personnel.dismiss", "actor", Filler::kActor, "person", Filler::kPerson,
     true, "", ""},
    {"fired", "", "personnel.dismiss", "actor", Filler::kActor, "person", Filler::kPerson, true, "",
     ""},
    {"attacked", "attack", "conflict.attack", "actor", Filler::kActor, "recipient", Filler::kAny,
     true, "", ""},
    {"bombed", "bomb", "conflict.attack", "actor", Filler::kActor, "recipient", Filler::kAny, true,
     "", ""},
    {"shelled", "", "conflict.attack", "actor", Filler::kActor, "recipient", Filler::kAny, true, "",
     ""},
    {"invaded", "invade", "conflict.attack", "actor", Filler::kActor, "recipient", Filler::kAny,
     true, "", ""},
    {"clashed", "clash", "conflict.clash", "participant", Filler::kActor, "participant",
     Filler::kActor, true, "with", ""},
    {"seized", "seize", "conflict.seize", "actor", Filler::kActor, "place", Filler::kPlace, true,
     "", ""},
    {"captured", "capture", "conflict.seize", "actor", Filler::kActor, "place", Filler::kPlace,
     true, "", ""},
    {"arrested", "arrest", "justice.arrest", "actor", Filler::kActor, "person", Filler::kPerson,
     true, "", ""},
    {"detained", "detain", "justice.arrest", "actor", Filler::kActor, "person", Filler::kPerson,
     true, "", ""},
    {"charged", "charge", "justice.charge", "actor", Filler::kActor, "person", Filler::kPerson,
     true, "", ""},
    {"sentenced", "sentence", "justice.sentence", "actor", Filler::kActor, "person",
     Filler::kPerson, true, "", ""},
    {"jailed", "jail", "justice.sentence", "actor", Filler::kActor, "person", Filler::kPerson, true,
     "", ""},
    {"released", "release", "justice.release", "actor", Filler::kActor, "person", Filler::kPerson,
     true, "", ""},
    {"freed", "free", "justice.release", "actor", Filler::kActor, "person", Filler::kPerson, true,
     "", ""},
    {"pardoned", "pardon", "justice.release", "actor", Filler::kActor, "person", Filler::kPerson,
     true, "", ""},
    {"died", "", "life.die", "person", Filler::kPerson, "", Filler::kNone, false, "", ""},
    {"killed", "kill", "life.die", "actor", Filler::kActor, "person", Filler::kPerson, true, "",
     ""},
    {"assassinated", "assassinate", "life.die", "actor", Filler::kActor, "person", Filler::kPerson,
     true, "", ""},
    {"injured", "", "life.injure", "actor", Filler::kActor, "person", Filler::kPerson, true, "",
     ""},
    {"accused", "accuse", "diplomacy.accuse", "actor", Filler::kActor, "recipient", Filler::kActor,
     true, "", ""},
    {"thanked", "thank", "diplomacy.support", "actor", Filler::kActor, "recipient", Filler::kActor,
     true, "", ""},
    {"congratulated", "congratulate", "diplomacy.support", "actor", Filler::kActor, "recipient",
     Filler::kActor, true, "", ""},
    {"praised", "praise", "diplomacy.support", "actor", Filler::kActor, "recipient", Filler::kActor,
     true, "", ""},
    {"commended", "commend", "diplomacy.support", "actor", Filler::kActor, "recipient",
     Filler::kActor, true, "", ""},
    {"urged", "urge", "diplomacy.request", "actor", Filler::kActor, "recipient", Filler::kActor,
     true, "", ""},
    {"called", "", "diplomacy.request", "actor", Filler::kActor, "recipient", Filler::kActor, true,
     "on", ""},
    {"threatened", "threaten", "diplomacy.threaten", "actor", Filler::kActor, "recipient",
     Filler::kActor, true, "", ""},
    {"rejected", "reject", "diplomacy.reject", "actor", Filler::kActor, "recipient", Filler::kActor,
     false, "", ""},
    {"arrived", "arrive", "movement.travel", "actor", Filler::kPerson, "destination",
     Filler::kPlace, true, "", ""},
    {"fled", "flee", "movement.travel", "actor", Filler::kActor, "", Filler::kNone, false, "", ""},
    {"left", "", "movement.travel", "actor", Filler::kPerson, "", Filler::kNone, false, "",
     "country"},
    {"withdrew", "withdraw", "military.withdraw", "actor", Filler::kActor, "", Filler::kNone, false,
     "", "troops forces soldiers servicemen army military"},
    {"deployed", "deploy", "military.mobilize", "actor", Filler::kActor, "", Filler::kNone, false,
     "", "troops forces soldiers army warships police military missiles"},
    {"acquired", "acquire", "business.acquire", "actor", Filler::kActor, "recipient", Filler::kBody,
     true, "", ""},
    {"donated", "donate", "aid.provide", "actor", Filler::kActor, "recipient", Filler::kActor,
     false, "", ""},
    {"joined", "join", "organization.join", "actor", Filler::kActor, "organization", Filler::kBody,
     true, "", ""},
    {"imposed", "impose", "sanction.impose", "actor", Filler::kActor, "recipient", Filler::kActor,
     false, "", "sanctions sanction"},
    {"lifted", "lift", "sanction.lift", "actor", Filler::kActor, "recipient", Filler::kActor, false,
     "", "sanctions sanction"},
    {"agreed", "agree", "agreement.reach", "actor", Filler::kActor, "", Filler::kNone, false, "to",
     ""},
    {"agreed", "", "agreement.reach", "actor", Filler::kActor, "", Filler::kNone, false, "on", ""},
    {"agreed", "", "agreement.reach", "actor", Filler::kActor, "", Filler::kNone, false, "that",
     ""},
    {"provided", "provide", "aid.provide", "actor", Filler::kActor, "recipient", Filler::kActor,
     false, "",
     "aid assistance relief humanitarian helicopters medicine food doses vaccines equipment tents"},
    {"sent", "send", "aid.provide", "actor", Filler::kActor, "recipient", Filler::kActor, false, "",
     "aid assistance relief humanitarian medicine food doses vaccines tents rescuers"},
    {"ordered", "order", "diplomacy.request", "actor", Filler::kActor, "recipient", Filler::kActor,
     true, "", ""},
    {"demanded", "demand", "diplomacy.request", "actor", Filler::kActor, "", Filler::kNone, false,
     "", ""},
    {"passed", "pass", "legislation.pass", "actor", Filler::kBody, "document", Filler::kDocument,
     false, "", "law bill act legislation"},
};

}  // namespace

absl::Span<const EventTrigger> EventTriggers() { return kTriggers; }

std::string_view EventRuleId(std::string_view type) {
  static const auto* const kIds = [] {
    auto* ids = new std::unordered_map<std::string_view, std::string>();
    for (const EventTrigger& trigger : kTriggers) {
      ids->emplace(trigger.type, StrCat("event.", trigger.type, ".verb"));
    }
    return ids;
  }();
  const auto found = kIds->find(type);
  return found == kIds->end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace dateline::patterns

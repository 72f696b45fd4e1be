#include "services/extraction/patterns/governing_words.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace dateline::patterns {
namespace {

using enum Effect;
using Words = std::string_view;  // Separated by one space.

// A class of words that do the same.
struct GovernorClass {
  Governor governor;
  Words words;
};

constexpr GovernorClass kVerbClasses[] = {
    // Whoever managed to do it has done it; what was made to happen happened.
    {{kSame, kSame, kNone},
     "manage succeed dare bother choose opt proceed happen help get serve come return elect hasten "
     "rush hurry force compel make cause lead prompt oblige drive enable push let allow permit "
     "trigger provoke bring leave see watch hear spot catch observe empower authorize authorise "
     "use go_on turn_out"},
    // Phases: what is begun or goes on is there.
    {{kSame, kSame, kSame},
     "begin start continue keep resume commence complete finish launch conduct perform execute "
     "carry_out undergo experience suffer sustain commit perpetrate reach achieve secure tend "
     "practise practice keep_on set_off hold open"},
    // What was ended had been there; what is judged or looked into has happened.
    {{kNone, kFact, kFact},
     "stop cease halt quit end survive escape flee condemn denounce deplore criticize criticise "
     "praise welcome applaud hail mourn celebrate mark commemorate regret resent thank blame "
     "apologize apologise congratulate forgive investigate probe describe witness recount "
     "attribute convict sentence punish avenge explain justify enjoy"},
    {{kNone, kNone, kCleared}, "acquit exonerate absolve clear_of"},
    {{kNone, kFact, kFact},
     "know realize realise acknowledge admit concede confirm discover learn find notice recall "
     "recognize recognise reveal prove show demonstrate understand note illustrate expose verify "
     "lament point_out find_out"},
    {{kSame, kFact, kFact}, "remember like love hate prefer"},
    {{kOpposite, kFact, kNone}, "forget"},
    // What was failed, refused or prevented has not happened.
    {{kOpposite, kNone, kNone}, "fail refuse decline neglect omit hesitate"},
    {{kOpposite, kNone, kOpposite},
     "prevent avoid avert foil thwart cancel prohibit forbid bar ban refrain abstain preclude "
     "forestall forgo shelve scrap abort abandon dodge evade deter dissuade discourage call_off "
     "rule_out give_up stave_off head_off hold_off"},
    {{kOpposite, kDenied, kDenied}, "deny refute rebut disavow"},
    {{kNone, kDenied, kNone}, "dispute"},
    {{kNone, kDenied, kDenied}, "misstate misreport"},
    {{kNone, kDoubted, kDoubted}, "doubt"},
    {{kTried, kNone, kTried}, "try attempt seek strive struggle endeavour endeavor fight"},
    {{kPlanned, kPlanned, kPlanned},
     "plan intend aim prepare arrange schedule reschedule postpone delay defer slate expect await "
     "anticipate foresee put_off look_forward"},
    {{kPlanned, kSaid, kPlanned}, "agree decide promise pledge vow swear undertake resolve"},
    {{kPlanned, kPlanned, kNone},
     "volunteer consent set mean determine design tip poise look offer predict forecast "
     "guarantee ensure assure wait gear"},
    {{kRequested, kRequested, kRequested},
     "demand request propose recommend urge advocate call_for want hope wish desire long dream "
     "yearn "
     "crave aspire need"},
    {{kRequested, kRequested, kNone},
     "ask order instruct invite encourage press beg plead advise require command direct implore "
     "summon lobby petition appeal exhort entreat counsel task call call_on call_upon"},
    {{kRequested, kSaid, kNone}, "tell suggest insist remind"},
    {{kRequested, kSaid, kTopic}, "warn"},
    {{kImagined, kImagined, kImagined}, "threaten envisage envision imagine pretend risk"},
    {{kImagined, kImagined, kTopic}, "consider mull contemplate weigh fear dread discuss debate"},
    {{kSupposed, kSupposed, kSupposed}, "suspect presume"},
    {{kSupposed, kSupposed, kNone},
     "believe think assume guess suppose reckon estimate seem appear hint imply feel bet"},
    {{kAlleged, kSaid, kAlleged}, "allege accuse charge"},
    {{kSupposed, kSaid, kNone},
     "say report state announce claim add declare write tweet cite quote argue assert maintain "
     "contend affirm reiterate testify reply remark post publish mention "
     "indicate signal inform notify conclude emphasize emphasise stress underline underscore "
     "highlight complain"},
    {{kNone, kImagined, kNone}, "wonder inquire enquire"},
};

constexpr GovernorClass kAdjectiveClasses[] = {
    {{kImagined, kSame, kNone}, "able capable"},
    {{kOpposite, kNone, kNone}, "unable incapable powerless unwilling reluctant loath"},
    {{kLikely, kLikely, kNone}, "likely probable apt liable"},
    {{kUnlikely, kUnlikely, kNone}, "unlikely improbable"},
    {{kPlanned, kPlanned, kNone},
     "certain sure bound set due about ready willing prepared poised scheduled slated expected "
     "confident optimistic"},
    {{kRequested, kRequested, kNone},
     "keen eager anxious desperate impatient necessary important vital essential crucial "
     "imperative critical urgent advisable desirable"},
    {{kImagined, kImagined, kImagined},
     "possible conceivable free welcome afraid fearful worried concerned wary conditional "
     "contingent eligible entitled easy hard difficult better best good nice easier harder"},
    {{kOpposite, kOpposite, kNone}, "impossible false untrue"},
    {{kSame, kFact, kFact},
     "aware happy glad proud sorry surprised shocked pleased lucky fortunate unfortunate right "
     "wrong sad angry grateful thankful upset delighted honoured honored quick "
     "slow first last"},
    {{kSame, kFact, kSame}, "guilty responsible"},
    {{kNone, kNone, kCleared}, "innocent"},
    {{kNone, kImagined, kNone}, "unclear uncertain unknown unsure"},
    {{kSame, kSame, kSame}, "clear obvious true evident busy"},
};

constexpr GovernorClass kNounClasses[] = {
    {{kPlanned, kPlanned, kPlanned},
     "plan intention intent promise pledge vow commitment preparation schedule readiness "
     "willingness blueprint roadmap expectation postponement timetable"},
    {{kPlanned, kPlanned, kNone}, "decision agreement deal programme program project strategy"},
    {{kRequested, kRequested, kRequested},
     "proposal request call demand appeal invitation recommendation need requirement obligation "
     "duty plea petition motion hope desire wish dream ambition aspiration goal aim objective "
     "target"},
    {{kRequested, kRequested, kNone}, "order mandate instruction bill suggestion"},
    {{kTried, kNone, kTried}, "attempt effort bid try"},
    {{kTried, kNone, kNone}, "struggle fight campaign drive battle"},
    {{kImagined, kImagined, kImagined},
     "threat risk danger possibility chance prospect likelihood potential speculation scenario "
     "option alternative idea eventuality probability"},
    {{kImagined, kImagined, kTopic},
     "fear warning concern talk talks negotiation discussion debate"},
    {{kImagined, kNone, kNone},
     "opportunity ability capacity capability power authority right permission freedom way place "
     "time reason thing something anything nothing someone room space offer licence license tool"},
    {{kAlleged, kAlleged, kAlleged}, "allegation suspicion accusation rumour rumor charge"},
    {{kNone, kSaid, kNone}, "claim statement announcement report"},
    {{kOpposite, kNone, kOpposite}, "refusal failure inability cancellation avoidance prevention"},
    {{kNone, kNone, kOpposite}, "lack absence"},
    {{kNone, kDenied, kDenied}, "denial"},
    {{kNone, kDoubted, kDoubted}, "doubt"},
    {{kSame, kFact, kFact},
     "fact news evidence proof knowledge aftermath wake victim survivor scene anniversary cause "
     "end perpetrator memory responsibility"},
    {{kSame, kSame, kSame},
     "first last beginning start continuation resumption series wave spate conduct completion"},
};

constexpr Words kLightVerbs =
    "hold take_place take_part take occur happen make pay have do give stage conduct carry_out "
    "launch convene organize organise host mount begin start commence resume conclude end open "
    "kick_off commit see witness";

constexpr Words kArrangedOccasions =
    "meeting talk talks visit summit session conference election vote referendum exercise drill "
    "ceremony signing negotiation trip tour forum event congress briefing hearing trial "
    "inauguration launch tournament match round consultation dialogue gathering assembly "
    "conversation voyage";

// Calls `take` with each of the words.
template <typename Take>
void ForEachWord(Words words, const Take& take) {
  for (size_t begin = 0; begin < words.size();) {
    const size_t end = std::min(words.find(' ', begin), words.size());
    take(words.substr(begin, end - begin));
    begin = end + 1;
  }
}

using GovernorIndex = std::unordered_map<std::string_view, Governor>;

template <size_t kSize>
const GovernorIndex* IndexOf(const GovernorClass (&classes)[kSize]) {
  auto* index = new GovernorIndex();
  for (const GovernorClass& one : classes) {
    ForEachWord(one.words, [&](std::string_view word) { index->emplace(word, one.governor); });
  }
  return index;
}

const std::unordered_set<std::string_view>* SetOf(Words words) {
  auto* set = new std::unordered_set<std::string_view>();
  ForEachWord(words, [set](std::string_view word) { set->insert(word); });
  return set;
}

const Governor* Find(const GovernorIndex& index, std::string_view lemma) {
  const auto found = index.find(lemma);
  return found == index.end() ? nullptr : &found->second;
}

}  // namespace

const Governor* FindGovernor(std::string_view lemma, std::string_view upos) {
  static const GovernorIndex* const kVerbs = IndexOf(kVerbClasses);
  static const GovernorIndex* const kAdjectives = IndexOf(kAdjectiveClasses);
  static const GovernorIndex* const kNouns = IndexOf(kNounClasses);
  if (upos == "VERB" || upos == "AUX") return Find(*kVerbs, lemma);
  if (upos == "NOUN" || upos == "PROPN") return Find(*kNouns, lemma);
  if (upos != "ADJ" && upos != "ADV") return nullptr;
  // "is expected to": participles are read as either.
  const Governor* adjective = Find(*kAdjectives, lemma);
  return adjective != nullptr ? adjective : Find(*kVerbs, lemma);
}

bool IsLightVerb(std::string_view lemma) {
  static const auto* const kWords = SetOf(kLightVerbs);
  return kWords->contains(lemma);
}

bool IsArrangedOccasion(std::string_view lemma) {
  static const auto* const kWords = SetOf(kArrangedOccasions);
  return kWords->contains(lemma);
}

}  // namespace dateline::patterns

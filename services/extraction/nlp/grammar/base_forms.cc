#include "services/extraction/nlp/grammar/base_forms.h"

#include "absl/container/flat_hash_map.h"

namespace dateline::nlp {
namespace {

struct Irregular {
  std::string_view form;
  std::string_view base;
};

constexpr Irregular kVerbs[] = {{"arose", "arise"},       {"arisen", "arise"},
                                {"ate", "eat"},           {"awoke", "awake"},
                                {"awoken", "awake"},      {"beaten", "beat"},
                                {"became", "become"},     {"began", "begin"},
                                {"begun", "begin"},       {"bent", "bend"},
                                {"bitten", "bite"},       {"bled", "bleed"},
                                {"blew", "blow"},         {"blown", "blow"},
                                {"borne", "bear"},        {"bore", "bear"},
                                {"bought", "buy"},        {"bred", "breed"},
                                {"broke", "break"},       {"broken", "break"},
                                {"brought", "bring"},     {"built", "build"},
                                {"came", "come"},         {"caught", "catch"},
                                {"chose", "choose"},      {"chosen", "choose"},
                                {"clung", "cling"},       {"crept", "creep"},
                                {"dealt", "deal"},        {"drank", "drink"},
                                {"drawn", "draw"},        {"drew", "draw"},
                                {"driven", "drive"},      {"drove", "drive"},
                                {"drunk", "drink"},       {"dug", "dig"},
                                {"eaten", "eat"},         {"fallen", "fall"},
                                {"fed", "feed"},          {"fell", "fall"},
                                {"felt", "feel"},         {"fled", "flee"},
                                {"flew", "fly"},          {"flown", "fly"},
                                {"flung", "fling"},       {"forbade", "forbid"},
                                {"forbidden", "forbid"},  {"forgot", "forget"},
                                {"forgotten", "forget"},  {"forgave", "forgive"},
                                {"fought", "fight"},      {"froze", "freeze"},
                                {"frozen", "freeze"},     {"gave", "give"},
                                {"given", "give"},        {"gone", "go"},
                                {"got", "get"},           {"gotten", "get"},
                                {"grew", "grow"},         {"grown", "grow"},
                                {"heard", "hear"},        {"held", "hold"},
                                {"hid", "hide"},          {"hidden", "hide"},
                                {"hung", "hang"},         {"kept", "keep"},
                                {"knelt", "kneel"},       {"knew", "know"},
                                {"known", "know"},        {"laid", "lay"},
                                {"lain", "lie"},          {"led", "lead"},
                                {"left", "leave"},        {"lent", "lend"},
                                {"lost", "lose"},         {"made", "make"},
                                {"meant", "mean"},        {"met", "meet"},
                                {"mown", "mow"},          {"overtaken", "overtake"},
                                {"paid", "pay"},          {"proven", "prove"},
                                {"ran", "run"},           {"rang", "ring"},
                                {"ridden", "ride"},       {"risen", "rise"},
                                {"rode", "ride"},         {"rose", "rise"},
                                {"rung", "ring"},         {"said", "say"},
                                {"sang", "sing"},         {"sank", "sink"},
                                {"sat", "sit"},           {"saw", "see"},
                                {"seen", "see"},          {"sent", "send"},
                                {"sewn", "sew"},          {"shaken", "shake"},
                                {"shone", "shine"},       {"shook", "shake"},
                                {"shot", "shoot"},        {"shown", "show"},
                                {"shrank", "shrink"},     {"slain", "slay"},
                                {"slept", "sleep"},       {"slew", "slay"},
                                {"slid", "slide"},        {"sold", "sell"},
                                {"sought", "seek"},       {"sown", "sow"},
                                {"spent", "spend"},       {"spoke", "speak"},
                                {"spoken", "speak"},      {"spun", "spin"},
                                {"sprang", "spring"},     {"sprung", "spring"},
                                {"stolen", "steal"},      {"stole", "steal"},
                                {"stood", "stand"},       {"stricken", "strike"},
                                {"strode", "stride"},     {"struck", "strike"},
                                {"stuck", "stick"},       {"stung", "sting"},
                                {"sung", "sing"},         {"sunk", "sink"},
                                {"swam", "swim"},         {"swept", "sweep"},
                                {"swore", "swear"},       {"sworn", "swear"},
                                {"swum", "swim"},         {"swung", "swing"},
                                {"taken", "take"},        {"taught", "teach"},
                                {"thought", "think"},     {"threw", "throw"},
                                {"thrown", "throw"},      {"told", "tell"},
                                {"took", "take"},         {"tore", "tear"},
                                {"torn", "tear"},         {"trod", "tread"},
                                {"underwent", "undergo"}, {"went", "go"},
                                {"wept", "weep"},         {"woke", "wake"},
                                {"woken", "wake"},        {"won", "win"},
                                {"wore", "wear"},         {"worn", "wear"},
                                {"wove", "weave"},        {"woven", "weave"},
                                {"written", "write"},     {"wrote", "write"},
                                {"wrung", "wring"}};

constexpr Irregular kNouns[] = {{"men", "man"},       {"women", "woman"},   {"children", "child"},
                                {"people", "people"}, {"feet", "foot"},     {"teeth", "tooth"},
                                {"mice", "mouse"},    {"lives", "life"},    {"wives", "wife"},
                                {"knives", "knife"},  {"thieves", "thief"}, {"crises", "crisis"}};

// "overthrown", "undertook", "withheld": the irregular verb behind it.
constexpr std::string_view kVerbPrefixes[] = {"over", "under", "with", "re", "out", "up",
                                              "mis",  "un",    "fore", "be", "for"};
// "servicemen", "policewomen".
constexpr std::string_view kManEndings[] = {"women", "men"};

using IrregularMap = absl::flat_hash_map<std::string_view, std::string_view>;

template <size_t N>
IrregularMap MapOf(const Irregular (&list)[N]) {
  IrregularMap map;
  for (const Irregular& irregular : list) map.emplace(irregular.form, irregular.base);
  return map;
}

bool EndsWith(std::string_view word, std::string_view ending) {
  return word.size() > ending.size() && word.substr(word.size() - ending.size()) == ending;
}

// "stopp", "stop" and "stope" for what is before "ed" or "ing".
void AddStems(std::string_view stem, std::vector<std::string>& out) {
  out.emplace_back(stem);
  out.push_back(std::string(stem) + "e");
  const size_t n = stem.size();
  if (n >= 3 && stem[n - 1] == stem[n - 2]) out.emplace_back(stem.substr(0, n - 1));
}

std::vector<std::string> IrregularVerb(std::string_view lower) {
  static const auto* const kMap = new IrregularMap(MapOf(kVerbs));
  if (const auto found = kMap->find(lower); found != kMap->end()) {
    return {std::string(found->second)};
  }
  for (const std::string_view prefix : kVerbPrefixes) {
    if (lower.substr(0, prefix.size()) != prefix) continue;
    const auto found = kMap->find(lower.substr(prefix.size()));
    if (found != kMap->end()) return {std::string(prefix) + std::string(found->second)};
  }
  return {};
}

std::vector<std::string> IrregularNoun(std::string_view lower) {
  static const auto* const kMap = new IrregularMap(MapOf(kNouns));
  if (const auto found = kMap->find(lower); found != kMap->end()) {
    return {std::string(found->second)};
  }
  for (const std::string_view ending : kManEndings) {
    if (!EndsWith(lower, ending)) continue;
    std::string base(lower);
    base[base.size() - 2] = 'a';
    return {base};
  }
  return {};
}

}  // namespace

std::vector<std::string> BaseFormsOf(std::string_view lower, std::string_view upos) {
  const bool verb = upos == "VERB" || upos == "AUX";
  std::vector<std::string> out = verb ? IrregularVerb(lower) : IrregularNoun(lower);
  if (!out.empty()) return out;
  const auto without = [lower](size_t count) { return lower.substr(0, lower.size() - count); };
  if (verb && EndsWith(lower, "ed")) {
    AddStems(without(2), out);
    if (EndsWith(lower, "ied")) out.push_back(std::string(without(3)) + "y");
  } else if (verb && EndsWith(lower, "ing")) {
    AddStems(without(3), out);
    if (EndsWith(lower, "ying")) out.push_back(std::string(without(4)) + "ie");
  } else if (EndsWith(lower, "s") && !EndsWith(lower, "ss")) {
    out.emplace_back(without(1));
    if (EndsWith(lower, "es")) out.emplace_back(without(2));
    if (EndsWith(lower, "ies")) out.push_back(std::string(without(3)) + "y");
  }
  return out;
}

}  // namespace dateline::nlp

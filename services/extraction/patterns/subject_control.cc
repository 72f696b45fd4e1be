#include "services/extraction/patterns/subject_control.h"

#include <string>
#include <string_view>

#include "services/extraction/patterns/argument_structure.h"
#include "services/extraction/patterns/word_choice.h"

namespace dateline::patterns {
namespace {

// Whom these ask, with "to".
constexpr std::string_view kAsking[] = {
    "order", "tell",     "instruct", "ask",       "urge",     "command",   "direct", "advise",
    "beg",   "implore",  "request",  "invite",    "persuade", "convince",  "press",  "encourage",
    "force", "pressure", "compel",   "oblige",    "require",  "exhort",    "lobby",  "remind",
    "warn",  "enable",   "allow",    "challenge", "permit",   "authorize", "forbid", "authorise",
    "task",  "summon",   "induce",   "prompt",    "cause"};

// Whom these blame or clear, with "of".
constexpr std::string_view kLaying[] = {"accuse", "suspect",   "convict", "acquit",
                                        "clear",  "exonerate", "absolve"};

// Whom these hinder, with "from".
constexpr std::string_view kHindering[] = {"prevent",  "stop",    "keep",       "bar",
                                           "ban",      "deter",   "discourage", "block",
                                           "prohibit", "exclude", "dissuade"};

// Whom these judge, with "for".
constexpr std::string_view kJudging[] = {
    "arrest", "detain",    "jail",      "sentence", "fine",    "punish",    "blame",    "praise",
    "thank",  "criticize", "criticise", "condemn",  "indict",  "prosecute", "imprison", "try",
    "sue",    "suspend",   "sack",      "expel",    "commend", "denounce",  "rebuke"};

// The object where the verb before takes one and this word before what it does.
bool ObjectControls(std::string_view lemma, std::string_view by) {
  if (by == "to") return IsOneOf(lemma, kAsking);
  if (by == "of") return IsOneOf(lemma, kLaying);
  if (by == "from") return IsOneOf(lemma, kHindering);
  if (by == "for") return IsOneOf(lemma, kJudging);
  if (by == "with") return lemma == "charge";
  return by == "into" && IsOneOf(lemma, {"force", "coerce", "pressure", "trick", "push"});
}

// "called on Vance to", "appealed to Vance to": Vance.
int64_t Called(const DocumentView& view, uint32_t verb, uint32_t governor) {
  const DependencyTree& tree = view.tree();
  const bool call = tree.Lemma(governor) == "call";
  for (const uint32_t child : tree.ChildrenWith(governor, "obl")) {
    if (child < governor || child > verb) continue;
    const std::string preposition = PrepositionOf(view, child);
    if (call ? preposition == "on" || preposition == "upon" : preposition == "to") return child;
  }
  return -1;
}

}  // namespace

int64_t ControllingPhrase(const DocumentView& view, uint32_t verb, uint32_t governor) {
  const DependencyTree& tree = view.tree();
  const bool verbs = tree.Upos(governor) == "VERB" && governor < verb;
  if (!verbs || IsPassive(tree, governor)) return -1;
  int64_t mark = tree.Child(verb, "mark");
  if (mark < 0) mark = tree.Child(verb, "case");
  if (mark < 0) return -1;
  const std::string_view lemma = tree.Lemma(governor);
  const std::string_view by = view.Lower(mark);
  if (by == "to" && (lemma == "call" || lemma == "appeal")) return Called(view, verb, governor);
  if (!ObjectControls(lemma, by)) return -1;
  int64_t object = tree.Child(governor, "obj");
  if (object < 0) object = tree.Child(governor, "iobj");
  return object > governor && object < verb ? object : -1;
}

}  // namespace dateline::patterns

#include "services/extraction/nlp/times/clause_tense.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

namespace dateline::nlp {
namespace {

constexpr size_t kReach = 14;

constexpr std::string_view kAhead[] = {
    "will",        "shall",   "'ll",   "upcoming", "plans",    "planned", "scheduled", "slated",
    "expected",    "expects", "due",   "intends",  "proposed", "aims",    "hopes",     "deadline",
    "forthcoming", "ll",      "going", "prepares", "planning", "would"};

constexpr std::string_view kBack[] = {
    "was",  "were",   "had",  "did",   "said",   "told",   "went",  "came", "took",
    "held", "met",    "made", "began", "became", "left",   "won",   "lost", "killed",
    "gave", "rose",   "fell", "wrote", "saw",    "sent",   "spoke", "led",  "fled",
    "sold", "bought", "been", "found", "shot",   "fought", "paid",  "ago"};

constexpr std::string_view kModals[] = {"may", "might", "must", "should", "could"};

constexpr std::string_view kUntil[] = {"until", "till", "to", "for"};

constexpr std::string_view kPutOff[] = {"postponed", "rescheduled", "adjourned", "deferred",
                                        "delayed",   "moved",       "pushed",    "extended"};

// How far before the time "postponed" may be, in words.
constexpr size_t kPutOffReach = 5;

// Words that end in -ed and are no verbs of the past.
constexpr std::string_view kNoVerbs[] = {
    "united", "need",   "speed",   "indeed", "hundred", "red",  "bed",   "feed",       "seed",
    "breed",  "exceed", "proceed", "naked",  "sacred",  "shed", "embed", "agreed-upon"};

template <typename Range>
bool Has(const Range& words, std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

std::optional<ClauseTense> TenseOf(const std::vector<TimeAtom>& atoms, size_t at) {
  const std::string_view word = atoms[at].lower;
  if (Has(kAhead, word)) return ClauseTense::kFuture;
  // "is to meet", "set to visit", "ahead of".
  const std::string_view next = at + 1 < atoms.size() ? std::string_view(atoms[at + 1].lower) : "";
  if ((word == "is" || word == "are" || word == "set") && next == "to") return ClauseTense::kFuture;
  // "may resign", but neither "may have resigned" nor the month.
  if (Has(kModals, word) && !atoms[at].capital && next != "have" && next != "not") {
    return ClauseTense::kFuture;
  }
  if (Has(kBack, word)) return ClauseTense::kPast;
  if (word.size() > 4 && word.ends_with("ed") && !Has(kNoVerbs, word) && !atoms[at].capital) {
    return ClauseTense::kPast;
  }
  return std::nullopt;
}

bool EndsClause(const TimeAtom& atom) {
  static constexpr std::string_view kLimits[] = {";",     "that",    "which", "who",      "when",
                                                 "while", "because", "but",   "although", "(",
                                                 ")",     "\"",      "“",     "”"};
  return Has(kLimits, atom.lower);
}

// "was postponed until July", "has been moved to Friday": when it is to be.
bool IsPutOff(const std::vector<TimeAtom>& atoms, size_t begin) {
  if (begin == 0 || !Has(kUntil, atoms[begin - 1].lower)) return false;
  const size_t first = begin > kPutOffReach ? begin - kPutOffReach : 0;
  for (size_t at = begin - 1; at > first; --at) {
    if (EndsClause(atoms[at - 1])) return false;
    if (Has(kPutOff, atoms[at - 1].lower)) return true;
  }
  return false;
}

}  // namespace

ClauseTense TenseAround(const std::vector<TimeAtom>& atoms, size_t begin, size_t end) {
  // What comes before is nearer to the time in English: "will meet on Monday",
  // "said on Monday that ... will".
  if (IsPutOff(atoms, begin)) return ClauseTense::kFuture;
  const size_t first = begin > kReach ? begin - kReach : 0;
  for (size_t at = begin; at > first; --at) {
    if (EndsClause(atoms[at - 1])) break;
    if (const auto tense = TenseOf(atoms, at - 1)) {
      // "was scheduled to", "were expected": the event still lies ahead; but
      // "had planned" and "was due" go with their own auxiliary.
      return *tense;
    }
  }
  const size_t last = std::min(atoms.size(), end + kReach);
  for (size_t at = end; at < last; ++at) {
    if (EndsClause(atoms[at])) break;
    if (const auto tense = TenseOf(atoms, at)) return *tense;
  }
  return ClauseTense::kUnknown;
}

}  // namespace dateline::nlp

#include "services/extraction/patterns/clause_factuality.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace dateline::patterns {
namespace {

constexpr uint32_t kLongestClause = 60;
// Tokens that a parenthesis may hold and still be passed over.
constexpr uint32_t kLongestAside = 8;
// How far before the trigger words of plan, wish and doubt count.
constexpr uint32_t kReach = 9;
// The same for "will" before a verb and its object: "will discuss the harvest
// in the valleys at a session".
constexpr uint32_t kFutureReach = 18;

bool OneOf(std::string_view word, const std::unordered_set<std::string_view>& words) {
  return words.contains(word);
}

const std::unordered_set<std::string_view>& PlanWords() {
  static const auto* const kWords = new std::unordered_set<std::string_view>{
      "will",    "shall",     "'ll",    "’ll",      "planned",   "plans",
      "plan",    "scheduled", "due",    "expected", "upcoming",  "forthcoming",
      "intends", "intend",    "agreed", "set",      "preparing", "wo"};
  return *kWords;
}

const std::unordered_set<std::string_view>& RequestWords() {
  static const auto* const kWords = new std::unordered_set<std::string_view>{
      "urged",     "urges",    "urging",  "demanded",   "demands",  "should",
      "must",      "asked",    "called",  "calls",      "appealed", "ordered",
      "requested", "proposed", "invited", "encouraged", "ought"};
  return *kWords;
}

const std::unordered_set<std::string_view>& DoubtWords() {
  static const auto* const kWords = new std::unordered_set<std::string_view>{
      "may", "might", "could", "possibly", "perhaps", "can"};
  return *kWords;
}

const std::unordered_set<std::string_view>& DenialWords() {
  static const auto* const kWords = new std::unordered_set<std::string_view>{
      "not",    "n't",     "n’t",     "never",  "no",        "denied",
      "denies", "without", "refused", "failed", "cancelled", "canceled"};
  return *kWords;
}

bool EndsClause(std::string_view word) {
  return word == ";" || word == "\"" || word == "“" || word == "”" || word == ":" || word == "(" ||
         word == ")" || word == "–" || word == "—";
}

// One past the ")" that closes the "(" at `open`, where it is near enough to be
// an aside inside the clause ("the union (BHU) on Monday"); else `open`.
uint32_t PastAside(const DocumentView& view, uint32_t open, uint32_t limit) {
  for (uint32_t i = open + 1; i < limit && i - open <= kLongestAside; ++i) {
    if (view.Lower(i) == ")") return i + 1;
  }
  return open;
}

// The "(" that the ")" before `end` closes, under the same condition; else `end`.
uint32_t BeforeAside(const DocumentView& view, uint32_t end, uint32_t limit) {
  for (uint32_t i = end - 1; i > limit && end - i <= kLongestAside; --i) {
    if (view.Lower(i - 1) == "(") return i - 1;
  }
  return end;
}

// True if "will" or "shall" stands before `token` in its own clause.
bool InFuture(const DocumentView& view, uint32_t begin, uint32_t token) {
  const uint32_t from = token - begin > kFutureReach ? token - kFutureReach : begin;
  for (uint32_t i = token; i > from; --i) {
    const std::string_view word = view.Lower(i - 1);
    if (word == "will" || word == "shall") return true;
    if (word == "," || word == "that" || word == "which" || word == "who" || word == "and" ||
        word == "after" || word == "since") {
      return false;
    }
  }
  return false;
}

}  // namespace

TokenRange ClauseAround(const DocumentView& view, uint32_t token) {
  const TokenRange sentence = view.SentenceAt(token).tokens;
  uint32_t begin = token;
  while (begin > sentence.begin && token - begin < kLongestClause) {
    const std::string_view before = view.Lower(begin - 1);
    if (before == ")") {
      const uint32_t aside = BeforeAside(view, begin, sentence.begin);
      if (aside == begin) break;
      begin = aside;
      continue;
    }
    if (EndsClause(before)) break;
    if (before == "," && (view.Lower(begin) == "but" || view.Lower(begin) == "while" ||
                          view.Lower(begin) == "whereas")) {
      break;
    }
    --begin;
  }
  uint32_t end = token + 1;
  while (end < sentence.end && end - token < kLongestClause) {
    if (view.Lower(end) == "(") {
      const uint32_t past = PastAside(view, end, sentence.end);
      if (past == end) break;
      end = past;
      continue;
    }
    if (EndsClause(view.Lower(end))) break;
    if (view.Lower(end) == "," && (view.Lower(end + 1) == "but" || view.Lower(end + 1) == "while" ||
                                   view.Lower(end + 1) == "which")) {
      break;
    }
    ++end;
  }
  return {begin, end};
}

Factuality FactualityAt(const DocumentView& view, uint32_t trigger) {
  Factuality out;
  out.certainty = Certainty::kCertain;
  const TokenRange clause = ClauseAround(view, trigger);
  const uint32_t from = trigger - clause.begin > kReach ? trigger - kReach : clause.begin;
  const bool verb_done = view.Lower(trigger).ends_with("ed") || view.Lower(trigger) == "held" ||
                         view.Lower(trigger) == "met";
  if (!verb_done && InFuture(view, clause.begin, trigger)) out.status = FactStatus::kPlanned;
  for (uint32_t i = from; i < trigger; ++i) {
    const std::string_view word = view.Lower(i);
    if (OneOf(word, PlanWords())) out.status = FactStatus::kPlanned;
    if (word == "to" && view.Lower(i + 1) == "be") out.status = FactStatus::kPlanned;
    if (word == "would" && !verb_done) out.status = FactStatus::kPlanned;
    if (OneOf(word, RequestWords())) out.status = FactStatus::kRequested;
    if (word == "hope" || word == "hopes" || word == "hoped" || word == "wants" || word == "wish") {
      out.status = FactStatus::kHypothetical;
    }
    if (OneOf(word, DoubtWords())) out.certainty = Certainty::kPossible;
    if (word == "likely" || word == "probably") out.certainty = Certainty::kProbable;
    if (OneOf(word, DenialWords()) && trigger - i <= 5) out.polarity = Polarity::kNegative;
  }
  for (uint32_t i = clause.begin; i < trigger; ++i) {
    if (view.Lower(i) == "if" || view.Lower(i) == "unless") out.status = FactStatus::kConditional;
  }
  return out;
}

}  // namespace dateline::patterns

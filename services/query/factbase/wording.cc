#include "services/query/factbase/wording.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/query/factbase/spelling.h"

namespace dateline::query {
namespace {

// Shorter stems keep their endings: "king", "red", "bus".
constexpr size_t kShortestStem = 3;

constexpr std::string_view kEmptyWords[] = {
    "a",     "about", "after", "all",   "also",  "am",     "an",    "and",  "any",    "are",
    "as",    "at",    "be",    "been",  "being", "but",    "by",    "can",  "could",  "d",
    "did",   "do",    "does",  "for",   "from",  "had",    "has",   "have", "having", "he",
    "her",   "his",   "i",     "if",    "in",    "into",   "is",    "it",   "its",    "ll",
    "may",   "might", "more",  "most",  "must",  "my",     "of",    "on",   "or",     "our",
    "over",  "re",    "s",     "shall", "she",   "should", "so",    "some", "t",      "than",
    "that",  "the",   "their", "them",  "then",  "there",  "these", "they", "this",   "those",
    "to",    "up",    "us",    "ve",    "was",   "we",     "were",  "what", "when",   "where",
    "which", "who",   "will",  "with",  "would", "you",    "your"};

constexpr std::string_view kDenials[] = {"cannot", "neither", "never", "no",      "nobody",
                                         "none",   "nor",     "not",   "nothing", "without"};

constexpr std::string_view kNumberWords[] = {
    "billion", "dozen", "eight", "eleven", "five",     "four",  "hundred", "million", "nine",
    "one",     "seven", "six",   "ten",    "thousand", "three", "twelve",  "two"};

// Forms that endings do not explain, sorted.
constexpr std::pair<std::string_view, std::string_view> kForms[] = {
    {"beaten", "beat"},       {"became", "become"}, {"began", "begin"},
    {"begun", "begin"},       {"blew", "blow"},     {"blown", "blow"},
    {"bought", "buy"},        {"broke", "break"},   {"broken", "break"},
    {"brought", "bring"},     {"built", "build"},   {"came", "come"},
    {"caught", "catch"},      {"chose", "choose"},  {"chosen", "choose"},
    {"dead", "die"},          {"death", "die"},     {"died", "die"},
    {"dies", "die"},          {"drawn", "draw"},    {"drew", "draw"},
    {"driven", "drive"},      {"drove", "drive"},   {"dying", "die"},
    {"fallen", "fall"},       {"fell", "fall"},     {"fled", "flee"},
    {"flew", "fly"},          {"flown", "fly"},     {"fought", "fight"},
    {"found", "find"},        {"gave", "give"},     {"given", "give"},
    {"gone", "go"},           {"got", "get"},       {"grew", "grow"},
    {"grown", "grow"},        {"heard", "hear"},    {"held", "hold"},
    {"kept", "keep"},         {"knew", "know"},     {"known", "know"},
    {"laid", "lay"},          {"led", "lead"},      {"left", "leave"},
    {"lost", "lose"},         {"made", "make"},     {"meant", "mean"},
    {"met", "meet"},          {"paid", "pay"},      {"pled", "plead"},
    {"ran", "run"},           {"risen", "rise"},    {"rose", "rise"},
    {"said", "say"},          {"sat", "sit"},       {"saw", "see"},
    {"seen", "see"},          {"sent", "send"},     {"shook", "shake"},
    {"shot", "shoot"},        {"shown", "show"},    {"sold", "sell"},
    {"sought", "seek"},       {"spent", "spend"},   {"spoke", "speak"},
    {"spoken", "speak"},      {"stole", "steal"},   {"stolen", "steal"},
    {"stood", "stand"},       {"struck", "strike"}, {"sworn", "swear"},
    {"taken", "take"},        {"taught", "teach"},  {"thought", "think"},
    {"threw", "throw"},       {"thrown", "throw"},  {"told", "tell"},
    {"took", "take"},         {"went", "go"},       {"withdrawn", "withdraw"},
    {"withdrew", "withdraw"}, {"won", "win"},       {"written", "write"},
    {"wrote", "write"}};

template <size_t N>
bool IsOneOf(std::string_view word, const std::string_view (&words)[N]) {
  return std::binary_search(std::begin(words), std::end(words), word);
}

bool IsDigits(std::string_view word) {
  return std::all_of(word.begin(), word.end(),
                     [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
}

bool HasVowel(std::string_view word) {
  return word.find_first_of("aeiouy") != std::string_view::npos;
}

// Takes the ending off if enough of a word stays.
bool Strip(std::string& word, std::string_view ending) {
  if (!word.ends_with(ending) || word.size() < ending.size() + kShortestStem) return false;
  if (!HasVowel(std::string_view(word).substr(0, word.size() - ending.size()))) return false;
  word.resize(word.size() - ending.size());
  return true;
}

bool IsConsonant(char c) { return c >= 'a' && c <= 'z' && !HasVowel({&c, 1}); }

// "stopp" of "stopped".
void Undouble(std::string& word) {
  const size_t n = word.size();
  if (n > kShortestStem && word[n - 1] == word[n - 2] && IsConsonant(word[n - 1]) &&
      word[n - 1] != 'l' && word[n - 1] != 's') {
    word.pop_back();
  }
}

}  // namespace

std::string StemOf(std::string_view word) {
  const auto* form = std::lower_bound(
      std::begin(kForms), std::end(kForms), word,
      [](const auto& entry, std::string_view wanted) { return entry.first < wanted; });
  if (form != std::end(kForms) && form->first == word) word = form->second;
  std::string stem(word);
  if (IsDigits(word)) return stem;
  if (Strip(stem, "ies") || Strip(stem, "ied")) {
    stem += 'i';
  } else {
    if (!stem.ends_with("ss")) Strip(stem, "s");
    Strip(stem, "ment");
    if (Strip(stem, "ing") || Strip(stem, "ed")) Undouble(stem);
  }
  while (stem.size() > kShortestStem && stem.back() == 'e') stem.pop_back();
  if (stem.size() > kShortestStem && stem.back() == 'y') stem.back() = 'i';
  return stem;
}

std::vector<std::string> ContentStems(std::string_view text) {
  const std::string folded = FoldForMatching(text);
  std::vector<std::string> stems;
  for (const std::string_view word : WordsOf(folded)) {
    if (IsOneOf(word, kEmptyWords) || IsOneOf(word, kDenials)) continue;
    stems.push_back(StemOf(word));
  }
  std::sort(stems.begin(), stems.end());
  stems.erase(std::unique(stems.begin(), stems.end()), stems.end());
  return stems;
}

std::vector<std::string> NumbersAmong(const std::vector<std::string>& stems) {
  std::vector<std::string> numbers;
  for (const std::string& stem : stems) {
    const bool digit = std::isdigit(static_cast<unsigned char>(stem.front())) != 0;
    const bool word = std::any_of(std::begin(kNumberWords), std::end(kNumberWords),
                                  [&](std::string_view number) { return StemOf(number) == stem; });
    if (digit || word) numbers.push_back(stem);
  }
  return numbers;
}

bool Denies(std::string_view text) {
  const std::string folded = FoldForMatching(text);
  bool denies = false;
  std::string_view before;
  for (const std::string_view word : WordsOf(folded)) {
    // "don't" folds to "don t".
    const bool shortened = word == "t" && before.ends_with("n");
    denies ^= shortened || IsOneOf(word, kDenials);
    before = word;
  }
  return denies;
}

}  // namespace dateline::query

#include "services/extraction/nlp/lexicon/lexicon.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <array>
#include <cstdlib>
#include <unordered_map>
#include <unordered_set>

#include "services/extraction/nlp/lexicon/word_lists.h"

namespace dateline::nlp {
namespace {

using WordSet = std::unordered_set<std::string_view>;

WordSet Split(std::string_view words) {
  WordSet out;
  for (size_t at = 0; at < words.size();) {
    const size_t end = words.find_first_of(" \n", at);
    const size_t stop = end == std::string_view::npos ? words.size() : end;
    if (stop > at) out.insert(words.substr(at, stop - at));
    at = stop + 1;
  }
  return out;
}

constexpr size_t kClasses = static_cast<size_t>(WordClass::kNotAName) + 1;

const std::array<WordSet, kClasses>& Sets() {
  static const auto* const kSets = [] {
    auto* sets = new std::array<WordSet, kClasses>();
    for (const WordList& list : kWordLists) {
      (*sets)[static_cast<size_t>(list.word_class)] = Split(list.words);
    }
    return sets;
  }();
  return *kSets;
}

// The first character of `text` and its length in bytes.
UChar32 FirstCharacter(std::string_view text, int32_t* length) {
  int32_t at = 0;
  UChar32 c = 0;
  U8_NEXT(reinterpret_cast<const uint8_t*>(text.data()), at, static_cast<int32_t>(text.size()), c);
  *length = at;
  return c;
}

void AppendCharacter(std::string* out, UChar32 c) {
  std::array<uint8_t, 4> bytes{};
  int32_t length = 0;
  U8_APPEND_UNSAFE(bytes.data(), length, c);
  out->append(reinterpret_cast<const char*>(bytes.data()), length);
}

template <typename Map>
std::string MapCharacters(std::string_view text, Map map) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    int32_t length = 0;
    const UChar32 c = FirstCharacter(text, &length);
    if (c < 0) {
      out.append(text.substr(0, length));
    } else {
      AppendCharacter(&out, map(c));
    }
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace

bool IsWord(WordClass word_class, std::string_view lower) {
  return Sets()[static_cast<size_t>(word_class)].contains(lower);
}

std::string LowerCase(std::string_view text) {
  return MapCharacters(text, [](UChar32 c) { return u_tolower(c); });
}

std::string TitleCase(std::string_view text) {
  bool start = true;
  return MapCharacters(text, [&start](UChar32 c) {
    const UChar32 mapped = start ? u_toupper(c) : u_tolower(c);
    start = !u_isalpha(c);
    return mapped;
  });
}

bool StartsUpper(std::string_view text) {
  int32_t length = 0;
  return !text.empty() && u_isupper(FirstCharacter(text, &length));
}

bool StartsWithLetter(std::string_view text) {
  int32_t length = 0;
  return !text.empty() && u_isalpha(FirstCharacter(text, &length));
}

bool IsAllUpper(std::string_view text) {
  int letters = 0;
  while (!text.empty()) {
    int32_t length = 0;
    const UChar32 c = FirstCharacter(text, &length);
    if (u_isalpha(c)) {
      if (!u_isupper(c)) return false;
      ++letters;
    }
    text.remove_prefix(length);
  }
  return letters >= 2;
}

bool IsNumber(std::string_view text) {
  return !text.empty() && text.front() >= '0' && text.front() <= '9' &&
         text.find_first_not_of("0123456789.,") == std::string_view::npos;
}

double NumberValue(std::string_view lower) {
  static const auto* const kNumbers = new std::unordered_map<std::string_view, double>{
      {"one", 1},      {"two", 2},        {"three", 3},     {"four", 4},      {"five", 5},
      {"six", 6},      {"seven", 7},      {"eight", 8},     {"nine", 9},      {"ten", 10},
      {"eleven", 11},  {"twelve", 12},    {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15},
      {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},
      {"thirty", 30},  {"forty", 40},     {"fifty", 50}};
  if (const auto found = kNumbers->find(lower); found != kNumbers->end()) return found->second;
  if (!IsNumber(lower) || lower.size() > 15) return -1;
  std::string digits;
  for (const char c : lower) {
    if (c != ',') digits.push_back(c);
  }
  return std::strtod(digits.c_str(), nullptr);
}

bool IsSpeechVerb(std::string_view lower) {
  static const auto* const kVerbs = new std::unordered_set<std::string_view>{
      "said",      "says",     "told",     "tells",    "stated",   "added",  "noted",
      "explained", "recalled", "stressed", "warned",   "tweeted",  "wrote",  "argued",
      "insisted",  "recalls",  "adds",     "explains", "believes", "thinks", "remarked"};
  return kVerbs->contains(lower);
}

bool IsStateBody(std::string_view lower) {
  static const auto* const kWhole =
      new std::unordered_set<std::string_view>{"ministry",
                                               "supreme court",
                                               "constitutional court",
                                               "parliament",
                                               "national assembly",
                                               "central bank",
                                               "foreign office",
                                               "government",
                                               "senate",
                                               "house of representatives",
                                               "armed forces",
                                               "army",
                                               "navy",
                                               "air force",
                                               "embassy",
                                               "election commission",
                                               "state department",
                                               "presidential administration",
                                               "cabinet",
                                               "legislature"};
  return kWhole->contains(lower) || lower.starts_with("ministry of ") ||
         lower.starts_with("ministry for ") || lower.starts_with("department of ") ||
         lower.ends_with(" ministry");
}

bool IsPossessiveMark(std::string_view form) {
  return form == "'s" || form == "’s" || form == "'" || form == "’";
}

}  // namespace dateline::nlp

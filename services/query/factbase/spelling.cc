#include "services/query/factbase/spelling.h"

#include <algorithm>
#include <array>
#include <utility>

namespace dateline::query {
namespace {

// Romanisations of one sound, longest first. What remains has one spelling for
// each sound of the common systems (BGN/PCGN, ISO 9, national passports).
constexpr std::array<std::pair<std::string_view, std::string_view>, 31> kSounds = {{
    {"iya", "a"}, {"shch", "s"}, {"sch", "s"}, {"tch", "c"}, {"dzh", "j"}, {"zh", "j"}, {"dj", "j"},
    {"kh", "h"},  {"gh", "g"},   {"ph", "f"},  {"ck", "k"},  {"ks", "x"},  {"ts", "c"}, {"tz", "c"},
    {"cz", "c"},  {"ch", "c"},   {"sh", "s"},  {"yo", "e"},  {"ye", "e"},  {"ie", "e"}, {"ya", "a"},
    {"ia", "a"},  {"yu", "u"},   {"iu", "u"},  {"ou", "u"},  {"oo", "u"},  {"iy", "i"}, {"yi", "i"},
    {"q", "k"},   {"w", "v"},    {"y", "i"},
}};

bool IsVowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

std::string Sounds(std::string_view word) {
  std::string out;
  while (!word.empty()) {
    const auto it = std::find_if(kSounds.begin(), kSounds.end(),
                                 [&](const auto& sound) { return word.starts_with(sound.first); });
    const std::string_view sound = it == kSounds.end() ? word.substr(0, 1) : it->second;
    word.remove_prefix(it == kSounds.end() ? 1 : it->first.size());
    for (const char c : sound) {
      if (out.empty() || out.back() != c) out.push_back(c);
    }
  }
  // "ei" and "i" end the same names: Sergei, Sergej, Sergiy.
  if (out.size() > 3 && out.ends_with('j') && IsVowel(out[out.size() - 2])) out.back() = 'i';
  return out;
}

std::string Consonants(std::string_view word) {
  std::string out;
  for (const char c : Sounds(word)) {
    if (!IsVowel(c)) out.push_back(c);
  }
  return out;
}

// National spellings of English words: organisation, centre, defence, labour,
// programme.
std::string NationalSpelling(std::string_view word) {
  std::string out(word);
  std::replace(out.begin(), out.end(), 'z', 's');
  if (out.size() > 5 && out.ends_with("mme")) out.resize(out.size() - 2);
  if (out.size() > 4 && out.ends_with("tre")) out.replace(out.size() - 2, 2, "er");
  if (out.size() > 5 && out.ends_with("ence")) out.replace(out.size() - 2, 2, "se");
  if (out.size() > 5 && out.ends_with("our")) out.replace(out.size() - 3, 3, "or");
  return out;
}

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, substituted}));
    }
  }
  return row[b.size()];
}

// Equal sounds, or one vowel apart inside a long word. Its ends must agree: a
// last vowel tells Mario from Maria.
bool SameWord(std::string_view a, std::string_view b, bool* vowel_differs) {
  const std::string left = Sounds(a), right = Sounds(b);
  if (left == right) return true;
  *vowel_differs = true;
  return std::min(left.size(), right.size()) >= 6 && left.front() == right.front() &&
         left.back() == right.back() && EditDistance(left, right) <= 1;
}

}  // namespace

std::vector<std::string_view> WordsOf(std::string_view folded) {
  std::vector<std::string_view> words;
  while (!folded.empty()) {
    const size_t end = std::min(folded.find(' '), folded.size());
    if (end > 0) words.push_back(folded.substr(0, end));
    folded.remove_prefix(std::min(end + 1, folded.size()));
  }
  return words;
}

std::string SpellingBlock(bool person, std::string_view folded) {
  const std::vector<std::string_view> words = WordsOf(folded);
  if (person && words.size() < 2) return "";
  std::string block;
  for (const std::string_view word : words) {
    block += person ? Consonants(word) : NationalSpelling(word);
    block.push_back(' ');
  }
  return block;
}

bool SameSpelling(bool person, std::string_view a, std::string_view b) {
  if (!person) return true;  // The block says all.
  const std::vector<std::string_view> left = WordsOf(a), right = WordsOf(b);
  if (left.size() != right.size()) return false;
  int differing = 0;
  for (size_t i = 0; i < left.size(); ++i) {
    bool vowel_differs = false;
    if (!SameWord(left[i], right[i], &vowel_differs)) return false;
    differing += vowel_differs ? 1 : 0;
  }
  return differing <= 1;
}

}  // namespace dateline::query

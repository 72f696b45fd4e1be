#include "services/query/factbase/word_variants.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace dateline::query {
namespace {

constexpr size_t kShortest = 4;  // Words below have no variants.
constexpr size_t kLong = 8;      // Words from here on may differ in two letters.
constexpr size_t kPrefix = 7;    // Of long words only the beginning is looked at ...
constexpr size_t kLongRest = 5;  // ... without two of its letters.
constexpr size_t kLongest = 64;  // Nobody misspells longer words, and they cost.

// The bytes of each letter.
std::vector<std::string_view> LettersOf(std::string_view word) {
  std::vector<std::string_view> letters;
  for (size_t at = 0; at < word.size();) {
    size_t end = at + 1;
    while (end < word.size() && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80) ++end;
    letters.push_back(word.substr(at, end - at));
    at = end;
  }
  return letters;
}

using Letters = std::vector<std::string_view>;

std::string Without(const Letters& letters, size_t left_out, size_t other_left_out) {
  std::string rest;
  for (size_t i = 0; i < letters.size(); ++i) {
    if (i != left_out && i != other_left_out) rest += letters[i];
  }
  return rest;
}

void AddWithoutOne(const Letters& letters, std::string_view mark, std::set<std::string>& rests) {
  for (size_t i = 0; i < letters.size(); ++i) rests.insert(Without(letters, i, i).append(mark));
}

// Rests of long words are kept apart by a mark that no folded word has.
constexpr std::string_view kLongMark = "*";

// The beginning of a long word with `kLongRest` letters left of it. `letters`
// may be a shorter word that a long one is like.
void AddLongRests(const Letters& letters, std::set<std::string>& rests) {
  const Letters prefix(letters.begin(), letters.begin() + std::min(letters.size(), kPrefix));
  if (prefix.size() == kLongRest + 1) {
    AddWithoutOne(prefix, kLongMark, rests);
    return;
  }
  for (size_t i = 0; i < prefix.size(); ++i) {
    for (size_t j = i + 1; j < prefix.size(); ++j) {
      rests.insert(Without(prefix, i, j).append(kLongMark));
    }
  }
}

}  // namespace

std::set<std::string> RestsOfWord(std::string_view word) {
  std::set<std::string> rests;
  const Letters letters = LettersOf(word);
  if (letters.size() < kShortest || letters.size() > kLongest) return rests;
  if (letters.size() >= kLong) {
    AddLongRests(letters, rests);
    return rests;
  }
  rests.insert(std::string(word));
  AddWithoutOne(letters, "", rests);
  return rests;
}

std::set<std::string> RestsToLookUp(std::string_view word) {
  std::set<std::string> rests;
  const Letters letters = LettersOf(word);
  if (letters.size() + 1 < kShortest || letters.size() > kLongest) return rests;
  // Words of up to seven letters, from which this one differs in one.
  if (letters.size() <= kLong) {
    rests.insert(std::string(word));
    AddWithoutOne(letters, "", rests);
  }
  if (letters.size() + 2 >= kLong) AddLongRests(letters, rests);
  return rests;
}

uint32_t AllowedEdits(std::string_view word) {
  const size_t letters = LettersOf(word).size();
  if (letters < kShortest || letters > kLongest) return 0;
  return letters >= kLong ? 2 : 1;
}

std::optional<uint32_t> EditsBetween(std::string_view a, std::string_view b, uint32_t most) {
  const Letters left = LettersOf(a);
  const Letters right = LettersOf(b);
  const size_t difference =
      left.size() > right.size() ? left.size() - right.size() : right.size() - left.size();
  if (difference > most) return std::nullopt;
  // Distances of prefixes, row by row: the row before the last is for swaps.
  std::vector<uint32_t> before_last(right.size() + 1);
  std::vector<uint32_t> last(right.size() + 1);
  std::vector<uint32_t> row(right.size() + 1);
  for (size_t j = 0; j <= right.size(); ++j) last[j] = static_cast<uint32_t>(j);
  for (size_t i = 1; i <= left.size(); ++i) {
    row[0] = static_cast<uint32_t>(i);
    for (size_t j = 1; j <= right.size(); ++j) {
      const uint32_t exchange = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      row[j] = std::min({exchange, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    before_last.swap(last);
    last.swap(row);
  }
  const uint32_t edits = last[right.size()];
  return edits <= most ? std::optional<uint32_t>(edits) : std::nullopt;
}

}  // namespace dateline::query

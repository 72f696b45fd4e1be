#include "services/query/factbase/near_copies.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <set>

#include "common/text/folding.h"
#include "services/query/factbase/spelling.h"

namespace dateline::query {
namespace {

constexpr size_t kMinWords = 8;
constexpr size_t kMinWordsOfNearCopies = 16;
// A mark stands for the smallest of all pairs of words under each of several
// orders. More orders in a mark: fewer chance meetings. More marks: fewer missed.
constexpr size_t kMarks = 6;
constexpr size_t kOrdersInMark = 4;

// The finalizer of splitmix64.
uint64_t Mix(uint64_t value) {
  value ^= value >> 30;
  value *= 0xbf58476d1ce4e5b9;
  value ^= value >> 27;
  value *= 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

// FNV-1a.
uint64_t Hash(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

// Six bytes after one that tells the marks of a passage apart: they are compared
// within one fact only, and stand in each of its reports.
std::string Mark(size_t number, uint64_t hash) {
  std::string mark(1, static_cast<char>('a' + number));
  for (int shift = 56; shift > 8; shift -= 8) mark.push_back(static_cast<char>(hash >> shift));
  return mark;
}

}  // namespace

std::vector<std::string> MarksOfCopies(std::string_view passage) {
  const std::string folded = FoldForMatching(passage);
  const std::vector<std::string_view> words = WordsOf(folded);
  if (words.size() < kMinWords) return {};
  if (words.size() < kMinWordsOfNearCopies) return {Mark(kMarks, Mix(Hash(folded)))};
  std::set<uint64_t> pairs;
  for (size_t i = 1; i < words.size(); ++i) {
    pairs.insert(Mix(Hash(words[i - 1])) * 31 + Hash(words[i]));
  }
  std::vector<std::string> marks;
  for (size_t number = 0; number < kMarks; ++number) {
    uint64_t mark = 0;
    for (size_t order = 0; order < kOrdersInMark; ++order) {
      const uint64_t seed = Mix(1 + number * kOrdersInMark + order);
      uint64_t smallest = std::numeric_limits<uint64_t>::max();
      for (const uint64_t pair : pairs) smallest = std::min(smallest, Mix(pair ^ seed));
      mark = Mix(mark + smallest);
    }
    marks.push_back(Mark(number, mark));
  }
  return marks;
}

}  // namespace dateline::query

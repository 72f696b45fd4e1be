#include "services/query/factbase/search_terms.h"

#include <libstemmer.h>

#include <algorithm>
#include <array>
#include <memory>

#include "common/text/folding.h"

namespace dateline::query {
namespace {

// In byte order; as the stemmer leaves them.
constexpr std::array<std::string_view, 31> kStopStems = {
    "a",   "an",   "and",  "are", "as",  "at", "be",   "but",   "by",  "for", "from",
    "he",  "in",   "is",   "it",  "of",  "on", "or",   "our",   "s",   "she", "that",
    "the", "they", "this", "to",  "was", "we", "were", "which", "with"};
static_assert(std::is_sorted(kStopStems.begin(), kStopStems.end()));

struct StemmerDeleter {
  void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};

std::string StemOf(const std::string& folded_word) {
  // Stemmers keep a buffer, so that each thread needs its own.
  thread_local const std::unique_ptr<sb_stemmer, StemmerDeleter> stemmer(
      sb_stemmer_new("english", "UTF_8"));
  const auto* word = reinterpret_cast<const sb_symbol*>(folded_word.data());
  const sb_symbol* stem =
      sb_stemmer_stem(stemmer.get(), word, static_cast<int>(folded_word.size()));
  if (stem == nullptr) return folded_word;
  return {reinterpret_cast<const char*>(stem),
          static_cast<size_t>(sb_stemmer_length(stemmer.get()))};
}

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool IsPunctuation(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') &&
         !(c >= 'A' && c <= 'Z');
}

// U+2010 to U+203F as UTF-8: dashes, quotation marks, dots.
bool IsWidePunctuation(std::string_view three_bytes) {
  return three_bytes.size() == 3 && three_bytes[0] == '\xe2' && three_bytes[1] == '\x80' &&
         static_cast<unsigned char>(three_bytes[2]) >= 0x90;
}

// Moves both ends inwards over punctuation.
void Trim(std::string_view text, uint32_t& begin, uint32_t& end) {
  while (begin < end) {
    if (IsPunctuation(text[begin])) {
      ++begin;
    } else if (IsWidePunctuation(text.substr(begin, 3)) && begin + 3 <= end) {
      begin += 3;
    } else {
      break;
    }
  }
  while (end > begin) {
    if (IsPunctuation(text[end - 1])) {
      --end;
    } else if (end - begin >= 3 && IsWidePunctuation(text.substr(end - 3, 3))) {
      end -= 3;
    } else {
      break;
    }
  }
}

// As FoldForMatching, without its cost for what most words are: plain letters.
std::string Folded(std::string_view token, std::string_view trimmed) {
  std::string lower;
  for (const char c : trimmed) {
    if (IsPunctuation(c) || static_cast<unsigned char>(c) >= 0x80) return FoldForMatching(token);
    lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return lower;
}

}  // namespace

std::vector<StemmedWord> StemmedWordsOf(std::string_view text) {
  std::vector<StemmedWord> words;
  for (size_t at = 0; at < text.size();) {
    if (IsSpace(text[at])) {
      ++at;
      continue;
    }
    size_t stop = at;
    while (stop < text.size() && !IsSpace(text[stop])) ++stop;
    auto begin = static_cast<uint32_t>(at);
    auto end = static_cast<uint32_t>(stop);
    Trim(text, begin, end);
    const std::string folded = Folded(text.substr(at, stop - at), text.substr(begin, end - begin));
    for (size_t from = 0; from < folded.size();) {
      const size_t space = std::min(folded.find(' ', from), folded.size());
      words.push_back({StemOf(folded.substr(from, space - from)), begin, end});
      from = space + 1;
    }
    at = stop;
  }
  return words;
}

std::vector<std::string> StemsOf(std::string_view text) {
  std::vector<std::string> stems;
  for (StemmedWord& word : StemmedWordsOf(text)) stems.push_back(std::move(word.stem));
  return stems;
}

bool IsStopStem(std::string_view stem) {
  return std::binary_search(kStopStems.begin(), kStopStems.end(), stem);
}

}  // namespace dateline::query

#include "services/extraction/nlp/segmentation/word_pieces.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "absl/strings/ascii.h"
#include "services/extraction/nlp/lexicon/lexicon.h"

namespace dateline::nlp {
namespace {

using Words = std::unordered_set<std::string_view>;

// No word with a closed-up end is longer; bounds what is put in lower case.
constexpr size_t kLongestPrefix = 8;

// Word parts that the treebanks leave on the word that follows the hyphen.
bool IsPrefix(std::string_view part) {
  static const auto* const kPrefixes = new Words{
      "anti",  "bi",    "co",    "counter", "cross", "de",    "e",      "ex",   "extra", "hyper",
      "inter", "intra", "macro", "mega",    "meta",  "micro", "mid",    "mini", "multi", "neo",
      "non",   "over",  "para",  "post",    "pre",   "pro",   "pseudo", "re",   "semi",  "socio",
      "sub",   "super", "supra", "tele",    "trans", "tri",   "ultra",  "un",   "under", "uni"};
  return part.size() <= kLongestPrefix && kPrefixes->contains(LowerCase(part));
}

// Length of the hyphen that `text` begins with, or 0.
size_t HyphenLength(std::string_view text) {
  if (text.starts_with('-')) return 1;
  return text.starts_with("\u2010") || text.starts_with("\u2011") ? 3 : 0;
}

size_t FindHyphen(std::string_view word, size_t from) {
  for (size_t at = from; at < word.size(); ++at) {
    if (HyphenLength(word.substr(at)) > 0) return at;
  }
  return std::string_view::npos;
}

bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// "555-0142", "1-800-555-0142", "11-20-2000", "02/555-0142"; not "1969-1970".
bool IsFigureGroup(std::string_view word) {
  if (word.size() > 24 || !absl::ascii_isdigit(word[0])) return false;
  size_t parts = 0;
  size_t first = 0;
  size_t last = 0;
  for (size_t at = 0; at <= word.size();) {
    const size_t end = std::min(word.find_first_of("-/", at), word.size());
    if (!IsDigits(word.substr(at, end - at))) return false;
    if (parts++ == 0) first = end - at;
    last = end - at;
    at = end + 1;
  }
  if (parts >= 3) return true;
  return parts == 2 && last == 4 && (first == 3 || first == 5);
}

// The clitic that `word` ends in ("'s", "n't"), in bytes; 0 if none.
size_t CliticLength(std::string_view word) {
  static constexpr std::string_view kEnds[] = {"n't", "s", "re", "ve", "ll", "d", "m"};
  if (word.find_first_of("'`\xC2\xCA\xE2") == std::string_view::npos) return 0;
  for (const std::string_view mark : {"'", "’", "ʼ", "`"}) {
    for (std::string_view end : kEnds) {
      const bool negation = end == "n't";
      if (negation) end = "t";
      const size_t length = mark.size() + end.size() + (negation ? 1 : 0);
      if (word.size() <= length) continue;
      std::string_view tail = word.substr(word.size() - length);
      if (negation) {
        if (absl::ascii_tolower(tail[0]) != 'n') continue;
        tail.remove_prefix(1);
      }
      if (!tail.starts_with(mark)) continue;
      tail.remove_prefix(mark.size());
      if (LowerCase(tail) == end) {
        return length;
      }
    }
  }
  return 0;
}

// Where a word that is two words written as one divides: "can|not", "gon|na",
// "did|nt"; 0 if it does not.
size_t DivisionOf(std::string_view word) {
  if (word.size() < 4 || word.size() > 7) return 0;
  static const auto* const kWhole =
      new Words{"cannot", "gonna", "wanna", "gotta", "gimme", "lemme"};
  static const auto* const kNegated =
      new Words{"do", "does", "did", "wo",   "ca",  "could", "would", "should",
                "is", "was",  "are", "were", "has", "have",  "had",   "ai"};
  const std::string lower = LowerCase(word);
  if (kWhole->contains(lower)) return 3;
  const std::string_view view = lower;
  if (view.ends_with("nt") && kNegated->contains(view.substr(0, view.size() - 2))) {
    return view.size() - 2;
  }
  return 0;
}

// "10|km", "7:30|PM", "65|k": where the unit after a number begins; 0 if there
// is none ("5th", "1990s", "3D").
size_t UnitBegin(std::string_view word) {
  static const auto* const kUnits =
      new Words{"am",  "pm",  "AM",  "PM",  "km",  "m",    "M",  "cm",  "mm",  "kg",  "k",  "K",
                "b",   "bn",  "mn",  "tn",  "MM",  "t",    "ha", "ft",  "lb",  "lbs", "mg", "ml",
                "mph", "kph", "Hz",  "kHz", "MHz", "GHz",  "kb", "KB",  "MB",  "GB",  "TB", "kW",
                "MW",  "GW",  "kWh", "MWh", "min", "mins", "hr", "hrs", "sec", "secs"};
  if (!absl::ascii_isdigit(word[0])) return 0;
  const size_t unit = word.find_first_not_of("0123456789.,:");
  if (unit == std::string_view::npos || word.size() - unit > 4) return 0;
  return kUnits->contains(word.substr(unit)) ? unit : 0;
}

// Appends a piece without hyphens to be split at, clitics and units apart.
void AppendPlain(std::string_view word, uint32_t begin, std::vector<ByteSpan>& pieces) {
  const auto push = [&pieces](uint32_t from, uint32_t to) {
    if (from < to) pieces.push_back({from, to});
  };
  const auto end = static_cast<uint32_t>(begin + word.size());
  auto split = static_cast<uint32_t>(word.size() - CliticLength(word));
  // "the 1930's" is a decade, not something that belongs to a year.
  if (split < word.size() && IsDigits(word.substr(0, split)) && split >= 2 &&
      word[split - 1] == '0' && absl::ascii_tolower(word.back()) == 's') {
    split = static_cast<uint32_t>(word.size());
  }
  if (split == word.size()) {
    size_t division = DivisionOf(word);
    if (division == 0) division = UnitBegin(word);
    if (division > 0) split = static_cast<uint32_t>(division);
  }
  push(begin, begin + split);
  push(begin + split, end);
}

}  // namespace

void AppendWordPieces(std::string_view word, uint32_t begin, std::vector<ByteSpan>& pieces) {
  if (word.empty()) return;
  if (IsFigureGroup(word)) {
    pieces.push_back({begin, static_cast<uint32_t>(begin + word.size())});
    return;
  }
  size_t start = 0;
  for (size_t at = FindHyphen(word, 0); at != std::string_view::npos;) {
    const size_t length = HyphenLength(word.substr(at));
    if (!IsPrefix(word.substr(start, at - start))) {
      AppendPlain(word.substr(start, at - start), static_cast<uint32_t>(begin + start), pieces);
      pieces.push_back(
          {static_cast<uint32_t>(begin + at), static_cast<uint32_t>(begin + at + length)});
      start = at + length;
    }
    at = FindHyphen(word, at + length);
  }
  AppendPlain(word.substr(start), static_cast<uint32_t>(begin + start), pieces);
}

}  // namespace dateline::nlp

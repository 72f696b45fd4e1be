#include "services/extraction/nlp/lexicon/alias_cues.h"

#include <unordered_set>

namespace dateline::nlp {
namespace {

using Words = std::unordered_set<std::string_view>;

// Say by themselves that a name follows.
const Words& Cues() {
  static const auto* const kWords =
      new Words{"née",   "nee",       "né",       "alias",      "aka",       "a.k.a.",
                "a.k.a", "nicknamed", "formerly", "previously", "pseudonym", "codenamed"};
  return *kWords;
}

// Say it with "as" behind them: "known as".
const Words& CuesWithAs() {
  static const auto* const kWords =
      new Words{"known",     "spelled",        "spelt",   "stylised", "stylized", "abbreviated",
                "shortened", "transliterated", "written", "referred", "trading",  "business"};
  return *kWords;
}

// May stand beside a cue.
const Words& Fillers() {
  static const auto* const kWords = new Words{",",
                                              "(",
                                              "[",
                                              ")",
                                              "]",
                                              "\"",
                                              "“",
                                              "'",
                                              "‘",
                                              "also",
                                              "better",
                                              "best",
                                              "more",
                                              "most",
                                              "commonly",
                                              "popularly",
                                              "widely",
                                              "often",
                                              "sometimes",
                                              "formerly",
                                              "previously",
                                              "professionally",
                                              "officially",
                                              "simply",
                                              "as",
                                              "the",
                                              "now",
                                              "then",
                                              "who",
                                              "which",
                                              "is",
                                              "was",
                                              "or",
                                              "locally",
                                              "generally",
                                              "usually",
                                              "originally",
                                              "to",
                                              "internationally",
                                              "doing",
                                              "by",
                                              "his",
                                              "her",
                                              "its",
                                              "nickname"};
  return *kWords;
}

// The tokens without brackets that close again.
std::vector<std::string_view> WithoutBrackets(const std::vector<std::string_view>& words) {
  std::vector<std::string_view> out;
  for (const std::string_view word : words) {
    if (word == ")" || word == "]") {
      const std::string_view open = word == ")" ? "(" : "[";
      size_t at = out.size();
      while (at > 0 && out[at - 1] != open) --at;
      if (at > 0) {
        out.resize(at - 1);
        continue;
      }
    }
    out.push_back(word);
  }
  return out;
}

}  // namespace

bool SaysAlias(const std::vector<std::string_view>& between) {
  if (between.empty() || between.size() > kLongestAliasGap) return false;
  bool cue = false;
  bool with_as = false;
  for (const std::string_view word : WithoutBrackets(between)) {
    if (CuesWithAs().contains(word)) {
      with_as = true;
    } else if (word == "as" && with_as) {
      cue = true;
    } else if (Cues().contains(word)) {
      cue = true;
    } else if (!Fillers().contains(word)) {
      return false;
    }
  }
  return cue;
}

}  // namespace dateline::nlp

#include "services/extraction/nlp/segmentation/abbreviations.h"

#include <string>
#include <unordered_set>

#include "services/extraction/nlp/lexicon/lexicon.h"

namespace dateline::nlp {
namespace {

using Words = std::unordered_set<std::string_view>;

// With a capital: titles before a name, "No. 4", "Mt. Kenya".
const Words& Openers() {
  static const auto* const kWords = new Words{
      "mr",   "mrs",  "ms",   "mx",   "dr",     "prof", "gen",  "col",    "maj",  "capt", "lt",
      "sgt",  "cpl",  "adm",  "brig", "cmdr",   "sen",  "rep",  "reps",   "sens", "gov",  "rev",
      "hon",  "pres", "st",   "ste",  "fr",     "mme",  "mlle", "messrs", "engr", "supt", "insp",
      "atty", "mt",   "ft",   "no",   "nos",    "fig",  "figs", "vol",    "pp",   "eq",   "sec",
      "ch",   "dept", "attn", "vs",   "approx", "mar",  "tel",  "ph",     "ext"};
  return *kWords;
}

// In small letters: they stand before what they count, compare or cite.
const Words& SmallOpeners() {
  static const auto* const kWords =
      new Words{"vs",  "approx", "ca",  "cf", "pp", "p",   "c",  "b",  "vol", "incl",
                "esp", "resp",   "viz", "m",  "d",  "div", "eg", "ie", "ext"};
  return *kWords;
}

// With a capital: forms of companies, days and months, "Jr.".
const Words& Closers() {
  static const auto* const kWords = new Words{
      "inc",  "corp",  "co",  "ltd",  "bros", "jr",   "sr",    "esq",  "jan", "feb",  "apr",  "jun",
      "jul",  "aug",   "sep", "sept", "oct",  "nov",  "dec",   "mon",  "tue", "tues", "wed",  "thu",
      "thur", "thurs", "fri", "sat",  "ave",  "blvd", "calif", "conn", "fla", "penn", "tenn", "va"};
  return *kWords;
}

}  // namespace

AbbreviationKind KindOfAbbreviation(std::string_view word) {
  if (word.empty() || word.size() > 6) return AbbreviationKind::kNone;
  const std::string lower = LowerCase(word);
  if (lower == "etc" || lower == "al") {
    // "Al." is somebody's name.
    return word == "Al" ? AbbreviationKind::kNone : AbbreviationKind::kCloses;
  }
  if (!StartsUpper(word)) {
    return SmallOpeners().contains(word) ? AbbreviationKind::kOpens : AbbreviationKind::kNone;
  }
  if (Openers().contains(lower)) return AbbreviationKind::kOpens;
  return Closers().contains(lower) ? AbbreviationKind::kCloses : AbbreviationKind::kNone;
}

}  // namespace dateline::nlp

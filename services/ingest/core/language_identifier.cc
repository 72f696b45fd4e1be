#include "services/ingest/core/language_identifier.h"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "common/base/strings.h"
#include "services/ingest/core/block_text.h"

namespace dateline::ingest {
namespace {

// More says nothing new.
constexpr size_t kMaxBytes = 64 * 1024;
// Of text with fewer letters CLD2 says nothing that one could rely on.
constexpr int kFewestBytes = 40;
constexpr int kFewestPercent = 60;
// A second language, rather than names and quotations: so much of so long a text.
constexpr int kFewestBytesOfMixture = 200;
constexpr int kFewestPercentOfMixture = 35;

std::string_view CutAtCharacter(std::string_view text, size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit);
}

std::string TagOf(CLD2::Language language) {
  const std::string_view code = CLD2::LanguageCode(language);
  if (code == "iw") return "he";
  if (code == "no") return "nb";
  if (code == "un" || code.starts_with("xx")) return "";
  if (code == "zh") return "zh-Hans";
  return std::string(code);
}

// Running English has about 45 % of the words that hold it together; languages that
// share one or two of the forms ("in", "was", "a") stay under 20 %.
bool HasEnglishWords(std::string_view text) {
  int64_t words = 0, hits = 0;
  ForEachWord(text, [&](std::string_view word) {
    ++words;
    hits += IsFunctionWord(word);
  });
  return words >= 5 && hits * 100 >= words * 28;
}

std::string PrimarySubtag(std::string_view tag) {
  return absl::AsciiStrToLower(AbslView(tag.substr(0, tag.find_first_of("-_"))));
}

// A tag of two or three letters with region or script, as pages write it.
std::string CleanTag(std::string_view declared) {
  if (declared.size() < 2 || declared.size() > 35) return "";
  std::string tag(declared);
  std::replace(tag.begin(), tag.end(), '_', '-');
  const size_t primary = std::min(tag.find('-'), tag.size());
  if (primary < 2 || primary > 3 || tag.back() == '-') return "";
  const bool clean = std::all_of(tag.begin(), tag.end(),
                                 [](char c) { return absl::ascii_isalnum(c) || c == '-'; });
  return clean && absl::ascii_isalpha(tag[0]) && absl::ascii_isalpha(tag[1]) ? tag : "";
}

}  // namespace

std::string IdentifyLanguage(std::string_view text, std::string_view declared) {
  const std::string_view sample = CutAtCharacter(text, kMaxBytes);
  CLD2::Language languages[3] = {CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE,
                                 CLD2::UNKNOWN_LANGUAGE};
  int percents[3] = {0, 0, 0};
  double scores[3] = {0, 0, 0};
  int text_bytes = 0, valid_bytes = 0;
  bool reliable = false;
  const CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  // Its own summary passes over English that is most of a text; the list does not.
  CLD2::ExtDetectLanguageSummaryCheckUTF8(
      sample.data(), static_cast<int>(sample.size()), /*is_plain_text=*/true, &hints, /*flags=*/0,
      languages, percents, scores, nullptr, &text_bytes, &reliable, &valid_bytes);
  if (reliable && text_bytes >= kFewestBytes && percents[0] >= kFewestPercent) {
    const std::string found = TagOf(languages[0]);
    // The page knows its region or script better.
    const std::string tag = CleanTag(declared);
    if (!found.empty()) return PrimarySubtag(tag) == PrimarySubtag(found) ? tag : found;
  }
  if (text_bytes >= kFewestBytesOfMixture) {
    for (size_t i = 0; i < std::size(languages); ++i) {
      const std::string tag = TagOf(languages[i]);
      if (!tag.empty() && tag != "en" && percents[i] >= kFewestPercentOfMixture) return "mul";
    }
  }
  if (HasEnglishWords(sample)) return "en";
  return text_bytes >= kFewestBytes ? CleanTag(declared) : "";
}

bool IsEnglish(std::string_view tag) { return PrimarySubtag(tag) == "en"; }

}  // namespace dateline::ingest

#include "services/extraction/nlp/segmentation/dateline.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "services/extraction/nlp/lexicon/lexicon.h"

namespace dateline::nlp {
namespace {

constexpr size_t kLongestDateline = 90;

// Length of the dash at the start of `text`, 0 if there is none.
size_t DashLength(std::string_view text) {
  static constexpr std::array<std::string_view, 4> kDashes = {"--", "–", "—", "-"};
  for (std::string_view dash : kDashes) {
    if (text.starts_with(dash)) return dash.size();
  }
  return 0;
}

// The word of `text` from `at` to the next space.
std::string_view WordAt(std::string_view text, size_t at) {
  return text.substr(at, std::min(text.find(' ', at), text.size()) - at);
}

// "LIMA", "SAINT-DENIS,", "ST.": no small letter and at least two letters.
bool IsCapitals(std::string_view word) {
  const auto letters = std::count_if(word.begin(), word.end(), absl::ascii_isalpha);
  return letters >= 2 && std::none_of(word.begin(), word.end(), absl::ascii_islower);
}

}  // namespace

size_t DatelineEnd(std::string_view paragraph) {
  const std::string_view head = paragraph.substr(0, kLongestDateline);
  if (!IsCapitals(WordAt(head, 0))) return 0;
  bool bracket = false;
  for (size_t at = 0; at < head.size();) {
    const std::string_view word = WordAt(head, at);
    const size_t next = at + word.size() + 1;
    if (word.starts_with('(')) bracket = true;
    if (!bracket) {
      if (const size_t dash = at > 0 ? DashLength(word) : 0; dash > 0 && dash == word.size()) {
        // What follows opens a sentence; "NATO – an alliance – said" goes on.
        return next < paragraph.size() && StartsUpper(paragraph.substr(next)) ? next : 0;
      }
      if (!StartsUpper(word) && (word.empty() || !absl::ascii_isdigit(word[0]))) return 0;
    }
    if (word.ends_with(')') || word.ends_with("),")) bracket = false;
    at = next;
  }
  return 0;
}

}  // namespace dateline::nlp

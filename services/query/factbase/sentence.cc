#include "services/query/factbase/sentence.h"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace dateline::query {
namespace {

// Words whose full stop ends nothing.
constexpr std::string_view kShortened[] = {"Capt", "Col", "Dr",   "Gen", "Gov", "Lt",  "Mr", "Mrs",
                                           "Ms",   "No",  "Prof", "Rep", "Sen", "Sgt", "St", "vs"};

bool IsSpace(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool IsLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

// The full stop at `at` stands after an initial or a shortened word.
bool Shortens(std::string_view passage, size_t at) {
  size_t begin = at;
  while (begin > 0 && IsLetter(passage[begin - 1])) --begin;
  const std::string_view word = passage.substr(begin, at - begin);
  return word.size() == 1 ||
         std::find(std::begin(kShortened), std::end(kShortened), word) != std::end(kShortened);
}

// Where the sentence that ends with the mark at `at` is over; 0 if none does.
size_t EndOfSentence(std::string_view passage, size_t at) {
  const char mark = passage[at];
  if (mark == '\n') return at + 1;
  if (mark != '.' && mark != '!' && mark != '?') return 0;
  if (mark == '.' && Shortens(passage, at)) return 0;
  size_t end = at + 1;
  // Quotation marks and brackets that close; those of Unicode have three bytes.
  while (end < passage.size()) {
    if (passage[end] == '"' || passage[end] == '\'' || passage[end] == ')') {
      ++end;
    } else if (passage.substr(end).starts_with("\u201d") ||
               passage.substr(end).starts_with("\u2019")) {
      end += 3;
    } else {
      break;
    }
  }
  if (end == passage.size() || passage[end] == '\n') return end;
  if (!IsSpace(passage[end])) return 0;
  size_t next = end;
  while (next < passage.size() && IsSpace(passage[next])) ++next;
  const bool goes_on =
      next < passage.size() && std::islower(static_cast<unsigned char>(passage[next])) != 0;
  return goes_on ? 0 : end;
}

}  // namespace

ByteSpan SentenceAround(std::string_view passage, ByteSpan span) {
  size_t begin = 0, end = passage.size();
  for (size_t at = 0; at < passage.size(); ++at) {
    const size_t over = EndOfSentence(passage, at);
    if (over == 0) continue;
    if (over <= span.begin) begin = over;
    if (over >= span.end) {
      end = over;
      break;
    }
  }
  while (begin < end && IsSpace(passage[begin])) ++begin;
  while (end > begin && IsSpace(passage[end - 1])) --end;
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

}  // namespace dateline::query

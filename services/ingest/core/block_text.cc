#include "services/ingest/core/block_text.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "common/base/strings.h"

namespace dateline::ingest {
namespace {

constexpr size_t kPhraseBytes = 200;  // Of each end of a block.
constexpr int32_t kProseWords = 14;

// Bytes of the character at `i` if it is punctuation outside ASCII (U+2000 to
// U+207F, U+00A0 to U+00BF), else 0.
size_t PunctuationBytes(std::string_view text, size_t i) {
  const auto byte = static_cast<unsigned char>(text[i]);
  if (byte == 0xE2 && i + 2 < text.size() &&
      (static_cast<unsigned char>(text[i + 1]) & 0xFE) == 0x80) {
    return 3;
  }
  return byte == 0xC2 && i + 1 < text.size() ? 2 : 0;
}

bool IsSentenceEnd(char c) { return c == '.' || c == '!' || c == '?'; }

std::string_view WithoutClosingQuotes(std::string_view text) {
  for (bool changed = true; changed && !text.empty();) {
    changed = false;
    for (std::string_view quote : {"\"", "'", ")", "]", "”", "’", " "}) {
      if (text.ends_with(quote)) text.remove_suffix(quote.size()), changed = true;
    }
  }
  return text;
}

void CountCharacters(std::string_view text, BlockText& out) {
  bool lower = false, upper = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    out.commas += c == ',';
    out.sentence_ends += IsSentenceEnd(c) && (i + 1 == text.size() || text[i + 1] == ' ' ||
                                              text[i + 1] == '"' || (text[i + 1] & 0x80) != 0);
    out.separators += c == '|' || c == '/' || c == '>' || c == '\\';
    lower |= absl::ascii_islower(c);
    upper |= absl::ascii_isupper(c);
  }
  for (std::string_view mark : {"•", "·", "»", "›", "→"}) {
    for (size_t at = text.find(mark); at != std::string_view::npos;
         at = text.find(mark, at + mark.size())) {
      ++out.separators;
    }
  }
  out.all_capitals = upper && !lower;
}

PhraseGroupSet PhrasesOf(std::string_view text) {
  std::string lower = absl::AsciiStrToLower(AbslView(text.substr(0, kPhraseBytes)));
  PhraseGroupSet phrases = PhrasesIn(lower);
  if (text.size() > kPhraseBytes) {
    const size_t begin = std::max(kPhraseBytes, text.size() - kPhraseBytes);
    lower = absl::AsciiStrToLower(AbslView(text.substr(begin)));
    phrases |= PhrasesIn(lower);
  }
  return phrases;
}

}  // namespace

void ForEachWord(std::string_view text, absl::FunctionRef<void(std::string_view)> visit) {
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) visit(word);
    word.clear();
  };
  for (size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (absl::ascii_isalnum(c) || c == '_') {
      word += absl::ascii_tolower(c);
    } else if ((c & 0x80) != 0) {
      if (const size_t bytes = PunctuationBytes(text, i); bytes > 0) {
        finish();
        i += bytes;
        continue;
      }
      word += c;
    } else {
      finish();
    }
    ++i;
  }
  finish();
}

BlockText CountBlockText(std::string_view text, uint32_t link_bytes) {
  BlockText out;
  ForEachWord(text, [&](std::string_view word) {
    ++out.words;
    out.word_bytes += static_cast<int32_t>(word.size());
    out.function_words += IsFunctionWord(word);
    out.numbers += absl::ascii_isdigit(word.front());
  });
  bool at_start = true;
  for (char c : text) {
    out.capitalised += at_start && absl::ascii_isupper(c);
    at_start = c == ' ' || c == '(' || c == '"';
  }
  out.link_words = text.empty() ? 0
                                : static_cast<int32_t>(static_cast<int64_t>(out.words) *
                                                       std::min<int64_t>(link_bytes, text.size()) /
                                                       static_cast<int64_t>(text.size()));
  CountCharacters(text, out);
  const std::string_view end = WithoutClosingQuotes(text);
  out.ends_sentence = !end.empty() && (IsSentenceEnd(end.back()) || end.ends_with("…"));
  out.ends_colon = !end.empty() && end.back() == ':';
  out.ends_question = !end.empty() && end.back() == '?';
  out.starts_upper = !text.empty() && absl::ascii_isupper(text.front());
  out.is_prose = out.words >= kProseWords && out.sentence_ends > 0 &&
                 out.link_words * 3 <= out.words && out.function_words * 8 >= out.words;
  out.phrases = PhrasesOf(text);
  return out;
}

}  // namespace dateline::ingest

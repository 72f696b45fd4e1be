#include "services/extraction/nlp/segmentation/tokenizer.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <string>
#include <unordered_set>

#include "services/extraction/nlp/lexicon/lexicon.h"

namespace dateline::nlp {
namespace {

// Reads characters of a stretch of UTF-8.
class Reader {
 public:
  Reader(std::string_view text, ByteSpan span) : text_(text), end_(span.end), at_(span.begin) {}

  bool done() const { return at_ >= end_; }
  uint32_t at() const { return at_; }
  void Seek(uint32_t at) { at_ = at; }

  UChar32 Peek() const { return PeekAt(at_); }

  UChar32 PeekAt(uint32_t at) const {
    if (at >= end_) return 0;
    auto i = static_cast<int32_t>(at);
    UChar32 c = 0;
    U8_NEXT(reinterpret_cast<const uint8_t*>(text_.data()), i, static_cast<int32_t>(end_), c);
    return c;
  }

  UChar32 Next() {
    auto i = static_cast<int32_t>(at_);
    UChar32 c = 0;
    U8_NEXT(reinterpret_cast<const uint8_t*>(text_.data()), i, static_cast<int32_t>(end_), c);
    at_ = static_cast<uint32_t>(i);
    return c;
  }

 private:
  std::string_view text_;
  uint32_t end_;
  uint32_t at_;
};

bool IsWordCharacter(UChar32 c) {
  const auto type = u_charType(c);
  return u_isalnum(c) || type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK || c == '_';
}

bool IsApostrophe(UChar32 c) { return c == '\'' || c == 0x2019 || c == 0x02BC || c == '`'; }

bool IsSpace(UChar32 c) { return u_isUWhiteSpace(c) || c == 0x200B || c == 0xFEFF; }

bool IsHyphen(UChar32 c) { return c == '-' || c == 0x2010 || c == 0x2011; }

// Where the word that starts at the reader's place ends: letters and digits
// with hyphens and apostrophes inside, stops inside numbers and abbreviations.
void SkipWord(Reader& reader) {
  UChar32 previous = 0;
  while (!reader.done()) {
    const UChar32 c = reader.Peek();
    if (IsWordCharacter(c)) {
      previous = reader.Next();
      continue;
    }
    const uint32_t here = reader.at();
    reader.Next();
    const UChar32 next = reader.Peek();
    const bool joins_words = (IsHyphen(c) || IsApostrophe(c) || c == '&') && IsWordCharacter(next);
    const bool joins_digits =
        (c == '.' || c == ',' || c == ':' || c == '/') && u_isdigit(previous) && u_isdigit(next);
    if (!joins_words && !joins_digits) {
      reader.Seek(here);
      return;
    }
    previous = c;
  }
}

// The clitic that `word` ends in ("'s", "n't"), in bytes; 0 if none.
size_t CliticLength(std::string_view word) {
  constexpr std::string_view kClitics[] = {"'s",  "’s",  "'S",  "’S", "'re", "’re", "'ve",
                                           "’ve", "'ll", "’ll", "'d", "’d",  "'m",  "’m"};
  for (const std::string_view negation : {"n't", "n’t"}) {
    if (word.size() > negation.size() && word.ends_with(negation)) return negation.size();
  }
  for (const std::string_view clitic : kClitics) {
    if (word.size() > clitic.size() && word.ends_with(clitic)) return clitic.size();
  }
  return 0;
}

// "U.S", "a.m", "e.g": single letters with stops between them.
bool TakesDottedAbbreviation(Reader& reader) {
  Reader probe = reader;
  int pairs = 0;
  while (!probe.done() && u_isalpha(probe.Peek())) {
    Reader ahead = probe;
    ahead.Next();
    if (ahead.Peek() != '.') break;
    ahead.Next();
    probe = ahead;
    ++pairs;
  }
  if (pairs < 2 || IsWordCharacter(probe.Peek())) return false;
  reader = probe;
  return true;
}

void Push(std::vector<Token>& tokens, uint32_t begin, uint32_t end) {
  if (begin == end) return;
  Token token;
  token.span = {begin, end};
  tokens.push_back(std::move(token));
}

void TakeWord(std::string_view text, Reader& reader, std::vector<Token>& tokens) {
  const uint32_t begin = reader.at();
  if (TakesDottedAbbreviation(reader)) {
    Push(tokens, begin, reader.at());
    return;
  }
  SkipWord(reader);
  uint32_t end = reader.at();
  const std::string_view word = text.substr(begin, end - begin);
  if (const size_t clitic = CliticLength(word); clitic > 0) {
    Push(tokens, begin, end - static_cast<uint32_t>(clitic));
    Push(tokens, end - static_cast<uint32_t>(clitic), end);
    return;
  }
  const bool initial = word.size() <= 2 && StartsUpper(word) &&
                       word.find_first_of("0123456789") == std::string_view::npos;
  if (reader.Peek() == '.' && (IsAbbreviation(word) || initial)) {
    Reader ahead = reader;
    ahead.Next();
    // The stop of a sentence that ends in one letter is its own token.
    if (IsAbbreviation(word) || !ahead.done()) reader = ahead;
  }
  Push(tokens, begin, reader.at());
}

}  // namespace

bool IsAbbreviation(std::string_view word) {
  static const auto* const kAbbreviations = new std::unordered_set<std::string_view>{
      "mr",   "mrs", "ms",   "dr",   "prof", "gen",    "col",  "maj",  "capt", "lt",   "sgt",
      "cpl",  "adm", "brig", "cmdr", "sen",  "rep",    "gov",  "rev",  "hon",  "pres", "st",
      "jr",   "sr",  "vs",   "jan",  "feb",  "mar",    "apr",  "jun",  "jul",  "aug",  "sep",
      "sept", "oct", "nov",  "dec",  "fr",   "messrs", "engr", "supt", "insp", "atty", "approx",
      "dept", "mt",  "ft",   "no",   "nos",  "al",     "fig"};
  const std::string lower = LowerCase(word);
  // "no.", "may." and "al." end sentences more often than they abbreviate.
  if (lower == "no" || lower == "al" || lower == "mar" || lower == "fig" || lower == "jun") {
    return StartsUpper(word) && lower != "al";
  }
  return kAbbreviations->contains(lower) && StartsUpper(word);
}

void AppendTokens(std::string_view text, ByteSpan span, std::vector<Token>& tokens) {
  Reader reader(text, span);
  while (!reader.done()) {
    const UChar32 c = reader.Peek();
    if (IsSpace(c)) {
      reader.Next();
      if (!tokens.empty() && tokens.back().span.begin >= span.begin) {
        tokens.back().space_after = true;
      }
      continue;
    }
    if (IsWordCharacter(c)) {
      TakeWord(text, reader, tokens);
      continue;
    }
    const uint32_t begin = reader.at();
    reader.Next();
    // A possessive after a plural ("members' ") and runs of one mark.
    while (!reader.done() && reader.Peek() == c && (c == '.' || c == '-' || c == '!' || c == '?')) {
      reader.Next();
    }
    Push(tokens, begin, reader.at());
  }
}

}  // namespace dateline::nlp

#include "services/extraction/nlp/segmentation/tokenizer.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "services/extraction/nlp/lexicon/lexicon.h"
#include "services/extraction/nlp/segmentation/abbreviations.h"
#include "services/extraction/nlp/segmentation/text_reader.h"
#include "services/extraction/nlp/segmentation/web_tokens.h"
#include "services/extraction/nlp/segmentation/word_pieces.h"

namespace dateline::nlp {
namespace {

bool IsEmojiExtension(UChar32 c) {
  return c == 0xFE0F || c == 0x20E3 || (c >= 0x1F3FB && c <= 0x1F3FF);
}

// Marks whose runs are one token: "...", "--", "?!", "***".
bool RunsOn(UChar32 first, UChar32 c) {
  if (first == '!' || first == '?') return c == '!' || c == '?';
  if (first == 0x2026) return c == '.' || c == 0x2026;
  if (c != first) return false;
  return c < 0x80 &&
         std::string_view(".-=*_~+<>'`").find(static_cast<char>(c)) != std::string_view::npos;
}

class Tokenizer {
 public:
  Tokenizer(std::string_view text, ByteSpan span, std::vector<Token>& tokens)
      : text_(text), span_(span), reader_(text, span), tokens_(tokens), first_(tokens.size()) {}

  void Run() {
    while (!reader_.done()) {
      if (IsSpace(reader_.Peek())) {
        reader_.Next();
        if (tokens_.size() > first_) tokens_.back().space_after = true;
        continue;
      }
      const uint32_t begin = reader_.at();
      if (TakesWebToken() || TakesSignedNumber() || TakesOpenedWord()) {
        Push(begin, reader_.at());
      } else if (IsWordCharacter(reader_.Peek())) {
        TakeWord();
      } else {
        TakeMark();
        Push(begin, reader_.at());
      }
    }
  }

 private:
  void Push(uint32_t begin, uint32_t end) {
    if (begin == end) return;
    Token token;
    token.span = {begin, end};
    tokens_.push_back(std::move(token));
  }

  // Nothing but white space or an opening mark stands before.
  bool BeginsChunk() const {
    const UChar32 c = reader_.Previous();
    return c == 0 || IsSpace(c) || c == '(' || c == '[' || c == '<' || c == '"' || c == 0x201C ||
           c == 0x2018 || c == ':' || c == '/';
  }

  bool TakesWebToken() {
    if (!BeginsChunk()) return false;
    const size_t length = WebTokenLength(reader_.Rest());
    reader_.Seek(reader_.at() + static_cast<uint32_t>(length));
    return length > 0;
  }

  // "+44", ".265", "'90s" and "[...]".
  bool TakesSignedNumber() {
    if (!BeginsChunk()) return false;
    if (reader_.Rest().starts_with("[...]")) {
      reader_.Seek(reader_.at() + 5);
      return true;
    }
    TextReader ahead = reader_;
    const UChar32 sign = ahead.Next();
    if ((sign != '+' && sign != '.' && !IsApostrophe(sign)) || !IsDigit(ahead.Peek())) return false;
    const uint32_t digits = ahead.at();
    while (IsDigit(ahead.Peek()) || (sign == '+' && ahead.Peek() == '-')) ahead.Next();
    if (IsApostrophe(sign)) {
      if (ahead.at() - digits != 2) return false;
      ahead.Take('s');
    }
    if (IsWordCharacter(ahead.Peek())) return false;
    if (sign == '+' && ahead.From(digits).ends_with('-')) return false;
    reader_ = ahead;
    return true;
  }

  // An apostrophe that belongs to what follows: a clitic set apart ("Lima 's")
  // or a word without its beginning ("'em").
  bool TakesOpenedWord() {
    if (!IsApostrophe(reader_.Peek())) return false;
    TextReader ahead = reader_;
    ahead.Next();
    const uint32_t begin = ahead.at();
    while (ahead.at() - begin < 5 && u_isalpha(ahead.Peek())) ahead.Next();
    if (IsWordCharacter(ahead.Peek())) return false;
    const std::string lower = LowerCase(ahead.From(begin));
    for (const std::string_view word : {"s", "re", "ve", "ll", "d", "m", "em", "til", "cause"}) {
      if (lower != word) continue;
      reader_ = ahead;
      return true;
    }
    return false;
  }

  void TakeMark() {
    const UChar32 first = reader_.Next();
    if (IsApostrophe(first) && first > 0x80) reader_.Take(first);  // ’’ for ”
    if (first == '.' && tokens_.size() > first_ && !tokens_.back().space_after &&
        text_[tokens_.back().span.end - 1] == '.') {
      return;  // The sentence's own stop after "Jr.".
    }
    while (!reader_.done() && (RunsOn(first, reader_.Peek()) || IsEmojiExtension(reader_.Peek()))) {
      reader_.Next();
    }
    // Pictures joined to one: a family, a flag.
    while (reader_.Peek() == 0x200D) {
      reader_.Next();
      if (!IsSpace(reader_.Peek()) && !IsWordCharacter(reader_.Peek())) reader_.Next();
      while (IsEmojiExtension(reader_.Peek())) reader_.Next();
    }
  }

  void TakeWord() {
    const uint32_t begin = reader_.at();
    if (TakesDottedAbbreviation() || TakesListNumber() || TakesDollar()) {
      Push(begin, reader_.at());
      return;
    }
    SkipWord();
    pieces_.clear();
    AppendWordPieces(reader_.From(begin), begin, pieces_);
    if (TakesStop(pieces_.back())) pieces_.back().end = reader_.at();
    for (const ByteSpan piece : pieces_) Push(piece.begin, piece.end);
  }

  // Goes to the end of a written word: letters and digits with hyphens,
  // apostrophes and "&" inside, marks inside numbers and "s/he".
  void SkipWord() {
    const uint32_t begin = reader_.at();
    UChar32 previous = 0;
    while (!reader_.done()) {
      const UChar32 c = reader_.Peek();
      if (IsWordCharacter(c)) {
        previous = reader_.Next();
        continue;
      }
      const uint32_t here = reader_.at();
      reader_.Next();
      const UChar32 next = reader_.Peek();
      const bool joins = (IsHyphen(c) || IsApostrophe(c) || c == '&') && IsWordCharacter(next);
      if (!joins && !JoinsDigits(c, previous, next, here) && !JoinsLetters(c, begin, here)) {
        reader_.Seek(here);
        return;
      }
      previous = c;
    }
  }

  // True if the mark `c` at `here` is inside a number: "10:30", "1.5", "1,200".
  bool JoinsDigits(UChar32 c, UChar32 previous, UChar32 next, uint32_t here) const {
    if (!IsDigit(previous) || !IsDigit(next)) return false;
    if (c == '.' || c == ':' || c == '/') return true;
    if (c != ',') return false;
    // "13,14" are two numbers; "1,20,000" is Indian for 120,000.
    std::string_view after = text_.substr(here + 1, span_.end - here - 1);
    for (int groups = 0; groups < 4; ++groups) {
      const size_t group = std::min(after.find_first_not_of("0123456789"), after.size());
      if (group == 3) return true;
      if (group != 2 || after.size() < 4 || after[2] != ',') return false;
      after.remove_prefix(3);
    }
    return false;
  }

  // "s/he", "w/o", "I/C": a slash after a single letter that begins the word,
  // with at most two letters after it.
  bool JoinsLetters(UChar32 c, uint32_t begin, uint32_t here) const {
    if (c != '/' || here - begin != 1) return false;
    TextReader ahead = reader_;
    while (u_isalpha(ahead.Peek()) && ahead.at() - here <= 3) ahead.Next();
    const uint32_t letters = ahead.at() - here - 1;
    return letters >= 1 && letters <= 2 && !IsWordCharacter(ahead.Peek()) && ahead.Peek() != '/';
  }

  // "U.S.", "a.m.", "Ph.D.": at least two parts of one letter, or of two after a
  // capital, each with its stop. The last may lack it ("U.S", "a.k.a").
  bool TakesDottedAbbreviation() {
    constexpr int kMostParts = 12;
    TextReader probe = reader_;
    int parts = 0;
    int single = 0;
    while (parts < kMostParts && u_isalpha(probe.Peek())) {
      TextReader ahead = probe;
      const bool capital = u_isupper(ahead.Next());
      bool alone = true;
      if (capital && u_islower(ahead.Peek())) {
        ahead.Next();
        alone = false;
      }
      const bool stop = ahead.Peek() == '.';
      if (!stop && (parts == 0 || single < parts || !alone || IsWordCharacter(ahead.Peek()))) break;
      ahead.Take('.');
      probe = ahead;
      ++parts;
      single += alone ? 1 : 0;
      if (!stop) break;
    }
    if (parts < 2 || single == 0 || IsWordCharacter(probe.Peek())) return false;
    reader_ = probe;
    return true;
  }

  // "2." and "2.1." before a heading or an item.
  bool TakesListNumber() {
    if (tokens_.size() > first_) return false;
    TextReader ahead = reader_;
    while (IsDigit(ahead.Peek()) || ahead.Peek() == '.') ahead.Next();
    const std::string_view number = ahead.From(reader_.at());
    // "2012." is a year.
    if (number.size() < 2 || number.size() > 9 || number.find('.') > 2 || !number.ends_with('.') ||
        number.find("..") != std::string_view::npos || !IsSpace(ahead.Peek())) {
      return false;
    }
    reader_ = ahead;
    return true;
  }

  // "US$" and "A$", which stand before a number.
  bool TakesDollar() {
    TextReader ahead = reader_;
    while (u_isupper(ahead.Peek()) && ahead.at() - reader_.at() < 3) ahead.Next();
    if (ahead.at() == reader_.at() || !ahead.Take('$')) return false;
    reader_ = ahead;
    return true;
  }

  // Takes the stop of an abbreviation or initial.
  bool TakesStop(ByteSpan last) {
    if (reader_.Peek() != '.') return false;
    TextReader ahead = reader_;
    ahead.Next();
    const std::string_view word = last.In(text_);
    const AbbreviationKind kind = KindOfAbbreviation(word);
    const bool initial = word.size() <= 2 && StartsUpper(word) && CharacterCount(word) == 1;
    const bool letter = word.size() == 1 && absl::ascii_islower(word[0]);
    const bool at_end = EndsSentence(ahead);
    // The stop of a sentence that ends in one letter is its own token.
    if (kind == AbbreviationKind::kNone && !initial && !letter) return false;
    if (at_end && (kind != AbbreviationKind::kCloses || !StartsUpper(word))) return false;
    if (ahead.Peek() == '.' && kind == AbbreviationKind::kNone) return false;
    reader_ = ahead;
    return true;
  }

  static size_t CharacterCount(std::string_view word) {
    return static_cast<size_t>(std::count_if(word.begin(), word.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
  }

  // Nothing but closing marks follows.
  static bool EndsSentence(TextReader ahead) {
    for (int steps = 0; !ahead.done() && steps < 4; ++steps) {
      const UChar32 c = ahead.Next();
      if (!IsApostrophe(c) && c != '"' && c != 0x201D && c != ')' && c != ']') return false;
    }
    return ahead.done();
  }

  std::string_view text_;
  ByteSpan span_;
  TextReader reader_;
  std::vector<Token>& tokens_;
  size_t first_;  // Tokens that were there before.
  std::vector<ByteSpan> pieces_;
};

}  // namespace

void AppendTokens(std::string_view text, ByteSpan span, std::vector<Token>& tokens) {
  Tokenizer(text, span, tokens).Run();
}

}  // namespace dateline::nlp

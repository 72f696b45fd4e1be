#include "services/extraction/nlp/segmentation/sentence_splitter.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <string>

#include "services/extraction/nlp/lexicon/lexicon.h"
#include "services/extraction/nlp/segmentation/abbreviations.h"
#include "services/extraction/nlp/segmentation/text_reader.h"

namespace dateline::nlp {
namespace {

// Cuts what no writer would write: later stages look over a whole sentence for
// each of its words, so its length bounds their time.
constexpr uint32_t kLongestSentence = 3000;

struct Character {
  UChar32 code = 0;
  uint32_t begin = 0;
  uint32_t end = 0;
};

std::vector<Character> Decode(std::string_view text, ByteSpan span) {
  std::vector<Character> out;
  out.reserve(span.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  for (auto i = static_cast<int32_t>(span.begin); i < static_cast<int32_t>(span.end);) {
    const auto begin = static_cast<uint32_t>(i);
    UChar32 c = 0;
    U8_NEXT(bytes, i, static_cast<int32_t>(span.end), c);
    out.push_back({c, begin, static_cast<uint32_t>(i)});
  }
  return out;
}

bool IsTerminator(UChar32 c) { return c == '.' || c == '!' || c == '?' || c == 0x2026; }

bool IsCloser(UChar32 c) {
  return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0x201D || c == 0x2019 ||
         c == 0x00BB || c == 0x201C;
}

bool IsOpener(UChar32 c) {
  return c == '"' || c == '\'' || c == '(' || c == '[' || c == 0x201C || c == 0x2018 ||
         c == 0x00AB || c == 0x2014 || c == 0x2013 || c == '-' || c == 0x2022;
}

class Splitter {
 public:
  Splitter(std::string_view text, ByteSpan span) : text_(text), characters_(Decode(text, span)) {}

  std::vector<ByteSpan> Run() {
    size_t start = 0;
    for (size_t i = 0; i < characters_.size(); ++i) {
      const uint32_t length = LengthFrom(start, i);
      const bool too_long = length > kLongestSentence && IsSpace(characters_[i].code);
      const bool far_too_long = length > 2 * kLongestSentence;
      if (!IsTerminator(characters_[i].code) && !too_long && !far_too_long) continue;
      const size_t end = too_long || far_too_long ? i + 1 : BoundaryAfter(start, i);
      if (end == 0) {
        // The rest of a run of marks would be looked at in vain.
        while (IsTerminator(At(i + 1)) && LengthFrom(start, i) < 2 * kLongestSentence) ++i;
        continue;
      }
      Emit(start, end);
      start = end;
      i = end - 1;
    }
    Emit(start, characters_.size());
    return std::move(out_);
  }

 private:
  // Bytes from the character `begin` to the character `last`, which counts.
  uint32_t LengthFrom(size_t begin, size_t last) const {
    return characters_[last].end - characters_[begin].begin;
  }

  UChar32 At(size_t i) const { return i < characters_.size() ? characters_[i].code : 0; }

  // One past the last character of the sentence from `start` whose terminator is
  // `i`, or 0.
  size_t BoundaryAfter(size_t start, size_t i) const {
    size_t after = i + 1;
    while (IsTerminator(At(after)) && after - i < kLongestSentence) ++after;
    size_t closed = after;
    while (IsCloser(At(closed)) && !OpensQuote(closed)) ++closed;
    if (closed >= characters_.size()) return 0;
    if (!IsSpace(At(closed))) return IsGlued(i, closed) ? closed : 0;
    closed = SkipLateClosers(closed);
    const size_t next = SkipSpace(closed);
    // ". . ." ends where its last stop does.
    if (At(next) == '.' && IsSpace(At(next + 1))) return 0;
    size_t word = next;
    while (IsOpener(At(word)) || IsSpace(At(word))) ++word;
    if (!u_isupper(At(word)) && !u_isdigit(At(word))) {
      // Caseless scripts and odd symbols start sentences too; lower case does not.
      if (u_islower(At(word)) || word >= characters_.size()) return 0;
    }
    if (At(i) == '.' && after == i + 1 && closed == after &&
        (NumbersHeading(start, i) || BelongsToWord(i, word))) {
      return 0;
    }
    return closed;
  }

  size_t SkipSpace(size_t at) const {
    while (at < characters_.size() && IsSpace(At(at))) ++at;
    return at;
  }

  // Over what belongs to the sentence after its stop and a space: references
  // ("[3] [4]") and a bracket that closes late.
  size_t SkipLateClosers(size_t at) const {
    while (true) {
      size_t next = SkipSpace(at);
      if (next == at) return at;
      if (At(next) == '[') {
        size_t end = next + 1;
        while (u_isdigit(At(end)) && end - next < 5) ++end;
        if (end == next + 1 || At(end) != ']') return at;
        next = end;
      } else if (At(next) != ')' && At(next) != ']') {
        return at;
      }
      at = next + 1;
    }
  }

  // "2.1." or "Figure 3.": the stop at `i` ends the number of what follows, and
  // the sentence has said nothing else.
  bool NumbersHeading(size_t start, size_t i) const {
    constexpr size_t kLongestLabel = 24;
    start = SkipSpace(start);
    if (i <= start || i - start > kLongestLabel || !u_isdigit(At(i - 1))) return false;
    size_t at = start;
    // "2012." alone is a year.
    if (u_isdigit(At(at)) && u_isdigit(At(at + 1)) && u_isdigit(At(at + 2))) return false;
    if (u_isupper(At(at))) {
      while (u_isalpha(At(at))) ++at;
      if (At(at) != ' ') return false;
      ++at;
    }
    while (at < i && (u_isdigit(At(at)) || At(at) == '.')) ++at;
    return at == i;
  }

  // A quotation mark that has a space before and a letter after it opens.
  bool OpensQuote(size_t i) const {
    return i > 0 && IsSpace(At(i - 1)) && i + 1 < characters_.size() && !IsSpace(At(i + 1));
  }

  // "Lima.The": lower case, stop, upper case followed by lower case.
  bool IsGlued(size_t terminator, size_t next) const {
    return At(terminator) == '.' && terminator >= 2 && u_islower(At(terminator - 1)) &&
           u_islower(At(terminator - 2)) && u_isupper(At(next)) && u_islower(At(next + 1)) &&
           u_isalpha(At(next + 2)) && !IsMailbox(next);
  }

  // True if "@" follows in the same word: "Mira.Tamm@example.org".
  bool IsMailbox(size_t at) const {
    constexpr size_t kLongestName = 64;
    const size_t limit = at + kLongestName;
    while (at < limit && (u_isalnum(At(at)) || At(at) == '.' || At(at) == '-')) ++at;
    return At(at) == '@';
  }

  // True if the stop at `i` belongs to an abbreviation or initial before it and
  // the sentence goes on at `next`.
  bool BelongsToWord(size_t i, size_t next) const {
    size_t start = i;
    while (start > 0 && i - start < 24 && (u_isalnum(At(start - 1)) || At(start - 1) == '.')) {
      --start;
    }
    if (start == i) return false;
    const std::string_view word =
        text_.substr(characters_[start].begin, characters_[i].begin - characters_[start].begin);
    const AbbreviationKind kind = KindOfAbbreviation(word);
    // "No." before anything but a figure is an answer.
    if (kind == AbbreviationKind::kOpens) return word != "No" || u_isdigit(At(next));
    if (kind == AbbreviationKind::kCloses) return !StartsSentence(next);
    const bool dotted = word.find('.') != std::string_view::npos;
    const bool initial = i - start == 1 && u_isupper(At(start));
    if (!initial && !dotted) return false;
    if (u_isdigit(At(start))) return false;
    if (initial && MayBeSurname(next)) return true;
    return !StartsSentence(next);
  }

  // True if the word at `at` is an initial or one of the words that people are
  // called as well ("T. May").
  bool MayBeSurname(size_t at) const {
    if (!u_isalpha(At(at + 1))) return true;
    const std::string_view rest = text_.substr(characters_[at].begin);
    for (const std::string_view name :
         {"May ", "Will ", "So ", "An ", "No ", "Do ", "Am ", "Or "}) {
      if (rest.starts_with(name)) return true;
    }
    return false;
  }

  // True if the word at `at` often opens a sentence ("The", "He").
  bool StartsSentence(size_t at) const {
    size_t end = at;
    while (end < characters_.size() && u_isalpha(At(end)) && end - at < 20) ++end;
    if (end == at) return false;
    const std::string lower = LowerCase(
        text_.substr(characters_[at].begin, characters_[end - 1].end - characters_[at].begin));
    return IsWord(WordClass::kFunctionWord, lower);
  }

  void Emit(size_t begin, size_t end) {
    while (begin < end && IsSpace(At(begin))) ++begin;
    while (end > begin && IsSpace(At(end - 1))) --end;
    if (begin == end) return;
    out_.push_back({characters_[begin].begin, characters_[end - 1].end});
  }

  std::string_view text_;
  std::vector<Character> characters_;
  std::vector<ByteSpan> out_;
};

}  // namespace

std::vector<ByteSpan> SplitSentences(std::string_view text, ByteSpan paragraph) {
  return Splitter(text, paragraph).Run();
}

}  // namespace dateline::nlp

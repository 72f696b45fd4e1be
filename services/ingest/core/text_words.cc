#include "services/ingest/core/text_words.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/ascii.h"

namespace dateline::ingest {
namespace {

constexpr uint64_t kFnvBasis = 0xcbf29ce484222325;
constexpr uint64_t kFnvPrime = 0x100000001b3;

constexpr uint64_t Fnv(uint64_t hash, uint32_t c) { return (hash ^ c) * kFnvPrime; }

constexpr uint64_t HashOfAscii(std::string_view word) {
  uint64_t hash = kFnvBasis;
  for (const char c : word) hash = Fnv(hash, static_cast<unsigned char>(c));
  return MixBits(hash);
}

// What a later edition changes first, and what says least of whose report it is.
bool IsWeekday(uint64_t hash) {
  static constexpr std::array<uint64_t, 14> kDays = {
      HashOfAscii("monday"),   HashOfAscii("tuesday"), HashOfAscii("wednesday"),
      HashOfAscii("thursday"), HashOfAscii("friday"),  HashOfAscii("saturday"),
      HashOfAscii("sunday"),   HashOfAscii("mon"),     HashOfAscii("tue"),
      HashOfAscii("wed"),      HashOfAscii("thu"),     HashOfAscii("fri"),
      HashOfAscii("sat"),      HashOfAscii("sun")};
  return std::find(kDays.begin(), kDays.end(), hash) != kDays.end();
}

// Of a script in which a word has no spaces around it.
bool StandsAlone(UChar32 c) {
  return u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) ||
         u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT;
}

class WordReader {
 public:
  std::vector<TextWord> Read(std::string_view text) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    const auto size = static_cast<int32_t>(text.size());
    for (int32_t i = 0; i < size && words_.size() < kMaxComparedWords;) {
      if (bytes[i] < 0x80) {
        TakeAscii(text, static_cast<size_t>(i));
        ++i;
        continue;
      }
      UChar32 c;
      U8_NEXT(bytes, i, size, c);
      TakeOther(c);
    }
    EndWord();
    if (words_.size() > kMaxComparedWords) words_.resize(kMaxComparedWords);
    return std::move(words_);
  }

 private:
  void TakeAscii(std::string_view text, size_t at) {
    const char c = text[at];
    if (absl::ascii_isalnum(c)) {
      Begin(absl::ascii_isupper(c));
      has_digit_ |= absl::ascii_isdigit(c);
      hash_ = Fnv(hash_, static_cast<unsigned char>(absl::ascii_tolower(c)));
      return;
    }
    const bool in_number = (c == '.' || c == ',') && at > 0 && at + 1 < text.size() &&
                           absl::ascii_isdigit(text[at - 1]) && absl::ascii_isdigit(text[at + 1]);
    if (in_number) {
      if (c == '.') hash_ = Fnv(hash_, '.');
      return;
    }
    EndWord();
    // After these a capital says nothing.
    if (c != ' ' && c != ',' && c != '-' && c != '(' && c != '\'') sentence_goes_on_ = false;
  }

  void TakeOther(UChar32 c) {
    const int8_t type = u_charType(c);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK) {
      // Of an alphabet an accent; elsewhere (Thai, Devanagari) part of the word.
      if (c <= 0x36F) return;
      if (in_word_) {
        hash_ = Fnv(hash_, static_cast<uint32_t>(c));
      } else if (after_lone_letter_) {
        words_.back().hash = MixBits(words_.back().hash + static_cast<uint32_t>(c));
      }
      return;
    }
    if (!u_isalnum(c) && type != U_COMBINING_SPACING_MARK) {
      EndWord();
      if (!u_isUWhiteSpace(c)) sentence_goes_on_ = false;
      return;
    }
    if (StandsAlone(c)) {
      EndWord();
      Begin(false);
      hash_ = Fnv(hash_, static_cast<uint32_t>(c));
      EndWord();
      after_lone_letter_ = true;
      return;
    }
    Begin(u_isupper(c) != 0);
    has_digit_ |= u_isdigit(c) != 0;
    AddFolded(c);
  }

  // Base letters of what decomposes: "é" as "e".
  void AddFolded(UChar32 c) {
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* decompose = icu::Normalizer2::getNFKDInstance(error);
    icu::UnicodeString parts;
    if (U_FAILURE(error) || !decompose->getDecomposition(c, parts)) parts = icu::UnicodeString(c);
    parts.foldCase();
    for (int32_t i = 0; i < parts.length();) {
      const UChar32 part = parts.char32At(i);
      i += U16_LENGTH(part);
      if (part >= 0x300 && part <= 0x36F) continue;
      hash_ = Fnv(hash_, static_cast<uint32_t>(part));
    }
  }

  void Begin(bool capital) {
    if (in_word_) return;
    in_word_ = true;
    after_lone_letter_ = false;
    has_digit_ = false;
    is_name_ = capital && sentence_goes_on_;
    hash_ = kFnvBasis;
  }

  void EndWord() {
    after_lone_letter_ = false;
    if (!in_word_) return;
    in_word_ = false;
    TextWord word{MixBits(hash_), TextWord::Kind::kPlain};
    if (has_digit_) {
      word.kind = TextWord::Kind::kNumber;
    } else if (is_name_ && !IsWeekday(word.hash)) {
      word.kind = TextWord::Kind::kName;
    }
    words_.push_back(word);
    sentence_goes_on_ = true;
  }

  std::vector<TextWord> words_;
  bool in_word_ = false;
  bool after_lone_letter_ = false;  // Of a script without spaces, just ended.
  bool has_digit_ = false;
  bool is_name_ = false;
  bool sentence_goes_on_ = false;
  uint64_t hash_ = kFnvBasis;
};

}  // namespace

std::vector<TextWord> WordsOfText(std::string_view text) { return WordReader().Read(text); }

uint64_t HashOfWords(const TextWord* words, size_t count) {
  uint64_t hash = count;
  for (size_t i = 0; i < count; ++i) hash = MixBits(hash * 31 + words[i].hash);
  return hash;
}

}  // namespace dateline::ingest

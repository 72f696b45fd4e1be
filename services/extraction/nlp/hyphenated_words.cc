#include "services/extraction/nlp/hyphenated_words.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <string_view>
#include <utility>

namespace dateline::nlp {
namespace {

bool IsHyphen(std::string_view form) { return form == "-" || form == "\u2010" || form == "\u2011"; }

bool BeginsAsWord(std::string_view form) {
  int32_t at = 0;
  UChar32 c = 0;
  U8_NEXT(reinterpret_cast<const uint8_t*>(form.data()), at, static_cast<int32_t>(form.size()), c);
  return c == '_' || u_isalnum(c);
}

bool EndsAsWord(std::string_view form) {
  auto at = static_cast<int32_t>(form.size());
  UChar32 c = 0;
  U8_PREV(reinterpret_cast<const uint8_t*>(form.data()), 0, at, c);
  const auto type = u_charType(c);
  return c == '_' || u_isalnum(c) || type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK;
}

// Moves all token ranges: their begins by `begin`, their ends by `end`.
template <typename Begin, typename End>
void MoveRanges(AnnotatedDocument& document, Begin begin, End end) {
  const auto move = [&](TokenRange& range) {
    range = range.empty() ? TokenRange{begin(range.begin), begin(range.begin)}
                          : TokenRange{begin(range.begin), end(range.end)};
  };
  for (Sentence& sentence : document.sentences) move(sentence.tokens);
  for (NameMention& name : document.names) move(name.tokens);
  for (TimeMention& time : document.times) move(time.tokens);
  for (EntityMention& mention : document.mentions) move(mention.tokens);
}

class Joiner {
 public:
  explicit Joiner(AnnotatedDocument& document) : document_(document) {
    // One more, for a word past the last token.
    word_of_.reserve(document.tokens.size() + 1);
  }

  // First tokens of the words, and one past the last token.
  std::vector<uint32_t> Run() {
    std::vector<uint32_t> first;
    for (const Sentence& sentence : document_.sentences) {
      for (uint32_t i = sentence.tokens.begin; i < sentence.tokens.end; ++i) {
        const bool joins = i > sentence.tokens.begin && JoinsPrevious(i, sentence.tokens);
        if (!joins) first.push_back(i);
        word_of_.push_back(static_cast<uint32_t>(first.size() - 1));
      }
    }
    word_of_.push_back(static_cast<uint32_t>(first.size()));
    first.push_back(static_cast<uint32_t>(document_.tokens.size()));
    return first;
  }

  const std::vector<uint32_t>& word_of() const { return word_of_; }

 private:
  // A hyphen joins what is before it only together with what is after it.
  bool JoinsPrevious(uint32_t i, TokenRange sentence) const {
    if (IsHyphen(document_.Form(i))) return Joins(i, sentence);
    return i >= sentence.begin + 2 && IsHyphen(document_.Form(i - 1)) && Joins(i - 1, sentence);
  }

  // True if the hyphen at `i` makes one word of its neighbours.
  bool Joins(uint32_t i, TokenRange sentence) const {
    return i > sentence.begin && i + 1 < sentence.end && !document_.tokens[i - 1].space_after &&
           !document_.tokens[i].space_after && EndsAsWord(document_.Form(i - 1)) &&
           BeginsAsWord(document_.Form(i + 1));
  }

  const AnnotatedDocument& document_;
  std::vector<uint32_t> word_of_;
};

// Position in the document of the token's head; -1 without one in the sentence.
int64_t HeadOf(const Token& token, TokenRange sentence) {
  return token.head <= 0 ? -1 : static_cast<int64_t>(sentence.begin) + token.head - 1;
}

// The word made of `tokens` [begin, end), without its head.
Token MakeWord(const std::vector<Token>& tokens, uint32_t begin, uint32_t end,
               TokenRange sentence) {
  uint32_t top = begin;
  for (uint32_t i = begin; i < end; ++i) {
    const int64_t head = HeadOf(tokens[i], sentence);
    if (head < begin || head >= end) {
      top = i;
      break;
    }
  }
  Token word = tokens[top];
  word.span = {tokens[begin].span.begin, tokens[end - 1].span.end};
  word.space_after = tokens[end - 1].space_after;
  if (end - begin > 1) {
    word.lemma.clear();
    for (uint32_t i = begin; i < end; ++i) word.lemma += tokens[i].lemma;
  }
  return word;
}

}  // namespace

HyphenatedWords::HyphenatedWords(AnnotatedDocument& document) {
  Joiner joiner(document);
  first_token_ = joiner.Run();
  const std::vector<uint32_t>& word_of = joiner.word_of();
  tokens_ = std::move(document.tokens);
  document.tokens.clear();
  document.tokens.reserve(first_token_.size());
  for (const Sentence& sentence : document.sentences) {
    if (sentence.tokens.empty()) continue;
    const uint32_t begin = word_of[sentence.tokens.begin];
    const uint32_t end = word_of[sentence.tokens.end - 1] + 1;
    for (uint32_t w = begin; w < end; ++w) {
      Token word = MakeWord(tokens_, first_token_[w], first_token_[w + 1], sentence.tokens);
      if (const int64_t head = HeadOf(word, sentence.tokens); head >= 0) {
        word.head = static_cast<int32_t>(word_of[head] - begin) + 1;
      }
      document.tokens.push_back(std::move(word));
    }
  }
  labelled_names_ = document.labelled_names;
  std::erase_if(document.labelled_names, [&](const LabelledName& name) {
    const TokenRange range = name.tokens;
    return range.empty() || first_token_[word_of[range.begin]] != range.begin ||
           first_token_[word_of[range.end - 1] + 1] != range.end;
  });
  for (LabelledName& name : document.labelled_names) {
    name.tokens = {word_of[name.tokens.begin], word_of[name.tokens.end - 1] + 1};
  }
  MoveRanges(
      document, [&](uint32_t token) { return word_of[token]; },
      [&](uint32_t end) { return word_of[end - 1] + 1; });
}

void HyphenatedWords::Split(AnnotatedDocument& document) {
  document.tokens = std::move(tokens_);
  document.labelled_names = std::move(labelled_names_);
  MoveRanges(
      document, [&](uint32_t word) { return first_token_[word]; },
      [&](uint32_t end) { return first_token_[end]; });
}

}  // namespace dateline::nlp

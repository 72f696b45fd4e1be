#include "services/extraction/nlp/names/joined_names.h"

#include <string_view>

namespace dateline::nlp {
namespace {

// The position in the document of the word that `token` hangs from; -1: none.
int64_t HeadOf(const AnnotatedDocument& document, uint32_t token, uint32_t sentence_begin) {
  const int32_t head = document.tokens[token].head;
  return head > 0 ? static_cast<int64_t>(sentence_begin) + head - 1 : -1;
}

bool Holds(TokenRange range, int64_t token) { return token >= range.begin && token < range.end; }

// The word of the name that hangs from outside it.
uint32_t TopOf(const AnnotatedDocument& document, TokenRange name, uint32_t sentence_begin) {
  for (uint32_t i = name.begin; i < name.end; ++i) {
    if (!Holds(name, HeadOf(document, i, sentence_begin))) return i;
  }
  return name.begin;
}

}  // namespace

void SeparateJoinedNames(AnnotatedDocument& document) {
  for (size_t n = 0; n + 1 < document.names.size(); ++n) {
    const TokenRange first = document.names[n].tokens;
    const TokenRange second = document.names[n + 1].tokens;
    const bool person = document.names[n + 1].type == NameType::kPerson;
    if (!person || first.end + 1 != second.begin || document.Form(first.end) != "and") continue;
    const Sentence* sentence = document.SentenceOf(first.begin);
    if (sentence == nullptr || second.end > sentence->tokens.end) continue;
    const uint32_t begin = sentence->tokens.begin;
    const uint32_t top = TopOf(document, second, begin);
    Token& joined = document.tokens[top];
    if (joined.relation != "flat" || !Holds(first, HeadOf(document, top, begin))) continue;
    joined.relation = "conj";
    joined.head = static_cast<int32_t>(TopOf(document, first, begin) - begin) + 1;
  }
}

}  // namespace dateline::nlp

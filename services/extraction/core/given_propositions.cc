#include "services/extraction/core/given_propositions.h"

#include <string_view>
#include <utility>

#include "services/extraction/patterns/document_view.h"
#include "services/extraction/patterns/open_propositions.h"

namespace dateline::extraction {
namespace {

using patterns::ClaimPhrase;
using patterns::ClaimWord;

std::string WithoutEscape(std::string_view token) {
  constexpr std::pair<std::string_view, std::string_view> kEscapes[] = {
      {"-LRB-", "("}, {"-RRB-", ")"}, {"-LSB-", "["}, {"-RSB-", "]"},
      {"-LCB-", "{"}, {"-RCB-", "}"}, {"``", "“"},    {"''", "”"}};
  for (const auto& [escape, plain] : kEscapes) {
    if (token == escape) return std::string(plain);
  }
  std::string out;
  for (size_t i = 0; i < token.size(); ++i) {
    const bool escaped =
        token[i] == '\\' && i + 1 < token.size() && (token[i + 1] == '/' || token[i + 1] == '*');
    if (!escaped) out += token[i];
  }
  return out;
}

std::string TextOf(const ClaimPhrase& phrase, const std::vector<std::string>& tokens,
                   uint32_t first) {
  std::string text;
  for (const ClaimWord& word : phrase) {
    if (!text.empty()) text += ' ';
    text += word.token < 0 ? word.put_in : std::string_view(tokens[word.token - first]);
  }
  return text;
}

}  // namespace

TokenisedSentences WithoutTreebankEscapes(const TokenisedSentences& sentences) {
  TokenisedSentences out;
  out.reserve(sentences.size());
  for (const std::vector<std::string>& sentence : sentences) {
    std::vector<std::string>& plain = out.emplace_back();
    plain.reserve(sentence.size());
    for (const std::string& token : sentence) plain.push_back(WithoutEscape(token));
  }
  return out;
}

std::vector<std::vector<Proposition>> PropositionsOf(const nlp::AnnotatedDocument& annotated,
                                                     const TokenisedSentences& given) {
  const patterns::DocumentView view(annotated);
  std::vector<std::vector<Proposition>> out(given.size());
  size_t at = 0;
  for (const nlp::Sentence& sentence : annotated.sentences) {
    while (at < given.size() && given[at].empty()) ++at;
    if (at == given.size()) break;
    const std::vector<std::string>& tokens = given[at];
    const auto add = [&](const patterns::OpenProposition& read) {
      Proposition proposition;
      proposition.confidence = read.confidence;
      proposition.relation = TextOf(read.relation, tokens, sentence.tokens.begin);
      proposition.arguments.push_back(TextOf(read.subject, tokens, sentence.tokens.begin));
      for (const ClaimPhrase& object : read.objects) {
        proposition.arguments.push_back(TextOf(object, tokens, sentence.tokens.begin));
      }
      out[at].push_back(std::move(proposition));
    };
    for (const patterns::OpenProposition& read :
         patterns::ReadPropositions(view, sentence.tokens)) {
      add(read);
      for (const patterns::OpenProposition& form : patterns::MinimalForms(view, read)) add(form);
    }
    ++at;
  }
  return out;
}

}  // namespace dateline::extraction

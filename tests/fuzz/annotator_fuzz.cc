// Any bytes, made valid UTF-8, through all language stages: tokens in order on
// character boundaries, whole trees, names and mentions inside the text. The
// first byte chooses between text and given tokens, and between a small random
// model, with which most inputs run as it is a hundred times faster, and the
// one for English.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/text/utf8.h"
#include "services/extraction/nlp/model/testing/small_model.h"
#include "services/extraction/nlp/pipeline/pipeline.h"
#include "tests/fuzz/fuzz_check.h"

namespace {

using dateline::ByteSpan;
using dateline::nlp::AnnotatedDocument;
using dateline::nlp::Bundle;
using dateline::nlp::Pipeline;
using dateline::nlp::TokenRange;
using dateline::nlp::testing::SmallModel;

const Pipeline& PipelineFor(uint8_t choice) {
  static const auto* const small =
      Pipeline::Create(Bundle::FromBytes(SmallModel(6).Build()).value()).value().release();
  static const auto* const english = Pipeline::Create().value().release();
  return choice / 2 == 127 ? *english : *small;
}

// Bytes that are not UTF-8 become question marks.
std::string MadeValid(std::string text) {
  size_t at = 0;
  while (const auto invalid = dateline::FindInvalidUtf8(std::string_view(text).substr(at))) {
    at += *invalid;
    text[at] = '?';
  }
  return text;
}

std::vector<std::vector<std::string>> TokensOf(std::string_view text) {
  std::vector<std::vector<std::string>> sentences(1);
  std::string token;
  const auto close = [&] {
    if (!token.empty()) sentences.back().push_back(token);
    token.clear();
  };
  for (const char c : text) {
    if (c != ' ' && c != '\n') {
      token += c;
      continue;
    }
    close();
    if (c == '\n') sentences.emplace_back();
  }
  close();
  return sentences;
}

void CheckSpan(const AnnotatedDocument& document, ByteSpan span) {
  FUZZ_CHECK(span.begin < span.end && span.end <= document.text.size());
  FUZZ_CHECK(dateline::IsCharacterBoundary(document.text, span.begin));
  FUZZ_CHECK(dateline::IsCharacterBoundary(document.text, span.end));
}

void CheckTrees(const AnnotatedDocument& document) {
  for (const auto& sentence : document.sentences) {
    const auto size = static_cast<int32_t>(sentence.tokens.size());
    FUZZ_CHECK(size > 0);
    std::vector<int32_t> visit(static_cast<size_t>(size) + 1, 0);
    int roots = 0;
    for (int32_t start = 1; start <= size; ++start) {
      const auto head = [&](int32_t at) {
        return document.tokens[sentence.tokens.begin + static_cast<uint32_t>(at) - 1].head;
      };
      roots += head(start) == 0;
      int32_t at = start;
      while (at != 0 && visit[static_cast<size_t>(at)] == 0) {
        visit[static_cast<size_t>(at)] = start;
        at = head(at);
        FUZZ_CHECK(at >= 0 && at <= size);
      }
      FUZZ_CHECK(at == 0 || visit[static_cast<size_t>(at)] != start);
    }
    FUZZ_CHECK(roots == 1);
  }
}

void CheckRange(const AnnotatedDocument& document, TokenRange range) {
  FUZZ_CHECK(range.begin < range.end && range.end <= document.tokens.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string text = MadeValid({reinterpret_cast<const char*>(data) + 1, size - 1});
  const auto published = dateline::TimeInterval::Day(absl::CivilDay(2019, 5, 15));
  const AnnotatedDocument document =
      data[0] % 2 == 0 ? PipelineFor(data[0]).Annotate(text, published)
                       : PipelineFor(data[0]).AnnotateTokens(TokensOf(text), published);
  uint32_t end = 0;
  for (const auto& token : document.tokens) {
    CheckSpan(document, token.span);
    FUZZ_CHECK(token.span.begin >= end);
    FUZZ_CHECK(!token.upos.empty() && !token.lemma.empty() && !token.relation.empty());
    end = token.span.end;
  }
  uint32_t next = 0;
  for (const auto& sentence : document.sentences) {
    FUZZ_CHECK(sentence.tokens.begin == next);
    next = sentence.tokens.end;
  }
  FUZZ_CHECK(next == document.tokens.size());
  CheckTrees(document);
  for (const auto& name : document.labelled_names) CheckRange(document, name.tokens);
  for (const auto& name : document.names) {
    CheckRange(document, name.tokens);
    CheckSpan(document, name.span);
  }
  for (const auto& time : document.times) CheckSpan(document, time.span);
  for (const auto& mention : document.mentions) {
    CheckSpan(document, mention.span);
    FUZZ_CHECK(mention.entity < document.entities.size());
  }
  return 0;
}

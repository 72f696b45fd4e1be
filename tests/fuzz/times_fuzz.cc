// Any bytes as tokens: mentions are in order, apart and inside the text, and a
// value reads back from its EDTF string. The first byte chooses whether the
// publication is known.
#include <cstdint>
#include <string>

#include "services/extraction/nlp/times/time_stage.h"
#include "tests/fuzz/fuzz_check.h"

namespace {

dateline::nlp::AnnotatedDocument DocumentOf(std::string text) {
  dateline::nlp::AnnotatedDocument document;
  document.text = std::move(text);
  dateline::nlp::Sentence sentence;
  const auto close_token = [&](uint32_t begin, uint32_t end) {
    if (begin < end) document.tokens.push_back({.span = {begin, end}, .space_after = true});
  };
  uint32_t begin = 0;
  for (uint32_t at = 0; at <= document.text.size(); ++at) {
    const char c = at < document.text.size() ? document.text[at] : '\n';
    if (c != ' ' && c != '\n') continue;
    close_token(begin, at);
    begin = at + 1;
    if (c == ' ') continue;
    sentence.tokens.end = static_cast<uint32_t>(document.tokens.size());
    document.sentences.push_back(sentence);
    sentence.tokens.begin = sentence.tokens.end;
  }
  return document;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  auto document = DocumentOf(text);
  if (data[0] % 2 == 0) {
    document.published_at = dateline::TimeInterval::Day(absl::CivilDay(1 + data[0] * 39, 2, 28));
  }
  dateline::nlp::TimeStage().Annotate(document);
  uint32_t end = 0;
  uint32_t token = 0;
  for (const auto& mention : document.times) {
    FUZZ_CHECK(mention.span.begin >= end && mention.span.end > mention.span.begin);
    FUZZ_CHECK(mention.span.end <= document.text.size());
    FUZZ_CHECK(mention.tokens.begin >= token && mention.tokens.end > mention.tokens.begin);
    FUZZ_CHECK(document.Span(mention.tokens).Contains(mention.span));
    end = mention.span.end;
    token = mention.tokens.end;
    if (!mention.value) continue;
    FUZZ_CHECK(!mention.value->empty());
    if (mention.value->start && mention.value->end) {
      FUZZ_CHECK(*mention.value->start <= *mention.value->end);
    }
    FUZZ_CHECK(dateline::ParseTimeInterval(mention.value->ToEdtf()).ok());
  }
  return 0;
}

#include "services/extraction/nlp/segmentation/segmentation_stage.h"

#include "services/extraction/nlp/segmentation/dateline.h"
#include "services/extraction/nlp/segmentation/sentence_splitter.h"
#include "services/extraction/nlp/segmentation/text_blocks.h"
#include "services/extraction/nlp/segmentation/tokenizer.h"

namespace dateline::nlp {

namespace {

// Cuts what no writer would write: later stages take more than linear time over
// a sentence.
constexpr uint32_t kMostTokens = 200;

// One past the last token of the first part of `tokens`: all of them, or as many
// as a sentence may have, if possible up to a space.
uint32_t PartEnd(const AnnotatedDocument& document, TokenRange tokens) {
  if (tokens.size() <= kMostTokens) return tokens.end;
  const uint32_t most = tokens.begin + kMostTokens;
  for (uint32_t end = most; end > tokens.begin + kMostTokens / 2; --end) {
    if (document.tokens[end - 1].space_after) return end;
  }
  return most;
}

void AppendSentences(const TextBlock& block, uint32_t paragraph, AnnotatedDocument& document) {
  for (const ByteSpan span : SplitSentences(document.text, block.span)) {
    TokenRange rest{static_cast<uint32_t>(document.tokens.size()), 0};
    AppendTokens(document.text, span, document.tokens);
    rest.end = static_cast<uint32_t>(document.tokens.size());
    while (!rest.empty()) {
      Sentence sentence;
      sentence.paragraph = paragraph;
      sentence.block = block.kind;
      sentence.tokens = {rest.begin, PartEnd(document, rest)};
      sentence.span = document.Span(sentence.tokens);
      document.sentences.push_back(sentence);
      rest.begin = sentence.tokens.end;
    }
  }
}

}  // namespace

void SegmentationStage::Annotate(AnnotatedDocument& document) const {
  uint32_t paragraph = 0;
  bool before_body = true;
  for (TextBlock block : FindTextBlocks(document.text)) {
    if (before_body && block.kind == BlockKind::kBody) {
      before_body = false;
      // What was said was not "LIMA, March 6 (Agency) – ...".
      const uint32_t start =
          block.span.begin + static_cast<uint32_t>(DatelineEnd(block.span.In(document.text)));
      if (start > block.span.begin) {
        AppendSentences({{block.span.begin, start - 1}, BlockKind::kByline}, paragraph, document);
      }
      block.span.begin = start;
    }
    AppendSentences(block, paragraph, document);
    ++paragraph;
  }
}

void SetGivenTokens(const std::vector<std::vector<std::string>>& sentences,
                    AnnotatedDocument& document) {
  uint32_t paragraph = 0;
  for (const std::vector<std::string>& words : sentences) {
    if (words.empty()) continue;
    if (!document.text.empty()) document.text.push_back('\n');
    Sentence sentence;
    sentence.paragraph = paragraph++;
    sentence.span.begin = static_cast<uint32_t>(document.text.size());
    sentence.tokens.begin = static_cast<uint32_t>(document.tokens.size());
    for (size_t i = 0; i < words.size(); ++i) {
      Token token;
      token.span.begin = static_cast<uint32_t>(document.text.size());
      document.text += words[i];
      token.span.end = static_cast<uint32_t>(document.text.size());
      token.space_after = i + 1 < words.size();
      if (token.space_after) document.text.push_back(' ');
      document.tokens.push_back(std::move(token));
    }
    sentence.span.end = document.tokens.back().span.end;
    sentence.tokens.end = static_cast<uint32_t>(document.tokens.size());
    document.sentences.push_back(sentence);
  }
}

}  // namespace dateline::nlp

#include "services/ingest/core/html_article.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/strings.h"
#include "services/ingest/core/article_blocks.h"
#include "services/ingest/core/html_blocks.h"
#include "services/ingest/core/html_entities.h"
#include "services/ingest/core/html_metadata.h"
#include "services/ingest/core/html_tree.h"
#include "services/ingest/core/page_markup.h"

namespace dateline::ingest {
namespace {

// Writes text with white space collapsed and blocks apart.
class BlockWriter {
 public:
  void EndBlock() { gap_ = std::max(gap_, Gap::kBlock); }
  void BreakLine() { gap_ = gap_ == Gap::kBlock ? gap_ : Gap::kLine; }
  void Space(ByteSpan source) {
    if (gap_ != Gap::kNone) return;
    gap_ = Gap::kSpace;
    space_ = source;
  }

  void Write(std::string_view character, ByteSpan source, bool preformatted) {
    switch (ClassifyCharacter(character)) {
      case CharacterClass::kDropped:
        return;
      case CharacterClass::kLineEnd:
        if (preformatted) return BreakLine();
        return Space(source);
      case CharacterClass::kSpace:
        return Space(source);
      case CharacterClass::kText:
        break;
    }
    CloseGap(source.begin);
    builder_.Append(character, source);
  }

  // Bytes written so far.
  size_t size() const { return builder_.text().size(); }

  CanonicalText Finish() && { return std::move(builder_).Finish(); }

 private:
  enum class Gap { kNone, kSpace, kLine, kBlock };

  void CloseGap(uint32_t position) {
    if (!builder_.text().empty()) {
      if (gap_ == Gap::kSpace) builder_.Append(" ", space_);
      if (gap_ == Gap::kLine) builder_.Insert("\n", position);
      if (gap_ == Gap::kBlock) builder_.Insert("\n\n", position);
    }
    gap_ = Gap::kNone;
  }

  CanonicalTextBuilder builder_;
  Gap gap_ = Gap::kNone;
  ByteSpan space_;
};

void WriteTextNode(std::string_view source, ByteSpan span, bool preformatted, BlockWriter& out) {
  const std::string_view text = span.In(source);
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int64_t>(text.size());
  for (int64_t i = 0; i < size;) {
    const auto begin = static_cast<uint32_t>(i);
    if (text[i] == '&') {
      if (const std::optional<HtmlEntity> entity = ReadHtmlEntity(text.substr(i))) {
        i += static_cast<int64_t>(entity->length);
        out.Write(entity->text, {span.begin + begin, span.begin + static_cast<uint32_t>(i)},
                  preformatted);
        continue;
      }
    }
    U8_FWD_1(bytes, i, size);
    const auto end = static_cast<uint32_t>(i);
    out.Write(text.substr(begin, end - begin), {span.begin + begin, span.begin + end},
              preformatted);
  }
}

// The row of a table that a cell belongs to, or kNoNode for other blocks.
int32_t RowOf(const HtmlTree& tree, const HtmlBlock& block) {
  if (block.container == kNoNode) return kNoNode;
  const HtmlNode& cell = tree.nodes()[block.container];
  return cell.tag == "td" || cell.tag == "th" ? cell.parent : kNoNode;
}

class ArticleWriter {
 public:
  explicit ArticleWriter(const HtmlTree& tree) : tree_(tree), never_text_(MarkNeverText(tree)) {
    preformatted_.resize(tree.nodes().size(), false);
    for (size_t i = 0; i < tree.nodes().size(); ++i) {
      const HtmlNode& node = tree.nodes()[i];
      preformatted_[i] =
          node.tag == "pre" || (node.parent != kNoNode && preformatted_[node.parent]);
    }
  }

  void Write(const HtmlBlock& block) {
    const int32_t row = RowOf(tree_, block);
    const ByteSpan cell = row == kNoNode ? ByteSpan() : SourceOf(block.container);
    // Broken tables may nest so that a cell begins before the last one's text ends.
    if (row != kNoNode && row == last_row_ && cell.begin >= last_end_) {
      out_.Space(cell);
    } else {
      out_.EndBlock();
    }
    last_row_ = row;
    for (uint32_t i = block.begin; i < block.end; ++i) {
      const HtmlNode& node = tree_.nodes()[i];
      if (never_text_[i]) continue;
      if (node.is_text()) {
        WriteTextNode(tree_.source(), node.source, preformatted_[i], out_);
        last_end_ = node.source.end;
      } else if (node.tag == "br") {
        out_.BreakLine();
      }
    }
  }

  size_t size() const { return out_.size(); }
  CanonicalText Finish() && { return std::move(out_).Finish(); }

 private:
  ByteSpan SourceOf(int32_t node) const { return tree_.nodes()[static_cast<size_t>(node)].source; }

  const HtmlTree& tree_;
  const std::vector<bool> never_text_;
  std::vector<bool> preformatted_;
  BlockWriter out_;
  int32_t last_row_ = kNoNode;
  uint32_t last_end_ = 0;  // Where the text written last ends in the page.
};

void WriteText(const HtmlTree& tree, const ArticlePlace& place, HtmlArticle& out) {
  ArticleWriter writer(tree);
  size_t body_begin = 0;
  for (size_t i = 0; i < place.blocks.size(); ++i) {
    const bool headline = place.headline == static_cast<int32_t>(i);
    if (!headline && !place.chosen[i]) continue;
    const bool first = writer.size() == 0;
    writer.Write(place.blocks[i]);
    if (headline && first) body_begin = writer.size();
  }
  out.text = std::move(writer).Finish();
  const size_t behind_gap = out.text.text.find_first_not_of('\n', body_begin);
  out.body_begin = static_cast<uint32_t>(std::min(behind_gap, out.text.text.size()));
}

}  // namespace

HtmlArticle ReadHtmlArticle(std::string_view page, std::string_view uri) {
  const HtmlTree tree = HtmlTree::Parse(page);
  const PageMarkup markup = CollectPageMarkup(tree);
  ArticlePlace place;
  place.blocks = FindHtmlBlocks(tree);
  place.chosen = ChooseArticleBlocks(tree, place.blocks, HintsOf(markup));
  HtmlArticle article;
  article.metadata = ReadHtmlMetadata(tree, markup, uri, place);
  WriteText(tree, place, article);
  if (tree.truncated()) {
    article.metadata.warnings.push_back(
        {"TEXT_TRUNCATED",
         StrCat("the page has more than ", kMaxHtmlNodes,
                " elements, or too many attributes or unclosed elements; the rest was not read"),
         {}});
  }
  return article;
}

}  // namespace dateline::ingest

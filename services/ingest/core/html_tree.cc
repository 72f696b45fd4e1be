#include "services/ingest/core/html_tree.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/ingest/core/html_entities.h"

namespace dateline::ingest {
namespace {

constexpr size_t kMaxAttributes = 64;
// libxml2 looks through all open elements at an end tag, and through all
// attributes of a tag at each further one. Both are quadratic on pages made for
// it, so the comparisons that reading on may cost are counted; ordinary pages of
// the largest size stay far below.
constexpr size_t kMaxComparisons = 400'000'000;
constexpr size_t kReadBytes = 2048;
// libxml2 hands text out in pieces; one cut for its size has at least this much.
constexpr size_t kFullPieceBytes = 900;

// Sent ahead of the page, so that libxml2 takes it for UTF-8 and not for Latin-1.
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

// IGNORE_ENC: the bytes are UTF-8, whatever a <meta> says.
constexpr int kOptions = HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOERROR |
                         HTML_PARSE_NOWARNING | HTML_PARSE_NOIMPLIED | HTML_PARSE_IGNORE_ENC |
                         HTML_PARSE_NODEFDTD;

// Elements without content, those younger than libxml2's list included.
bool IsVoid(std::string_view tag) {
  static constexpr std::array<std::string_view, 14> kTags = {
      "area",  "base", "br",   "col",   "embed",  "hr",    "img",
      "input", "link", "meta", "param", "source", "track", "wbr"};
  return std::find(kTags.begin(), kTags.end(), tag) != kTags.end();
}

std::string_view View(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

size_t CharacterEnd(std::string_view text, size_t at) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int64_t>(text.size());
  auto end = static_cast<int64_t>(at);
  if (end < size) U8_FWD_1(bytes, end, size);
  return static_cast<size_t>(end);
}

// What could end one attribute's name and begin another's.
bool SeparatesAttributes(char c) {
  return absl::ascii_isspace(c) || c == '"' || c == '\'' || c == '/' || c == '=';
}

// The source with what libxml2 drops or stops at (control characters,
// noncharacters) blanked out, so that every byte keeps its place.
std::string BlankOutControls(std::string_view source) {
  std::string clean(source);
  for (char& c : clean) {
    if (static_cast<unsigned char>(c) < 0x20 && !absl::ascii_isspace(c)) c = ' ';
    if (c == '\v' || c == '\f') c = ' ';
  }
  for (const std::string_view noncharacter : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
    for (size_t at = clean.find(noncharacter); at != std::string::npos;
         at = clean.find(noncharacter, at)) {
      clean.replace(at, noncharacter.size(), noncharacter.size(), ' ');
    }
  }
  return clean;
}

}  // namespace

// Builds the tree from libxml2's events.
class HtmlParser {
 public:
  explicit HtmlParser(std::string_view source) : source_(BlankOutControls(source)) {
    tree_.source_ = source;
  }

  HtmlTree Run() {
    [[maybe_unused]] static const bool initialised = (xmlInitParser(), true);
    const std::unique_ptr<htmlParserCtxt, decltype(&htmlFreeParserCtxt)> context(
        htmlNewParserCtxt(), &htmlFreeParserCtxt);
    if (context == nullptr) {
      tree_.truncated_ = true;
      return std::move(tree_);
    }
    context_ = context.get();
    // libxml2 hands the context to each handler, and the context knows us.
    context_->_private = this;
    *context_->sax = Handlers();
    htmlCtxtReadIO(context_, &HtmlParser::Read, nullptr, this, nullptr, nullptr, kOptions);
    CloseDownTo(0);
    return std::move(tree_);
  }

 private:
  static HtmlParser& Self(void* context) {
    return *static_cast<HtmlParser*>(static_cast<htmlParserCtxtPtr>(context)->_private);
  }

  static htmlSAXHandler Handlers() {
    htmlSAXHandler sax;
    std::memset(&sax, 0, sizeof(sax));
    sax.startElement = [](void* context, const xmlChar* name, const xmlChar** attributes) {
      Self(context).OnStart(View(name), attributes);
    };
    sax.endElement = [](void* context, const xmlChar*) { Self(context).OnEnd(); };
    sax.characters = [](void* context, const xmlChar* text, int size) {
      Self(context).OnText({reinterpret_cast<const char*>(text), static_cast<size_t>(size)});
    };
    sax.ignorableWhitespace = sax.characters;
    sax.cdataBlock = sax.characters;  // Scripts and style sheets.
    sax.comment = [](void* context, const xmlChar*) {
      Self(context).PassTo(Self(context).Cursor());
    };
    sax.processingInstruction = [](void* context, const xmlChar*, const xmlChar*) {
      Self(context).PassTo(Self(context).Cursor());
    };
    return sax;
  }

  // --- Reading -----------------------------------------------------------------

  static int Read(void* self, char* buffer, int size) {
    return static_cast<HtmlParser*>(self)->ReadNext(buffer, static_cast<size_t>(size));
  }

  // The end of input for a page that is not worth reading on, too: libxml2 then
  // closes what is open.
  int ReadNext(char* buffer, size_t size) {
    // In one piece with the page's first bytes: libxml2 looks at four.
    const std::string_view mark = read_ == 0 ? kUtf8Mark : std::string_view();
    if (size <= mark.size()) return 0;
    const std::string_view piece =
        std::string_view(source_).substr(read_, std::min(size - mark.size(), kReadBytes));
    if (piece.empty()) return 0;
    CountComparisons(piece);
    if (comparisons_ > kMaxComparisons) tree_.truncated_ = true;
    if (tree_.truncated_) return 0;
    std::copy(mark.begin(), mark.end(), buffer);
    std::copy(piece.begin(), piece.end(), buffer + mark.size());
    read_ += piece.size();
    return static_cast<int>(mark.size() + piece.size());
  }

  void CountComparisons(std::string_view piece) {
    size_t searches = 0;
    size_t separators = piece.size() / 100;  // A longer name is read as several.
    for (size_t i = 0; i < piece.size(); ++i) {
      searches += piece[i] == '<' && SearchesOpenElements(read_ + i);
      separators += SeparatesAttributes(piece[i]);
    }
    // libxml2 keeps room for the attributes of the longest tag so far, two
    // pointers for each.
    const auto room = static_cast<size_t>(std::max(context_->maxatts, 0)) / 2;
    comparisons_ += searches * static_cast<size_t>(std::max(context_->nameNr, 0)) +
                    separators * std::min(room, separators_);
    separators_ += separators;
  }

  // An end tag; and a second <body>, which is ignored.
  bool SearchesOpenElements(size_t tag) const {
    const std::string_view ahead = std::string_view(source_).substr(tag, 5);
    return ahead.starts_with("</") || absl::EqualsIgnoreCase(AbslView(ahead), "<body");
  }

  // --- Places ------------------------------------------------------------------

  // How far libxml2 has read: what it was given, less what it has yet to look at.
  // (Its own count of bytes, xmlParserInput::consumed, misses some.)
  size_t Cursor() const {
    const xmlParserInput* input = context_->input;
    if (input == nullptr || input->end <= input->cur) return read_;
    return read_ - std::min(read_, static_cast<size_t>(input->end - input->cur));
  }

  void PassTo(size_t position) {
    passed_ = std::max(passed_, position);
    separators_ = 0;
  }

  // From "<" to ">" of the start tag before the cursor; empty for an element that
  // libxml2 has put in.
  ByteSpan StartTagSpan(std::string_view name) const {
    size_t end = Cursor();
    const std::string_view source(source_);
    for (size_t at = source.find('<', passed_); at < end; at = source.find('<', at + 1)) {
      if (!absl::EqualsIgnoreCase(AbslView(source.substr(at + 1, name.size())), AbslView(name))) {
        continue;
      }
      if (source.substr(end, 2) == "/>") ++end;
      if (end < source.size() && source[end] == '>') ++end;
      return Span(at, end);
    }
    return Span(end, end);
  }

  // Where a piece of text stands that libxml2 has just read: as it is, or as a
  // character reference. The cursor is behind it, except that it is before the
  // last character of a piece cut for its size and before a lone "<".
  ByteSpan TextSpan(std::string_view text) const {
    const std::string_view source(source_);
    const size_t cursor = Cursor();
    const auto ends_at = [&](size_t end) {
      return end >= text_end_ + text.size() &&
             source.substr(end - text.size(), text.size()) == text;
    };
    if (ends_at(cursor)) return Span(cursor - text.size(), cursor);
    // Only what is ahead of the last text can be the reference that this one was.
    const size_t ahead = std::min(text_end_, cursor);
    const size_t reference = source.substr(ahead, cursor - ahead).rfind('&');
    const bool has_reference = reference != std::string_view::npos;
    const size_t next = CharacterEnd(source, cursor);
    const bool before_last = text.size() >= kFullPieceBytes || (text == "<" && !has_reference);
    if (before_last && ends_at(next)) return Span(next - text.size(), next);
    if (has_reference) return Span(ahead + reference, cursor);
    return Span(std::max(ahead, cursor - std::min(cursor, text.size())), cursor);
  }

  static ByteSpan Span(size_t begin, size_t end) {
    return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
  }

  // --- Events ------------------------------------------------------------------

  void OnStart(std::string_view name, const xmlChar** attributes) {
    const size_t depth = OpenAround();
    CloseDownTo(depth);
    const ByteSpan source = StartTagSpan(name);
    PassTo(source.end);
    if (IsFull()) return;
    const int32_t parent = Parent();
    // Only what stands in the page is in the tree; the content of an element that
    // is not there, or can have none, is its parent's.
    const bool stays_open = !source.empty() && !IsVoid(name);
    if (!source.empty()) {
      text_end_ = std::max<size_t>(text_end_, source.end);
      if (depth < kMaxHtmlDepth || !stays_open) {
        HtmlNode node;
        node.tag = name;
        node.source = source;
        ReadAttributes(attributes, node);
        Add(std::move(node));
      }
    }
    if (depth >= kMaxHtmlDepth) return;
    open_.push_back(stays_open ? static_cast<int32_t>(tree_.nodes_.size()) - 1 : parent);
  }

  void OnEnd() {
    CloseDownTo(OpenAround());
    separators_ = 0;
  }

  void OnText(std::string_view text) {
    const ByteSpan span = TextSpan(text);
    PassTo(span.end);
    if (span.empty() || IsFull()) return;
    text_end_ = span.end;
    // The code of a script that is itself too deep for the tree is no text.
    const std::string_view name = View(context_->name);
    const bool is_code = name == "script" || name == "style";
    if (is_code && static_cast<size_t>(context_->nameNr) > kMaxHtmlDepth) return;
    if (!tree_.nodes_.empty()) {
      HtmlNode& last = tree_.nodes_.back();
      if (last.is_text() && last.parent == Parent() && last.source.end == span.begin) {
        last.source.end = span.end;
        return;
      }
    }
    HtmlNode node;
    node.source = span;
    Add(std::move(node));
  }

  // The elements around the one that an event is about, which is libxml2's last.
  size_t OpenAround() const { return static_cast<size_t>(std::max(context_->nameNr - 1, 0)); }

  // True, and nothing more is read, if the tree may not grow.
  bool IsFull() {
    if (tree_.nodes_.size() >= kMaxHtmlNodes) tree_.truncated_ = true;
    return tree_.truncated_;
  }

  static void ReadAttributes(const xmlChar** attributes, HtmlNode& node) {
    if (attributes == nullptr) return;
    for (; attributes[0] != nullptr && node.attributes.size() < kMaxAttributes; attributes += 2) {
      node.attributes.emplace_back(View(attributes[0]), View(attributes[1]));
    }
  }

  int32_t Parent() const { return open_.empty() ? kNoNode : open_.back(); }

  void CloseDownTo(size_t depth) {
    for (size_t i = depth; i < open_.size(); ++i) {
      if (open_[i] != kNoNode) {
        tree_.nodes_[open_[i]].subtree_end = static_cast<uint32_t>(tree_.nodes_.size());
      }
    }
    open_.resize(std::min(depth, open_.size()));
  }

  // Until it is closed, a node ends behind itself.
  void Add(HtmlNode node) {
    node.parent = Parent();
    tree_.nodes_.push_back(std::move(node));
    tree_.nodes_.back().subtree_end = static_cast<uint32_t>(tree_.nodes_.size());
  }

  const std::string source_;  // As libxml2 gets it; byte for byte as long as the page.
  HtmlTree tree_;
  htmlParserCtxtPtr context_ = nullptr;
  std::vector<int32_t> open_;  // For each of libxml2's open elements the node that takes content.
  size_t read_ = 0;            // Bytes given to libxml2.
  size_t passed_ = 0;          // Start tags ahead begin no earlier.
  size_t text_end_ = 0;        // Text ahead begins no earlier.
  size_t comparisons_ = 0;     // At most made so far.
  size_t separators_ = 0;      // Read since the last event.
};

std::string_view HtmlNode::Attribute(std::string_view name) const {
  for (const auto& [key, value] : attributes) {
    if (key == name) return value;
  }
  return {};
}

bool HtmlNode::HasAttribute(std::string_view name) const {
  return std::any_of(attributes.begin(), attributes.end(),
                     [&](const auto& attribute) { return attribute.first == name; });
}

HtmlTree HtmlTree::Parse(std::string_view source) { return HtmlParser(source).Run(); }

int32_t HtmlTree::Find(std::string_view tag, uint32_t from) const {
  for (uint32_t i = from; i < nodes_.size(); ++i) {
    if (nodes_[i].tag == tag) return static_cast<int32_t>(i);
  }
  return kNoNode;
}

std::string HtmlTree::TextOf(uint32_t node) const {
  std::string text;
  for (uint32_t i = node; i < nodes_[node].subtree_end; ++i) {
    if (nodes_[i].is_text()) text += DecodeHtmlEntities(nodes_[i].source.In(source_));
  }
  return CollapseWhiteSpace(text);
}

}  // namespace dateline::ingest

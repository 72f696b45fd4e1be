#include "services/extraction/nlp/quotes/quote_stage.h"

#include <optional>
#include <string_view>
#include <vector>

#include "services/extraction/nlp/lexicon/lexicon.h"

namespace dateline::nlp {
namespace {

enum class MarkKind : uint8_t { kStraight, kLeft, kRight };

struct Mark {
  ByteSpan span;
  MarkKind kind = MarkKind::kStraight;
  bool space_before = false;  // White space, an opening bracket or the start.
  bool space_after = false;   // White space, punctuation or the end.
};

bool IsSpaceByte(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

bool EndsInSpace(std::string_view text) {
  return text.empty() || IsSpaceByte(text.back()) || text.ends_with("\u00a0") ||
         text.back() == '(' || text.back() == '[' || text.ends_with("—") || text.ends_with("–");
}

bool StartsWithSpace(std::string_view text) {
  return text.empty() || IsSpaceByte(text.front()) || text.starts_with("\u00a0") ||
         std::string_view(".,;:!?)]").find(text.front()) != std::string_view::npos;
}

// The quotation mark at `at`, if there is one. Two single marks in a row count
// as a double one; single marks alone do not count (they are apostrophes).
std::optional<Mark> MarkAt(std::string_view text, uint32_t at) {
  struct Form {
    std::string_view bytes;
    MarkKind kind;
  };
  constexpr Form kForms[] = {{"\"", MarkKind::kStraight}, {"“", MarkKind::kLeft},
                             {"”", MarkKind::kRight},     {"„", MarkKind::kLeft},
                             {"«", MarkKind::kLeft},      {"»", MarkKind::kRight},
                             {"‘‘", MarkKind::kLeft},     {"’’", MarkKind::kRight},
                             {"''", MarkKind::kStraight}, {"``", MarkKind::kLeft}};
  for (const Form& form : kForms) {
    if (!text.substr(at).starts_with(form.bytes)) continue;
    Mark mark;
    mark.span = {at, at + static_cast<uint32_t>(form.bytes.size())};
    mark.kind = form.kind;
    mark.space_before = EndsInSpace(text.substr(0, at));
    mark.space_after = StartsWithSpace(text.substr(mark.span.end));
    return mark;
  }
  return std::nullopt;
}

// A paragraph of running text.
struct Paragraph {
  ByteSpan span;
  BlockKind block = BlockKind::kBody;
};

std::vector<Paragraph> Paragraphs(const AnnotatedDocument& document) {
  std::vector<Paragraph> out;
  uint32_t last = 0;
  for (const Sentence& sentence : document.sentences) {
    if (out.empty() || sentence.paragraph != last) {
      out.push_back({sentence.span, sentence.block});
    } else {
      out.back().span.end = sentence.span.end;
    }
    last = sentence.paragraph;
  }
  return out;
}

class QuoteFinder {
 public:
  explicit QuoteFinder(AnnotatedDocument& document) : document_(document), text_(document.text) {}

  void Run() {
    for (const Paragraph& paragraph : Paragraphs(document_)) {
      if (paragraph.block == BlockKind::kBoilerplate) continue;
      FindInParagraph(paragraph.span);
    }
  }

 private:
  std::vector<Mark> MarksIn(ByteSpan span) const {
    std::vector<Mark> marks;
    for (uint32_t at = span.begin; at < span.end;) {
      const auto mark = MarkAt(text_, at);
      if (mark.has_value() && mark->span.end <= span.end) {
        marks.push_back(*mark);
        at = mark->span.end;
      } else {
        ++at;
      }
    }
    return marks;
  }

  // Pairs the marks of a paragraph in order. What a mark is depends first on
  // the spaces beside it: “ after a word and before a space closes.
  void FindInParagraph(ByteSpan paragraph) {
    const std::vector<Mark> marks = MarksIn(paragraph);
    std::optional<uint32_t> open = std::nullopt;  // First byte of the opening mark.
    uint32_t inner = 0;
    for (const Mark& mark : marks) {
      if (!open.has_value()) {
        if (Opens(mark)) {
          open = mark.span.begin;
          inner = mark.span.end;
        } else if (mark.span.begin > paragraph.begin && LacksOpening(paragraph, mark)) {
          // Closed without having been opened: it began with the paragraph.
          AddQuote({paragraph.begin, mark.span.end}, {paragraph.begin, mark.span.begin});
        }
        continue;
      }
      if (Closes(mark)) {
        AddQuote({*open, mark.span.end}, {inner, mark.span.begin});
        open.reset();
      }
      // An opening mark inside an open quotation is a quotation inside it.
    }
    if (open.has_value()) AddUnclosed(paragraph, *open, inner);
  }

  bool Opens(const Mark& mark) const {
    if (mark.space_after && !mark.space_before) return false;
    if (mark.kind == MarkKind::kLeft) return true;
    if (mark.kind == MarkKind::kRight) return mark.space_before && !mark.space_after;
    return !mark.space_after || mark.space_before;
  }

  bool Closes(const Mark& mark) const {
    if (mark.kind == MarkKind::kRight) return true;
    if (mark.kind == MarkKind::kLeft) return !mark.space_before && mark.space_after;
    return !mark.space_before || mark.space_after;
  }

  // The paragraph's first quotation mark closes, and what stands before it reads
  // like speech: no other quotation ended before it in this paragraph.
  bool LacksOpening(ByteSpan paragraph, const Mark& mark) const {
    const bool first =
        document_.quotes.empty() || document_.quotes.back().outer.end <= paragraph.begin;
    return first && mark.span.begin - paragraph.begin >= 20;
  }

  // A quotation that goes on in the next paragraph has no closing mark here.
  void AddUnclosed(ByteSpan paragraph, uint32_t open, uint32_t inner) {
    if (paragraph.end - inner < 15) return;
    AddQuote({open, paragraph.end}, {inner, paragraph.end});
  }

  void AddQuote(ByteSpan outer, ByteSpan inner) {
    while (!inner.empty() && IsSpaceByte(text_[inner.begin])) ++inner.begin;
    while (!inner.empty() && IsSpaceByte(text_[inner.end - 1])) --inner.end;
    if (inner.empty()) return;
    Quote quote;
    quote.outer = outer;
    quote.inner = inner;
    quote.fragment = IsFragment(outer, inner);
    document_.quotes.push_back(quote);
  }

  // A few words inside a sentence of the author: no capital at the start, or
  // words of the sentence right before it and no mark of an end inside.
  bool IsFragment(ByteSpan outer, ByteSpan inner) const {
    const std::string_view words = inner.In(text_);
    const bool ends = std::string_view(".!?,").find(words.back()) != std::string_view::npos ||
                      words.ends_with("…");
    const bool upper = StartsUpper(words) || words.starts_with("[") || words.starts_with("…") ||
                       words.starts_with("...");
    if (!upper) return !ResumesQuote(outer, words);
    if (ends) return false;
    std::string_view before = std::string_view(text_).substr(0, outer.begin);
    while (!before.empty() && IsSpaceByte(before.back())) before.remove_suffix(1);
    const bool introduced = before.empty() || before.back() == ',' || before.back() == ':' ||
                            text_[outer.begin == 0 ? 0 : outer.begin - 1] == '\n';
    return !introduced && inner.size() < 60;
  }

  // '"We came," he said, "and we stayed."': the second half of a sentence.
  bool ResumesQuote(ByteSpan outer, std::string_view words) const {
    if (document_.quotes.empty() || words.size() < 10) return false;
    const bool ends = words.ends_with(".") || words.ends_with("!") || words.ends_with("?");
    const Quote& last = document_.quotes.back();
    if (!ends || last.fragment || outer.begin - last.outer.end > 120) return false;
    const std::string_view between =
        std::string_view(text_).substr(last.outer.end, outer.begin - last.outer.end);
    const bool comma = between.ends_with(", ") || between.ends_with(",");
    return comma && between.find('\n') == std::string_view::npos &&
           text_[last.inner.end - 1] == ',';
  }

  AnnotatedDocument& document_;
  const std::string& text_;
};

}  // namespace

void QuoteStage::Annotate(AnnotatedDocument& document) const { QuoteFinder(document).Run(); }

}  // namespace dateline::nlp

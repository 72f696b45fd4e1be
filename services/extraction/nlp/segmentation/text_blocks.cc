#include "services/extraction/nlp/segmentation/text_blocks.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

#include "services/extraction/nlp/lexicon/lexicon.h"

namespace dateline::nlp {
namespace {

// Lines that start with one of these (lower case) are not the article.
constexpr std::string_view kBoilerplateStarts[] = {"subscribe",
                                                   "follow us",
                                                   "follow our",
                                                   "sign up",
                                                   "click here",
                                                   "read also",
                                                   "read more",
                                                   "also read",
                                                   "read next",
                                                   "read:",
                                                   "see also",
                                                   "related:",
                                                   "related articles",
                                                   "related posts",
                                                   "related news",
                                                   "related stories",
                                                   "related topics",
                                                   "related links",
                                                   "more on this",
                                                   "share this",
                                                   "share on",
                                                   "share:",
                                                   "©",
                                                   "copyright",
                                                   "all rights reserved",
                                                   "thank you for",
                                                   "thank you!",
                                                   "support us",
                                                   "support our",
                                                   "support independent",
                                                   "advertisement",
                                                   "dear readers",
                                                   "dear reader",
                                                   "if you find an error",
                                                   "if you found an error",
                                                   "found an error",
                                                   "the post ",
                                                   "join our",
                                                   "join us on",
                                                   "download our",
                                                   "comments",
                                                   "leave a",
                                                   "your email",
                                                   "terms of",
                                                   "privacy policy",
                                                   "cookie",
                                                   "we use cookies",
                                                   "newsletter",
                                                   "our community",
                                                   "get the latest",
                                                   "stay updated",
                                                   "stay informed",
                                                   "like us on",
                                                   "follow @",
                                                   "views:",
                                                   "tags:",
                                                   "tag:",
                                                   "category:",
                                                   "categories:",
                                                   "filed under",
                                                   "print this",
                                                   "email this",
                                                   "posted in",
                                                   "now the editors",
                                                   "don't miss",
                                                   "trending",
                                                   "most read",
                                                   "most popular",
                                                   "editor's picks",
                                                   "recommended",
                                                   "watch:",
                                                   "listen:",
                                                   "sponsored",
                                                   "placing links",
                                                   "prohibited from publication",
                                                   "the site administration",
                                                   "log in",
                                                   "login",
                                                   "register now",
                                                   "donate",
                                                   "next article",
                                                   "previous article",
                                                   "back to top",
                                                   "load more",
                                                   "skip to",
                                                   "home »",
                                                   "home >",
                                                   "disclaimer",
                                                   "read together",
                                                   "subscribe to",
                                                   "this article was",
                                                   "this story was",
                                                   "this report was",
                                                   "for more information",
                                                   "to read more",
                                                   "continue reading",
                                                   "help us",
                                                   "contact us",
                                                   "to subscribe",
                                                   "have a news tip",
                                                   "whatsapp",
                                                   "telegram channel",
                                                   "follow the",
                                                   "breaking news alerts",
                                                   "send us",
                                                   "we welcome",
                                                   "report a"};

// Wording anywhere in a line that gives it away.
constexpr std::string_view kBoilerplateParts[] = {"appeared first on",
                                                  "all rights reserved",
                                                  "sign up to receive",
                                                  "subscribe to our",
                                                  "our newsletter",
                                                  "follow us on",
                                                  "on facebook and twitter",
                                                  "published with permission",
                                                  "republished with",
                                                  "click on the link",
                                                  "rules for publishing comments",
                                                  "select a piece of text",
                                                  "ctrl + enter",
                                                  "ctrl+enter",
                                                  "our whatsapp",
                                                  "our telegram",
                                                  "this material may not be",
                                                  "may not be published, broadcast",
                                                  "join the conversation",
                                                  "disable your ad"};

// Nothing after such a line belongs to the article.
constexpr std::string_view kTailStarts[] = {
    "if you find an error", "if you found an error", "dear readers",    "related articles",
    "related posts",        "related news",          "related stories", "most read",
    "most popular",         "leave a reply",         "leave a comment", "read together",
    "comments (",           "recommended for you"};

constexpr std::string_view kCreditStarts[] = {
    "photo:",           "photos:",          "photo by",
    "photograph:",      "photo credit",     "photo courtesy",
    "image:",           "image credit",     "images:",
    "picture:",         "pictures:",        "source:",
    "sources:",         "source -",         "based on materials",
    "based on reports", "with files from",  "with reporting by",
    "reporting by",     "(reporting by",    "additional reporting",
    "edited by",        "editing by",       "written by",
    "credit:",          "credits:",         "video:",
    "caption:",         "file photo",       "file image",
    "file picture",     "illustration:",    "with inputs from",
    "with input from",  "collective photo", "group photo"};

constexpr std::string_view kBylineStarts[] = {"by ",
                                              "by:",
                                              "author:",
                                              "published",
                                              "updated",
                                              "posted",
                                              "last updated",
                                              "last modified",
                                              "date:",
                                              "reported by",
                                              "from our correspondent"};

bool StartsWithAny(std::string_view line, const auto& starts) {
  return std::any_of(std::begin(starts), std::end(starts),
                     [line](std::string_view start) { return line.starts_with(start); });
}

bool ContainsAny(std::string_view line, const auto& parts) {
  return std::any_of(std::begin(parts), std::end(parts), [line](std::string_view part) {
    return line.find(part) != std::string_view::npos;
  });
}

// Length of the white space (ASCII, NBSP, ideographic and thin spaces, BOM) at
// the start of `text`.
size_t SpaceAtStart(std::string_view text) {
  constexpr std::string_view kWide[] = {"\u00a0", "\u2002", "\u2003", "\u2009", "\u200a",
                                        "\u200b", "\u202f", "\u3000", "\ufeff"};
  if (text.empty()) return 0;
  if (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r')) return 1;
  for (const std::string_view wide : kWide) {
    if (text.starts_with(wide)) return wide.size();
  }
  return 0;
}

size_t SpaceAtEnd(std::string_view text) {
  for (size_t length = 1; length <= 3 && length <= text.size(); ++length) {
    const std::string_view tail = text.substr(text.size() - length);
    if (SpaceAtStart(tail) == length) return length;
  }
  return 0;
}

ByteSpan Trim(std::string_view text, ByteSpan span) {
  while (!span.empty()) {
    const size_t n = SpaceAtStart(span.In(text));
    if (n == 0) break;
    span.begin += static_cast<uint32_t>(n);
  }
  while (!span.empty()) {
    const size_t n = SpaceAtEnd(span.In(text));
    if (n == 0) break;
    span.end -= static_cast<uint32_t>(n);
  }
  return span;
}

struct LineShape {
  size_t words = 0;
  size_t letters = 0;
  size_t capitalised = 0;
  bool ends_sentence = false;
  bool has_quote_end = false;
};

bool EndsSentence(std::string_view line) {
  constexpr std::string_view kClosers[] = {"\"", "'", ")", "]", "”", "’", "»", "“"};
  for (bool more = true; more;) {
    more = false;
    for (const std::string_view closer : kClosers) {
      if (line.ends_with(closer)) {
        line.remove_suffix(closer.size());
        more = true;
      }
    }
  }
  return line.ends_with('.') || line.ends_with('!') || line.ends_with('?') || line.ends_with("…") ||
         line.ends_with(':') || line.ends_with(';');
}

LineShape ShapeOf(std::string_view line) {
  LineShape shape;
  bool in_word = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const bool space = line[i] == ' ' || line[i] == '\t' || line[i] == '\n';
    if (!space && !in_word) {
      ++shape.words;
      if (StartsUpper(line.substr(i))) ++shape.capitalised;
    }
    in_word = !space;
    const auto c = static_cast<unsigned char>(line[i]);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xC3) ++shape.letters;
  }
  shape.ends_sentence = EndsSentence(line);
  return shape;
}

// A calendar's head or row, a list of links, a bare number or address.
bool IsDebris(std::string_view lower, const LineShape& shape) {
  if (shape.letters < 3) return true;
  if (lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.")) {
    return true;
  }
  if (lower.starts_with("•") || lower.starts_with("* ")) return shape.words <= 6;
  return lower.find("mon tue") != std::string_view::npos ||
         lower.find("mon tues") != std::string_view::npos ||
         (lower.ends_with("...") && shape.words <= 30 && !lower.starts_with("\""));
}

// A line that gives little but a date, a place or a name of an author.
bool IsByline(std::string_view lower, const LineShape& shape, bool after_title) {
  if (shape.words > 18 || (shape.ends_sentence && shape.words > 8)) return false;
  if (StartsWithAny(lower, kBylineStarts) && !shape.ends_sentence) return true;
  constexpr std::string_view kMonths[] = {"january",   "february", "march",    "april",
                                          "may ",      "june",     "july",     "august",
                                          "september", "october",  "november", "december"};
  const bool digits = lower.find_first_of("0123456789") != std::string_view::npos;
  if (digits && shape.words <= 8 && ContainsAny(lower, kMonths) && !shape.ends_sentence)
    return true;
  if (lower.find("(moscow time)") != std::string_view::npos) return true;
  if (digits && shape.words <= 4 && shape.letters < 8) return true;
  // "Jane Example." straight below the headline.
  return after_title && shape.words <= 4 && shape.capitalised == shape.words;
}

BlockKind KindOf(std::string_view line, bool first, bool after_title) {
  const LineShape shape = ShapeOf(line.substr(0, 4000));
  const std::string lower = LowerCase(line.substr(0, 400));
  if (IsDebris(lower, shape)) return BlockKind::kBoilerplate;
  if (StartsWithAny(lower, kCreditStarts) && shape.words <= 40) return BlockKind::kCredit;
  // Long paragraphs are the article even if they begin like an advertisement.
  if (shape.words <= 45 && StartsWithAny(lower, kBoilerplateStarts) &&
      !(lower.starts_with("the post ") && !ContainsAny(lower, kBoilerplateParts))) {
    const bool ordinary_sentence =
        shape.words > 14 && shape.ends_sentence && !ContainsAny(lower, kBoilerplateParts) &&
        (lower.starts_with("support ") || lower.starts_with("follow the") ||
         lower.starts_with("trending") || lower.starts_with("help us") ||
         lower.starts_with("comments"));
    if (!ordinary_sentence) return BlockKind::kBoilerplate;
  }
  if (shape.words <= 60 && ContainsAny(lower, kBoilerplateParts)) return BlockKind::kBoilerplate;
  if (IsByline(lower, shape, after_title)) return BlockKind::kByline;
  if (shape.ends_sentence) return BlockKind::kBody;
  if (first && shape.words <= 45) return BlockKind::kTitle;
  // Running text may lack its last stop; headings are short.
  if (shape.words <= 16) return BlockKind::kHeading;
  const bool title_case = shape.capitalised * 10 >= shape.words * 6;
  return title_case && shape.words <= 25 ? BlockKind::kHeading : BlockKind::kBody;
}

bool StartsLower(std::string_view line) {
  return !line.empty() && StartsWithLetter(line) && !StartsUpper(line);
}

// Lines of `text`, trimmed, empty ones left out; a line that goes on in lower
// case straight below a long line without an end is part of it.
std::vector<ByteSpan> Paragraphs(std::string_view text) {
  std::vector<ByteSpan> out;
  bool blank_before = true;
  for (size_t at = 0; at <= text.size();) {
    size_t end = text.find('\n', at);
    if (end == std::string_view::npos) end = text.size();
    const ByteSpan line = Trim(text, {static_cast<uint32_t>(at), static_cast<uint32_t>(end)});
    if (line.empty()) {
      blank_before = true;
    } else {
      const bool wrapped = !blank_before && !out.empty() && StartsLower(line.In(text)) &&
                           out.back().size() > 40 && !EndsSentence(out.back().In(text));
      if (wrapped) {
        out.back().end = line.end;
      } else {
        out.push_back(line);
      }
      blank_before = false;
    }
    at = end + 1;
  }
  return out;
}

// Marks everything after a tail marker in the last part of the article.
void MarkTail(std::string_view text, std::vector<TextBlock>& blocks) {
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i].span.begin < text.size() / 2) continue;
    const std::string lower = LowerCase(blocks[i].span.In(text).substr(0, 60));
    if (!StartsWithAny(lower, kTailStarts)) continue;
    for (size_t j = i; j < blocks.size(); ++j) {
      if (blocks[j].kind != BlockKind::kCredit) blocks[j].kind = BlockKind::kBoilerplate;
    }
    return;
  }
}

}  // namespace

std::vector<TextBlock> FindTextBlocks(std::string_view text) {
  std::vector<TextBlock> blocks;
  bool first = true;
  bool after_title = false;
  std::unordered_set<std::string_view> seen;
  for (const ByteSpan span : Paragraphs(text)) {
    const std::string_view line = span.In(text);
    TextBlock block{span, KindOf(line, first, after_title)};
    // The same paragraph again (a teaser box) attests nothing new.
    if (!seen.insert(line).second) block.kind = BlockKind::kBoilerplate;
    after_title =
        block.kind == BlockKind::kTitle || (after_title && block.kind == BlockKind::kHeading);
    if (block.kind != BlockKind::kBoilerplate && block.kind != BlockKind::kByline) first = false;
    blocks.push_back(block);
  }
  MarkTail(text, blocks);
  return blocks;
}

}  // namespace dateline::nlp

#include "tools/dateline/terminal.h"

#include <sys/ioctl.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unistd.h>

#include <cstdlib>

namespace dateline::cli {
namespace {

std::string_view EscapeFor(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kStrong:
      return "\x1b[1m";
    case Style::kFaint:
      return "\x1b[2m";
    case Style::kGood:
      return "\x1b[32m";
    case Style::kWarning:
      return "\x1b[33m";
    case Style::kBad:
      return "\x1b[31m";
    case Style::kHighlight:
      return "\x1b[30;43m";
    case Style::kPerson:
      return "\x1b[36m";
    case Style::kOrganization:
      return "\x1b[35m";
    case Style::kPlace:
      return "\x1b[32m";
    case Style::kTime:
      return "\x1b[34m";
  }
  return "";
}

bool IsSet(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

size_t WidthOf(int descriptor, bool interactive) {
  if (const char* columns = std::getenv("COLUMNS")) {
    char* end = nullptr;
    const unsigned long number = std::strtoul(columns, &end, 10);
    if (end != columns && *end == '\0' && number >= 20 && number < 10000) return number;
  }
  winsize size{};
  if (interactive && ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) {
    return size.ws_col;
  }
  return interactive ? 80 : Terminal::kUnlimited;
}

size_t ColumnsOf(UChar32 character) {
  switch (u_charType(character)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
    case U_CONTROL_CHAR:
      return 0;
    default:
      break;
  }
  const int width = u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_FULLWIDTH || width == U_EA_WIDE ? 2 : 1;
}

// Reads the character at `at` and moves past it; returns its columns.
size_t NextCharacter(std::string_view text, size_t& at) {
  int32_t offset = 0;
  UChar32 character = 0;
  const std::string_view rest = text.substr(at, 4);
  U8_NEXT(reinterpret_cast<const uint8_t*>(rest.data()), offset, static_cast<int32_t>(rest.size()),
          character);
  at += static_cast<size_t>(offset);
  return character < 0 ? 1 : ColumnsOf(character);
}

// Bytes of the longest prefix that takes at most `width` columns, and at least
// one character.
size_t PrefixOfWidth(std::string_view text, size_t width) {
  size_t used = 0;
  size_t at = 0;
  while (at < text.size()) {
    size_t next = at;
    used += NextCharacter(text, next);
    if (used > width && at > 0) return at;
    at = next;
  }
  return at;
}

}  // namespace

Terminal Terminal::ForDescriptor(int descriptor) {
  const bool interactive = isatty(descriptor) == 1;
  const char* term = std::getenv("TERM");
  const bool dumb = term != nullptr && std::string_view(term) == "dumb";
  return Terminal(interactive, interactive && !dumb && !IsSet("NO_COLOR"),
                  WidthOf(descriptor, interactive));
}

std::string Terminal::Paint(Style style, std::string_view text) const {
  if (!colour_ || style == Style::kPlain || text.empty()) return std::string(text);
  std::string out(EscapeFor(style));
  out += text;
  out += "\x1b[0m";
  return out;
}

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  for (size_t at = 0; at < text.size();) width += NextCharacter(text, at);
  return width;
}

std::string TruncateToWidth(std::string_view text, size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width <= 1) return "…";
  std::string out(text.substr(0, PrefixOfWidth(text, width - 1)));
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out + "…";
}

std::vector<std::string> WrapToWidth(std::string_view text, size_t width) {
  std::vector<std::string> lines;
  std::string line;
  size_t line_width = 0;
  size_t at = 0;
  while (at < text.size()) {
    const size_t begin = text.find_first_not_of(" \n\r\t", at);
    if (begin == std::string_view::npos) break;
    const size_t end = std::min(text.find_first_of(" \n\r\t", begin), text.size());
    std::string_view word = text.substr(begin, end - begin);
    at = end;
    if (!line.empty() && line_width + 1 + DisplayWidth(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
      line_width = 0;
    }
    while (line.empty() && DisplayWidth(word) > width) {
      const size_t cut = PrefixOfWidth(word, width);
      lines.emplace_back(word.substr(0, cut));
      word.remove_prefix(cut);
    }
    if (word.empty()) continue;
    if (!line.empty()) {
      line += ' ';
      ++line_width;
    }
    line += word;
    line_width += DisplayWidth(word);
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string SafeForTerminal(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '\n' || byte == '\r' || byte == '\t') {
      out += ' ';
    } else if (byte < 0x20 || byte == 0x7f) {
      out += '?';
    } else if (byte == 0xc2 && i + 1 < text.size() &&
               static_cast<unsigned char>(text[i + 1]) < 0xa0) {
      out += '?';  // C1 controls, U+0080 to U+009F.
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace dateline::cli

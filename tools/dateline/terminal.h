// Where output goes: whether it is a terminal, how wide, and in which colours.
//
//   Terminal out = Terminal::ForDescriptor(STDOUT_FILENO);
//   std::cout << out.Paint(Style::kStrong, "Kenji Abara") << "\n";
//
// Colours appear only on a terminal, and never with NO_COLOR set or TERM=dumb.
// Widths count terminal columns, not bytes. Values; thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_TERMINAL_H_
#define DATELINE_TOOLS_DATELINE_TERMINAL_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::cli {

enum class Style {
  kPlain,
  kStrong,     // Headings, names.
  kFaint,      // What matters less.
  kGood,       // Delivered, agreed.
  kWarning,    // Planned, odd.
  kBad,        // Conflicts, failures.
  kHighlight,  // Evidence.
  kPerson,
  kOrganization,
  kPlace,
  kTime,
};

class Terminal {
 public:
  // No limit to the width of a line.
  static constexpr size_t kUnlimited = 0;

  // A pipe or a file: no colours, lines as long as they are.
  Terminal() = default;
  Terminal(bool interactive, bool colour, size_t width)
      : interactive_(interactive), colour_(colour), width_(width) {}

  // What `descriptor` is connected to. The width comes from COLUMNS if that is
  // set to a number of at least 20, else from the terminal; a pipe without
  // COLUMNS has no limit.
  static Terminal ForDescriptor(int descriptor);

  // True if a person looks at it as it comes.
  bool interactive() const { return interactive_; }
  bool colour() const { return colour_; }
  // Columns, or kUnlimited.
  size_t width() const { return width_; }

  // `text` in `style`, or as it is where there are no colours.
  std::string Paint(Style style, std::string_view text) const;

 private:
  bool interactive_ = false;
  bool colour_ = false;
  size_t width_ = kUnlimited;
};

// Columns that `text` takes: none for combining marks and format characters,
// two for wide East Asian characters and emoji. Malformed bytes count one each.
size_t DisplayWidth(std::string_view text);

// `text` in at most `width` columns; what is cut ends in "…". REQUIRES:
// width >= 1.
std::string TruncateToWidth(std::string_view text, size_t width);

// `text` in lines of at most `width` columns, broken at spaces, and inside a
// word only where it is longer than a line. Line feeds in it count as spaces.
// At least one line. REQUIRES: width >= 1.
std::vector<std::string> WrapToWidth(std::string_view text, size_t width);

// Control characters as "?" and line ends and tabs as spaces, so that text from
// an article cannot steer a terminal.
std::string SafeForTerminal(std::string_view text);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_TERMINAL_H_

#include "tools/dateline/table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace dateline::cli {
namespace {

Terminal Narrow(size_t width) { return Terminal(true, false, width); }

size_t WidestLine(const std::string& text) {
  size_t widest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, DisplayWidth(line));
  return widest;
}

TEST(DisplayWidthTest, CountsColumnsNotBytes) {
  EXPECT_EQ(DisplayWidth("abc"), 3u);
  EXPECT_EQ(DisplayWidth("Zürich"), 6u);
  EXPECT_EQ(DisplayWidth("u\xCC\x88"), 1u);       // u and a combining diaeresis.
  EXPECT_EQ(DisplayWidth("東京"), 4u);            // Wide.
  EXPECT_EQ(DisplayWidth("a\xE2\x80\x8Dz"), 2u);  // Zero-width joiner.
  EXPECT_EQ(DisplayWidth("\xFF"), 1u);            // Malformed.
}

TEST(TruncateToWidthTest, CutsOnCharacters) {
  EXPECT_EQ(TruncateToWidth("short", 5), "short");
  EXPECT_EQ(TruncateToWidth("longer", 5), "long…");
  EXPECT_EQ(TruncateToWidth("東京都庁", 5), "東京…");
  EXPECT_EQ(TruncateToWidth("two words", 5), "two…");
  EXPECT_EQ(TruncateToWidth("ab", 1), "…");
}

TEST(WrapToWidthTest, BreaksAtSpacesAndInsideLongWords) {
  EXPECT_EQ(WrapToWidth("one two  three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(WrapToWidth("abcdefgh i", 3), (std::vector<std::string>{"abc", "def", "gh", "i"}));
  EXPECT_EQ(WrapToWidth("", 3), (std::vector<std::string>{""}));
  EXPECT_EQ(WrapToWidth("a\nb", 10), (std::vector<std::string>{"a b"}));
}

TEST(SafeForTerminalTest, LetsNothingSteerTheTerminal) {
  EXPECT_EQ(SafeForTerminal("a\x1b[31mb\n\tc\x7f"), "a?[31mb  c?");
  EXPECT_EQ(SafeForTerminal("x\xC2\x9By"), "x?y");  // C1: control sequence introducer.
  EXPECT_EQ(SafeForTerminal("é “q”"), "é “q”");
}

TEST(TableTest, AlignsByDisplayWidthWithoutTrailingSpaces) {
  Table table({{"Name"}, {"N", Fit::kKeep, Align::kRight}});
  table.AddRow({{"Zürich"}, {"7"}});
  table.AddRow({{"東京"}, {"12"}});
  table.AddRow({{"x"}, {}});
  EXPECT_EQ(table.Render(Terminal()),
            "Name     N\n"
            "Zürich   7\n"
            "東京    12\n"
            "x\n");
}

TEST(TableTest, CutsNothingWithoutATerminal) {
  Table table({{"A", Fit::kCut}, {"B", Fit::kWrap}});
  const std::string wide(300, 'w');
  table.AddRow({{wide}, {wide}});
  EXPECT_NE(table.Render(Terminal()).find(wide + "  " + wide), std::string::npos);
}

TEST(TableTest, ShrinksTheWidestColumnsThatMayGiveWay) {
  Table table({{"Keep", Fit::kKeep}, {"Cut", Fit::kCut}, {"Wrap", Fit::kWrap}});
  table.AddRow({{"0123456789"},
                {"a title that is far too long for the terminal"},
                {"words that go on and on and on until the line is full"}});
  const std::string text = table.Render(Narrow(40));
  EXPECT_LE(WidestLine(text), 40u);
  EXPECT_NE(text.find("0123456789"), std::string::npos);
  EXPECT_NE(text.find("…"), std::string::npos);
  EXPECT_NE(text.find("full"), std::string::npos) << "wrapped text is complete:\n" << text;
}

TEST(TableTest, KeepsWordsWhole) {
  Table table({{"Wrap", Fit::kWrap}, {"Other", Fit::kWrap}});
  table.AddRow({{"organizations everywhere"}, {std::string(60, 'x') + " y"}});
  const std::string text = table.Render(Narrow(36));
  EXPECT_NE(text.find("organizations"), std::string::npos) << text;
  EXPECT_LE(WidestLine(text), 36u);
}

TEST(TableTest, StaysNearTheWidthWhenNothingFits) {
  Table table({{"First", Fit::kKeep}, {"Second", Fit::kKeep}});
  table.AddRow({{std::string(30, 'a')}, {std::string(30, 'b')}});
  EXPECT_EQ(WidestLine(table.Render(Narrow(20))), 62u);
}

TEST(TableTest, PaintsOnlyOnATerminal) {
  Table table({{"A"}});
  table.AddRow({{"x", Style::kBad}});
  EXPECT_EQ(table.Render(Narrow(40)).find('\x1b'), std::string::npos);
  EXPECT_NE(table.Render(Terminal(true, true, 40)).find("\x1b[31mx\x1b[0m"), std::string::npos);
}

TEST(TerminalTest, HonoursColumnsAndNoColor) {
  setenv("COLUMNS", "77", 1);
  EXPECT_EQ(Terminal::ForDescriptor(-1).width(), 77u);
  EXPECT_FALSE(Terminal::ForDescriptor(-1).colour());
  setenv("COLUMNS", "nonsense", 1);
  EXPECT_EQ(Terminal::ForDescriptor(-1).width(), Terminal::kUnlimited);
  unsetenv("COLUMNS");
}

}  // namespace
}  // namespace dateline::cli

#include "tools/dateline/table.h"

#include <algorithm>
#include <numeric>

namespace dateline::cli {
namespace {

constexpr size_t kGap = 2;            // Spaces between columns.
constexpr size_t kNarrowest = 8;      // No column shrinks below this.
constexpr size_t kLongestWhole = 16;  // Words up to this width stay whole.

size_t LongestWord(std::string_view text) {
  size_t longest = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    longest = std::max(longest, DisplayWidth(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return longest;
}

std::vector<std::string> Lines(const Cell& cell, Fit fit, size_t width) {
  if (fit == Fit::kWrap) return WrapToWidth(cell.text, width);
  if (fit == Fit::kCut) return {TruncateToWidth(cell.text, width)};
  return {cell.text};
}

}  // namespace

void Table::AddRow(std::vector<Cell> cells) {
  for (Cell& cell : cells) cell.text = SafeForTerminal(cell.text);
  cells.resize(columns_.size());
  rows_.push_back(std::move(cells));
}

std::vector<size_t> Table::NarrowestWidths() const {
  std::vector<size_t> narrowest;
  for (size_t i = 0; i < columns_.size(); ++i) {
    size_t width = kNarrowest;
    if (columns_[i].fit == Fit::kWrap) {
      for (const auto& row : rows_) {
        width = std::max(width, std::min(LongestWord(row[i].text), kLongestWhole));
      }
    }
    narrowest.push_back(width);
  }
  return narrowest;
}

std::vector<size_t> Table::Widths(size_t available) const {
  std::vector<size_t> widths;
  for (size_t i = 0; i < columns_.size(); ++i) {
    size_t width = std::max<size_t>(1, DisplayWidth(columns_[i].header));
    for (const auto& row : rows_) width = std::max(width, DisplayWidth(row[i].text));
    widths.push_back(width);
  }
  if (available == Terminal::kUnlimited) return widths;
  const std::vector<size_t> narrowest = NarrowestWidths();
  size_t total = std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  while (total > available) {
    size_t widest = widths.size();
    for (size_t i = 0; i < widths.size(); ++i) {
      if (columns_[i].fit == Fit::kKeep || widths[i] <= narrowest[i]) continue;
      if (widest == widths.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest == widths.size()) break;  // Too narrow a terminal: let it wrap.
    --widths[widest];
    --total;
  }
  return widths;
}

void Table::RenderRow(const std::vector<Cell>& cells, const std::vector<size_t>& widths,
                      const Terminal& terminal, size_t indent, std::string& out) const {
  std::vector<std::vector<std::string>> lines;
  size_t height = 1;
  for (size_t i = 0; i < columns_.size(); ++i) {
    lines.push_back(Lines(cells[i], columns_[i].fit, widths[i]));
    height = std::max(height, lines.back().size());
  }
  for (size_t row = 0; row < height; ++row) {
    std::string line(indent, ' ');
    size_t pending = 0;  // Spaces that are written only if something follows.
    for (size_t i = 0; i < columns_.size(); ++i) {
      const std::string text = row < lines[i].size() ? lines[i][row] : "";
      const size_t width = DisplayWidth(text);
      const size_t padding = widths[i] > width ? widths[i] - width : 0;
      if (columns_[i].align == Align::kRight) pending += padding;
      if (!text.empty()) {
        line.append(pending, ' ');
        line += terminal.Paint(cells[i].style, text);
        pending = 0;
      }
      pending += kGap + (columns_[i].align == Align::kLeft ? padding : 0);
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    out += line;
    out += '\n';
  }
}

std::string Table::Render(const Terminal& terminal, size_t indent) const {
  const size_t available =
      terminal.width() == Terminal::kUnlimited
          ? Terminal::kUnlimited
          : std::max(terminal.width() > indent ? terminal.width() - indent : 1, size_t{20});
  const std::vector<size_t> widths = Widths(available);
  std::vector<Cell> header;
  for (const Column& column : columns_) header.push_back({column.header, Style::kFaint});
  std::string out;
  RenderRow(header, widths, terminal, indent, out);
  for (const auto& row : rows_) RenderRow(row, widths, terminal, indent, out);
  return out;
}

}  // namespace dateline::cli

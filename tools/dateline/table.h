// Tables for people.
//
//   Table table({{"Person"}, {"Office", Fit::kWrap}, {"Sources", Fit::kKeep, Align::kRight}});
//   table.AddRow({{"Kenji Abara", Style::kPerson}, {"mayor"}, {"3"}});
//   std::cout << table.Render(terminal);
//
// Columns are as wide as their widest cell. Where the terminal is narrower,
// the columns that may give way do, the widest first; nothing is cut where
// there is no terminal. Not thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_TABLE_H_
#define DATELINE_TOOLS_DATELINE_TABLE_H_

#include <string>
#include <vector>

#include "tools/dateline/terminal.h"

namespace dateline::cli {

// What becomes of a column when the table is too wide.
enum class Fit {
  kKeep,  // Nothing: numbers, dates.
  kCut,   // Long cells end in "…".
  kWrap,  // Long cells take several lines.
};

enum class Align { kLeft, kRight };

struct Column {
  std::string header;
  Fit fit = Fit::kCut;
  Align align = Align::kLeft;
};

struct Cell {
  std::string text;
  Style style = Style::kPlain;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // REQUIRES: at most as many cells as columns; missing ones are empty.
  void AddRow(std::vector<Cell> cells);

  bool empty() const { return rows_.empty(); }
  size_t size() const { return rows_.size(); }

  // Header and rows, each line ended by a line feed and without spaces at its
  // end. `indent` spaces before each line count towards the width.
  std::string Render(const Terminal& terminal, size_t indent = 0) const;

 private:
  std::vector<size_t> Widths(size_t available) const;
  // How far each column may shrink.
  std::vector<size_t> NarrowestWidths() const;
  void RenderRow(const std::vector<Cell>& cells, const std::vector<size_t>& widths,
                 const Terminal& terminal, size_t indent, std::string& out) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_TABLE_H_

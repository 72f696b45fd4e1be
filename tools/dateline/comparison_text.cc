#include "tools/dateline/comparison_text.h"

#include <map>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/base/strings.h"
#include "tools/dateline/fact_tables.h"
#include "tools/dateline/fact_text.h"
#include "tools/dateline/table.h"

namespace dateline::cli {
namespace {

using query::v1::ComparedFact;
using query::v1::CompareSourcesResponse;
using query::v1::PublisherAccount;

struct Group {
  query::v1::ComparisonVerdict verdict;
  std::string_view heading;
  Style style;
};

constexpr Group kGroups[] = {
    {query::v1::COMPARISON_VERDICT_DIFFERENTLY_TOLD, "Told differently", Style::kBad},
    {query::v1::COMPARISON_VERDICT_AGREED, "Told by all", Style::kGood},
    {query::v1::COMPARISON_VERDICT_PARTLY_TOLD, "Told by some", Style::kWarning},
    {query::v1::COMPARISON_VERDICT_ONLY_HERE, "Told by one alone", Style::kFaint},
};

// Facts in one conflict share a row: each outlet's column then has what it says.
struct Row {
  std::vector<const ComparedFact*> facts;
};

std::vector<Row> RowsOf(const CompareSourcesResponse& answer,
                        query::v1::ComparisonVerdict verdict) {
  std::vector<Row> rows;
  std::map<std::string, size_t> row_of_conflict;
  for (const ComparedFact& compared : answer.facts()) {
    if (compared.verdict() != verdict) continue;
    size_t at = rows.size();
    if (verdict == query::v1::COMPARISON_VERDICT_DIFFERENTLY_TOLD) {
      for (const std::string& conflict : compared.fact().conflict_ids()) {
        at = row_of_conflict.emplace(conflict, at).first->second;
      }
    }
    if (at == rows.size()) rows.emplace_back();
    rows[at].facts.push_back(&compared);
  }
  return rows;
}

const PublisherAccount* AccountOf(const ComparedFact& compared, const std::string& publisher) {
  for (const PublisherAccount& account : compared.accounts()) {
    if (account.publisher() == publisher) return &account;
  }
  return nullptr;
}

// Whether the outlet told it first, before all others as far as dates tell.
bool IsFirst(const ComparedFact& compared, const PublisherAccount& account) {
  return compared.accounts_size() > 1 && compared.accounts(0).publisher() == account.publisher() &&
         TimeText(compared.accounts(0).first_published_at()) !=
             TimeText(compared.accounts(1).first_published_at());
}

// What one outlet's column says of a fact: the value in dispute, else when it
// told it.
std::string CellText(const ComparedFact& compared, const PublisherAccount& account) {
  std::string text = account.value();
  const std::string status = FactualityText(account.factuality());
  if (!status.empty()) StrAppend(&text, text.empty() ? "" : ", ", status);
  const std::string when =
      account.has_first_published_at() ? TimeText(account.first_published_at()) : "";
  if (!when.empty()) StrAppend(&text, text.empty() ? "" : "  ", when);
  if (text.empty()) text = "told";
  if (account.report_count() > 1) StrAppend(&text, " ×", account.report_count());
  if (IsFirst(compared, account)) text += " first";
  return text;
}

Cell PublisherCell(const Row& row, const std::string& publisher) {
  std::string text;
  Style style = Style::kPlain;
  for (const ComparedFact* compared : row.facts) {
    const PublisherAccount* account = AccountOf(*compared, publisher);
    if (account == nullptr) continue;
    StrAppend(&text, text.empty() ? "" : " / ", CellText(*compared, *account));
    if (IsFirst(*compared, *account)) style = Style::kGood;
    if (!account->value().empty()) style = Style::kBad;
  }
  if (text.empty()) return {"—", Style::kFaint};
  return {text, style};
}

std::string RowFact(const Row& row) {
  if (row.facts.size() == 1) return FactLine(row.facts[0]->fact().content());
  std::vector<std::string> lines;
  for (const ComparedFact* compared : row.facts) {
    lines.push_back(FactLine(compared->fact().content()));
  }
  return absl::StrJoin(lines, " / ");
}

std::string RowIds(const Row& row) {
  std::vector<std::string> ids;
  for (const ComparedFact* compared : row.facts) ids.push_back(compared->fact().id());
  return absl::StrJoin(ids, " ");
}

Table ColumnsTable(const CompareSourcesResponse& answer, const std::vector<Row>& rows, bool wide) {
  std::vector<Column> columns = {{"Fact", Fit::kWrap}};
  for (const std::string& publisher : answer.publishers()) {
    columns.push_back({SafeForTerminal(publisher), Fit::kWrap});
  }
  if (wide) columns.push_back({"Id", Fit::kWrap});
  Table table(std::move(columns));
  for (const Row& row : rows) {
    std::vector<Cell> cells = {{RowFact(row)}};
    for (const std::string& publisher : answer.publishers()) {
      cells.push_back(PublisherCell(row, publisher));
    }
    if (wide) cells.push_back({RowIds(row), Style::kFaint});
    table.AddRow(std::move(cells));
  }
  return table;
}

Table NamesTable(const std::vector<Row>& rows, bool wide) {
  std::vector<Column> columns = {
      {"Fact", Fit::kWrap}, {"When", Fit::kWrap}, {"Told by", Fit::kWrap}};
  if (wide) {
    columns.push_back({"Not told by", Fit::kWrap});
    columns.push_back({"Id", Fit::kKeep});
  }
  Table table(std::move(columns));
  for (const Row& row : rows) {
    for (const ComparedFact* compared : row.facts) {
      const query::v1::Fact& fact = compared->fact();
      std::vector<Cell> cells = {{FactLine(fact.content())},
                                 {TimeText(fact.content().valid_time()), Style::kTime},
                                 {absl::StrJoin(compared->told_by(), ", ")}};
      if (wide) {
        cells.push_back({absl::StrJoin(compared->omitted_by(), ", "), Style::kFaint});
        cells.push_back({fact.id(), Style::kFaint});
      }
      table.AddRow(std::move(cells));
    }
  }
  return table;
}

// What each outlet says where they differ, in its own words.
std::string Quotations(const std::vector<Row>& rows, const Terminal& terminal) {
  std::string out;
  for (const Row& row : rows) {
    for (const ComparedFact* compared : row.facts) {
      for (const PublisherAccount& account : compared->accounts()) {
        if (account.quotation().empty()) continue;
        StrAppend(&out, "    ",
                  terminal.Paint(Style::kStrong, SafeForTerminal(account.publisher())), "\n",
                  IndentedText(StrCat("“", account.quotation(), "”"), 6, Style::kPlain, terminal));
      }
    }
  }
  return out;
}

std::string SummaryTable(const CompareSourcesResponse& answer, const Terminal& terminal) {
  Table table({{"Outlet", Fit::kWrap},
               {"Tells", Fit::kKeep, Align::kRight},
               {"Alone", Fit::kKeep, Align::kRight},
               {"First", Fit::kKeep, Align::kRight},
               {"Differently", Fit::kKeep, Align::kRight},
               {"Leaves out", Fit::kKeep, Align::kRight}});
  for (const query::v1::PublisherSummary& summary : answer.summaries()) {
    table.AddRow({{summary.publisher(), Style::kStrong},
                  {std::to_string(summary.told_count())},
                  {std::to_string(summary.only_here_count())},
                  {std::to_string(summary.first_count())},
                  {std::to_string(summary.differently_told_count()),
                   summary.differently_told_count() > 0 ? Style::kBad : Style::kPlain},
                  {std::to_string(summary.omitted_count())}});
  }
  return table.Render(terminal);
}

}  // namespace

std::string ComparisonText(const CompareSourcesResponse& answer, bool wide,
                           const Terminal& terminal) {
  std::string out = SummaryTable(answer, terminal);
  for (const Group& group : kGroups) {
    const std::vector<Row> rows = RowsOf(answer, group.verdict);
    if (rows.empty()) continue;
    const Table table = answer.publishers_size() <= kMostColumns ? ColumnsTable(answer, rows, wide)
                                                                 : NamesTable(rows, wide);
    StrAppend(&out, "\n", terminal.Paint(group.style, group.heading), "\n",
              table.Render(terminal, 2));
    if (group.verdict == query::v1::COMPARISON_VERDICT_DIFFERENTLY_TOLD) {
      StrAppend(&out, Quotations(rows, terminal));
    }
  }
  return out;
}

}  // namespace dateline::cli

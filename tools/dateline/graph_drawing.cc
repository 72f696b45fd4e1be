#include "tools/dateline/graph_drawing.h"

#include <set>
#include <vector>

#include "absl/strings/str_replace.h"
#include "common/base/strings.h"
#include "tools/dateline/fact_tables.h"
#include "tools/dateline/fact_text.h"
#include "tools/dateline/table.h"

namespace dateline::cli {
namespace {

using fact::v1::EntityReference;

std::string CountsText(const query::v1::Neighbour& neighbour) {
  std::string text;
  for (const query::v1::LinkCount& count : neighbour.counts()) {
    StrAppend(&text, text.empty() ? "" : ", ", count.type(), " ", count.count());
  }
  return text;
}

std::string_view DotShape(fact::v1::EntityType type) {
  switch (type) {
    case fact::v1::ENTITY_TYPE_PERSON:
      return "ellipse";
    case fact::v1::ENTITY_TYPE_GPE:
    case fact::v1::ENTITY_TYPE_LOCATION:
    case fact::v1::ENTITY_TYPE_FACILITY:
      return "house";
    default:
      return "box";
  }
}

// A graph as it is written down, edge by edge; nodes are declared when they are
// first met.
class Drawing {
 public:
  virtual ~Drawing() = default;
  void Edge(const EntityReference& from, const EntityReference& to, const std::string& label,
            uint64_t weight) {
    for (const EntityReference* node : {&from, &to}) {
      if (known_.insert(node->id()).second) AddNode(*node);
    }
    AddEdge(from.id(), to.id(), label, weight);
  }
  void Node(const EntityReference& node) {
    if (known_.insert(node.id()).second) AddNode(node);
  }
  virtual std::string Finished() const = 0;

 protected:
  virtual void AddNode(const EntityReference& node) = 0;
  virtual void AddEdge(const std::string& from, const std::string& to, const std::string& label,
                       uint64_t weight) = 0;
  std::string body_;

 private:
  std::set<std::string> known_;
};

class DotDrawing final : public Drawing {
 public:
  std::string Finished() const override {
    return StrCat("graph dateline {\n  layout=neato; overlap=false; splines=true;\n",
                  "  node [fontname=\"Helvetica\"]; edge [fontname=\"Helvetica\", fontsize=10];\n",
                  body_, "}\n");
  }

 private:
  static std::string Quoted(std::string_view text) {
    return StrCat(
        "\"",
        absl::StrReplaceAll(AbslView(SafeForTerminal(text)), {{"\\", "\\\\"}, {"\"", "\\\""}}),
        "\"");
  }
  void AddNode(const EntityReference& node) override {
    StrAppend(&body_, "  ", Quoted(node.id()), " [label=", Quoted(node.name()),
              ", shape=", DotShape(node.type()), "];\n");
  }
  void AddEdge(const std::string& from, const std::string& to, const std::string& label,
               uint64_t weight) override {
    StrAppend(&body_, "  ", Quoted(from), " -- ", Quoted(to), " [label=", Quoted(label),
              ", penwidth=", weight > 8 ? 5 : 1 + weight / 2, "];\n");
  }
};

class MermaidDrawing final : public Drawing {
 public:
  std::string Finished() const override { return StrCat("graph LR\n", body_); }

 private:
  // Mermaid has character references, without "&".
  static std::string Quoted(std::string_view text) {
    return StrCat("\"",
                  absl::StrReplaceAll(AbslView(SafeForTerminal(text)),
                                      {{"\"", "#quot;"}, {"<", "#lt;"}, {">", "#gt;"}}),
                  "\"");
  }
  void AddNode(const EntityReference& node) override {
    const bool person = node.type() == fact::v1::ENTITY_TYPE_PERSON;
    StrAppend(&body_, "  e", node.id(), person ? "([" : "[", Quoted(node.name()),
              person ? "])" : "]", "\n");
  }
  void AddEdge(const std::string& from, const std::string& to, const std::string& label,
               uint64_t) override {
    StrAppend(&body_, "  e", from, " ---|", Quoted(label), "| e", to, "\n");
  }
};

std::string Draw(const query::v1::GetNeighboursResponse& answer, Drawing& drawing) {
  drawing.Node(answer.entity());
  for (const query::v1::Neighbour& neighbour : answer.neighbours()) {
    drawing.Edge(answer.entity(), neighbour.entity(), CountsText(neighbour),
                 neighbour.fact_count());
  }
  return drawing.Finished();
}

std::string Draw(const query::v1::FindPathResponse& answer, Drawing& drawing) {
  for (const query::v1::PathLink& link : answer.links()) {
    drawing.Edge(link.from(), link.to(), FactLine(link.content()), link.origin_count());
  }
  return drawing.Finished();
}

Style StyleOf(fact::v1::EntityType type) {
  switch (type) {
    case fact::v1::ENTITY_TYPE_PERSON:
      return Style::kPerson;
    case fact::v1::ENTITY_TYPE_GPE:
    case fact::v1::ENTITY_TYPE_LOCATION:
    case fact::v1::ENTITY_TYPE_FACILITY:
      return Style::kPlace;
    default:
      return Style::kOrganization;
  }
}

std::string NodeLine(const EntityReference& entity, bool wide, const Terminal& terminal) {
  std::string line = StrCat(terminal.Paint(StyleOf(entity.type()), SafeForTerminal(entity.name())),
                            "  ", terminal.Paint(Style::kFaint, TypeText(entity.type())));
  if (wide) StrAppend(&line, "  ", terminal.Paint(Style::kFaint, entity.id()));
  return line + "\n";
}

}  // namespace

std::string NeighboursTable(const query::v1::GetNeighboursResponse& answer, bool wide,
                            const Terminal& terminal) {
  std::vector<Column> columns = {{"Shares facts with", Fit::kWrap},
                                 {"Type", Fit::kKeep},
                                 {"Facts", Fit::kKeep, Align::kRight},
                                 {"Origins", Fit::kKeep, Align::kRight},
                                 {"Of which", Fit::kWrap}};
  if (wide) columns.push_back({"Id", Fit::kKeep});
  Table table(std::move(columns));
  for (const query::v1::Neighbour& neighbour : answer.neighbours()) {
    const EntityReference& entity = neighbour.entity();
    std::vector<Cell> cells = {{entity.name(), StyleOf(entity.type())},
                               {TypeText(entity.type()), Style::kFaint},
                               {std::to_string(neighbour.fact_count()), Style::kStrong},
                               {std::to_string(neighbour.max_origin_count())},
                               {CountsText(neighbour), Style::kFaint}};
    if (wide) cells.push_back({entity.id(), Style::kFaint});
    table.AddRow(std::move(cells));
  }
  return table.Render(terminal);
}

std::string NeighboursDot(const query::v1::GetNeighboursResponse& answer) {
  DotDrawing drawing;
  return Draw(answer, drawing);
}

std::string NeighboursMermaid(const query::v1::GetNeighboursResponse& answer) {
  MermaidDrawing drawing;
  return Draw(answer, drawing);
}

std::string PathText(const query::v1::FindPathResponse& answer, bool wide,
                     const Terminal& terminal) {
  std::string out;
  if (answer.links_size() > 0) out = NodeLine(answer.links(0).from(), wide, terminal);
  for (const query::v1::PathLink& link : answer.links()) {
    std::string about = StrCat(
        link.content().type().empty() ? KindText(link.content().kind()) : link.content().type(),
        "  ", Count(link.report_count(), "report"), ", ", Count(link.origin_count(), "origin"));
    if (link.content().has_valid_time()) {
      StrAppend(&about, "  ", TimeText(link.content().valid_time()));
    }
    if (const std::string status = FactualityText(link.factuality()); !status.empty()) {
      StrAppend(&about, "  ", status);
    }
    if (wide) StrAppend(&about, "  ", link.fact_id());
    StrAppend(&out,
              IndentedText(StrCat("│ ", FactLine(link.content())), 2, Style::kPlain, terminal),
              IndentedText(StrCat("│ ", about), 2, Style::kFaint, terminal),
              NodeLine(link.to(), wide, terminal));
  }
  return out;
}

std::string PathDot(const query::v1::FindPathResponse& answer) {
  DotDrawing drawing;
  return Draw(answer, drawing);
}

std::string PathMermaid(const query::v1::FindPathResponse& answer) {
  MermaidDrawing drawing;
  return Draw(answer, drawing);
}

}  // namespace dateline::cli

#include "tools/dateline/graph_drawing.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline::cli {
namespace {

using ::testing::HasSubstr;

void SetEntity(std::string_view id, std::string_view name, fact::v1::EntityType type,
               fact::v1::EntityReference& out) {
  out.set_id(std::string(id));
  out.set_name(std::string(name));
  out.set_type(type);
}

query::v1::GetNeighboursResponse Around() {
  query::v1::GetNeighboursResponse answer;
  SetEntity("a1", "Ana \"Nell\" Ruiz", fact::v1::ENTITY_TYPE_PERSON, *answer.mutable_entity());
  query::v1::Neighbour& neighbour = *answer.add_neighbours();
  SetEntity("b2", "Port Lazar", fact::v1::ENTITY_TYPE_GPE, *neighbour.mutable_entity());
  neighbour.set_fact_count(3);
  neighbour.set_max_origin_count(2);
  query::v1::LinkCount& count = *neighbour.add_counts();
  count.set_type("contact.visit");
  count.set_count(3);
  return answer;
}

query::v1::FindPathResponse Path() {
  query::v1::FindPathResponse answer;
  query::v1::PathLink& link = *answer.add_links();
  SetEntity("a1", "Ana Ruiz", fact::v1::ENTITY_TYPE_PERSON, *link.mutable_from());
  SetEntity("b2", "Port Lazar", fact::v1::ENTITY_TYPE_GPE, *link.mutable_to());
  link.set_fact_id("f9");
  link.mutable_content()->set_type("holds_position");
  auto* relation = link.mutable_content()->mutable_relation();
  *relation->mutable_subject() = link.from();
  *relation->mutable_object()->mutable_entity() = link.to();
  link.set_report_count(4);
  link.set_origin_count(2);
  return answer;
}

TEST(GraphDrawingTest, NeighboursInATable) {
  const std::string text = NeighboursTable(Around(), /*wide=*/true, Terminal());
  EXPECT_THAT(text, HasSubstr("Port Lazar"));
  EXPECT_THAT(text, HasSubstr("contact.visit 3"));
  EXPECT_THAT(text, HasSubstr("b2"));
}

TEST(GraphDrawingTest, DotQuotesNames) {
  const std::string dot = NeighboursDot(Around());
  EXPECT_THAT(dot, HasSubstr("\"a1\" [label=\"Ana \\\"Nell\\\" Ruiz\", shape=ellipse];"));
  EXPECT_THAT(dot, HasSubstr("\"a1\" -- \"b2\" [label=\"contact.visit 3\""));
  EXPECT_TRUE(dot.ends_with("}\n"));
}

TEST(GraphDrawingTest, MermaidQuotesNames) {
  const std::string mermaid = NeighboursMermaid(Around());
  EXPECT_TRUE(mermaid.starts_with("graph LR\n"));
  EXPECT_THAT(mermaid, HasSubstr("ea1([\"Ana #quot;Nell#quot; Ruiz\"])"));
  EXPECT_THAT(mermaid, HasSubstr("ea1 ---|\"contact.visit 3\"| eb2"));
}

TEST(GraphDrawingTest, AChainNamesEntitiesAndFacts) {
  const std::string text = PathText(Path(), /*wide=*/false, Terminal());
  const size_t ana = text.find("Ana Ruiz");
  const size_t sources = text.find("4 reports, 2 origins");
  const size_t port = text.rfind("Port Lazar");
  EXPECT_EQ(ana, 0);
  EXPECT_LT(ana, sources);
  EXPECT_LT(sources, port);
  EXPECT_EQ(PathText({}, false, Terminal()), "");
}

}  // namespace
}  // namespace dateline::cli

#include "services/query/factbase/identity.h"

#include <gtest/gtest.h>

namespace dateline::query {
namespace {

DocumentEntity Entity(EntityType type, std::vector<EntityName> names,
                      std::vector<std::string> external_ids = {}) {
  static int next = 0;
  DocumentEntity entity;
  entity.id = "e" + std::to_string(next++);
  entity.type = type;
  entity.name = names.front().text;
  entity.names = std::move(names);
  entity.external_ids = std::move(external_ids);
  return entity;
}

// Entities of several documents, resolved together.
class Resolver {
 public:
  // Each entity from a document of its own.
  explicit Resolver(const std::vector<DocumentEntity>& entities) {
    for (const DocumentEntity& entity : entities) {
      identities_.push_back(IdentityOf("of " + entity.id, {entity}));
      const DocumentIdentity& identity = identities_.back();
      graph_.nodes.insert(identity.nodes.begin(), identity.nodes.end());
      graph_.links.insert(identity.links.begin(), identity.links.end());
      graph_.abbreviations.insert(identity.abbreviations.begin(), identity.abbreviations.end());
    }
    places_ = Partition(graph_);
  }
  std::string Of(size_t index) const {
    return DecidingPlace(identities_[index].nodes_of_entity.begin()->second, places_).root;
  }

 private:
  std::vector<DocumentIdentity> identities_;
  IdentityGraph graph_;
  std::map<Node, NodePlace> places_;
};

using enum NameForm;

TEST(IdentityTest, AbbreviationBridgesOneBody) {
  const Resolver resolver({
      Entity(EntityType::kOrganization, {{"League of Mill Towns", kFull}, {"LMT", kAbbreviation}}),
      Entity(EntityType::kOrganization, {{"LMT", kFull}}),
      Entity(EntityType::kOrganization, {{"the League of Mill Towns", kFull}}),
  });
  EXPECT_EQ(resolver.Of(0), resolver.Of(1));
  EXPECT_EQ(resolver.Of(0), resolver.Of(2));
}

TEST(IdentityTest, AbbreviationOfTwoBodiesBridgesNeither) {
  const Resolver resolver({
      Entity(EntityType::kOrganization,
             {{"Northern Harbour Organization", kFull}, {"NHO", kAbbreviation}}),
      Entity(EntityType::kOrganization,
             {{"National Health Office", kFull}, {"NHO", kAbbreviation}}),
      Entity(EntityType::kOrganization, {{"NHO", kFull}}),
  });
  EXPECT_NE(resolver.Of(0), resolver.Of(1));
  EXPECT_NE(resolver.Of(0), resolver.Of(2));
  EXPECT_NE(resolver.Of(1), resolver.Of(2));
}

TEST(IdentityTest, AbbreviationOfTwoSpellingsBridges) {
  const Resolver resolver({
      Entity(EntityType::kOrganization,
             {{"Northern Harbour Organization", kFull}, {"NHO", kAbbreviation}}),
      Entity(EntityType::kOrganization,
             {{"Northern Harbour Organisation", kFull}, {"NHO", kAbbreviation}}),
      Entity(EntityType::kOrganization, {{"Northern Harbour", kFull}, {"NHO", kAbbreviation}}),
  });
  EXPECT_EQ(resolver.Of(0), resolver.Of(1));
  EXPECT_EQ(resolver.Of(0), resolver.Of(2)) << "its words are all in the longer name";
}

TEST(IdentityTest, ExternalIdsDecide) {
  const Resolver resolver({
      Entity(EntityType::kGpe, {{"Orland", kFull}}, {"iso3166:XO"}),
      Entity(EntityType::kGpe, {{"Orland", kFull}}, {"geonames:11"}),
      Entity(EntityType::kGpe, {{"Orland", kFull}}),
      Entity(EntityType::kGpe, {{"Republic of Orland", kVariant}}, {"iso3166:XO"}),
      Entity(EntityType::kGpe, {{"Republic of Orland", kFull}}),
  });
  EXPECT_NE(resolver.Of(0), resolver.Of(1));
  EXPECT_NE(resolver.Of(2), resolver.Of(0)) << "the name alone stands for neither";
  EXPECT_EQ(resolver.Of(3), resolver.Of(0));
  EXPECT_EQ(resolver.Of(4), resolver.Of(0));
}

TEST(IdentityTest, SurnamesDoNotLink) {
  const Resolver resolver({
      Entity(EntityType::kPerson, {{"Ulla Tovich", kFull}, {"Tovich", kFull}}),
      Entity(EntityType::kPerson, {{"Aleksandr Tovich", kFull}, {"Tovich", kShort}}),
      Entity(EntityType::kPerson, {{"Tovich", kShort}}),
      Entity(EntityType::kPerson, {{"Alexandr Tovich", kFull}}),
  });
  EXPECT_NE(resolver.Of(0), resolver.Of(1));
  EXPECT_NE(resolver.Of(0), resolver.Of(2));
  EXPECT_NE(resolver.Of(1), resolver.Of(2));
  EXPECT_EQ(resolver.Of(1), resolver.Of(3));
}

TEST(IdentityTest, WhatSaysNothingStaysInItsDocument) {
  const Resolver resolver({
      Entity(EntityType::kPerson, {{"Tovich", kFull}}),
      Entity(EntityType::kPerson, {{"Tovich", kFull}}),
      Entity(EntityType::kOrganization, {{"we", kFull}}),
      Entity(EntityType::kOrganization, {{"we", kFull}}),
      Entity(EntityType::kOrganization, {{"Villagers", kFull}, {"villagers", kVariant}}),
      Entity(EntityType::kOrganization, {{"Villagers", kFull}, {"League of Mill Towns", kVariant}}),
      Entity(EntityType::kOrganization, {{"League of Mill Towns", kFull}}),
  });
  EXPECT_NE(resolver.Of(0), resolver.Of(1));
  EXPECT_NE(resolver.Of(2), resolver.Of(3));
  EXPECT_NE(resolver.Of(4), resolver.Of(5));
  EXPECT_EQ(resolver.Of(5), resolver.Of(6));
}

// A body of a document that speaks of a country so often.
std::string RootOf(const std::string& document, const std::string& body,
                   const std::vector<std::pair<std::string, size_t>>& countries) {
  std::vector<DocumentEntity> entities = {Entity(EntityType::kOrganization, {{body, kFull}})};
  for (const auto& [id, mentions] : countries) {
    entities.push_back(Entity(EntityType::kGpe, {{id, kFull}}, {id}));
    entities.back().mentions.resize(mentions);
  }
  const DocumentIdentity identity = IdentityOf(document, entities);
  return *identity.nodes_of_entity.at(entities.front().id).begin();
}

TEST(IdentityTest, InstitutionsAreOfTheCountryThatADocumentIsAbout) {
  const auto parliament = [](const std::string& document,
                             const std::vector<std::pair<std::string, size_t>>& countries) {
    return RootOf(document, "Parliament", countries);
  };
  const std::string orland = parliament("a", {{"iso3166:XO", 3}, {"iso3166:XP", 2}});
  EXPECT_EQ(orland, parliament("b", {{"iso3166:XO", 1}}));
  EXPECT_NE(orland, parliament("c", {{"iso3166:XP", 1}}));
  EXPECT_EQ(PartsOf(orland).country, "iso3166:XO");
  EXPECT_NE(parliament("d", {{"iso3166:XO", 2}, {"iso3166:XP", 2}}),
            parliament("e", {{"iso3166:XO", 2}, {"iso3166:XP", 2}}))
      << "of neither, then";
  EXPECT_EQ(RootOf("f", "Mill Parliament", {{"iso3166:XO", 1}}),
            RootOf("g", "Mill Parliament", {{"iso3166:XP", 1}}));
}

// Names linked in a row, each to the next, with pins.
std::map<Node, NodePlace> Chain(const std::vector<Node>& nodes,
                                const std::set<std::pair<Node, Node>>& different) {
  IdentityGraph graph;
  graph.nodes.insert(nodes.begin(), nodes.end());
  for (size_t i = 1; i < nodes.size(); ++i) {
    graph.links.insert(std::minmax(nodes[i - 1], nodes[i]));
  }
  graph.different = different;
  return Partition(graph);
}

TEST(IdentityTest, PinnedApartDividesAChainBetweenTheTwo) {
  const auto places =
      Chain({"2left", "2near left", "2middle", "2near right", "2right"}, {{"2left", "2right"}});
  EXPECT_NE(places.at("2left").root, places.at("2right").root);
  EXPECT_EQ(places.at("2middle").root, places.at("2near left").root);
  EXPECT_NE(places.at("2middle").root, places.at("2left").root) << "linked to both, so to neither";
  const auto joined = Chain({"2left", "2near left", "2middle"}, {{"2left", "2right"}});
  EXPECT_EQ(joined.at("2left").root, joined.at("2middle").root) << "the other is not there";
}

TEST(IdentityTest, AnAbbreviationFollowsItsPin) {
  IdentityGraph graph;
  graph.nodes = {"2nho", "2northern harbour office", "2national health organization"};
  graph.abbreviations = {"2nho"};
  graph.links = {{"2nho", "2northern harbour office"}, {"2national health organization", "2nho"}};
  EXPECT_EQ(Partition(graph).at("2nho").rank, NodeRank::kAmbiguousAbbreviation);
  graph.same = {{"2nho", "2northern harbour office"}};
  auto places = Partition(graph);
  EXPECT_EQ(places.at("2nho"), (NodePlace{"2nho", NodeRank::kAbbreviation}));
  EXPECT_EQ(places.at("2northern harbour office").root, "2nho");
  EXPECT_NE(places.at("2national health organization").root, "2nho");
  graph.same.clear();
  graph.different = {{"2nho", "2northern harbour office"}};
  places = Partition(graph);
  EXPECT_EQ(places.at("2nho").root, places.at("2national health organization").root);
}

TEST(IdentityTest, TypesStayApart) {
  const Resolver resolver({
      Entity(EntityType::kGpe, {{"Orland", kFull}}),
      Entity(EntityType::kOrganization, {{"Orland", kFull}}),
      Entity(EntityType::kLocation, {{"Orland", kFull}}),
  });
  EXPECT_NE(resolver.Of(0), resolver.Of(1));
  EXPECT_EQ(resolver.Of(0), resolver.Of(2));
}

}  // namespace
}  // namespace dateline::query

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
  explicit Resolver(const std::vector<DocumentEntity>& entities) {
    for (const DocumentEntity& entity : entities) {
      identities_.push_back(IdentityOf({entity}));
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

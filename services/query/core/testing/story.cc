#include "services/query/core/testing/story.h"

#include <algorithm>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "gtest/gtest.h"
#include "services/query/core/entities.h"
#include "services/query/core/listing.h"

namespace dateline::query::testing {
namespace {

struct Cast {
  explicit Cast(ExtractionBuilder& article)
      : norvania(article.Entity("Norvania", EntityType::kGpe, {"iso3166:XN"})),
        ostrel(article.Entity("Ostrel", EntityType::kGpe, {"iso3166:XO"})),
        council(article.Entity("Lake Council", EntityType::kOrganization)),
        mira(article.Entity("Mira Tolvan", EntityType::kPerson)),
        edric(article.Entity("Edric Solm", EntityType::kPerson)) {}

  const EntityReference norvania, ostrel, council, mira, edric;
};

FactContent Meeting(const Cast& cast) {
  return EventFact("contact.meet", "2021-05-10",
                   {{"participant", cast.mira}, {"participant", cast.edric}});
}

constexpr Factuality kPlanned{.status = FactStatus::kPlanned};
constexpr Factuality kDenied{.polarity = Polarity::kNegative, .certainty = Certainty::kCertain};

}  // namespace

Extraction GazetteArticle() {
  ExtractionBuilder article("https://gazette.example/1", "Harbor Gazette", "2021-05-03");
  const Cast cast(article);
  article.Add(Meeting(cast), "Tolvan and Solm are to meet on 10 May.", kPlanned);
  article.Add(RelationFact("holds_position", cast.mira, cast.norvania,
                           {{"position", std::string("president")}}),
              "Mira Tolvan, president of Norvania.");
  article.Add(RelationFact("member_count", cast.council, 6.0), "The Lake Council has six members.");
  article.Add(RelationFact("member_of", cast.ostrel, cast.council),
              "Ostrel belongs to the Lake Council.");
  article.Add(StatementFact(cast.mira, "The border crossing will open in June", "2021-05-03",
                            /*quoted=*/true),
              "\"The border crossing will open in June,\" Tolvan said on 3 May.");
  return article.Build();
}

Extraction CourierArticle() {
  ExtractionBuilder article("https://courier.example/7", "Tarn Courier", "2021-05-11");
  const Cast cast(article);
  article.Add(Meeting(cast), "Tolvan and Solm met on Monday in the old mill.");
  article.Add(RelationFact("holds_position", cast.mira, cast.norvania,
                           {{"position", std::string("president")}}),
              "Norvania's president, Mira Tolvan.");
  article.Add(RelationFact("member_count", cast.council, 7.0), "All seven members were there.");
  article.Add(StatementFact(cast.edric, "Ostrel supports the border plan", "2021-05-10"),
              "Solm said that Ostrel supports the border plan.", {},
              {{cast.edric, AttributionKind::kSpeaker, "said"}});
  article.Add(EventFact("aid.provide", "2021-06", {{"actor", cast.ostrel}}),
              "Ostrel is to send flour in June.", kPlanned,
              {{cast.edric, AttributionKind::kSpeaker, "said"}});
  return article.Build();
}

Extraction BeaconArticle() {
  ExtractionBuilder article("https://beacon.example/a", "Daily Beacon", "2021-05-12");
  const Cast cast(article);
  article.Add(RelationFact("member_of", cast.ostrel, cast.council),
              "Ostrel is not a member of the Lake Council.", kDenied);
  article.Add(StatementFact(cast.mira, "Talks on trade and on the border continue", "2021-05-12"),
              "Talks on trade and on the border continue, according to Tolvan.");
  article.Add(StatementFact(cast.mira, "We will see", "", /*quoted=*/true),
              "\"We will see,\" Tolvan added.");
  article.Add(ClaimFact("the mill", "has burnt", "twice"), "The mill has burnt twice.");
  return article.Build();
}

Story::Story()
    : clock_(absl::FromUnixSeconds(1'620'000'000)), store_(FactBase::KeySpaceNames().size()) {
  Reopen();
}

void Story::Reopen() {
  base_ = nullptr;
  base_ = FactBase::Open(&store_, &clock_).value();
}

absl::Time Story::Record(const Extraction& extraction) {
  clock_.Advance(absl::Seconds(1));
  return base_->RecordExtraction(extraction).value().recorded_at;
}

void Story::RecordAll() {
  Record(GazetteArticle());
  Record(CourierArticle());
  Record(BeaconArticle());
}

std::string Story::EntityId(std::string_view name) {
  const EntityPage page = SearchEntities(*base_, {.name = std::string(name)}, {}).value();
  for (const EntityRecord& entity : page.entities) {
    if (entity.name == name) return entity.id;
  }
  ADD_FAILURE() << "no entity is named " << name;
  return HashedId({"no such entity"});
}

std::vector<std::string> Story::FactIds(std::string_view type) {
  ListFactsQuery query;
  query.filter.types = {std::string(type)};
  std::vector<std::string> ids = IdsOf(ListFacts(*base_, query, {}).value().facts);
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::string Story::FactId(std::string_view type) {
  const std::vector<std::string> ids = FactIds(type);
  EXPECT_EQ(ids.size(), 1) << type;
  return ids.empty() ? HashedId({"no such fact"}) : ids.front();
}

std::vector<std::string> IdsOf(const std::vector<AttestedFact>& facts) {
  std::vector<std::string> out;
  for (const AttestedFact& fact : facts) out.push_back(fact.record.id);
  return out;
}

std::vector<std::string> ContentsOf(const std::vector<AttestedFact>& facts) {
  std::vector<std::string> out;
  for (const AttestedFact& fact : facts) {
    const auto* statement = std::get_if<Statement>(&fact.record.content.body);
    out.push_back(statement == nullptr ? "" : statement->content);
  }
  return out;
}

std::string ReasonOf(const absl::Status& status) {
  const std::optional<ErrorDetail> detail = GetErrorDetail(status);
  return detail ? detail->reason : "";
}

std::string FieldOf(const absl::Status& status) {
  const std::optional<ErrorDetail> detail = GetErrorDetail(status);
  return detail && detail->metadata.contains("field") ? detail->metadata.at("field") : "";
}

}  // namespace dateline::query::testing

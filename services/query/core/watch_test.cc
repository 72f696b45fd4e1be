#include "services/query/core/watch.h"

#include "common/base/error.h"
#include "common/base/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/core/testing/story.h"

namespace dateline::query {
namespace {

using ::testing::Each;
using ::testing::Field;
using testing::FieldOf;
using ::testing::IsEmpty;
using testing::ReasonOf;
using ::testing::SizeIs;
using testing::Story;

ChangeBatch Next(ChangeReader& reader) { return reader.Next({}).value(); }

struct Watcher {
  ChangeReader& operator*() const { return *reader; }

  std::unique_ptr<RecentChanges> recent;
  std::unique_ptr<ChangeReader> reader;
};

Watcher Watch(Story& story, WatchQuery query) {
  Watcher out{std::make_unique<RecentChanges>(story.base()), nullptr};
  out.reader = ChangeReader::Open(story.base(), *out.recent, std::move(query)).value();
  return out;
}

absl::Status OpenStatus(Story& story, WatchQuery query) {
  RecentChanges recent(story.base());
  return ChangeReader::Open(story.base(), recent, std::move(query)).status();
}

TEST(WatchTest, FromNowSeesOnlyWhatComes) {
  Story story;
  story.Record(testing::GazetteArticle());
  auto reader = Watch(story, {});
  EXPECT_THAT(Next(*reader).changes, IsEmpty());
  story.Record(testing::BeaconArticle());
  const ChangeBatch batch = Next(*reader);
  EXPECT_TRUE(batch.caught_up);
  // Three new facts, and the membership that is now denied.
  EXPECT_THAT(batch.changes, SizeIs(4));
  EXPECT_THAT(Next(*reader).changes, IsEmpty());
}

TEST(WatchTest, ShowsFactsAsTheyWereRightAfterTheChange) {
  Story story;
  const absl::Time first = story.Record(testing::GazetteArticle());
  const absl::Time second = story.Record(testing::CourierArticle());
  auto reader = Watch(story, {.filter = {.types = {"contact.meet"}}, .from_beginning = true});
  const ChangeBatch batch = Next(*reader);
  ASSERT_THAT(batch.changes, SizeIs(2));
  EXPECT_EQ(batch.changes[0]->change.type, ChangeType::kAdded);
  EXPECT_EQ(batch.changes[0]->change.recorded_at, first);
  EXPECT_EQ(batch.changes[0]->change.fact.record.report_count, 1);
  EXPECT_EQ(batch.changes[0]->change.fact.attestations.size(), 1);
  EXPECT_EQ(batch.changes[0]->change.fact.record.factuality.status, FactStatus::kPlanned);
  EXPECT_EQ(batch.changes[1]->change.type, ChangeType::kUpdated);
  EXPECT_EQ(batch.changes[1]->change.recorded_at, second);
  EXPECT_EQ(batch.changes[1]->change.fact.record.report_count, 2);
  EXPECT_EQ(batch.changes[1]->change.fact.record.factuality.status, FactStatus::kActual);
}

TEST(WatchTest, ResumesWhereItStoppedAlsoAfterReopening) {
  Story story;
  story.Record(testing::GazetteArticle());
  const std::string token = Next(*Watch(story, {.from_beginning = true})).resume_token;
  story.Record(testing::BeaconArticle());
  story.Reopen();
  auto resumed = Watch(story, {.resume_token = token});
  EXPECT_THAT(Next(*resumed).changes, SizeIs(4));
  story.Reopen();
  EXPECT_THAT(Next(*Watch(story, {.resume_token = token})).changes, SizeIs(4));
}

TEST(WatchTest, BatchesAreBoundedAndLoseNothing) {
  Story story;
  testing::ExtractionBuilder article("https://big.example/", "Big Post", "2021-01-01");
  for (int i = 0; i < 450; ++i) {
    article.Add(testing::ClaimFact(StrCat("subject ", i), "is", "there"), StrCat("Claim ", i));
  }
  story.Record(article.Build());
  auto reader = Watch(story, {.from_beginning = true});
  std::vector<size_t> sizes;
  std::string token;
  for (bool caught_up = false; !caught_up;) {
    ChangeBatch batch = Next(*reader);
    caught_up = batch.caught_up;
    sizes.push_back(batch.changes.size());
    // A token of every batch resumes after it.
    reader = Watch(story, {.resume_token = batch.resume_token});
  }
  EXPECT_THAT(sizes, ::testing::ElementsAre(200, 200, 50));
}

TEST(WatchTest, TellsOfWhatIsGoneToThoseWhoKnewIt) {
  Story story;
  const Extraction full = testing::CourierArticle();
  story.Record(full);
  const std::string aid = story.FactId("aid.provide");
  const std::string meeting = story.FactId("contact.meet");
  auto all = Watch(story, {});
  auto aid_only = Watch(story, {.filter = {.types = {"aid."}}});
  auto meetings_only = Watch(story, {.filter = {.types = {"contact."}}});
  Extraction less = full;
  less.extractor_version = "test.2";
  less.facts.pop_back();
  story.Record(less);
  ASSERT_EQ(less.facts.size() + 1, full.facts.size());
  const auto removed = [](const ChangeBatch& batch) {
    std::vector<std::string> ids;
    for (const auto& logged : batch.changes) {
      const WatchedChange& change = logged->change;
      if (change.type == ChangeType::kRemoved) ids.push_back(change.fact.record.id);
    }
    return ids;
  };
  EXPECT_THAT(removed(Next(*all)), ::testing::ElementsAre(aid));
  EXPECT_THAT(removed(Next(*aid_only)), ::testing::ElementsAre(aid));
  EXPECT_THAT(removed(Next(*meetings_only)), IsEmpty());
}

TEST(WatchTest, TellsOfErasedDocuments) {
  Story story;
  story.Record(testing::CourierArticle());
  const std::string aid = story.FactId("aid.provide");
  auto reader = Watch(story, {.filter = {.types = {"aid."}}});
  story.clock().Advance(absl::Seconds(1));
  ASSERT_TRUE(story.base().RemoveDocument(testing::CourierArticle().document.id).value());
  const ChangeBatch batch = Next(*reader);
  std::vector<std::string> gone;
  for (const auto& logged : batch.changes) {
    const WatchedChange& change = logged->change;
    EXPECT_EQ(change.type, ChangeType::kRemoved);
    gone.push_back(change.fact.record.id);
  }
  EXPECT_THAT(gone, ::testing::Contains(aid));
}

TEST(WatchTest, AFactThatStopsMatchingIsToldOnceMore) {
  Story story;
  story.Record(testing::GazetteArticle());
  story.Record(testing::CourierArticle());
  auto reader = Watch(story, {.filter = {.types = {"contact.meet"}, .min_origins = 2}});
  Extraction less = testing::CourierArticle();
  less.extractor_version = "test.2";
  less.facts.erase(less.facts.begin());
  story.Record(less);
  const ChangeBatch batch = Next(*reader);
  ASSERT_THAT(batch.changes, SizeIs(1));
  EXPECT_EQ(batch.changes[0]->change.type, ChangeType::kUpdated);
  EXPECT_EQ(batch.changes[0]->change.fact.record.origin_count, 1);
}

// One watcher for each filter, stopped and resumed around every recording and
// restart, sees exactly what one sees who reads the whole log at the end.
TEST(WatchTest, FiltersHoldAcrossRestartsAndPauses) {
  Story story;
  story.Record(testing::GazetteArticle());
  const std::vector<FactFilter> filters = {
      {.entity_ids = {story.EntityId("Mira Tolvan")}},
      {.entity_ids = {story.EntityId("Lake Council")}, .role = "object"},
      {.kinds = {FactKind::kStatement}},
      {.types = {"contact.", "member_of"}}};
  std::vector<std::string> tokens(filters.size());
  std::vector<std::vector<std::string>> seen(filters.size());
  const auto key_of = [](const std::shared_ptr<const LoggedChange>& logged) {
    const WatchedChange& change = logged->change;
    return StrCat(change.fact.record.id, " ", static_cast<int>(change.type), " ",
                  absl::ToUnixMicros(change.recorded_at));
  };
  const auto read_on = [&] {
    story.Reopen();
    for (size_t i = 0; i < filters.size(); ++i) {
      auto reader = Watch(
          story,
          {.filter = filters[i], .resume_token = tokens[i], .from_beginning = tokens[i].empty()});
      const ChangeBatch batch = Next(*reader);
      tokens[i] = batch.resume_token;
      for (const auto& logged : batch.changes) seen[i].push_back(key_of(logged));
    }
  };
  read_on();
  story.Record(testing::CourierArticle());
  read_on();
  story.Record(testing::BeaconArticle());
  Extraction less = testing::CourierArticle();
  less.extractor_version = "test.2";
  less.facts.erase(less.facts.begin());
  story.Record(less);
  read_on();
  for (size_t i = 0; i < filters.size(); ++i) {
    std::vector<std::string> whole;
    for (const auto& logged :
         Next(*Watch(story, {.filter = filters[i], .from_beginning = true})).changes) {
      whole.push_back(key_of(logged));
    }
    EXPECT_THAT(seen[i], ::testing::ElementsAreArray(whole)) << i;
    EXPECT_FALSE(whole.empty()) << i;
  }
  // Two statements of the Beacon, one each of the others, and one read anew.
  EXPECT_EQ(seen[2].size(), 5);
}

std::vector<std::string> Told(const ChangeBatch& batch) {
  std::vector<std::string> out;
  for (const auto& logged : batch.changes) {
    out.push_back(StrCat(logged->record.sequence, " ", logged->change.fact.record.id, " ",
                         logged->change.fact.attestations.size()));
  }
  return out;
}

// Those who are there while it happens, and share what is read, see what one
// sees who reads the log alone afterwards; also an entity that was merged since
// is still meant by its old id.
TEST(WatchTest, ThoseWhoShareSeeWhatOneSeesAlone) {
  Story story;
  story.Record(testing::GazetteArticle());
  const std::string begin = Next(*Watch(story, {})).resume_token;
  const std::vector<FactFilter> filters = {
      {},
      {.entity_ids = {story.EntityId("Mira Tolvan")}},
      {.entity_ids = {story.EntityId("Edric Solm")}},
      {.entity_ids = {story.EntityId("Lake Council")}, .role = "object"},
      {.kinds = {FactKind::kStatement}},
      {.publishers = {"Daily Beacon"}},
      {.min_origins = 2}};
  RecentChanges recent(story.base());
  std::vector<std::unique_ptr<ChangeReader>> live;
  for (const FactFilter& filter : filters) {
    live.push_back(
        ChangeReader::Open(story.base(), recent, {.filter = filter, .resume_token = begin})
            .value());
  }
  std::vector<std::vector<std::string>> told(filters.size());
  const auto read_on = [&] {
    for (size_t i = 0; i < live.size(); ++i) {
      for (std::string& one : Told(Next(*live[i]))) told[i].push_back(std::move(one));
    }
  };
  read_on();
  story.Record(testing::CourierArticle());
  read_on();
  const PinRequest same = {PinRelation::kSame,
                           {.name = "Mira Tolvan", .type = EntityType::kPerson},
                           {.name = "Edric Solm", .type = EntityType::kPerson},
                           "an editor",
                           ""};
  story.clock().Advance(absl::Seconds(1));
  const auto pinned = story.base().RecordPin(same);
  ASSERT_TRUE(pinned.ok()) << pinned.status();
  read_on();
  story.Record(testing::BeaconArticle());
  Extraction less = testing::CourierArticle();
  less.extractor_version = "test.2";
  less.facts.erase(less.facts.begin());
  story.Record(less);
  read_on();
  for (size_t i = 0; i < filters.size(); ++i) {
    const auto alone = Watch(story, {.filter = filters[i], .resume_token = begin});
    EXPECT_THAT(told[i], ::testing::ElementsAreArray(Told(Next(*alone)))) << i;
    EXPECT_FALSE(told[i].empty()) << i;
  }
}

TEST(WatchTest, ForgetsWhatRemovedDocumentsSaid) {
  Story story;
  RecentChanges recent(story.base());
  auto early = ChangeReader::Open(story.base(), recent, {.from_beginning = true}).value();
  EXPECT_THAT(Next(*early).changes, IsEmpty());
  story.Record(testing::CourierArticle());
  EXPECT_THAT(Next(*early).changes, ::testing::Not(IsEmpty()));
  story.clock().Advance(absl::Seconds(1));
  ASSERT_TRUE(story.base().RemoveDocument(testing::CourierArticle().document.id).value());
  recent.Forget();
  auto late = ChangeReader::Open(story.base(), recent, {.from_beginning = true}).value();
  for (const auto& logged : Next(*late).changes) {
    EXPECT_EQ(logged->change.type, ChangeType::kRemoved);
    EXPECT_THAT(logged->change.fact.attestations, IsEmpty());
  }
}

// Every change is read and encoded once, however many ask for it.
TEST(WatchTest, EncodesEachChangeOnce) {
  Story story;
  int encoded = 0;
  RecentChanges recent(story.base(), [&](const WatchedChange& change) {
    ++encoded;
    return change.fact.record.id;
  });
  std::vector<std::unique_ptr<ChangeReader>> readers;
  for (int i = 0; i < 5; ++i) {
    readers.push_back(ChangeReader::Open(story.base(), recent, {}).value());
    Next(*readers.back());
  }
  story.Record(testing::GazetteArticle());
  for (const auto& reader : readers) {
    const ChangeBatch batch = Next(*reader);
    EXPECT_THAT(batch.changes, SizeIs(encoded));
    for (const auto& logged : batch.changes) {
      EXPECT_EQ(logged->encoded, logged->change.fact.record.id);
    }
  }
  EXPECT_GT(encoded, 0);
}

TEST(WatchTest, RefusesTokensOfOtherStores) {
  Story story, other;
  story.Record(testing::GazetteArticle());
  other.Record(testing::BeaconArticle());
  const std::string token = Next(*Watch(story, {.from_beginning = true})).resume_token;
  const auto reason_of = [&](Story& in, const std::string& resume) {
    return ReasonOf(OpenStatus(in, {.resume_token = resume}));
  };
  EXPECT_EQ(reason_of(story, token), "");
  EXPECT_EQ(reason_of(other, token), reason::kResumeTokenInvalid);
  EXPECT_EQ(reason_of(story, "nonsense"), reason::kResumeTokenInvalid);
  EXPECT_EQ(reason_of(story, token.substr(2)), reason::kResumeTokenInvalid);
}

TEST(WatchTest, RefusesWhatItDoesNotSupport) {
  Story story;
  const auto field_of = [&](WatchQuery query) {
    return FieldOf(OpenStatus(story, std::move(query)));
  };
  EXPECT_EQ(field_of({.filter = {.as_of = TimeInterval::Year(absl::CivilYear(2021))}}),
            "filter.as_of");
  EXPECT_EQ(field_of({.filter = {.in_conflict = true}}), "filter.in_conflict");
  EXPECT_EQ(field_of({.filter = {.entity_ids = {"x"}}}), "filter.entity_ids");
  const std::string token = Next(*Watch(story, {})).resume_token;
  EXPECT_EQ(field_of({.resume_token = token, .from_beginning = true}), "from_beginning");
}

}  // namespace
}  // namespace dateline::query

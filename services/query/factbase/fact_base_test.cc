#include "services/query/factbase/fact_base.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/testing/fault_injecting_store.h"
#include "common/testing/manual_clock.h"
#include "common/testing/memory_store.h"
#include "services/query/factbase/identity.h"
#include "services/query/factbase/keys.h"

namespace dateline::query {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr std::string_view kSentence =
    "Ulla Tovich, president of the League of Mill Towns, opened the meeting in Quellin.";

DocumentEntity Entity(const std::string& id, EntityType type, const std::string& name) {
  DocumentEntity entity;
  entity.id = id;
  entity.name = name;
  entity.type = type;
  entity.names = {{name, NameForm::kFull}};
  return entity;
}

ExtractedFact Fact(FactContent content) {
  ExtractedFact fact;
  fact.content = std::move(content);
  fact.attestation.evidence = {{{0, 11}, ""}};
  fact.attestation.confidence = 0.75;
  return fact;
}

// A document that says who presides over the league.
Extraction Report(const std::string& name, const std::string& person = "Ulla Tovich") {
  Extraction extraction;
  extraction.document.id = HashedId({name});
  extraction.document.uri = name + ".txt";
  extraction.document.publisher = name + " Post";
  extraction.document.published_at = TimeInterval::Day(absl::CivilDay(2024, 3, 11));
  extraction.extractor_version = "1";
  extraction.passages = {{{0, static_cast<uint32_t>(kSentence.size())}, std::string(kSentence)}};
  extraction.entities = {Entity("e0", EntityType::kPerson, person),
                         Entity("e1", EntityType::kOrganization, "League of Mill Towns")};
  FactContent position;
  position.type = "holds_position";
  position.body = Relation{{"e0", person, EntityType::kPerson},
                           EntityReference{"e1", "League of Mill Towns", EntityType::kOrganization},
                           {{"position", std::string("president")}}};
  extraction.facts = {Fact(position)};
  return extraction;
}

std::string IdOf(EntityType type, std::string_view name) {
  return EntityIdOf(NameNode(type, name));
}

class FactBaseTest : public ::testing::Test {
 protected:
  FactBaseTest() : memory_(kKeySpaceCount), store_(&memory_) { Open(); }

  void Open() {
    auto base = FactBase::Open(&store_, &clock_);
    ASSERT_TRUE(base.ok()) << base.status();
    base_ = *std::move(base);
  }
  RecordOutcome Record(const Extraction& extraction) {
    clock_.Advance(absl::Seconds(1));
    const auto outcome = base_->RecordExtraction(extraction);
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return outcome.ok() ? *outcome : RecordOutcome();
  }
  FactBaseView View(std::optional<absl::Time> known_at = std::nullopt) {
    return *base_->OpenView(known_at);
  }
  static std::vector<std::string> Scan(const FactBaseView& view, FactScan::Index index,
                                       const std::string& key = "") {
    FactScan scan;
    scan.index = index;
    scan.key = key;
    std::vector<std::string> ids;
    EXPECT_TRUE(view.ForEachFact(scan,
                                 [&](const FactIndexEntry& entry) {
                                   ids.push_back(entry.fact_id);
                                   return ScanStep::kContinue;
                                 })
                    .ok());
    return ids;
  }
  std::vector<ChangeRecord> Changes(uint64_t after = 0) {
    std::vector<ChangeRecord> changes;
    EXPECT_TRUE(View()
                    .ForEachChange(after,
                                   [&](const ChangeRecord& change) {
                                     changes.push_back(change);
                                     return ScanStep::kContinue;
                                   })
                    .ok());
    return changes;
  }

  ManualClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  MemoryStore memory_;
  FaultInjectingStore store_;
  std::unique_ptr<FactBase> base_;
};

TEST_F(FactBaseTest, ShowsWhatWasRecorded) {
  const RecordOutcome outcome = Record(Report("harbour"));
  EXPECT_TRUE(outcome.changed);
  EXPECT_EQ(outcome.fact_count, 1u);
  Record(Report("quay"));
  const FactBaseView view = View();
  const auto ids = Scan(view, FactScan::Index::kAll);
  ASSERT_EQ(ids.size(), 1u);
  const FactRecord fact = **view.GetFact(ids[0]);
  EXPECT_EQ(fact.report_count, 2u);
  const Relation& relation = std::get<Relation>(fact.content.body);
  EXPECT_EQ(relation.subject, (EntityReference{IdOf(EntityType::kPerson, "Ulla Tovich"),
                                               "Ulla Tovich", EntityType::kPerson}));
  const auto attestations = *view.GetAttestations(ids[0], 10);
  ASSERT_EQ(attestations.size(), 2u);
  EXPECT_EQ(attestations[0].attestation.evidence[0].text, "Ulla Tovich");
  EXPECT_EQ(attestations[0].attestation.as_stated, std::nullopt);
  EXPECT_EQ((*view.GetAttestations(ids[0], 1)).size(), 1u);
  const std::string document = HashedId({"quay"});
  ASSERT_EQ((*view.GetAttestations(ids[0], 10, document)).size(), 1u);
  // The same long sentence in two outlets is one origin.
  EXPECT_EQ(fact.origin_count, 1u);
  EXPECT_EQ((*view.GetOrigins(ids[0]))[0].reason, "same passage");
  EXPECT_EQ((*view.GetDocument(document))->fact_count, 1u);
  EXPECT_EQ((*view.GetStatistics()).documents, 2u);
  EXPECT_EQ((*view.GetStatistics()).facts_by_type.at("holds_position"), 1u);
}

TEST_F(FactBaseTest, RepeatChangesNothing) {
  const RecordOutcome first = Record(Report("harbour"));
  const RecordOutcome second = Record(Report("harbour"));
  EXPECT_FALSE(second.changed);
  EXPECT_EQ(second.recorded_at, first.recorded_at);
  EXPECT_EQ(second.fact_count, 1u);
  EXPECT_EQ(View().known_at(), first.recorded_at);
  EXPECT_EQ(Changes().size(), 1u);
}

TEST_F(FactBaseTest, ReplacingRemovesWhatIsNoLongerSaid) {
  const RecordOutcome first = Record(Report("harbour"));
  Extraction corrected = Report("harbour", "Mario Petran");
  corrected.facts[0].attestation.evidence = {{{13, 22}, ""}};
  Record(corrected);
  EXPECT_TRUE(
      Scan(View(), FactScan::Index::kEntity, IdOf(EntityType::kPerson, "Ulla Tovich")).empty());
  EXPECT_FALSE((*View().GetEntity(IdOf(EntityType::kPerson, "Ulla Tovich"))).has_value());
  EXPECT_EQ(
      Scan(View(), FactScan::Index::kEntity, IdOf(EntityType::kPerson, "Mario Petran")).size(), 1u);
  const FactBaseView past = View(first.recorded_at);
  EXPECT_EQ(Scan(past, FactScan::Index::kEntity, IdOf(EntityType::kPerson, "Ulla Tovich")).size(),
            1u);
  std::vector<ChangeType> types;
  for (const ChangeRecord& change : Changes()) types.push_back(change.type);
  EXPECT_THAT(types,
              UnorderedElementsAre(ChangeType::kAdded, ChangeType::kAdded, ChangeType::kRemoved));
}

TEST_F(FactBaseTest, MergedEntitiesAndFactsLeaveRedirects) {
  Record(Report("harbour", "Zhanna Kirayeva"));
  const std::string old_fact = Scan(View(), FactScan::Index::kAll)[0];
  const std::string old_entity = IdOf(EntityType::kPerson, "Zhanna Kirayeva");
  Record(Report("quay", "Janna Kirayeva"));
  const std::string entity = IdOf(EntityType::kPerson, "Janna Kirayeva");
  ASSERT_NE(entity, old_entity);
  EXPECT_EQ((*View().GetEntity(old_entity))->id, entity);
  const auto ids = Scan(View(), FactScan::Index::kAll);
  ASSERT_EQ(ids.size(), 1u);
  EXPECT_EQ((*View().GetFact(old_fact))->id, ids[0]);
  EXPECT_EQ((*View().GetFact(ids[0]))->report_count, 2u);
  const std::vector<ChangeRecord> changes = Changes(1);
  ASSERT_EQ(changes.size(), 2u);
  for (const ChangeRecord& change : changes) {
    if (change.fact_id == old_fact) {
      EXPECT_EQ(change.type, ChangeType::kMerged);
      EXPECT_EQ(change.merged_into, ids[0]);
    }
  }
  EXPECT_EQ(*View().NewestChange(), 3u);
}

TEST_F(FactBaseTest, ConflictsShowOnTheirFacts) {
  const auto count = [](const std::string& name, double members) {
    Extraction extraction = Report(name);
    FactContent content;
    content.type = "member_count";
    content.body = Relation{{"e1", "", {}}, members, {}};
    extraction.facts = {Fact(content)};
    return extraction;
  };
  Record(count("harbour", 5));
  EXPECT_TRUE(Scan(View(), FactScan::Index::kConflict).empty());
  const RecordOutcome both = Record(count("quay", 6));
  const auto contested = Scan(View(), FactScan::Index::kConflict);
  ASSERT_EQ(contested.size(), 2u);
  const FactRecord fact = **View().GetFact(contested[0]);
  ASSERT_EQ(fact.conflict_ids.size(), 1u);
  const ConflictRecord conflict = **View().GetConflict(fact.conflict_ids[0]);
  EXPECT_EQ(conflict.type, ConflictType::kValue);
  EXPECT_THAT(conflict.summary, ::testing::StartsWith("member_count of League of Mill Towns: "));
  EXPECT_EQ(conflict.recorded_at, both.recorded_at);
  std::vector<std::string> of_entity;
  ASSERT_TRUE(View()
                  .ForEachConflict(IdOf(EntityType::kOrganization, "League of Mill Towns"), "",
                                   [&](const std::string& id) {
                                     of_entity.push_back(id);
                                     return ScanStep::kContinue;
                                   })
                  .ok());
  EXPECT_THAT(of_entity, ElementsAre(conflict.id));
  ASSERT_TRUE(*base_->RemoveDocument(HashedId({"quay"})));
  EXPECT_TRUE(Scan(View(), FactScan::Index::kConflict).empty());
  EXPECT_EQ((*View().GetStatistics()).conflicts, 0u);
}

TEST_F(FactBaseTest, RemovingTwiceAndUnknown) {
  Record(Report("harbour"));
  EXPECT_TRUE(*base_->RemoveDocument(HashedId({"harbour"})));
  EXPECT_FALSE(*base_->RemoveDocument(HashedId({"harbour"})));
  EXPECT_FALSE(*base_->RemoveDocument(HashedId({"never seen"})));
  EXPECT_EQ(base_->RemoveDocument("").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE((*View().GetDocument(HashedId({"harbour"}))).has_value());
}

TEST_F(FactBaseTest, ViewsOfTheFutureAreRefused) {
  const RecordOutcome outcome = Record(Report("harbour"));
  const auto view = base_->OpenView(outcome.recorded_at + absl::Microseconds(1));
  EXPECT_EQ(view.status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(GetErrorDetail(view.status())->reason, reason::kKnownAtOutOfRange);
  EXPECT_TRUE(
      Scan(View(outcome.recorded_at - absl::Microseconds(1)), FactScan::Index::kAll).empty());
}

TEST_F(FactBaseTest, InconsistentExtractionsAreRefusedAndNothingIsWritten) {
  const auto reason_of = [&](const Extraction& extraction) {
    const absl::Status status = base_->RecordExtraction(extraction).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    const auto detail = GetErrorDetail(status);
    return detail.has_value() ? detail->reason : "";
  };
  Extraction extraction = Report("harbour");
  extraction.document.id.clear();
  EXPECT_EQ(reason_of(extraction), reason::kFieldRequired);
  extraction = Report("harbour");
  std::get<Relation>(extraction.facts[0].content.body).subject.id = "e9";
  EXPECT_EQ(reason_of(extraction), reason::kExtractionInconsistent);
  extraction = Report("harbour");
  extraction.facts[0].attestation.evidence[0].span = {500, 510};
  EXPECT_EQ(reason_of(extraction), reason::kExtractionInconsistent);
  extraction = Report("harbour");
  extraction.facts[0].attestation.evidence[0].text = "Somebody el";
  EXPECT_EQ(reason_of(extraction), reason::kExtractionInconsistent);
  extraction = Report("harbour");
  extraction.facts[0].attestation.evidence.clear();
  EXPECT_EQ(reason_of(extraction), reason::kExtractionInconsistent);
  extraction = Report("harbour");
  extraction.entities[1].id = "e0";
  EXPECT_EQ(reason_of(extraction), reason::kExtractionInconsistent);
  extraction = Report("harbour");
  extraction.passages[0].text[11] = '\xC3';
  extraction.passages[0].text[12] = '\xA9';
  extraction.facts[0].attestation.evidence[0].span = {0, 12};
  EXPECT_EQ(reason_of(extraction), reason::kExtractionInconsistent);
  EXPECT_EQ((*View().GetStatistics()).documents, 0u);
}

TEST_F(FactBaseTest, FailedCommitLeavesNothingBehind) {
  store_.FailCommit(1, FaultInjectingStore::Fault::kRefused);
  EXPECT_EQ(base_->RecordExtraction(Report("harbour")).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_TRUE(Scan(View(), FactScan::Index::kAll).empty());
  EXPECT_TRUE(Record(Report("harbour")).changed);
}

TEST_F(FactBaseTest, RecordedMomentsGrowThoughTheClockStepsBack) {
  const RecordOutcome first = Record(Report("harbour"));
  clock_.Set(absl::FromUnixSeconds(1'000));
  const RecordOutcome second = Record(Report("quay"));
  EXPECT_GT(second.recorded_at, first.recorded_at);
}

TEST_F(FactBaseTest, ListenersHearOfChangesUntilTheyLeave) {
  int calls = 0;
  auto handle = base_->AddChangeListener([&] { ++calls; });
  Record(Report("harbour"));
  Record(Report("harbour"));
  EXPECT_EQ(calls, 1);
  handle.reset();
  Record(Report("quay"));
  EXPECT_EQ(calls, 1);
}

TEST_F(FactBaseTest, NamesAndExternalIdsFindEntities) {
  Extraction extraction = Report("harbour");
  extraction.entities.push_back(Entity("e2", EntityType::kGpe, "Quellin"));
  extraction.entities.back().external_ids = {"geonames:7"};
  Record(extraction);
  const FactBaseView view = View();
  const auto quellin = *view.FindEntityByExternalId("geonames:7");
  ASSERT_TRUE(quellin.has_value());
  EXPECT_EQ((*view.GetEntity(*quellin))->name, "Quellin");
  std::vector<std::pair<std::string, uint32_t>> found;
  ASSERT_TRUE(view.ForEachEntityByName("mill",
                                       [&](std::string_view name, std::string_view, uint32_t word) {
                                         found.emplace_back(name, word);
                                         return ScanStep::kContinue;
                                       })
                  .ok());
  EXPECT_THAT(found, ElementsAre(std::pair<std::string, uint32_t>("league of mill towns", 2)));
}

TEST_F(FactBaseTest, NamesAreThoseOfTheMoment) {
  const auto called = [](const std::string& document, const std::string& name) {
    Extraction extraction = Report(document);
    extraction.entities[1].name = name;
    extraction.entities[1].external_ids = {"wikidata:Q88001"};
    return extraction;
  };
  const auto name_in = [](const FactBaseView& view) {
    std::string name;
    for (const std::string& id : Scan(view, FactScan::Index::kAll)) {
      const FactRecord fact = **view.GetFact(id);
      name = std::get<EntityReference>(std::get<Relation>(fact.content.body).object).name;
    }
    return name;
  };
  const RecordOutcome first = Record(called("harbour", "League of Mill Towns"));
  const FactBaseView before = View();
  EXPECT_EQ(name_in(before), "League of Mill Towns");
  Record(called("quay", "Mill Towns League"));
  Record(called("pier", "Mill Towns League"));
  EXPECT_EQ(name_in(View()), "Mill Towns League");
  EXPECT_EQ(name_in(View()), "Mill Towns League");
  EXPECT_EQ(name_in(before), "League of Mill Towns");
  Open();
  EXPECT_EQ(name_in(View(first.recorded_at)), "League of Mill Towns");
  EXPECT_EQ(name_in(View()), "Mill Towns League");
  EXPECT_EQ(name_in(View(first.recorded_at)), "League of Mill Towns");

  // Whatever a failed commit did, it is read again.
  store_.FailCommit(1, FaultInjectingStore::Fault::kRefused);
  EXPECT_FALSE(base_->RecordExtraction(called("pier", "League of Mill Towns")).ok());
  EXPECT_EQ(name_in(View()), "Mill Towns League");
  store_.FailCommit(1, FaultInjectingStore::Fault::kLostAnswer);
  EXPECT_FALSE(base_->RecordExtraction(called("pier", "League of Mill Towns")).ok());
  EXPECT_EQ(name_in(View()), "League of Mill Towns");
}

TEST_F(FactBaseTest, ScansOfTimeAreBoundedAndResumable) {
  Extraction extraction = Report("harbour");
  extraction.facts.clear();
  for (const int day : {1, 2, 3}) {
    FactContent content;
    content.type = "contact.meet";
    content.valid_time = TimeInterval::Day(absl::CivilDay(2024, 3, day));
    content.body = Event{"CONSULT", "meet", {{"participant", EntityReference{"e0", "", {}}}}};
    extraction.facts.push_back(Fact(content));
  }
  extraction.facts.push_back(Report("harbour").facts[0]);
  Record(extraction);
  FactScan scan;
  scan.index = FactScan::Index::kTime;
  std::vector<int> days;
  std::vector<std::string> positions;
  const auto row = [&](const FactIndexEntry& entry) {
    days.push_back(entry.valid_start.has_value() ? entry.valid_start->day() : 0);
    positions.push_back(entry.position);
    return ScanStep::kContinue;
  };
  ASSERT_TRUE(View().ForEachFact(scan, row).ok());
  EXPECT_THAT(days, ElementsAre(1, 2, 3, 0));
  scan.after = positions[0];
  scan.start_at_most = absl::CivilSecond(2024, 3, 2);
  days.clear();
  ASSERT_TRUE(View().ForEachFact(scan, row).ok());
  EXPECT_THAT(days, ElementsAre(2));
  scan.after.clear();
  scan.direction = ScanDirection::kBackward;
  days.clear();
  ASSERT_TRUE(View().ForEachFact(scan, row).ok());
  EXPECT_THAT(days, ElementsAre(2, 1));
}

TEST_F(FactBaseTest, RefusesAnotherFormat) {
  WriteBatch batch;
  batch.Put(kStateSpace, StateKey(), std::string("\x08\x63", 2));  // format: 99.
  ASSERT_TRUE(memory_.Commit(batch, Durability::kBuffered).ok());
  const absl::Status status = FactBase::Open(&store_, &clock_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(GetErrorDetail(status)->reason, reason::kStoreFormatUnsupported);
}

}  // namespace
}  // namespace dateline::query

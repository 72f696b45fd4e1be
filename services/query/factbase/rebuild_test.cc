#include "services/query/factbase/rebuild.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/strings.h"
#include "common/testing/manual_clock.h"
#include "common/testing/memory_store.h"
#include "services/query/factbase/consistency.h"
#include "services/query/factbase/fact_base.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/records.h"
#include "services/query/factbase/versioned_rows.h"

namespace dateline::query {
namespace {

using ::testing::HasSubstr;
using Kind = Inconsistency::Kind;

constexpr std::string_view kSentence = "Ulla Tovich presides over the League of Mill Towns.";

// One document that says who presides over the league.
Extraction Report(const std::string& name, const std::string& person) {
  Extraction extraction;
  extraction.document.id = HashedId({name});
  extraction.document.publisher = StrCat(name, " Post");
  extraction.extractor_version = "1";
  extraction.passages = {{{0, static_cast<uint32_t>(kSentence.size())}, std::string(kSentence)}};
  DocumentEntity president, league;
  president.id = "e0";
  president.name = person;
  president.type = EntityType::kPerson;
  president.names = {{person, NameForm::kFull}};
  league.id = "e1";
  league.name = "League of Mill Towns";
  league.type = EntityType::kOrganization;
  league.names = {{league.name, NameForm::kFull}};
  extraction.entities = {president, league};
  ExtractedFact fact;
  fact.content.type = "holds_position";
  fact.content.body = Relation{{"e0", person, EntityType::kPerson},
                               EntityReference{"e1", league.name, league.type},
                               {{"position", std::string("president")}}};
  fact.attestation.evidence = {{{0, 11}, ""}};
  extraction.facts = {fact};
  return extraction;
}

class RebuildTest : public ::testing::Test {
 protected:
  RebuildTest() {
    const auto base = *FactBase::Open(&store_, &clock_);
    for (const char* name : {"gazette", "echo", "gazette", "mirror"}) {
      clock_.Advance(absl::Seconds(1));
      const char* person = ++recorded_ == 3 ? "Mario Petran" : "Ulla Tovich";
      EXPECT_TRUE(base->RecordExtraction(Report(name, person)).ok());
    }
    clock_.Advance(absl::Seconds(1));
    EXPECT_TRUE(*base->RemoveDocument(HashedId({"mirror"})));
  }

  void SetVersion(uint32_t format, uint32_t rules) {
    auto state =
        *Decode<storage::v1::StoreState>(**store_.OpenView()->Get(kStateSpace, StateKey()));
    state.set_format(format);
    state.set_rules(rules);
    Change([&](WriteBatch& batch) { batch.Put(kStateSpace, StateKey(), Encode(state)); });
  }
  // As it was until format 3.
  void PutPassagesIntoExtractions() {
    const auto view = store_.OpenView();
    const VersionedReader reader(view.get(), kNewestVersion);
    Change([&](WriteBatch& batch) {
      EXPECT_TRUE(view->ForEach(kExtractionSpace, {},
                                [&](std::string_view key, auto value) {
                                  auto stored = *Decode<storage::v1::StoredExtraction>(value);
                                  const std::string id = stored.extraction().document().id();
                                  auto document = *Decode<storage::v1::StoredDocument>(
                                      **reader.Get(kDocumentSpace, DocumentKey(id)));
                                  EXPECT_GT(document.passages_size(), 0);
                                  stored.mutable_extraction()->mutable_passages()->Swap(
                                      document.mutable_passages());
                                  batch.Put(kExtractionSpace, key, Encode(stored));
                                  batch.Delete(kDocumentSpace, DocumentKey(id));
                                  return ScanStep::kContinue;
                                })
                      .ok());
    });
  }
  template <typename Writes>
  void Change(Writes writes) {
    WriteBatch batch;
    writes(batch);
    ASSERT_TRUE(store_.Commit(batch, Durability::kSynced).ok());
  }

  ConsistencyReport Check() {
    MemoryStore scratch(kKeySpaceCount);
    auto report = CheckConsistency(store_, scratch, {});
    EXPECT_TRUE(report.ok()) << report.status();
    return report.value_or(ConsistencyReport());
  }

  int recorded_ = 0;
  ManualClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  MemoryStore store_{kKeySpaceCount};
};

TEST_F(RebuildTest, MakesABaseOfOlderRulesAnewWithItsMoments) {
  SetVersion(CurrentFactBaseVersion().format, CurrentFactBaseVersion().rules - 1);
  const absl::Status refused = FactBase::Open(&store_, &clock_).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("dateline migrate"));

  MemoryStore target(kKeySpaceCount);
  std::vector<uint64_t> progress;
  const auto outcome = RebuildFactBase(
      {&store_, FactBase::KeySpaceNames()}, target,
      [&](uint64_t done, uint64_t total) { progress.push_back(10 * done + total); });
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->documents, 2u);
  EXPECT_EQ(outcome->found.rules, CurrentFactBaseVersion().rules - 1);
  EXPECT_THAT(progress, ::testing::ElementsAre(12, 22));

  const auto base = FactBase::Open(&target, &clock_);
  ASSERT_TRUE(base.ok()) << base.status();
  const auto view = *(*base)->OpenView(std::nullopt);
  EXPECT_EQ(view.GetStatistics()->documents, 2u);
  EXPECT_EQ(view.GetStatistics()->facts, 2u);
  // "gazette" was recorded again in the third second, and "echo" in the second.
  EXPECT_EQ(view.known_at(), absl::FromUnixSeconds(1'700'000'003));
  EXPECT_EQ((*view.GetDocument(HashedId({"gazette"})))->document.publisher, "gazette Post");
  const auto past = *(*base)->OpenView(absl::FromUnixSeconds(1'700'000'002));
  EXPECT_EQ(past.GetStatistics()->documents, 1u);
}

TEST_F(RebuildTest, MakesABaseOfTheOldestFormatAnew) {
  PutPassagesIntoExtractions();
  SetVersion(kOldestRebuildableFormat, 1);
  MemoryStore target(kKeySpaceCount);
  const auto outcome = RebuildFactBase({&store_, FactBase::KeySpaceNames()}, target, {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->documents, 2u);
  const auto base = FactBase::Open(&target, &clock_);
  ASSERT_TRUE(base.ok()) << base.status();
  const auto view = *(*base)->OpenView(std::nullopt);
  EXPECT_EQ(view.GetStatistics()->facts, 2u);
  EXPECT_FALSE((*view.GetDocument(HashedId({"gazette"})))->passages.empty());
}

TEST_F(RebuildTest, RefusesWhatItCannotRead) {
  const std::vector<std::string> names = FactBase::KeySpaceNames();
  MemoryStore target(kKeySpaceCount), empty(kKeySpaceCount);
  EXPECT_EQ(RebuildFactBase({&empty, names}, target, {}).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(RebuildFactBase({&empty, {"documents"}}, target, {}).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(RebuildFactBase({&store_, names}, store_, {}).status().code(),
            absl::StatusCode::kAlreadyExists);
  SetVersion(CurrentFactBaseVersion().format + 1, 1);
  const absl::Status newer = RebuildFactBase({&store_, names}, target, {}).status();
  EXPECT_EQ(GetErrorDetail(newer)->reason, reason::kStoreFormatUnsupported);
}

TEST_F(RebuildTest, AWholeBaseIsConsistent) {
  const ConsistencyReport report = Check();
  EXPECT_TRUE(report.consistent())
      << report.examples.front().key_space << " " << report.examples.front().key;
  EXPECT_EQ(report.documents, 2u);
  EXPECT_GT(report.rows_compared, 20u);
}

TEST_F(RebuildTest, ConsistencyFindsWhatIsMissingUnexpectedAndDifferent) {
  const auto first_with = [&](KeySpace space, char tag) {
    std::string found;
    EXPECT_TRUE(store_.OpenView()
                    ->ForEach(space, {},
                              [&](std::string_view key, std::string_view value) {
                                if (!PayloadOf(value)->has_value() || key.front() != tag) {
                                  return ScanStep::kContinue;
                                }
                                found = key;
                                return ScanStep::kStop;
                              })
                    .ok());
    return found;
  };
  const std::string index = first_with(kFactIndexSpace, 't');
  Change([&](WriteBatch& batch) { batch.Delete(kFactIndexSpace, index); });
  ConsistencyReport report = Check();
  ASSERT_EQ(report.examples.size(), 1u);
  EXPECT_EQ(report.examples[0].kind, Kind::kMissing);
  EXPECT_EQ(report.examples[0].key_space, "fact_index");
  EXPECT_THAT(report.examples[0].key, HasSubstr("tholds_position "));

  Change([&](WriteBatch& batch) {
    batch.Put(kFactIndexSpace, VersionedKey(TypeIndexKey("zzz", std::nullopt, "f"), 9),
              VersionedValue(""));
    storage::v1::StoredCounter counter;
    counter.set_value(77);
    batch.Put(kStatisticsSpace, VersionedKey(CounterKey("total", "documents"), kNewestVersion - 1),
              VersionedValue(Encode(counter)));
  });
  report = Check();
  EXPECT_EQ(report.differences, 3u);
  EXPECT_EQ(report.examples[1].kind, Kind::kMissing);
  EXPECT_EQ(report.examples[0].kind, Kind::kUnexpected);
}

TEST(ReadableKeyTest, ShowsBytesForPeople) {
  EXPECT_EQ(ReadableKey(TypeIndexKey("is_a", std::nullopt, "f1")), "tis_a \\x01f1");
  const std::string id = "00010203040506070809aabbccddeeff";
  EXPECT_EQ(ReadableKey(MentionsKey(id, "e1")), "m" + id + " e1");
}

}  // namespace
}  // namespace dateline::query

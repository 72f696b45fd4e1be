// The rule that everything rests on: what a fact base shows is a function of
// the extractions that it holds, whatever was recorded, replaced, removed or
// interrupted on the way; and what it showed at a moment it shows for ever.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <memory>

#include "common/base/strings.h"
#include "common/storage/rocksdb_store.h"
#include "common/testing/fault_injecting_store.h"
#include "common/testing/manual_clock.h"
#include "common/testing/memory_store.h"
#include "common/testing/temporary_folder.h"
#include "services/query/factbase/fact_base.h"
#include "tests/property/canonical_dump.h"
#include "tests/property/random_world.h"

namespace dateline {
namespace {

using query::FactBase;
using Fault = FaultInjectingStore::Fault;

constexpr int kDocuments = 9;
using World = std::map<int, Extraction>;

std::unique_ptr<MemoryStore> NewMemoryStore() {
  return std::make_unique<MemoryStore>(FactBase::KeySpaceNames().size());
}

// A fact base that may crash at any commit and goes on after a restart.
class Subject {
 public:
  explicit Subject(OrderedStore* store) : store_(store) { Reopen(); }

  void Reopen() {
    base_ = nullptr;
    auto base = FactBase::Open(&store_, &clock_);
    ASSERT_TRUE(base.ok()) << base.status();
    base_ = *std::move(base);
  }

  void Record(const Extraction& extraction) {
    Insist([&] { return base_->RecordExtraction(extraction).status(); });
  }
  void Remove(const std::string& id) {
    Insist([&] { return base_->RemoveDocument(id).status(); });
  }

  // What the next commits meet.
  void Fail(uint64_t nth, Fault fault) { store_.FailCommit(nth, fault); }

  std::string Dump(std::optional<absl::Time> known_at = std::nullopt) {
    const auto view = base_->OpenView(known_at);
    EXPECT_TRUE(view.ok()) << view.status();
    return view.ok() ? CanonicalDump(*view) : "";
  }
  absl::Time Now() { return base_->OpenView(std::nullopt)->known_at(); }

 private:
  template <typename Call>
  void Insist(Call call) {
    // Sometimes the clock stands still: versions must grow all the same.
    if (++calls_ % 3 != 0) clock_.Advance(absl::Milliseconds(5));
    for (int attempt = 0; attempt < 5; ++attempt) {
      const absl::Status status = call();
      if (status.ok()) return;
      ASSERT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
      store_.Restart();
      Reopen();
    }
    FAIL() << "the call never succeeded";
  }

  int calls_ = 0;
  FaultInjectingStore store_;
  ManualClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  std::unique_ptr<FactBase> base_;
};

std::string DumpFromScratch(const World& world) {
  const auto store = NewMemoryStore();
  Subject subject(store.get());
  for (const auto& [number, extraction] : world) subject.Record(extraction);
  return subject.Dump();
}

// One random way to the final world: older versions, repeats, documents that
// do not stay, crashes.
void GoARandomWay(RandomWorld& random, const World& final_world, bool removals, Subject& subject,
                  std::map<absl::Time, std::string>* history) {
  struct Step {
    int number;
    Extraction extraction;
  };
  std::vector<Step> early, last;
  for (const auto& [number, extraction] : final_world) {
    while (random.Chance(35)) early.push_back({number, random.MakeDocument(number)});
    if (random.Chance(30)) early.push_back({number, extraction});
    last.push_back({number, extraction});
  }
  std::vector<int> visitors;
  for (int i = 0; removals && i < 3; ++i) {
    const int number = kDocuments + i;
    visitors.push_back(number);
    early.push_back({number, random.MakeDocument(number)});
  }
  const auto shuffle = [&](std::vector<Step>& steps) {
    for (size_t i = steps.size(); i > 1; --i) {
      std::swap(steps[i - 1], steps[random.Below(static_cast<uint32_t>(i))]);
    }
  };
  shuffle(early);
  shuffle(last);
  const auto after_commit = [&] {
    if (history != nullptr) (*history)[subject.Now()] = subject.Dump();
    if (random.Chance(10)) subject.Reopen();
  };
  const auto maybe_fail = [&] {
    if (random.Chance(15)) subject.Fail(1, static_cast<Fault>(random.Below(3)));
  };
  for (const Step& step : early) {
    maybe_fail();
    subject.Record(step.extraction);
    after_commit();
  }
  for (size_t i = 0; i < last.size(); ++i) {
    maybe_fail();
    subject.Record(last[i].extraction);
    if (random.Chance(20))
      subject.Record(last[random.Below(static_cast<uint32_t>(i + 1))].extraction);
    after_commit();
    if (!visitors.empty() && (random.Chance(40) || i + 1 == last.size())) {
      const std::string id = random.MakeDocument(visitors.back()).document.id;
      visitors.pop_back();
      maybe_fail();
      subject.Remove(id);
      if (i + 1 == last.size()) --i;  // Until all visitors have left.
    }
  }
}

World MakeWorld(RandomWorld& random) {
  World world;
  for (int number = 0; number < kDocuments; ++number) world[number] = random.MakeDocument(number);
  return world;
}

TEST(FactBaseProperty, EveryOrderGivesTheSameFactBase) {
  for (uint32_t world_seed = 0; world_seed < 40; ++world_seed) {
    RandomWorld random(world_seed);
    const World world = MakeWorld(random);
    const std::string expected = DumpFromScratch(world);
    for (int order = 0; order < 5; ++order) {
      SCOPED_TRACE(StrCat("world ", world_seed, " order ", order));
      const auto store = NewMemoryStore();
      Subject subject(store.get());
      GoARandomWay(random, world, /*removals=*/order % 2 == 0, subject, nullptr);
      ASSERT_EQ(subject.Dump(), expected);
    }
  }
}

TEST(FactBaseProperty, ThePastStaysAsItWas) {
  for (uint32_t seed = 100; seed < 120; ++seed) {
    SCOPED_TRACE(seed);
    RandomWorld random(seed);
    const World world = MakeWorld(random);
    const auto store = NewMemoryStore();
    Subject subject(store.get());
    std::map<absl::Time, std::string> history;
    GoARandomWay(random, world, /*removals=*/false, subject, &history);
    for (const auto& [moment, dump] : history) ASSERT_EQ(subject.Dump(moment), dump);
  }
}

constexpr std::string_view kMarker = "xylomark";

// A document that can be told from all others wherever a word of it is left.
Extraction MarkedDocument(RandomWorld& random, int number) {
  Extraction extraction = random.MakeDocument(number);
  extraction.document.uri = "Xylomark-uri";
  extraction.document.title = "Xylomark title";
  extraction.entities[0].names.push_back({"Xylomark Name", NameForm::kVariant});
  Passage& passage = extraction.passages.back();
  passage.text += " Xylomark went on and on.";
  passage.span.end = passage.span.begin + static_cast<uint32_t>(passage.text.size());
  ExtractedFact said;
  said.content.body = Statement{{extraction.entities[0].id, "", {}}, "Xylomark is ours"};
  said.attestation.evidence = {{passage.span, ""}};
  extraction.facts.push_back(said);
  ExtractedFact shared;
  shared.content.type = "is_a";
  shared.content.body = Relation{{extraction.entities[0].id, "", {}},
                                 std::string("regional body"),
                                 {{"by", std::string("xylomark")}}};
  shared.attestation.evidence = {{passage.span, ""}};
  extraction.facts.push_back(shared);
  return extraction;
}

std::string TraceOf(const OrderedStore& store) {
  const auto view = store.OpenView();
  std::string trace;
  for (KeySpace space = 0; space < FactBase::KeySpaceNames().size(); ++space) {
    EXPECT_TRUE(view->ForEach(space, {},
                              [&](std::string_view key, std::string_view value) {
                                std::string row = StrCat(key, value);
                                std::transform(row.begin(), row.end(), row.begin(),
                                               [](unsigned char c) { return std::tolower(c); });
                                if (row.find(kMarker) == std::string::npos)
                                  return ScanStep::kContinue;
                                trace = StrCat(FactBase::KeySpaceNames()[space], ": ", row);
                                return ScanStep::kStop;
                              })
                    .ok());
  }
  return trace;
}

TEST(FactBaseProperty, ARemovedDocumentLeavesNoWordInAnyPast) {
  for (uint32_t seed = 300; seed < 320; ++seed) {
    SCOPED_TRACE(seed);
    RandomWorld random(seed);
    const World world = MakeWorld(random);
    const auto store = NewMemoryStore();
    Subject subject(store.get());
    std::vector<absl::Time> moments;
    const Extraction first = MarkedDocument(random, kDocuments);
    for (const auto& [number, extraction] : world) {
      if (number == 2) subject.Record(first);
      if (number == 5) subject.Record(MarkedDocument(random, kDocuments));
      subject.Record(extraction);
      moments.push_back(subject.Now());
    }
    ASSERT_NE(TraceOf(*store), "");
    subject.Remove(first.document.id);
    ASSERT_EQ(TraceOf(*store), "");
    ASSERT_EQ(subject.Dump(), DumpFromScratch(world));
    // Every past is whole: the dump checks facts, conflicts and indexes against
    // each other, and no document of it is the removed one.
    for (const absl::Time moment : moments) {
      EXPECT_EQ(subject.Dump(moment).find(first.document.id), std::string::npos);
    }
  }
}

TEST(FactBaseProperty, RocksDbShowsTheSameAfterReopening) {
  for (uint32_t seed = 200; seed < 204; ++seed) {
    SCOPED_TRACE(seed);
    RandomWorld random(seed);
    const World world = MakeWorld(random);
    TemporaryFolder folder;
    std::map<absl::Time, std::string> history;
    {
      auto store = OpenRocksDbStore(folder.path(), FactBase::KeySpaceNames());
      ASSERT_TRUE(store.ok());
      Subject subject(store->get());
      GoARandomWay(random, world, /*removals=*/false, subject, &history);
    }
    auto store = OpenRocksDbStore(folder.path(), FactBase::KeySpaceNames());
    ASSERT_TRUE(store.ok());
    Subject subject(store->get());
    ASSERT_EQ(subject.Dump(), DumpFromScratch(world));
    for (const auto& [moment, dump] : history) ASSERT_EQ(subject.Dump(moment), dump);
  }
}

}  // namespace
}  // namespace dateline

// The rule that everything rests on: what a fact base shows is a function of
// the extractions that it holds, whatever was recorded, replaced, removed or
// interrupted on the way; and what it showed at a moment it shows for ever.
//
// DATELINE_PROPERTY_ORDERS is the number of random orders of each test, as an
// environment variable: 24 unless set; 200 for a release.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/strings.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/versioned_rows.h"
#include "tests/property/ground.h"
#include "tests/property/random_world.h"
#include "tests/property/subject.h"

namespace dateline {
namespace {

using query::FactBase;

constexpr int kDocuments = 9;
// Orders of one world; the scratch base is computed once for all of them.
constexpr uint32_t kOrdersPerWorld = 4;

uint32_t Orders() {
  const char* given = std::getenv("DATELINE_PROPERTY_ORDERS");
  uint32_t orders = 24;
  if (given != nullptr && (!absl::SimpleAtoi(given, &orders) || orders == 0)) {
    ADD_FAILURE() << "DATELINE_PROPERTY_ORDERS is no number: " << given;
  }
  return orders;
}

World MakeWorld(RandomWorld& random) {
  World world;
  for (int number = 0; number < kDocuments; ++number) world[number] = random.MakeDocument(number);
  return world;
}

// The first line in which two long texts differ, and where it stands.
std::string FirstDifference(const std::string& shown, const std::string& expected) {
  const std::vector<std::string> a = absl::StrSplit(shown, '\n');
  const std::vector<std::string> b = absl::StrSplit(expected, '\n');
  std::string above;
  for (size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const std::string left = i < a.size() ? a[i] : "(the end)";
    const std::string right = i < b.size() ? b[i] : "(the end)";
    if (left != right) {
      return StrCat("line ", i + 1, ", below “", above, "”\n  shown    ", left, "\n  expected ",
                    right);
    }
    if (!left.starts_with(" ")) above = left.substr(0, 100);
  }
  return "";
}

void ExpectSame(const Shown& shown, const Shown& expected) {
  ASSERT_EQ(FirstDifference(shown.exported, expected.exported), "");
  ASSERT_EQ(FirstDifference(shown.dump, expected.dump), "");
}

TEST(FactBaseProperty, EveryOrderGivesTheSameFactBase) {
  for (uint32_t order = 0; order < Orders(); order += kOrdersPerWorld) {
    RandomWorld random(order);
    const World world = MakeWorld(random);
    const Shown expected = ShowFromScratch(world);
    for (uint32_t i = 0; i < kOrdersPerWorld; ++i) {
      SCOPED_TRACE(StrCat("world ", order, " order ", i));
      Subject subject(MemoryGround());
      GoARandomWay(random, world, {.removals = i % 2 == 0}, subject);
      ExpectSame(subject.Show(), expected);
      subject.ExpectConsistent();
      if (HasFailure()) return;
    }
  }
}

TEST(FactBaseProperty, ACrashAtAnyWriteToTheDiskLosesAndDoublesNothing) {
  int restarts = 0;
  for (uint32_t order = 0; order < Orders(); order += kOrdersPerWorld) {
    RandomWorld random(7000 + order);
    const World world = MakeWorld(random);
    const Shown expected = ShowFromScratch(world);
    for (uint32_t i = 0; i < kOrdersPerWorld; ++i) {
      SCOPED_TRACE(StrCat("world ", order, " order ", i));
      Subject subject(RocksDbGround(random.Below(1 << 30)));
      GoARandomWay(random, world, {.removals = i % 2 == 0, .failures = 40}, subject);
      ExpectSame(subject.Show(), expected);
      if (HasFatalFailure()) return;
      // Every answered call is on disk, not only in memory.
      subject.Reopen();
      ExpectSame(subject.Show(), expected);
      subject.ExpectConsistent();
      if (HasFailure()) return;
      restarts += subject.restarts();
    }
  }
  std::cout << Orders() << " orders met " << restarts << " crashes\n";
  EXPECT_GT(restarts, static_cast<int>(Orders())) << "crashes are too rare to test anything";
}

TEST(FactBaseProperty, ThePastStaysAsItWas) {
  for (uint32_t seed = 0; seed < std::max(2u, Orders() / 4); ++seed) {
    SCOPED_TRACE(seed);
    RandomWorld random(100 + seed);
    const World world = MakeWorld(random);
    Subject subject(seed % 2 == 0 ? MemoryGround() : RocksDbGround(seed));
    std::map<absl::Time, Shown> history;
    GoARandomWay(random, world, {.history = &history}, subject);
    absl::Status purged = subject.store().PurgeDeleted();
    subject.Reopen();
    // A crash that the random way has left due may come as late as this.
    if (!purged.ok()) purged = subject.store().PurgeDeleted();
    ASSERT_TRUE(purged.ok()) << purged;
    for (const auto& [moment, shown] : history) {
      SCOPED_TRACE(StrCat("as of ", absl::FormatTime(moment)));
      ExpectSame(subject.Show(moment), shown);
      if (HasFatalFailure()) return;
    }
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

bool HoldsMarker(std::string bytes) {
  std::transform(bytes.begin(), bytes.end(), bytes.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return bytes.find(kMarker) != std::string::npos;
}

// The first row with a word of the marked document, or nothing.
std::string TraceInRows(const OrderedStore& store) {
  const auto view = store.OpenView();
  std::string trace;
  for (KeySpace space = 0; space < FactBase::KeySpaceNames().size(); ++space) {
    EXPECT_TRUE(view->ForEach(space, {},
                              [&](std::string_view key, std::string_view value) {
                                const std::string row = StrCat(key, value);
                                if (!HoldsMarker(row)) return ScanStep::kContinue;
                                trace = StrCat(FactBase::KeySpaceNames()[space], ": ", row);
                                return ScanStep::kStop;
                              })
                    .ok());
  }
  return trace;
}

// The files with a word of the marked document.
std::string TraceInFiles(const std::string& folder) {
  std::string trace;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ifstream bytes(file.path(), std::ios::binary);
    if (HoldsMarker(std::string(std::istreambuf_iterator<char>(bytes), {}))) {
      StrAppend(&trace, file.path().filename().string(), " ");
    }
  }
  return trace;
}

// Whether the document's row ends in a version that says only that it is gone.
bool HasTombstone(const OrderedStore& store, const std::string& document_id) {
  bool found = false;
  const KeyRange range = KeyRange::Prefix(query::DocumentKey(document_id));
  EXPECT_TRUE(store.OpenView()
                  ->ForEach(query::kDocumentSpace, range,
                            [&](std::string_view, std::string_view value) {
                              found = value == query::VersionedValue(std::nullopt);
                              return ScanStep::kStop;
                            })
                  .ok());
  return found;
}

TEST(FactBaseProperty, ARemovedDocumentLeavesNoWordInAnyPastNorOnDisk) {
  for (uint32_t seed = 0; seed < std::max(2u, Orders() / 4); ++seed) {
    SCOPED_TRACE(seed);
    RandomWorld random(300 + seed);
    const World world = MakeWorld(random);
    const bool on_disk = seed % 2 == 0;
    Subject subject(on_disk ? RocksDbGround(seed) : MemoryGround());
    std::vector<absl::Time> moments;
    const Extraction first = MarkedDocument(random, kDocuments);
    for (const auto& [number, extraction] : world) {
      if (number == 2) subject.Record(first);
      if (number == 5) subject.Record(MarkedDocument(random, kDocuments));
      subject.Record(extraction);
      moments.push_back(subject.Now());
    }
    ASSERT_NE(TraceInRows(subject.store()), "");
    subject.Remove(first.document.id);
    ASSERT_EQ(TraceInRows(subject.store()), "");
    subject.ExpectConsistent();
    EXPECT_TRUE(HasTombstone(subject.store(), first.document.id));
    ExpectSame(subject.Show(), ShowFromScratch(world));
    // Every past is whole: the dump checks facts, conflicts and indexes against
    // each other, and no document of it is the removed one.
    for (const absl::Time moment : moments) {
      EXPECT_EQ(subject.Show(moment).dump.find(first.document.id), std::string::npos);
    }
    if (!on_disk) continue;
    ASSERT_NE(TraceInFiles(subject.folder()), "");
    const absl::Status purged = subject.store().PurgeDeleted();
    ASSERT_TRUE(purged.ok()) << purged;
    ASSERT_EQ(TraceInFiles(subject.folder()), "");
    ExpectSame(subject.Show(), ShowFromScratch(world));
  }
}

}  // namespace
}  // namespace dateline

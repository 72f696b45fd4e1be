#include "services/query/factbase/keys.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "absl/strings/escaping.h"
#include "services/query/factbase/fact_base.h"
#include "services/query/factbase/versioned_rows.h"

namespace dateline::query {
namespace {

// The golden keys of docs/formats/fact_base_keys.md, by the name they have there.
std::map<std::string, std::string> GoldenKeys() {
  return {
      {"document", DocumentKey("d1")},
      {"document, version 1", VersionedKey(DocumentKey("d1"), 1)},
      {"extraction", ExtractionKey("d1")},
      {"node", NodeKey("1ulla tovich")},
      {"link", LinkKey("a", "b")},
      {"spelling", SpellingKey("1tvc", "1tovich")},
      {"node document", NodeDocumentKey("n", "d1")},
      {"word of names", WordRestKey("mil", "mill")},
      {"pin link", PinLinkKey("a", 1, "b")},
      {"pinned use", PinnedUseKey("d1", "1tovich", "p1")},
      {"account", AccountKey("b1", "s1")},
      {"filed account", FiledAccountKey("b1", 7, "s1")},
      {"tally", TallyKey("f1")},
      {"functional fact", FunctionalKey("age", "e1", "f1")},
      {"entity", EntityKey("e1")},
      {"entity redirect", EntityRedirectKey("e1")},
      {"entity name", EntityNameKey("towns", 1, "mill towns", "e1")},
      {"external id", ExternalIdKey("iso3166:XO")},
      {"entity rank", EntityRankKey(5, "e1")},
      {"mentions", MentionsKey("d1", "e1")},
      {"documents of entity", EntityDocumentKey("e1", "d1")},
      {"merged entity", MergedEntityKey("e1", "e2")},
      {"pin", PinKey("p1")},
      {"pins of document", DocumentPinKey("d1", "p1")},
      {"fact", FactKey("f1")},
      {"fact redirect", FactRedirectKey("f1")},
      {"attestation", AttestationKey("f1", 1, "d1", 7, 0)},
      {"attestation, with ids", AttestationKey("00112233445566778899aabbccddeeff", 1,
                                               "ffeeddccbbaa99887766554433221100", 7, 0)},
      {"attestation, undated", AttestationKey("f1", std::nullopt, "d1", 7, 0)},
      {"origin link", OriginLinkKey("f1", "1e1")},
      {"origin group", OriginGroupKey("f1", "g1")},
      {"conflict", ConflictKey("c1")},
      {"conflict of entity", EntityConflictKey("e1", "c1")},
      {"index: all", AllIndexKey("f1")},
      {"index: entity", EntityIndexKey("e1", -1, "f1", "chair")},
      {"index: type", TypeIndexKey("is_a", std::nullopt, "f1")},
      {"index: kind", KindIndexKey("claim", std::nullopt, "f1")},
      {"index: time", TimeIndexKey(86400, "f1")},
      {"index: recorded", RecordedIndexKey(258, "f1")},
      {"index: document", DocumentIndexKey("d1", "f1")},
      {"index: term", TermIndexKey("mill", std::nullopt, "f1")},
      {"index: conflict", ConflictIndexKey("f1")},
      {"index: lasting", LastingIndexKey("ee1", 1, "f1", "subject")},
      {"index: origins", OriginsIndexKey("tis_a", 2, std::nullopt, "f1")},
      {"counter", CounterKey("kind", "event")},
      {"change", ChangeKey(3)},
  };
}

TEST(KeysTest, BytesAreThoseOfTheDocument) {
  std::ifstream file(DATELINE_SOURCE_DIR "/docs/formats/fact_base_keys.md");
  ASSERT_TRUE(file.good());
  std::map<std::string, std::string> documented;
  for (std::string line; std::getline(file, line);) {
    // Rows of the table of golden bytes: "| name | `hex` |".
    const size_t tick = line.find("| `");
    if (!line.starts_with("| ") || tick == std::string::npos || !line.ends_with("` |")) continue;
    documented[line.substr(2, tick - 3)] = line.substr(tick + 3, line.size() - tick - 6);
  }
  std::map<std::string, std::string> golden;
  for (const auto& [name, key] : GoldenKeys()) golden[name] = absl::BytesToHexString(key);
  EXPECT_EQ(documented, golden);
}

TEST(KeysTest, UndatedSortsAfterEveryDate) {
  EXPECT_LT(TimeIndexKey(-5, "f"), TimeIndexKey(0, "f"));
  EXPECT_LT(TimeIndexKey(INT64_MAX, "f"), TimeIndexKey(std::nullopt, "a"));
}

TEST(KeysTest, CivilSecondsRoundTrip) {
  const absl::CivilSecond moment(1992, 5, 15, 3, 4, 5);
  EXPECT_EQ(FromCivilSeconds(CivilSeconds(moment)), moment);
  EXPECT_EQ(CivilSeconds(absl::CivilSecond(1970, 1, 2)), 86400);
}

TEST(KeysTest, KeySpacesHaveTheirNames) {
  EXPECT_EQ(FactBase::KeySpaceNames().size(), kKeySpaceCount);
  EXPECT_EQ(FactBase::KeySpaceNames()[kChangeSpace], "changes");
}

}  // namespace
}  // namespace dateline::query

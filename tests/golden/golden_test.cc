// The flat records of the project's own articles, byte for byte.
//
// After a wanted change: DATELINE_UPDATE_GOLDEN=1 ctest -R golden_test, then
// read the diff of tests/golden/expected.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "common/fact/flat_record.h"
#include "services/extraction/core/extractor.h"
#include "tests/golden/corpus.h"

namespace dateline::golden {
namespace {

class Golden : public testing::TestWithParam<std::filesystem::path> {
 protected:
  static void SetUpTestSuite() {
    auto created = extraction::Extractor::Create();
    ASSERT_TRUE(created.ok()) << created.status();
    extractor_ = *std::move(created);
  }
  static void TearDownTestSuite() { extractor_.reset(); }

  static inline std::unique_ptr<const extraction::Extractor> extractor_;
};

std::string FlatRecords(const Extraction& extraction) {
  std::string lines;
  for (const ExtractedFact& fact : extraction.facts) {
    Attestation attestation = fact.attestation;
    attestation.document_id = extraction.document.id;
    attestation.publisher = extraction.document.publisher;
    lines += FlatRecord("", fact.content, attestation) + "\n";
  }
  return lines;
}

// The first line in which two texts differ, for a message that people can read.
std::string FirstDifference(const std::string& expected, const std::string& actual) {
  std::istringstream left(expected), right(actual);
  std::string a, b;
  for (int line = 1;; ++line) {
    const bool more_left = static_cast<bool>(std::getline(left, a));
    const bool more_right = static_cast<bool>(std::getline(right, b));
    if (!more_left && !more_right) return "none";
    if (!more_left) a = "(nothing)";
    if (!more_right) b = "(nothing)";
    if (a != b) return "line " + std::to_string(line) + "\nexpected " + a + "\nbut got  " + b;
  }
}

TEST_P(Golden, FlatRecordsAreAsBefore) {
  const absl::StatusOr<Document> document = ReadCorpusArticle(GetParam());
  ASSERT_TRUE(document.ok()) << document.status();
  const absl::StatusOr<Extraction> extraction = extractor_->Extract(*document);
  ASSERT_TRUE(extraction.ok()) << extraction.status();
  const std::string actual = FlatRecords(*extraction);

  const std::filesystem::path expected_path = CorpusFolder().parent_path() / "golden" / "expected" /
                                              (GetParam().stem().string() + ".jsonl");
  if (std::getenv("DATELINE_UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(expected_path.parent_path());
    std::ofstream(expected_path, std::ios::binary) << actual;
    return;
  }
  const absl::StatusOr<std::string> expected = ReadFile(expected_path);
  ASSERT_TRUE(expected.ok()) << expected.status();
  EXPECT_TRUE(*expected == actual)
      << "first difference: " << FirstDifference(*expected, actual)
      << "\nIf it is wanted: DATELINE_UPDATE_GOLDEN=1 ctest -R golden_test, and read the diff.";
}

TEST_P(Golden, EvidenceIsInTheText) {
  const absl::StatusOr<Document> document = ReadCorpusArticle(GetParam());
  ASSERT_TRUE(document.ok()) << document.status();
  const absl::StatusOr<Extraction> extraction = extractor_->Extract(*document);
  ASSERT_TRUE(extraction.ok()) << extraction.status();
  EXPECT_FALSE(extraction->facts.empty());
  for (const ExtractedFact& fact : extraction->facts) {
    EXPECT_FALSE(fact.attestation.evidence.empty());
    EXPECT_FALSE(fact.attestation.pattern_id.empty());
    for (const Evidence& piece : fact.attestation.evidence) {
      ASSERT_LT(piece.span.begin, piece.span.end);
      ASSERT_LE(piece.span.end, document->text.size());
      EXPECT_EQ(piece.text, piece.span.In(document->text));
    }
    if (const auto* statement = std::get_if<Statement>(&fact.content.body)) {
      EXPECT_FALSE(statement->content.empty());
    }
  }
}

TEST_P(Golden, ReadingTwiceGivesTheSameBytes) {
  const absl::StatusOr<Document> document = ReadCorpusArticle(GetParam());
  ASSERT_TRUE(document.ok()) << document.status();
  auto other = extraction::Extractor::Create();
  ASSERT_TRUE(other.ok()) << other.status();
  const absl::StatusOr<Extraction> once = extractor_->Extract(*document);
  const absl::StatusOr<Extraction> again = (*other)->Extract(*document);
  ASSERT_TRUE(once.ok() && again.ok());
  EXPECT_EQ(*once, *again);
}

std::string TestName(const testing::TestParamInfo<std::filesystem::path>& article) {
  std::string name = article.param.stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Articles, Golden, testing::ValuesIn(CorpusArticles()), TestName);

}  // namespace
}  // namespace dateline::golden

// The project's own articles (tests/data) as golden and quality tests read them.
//
//   for (const std::filesystem::path& path : CorpusArticles()) {
//     DATELINE_ASSIGN_OR_RETURN(Document document, ReadCorpusArticle(path));
//   }
//
// Thread-safe: reads files, keeps nothing.
#ifndef DATELINE_TESTS_GOLDEN_CORPUS_H_
#define DATELINE_TESTS_GOLDEN_CORPUS_H_

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fact/fact.h"

namespace dateline::golden {

// Folder tests/data of the source tree.
std::filesystem::path CorpusFolder();

// All articles, sorted by file name.
std::vector<std::filesystem::path> CorpusArticles();

// The article as the ingest service would store it. Its URI is the file name,
// so its id does not depend on where the source tree lies.
absl::StatusOr<Document> ReadCorpusArticle(const std::filesystem::path& path);

// Where the gold of an article is.
std::filesystem::path GoldOf(const std::filesystem::path& article);

// The bytes of a file; NOT_FOUND if it cannot be read.
absl::StatusOr<std::string> ReadFile(const std::filesystem::path& path);

}  // namespace dateline::golden

#endif  // DATELINE_TESTS_GOLDEN_CORPUS_H_

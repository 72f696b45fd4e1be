#include "tests/golden/corpus.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/ingest/core/article_reader.h"

namespace dateline::golden {

std::filesystem::path CorpusFolder() {
  return std::filesystem::path(DATELINE_SOURCE_DIR) / "tests" / "data";
}

std::vector<std::filesystem::path> CorpusArticles() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(CorpusFolder() / "articles")) {
    if (entry.is_regular_file()) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::filesystem::path GoldOf(const std::filesystem::path& article) {
  return CorpusFolder() / "gold" / (article.stem().string() + ".jsonl");
}

absl::StatusOr<std::string> ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::NotFoundError(StrCat("cannot read ", path.string()));
  return std::string(std::istreambuf_iterator<char>(in), {});
}

absl::StatusOr<Document> ReadCorpusArticle(const std::filesystem::path& path) {
  ingest::RawArticle raw;
  DATELINE_ASSIGN_OR_RETURN(raw.content, ReadFile(path));
  raw.media_type = path.extension() == ".html" ? "text/html" : "text/plain";
  raw.uri = path.filename().string();
  DATELINE_ASSIGN_OR_RETURN(ingest::Article article, ingest::ReadArticle(raw));
  return std::move(article.document);
}

}  // namespace dateline::golden

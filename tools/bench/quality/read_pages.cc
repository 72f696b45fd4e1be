// For measuring and training only: reads requests, {"path": ...} one a line, and writes
// for each HTML page what the article reader finds in it as one JSON object a line. Used by
// measure_articles.py.
//
//   read_pages [--blocks]
//
// With --blocks: {"path", "names": [feature...], "blocks": [{"text", "features"}...]},
// what tools/train/train_article_blocks.py learns from.
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <string_view>

#include "common/text/utf8.h"
#include "services/ingest/core/article_blocks.h"
#include "services/ingest/core/article_reader.h"
#include "services/ingest/core/block_features.h"
#include "services/ingest/core/html_blocks.h"
#include "services/ingest/core/html_tree.h"
#include "services/ingest/core/page_markup.h"

namespace dateline::ingest {
namespace {

using nlohmann::json;

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string DayOf(const std::optional<TimeInterval>& time) {
  return time.has_value() ? time->StartString().substr(0, 10) : "";
}

// What the article reader makes of a page; {"uri": ...} says where it was found.
json DescribeArticle(const std::string& page, const json& request) {
  RawArticle raw;
  raw.content = page;
  raw.media_type = request.value("media_type", "text/html");
  raw.uri = request.value("uri", "");
  const absl::StatusOr<Article> article = ReadArticle(raw);
  if (!article.ok()) return {{"error", article.status().ToString()}};
  const Document& document = article->document;
  json out = {{"text", std::string(article->body.In(document.text))},
              {"title", document.title},
              {"authors", document.bylines},
              {"published", DayOf(document.published_at)},
              {"updated", DayOf(document.updated_at)},
              {"publisher", document.publisher},
              {"section", document.section},
              {"canonical_url", document.canonical_url},
              {"language", document.language},
              {"warnings", json::array()}};
  for (const DocumentWarning& warning : article->warnings) out["warnings"].push_back(warning.code);
  return out;
}

// The blocks of a page with their features. {"drop": [index...]} leaves blocks out
// first; {"scores": [score...]}, one for each block that is left, gives the features
// of the second model.
json DescribeBlocks(const std::string& page, const json& request) {
  const HtmlTree tree = HtmlTree::Parse(page);
  std::vector<HtmlBlock> blocks = FindHtmlBlocks(tree);
  if (request.contains("drop")) {
    const auto dropped = request["drop"].get<std::vector<size_t>>();
    for (size_t i : dropped) blocks.at(i).text.clear();
    std::erase_if(blocks, [](const HtmlBlock& block) { return block.text.empty(); });
  }
  const BlockFeatureCounter counter(tree, blocks, HintsOf(CollectPageMarkup(tree)));
  BlockFeatures features = counter.Count();
  if (request.contains("scores")) {
    features = counter.CountWithScores(features, request["scores"].get<std::vector<int32_t>>());
  }
  json out = {{"names", features.names}, {"blocks", json::array()}};
  for (size_t i = 0; i < blocks.size(); ++i) {
    const auto row = features.Row(i);
    out["blocks"].push_back(
        {{"text", blocks[i].text}, {"features", std::vector<int32_t>(row.begin(), row.end())}});
  }
  return out;
}

int Run(int argc, char** argv) {
  const bool blocks = argc > 1 && std::string_view(argv[1]) == "--blocks";
  for (std::string line; std::getline(std::cin, line);) {
    const json request = json::parse(line);
    const std::string path = request.at("path");
    json out =
        blocks ? DescribeBlocks(ReadFile(path), request) : DescribeArticle(ReadFile(path), request);
    out["path"] = path;
    std::cout << out.dump(-1, ' ', false, json::error_handler_t::replace) << "\n";
  }
  return 0;
}

}  // namespace
}  // namespace dateline::ingest

int main(int argc, char** argv) { return dateline::ingest::Run(argc, argv); }

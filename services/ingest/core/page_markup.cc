#include "services/ingest/core/page_markup.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/ingest/core/html_entities.h"
#include "services/ingest/core/linked_data.h"

namespace dateline::ingest {
namespace {

constexpr size_t kMaxContentBytes = 2000;
constexpr size_t kMaxMetas = 1000;
constexpr size_t kMaxLinkedArticles = 200;

std::string Lower(std::string_view text) { return absl::AsciiStrToLower(AbslView(text)); }

void ReadScript(const HtmlTree& tree, uint32_t index, PageMarkup& out) {
  const HtmlNode& script = tree.nodes()[index];
  if (!absl::StrContains(Lower(script.Attribute("type")), "ld+json")) return;
  if (script.subtree_end <= index + 1 || out.linked_articles.size() >= kMaxLinkedArticles) return;
  // libxml2 may give a long script in several texts that follow on each other.
  const ByteSpan code = {tree.nodes()[index + 1].source.begin,
                         tree.nodes()[script.subtree_end - 1].source.end};
  ReadLinkedData(code.In(tree.source()), out.linked_articles);
}

void ReadMeta(const HtmlNode& node, PageMarkup& out) {
  const std::string_view content = node.Attribute("content");
  if (content.empty() || content.size() > kMaxContentBytes || out.metas.size() >= kMaxMetas) return;
  const std::string value = CollapseWhiteSpace(DecodeHtmlEntities(content));
  if (value.empty()) return;
  for (const char* kind : {"property", "name", "itemprop", "http-equiv"}) {
    const std::string_view name = node.Attribute(kind);
    if (!name.empty()) out.metas.emplace_back(Lower(CollapseWhiteSpace(name)), value);
  }
}

void ReadLink(const HtmlNode& node, PageMarkup& out) {
  if (!out.canonical_url.empty() || Lower(node.Attribute("rel")) != "canonical") return;
  const std::string_view address = node.Attribute("href");
  if (address.size() <= kMaxContentBytes) out.canonical_url = CollapseWhiteSpace(address);
}

}  // namespace

std::string_view PageMarkup::Meta(std::string_view name) const {
  for (const auto& [key, value] : metas) {
    if (key == name) return value;
  }
  return {};
}

std::string_view PageMarkup::Linked(std::string LinkedArticle::*field) const {
  for (const LinkedArticle& article : linked_articles) {
    if (!(article.*field).empty()) return article.*field;
  }
  return {};
}

PageMarkup CollectPageMarkup(const HtmlTree& tree) {
  PageMarkup out;
  const std::vector<HtmlNode>& nodes = tree.nodes();
  for (uint32_t i = 0; i < nodes.size(); ++i) {
    const HtmlNode& node = nodes[i];
    if (node.tag == "script") ReadScript(tree, i, out);
    if (node.tag == "meta") ReadMeta(node, out);
    if (node.tag == "link") ReadLink(node, out);
    if (node.tag == "html" && out.language.empty()) {
      out.language = CollapseWhiteSpace(node.Attribute("lang"));
    }
    // A drawing has a <title> of its own.
    const bool in_head = node.parent == kNoNode || nodes[node.parent].tag == "head" ||
                         nodes[node.parent].tag == "html";
    if (node.tag == "title" && out.title.empty() && in_head) out.title = tree.TextOf(i);
  }
  std::stable_sort(out.linked_articles.begin(), out.linked_articles.end(),
                   [](const LinkedArticle& a, const LinkedArticle& b) {
                     const auto rank = [](const LinkedArticle& x) {
                       return x.is_article ? 0 : x.is_page ? 2 : 1;
                     };
                     return rank(a) < rank(b);
                   });
  return out;
}

BlockHints HintsOf(const PageMarkup& markup) {
  BlockHints hints;
  hints.titles = {markup.title, std::string(markup.Meta("og:title"))};
  for (const LinkedArticle& article : markup.linked_articles) {
    if (!article.is_article) continue;
    hints.titles.push_back(article.headline);
    if (article.body.size() > hints.article_body.size()) hints.article_body = article.body;
  }
  hints.description = std::string(markup.Meta("description"));
  if (hints.description.empty()) hints.description = std::string(markup.Meta("og:description"));
  return hints;
}

}  // namespace dateline::ingest

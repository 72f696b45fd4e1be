// What the markup of a page claims about its article, collected but not yet
// believed: JSON-LD, meta elements, links, microdata.
//
//   const PageMarkup markup = CollectPageMarkup(tree);
//   markup.Meta("og:title")                      // "Ferry plan adopted"
//   markup.linked_articles.front().headline
//
// Values are decoded, white space is collapsed; overlong ones are left out. Linear
// in the page; nothing recurses over what the page gives. Thread-safe: pure
// functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_PAGE_MARKUP_H_
#define DATELINE_SERVICES_INGEST_CORE_PAGE_MARKUP_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/ingest/core/block_features.h"
#include "services/ingest/core/html_tree.h"

namespace dateline::ingest {

// One object of schema.org that may be the article. Empty: not given.
struct LinkedArticle {
  // Whether its type is an article's; else it is the page's ("WebPage") or another
  // work's ("Recipe", "VideoObject").
  bool is_article = false;
  bool is_page = false;
  std::string headline;
  std::string description;
  std::string body;
  std::string published_at;  // As written.
  std::string updated_at;    // As written.
  std::string section;
  std::string publisher;
  std::string url;
  std::string language;
  bool behind_paywall = false;  // isAccessibleForFree is false.
  std::vector<std::string> authors;
};

struct PageMarkup {
  std::vector<LinkedArticle> linked_articles;  // Articles first, else in order.
  // Name in lower case (of property, name, itemprop or http-equiv) and content, in order.
  std::vector<std::pair<std::string, std::string>> metas;
  std::string title;          // Of <title>.
  std::string canonical_url;  // Of <link rel=canonical>, as written.
  std::string language;       // Of <html lang>.

  // The first content under this name, or empty.
  std::string_view Meta(std::string_view name) const;
  // The first that one of the linked articles has, or empty.
  std::string_view Linked(std::string LinkedArticle::*field) const;
};

PageMarkup CollectPageMarkup(const HtmlTree& tree);

// What of it helps to find the article's text.
BlockHints HintsOf(const PageMarkup& markup);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_PAGE_MARKUP_H_

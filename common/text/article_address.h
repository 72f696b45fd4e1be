// The address under which an outlet keeps one article through all its versions.
//
//   ArticleAddress("https://www.Quay.example/a/1/?utm_source=x#top") == "quay.example/a/1"
//
// Two documents of one address are versions of one article.
#ifndef DATELINE_COMMON_TEXT_ARTICLE_ADDRESS_H_
#define DATELINE_COMMON_TEXT_ARTICLE_ADDRESS_H_

#include <string>
#include <string_view>

namespace dateline {

// Without scheme, "www.", default port, fragment, parameters that only track
// readers and a slash at the end; the host in lower case. Empty for what is no
// http or https address, and for a front page, which shows another article every
// day. Deterministic; thread-safe.
std::string ArticleAddress(std::string_view url);

// Of a document: what the page gives as its own address, else where it was found.
std::string ArticleAddress(std::string_view canonical_url, std::string_view uri);

// The host of an address as above ("quay.example").
std::string_view HostOfAddress(std::string_view address);

}  // namespace dateline

#endif  // DATELINE_COMMON_TEXT_ARTICLE_ADDRESS_H_

#include "services/ingest/core/html_metadata.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/ingest/core/block_text.h"
#include "services/ingest/core/page_bylines.h"
#include "services/ingest/core/page_dates.h"
#include "services/ingest/core/web_address.h"

namespace dateline::ingest {
namespace {

constexpr size_t kMaxTitleBytes = 500;
// More titles and headings than an article's page has are not compared.
constexpr size_t kMaxTitles = 10;
constexpr int kMaxHeadings = 1000;

using WordSet = std::unordered_set<std::string>;

WordSet WordsIn(std::string_view text) {
  WordSet words;
  ForEachWord(FoldForMatching(text), [&](std::string_view word) { words.emplace(word); });
  return words;
}

// How much two texts have of each other's words, per thousand.
int32_t Likeness(const WordSet& a, const WordSet& b) {
  if (a.empty() || b.empty()) return 0;
  const auto common =
      std::count_if(a.begin(), a.end(), [&](const std::string& word) { return b.contains(word); });
  return static_cast<int32_t>(2000 * common / static_cast<std::ptrdiff_t>(a.size() + b.size()));
}

// How much of `a` is in `b`, per thousand.
int32_t Covered(const WordSet& a, const WordSet& b) {
  if (a.empty()) return 0;
  const auto common =
      std::count_if(a.begin(), a.end(), [&](const std::string& word) { return b.contains(word); });
  return static_cast<int32_t>(1000 * common / static_cast<std::ptrdiff_t>(a.size()));
}

// "www.harbour-post.example" gives "harbour post".
std::string HostWords(std::string_view address) {
  const size_t scheme = address.find("://");
  if (scheme == std::string_view::npos) return "";
  std::string_view host = address.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/:?#"));
  if (host.starts_with("www.")) host.remove_prefix(4);
  host = host.substr(0, host.rfind('.'));
  return FoldForMatching(host);
}

std::string WithoutSpaces(std::string text) {
  std::erase(text, ' ');
  return text;
}

class HtmlMetadataReader {
 public:
  HtmlMetadataReader(const HtmlTree& tree, const PageMarkup& markup, std::string_view uri,
                     ArticlePlace& place)
      : tree_(tree), markup_(markup), uri_(uri), place_(place) {}

  FoundMetadata Run() {
    ReadPublisher();
    ReadTitle();
    const PageDates dates = FindPageDates(tree_, markup_, uri_, place_);
    out_.published_at = dates.published;
    out_.published_at_is_update = dates.published_is_update;
    out_.updated_at = dates.updated;
    out_.bylines = FindPageBylines(tree_, markup_, place_);
    ReadSection();
    ReadLanguage();
    ReadCanonicalAddress();
    ReadPaywall();
    return std::move(out_);
  }

 private:
  // --- Outlet --------------------------------------------------------------------

  void ReadPublisher() {
    std::string name;
    for (const LinkedArticle& linked : markup_.linked_articles) {
      if (linked.is_article && name.empty()) name = linked.publisher;
    }
    for (const char* meta :
         {"og:site_name", "application-name", "dc.publisher", "citation_publisher"}) {
      if (name.empty()) name = markup_.Meta(meta);
    }
    if (name.empty()) name = markup_.Linked(&LinkedArticle::publisher);
    if (name.size() > kMaxTitleBytes || absl::StrContains(name, "://")) return;
    if (IsConfusable(name)) {
      out_.warnings.push_back(
          {"PUBLISHER_CONFUSABLE",
           StrCat("the page names its outlet '", name,
                  "' in letters of several scripts that look alike; the outlet was left empty"),
           {}});
      return;
    }
    out_.publisher = name;
  }

  // --- Title -----------------------------------------------------------------------

  // Whether part of a title names the site and not the article.
  bool NamesSite(std::string_view part) const {
    const std::string folded = FoldForMatching(part);
    if (folded.empty()) return true;
    const std::string joined = WithoutSpaces(folded);
    for (const std::string& site :
         {FoldForMatching(markup_.Meta("og:site_name")), FoldForMatching(out_.publisher),
          HostWords(uri_), HostWords(markup_.canonical_url), HostWords(markup_.Meta("og:url"))}) {
      const std::string site_joined = WithoutSpaces(site);
      if (site_joined.size() < 2) continue;
      if (joined == site_joined || absl::StrContains(joined, site_joined)) return true;
      if (joined.size() >= 4 && absl::StrContains(site_joined, joined)) return true;
    }
    return false;
  }

  // "Ferry plan adopted | World | Harbour Post" gives "Ferry plan adopted".
  std::string WithoutSite(std::string_view title) const {
    std::string text = CollapseWhiteSpace(title);
    for (bool changed = true; changed;) {
      changed = false;
      size_t cut = std::string::npos, width = 0;
      for (std::string_view mark :
           {" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " // ", " ‹ ", " < ", " ~ "}) {
        const size_t at = text.rfind(mark);
        if (at != std::string::npos && (cut == std::string::npos || at > cut)) {
          cut = at, width = mark.size();
        }
      }
      if (cut == std::string::npos || cut == 0) break;
      const std::string last = text.substr(cut + width);
      const bool bar = text[cut + 1] == '|' || width > 3;
      const bool dash = !bar || std::string_view(text).substr(cut + 1).starts_with("–") ||
                        std::string_view(text).substr(cut + 1).starts_with("—");
      const size_t words = WordsIn(last).size();
      if (NamesSite(last) || (!dash && words <= 4 && words < WordsIn(text).size() - words)) {
        text.resize(cut);
        changed = true;
      } else if (NamesSite(text.substr(0, text.find(text.substr(cut, width))))) {
        text.erase(0, text.find(text.substr(cut, width)) + width);
        changed = true;
      }
    }
    return text;
  }

  // Titles that the markup gives, the site's name cut off, best first.
  std::vector<std::string> MarkupTitles() const {
    std::vector<std::string> titles;
    const auto add = [&](std::string_view title) {
      if (title.empty() || title.size() > kMaxTitleBytes || titles.size() >= kMaxTitles) return;
      const std::string clean = WithoutSite(title);
      if (!clean.empty() && !NamesSiteOnly(clean)) titles.push_back(clean);
    };
    for (const LinkedArticle& linked : markup_.linked_articles) {
      if (linked.is_article) add(linked.headline);
    }
    for (const char* meta : {"og:title", "citation_title", "dc.title"}) {
      add(markup_.Meta(meta));
    }
    add(markup_.title);
    return titles;
  }

  bool NamesSiteOnly(std::string_view title) const {
    const std::string folded = WithoutSpaces(FoldForMatching(title));
    return folded == WithoutSpaces(FoldForMatching(markup_.Meta("og:site_name"))) ||
           folded == WithoutSpaces(HostWords(uri_));
  }

  int HeadingLevel(const HtmlBlock& block) const {
    if (block.container == kNoNode) return 0;
    const std::string_view tag = tree_.nodes()[static_cast<size_t>(block.container)].tag;
    return tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6' ? tag[1] - '0' : 0;
  }

  // The heading on the page that says what the markup's titles say. The title is
  // what most of them agree on, the heading counting for more than two of them.
  void ReadTitle() {
    const std::vector<std::string> titles = MarkupTitles();
    FindHeadline(titles);
    std::vector<std::pair<std::string, int>> votes;  // Folded words and their weight.
    const auto vote = [&](std::string_view title, int weight) {
      const std::string folded = FoldForMatching(title);
      for (auto& [words, sum] : votes) {
        if (words == folded) {
          sum += weight;
          return;
        }
      }
      votes.emplace_back(folded, weight);
    };
    std::vector<std::string> candidates;
    if (place_.headline >= 0) {
      candidates.push_back(WithoutSite(place_.blocks[static_cast<size_t>(place_.headline)].text));
      vote(candidates.back(), 5);
    }
    for (const std::string& title : titles) {
      candidates.push_back(title);
      vote(title, 2);
    }
    int best = 0;
    for (size_t i = 0; i < votes.size(); ++i) {
      if (votes[i].second <= best) continue;
      best = votes[i].second;
      for (const std::string& candidate : candidates) {
        if (FoldForMatching(candidate) != votes[i].first) continue;
        out_.title = candidate;
        break;
      }
    }
  }

  void FindHeadline(const std::vector<std::string>& titles) {
    std::vector<WordSet> title_words;
    for (const std::string& title : titles) title_words.push_back(WordsIn(title));
    const WordSet page_title = WordsIn(markup_.title);
    int32_t best = 0, first_heading = -1, headings = 0, compared = 0;
    for (size_t i = 0; i < place_.blocks.size(); ++i) {
      const HtmlBlock& block = place_.blocks[i];
      const int level = HeadingLevel(block);
      if (block.text.size() > kMaxTitleBytes) continue;
      if (level == 1 && !NamesSiteOnly(block.text)) {
        ++headings;
        if (first_heading < 0) first_heading = static_cast<int32_t>(i);
      }
      if (level == 0 && !IsTitleElement(block)) continue;
      if (++compared > kMaxHeadings) break;
      const WordSet words = WordsIn(block.text);
      int32_t likeness = 0, least = 1000;
      for (const WordSet& title : title_words) {
        likeness = std::max(likeness, Likeness(words, title));
        least = std::min(least, Likeness(words, title));
      }
      // A page's title may add to the heading ("Heading: what it is about"), but not
      // so that another title knows nothing of it: then it is the site's name.
      if (words.size() >= 3 && least > 0 && Covered(words, page_title) == 1000) {
        likeness = std::max(likeness, 700);
      }
      if (likeness < (level == 1 ? 400 : 700)) continue;
      likeness += level == 1 ? 150 : level == 2 ? 30 : 0;
      if (likeness > best) best = likeness, place_.headline = static_cast<int32_t>(i);
    }
    if (place_.headline < 0 && headings == 1 && IsBeforeText(first_heading)) {
      place_.headline = first_heading;
    }
  }

  // An element named as the title, though it is no heading.
  bool IsTitleElement(const HtmlBlock& block) const {
    if (block.container == kNoNode) return false;
    const HtmlNode& node = tree_.nodes()[static_cast<size_t>(block.container)];
    const std::string names =
        absl::AsciiStrToLower(AbslView(node.Attribute("class").substr(0, 200)));
    return node.Attribute("itemprop") == "headline" || absl::StrContains(names, "title") ||
           absl::StrContains(names, "headline");
  }

  bool IsBeforeText(int32_t block) const {
    for (int32_t i = 0; i < block; ++i) {
      if (place_.chosen[static_cast<size_t>(i)]) return false;
    }
    return true;
  }

  // --- Others ------------------------------------------------------------------------

  void ReadSection() {
    std::string section;
    for (const LinkedArticle& linked : markup_.linked_articles) {
      if (linked.is_article && section.empty()) section = linked.section;
    }
    for (const char* meta : {"article:section", "og:article:section", "parsely-section",
                             "articlesection", "section"}) {
      if (section.empty()) section = markup_.Meta(meta);
    }
    if (section.size() <= kMaxTitleBytes) out_.section = section;
  }

  void ReadLanguage() {
    for (std::string_view language :
         {std::string_view(markup_.language), markup_.Linked(&LinkedArticle::language),
          markup_.Meta("content-language"), markup_.Meta("og:locale")}) {
      if (out_.language.empty()) out_.language = std::string(language);
    }
  }

  void ReadCanonicalAddress() {
    for (std::string_view address : {std::string_view(markup_.canonical_url),
                                     markup_.Meta("og:url"), markup_.Linked(&LinkedArticle::url)}) {
      if (!IsWebAddress(address)) continue;
      out_.canonical_url = std::string(address);
      return;
    }
  }

  void ReadPaywall() {
    constexpr int32_t kStubWords = 250;
    bool behind = absl::EqualsIgnoreCase(AbslView(markup_.Meta("article:content_tier")), "locked");
    for (const LinkedArticle& linked : markup_.linked_articles) {
      behind |= linked.is_article && linked.behind_paywall;
    }
    if (!behind) return;
    int32_t words = 0;
    for (size_t i = 0; i < place_.blocks.size(); ++i) {
      if (place_.chosen[i]) words += CountBlockText(place_.blocks[i].text, 0).words;
    }
    if (words >= kStubWords) return;
    out_.warnings.push_back({"PAYWALL_STUB",
                             StrCat("the page says that its article is not free to read, and has ",
                                    words, " words of it: most likely only the beginning"),
                             {}});
  }

  const HtmlTree& tree_;
  const PageMarkup& markup_;
  const std::string_view uri_;
  ArticlePlace& place_;
  FoundMetadata out_;
};

}  // namespace

FoundMetadata ReadHtmlMetadata(const HtmlTree& tree, const PageMarkup& markup, std::string_view uri,
                               ArticlePlace& place) {
  return HtmlMetadataReader(tree, markup, uri, place).Run();
}

}  // namespace dateline::ingest

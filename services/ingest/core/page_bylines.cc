#include "services/ingest/core/page_bylines.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/ingest/core/article_place.h"
#include "services/ingest/core/block_vocabulary.h"
#include "services/ingest/core/calendar_date_finder.h"

namespace dateline::ingest {
namespace {

constexpr size_t kMaxCreditBytes = 300;
constexpr size_t kMaxNameBytes = 100;
constexpr size_t kMaxNames = 30;
constexpr size_t kMaxMarkBytes = 300;  // Of a class, id or address.
// Elements that are looked at for one kind of byline; a page of an article has a few.
constexpr int kMaxCandidates = 1000;
// Blocks around the headline in which a byline is looked for.
constexpr int32_t kBlocksBefore = 6;
constexpr int32_t kBlocksAfter = 12;

std::string Lower(std::string_view text) { return absl::AsciiStrToLower(AbslView(text)); }

bool EqualsIgnoreCase(std::string_view a, std::string_view b) {
  return absl::EqualsIgnoreCase(AbslView(a), AbslView(b));
}

// Where a word of `text` that starts at `at` ends.
size_t WordEnd(std::string_view text, size_t at) {
  return std::min(text.find(' ', at), text.size());
}

std::string_view TrimJoints(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kJoints = {" ", ",", "|", "-", "–", "—",
                                                               ":", "•", "·", "/", ";", "\""};
  for (bool changed = true; changed;) {
    changed = false;
    for (std::string_view joint : kJoints) {
      if (text.starts_with(joint)) text.remove_prefix(joint.size()), changed = true;
      if (text.ends_with(joint)) text.remove_suffix(joint.size()), changed = true;
    }
  }
  return text;
}

// Words that introduce the author.
std::string_view WithoutLabel(std::string_view text) {
  static constexpr std::array<std::string_view, 21> kLabels = {"by:",
                                                               "by ",
                                                               "written by:",
                                                               "written by",
                                                               "posted by:",
                                                               "posted by",
                                                               "author:",
                                                               "authors:",
                                                               "author ",
                                                               "words by",
                                                               "story by",
                                                               "reported by",
                                                               "article by",
                                                               "articles by",
                                                               "published by",
                                                               "posts by",
                                                               "view all posts by",
                                                               "more by",
                                                               "from ",
                                                               "text by",
                                                               "contributed by"};
  for (bool changed = true; changed;) {
    changed = false;
    text = TrimJoints(text);
    const std::string lower = Lower(text.substr(0, 20));
    for (std::string_view label : kLabels) {
      if (!lower.starts_with(label)) continue;
      text.remove_prefix(label.size());
      changed = true;
      break;
    }
  }
  return text;
}

// Up to what follows the names: a date, a separator, an outlet.
std::string_view CreditPart(std::string_view text) {
  const std::vector<CalendarDate> dates = FindCalendarDates(text);
  if (!dates.empty()) text = text.substr(0, dates.front().span.begin);
  for (std::string_view mark : {" | ", " • ", " · ", " – ", " — ", " - ", " / ", "(", "@", " for ",
                                " Published", " Updated", " Posted", " Last ", " on ", "  "}) {
    if (const size_t at = text.find(mark); at != std::string_view::npos && at > 0) {
      text = text.substr(0, at);
    }
  }
  return TrimJoints(text);
}

// Letters after a name: degrees and honours ("PhD", "M.D.", "RDN", "Jr.").
bool IsDegree(std::string_view text) {
  if (text.empty() || text.size() > 12 || !absl::ascii_isupper(text.front())) return false;
  const std::string lower = Lower(text);
  if (lower == "jr" || lower == "jr." || lower == "sr." || lower == "esq." || lower == "phd" ||
      lower == "ph.d." || lower == "ph.d") {
    return true;
  }
  const auto uppers =
      std::count_if(text.begin(), text.end(), [](char c) { return absl::ascii_isupper(c); });
  const auto lowers =
      std::count_if(text.begin(), text.end(), [](char c) { return absl::ascii_islower(c); });
  return uppers >= 2 && lowers <= 2 && text.find(' ') == std::string_view::npos;
}

bool IsOffice(std::string_view text) {
  static constexpr std::array<std::string_view, 34> kWords = {
      "editor",      "editors",      "reporter",  "reporters",  "writer",   "correspondent",
      "contributor", "contributors", "columnist", "journalist", "director", "manager",
      "officer",     "founder",      "president", "ceo",        "cto",      "cmo",
      "specialist",  "analyst",      "professor", "producer",   "staff",    "senior",
      "chief",       "head",         "lead",      "co-founder", "author",   "consultant",
      "strategist",  "coordinator",  "expert",    "intern"};
  const std::string lower = Lower(text);
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    for (size_t at = 0; at < lower.size(); at = WordEnd(lower, at) + 1) {
      if (std::string_view(lower).substr(at, WordEnd(lower, at) - at) == word) return true;
    }
    return false;
  });
}

size_t WordCount(std::string_view text) {
  return text.empty() ? 0 : static_cast<size_t>(std::count(text.begin(), text.end(), ' ')) + 1;
}

// What cannot be a name at all.
bool IsNoName(std::string_view text) {
  if (text.size() < 2 || text.size() > kMaxNameBytes || WordCount(text) > 7) return true;
  if (absl::StrContains(AbslView(text), "://") || absl::StrContains(AbslView(text), "www.") ||
      text.find_first_of("{}<>[]=?!") != std::string_view::npos) {
    return true;
  }
  const auto digits =
      std::count_if(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
  if (digits * 2 > static_cast<std::ptrdiff_t>(text.size())) return true;
  static constexpr std::array<std::string_view, 10> kNobody = {
      "by",      "author", "null",      "undefined", "none",
      "unknown", "share",  "read more", "follow",    "n/a"};
  return std::any_of(kNobody.begin(), kNobody.end(),
                     [&](std::string_view word) { return EqualsIgnoreCase(word, text); });
}

// Whether every word but particles starts with a capital, as the name of somebody does.
bool LooksLikeName(std::string_view text) {
  if (IsNoName(text) || WordCount(text) > 5) return false;
  size_t capitals = 0, words = 0;
  for (size_t at = 0; at < text.size(); at = WordEnd(text, at) + 1) {
    const char first = text[at];
    ++words;
    capitals += absl::ascii_isupper(first) || (first & 0x80) != 0;
    if (absl::ascii_isdigit(first)) return false;
  }
  return capitals * 3 >= words * 2 && (absl::ascii_isupper(text[0]) || (text[0] & 0x80) != 0);
}

// "AB Ana Brook" begins with what stands in place of a portrait.
std::string_view WithoutInitials(std::string_view name) {
  const size_t end = name.find(' ');
  if (end != 2 || !absl::ascii_isupper(name[0]) || !absl::ascii_isupper(name[1])) return name;
  const std::string_view rest = name.substr(3);
  const size_t last = rest.rfind(' ');
  if (last == std::string_view::npos || last + 1 >= rest.size()) return name;
  return rest[0] == name[0] && rest[last + 1] == name[1] ? rest : name;
}

void AddName(std::string_view name, std::vector<std::string>& names) {
  name = WithoutInitials(TrimJoints(name));
  if (name.ends_with(".") && !IsDegree(name.substr(name.rfind(' ') + 1))) name.remove_suffix(1);
  if (IsNoName(name) || names.size() >= kMaxNames) return;
  const std::string folded = FoldForMatching(name);
  for (const std::string& known : names) {
    if (FoldForMatching(known) == folded) return;
  }
  names.emplace_back(name);
}

std::vector<std::string> SplitNames(std::string_view rest) {
  std::vector<std::string> names;
  while (!rest.empty()) {
    size_t cut = rest.size(), width = 0;
    for (std::string_view joint : {" and ", " & ", ", ", "; ", " with ", " AND ", ",", "|", ";"}) {
      const size_t at = rest.find(joint);
      if (at < cut) cut = at, width = joint.size();
    }
    const std::string_view name = TrimJoints(rest.substr(0, cut));
    rest.remove_prefix(std::min(cut + width, rest.size()));
    if (name.empty()) continue;
    if (!names.empty() && IsDegree(name)) {
      names.back() += StrCat(", ", name);
      continue;
    }
    // What follows the names may be an office or an outlet: no author.
    if (!names.empty() && (IsOffice(name) || !LooksLikeName(name))) break;
    AddName(name, names);
  }
  return names;
}

// What markup made for machines gives as the author: the name as it is.
std::vector<std::string> NamesInMarkup(std::string_view credit) {
  if (credit.size() > kMaxCreditBytes) return {};
  const std::string collapsed = CollapseWhiteSpace(credit);
  return SplitNames(WithoutLabel(collapsed));
}

class BylineFinder {
 public:
  BylineFinder(const HtmlTree& tree, const PageMarkup& markup, const ArticlePlace& place)
      : tree_(tree), markup_(markup), place_(place) {}

  // An outlet that is its own author is believed only if nobody else is named.
  std::vector<std::string> Run() {
    std::vector<std::string> outlets;
    for (auto read : {&BylineFinder::ReadLinkedArticles, &BylineFinder::ReadMetas,
                      &BylineFinder::ReadMicrodata, &BylineFinder::ReadAuthorLinks,
                      &BylineFinder::ReadVisibleCredit, &BylineFinder::ReadNamedElements,
                      &BylineFinder::ReadNameByDate, &BylineFinder::ReadLinkedPages}) {
      (this->*read)();
      std::erase_if(names_, [&](const std::string& name) {
        if (!NamesOutlet(name)) return false;
        outlets.push_back(name);
        return true;
      });
      if (!names_.empty()) return std::move(names_);
    }
    if (outlets.size() > 1) outlets.resize(1);
    return outlets;
  }

 private:
  bool NamesOutlet(std::string_view name) const {
    const std::string folded = FoldForMatching(name);
    if (folded == FoldForMatching(markup_.Meta("og:site_name"))) return true;
    return std::any_of(
        markup_.linked_articles.begin(), markup_.linked_articles.end(),
        [&](const LinkedArticle& linked) { return folded == FoldForMatching(linked.publisher); });
  }

  void AddCredit(std::string_view credit) {
    for (const std::string& name : NamesInCredit(credit)) AddName(name, names_);
  }
  void AddMarkup(std::string_view credit) {
    for (const std::string& name : NamesInMarkup(credit)) AddName(name, names_);
  }

  void ReadLinkedArticles() {
    for (const LinkedArticle& linked : markup_.linked_articles) {
      if (!linked.is_article || !names_.empty()) continue;
      for (const std::string& author : linked.authors) AddMarkup(author);
    }
  }

  void ReadLinkedPages() {
    for (const LinkedArticle& linked : markup_.linked_articles) {
      if (linked.is_article || !names_.empty()) continue;
      for (const std::string& author : linked.authors) AddMarkup(author);
    }
  }

  void ReadMetas() {
    for (std::string_view wanted :
         {"author", "article:author", "authors", "dc.creator", "dcterms.creator", "parsely-author",
          "sailthru.author", "byl", "citation_author", "og:article:author"}) {
      for (const auto& [name, value] : markup_.metas) {
        if (name == wanted) AddMarkup(value);
      }
      if (!names_.empty()) return;
    }
    for (std::string_view number : {"1", "2"}) {
      if (Lower(markup_.Meta(StrCat("twitter:label", number))) == "written by") {
        AddMarkup(markup_.Meta(StrCat("twitter:data", number)));
      }
    }
  }

  bool IsElsewhere(int32_t node) const {
    return ingest::IsElsewhere(tree_, node, AnchorNode(place_));
  }

  std::string ShortText(uint32_t index) const {
    if (tree_.nodes()[index].subtree_end - index > 40) return "";
    std::string text = tree_.TextOf(index);
    return text.size() <= kMaxCreditBytes ? text : "";
  }

  void ReadMicrodata() {
    const std::vector<HtmlNode>& nodes = tree_.nodes();
    int looked_at = 0;
    for (uint32_t i = 0; i < nodes.size(); ++i) {
      const std::string_view property = nodes[i].Attribute("itemprop");
      if (property != "author" && property != "creator") continue;
      if (++looked_at > kMaxCandidates) break;
      if (IsElsewhere(static_cast<int32_t>(i))) continue;
      std::string credit;
      for (uint32_t k = i + 1; k < nodes[i].subtree_end && k < i + 60; ++k) {
        if (nodes[k].Attribute("itemprop") != "name") continue;
        credit = std::string(nodes[k].Attribute("content"));
        if (credit.empty()) credit = ShortText(k);
        break;
      }
      if (credit.empty()) credit = ShortText(i);
      AddCredit(credit);
    }
  }

  // Links to the author's page; those of the first place that has any.
  void ReadAuthorLinks() {
    const std::vector<HtmlNode>& nodes = tree_.nodes();
    int32_t last_end = -1;
    int looked_at = 0;
    for (uint32_t i = 0; i < nodes.size(); ++i) {
      if (nodes[i].tag != "a") continue;
      const std::string rel = Lower(nodes[i].Attribute("rel").substr(0, kMaxMarkBytes));
      const std::string href = Lower(nodes[i].Attribute("href").substr(0, kMaxMarkBytes));
      const bool author = absl::StrContains(rel, "author") || absl::StrContains(href, "/author/") ||
                          absl::StrContains(href, "/authors/");
      if (!author) continue;
      if (++looked_at > kMaxCandidates) break;
      if (IsElsewhere(static_cast<int32_t>(i))) continue;
      const std::string name = ShortText(i);
      if (!LooksLikeName(WithoutLabel(name))) continue;
      if (last_end >= 0 && static_cast<int32_t>(i) > last_end + 40) break;
      AddCredit(name);
      last_end = static_cast<int32_t>(nodes[i].subtree_end);
    }
  }

  // Elements whose names speak of the author, the nearest to the headline.
  void ReadNamedElements() {
    const std::vector<HtmlNode>& nodes = tree_.nodes();
    const uint32_t anchor = AnchorNode(place_);
    uint32_t nearest = ~0u;
    std::vector<std::string> best;
    int looked_at = 0;
    for (uint32_t i = 0; i < nodes.size(); ++i) {
      if (nodes[i].is_text()) continue;
      const std::string names =
          Lower(StrCat(nodes[i].Attribute("class").substr(0, kMaxMarkBytes), " ",
                       nodes[i].Attribute("id").substr(0, kMaxMarkBytes)));
      if (!absl::StrContains(names, "author") && !absl::StrContains(names, "byline")) continue;
      if (++looked_at > kMaxCandidates) break;
      const uint32_t distance = i >= anchor ? i - anchor : (anchor - i) * 2;
      if (distance >= nearest || IsElsewhere(static_cast<int32_t>(i))) continue;
      std::vector<std::string> found = NamesInCredit(ShortText(i));
      std::erase_if(found, [](const std::string& name) { return !LooksLikeName(name); });
      if (found.empty()) continue;
      best = std::move(found);
      nearest = distance;
    }
    for (const std::string& name : best) AddName(name, names_);
  }

  // "By Ana Brook" near the headline.
  void ReadVisibleCredit() {
    const auto count = static_cast<int32_t>(place_.blocks.size());
    const int32_t anchor = AnchorBlock(place_);
    for (int32_t i = std::max(0, anchor - kBlocksBefore);
         i < std::min(count, anchor + kBlocksAfter); ++i) {
      const std::string& text = place_.blocks[static_cast<size_t>(i)].text;
      if (text.size() > kMaxCreditBytes) continue;
      const std::string lower = Lower(text.substr(0, 16));
      std::string credit;
      if (lower == "by" || lower == "by:" || lower == "written by" || lower == "author:") {
        if (i + 1 < count) credit = place_.blocks[static_cast<size_t>(i + 1)].text;
      } else if (lower.starts_with("by ") || lower.starts_with("by:") ||
                 lower.starts_with("written by") || lower.starts_with("posted by") ||
                 lower.starts_with("author:") || lower.starts_with("words by")) {
        credit = text;
      }
      if (credit.empty()) continue;
      std::vector<std::string> found = NamesInCredit(credit);
      std::erase_if(found, [](const std::string& name) { return !LooksLikeName(name); });
      if (found.empty()) continue;
      for (const std::string& name : found) AddName(name, names_);
      return;
    }
  }

  // A block that is nothing but a person's name, under the headline and beside a date.
  void ReadNameByDate() {
    const auto count = static_cast<int32_t>(place_.blocks.size());
    const int32_t anchor = AnchorBlock(place_);
    const auto text_at = [&](int32_t i) -> std::string_view {
      return i >= 0 && i < count ? std::string_view(place_.blocks[static_cast<size_t>(i)].text)
                                 : "";
    };
    for (int32_t i = anchor + 1; i < std::min(count, anchor + kBlocksAfter); ++i) {
      const std::string_view text = text_at(i);
      const size_t words = WordCount(text);
      if (words < 2 || words > 4 || !LooksLikeName(text) || IsOffice(text)) continue;
      if (PhrasesIn(Lower(text)) != 0) continue;
      for (int32_t near : {i - 1, i + 1, i + 2}) {
        if (near == anchor || text_at(near).size() > 80) continue;
        if (FindCalendarDates(text_at(near)).empty()) continue;
        return AddName(text, names_);
      }
    }
  }

  const HtmlTree& tree_;
  const PageMarkup& markup_;
  const ArticlePlace& place_;
  std::vector<std::string> names_;
};

}  // namespace

std::vector<std::string> NamesInCredit(std::string_view credit) {
  if (credit.size() > kMaxCreditBytes) return {};
  const std::string collapsed = CollapseWhiteSpace(credit);
  return SplitNames(CreditPart(WithoutLabel(collapsed)));
}

std::vector<std::string> FindPageBylines(const HtmlTree& tree, const PageMarkup& markup,
                                         const ArticlePlace& place) {
  return BylineFinder(tree, markup, place).Run();
}

}  // namespace dateline::ingest

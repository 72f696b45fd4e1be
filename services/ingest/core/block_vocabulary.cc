#include "services/ingest/core/block_vocabulary.h"

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"

namespace dateline::ingest {
namespace {

struct WordsOf {
  int group;
  std::string_view words;  // Separated by one space.
};

constexpr WordsOf kMarkupWords[] = {
    {0, "article articles story post posts entry hentry blog blogpost news single feature"},
    {1,
     "body content contents text copy prose rte wysiwyg richtext rich markdown paragraph "
     "paragraphs "
     "main maincontent articlebody articlecontent postcontent postbody entrycontent storybody "
     "bodytext fulltext copytext"},
    {2,
     "comment comments commenting commentlist disqus respond reply replies discussion discussions "
     "commentary responses thread"},
    {3,
     "related relateds recommended recommendation recommendations recirc recirculation more "
     "similar "
     "popular trending latest recent suggested suggestions outbrain taboola next prev previous "
     "pagination pager readnext readmore also most further explore upnext adjacent"},
    {4,
     "nav navigation navbar navi menu menus submenu breadcrumb breadcrumbs crumbs toolbar topnav "
     "subnav sitemap skip dropdown megamenu"},
    {5,
     "share sharing shares shared social socials follow facebook twitter linkedin whatsapp "
     "pinterest "
     "addthis sharethis addtoany like likes bookmark print email"},
    {6,
     "ad ads advert adverts advertisement advertising advertorial sponsor sponsored sponsors promo "
     "promos promotion promotional promoted dfp gpt banner banners affiliate commercial adsense "
     "adslot marketing offer offers deals"},
    {7,
     "newsletter newsletters subscribe subscription subscriptions signup optin cta paywall donate "
     "donation membership register registration login signin account callout join"},
    {8,
     "cookie cookies consent gdpr privacy modal popup popover overlay lightbox dialog alert "
     "notification notice tooltip toast onetrust"},
    {9, "sidebar sidebars aside widget widgets rail secondary side complementary column tertiary"},
    {10, "footer foot copyright legal bottom colophon footers disclaimer"},
    {11, "header masthead topbar top branding logo head site hero"},
    {12,
     "meta byline date time published posted timestamp tags tag category categories info details "
     "dateline postmeta taxonomy topic topics label kicker eyebrow stats views readtime"},
    {13,
     "caption captions credit credits figcaption gallery slideshow carousel slider thumbnail thumb "
     "image images img media photo photos picture video videos figure player embed"},
    {14, "toc tableofcontents outline jump anchors index"},
    {15,
     "card cards teaser teasers tile tiles item items grid list listing listings loop feed archive "
     "product products"},
    {16,
     "hidden sr visually screenreader offscreen collapse collapsed invisible none noscript hide"},
    {17, "title headline heading heading1 subtitle"},
    {18,
     "summary excerpt intro lead lede standfirst deck dek description abstract takeaways "
     "highlights "
     "preamble introduction"},
    {19, "references reference footnote footnotes citations sources bibliography refs reflist"},
    {20, "author authors bio biography profile contributor contributors writer about avatar"},
};

struct PhrasesOf {
  int group;
  std::string_view phrases;  // Separated by "|".
};

constexpr PhrasesOf kPhrases[] = {
    {0,
     "subscribe|subscription|newsletter|newsletters|sign up|signup|your inbox|mailing list|join "
     "our|"
     "join us|email address|your email|get the latest|stay up to date|stay updated|free trial|"
     "become a member|donate|support us|support our"},
    {1,
     "share|share this|tweet|facebook|twitter|linkedin|whatsapp|pinterest|instagram|follow us|"
     "follow|copy link|print|email|telegram|reddit|youtube|tiktok|likes"},
    {2,
     "related|related articles|related posts|related stories|read more|read also|also read|"
     "you may also like|you might also like|recommended|more from|more on|more stories|see also|"
     "trending|most read|most popular|popular posts|recent posts|latest news|latest|up next|"
     "continue reading|read next|don't miss|learn more|view all|see all|more articles|"
     "further reading|editor's picks"},
    {3,
     "comment|comments|leave a comment|leave a reply|reply|replies|post a comment|your comment|"
     "join the conversation|responses|add a comment|comments are closed|no comments|"
     "will not be published|required fields"},
    {4,
     "copyright|©|all rights reserved|privacy policy|terms of use|terms of service|"
     "terms and conditions|terms|disclaimer|trademark|llc|ltd|inc|reserved|privacy|powered by"},
    {5,
     "advertisement|advertise|sponsored|affiliate|commission|promoted|promo code|shop now|buy now|"
     "ad|paid partnership|add to cart|discount|off|coupon|sale|price"},
    {6,
     "published|posted|updated|last updated|last modified|min read|minute read|minutes read|mins|"
     "read time|reading time|views|ago|date|am|pm|est|gmt|january|february|march|april|june|july|"
     "august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec"},
    {7,
     "by|written by|author|about the author|about the authors|reviewed by|edited by|contributor|"
     "reporter|staff writer|editor|bio|is a writer|is an author|is the author|is a freelance|"
     "is a journalist|writes about|view profile|posts by|medically reviewed|fact checked"},
    {8,
     "photo|photos|photograph|photographer|photo by|image|images|credit|getty|courtesy|reuters|"
     "shutterstock|unsplash|illustration|source|istock|file photo|screenshot|caption|figure"},
    {9,
     "previous|next|previous post|next post|older posts|newer posts|page|prev|back to|back to top|"
     "home|skip to|menu|search|close|show more|load more|view more|expand|tags|tagged|"
     "filed under|categories|category|topics|posted in"},
    {10,
     "table of contents|contents|in this article|on this page|jump to|in this guide|"
     "what's inside|quick links|key takeaways"},
    {11, "cookie|cookies|consent|gdpr|personal data|accept|your browser|javascript|preferences"},
    {12,
     "log in|login|sign in|register|create an account|my account|password|forgot|logout|"
     "contact us|contact|call us|get started|request a demo|download|free quote|book a"},
};

constexpr std::string_view kFunctionWords =
    "the of and to in a is that for on was by with said at from has are will be which an as its it "
    "this have not but had his he they or were you we i she their if can more about your our when "
    "there who what so would been one than them her my some into do could then out up all how just "
    "also these no other because most only any may such over very even make like get those where";

template <typename Add>
void ForEachPiece(std::string_view text, char separator, Add&& add) {
  while (!text.empty()) {
    const size_t end = std::min(text.find(separator), text.size());
    add(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

using WordGroups = std::unordered_map<std::string_view, uint32_t>;

const WordGroups& MarkupDictionary() {
  static const auto* const kDictionary = [] {
    auto* words = new WordGroups();
    for (const WordsOf& entry : kMarkupWords) {
      ForEachPiece(entry.words, ' ',
                   [&](std::string_view word) { (*words)[word] |= 1u << entry.group; });
    }
    return words;
  }();
  return *kDictionary;
}

// Phrases by their first word, each as the words that follow.
using PhraseList = std::vector<std::pair<std::string_view, uint32_t>>;

const std::unordered_map<std::string_view, PhraseList>& PhraseDictionary() {
  static const auto* const kDictionary = [] {
    auto* phrases = new std::unordered_map<std::string_view, PhraseList>();
    for (const PhrasesOf& entry : kPhrases) {
      ForEachPiece(entry.phrases, '|', [&](std::string_view phrase) {
        const std::string_view first = phrase.substr(0, phrase.find(' '));
        (*phrases)[first].emplace_back(phrase, 1u << entry.group);
      });
    }
    return phrases;
  }();
  return *kDictionary;
}

bool IsWordByte(char c) { return absl::ascii_isalnum(c) || (c & 0x80) != 0 || c == '\''; }

}  // namespace

const std::array<std::string_view, kMarkupGroups> kMarkupGroupNames = {
    "article",   "body",   "comments", "related", "navigation", "share",      "advertisement",
    "subscribe", "dialog", "side",     "foot",    "head",       "credits",    "media",
    "contents",  "card",   "hidden",   "title",   "summary",    "references", "author"};

const std::array<std::string_view, kPhraseGroups> kPhraseGroupNames = {
    "subscribe", "share",  "related", "comments", "legal",   "advertisement", "date",
    "author",    "credit", "paging",  "contents", "cookies", "account"};

MarkupGroupSet MarkupGroupsIn(std::string_view names) {
  const WordGroups& dictionary = MarkupDictionary();
  MarkupGroupSet groups = 0;
  std::string word;
  const auto finish_word = [&] {
    if (const auto found = dictionary.find(word); found != dictionary.end()) {
      groups |= found->second;
    }
    word.clear();
  };
  bool after_lower = false;
  for (char c : names) {
    if (!absl::ascii_isalnum(c) || (absl::ascii_isupper(c) && after_lower)) finish_word();
    if (absl::ascii_isalnum(c)) word += absl::ascii_tolower(c);
    after_lower = absl::ascii_islower(c);
  }
  finish_word();
  return groups;
}

PhraseGroupSet PhrasesIn(std::string_view lower) {
  const auto& dictionary = PhraseDictionary();
  PhraseGroupSet groups = 0;
  if (lower.find("©") != std::string_view::npos) {
    groups |= 1u << static_cast<int>(PhraseGroup::kLegal);
  }
  for (size_t i = 0; i < lower.size();) {
    if (!IsWordByte(lower[i])) {
      ++i;
      continue;
    }
    size_t end = i;
    while (end < lower.size() && IsWordByte(lower[end])) ++end;
    const auto found = dictionary.find(lower.substr(i, end - i));
    if (found != dictionary.end()) {
      for (const auto& [phrase, group] : found->second) {
        const size_t behind = i + phrase.size();
        if (lower.substr(i, phrase.size()) != phrase) continue;
        if (behind < lower.size() && IsWordByte(lower[behind])) continue;
        groups |= group;
      }
    }
    i = end;
  }
  return groups;
}

bool IsFunctionWord(std::string_view word) {
  static const auto* const kWords = [] {
    auto* words = new std::unordered_set<std::string_view>();
    ForEachPiece(kFunctionWords, ' ', [&](std::string_view piece) { words->insert(piece); });
    return words;
  }();
  return kWords->contains(word);
}

}  // namespace dateline::ingest

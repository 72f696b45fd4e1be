#include "services/ingest/collections/feed_parser.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/uri.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "common/text/utf8.h"
#include "services/ingest/collections/feed_item.h"
#include "services/ingest/core/html_entities.h"
#include "services/ingest/core/web_address.h"

namespace dateline::ingest {
namespace {

constexpr size_t kMaxFieldBytes = 64 * 1024;
constexpr size_t kMaxAuthors = 100;
// libxml2 is given so many bytes at a time. What it makes of a feed that is not well-formed
// depends on where the pieces end, and must not depend on how the bytes come.
constexpr size_t kPiece = 16 * 1024;

std::string_view View(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

const xmlChar* Chars(const std::string& text) {
  return reinterpret_cast<const xmlChar*>(text.c_str());
}

// The vocabularies that a feed may mix.
enum class Vocabulary { kRss, kAtom, kContent, kDublinCore, kXhtml, kOther };

Vocabulary VocabularyOf(std::string_view uri) {
  if (uri.empty() || uri == "http://purl.org/rss/1.0/" ||
      uri == "http://channel.netscape.com/rdf/simple/0.9/" ||
      uri == "http://my.netscape.com/rdf/simple/0.9/" ||
      uri == "http://backend.userland.com/rss2" ||
      uri == "http://www.w3.org/1999/02/22-rdf-syntax-ns#") {
    return Vocabulary::kRss;
  }
  if (uri == "http://www.w3.org/2005/Atom" || uri == "http://purl.org/atom/ns#") {
    return Vocabulary::kAtom;
  }
  if (uri == "http://purl.org/rss/1.0/modules/content/") return Vocabulary::kContent;
  if (uri.starts_with("http://purl.org/dc/")) return Vocabulary::kDublinCore;
  if (uri == "http://www.w3.org/1999/xhtml") return Vocabulary::kXhtml;
  return Vocabulary::kOther;
}

// Attributes of one element, as libxml2 gives them.
class Attributes {
 public:
  Attributes(const xmlChar** fields, int count) : fields_(fields), count_(count) {}

  std::string Get(std::string_view name, std::string_view prefix = {}) const {
    for (int i = 0; i < count_; ++i) {
      const xmlChar** field = fields_ + 5 * i;
      if (View(field[0]) != name || View(field[1]) != prefix) continue;
      const std::string_view value(reinterpret_cast<const char*>(field[3]),
                                   static_cast<size_t>(field[4] - field[3]));
      const bool fit = value.size() <= kMaxFieldBytes && !FindInvalidUtf8(value).has_value();
      return fit ? std::string(value) : "";
    }
    return "";
  }

 private:
  const xmlChar** fields_;
  int count_;
};

// What an element is part of.
enum class Place { kRoot, kHead, kEntry, kAuthor, kSource, kText, kIgnored };

struct OpenElement {
  Place place = Place::kIgnored;
  std::string base;
  std::string language;
};

// `reference` as seen from `base`; unchanged if that makes no address.
std::string Resolve(const std::string& reference, const std::string& base) {
  const std::string trimmed = CollapseWhiteSpace(reference);
  if (trimmed.empty() || base.empty() || IsWebAddress(trimmed)) return trimmed;
  xmlChar* built = xmlBuildURI(Chars(trimmed), Chars(base));
  if (built == nullptr) return trimmed;
  std::string resolved(View(built));
  xmlFree(built);
  return IsWebAddress(resolved) ? resolved : trimmed;
}

class FeedParser final : public ItemParser {
 public:
  explicit FeedParser(std::string_view uri) {
    head_.uri = uri;
    context_ = xmlCreatePushParserCtxt(Handler(), this, nullptr, 0, nullptr);
    // Goes on behind what is not well-formed; loads nothing.
    xmlCtxtUseOptions(context_, XML_PARSE_RECOVER | XML_PARSE_NONET);
    context_->userData = this;
  }
  ~FeedParser() override {
    // Where libxml2 keeps the entities that a feed defines, and the context does not free.
    xmlFreeDoc(context_->myDoc);
    xmlFreeParserCtxt(context_);
  }
  FeedParser(const FeedParser&) = delete;
  FeedParser& operator=(const FeedParser&) = delete;

  absl::Status Consume(std::string_view bytes) override {
    // What stands behind the root does not matter.
    while (!bytes.empty() && !root_closed_) {
      const size_t taken = std::min(bytes.size(), kPiece - unread_.size());
      StrAppend(&unread_, bytes.substr(0, taken));
      bytes.remove_prefix(taken);
      if (unread_.size() == kPiece) DATELINE_RETURN_IF_ERROR(Flush());
    }
    return absl::OkStatus();
  }

  absl::Status Flush() override {
    if (root_closed_ || unread_.empty()) return absl::OkStatus();
    given_ += unread_.size();
    xmlParseChunk(context_, unread_.data(), static_cast<int>(unread_.size()), 0);
    unread_.clear();
    if (!refused_.ok()) return refused_;
    if (root_closed_ || context_->disableSAX == 0) return absl::OkStatus();
    return CollectionBroken(StrCat("the feed's XML cannot be read on, ", last_error_), Offset());
  }

  absl::Status Finish() override {
    if (!root_closed_) xmlParseChunk(context_, nullptr, 0, 1);
    if (!refused_.ok()) return refused_;
    if (root_closed_) return absl::OkStatus();
    return CollectionBroken("the feed ends early; it was cut off, or is no XML", Offset());
  }

 private:
  // --- What libxml2 calls --------------------------------------------------------------

  static FeedParser& Self(void* self) { return *static_cast<FeedParser*>(self); }

  static xmlSAXHandler* Handler() {
    static xmlSAXHandler handler = [] {
      xmlSAXHandler made = {};
      made.initialized = XML_SAX2_MAGIC;
      made.startElementNs = [](void* self, const xmlChar* name, const xmlChar* prefix,
                               const xmlChar* uri, int, const xmlChar**, int attributes, int,
                               const xmlChar** fields) {
        Self(self).Start(View(name), View(uri), Attributes(fields, attributes));
      };
      made.endElementNs = [](void* self, const xmlChar* name, const xmlChar*, const xmlChar* uri) {
        Self(self).End(View(name));
      };
      made.characters = [](void* self, const xmlChar* text, int size) {
        Self(self).Text({reinterpret_cast<const char*>(text), static_cast<size_t>(size)});
      };
      made.ignorableWhitespace = made.characters;
      made.cdataBlock = made.characters;
      made.entityDecl = [](void* self, const xmlChar*, int, const xmlChar*, const xmlChar*,
                           xmlChar*) { Self(self).RefuseEntities(); };
      made.getEntity = [](void* self, const xmlChar* name) {
        return Self(self).Entity(View(name));
      };
      made.serror = [](void* self, xmlErrorPtr error) { Self(self).Error(*error); };
      return made;
    }();
    return &handler;
  }

  // libxml2 counts back from what it converted to UTF-8, as far as it can.
  uint64_t Offset() const {
    const long consumed = context_->input == nullptr ? 0 : xmlByteConsumed(context_);
    return consumed < 0 ? given_ : std::min(static_cast<uint64_t>(consumed), given_);
  }

  void RefuseEntities() {
    if (!refused_.ok()) return;
    refused_ = CollectionBroken(
        "the feed defines entities of its own, which feeds have no use for and attacks do; take "
        "its DOCTYPE out",
        Offset());
    xmlStopParser(context_);
  }

  // HTML's names, which feeds use without leave. As a predefined entity its text is taken as it is.
  xmlEntity* Entity(std::string_view name) {
    const auto known = entities_.find(name);
    if (known != entities_.end()) return known->second.get();
    const std::optional<HtmlEntity> html = ReadHtmlEntity(StrCat("&", name, ";"));
    if (!html.has_value() || html->length != name.size() + 2) return nullptr;
    auto entity = std::make_unique<xmlEntity>();
    *entity = {};
    const auto [it, added] = entities_.emplace(std::string(name), nullptr);
    const auto text = entity_texts_.emplace(entity_texts_.end(), html->text);
    entity->type = XML_ENTITY_DECL;
    entity->etype = XML_INTERNAL_PREDEFINED_ENTITY;
    entity->name = Chars(it->first);
    entity->content = const_cast<xmlChar*>(Chars(*text));
    entity->orig = entity->content;
    entity->length = static_cast<int>(text->size());
    it->second = std::move(entity);
    return it->second.get();
  }

  void Error(const xmlError& error) {
    if (error.level < XML_ERR_ERROR) return;
    last_error_ = StrCat("line ", error.line, ": ",
                         CollapseWhiteSpace(error.message == nullptr ? "" : error.message));
    if (FindInvalidUtf8(last_error_).has_value()) last_error_ = StrCat("line ", error.line);
    if (in_entry_ && entry_.malformed.empty()) {
      entry_.malformed = StrCat("the feed is not well-formed here, ", last_error_);
    }
  }

  // --- Elements ---------------------------------------------------------------------------

  void Start(std::string_view name, std::string_view uri, const Attributes& attributes) {
    OpenElement element;
    const bool root = open_.empty();
    if (!root) {
      element.base = open_.back().base;
      element.language = open_.back().language;
    } else if (IsWebAddress(head_.uri)) {
      element.base = head_.uri;
    }
    if (std::string base = attributes.Get("base", "xml"); !base.empty()) {
      element.base = Resolve(base, element.base);
    }
    if (std::string tag = attributes.Get("lang", "xml"); !tag.empty()) element.language = tag;
    const Vocabulary vocabulary = VocabularyOf(uri);
    open_.push_back(std::move(element));
    open_.back().place = root ? StartRoot(name) : StartInside(name, vocabulary, attributes);
  }

  Place StartRoot(std::string_view name) {
    if (name == "rss" || name == "RDF") return Place::kRoot;
    if (name == "feed") return StartHead();
    refused_ = CollectionBroken(StrCat("the XML is no feed: its root is <", TruncateUtf8(name, 40),
                                       ">, not rss, feed or RDF"),
                                0);
    xmlStopParser(context_);
    return Place::kIgnored;
  }

  Place StartHead() {
    if (head_.language.empty()) head_.language = open_.back().language;
    return Place::kHead;
  }

  static bool IsFeed(Vocabulary vocabulary) {
    return vocabulary == Vocabulary::kRss || vocabulary == Vocabulary::kAtom;
  }

  Place StartInside(std::string_view name, Vocabulary vocabulary, const Attributes& attributes) {
    const Place parent = open_[open_.size() - 2].place;
    const bool entry = IsFeed(vocabulary) && (name == "item" || name == "entry");
    // An entry that begins inside another one: that one's end tag got lost.
    if (entry && (in_entry_ || parent == Place::kRoot || parent == Place::kHead ||
                  parent == Place::kEntry)) {
      return StartEntry(attributes);
    }
    switch (parent) {
      case Place::kRoot:
        return name == "channel" ? StartHead() : Place::kIgnored;
      case Place::kHead:
      case Place::kEntry:
        return StartField(name, vocabulary, attributes);
      case Place::kAuthor:
        field_vocabulary_ = Vocabulary::kAtom;
        as_markup_ = false;
        return name == "name" ? Capture(FeedText::Kind::kPlain) : Place::kIgnored;
      case Place::kSource:
        return name == "title" ? Capture(KindOf(attributes)) : Place::kIgnored;
      case Place::kText:
        WriteTag(name, attributes);
        return Place::kText;
      case Place::kIgnored:
        return Place::kIgnored;
    }
    return Place::kIgnored;
  }

  Place StartEntry(const Attributes& attributes) {
    if (in_entry_) {
      if (entry_.malformed.empty()) entry_.malformed = "the item has no end in the feed";
      FinishEntry();
    }
    entry_ = {};
    entry_.offset = Offset();
    entry_.id = attributes.Get("about", "rdf");
    entry_.language = open_.back().language;
    in_entry_ = true;
    capture_depth_ = 0;
    return Place::kEntry;
  }

  Place StartField(std::string_view name, Vocabulary vocabulary, const Attributes& attributes) {
    if (vocabulary == Vocabulary::kXhtml || vocabulary == Vocabulary::kOther)
      return Place::kIgnored;
    if (vocabulary == Vocabulary::kAtom) {
      if (name == "author") return Place::kAuthor;
      if (name == "source") return Place::kSource;
      if (name == "link") TakeAtomLink(attributes);
      if (name == "category" && entry_.category.empty() && in_entry_) {
        entry_.category = attributes.Get("label");
        if (entry_.category.empty()) entry_.category = attributes.Get("term");
      }
      if (name == "link" || name == "category") return Place::kIgnored;
    }
    if (name == "guid") entry_.id_is_address = attributes.Get("isPermaLink") != "false";
    field_vocabulary_ = vocabulary;
    if (vocabulary != Vocabulary::kAtom) {
      const bool plain = vocabulary == Vocabulary::kDublinCore;
      return Capture(plain ? FeedText::Kind::kPlain : FeedText::Kind::kHtml);
    }
    return Capture(KindOf(attributes));
  }

  // Of Atom's text: by its type.
  FeedText::Kind KindOf(const Attributes& attributes) {
    const std::string type = attributes.Get("type");
    // Atom 0.3 says how it is written instead.
    const std::string mode = attributes.Get("mode");
    as_markup_ = type == "xhtml" || ((type == "application/xhtml+xml" || type == "text/html") &&
                                     (mode.empty() || mode == "xml"));
    if (as_markup_ || type == "html" || type == "text/html") return FeedText::Kind::kHtml;
    if (type.empty() || type == "text" || type == "text/plain") return FeedText::Kind::kPlain;
    return FeedText::Kind::kOther;
  }

  Place Capture(FeedText::Kind kind) {
    capture_depth_ = open_.size();
    text_ = {"", kind};
    if (field_vocabulary_ != Vocabulary::kAtom) as_markup_ = false;
    return Place::kText;
  }

  void TakeAtomLink(const Attributes& attributes) {
    const std::string relation = attributes.Get("rel");
    if (!relation.empty() && relation != "alternate") return;
    std::string& link = in_entry_ ? entry_.link : head_.link;
    if (link.empty()) link = Resolve(attributes.Get("href"), open_.back().base);
  }

  void End(std::string_view name) {
    if (open_.empty()) return;
    const Place place = open_.back().place;
    if (place == Place::kText && capture_depth_ == open_.size()) {
      EndField(name);
      capture_depth_ = 0;
    } else if (place == Place::kText) {
      WriteEndTag(name);
    } else if (place == Place::kEntry && in_entry_) {
      FinishEntry();
    }
    open_.pop_back();
    root_closed_ |= open_.empty();
  }

  // --- Text --------------------------------------------------------------------------------

  bool capturing() const { return capture_depth_ > 0; }

  void Append(std::string_view text) {
    if (text_.text.size() + text.size() <= kMaxContentBytes) {
      StrAppend(&text_.text, text);
    } else if (in_entry_) {
      entry_.too_large = true;
    }
  }

  void Text(std::string_view text) {
    if (!capturing()) return;
    if (!as_markup_) return Append(text);
    for (size_t at = 0; at < text.size();) {
      const size_t end = std::min(text.find_first_of("&<>", at), text.size());
      Append(text.substr(at, end - at));
      if (end < text.size())
        Append(text[end] == '&' ? "&amp;" : text[end] == '<' ? "&lt;" : "&gt;");
      at = end + 1;
    }
  }

  // Markup that stands in the feed as such, without what a reader does not see.
  void WriteTag(std::string_view name, const Attributes& attributes) {
    Append("<");
    Append(name);
    for (const char* kept : {"class", "id", "lang", "datetime"}) {
      const std::string value = attributes.Get(kept);
      if (value.empty() || value.find_first_of("\"<>&") != std::string::npos) continue;
      Append(StrCat(" ", kept, "=\"", value, "\""));
    }
    Append(">");
  }

  void WriteEndTag(std::string_view name) { Append(StrCat("</", name, ">")); }

  // --- Fields --------------------------------------------------------------------------------

  void EndField(std::string_view name) {
    if (FindInvalidUtf8(text_.text).has_value()) return;
    const Place parent = open_.size() < 2 ? Place::kIgnored : open_[open_.size() - 2].place;
    std::string value = text_.text.size() <= kMaxFieldBytes ? CollapseWhiteSpace(text_.text) : "";
    if (parent == Place::kSource) {
      if (in_entry_) entry_.source = std::move(value);
      return;
    }
    if (parent == Place::kAuthor || IsAuthor(name)) {
      std::vector<std::string>& authors = in_entry_ ? entry_.authors : head_.authors;
      if (!value.empty() && authors.size() < kMaxAuthors) authors.push_back(std::move(value));
      return;
    }
    in_entry_ ? EndEntryField(name, std::move(value)) : EndHeadField(name, std::move(value));
  }

  bool IsAuthor(std::string_view name) const {
    // RSS's `managingEditor` is a mailbox and no author.
    return (field_vocabulary_ == Vocabulary::kRss && name == "author") ||
           (field_vocabulary_ == Vocabulary::kDublinCore && name == "creator");
  }

  void EndHeadField(std::string_view name, std::string value) {
    if (name == "title" && !head_.title.given()) head_.title = std::move(text_);
    if (name == "link" && head_.link.empty()) head_.link = Resolve(value, open_.back().base);
    if (name == "language" && !value.empty()) head_.language = std::move(value);
  }

  void EndEntryField(std::string_view name, std::string value) {
    if (field_vocabulary_ == Vocabulary::kContent) {
      if (name == "encoded" && !entry_.content.given()) entry_.content = std::move(text_);
      return;
    }
    if (field_vocabulary_ == Vocabulary::kDublinCore) return EndDublinCore(name, std::move(value));
    if (name == "title" && !entry_.title.given()) entry_.title = std::move(text_);
    if (name == "description" || name == "summary") {
      if (!entry_.summary.given()) entry_.summary = std::move(text_);
    }
    if (name == "content" && !entry_.content.given()) entry_.content = std::move(text_);
    if (name == "link" && entry_.link.empty()) entry_.link = Resolve(value, open_.back().base);
    if ((name == "guid" || name == "id") && !value.empty()) entry_.id = std::move(value);
    if (name == "pubDate" || name == "published" || name == "issued") {
      entry_.published = std::move(value);
    }
    if (name == "updated" || name == "modified") entry_.updated = std::move(value);
    if (name == "category" && entry_.category.empty()) entry_.category = std::move(value);
    if (name == "source" && entry_.source.empty()) entry_.source = std::move(value);
  }

  void EndDublinCore(std::string_view name, std::string value) {
    if ((name == "date" || name == "issued" || name == "created") && entry_.published.empty()) {
      entry_.published = std::move(value);
    }
    if (name == "modified" && entry_.updated.empty()) entry_.updated = std::move(value);
    if (name == "title" && !entry_.title.given()) entry_.title = std::move(text_);
    if (name == "description" && !entry_.summary.given()) entry_.summary = std::move(text_);
    if (name == "language" && !value.empty()) entry_.language = std::move(value);
    if (name == "publisher") entry_.publisher = std::move(value);
    if (name == "subject" && entry_.category.empty()) entry_.category = std::move(value);
  }

  void FinishEntry() {
    in_entry_ = false;
    items_.push_back(MakeFeedItem(head_, entry_));
    entry_ = {};
  }

  xmlParserCtxt* context_ = nullptr;
  std::string unread_;  // Less than a piece.
  uint64_t given_ = 0;  // Bytes that libxml2 was given.
  absl::Status refused_;
  std::string last_error_;
  bool root_closed_ = false;
  std::vector<OpenElement> open_;
  FeedHead head_;
  FeedEntry entry_;
  bool in_entry_ = false;
  // The text that is being collected: of the element at this depth, 0 for none.
  size_t capture_depth_ = 0;
  FeedText text_;
  bool as_markup_ = false;
  Vocabulary field_vocabulary_ = Vocabulary::kOther;
  std::map<std::string, std::unique_ptr<xmlEntity>, std::less<>> entities_;
  std::deque<std::string> entity_texts_;
};

}  // namespace

std::unique_ptr<ItemParser> MakeFeedParser(std::string_view uri) {
  return std::make_unique<FeedParser>(uri);
}

}  // namespace dateline::ingest

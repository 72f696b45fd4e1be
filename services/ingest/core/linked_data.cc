#include "services/ingest/core/linked_data.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>

#include "absl/strings/match.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/ingest/core/html_entities.h"

namespace dateline::ingest {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxCodeBytes = 1024 * 1024;
constexpr int kMaxDepth = 32;
constexpr size_t kMaxValueBytes = 1000;
constexpr size_t kMaxBodyBytes = 200'000;
constexpr size_t kMaxObjects = 20'000;
constexpr size_t kMaxNames = 50;

// Without what encloses the code, such as a comment or CDATA marks, and with raw
// control characters as spaces.
std::string CleanCode(std::string_view code) {
  constexpr std::string_view kCdata = "<![CDATA[";
  if (const size_t mark = code.find(kCdata); mark < code.find('{')) {
    code.remove_prefix(mark + kCdata.size());
    code = code.substr(0, code.rfind("]]>"));
  }
  const size_t begin = code.find_first_of("{[");
  const size_t end = code.find_last_of("}]");
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return "";
  std::string clean(code.substr(begin, end + 1 - begin));
  for (char& c : clean) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return clean;
}

// Values nested deeper than the limit are dropped, so that no recursion over the
// result runs away.
Json ParseBounded(const std::string& text) {
  const auto keep = [](int depth, Json::parse_event_t, Json&) { return depth <= kMaxDepth; };
  return Json::parse(text, keep, /*allow_exceptions=*/false);
}

bool AnyType(const Json& object, bool (*is)(std::string_view)) {
  const auto type = object.find("@type");
  if (type == object.end()) return false;
  const auto check = [&](const Json& name) {
    if (!name.is_string()) return false;
    std::string_view text = name.get_ref<const std::string&>();
    return is(text.substr(text.rfind('/') + 1));
  };
  if (type->is_array()) return std::any_of(type->begin(), type->end(), check);
  return check(*type);
}

bool IsArticleType(std::string_view name) {
  return name.ends_with("Article") || name.ends_with("Posting") || name == "Report" ||
         name == "Review" || name == "ReportageNewsArticle";
}

bool IsPageType(std::string_view name) { return name.ends_with("Page"); }

bool IsOtherWork(std::string_view name) {
  return name == "CreativeWork" || name == "Recipe" || name == "HowTo" || name == "Course" ||
         name == "Book" || name == "PodcastEpisode";
}

class LinkedDataReader {
 public:
  explicit LinkedDataReader(const Json& root) : root_(root) {}

  void Run(std::vector<LinkedArticle>& articles) {
    std::vector<const Json*> works;
    std::vector<const Json*> waiting = {&root_};
    size_t objects = 0;
    // Breadth first, so that what stands further out comes first.
    for (size_t i = 0; i < waiting.size() && objects < kMaxObjects; ++i) {
      const Json& value = *waiting[i];
      if (value.is_array()) {
        for (const Json& entry : value) waiting.push_back(&entry);
      } else if (value.is_object()) {
        ++objects;
        if (const auto id = value.find("@id"); id != value.end() && id->is_string()) {
          // The fullest object under an identifier describes it.
          const Json*& known = by_id_[id->get_ref<const std::string&>()];
          if (known == nullptr || known->size() < value.size()) known = &value;
        }
        if (AnyType(value, IsArticleType) || AnyType(value, IsPageType) ||
            AnyType(value, IsOtherWork)) {
          works.push_back(&value);
        }
        for (const char* key : {"@graph", "mainEntity", "mainEntityOfPage", "author", "publisher",
                                "isPartOf", "creator"}) {
          if (const auto inner = value.find(key); inner != value.end()) waiting.push_back(&*inner);
        }
      }
    }
    for (const Json* work : works) articles.push_back(ReadWork(*work));
  }

 private:
  static std::string Text(const Json& value, size_t limit) {
    if (value.is_array() && !value.empty()) {
      return value.front().is_string() ? Text(value.front(), limit) : "";
    }
    if (!value.is_string()) return "";
    const std::string& text = value.get_ref<const std::string&>();
    if (text.size() > limit) return "";
    return CollapseWhiteSpace(DecodeHtmlEntities(text));
  }

  static std::string Field(const Json& object, const char* key, size_t limit = kMaxValueBytes) {
    const auto found = object.find(key);
    return found == object.end() ? "" : Text(*found, limit);
  }

  // "Name", {"name": "Name"}, {"@id": "..."}, or a list of these.
  void CollectNames(const Json& value, std::vector<std::string>& names) const {
    if (value.is_array()) {
      for (const Json& entry : value) {
        if (!entry.is_array()) CollectNames(entry, names);
      }
      return;
    }
    std::string name;
    if (value.is_string()) name = Text(value, kMaxValueBytes);
    if (value.is_object()) name = NameOf(value);
    if (name.empty() || names.size() >= kMaxNames) return;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }

  std::string NameOf(const Json& object) const {
    std::string name = Field(object, "name");
    if (!name.empty()) return name;
    const std::string given = Field(object, "givenName"), family = Field(object, "familyName");
    if (!given.empty() && !family.empty()) return StrCat(given, " ", family);
    const auto id = object.find("@id");
    if (id == object.end() || !id->is_string()) return "";
    const auto known = by_id_.find(id->get_ref<const std::string&>());
    return known == by_id_.end() ? "" : Field(*known->second, "name");
  }

  std::vector<std::string> Names(const Json& object, const char* key) const {
    std::vector<std::string> names;
    if (const auto found = object.find(key); found != object.end()) CollectNames(*found, names);
    return names;
  }

  static bool IsFalse(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end()) return false;
    if (found->is_boolean()) return !found->get<bool>();
    return absl::EqualsIgnoreCase(Text(*found, 10), "false");
  }

  LinkedArticle ReadWork(const Json& work) const {
    LinkedArticle article;
    article.is_article = AnyType(work, IsArticleType);
    article.is_page = AnyType(work, IsPageType);
    article.headline = Field(work, "headline");
    if (article.headline.empty()) article.headline = Field(work, "name");
    article.description = Field(work, "description", kMaxBodyBytes);
    article.body = Field(work, "articleBody", kMaxBodyBytes);
    if (article.body.empty()) article.body = Field(work, "text", kMaxBodyBytes);
    article.published_at = Field(work, "datePublished");
    if (article.published_at.empty()) article.published_at = Field(work, "dateCreated");
    article.updated_at = Field(work, "dateModified");
    article.section = Field(work, "articleSection");
    article.url = Field(work, "url");
    article.language = Field(work, "inLanguage");
    article.behind_paywall = IsFalse(work, "isAccessibleForFree");
    article.authors = Names(work, "author");
    if (article.authors.empty()) article.authors = Names(work, "creator");
    const std::vector<std::string> publishers = Names(work, "publisher");
    if (!publishers.empty()) article.publisher = publishers.front();
    return article;
  }

  const Json& root_;
  std::unordered_map<std::string, const Json*> by_id_;
};

}  // namespace

void ReadLinkedData(std::string_view code, std::vector<LinkedArticle>& articles) {
  if (code.size() > kMaxCodeBytes) return;
  const Json parsed = ParseBounded(CleanCode(code));
  if (!parsed.is_discarded()) LinkedDataReader(parsed).Run(articles);
}

}  // namespace dateline::ingest

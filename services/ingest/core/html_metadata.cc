#include "services/ingest/core/html_metadata.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/ingest/core/calendar_date_finder.h"
#include "services/ingest/core/html_entities.h"

namespace dateline::ingest {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxJsonBytes = 512 * 1024;
constexpr int kMaxJsonDepth = 32;
constexpr size_t kMaxValueBytes = 500;

std::optional<TimeInterval> ReadDate(std::string_view text) {
  const std::string trimmed = CollapseWhiteSpace(text);
  if (absl::StatusOr<TimeInterval> parsed = ParseTimeInterval(trimmed);
      parsed.ok() && parsed->granularity <= Granularity::kDay && parsed->start && parsed->end) {
    return *parsed;
  }
  const std::vector<CalendarDate> dates = FindCalendarDates(trimmed);
  if (dates.empty()) return std::nullopt;
  return dates.front().time;
}

void SetOnce(std::string& field, std::string_view value) {
  const std::string text = CollapseWhiteSpace(value);
  if (field.empty() && text.size() <= kMaxValueBytes) field = text;
}

void SetOnce(std::optional<TimeInterval>& field, std::string_view value) {
  if (!field.has_value() && !value.empty()) field = ReadDate(value);
}

void AddByline(std::vector<std::string>& bylines, std::string_view value) {
  std::string name = CollapseWhiteSpace(DecodeHtmlEntities(value));
  if (name.size() > 3 && absl::AsciiStrToLower(name.substr(0, 3)) == "by ") name.erase(0, 3);
  // Addresses of author pages say who only to machines.
  if (name.empty() || name.size() > kMaxValueBytes || name.find("://") != std::string::npos) return;
  if (std::find(bylines.begin(), bylines.end(), name) == bylines.end()) bylines.push_back(name);
}

// --- JSON-LD -----------------------------------------------------------------

// Not called for values nested deeper than the limit: those are dropped, so that
// no recursion over the result runs away.
Json ParseBounded(const std::string& text) {
  const auto keep = [](int depth, Json::parse_event_t, Json&) { return depth <= kMaxJsonDepth; };
  return Json::parse(text, keep, /*allow_exceptions=*/false);
}

bool IsArticleType(const Json& type) {
  if (type.is_array()) return std::any_of(type.begin(), type.end(), IsArticleType);
  if (!type.is_string()) return false;
  const std::string name = type.get<std::string>();
  return name.ends_with("Article") || name.ends_with("Posting");
}

std::string StringOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// "Name", {"name": "Name"}, or a list of these.
void CollectNames(const Json& value, std::vector<std::string>& names) {
  if (value.is_string()) AddByline(names, value.get<std::string>());
  if (value.is_object()) AddByline(names, StringOf(value, "name"));
  if (!value.is_array()) return;
  for (const Json& entry : value) {
    if (!entry.is_array()) CollectNames(entry, names);
  }
}

void ReadArticleObject(const Json& article, FoundMetadata& out) {
  SetOnce(out.title, DecodeHtmlEntities(StringOf(article, "headline")));
  SetOnce(out.published_at, StringOf(article, "datePublished"));
  if (out.bylines.empty() && article.contains("author")) {
    CollectNames(article["author"], out.bylines);
  }
  if (const auto publisher = article.find("publisher"); publisher != article.end()) {
    std::vector<std::string> names;
    CollectNames(*publisher, names);
    if (!names.empty()) SetOnce(out.publisher, names.front());
  }
}

void ReadJsonLd(const Json& root, FoundMetadata& out) {
  std::vector<const Json*> waiting = {&root};
  while (!waiting.empty()) {
    const Json* value = waiting.back();
    waiting.pop_back();
    if (value->is_array()) {
      for (const Json& entry : *value) waiting.push_back(&entry);
    } else if (value->is_object()) {
      if (value->contains("@type") && IsArticleType((*value)["@type"])) {
        ReadArticleObject(*value, out);
      }
      for (const char* key : {"@graph", "mainEntity"}) {
        if (const auto inner = value->find(key); inner != value->end()) waiting.push_back(&*inner);
      }
    }
  }
}

void ReadScripts(const HtmlTree& tree, FoundMetadata& out) {
  for (const HtmlNode& script : tree.nodes()) {
    if (script.tag != "script" || script.Attribute("type") != "application/ld+json") continue;
    const uint32_t index = static_cast<uint32_t>(&script - tree.nodes().data());
    if (script.subtree_end <= index + 1) continue;
    const std::string_view code = tree.nodes()[index + 1].source.In(tree.source());
    if (code.size() > kMaxJsonBytes) continue;
    const Json parsed = ParseBounded(std::string(code));
    if (!parsed.is_discarded()) ReadJsonLd(parsed, out);
  }
}

// --- Meta elements, <time>, headings ---------------------------------------

void ReadMetaElement(const HtmlNode& node, FoundMetadata& out) {
  std::string name = absl::AsciiStrToLower(AbslView(node.Attribute("property")));
  if (name.empty()) name = absl::AsciiStrToLower(AbslView(node.Attribute("name")));
  if (name.empty()) name = absl::AsciiStrToLower(AbslView(node.Attribute("itemprop")));
  const std::string_view content = node.Attribute("content");
  if (content.empty()) return;
  if (name == "og:site_name" || name == "dc.publisher") SetOnce(out.publisher, content);
  if (name == "og:title") SetOnce(out.title, content);
  if (name == "article:published_time" || name == "datepublished" || name == "pubdate" ||
      name == "dc.date.issued" || name == "dc.date" || name == "date") {
    SetOnce(out.published_at, content);
  }
  if (name == "author" || name == "article:author" || name == "dc.creator") {
    AddByline(out.bylines, content);
  }
}

void ReadTimeElements(const HtmlTree& tree, uint32_t article_begin, uint32_t article_end,
                      FoundMetadata& out) {
  const auto read = [&](uint32_t begin, uint32_t end, bool marked_only) {
    for (uint32_t i = begin; i < end && !out.published_at.has_value(); ++i) {
      const HtmlNode& node = tree.nodes()[i];
      if (node.tag != "time") continue;
      const bool marked =
          node.HasAttribute("pubdate") || node.Attribute("itemprop") == "datePublished";
      if (marked_only && !marked) continue;
      if (!marked && node.Attribute("itemprop") == "dateModified") continue;
      SetOnce(out.published_at, node.Attribute("datetime"));
    }
  };
  read(0, static_cast<uint32_t>(tree.nodes().size()), /*marked_only=*/true);
  read(article_begin, article_end, /*marked_only=*/false);
}

std::string HeadingOf(const HtmlTree& tree, uint32_t begin, uint32_t end) {
  const int32_t heading = tree.Find("h1", begin);
  if (heading == kNoNode || static_cast<uint32_t>(heading) >= end) return "";
  return tree.TextOf(static_cast<uint32_t>(heading));
}

}  // namespace

FoundMetadata ReadHtmlMetadata(const HtmlTree& tree, uint32_t begin, uint32_t end) {
  FoundMetadata out;
  ReadScripts(tree, out);
  SetOnce(out.title, HeadingOf(tree, begin, end));
  for (const HtmlNode& node : tree.nodes()) {
    if (node.tag == "meta") ReadMetaElement(node, out);
  }
  ReadTimeElements(tree, begin, end, out);
  if (const int32_t title = tree.Find("title"); title != kNoNode) {
    SetOnce(out.title, tree.TextOf(static_cast<uint32_t>(title)));
  }
  return out;
}

}  // namespace dateline::ingest

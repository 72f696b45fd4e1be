#include "services/ingest/core/article_reader.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/text/utf8.h"
#include "common/time/time_interval.h"
#include "services/ingest/core/html_article.h"
#include "services/ingest/core/language_identifier.h"
#include "services/ingest/core/media_type.h"
#include "services/ingest/core/metadata_finder.h"
#include "services/ingest/core/text_decoder.h"

namespace dateline::ingest {
namespace {

constexpr size_t kMaxMetadataBytes = 2048;
constexpr size_t kMaxBylines = 100;

absl::Status InvalidDocument(std::string_view reason, std::string_view message,
                             std::map<std::string, std::string> metadata) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason, message, metadata);
}

absl::Status CheckShortText(std::string_view field, std::string_view value, size_t max_bytes) {
  if (value.size() > max_bytes) {
    return FieldInvalid(field, StrCat("has ", value.size(), " bytes; at most ", max_bytes));
  }
  if (FindInvalidUtf8(value).has_value()) return FieldInvalid(field, "is not UTF-8");
  return absl::OkStatus();
}

// BCP 47 in outline: subtags of letters and digits joined by hyphens.
bool IsLanguageTag(std::string_view tag) {
  size_t subtag = 0;
  bool first = true;
  for (char c : tag) {
    if (c == '-') {
      if (subtag == 0 || (first && subtag < 2)) return false;
      subtag = 0;
      first = false;
    } else if (absl::ascii_isalpha(c) || (!first && absl::ascii_isdigit(c))) {
      if (++subtag > 8) return false;
    } else {
      return false;
    }
  }
  return subtag >= (first ? 2 : 1);
}

absl::Status CheckMetadata(const ArticleMetadata& metadata) {
  DATELINE_RETURN_IF_ERROR(
      CheckShortText("metadata.publisher", metadata.publisher, kMaxMetadataBytes));
  DATELINE_RETURN_IF_ERROR(CheckShortText("metadata.title", metadata.title, kMaxMetadataBytes));
  if (metadata.bylines.size() > kMaxBylines) {
    return FieldInvalid("metadata.bylines", StrCat("has more than ", kMaxBylines, " entries"));
  }
  for (const std::string& byline : metadata.bylines) {
    DATELINE_RETURN_IF_ERROR(CheckShortText("metadata.bylines", byline, kMaxMetadataBytes));
  }
  if (!metadata.language.empty() && !IsLanguageTag(metadata.language)) {
    return FieldInvalid("metadata.language", "is not a BCP 47 tag such as 'en' or 'pt-BR'");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<TimeInterval>> ReadPublishedAt(const std::string& text) {
  if (text.empty()) return std::optional<TimeInterval>();
  absl::StatusOr<TimeInterval> parsed = ParseTimeInterval(text);
  const bool one_day_or_finer = parsed.ok() && text.find('/') == std::string::npos &&
                                parsed->granularity <= Granularity::kDay && !parsed->approximate;
  if (one_day_or_finer) return std::optional<TimeInterval>(*parsed);
  const std::string why = parsed.ok() ? StrCat("'", text, "' is not one day or moment")
                                      : std::string(parsed.status().message());
  return InvalidDocument(
      reason::kTimeInvalid,
      StrCat("metadata.published_at: ", why, "; write 2021-08-23 or 2021-08-23T09:45:00Z"),
      {{"field", "metadata.published_at"}, {"value", text}});
}

absl::Status CheckSize(const RawArticle& raw) {
  if (raw.content.empty()) {
    return InvalidDocument(reason::kDocumentEmpty, "the document is empty", {{"uri", raw.uri}});
  }
  if (raw.content.size() > kMaxContentBytes) {
    return InvalidDocument(reason::kDocumentTooLarge,
                           StrCat("the document has ", raw.content.size(), " bytes; at most ",
                                  kMaxContentBytes, " are taken"),
                           {{"uri", raw.uri},
                            {"size_bytes", StrCat(raw.content.size())},
                            {"limit_bytes", StrCat(kMaxContentBytes)}});
  }
  return absl::OkStatus();
}

// A page may have a stray control character; more than one in so many bytes is no
// page.
constexpr size_t kBytesPerControl = 100;

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 && !absl::ascii_isspace(c); }

absl::Status CheckControls(const RawArticle& raw, MediaType media_type, std::string_view text) {
  const auto first = std::find_if(text.begin(), text.end(), IsControl);
  if (first == text.end()) return absl::OkStatus();
  const auto all = static_cast<size_t>(std::count_if(first, text.end(), IsControl));
  if (media_type == MediaType::kHtml && all * kBytesPerControl <= text.size()) {
    return absl::OkStatus();
  }
  const auto offset = first - text.begin();
  return InvalidDocument(reason::kDocumentBinary,
                         StrCat("the document is not text: control byte at offset ", offset),
                         {{"uri", raw.uri}, {"offset", StrCat(offset)}});
}

// To UTF-8. A page's broken bytes are replaced; plain text that is not what it says
// is refused, for nothing in it says what else it could be.
absl::StatusOr<DecodedText> DecodeContent(const RawArticle& raw, MediaType media_type) {
  const std::string charset = CharsetParameter(raw.media_type);
  if (media_type == MediaType::kHtml) return DecodeHtml(raw.content, charset);
  DecodedText text = DecodePlainText(raw.content, charset);
  if (text.replaced == 0 || text.charset != "UTF-8") return text;
  const size_t bad = FindInvalidUtf8(raw.content).value_or(0);
  return InvalidDocument(
      reason::kDocumentNotUtf8,
      StrCat("the document is not UTF-8 at offset ", bad,
             "; convert it, or say its charset in the media type, and submit again"),
      {{"uri", raw.uri}, {"offset", StrCat(bad)}});
}

CanonicalText ReadText(MediaType media_type, std::string_view content, std::string_view uri,
                       FoundMetadata& found, uint32_t& body_begin) {
  if (media_type == MediaType::kPlainText) return CanonicalizePlainText(content);
  HtmlArticle page = ReadHtmlArticle(content, uri);
  found = std::move(page.metadata);
  body_begin = page.body_begin;
  return std::move(page.text);
}

void WarnOfReplacedBytes(const DecodedText& decoded, FoundMetadata& found) {
  if (decoded.replaced == 0) return;
  found.warnings.push_back({"BYTES_REPLACED",
                            StrCat(decoded.replaced, " places are no ", decoded.charset,
                                   " text and were read as U+FFFD"),
                            {}});
}

void WarnIfNotEnglish(Article& article) {
  const std::string& language = article.document.language;
  if (language.empty() || IsEnglish(language)) return;
  article.warnings.push_back(
      {"NOT_ENGLISH",
       StrCat("the article is in '", language, "'; facts are read in English only"),
       {}});
}

// Two dates more than a day apart; a day apart is a matter of time zones.
void WarnIfDatesDisagree(const TimeInterval& kept, FoundMetadata& found) {
  if (!found.published_at.has_value() || found.published_at_is_update) return;
  const absl::CivilDay one(*kept.start), other(*found.published_at->start);
  if (std::max(one, other) - std::min(one, other) <= 1) return;
  found.warnings.push_back({"DATES_DISAGREE",
                            StrCat("given as published on ", kept.ToEdtf(),
                                   ", but the article says ", found.published_at->ToEdtf()),
                            {}});
}

// What the markup says wins over what the text says.
void AddWhatTextSays(FoundMetadata text, FoundMetadata& found) {
  if (found.published_at.has_value()) WarnIfDatesDisagree(*found.published_at, text);
  if (!found.published_at.has_value()) {
    found.published_at = text.published_at;
    found.published_at_is_update = text.published_at_is_update;
  }
  if (found.title.empty()) found.title = std::move(text.title);
  if (found.publisher.empty()) found.publisher = std::move(text.publisher);
  if (found.bylines.empty()) found.bylines = std::move(text.bylines);
  std::move(text.warnings.begin(), text.warnings.end(), std::back_inserter(found.warnings));
}

// What the client says wins over what the article says.
void FillMetadata(const ArticleMetadata& given, std::optional<TimeInterval> given_date,
                  FoundMetadata found, Article& article) {
  Document& document = article.document;
  document.publisher = !given.publisher.empty() ? given.publisher : std::move(found.publisher);
  document.title = !given.title.empty() ? given.title : std::move(found.title);
  document.bylines = !given.bylines.empty() ? given.bylines : std::move(found.bylines);
  document.language = !given.language.empty() ? given.language : std::move(found.language);
  document.published_at = given_date.has_value() ? given_date : found.published_at;
  document.updated_at = found.updated_at;
  document.section = std::move(found.section);
  document.canonical_url = std::move(found.canonical_url);
  article.warnings = std::move(found.warnings);
}

}  // namespace

absl::StatusOr<Article> ReadArticle(const RawArticle& raw) {
  DATELINE_RETURN_IF_ERROR(CheckSize(raw));
  DATELINE_RETURN_IF_ERROR(CheckShortText("uri", raw.uri, kMaxUriBytes));
  DATELINE_RETURN_IF_ERROR(CheckMetadata(raw.metadata));
  DATELINE_ASSIGN_OR_RETURN(std::optional<TimeInterval> given_date,
                            ReadPublishedAt(raw.metadata.published_at));
  DATELINE_ASSIGN_OR_RETURN(const MediaType media_type,
                            ResolveMediaType(raw.media_type, raw.content));
  DATELINE_ASSIGN_OR_RETURN(const DecodedText decoded, DecodeContent(raw, media_type));
  DATELINE_RETURN_IF_ERROR(CheckControls(raw, media_type, decoded.text));

  Article article;
  article.media_type = std::string(MediaTypeName(media_type));
  FoundMetadata found;
  uint32_t body_begin = 0;
  CanonicalText canonical = ReadText(media_type, decoded.text, raw.uri, found, body_begin);
  if (canonical.text.find_first_not_of(" \n") == std::string::npos) {
    return InvalidDocument(reason::kDocumentEmpty, "the document has no text: only white space",
                           {{"uri", raw.uri}});
  }
  AddWhatTextSays(FindMetadata(canonical.text), found);
  found.language = IdentifyLanguage(canonical.text, found.language);
  WarnOfReplacedBytes(decoded, found);
  if (given_date.has_value()) WarnIfDatesDisagree(*given_date, found);
  FillMetadata(raw.metadata, given_date, std::move(found), article);
  WarnIfNotEnglish(article);
  article.document.id = HashedId({raw.uri, raw.content});
  article.document.uri = raw.uri;
  article.document.text = std::move(canonical.text);
  article.body = {body_begin, static_cast<uint32_t>(article.document.text.size())};
  article.offsets =
      decoded.verbatim ? std::move(canonical.offsets) : canonical.offsets.Through(decoded.offsets);
  return article;
}

}  // namespace dateline::ingest

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
#include "services/ingest/core/decompressor.h"
#include "services/ingest/core/email_message.h"
#include "services/ingest/core/html_article.h"
#include "services/ingest/core/language_identifier.h"
#include "services/ingest/core/media_type.h"
#include "services/ingest/core/metadata_finder.h"
#include "services/ingest/core/text_decoder.h"
#include "services/ingest/core/web_address.h"

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
  DATELINE_RETURN_IF_ERROR(CheckShortText("metadata.section", metadata.section, kMaxMetadataBytes));
  if (!metadata.language.empty() && !IsLanguageTag(metadata.language)) {
    return FieldInvalid("metadata.language", "is not a BCP 47 tag such as 'en' or 'pt-BR'");
  }
  return absl::OkStatus();
}

bool IsPlausible(const TimeInterval& published) {
  const auto year = published.start->year();
  return year >= kFirstPublicationYear && year <= kLastPublicationYear;
}

// A day or moment that the client gives.
absl::StatusOr<std::optional<TimeInterval>> ReadGivenTime(std::string_view field,
                                                          const std::string& text) {
  if (text.empty()) return std::optional<TimeInterval>();
  absl::StatusOr<TimeInterval> parsed = ParseTimeInterval(text);
  const bool one_day_or_finer = parsed.ok() && text.find('/') == std::string::npos &&
                                parsed->granularity <= Granularity::kDay && !parsed->approximate;
  if (one_day_or_finer && IsPlausible(*parsed)) return std::optional<TimeInterval>(*parsed);
  std::string why(parsed.status().message());
  if (one_day_or_finer) {
    why = StrCat("'", text, "' is not in the years ", kFirstPublicationYear, " to ",
                 kLastPublicationYear);
  } else if (parsed.ok()) {
    why = StrCat("'", text, "' is not one day or moment");
  }
  return InvalidDocument(reason::kTimeInvalid,
                         StrCat(field, ": ", why, "; write 2021-08-23 or 2021-08-23T09:45:00Z"),
                         {{"field", std::string(field)}, {"value", text}});
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

// What of the submitted bytes is to be read, and as what.
struct Payload {
  MediaType media_type = MediaType::kPlainText;  // Of what was submitted, unpacked.
  MediaType text_type = MediaType::kPlainText;   // Of `text`.
  std::string declared;                          // Media type of `text`, with its charset.
  std::string_view text;                         // Of the raw article's content, or of `unpacked`.
  std::string unpacked;
  EmailMessage message;  // Of mail: its headers.
};

absl::Status TakeMessageApart(const RawArticle& raw, Payload& payload) {
  absl::StatusOr<EmailMessage> message = ReadEmail(payload.text);
  if (!message.ok()) {
    return InvalidDocument(reason::kDocumentEmpty, StdView(message.status().message()),
                           {{"uri", raw.uri}});
  }
  payload.message = *std::move(message);
  payload.unpacked = std::move(payload.message.content);
  payload.text = payload.unpacked;
  payload.declared = payload.message.media_type;
  // Of a charset that is not known nothing can be said; it may yet be told by content.
  const bool html = payload.declared.starts_with("text/html");
  payload.text_type = html ? MediaType::kHtml : MediaType::kPlainText;
  return absl::OkStatus();
}

// `payload` must stay where it is: its text may be a view of itself.
absl::Status Unpack(const RawArticle& raw, Payload& payload) {
  payload.text = raw.content;
  if (SniffCompression(raw.content) != Compression::kNone) {
    DATELINE_ASSIGN_OR_RETURN(payload.unpacked, Decompress(raw.content, kMaxContentBytes));
    payload.text = payload.unpacked;
    if (payload.text.empty()) {
      return InvalidDocument(reason::kDocumentEmpty, "the document is empty once it is unpacked",
                             {{"uri", raw.uri}});
    }
  }
  payload.declared = raw.media_type;
  DATELINE_ASSIGN_OR_RETURN(payload.media_type, ResolveMediaType(raw.media_type, payload.text));
  payload.text_type = payload.media_type;
  if (payload.media_type == MediaType::kEmail) return TakeMessageApart(raw, payload);
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
absl::StatusOr<DecodedText> DecodeContent(const RawArticle& raw, const Payload& payload) {
  const std::string charset = CharsetParameter(payload.declared);
  if (payload.text_type == MediaType::kHtml) return DecodeHtml(payload.text, charset);
  DecodedText text = DecodePlainText(payload.text, charset);
  // Mail is often sent in a set that it does not name.
  const bool lenient = payload.media_type == MediaType::kEmail;
  if (text.replaced == 0 || text.charset != "UTF-8" || lenient) return text;
  const size_t bad = FindInvalidUtf8(payload.text).value_or(0);
  return InvalidDocument(
      reason::kDocumentNotUtf8,
      StrCat("the document is not UTF-8 at offset ", bad,
             "; convert it, or say its charset in the media type, and submit again"),
      {{"uri", raw.uri}, {"offset", StrCat(bad)}});
}

// What the headers of a message say.
void AddWhatMessageSays(const EmailMessage& message, FoundMetadata& found) {
  if (!message.subject.empty()) found.title = message.subject;
  if (found.publisher.empty()) found.publisher = message.organization;
  if (found.language.empty() && IsLanguageTag(message.language)) found.language = message.language;
  if (message.date.empty()) return;
  const absl::StatusOr<TimeInterval> date = ParseTimeInterval(message.date);
  if (date.ok() && IsPlausible(*date)) {
    found.published_at = *date;
    found.published_at_is_update = false;
    return;
  }
  found.warnings.push_back(
      {"DATE_IMPLAUSIBLE", StrCat("the message gives its date as '", message.date, "'"), {}});
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
  const std::string which = language == "mul" ? "several languages" : StrCat("'", language, "'");
  article.warnings.push_back(
      {"NOT_ENGLISH", StrCat("the article is in ", which, "; facts are read in English only"), {}});
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

void DropIfImplausible(std::optional<TimeInterval>& date, FoundMetadata& found) {
  if (!date.has_value() || IsPlausible(*date)) return;
  found.warnings.push_back(
      {"DATE_IMPLAUSIBLE",
       StrCat("the article says that it is of ", date->ToEdtf(), "; that was passed over"),
       {}});
  date.reset();
}

// An address whose host is made to be taken for another is shown as what it is.
void UnmaskHosts(const std::string& uri, FoundMetadata& found) {
  const std::string canonical_host = ImitatedHost(found.canonical_url);
  if (!canonical_host.empty()) found.canonical_url = WithHost(found.canonical_url, canonical_host);
  std::string host = ImitatedHost(uri);
  if (host.empty()) host = canonical_host;
  if (host.empty()) return;
  found.warnings.push_back({"HOST_CONFUSABLE",
                            StrCat("its address is at ", host,
                                   ", a name written to look like another; check who publishes it"),
                            {}});
}

// What the markup says wins over what the text says.
void AddWhatTextSays(FoundMetadata text, FoundMetadata& found) {
  DropIfImplausible(text.published_at, text);
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
                  std::optional<TimeInterval> given_update, FoundMetadata found, Article& article) {
  Document& document = article.document;
  document.publisher = !given.publisher.empty() ? given.publisher : std::move(found.publisher);
  document.title = !given.title.empty() ? given.title : std::move(found.title);
  document.bylines = !given.bylines.empty() ? given.bylines : std::move(found.bylines);
  document.language = !given.language.empty() ? given.language : std::move(found.language);
  document.section = !given.section.empty() ? given.section : std::move(found.section);
  document.published_at = given_date.has_value() ? given_date : found.published_at;
  document.updated_at = given_update.has_value() ? given_update : found.updated_at;
  document.canonical_url = std::move(found.canonical_url);
  article.warnings = std::move(found.warnings);
  if (!given.summary_only) return;
  article.warnings.push_back(
      {"SUMMARY_ONLY", "this is a summary of the article, as its feed gives it", {}});
}

// The text itself, and what markup, headers and text say of it. The text may be empty.
CanonicalText ReadPayload(const RawArticle& raw, const Payload& payload, const DecodedText& decoded,
                          FoundMetadata& found, uint32_t& body_begin) {
  CanonicalText canonical = ReadText(payload.text_type, decoded.text, raw.uri, found, body_begin);
  if (payload.media_type == MediaType::kEmail) AddWhatMessageSays(payload.message, found);
  AddWhatTextSays(FindMetadata(canonical.text), found);
  if (payload.media_type == MediaType::kEmail && found.bylines.empty()) {
    found.bylines = payload.message.senders;
  }
  DropIfImplausible(found.updated_at, found);
  found.language = IdentifyLanguage(canonical.text, found.language);
  WarnOfReplacedBytes(decoded, found);
  UnmaskHosts(raw.uri, found);
  return canonical;
}

}  // namespace

absl::StatusOr<Article> ReadArticle(const RawArticle& raw) {
  DATELINE_RETURN_IF_ERROR(CheckSize(raw));
  DATELINE_RETURN_IF_ERROR(CheckShortText("uri", raw.uri, kMaxUriBytes));
  DATELINE_RETURN_IF_ERROR(CheckDocumentUri(raw.uri));
  DATELINE_RETURN_IF_ERROR(CheckMetadata(raw.metadata));
  DATELINE_ASSIGN_OR_RETURN(std::optional<TimeInterval> given_date,
                            ReadGivenTime("metadata.published_at", raw.metadata.published_at));
  DATELINE_ASSIGN_OR_RETURN(std::optional<TimeInterval> given_update,
                            ReadGivenTime("metadata.updated_at", raw.metadata.updated_at));
  Payload payload;
  DATELINE_RETURN_IF_ERROR(Unpack(raw, payload));
  DATELINE_ASSIGN_OR_RETURN(const DecodedText decoded, DecodeContent(raw, payload));
  DATELINE_RETURN_IF_ERROR(CheckControls(raw, payload.text_type, decoded.text));

  Article article;
  article.media_type = std::string(MediaTypeName(payload.media_type));
  FoundMetadata found;
  uint32_t body_begin = 0;
  CanonicalText canonical = ReadPayload(raw, payload, decoded, found, body_begin);
  if (canonical.text.find_first_not_of(" \n") == std::string::npos) {
    return InvalidDocument(reason::kDocumentEmpty, "the document has no text: only white space",
                           {{"uri", raw.uri}});
  }
  if (given_date.has_value()) WarnIfDatesDisagree(*given_date, found);
  FillMetadata(raw.metadata, given_date, given_update, std::move(found), article);
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

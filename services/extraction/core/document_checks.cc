#include "services/extraction/core/document_checks.h"

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "common/text/utf8.h"
#include "services/extraction/core/extractor.h"
#include "services/extraction/nlp/lexicon/lexicon.h"

namespace dateline::extraction {
namespace {

using nlp::AnnotatedDocument;
using nlp::BlockKind;
using nlp::Sentence;

// The name at the start of `text`: up to a stop, comma or line end.
std::string NameAtStart(std::string_view text) {
  const size_t end = text.find_first_of("\n,;|()");
  std::string name = CollapseWhiteSpace(text.substr(0, end));
  while (!name.empty() && (name.back() == '.' || name.back() == ':')) name.pop_back();
  constexpr std::string_view kArticle = "the ";
  if (nlp::LowerCase(name).starts_with(kArticle)) name.erase(0, kArticle.size());
  return name.size() <= 60 && nlp::StartsUpper(name) ? name : "";
}

std::optional<std::string> AgencyInCredit(std::string_view line) {
  constexpr std::string_view kStarts[] = {"based on materials from",
                                          "based on reports from",
                                          "based on reports by",
                                          "based on materials of",
                                          "with files from",
                                          "with inputs from",
                                          "with input from",
                                          "with reporting by",
                                          "source:",
                                          "sources:",
                                          "source -"};
  const std::string lower = nlp::LowerCase(line);
  for (const std::string_view start : kStarts) {
    if (!lower.starts_with(start)) continue;
    line.remove_prefix(start.size());
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    std::string name = NameAtStart(line);
    if (!name.empty()) return name;
  }
  return std::nullopt;
}

// "LIMA, July 3 (Example Wire) -": the agency of a dateline.
std::optional<std::string> AgencyInDateline(std::string_view sentence) {
  const size_t open = sentence.find('(');
  if (open == std::string_view::npos || open > 60 || open == 0) return std::nullopt;
  const size_t close = sentence.find(')', open);
  if (close == std::string_view::npos || close - open > 40) return std::nullopt;
  std::string_view after = sentence.substr(close + 1);
  while (after.starts_with(' ')) after.remove_prefix(1);
  const bool dash = after.starts_with("-") || after.starts_with("–") || after.starts_with("—");
  if (!dash || sentence.substr(0, open).find_first_of(".!?\"") != std::string_view::npos) {
    return std::nullopt;
  }
  std::string name = NameAtStart(sentence.substr(open + 1, close - open - 1));
  if (name.empty()) return std::nullopt;
  return name;
}

// Verbs in the past before or after a time say that it is over.
bool ReportsPast(std::string_view sentence) {
  const std::string lower = nlp::LowerCase(sentence);
  for (const std::string_view future :
       {" will ", " would ", " to be ", " scheduled", " plans ", " planned", " due ", " expected",
        " upcoming", " by ", " until ", " deadline", " shall ", " next "}) {
    if (lower.find(future) != std::string::npos) return false;
  }
  for (const std::string_view past : {" said", " stated", " was ", " were ", " held", " met ",
                                      " told", " announced", " declared", " reported"}) {
    if (lower.find(past) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

bool IsReadLanguage(const Document& document) {
  const std::string_view tag = document.language;
  const std::string_view primary = tag.substr(0, tag.find('-'));
  return tag.empty() || absl::EqualsIgnoreCase(AbslView(primary), "en");
}

absl::Status CheckText(std::string_view text) {
  if (text.empty() ||
      CollapseWhiteSpace(text.substr(0, TruncateUtf8(text, 65536).size())).empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, reason::kDocumentEmpty,
                     "the document has no text; send the article's text in `text`");
  }
  if (text.size() > kMaxTextBytes) {
    return MakeError(absl::StatusCode::kInvalidArgument, reason::kDocumentTooLarge,
                     StrCat("the text has ", text.size(), " bytes, at most ", kMaxTextBytes,
                            " are read; split it"),
                     {{"size", StrCat(text.size())}, {"limit", StrCat(kMaxTextBytes)}});
  }
  if (const size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return MakeError(absl::StatusCode::kInvalidArgument, reason::kDocumentBinary,
                     StrCat("the text has a NUL byte at offset ", nul, "; send plain text"),
                     {{"offset", StrCat(nul)}});
  }
  if (const auto bad = FindInvalidUtf8(text); bad.has_value()) {
    return MakeError(absl::StatusCode::kInvalidArgument, reason::kDocumentNotUtf8,
                     StrCat("the text is not UTF-8 at offset ", *bad, "; convert it first"),
                     {{"offset", StrCat(*bad)}});
  }
  return absl::OkStatus();
}

std::vector<std::string> FindCreditedAgencies(const AnnotatedDocument& document) {
  std::vector<std::string> out;
  const auto add = [&out](std::optional<std::string> name) {
    if (!name.has_value()) return;
    if (std::find(out.begin(), out.end(), *name) == out.end()) out.push_back(*std::move(name));
  };
  bool body_seen = false;
  for (const Sentence& sentence : document.sentences) {
    if (sentence.block == BlockKind::kCredit) add(AgencyInCredit(document.Text(sentence.span)));
    // A dateline is set apart from the body as a line before it.
    const bool before_body = sentence.block == BlockKind::kByline && !body_seen;
    if (!before_body && (sentence.block != BlockKind::kBody || body_seen)) continue;
    add(AgencyInDateline(document.Text(sentence.span)));
    body_seen |= sentence.block == BlockKind::kBody;
  }
  return out;
}

std::vector<DocumentWarning> FindDateWarnings(const Document& document,
                                              const AnnotatedDocument& annotated) {
  std::vector<DocumentWarning> out;
  if (!document.published_at.has_value() || !document.published_at->end.has_value()) return out;
  const absl::CivilDay published(*document.published_at->end);
  DocumentWarning warning;
  warning.code = "DATES_DISAGREE";
  for (const Sentence& sentence : annotated.sentences) {
    if (sentence.block != BlockKind::kBody) continue;
    const auto first = std::lower_bound(
        annotated.times.begin(), annotated.times.end(), sentence.span.begin,
        [](const nlp::TimeMention& time, uint32_t at) { return time.span.begin < at; });
    for (auto it = first; it != annotated.times.end() && it->span.begin < sentence.span.end; ++it) {
      if (it->relative || !it->value.has_value() || !it->value->start.has_value()) continue;
      // A day of tolerance: outlets date by their own zone.
      if (absl::CivilDay(*it->value->start) < published + 1) continue;
      if (it->value->granularity > Granularity::kDay) continue;
      if (ReportsPast(annotated.Text(sentence.span))) warning.spans.push_back(it->span);
    }
  }
  if (warning.spans.empty()) return out;
  warning.message = StrCat("reports as past what it dates after its own publication on ",
                           document.published_at->ToEdtf());
  out.push_back(std::move(warning));
  return out;
}

}  // namespace dateline::extraction

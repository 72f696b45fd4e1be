#include "services/query/core/said.h"

#include <set>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/query/core/fact_filter.h"
#include "services/query/core/listing.h"

namespace dateline::query {
namespace {

using Index = FactScan::Index;

constexpr size_t kMaxTextBytes = 1024;

absl::StatusOr<std::set<std::string>> SearchWords(std::string_view text) {
  if (text.size() > kMaxTextBytes) return FieldInvalid("text", "it is over 1024 bytes");
  const std::string folded = FoldForMatching(text);
  std::set<std::string> words;
  for (size_t begin = 0; begin < folded.size();) {
    const size_t end = std::min(folded.find(' ', begin), folded.size());
    words.insert(folded.substr(begin, end - begin));
    begin = end + 1;
  }
  if (words.empty() && !text.empty()) {
    return FieldInvalid("text", "it has neither letter nor digit");
  }
  if (words.size() > kMaxSearchWords) {
    return FieldInvalid("text", StrCat("it has more than ", kMaxSearchWords, " words"));
  }
  return words;
}

// Scans of one leg, all latest first. A statement without a time cannot lie in
// a window, so the undated leg is only read without one.
std::vector<std::vector<ScanLeg>> Legs(const std::vector<FactScan>& scans,
                                       const TimeWindow& valid) {
  std::vector<ScanLeg> dated;
  std::vector<ScanLeg> undated;
  for (FactScan scan : scans) {
    scan.direction = ScanDirection::kBackward;
    undated.push_back({.scan = scan, .undated_only = true});
    scan.start_at_most = valid.to.value_or(kLastMoment);
    dated.push_back({.scan = std::move(scan)});
  }
  if (valid.bounded()) return {std::move(dated)};
  return {std::move(dated), std::move(undated)};
}

absl::StatusOr<std::unique_ptr<FactStream>> OpenStream(const OpenPage& page,
                                                       const FactMatcher& matcher,
                                                       const std::set<std::string>& words,
                                                       const Cancellation& cancellation) {
  const FactFilter& filter = matcher.filter();
  if (words.empty()) {
    return OpenFactStream(page.view, matcher, FactOrder::kValidTimeDesc,
                          /*dated_only=*/filter.valid.bounded(), page.size, page.position,
                          cancellation);
  }
  std::vector<FactScan> scans;
  for (const std::string& word : words) scans.push_back({.index = Index::kTerm, .key = word});
  const auto take = [&matcher](const FactIndexEntry& entry) { return matcher.MayMatch(entry); };
  return OpenIntersectionStream(page.view, Legs(scans, filter.valid), take, page.position,
                                cancellation);
}

}  // namespace

absl::StatusOr<FactPage> ListStatements(const FactBase& base, const StatementQuery& query,
                                        const Cancellation& cancellation) {
  FactFilter filter;
  filter.entity_ids = query.speaker_ids;
  if (!query.speaker_ids.empty()) filter.role = "speaker";
  filter.kinds = {FactKind::kStatement};
  filter.valid = query.valid;
  DATELINE_RETURN_IF_ERROR(ValidateIds("speaker_ids", query.speaker_ids));
  DATELINE_ASSIGN_OR_RETURN(const std::set<std::string> words, SearchWords(query.text));
  DATELINE_ASSIGN_OR_RETURN(OpenPage page, BeginPage(base, query.page, query.known_at));
  DATELINE_ASSIGN_OR_RETURN(FactMatcher matcher, FactMatcher::Create(std::move(filter), page.view));
  DATELINE_ASSIGN_OR_RETURN(std::unique_ptr<FactStream> stream,
                            OpenStream(page, matcher, words, cancellation));
  const auto matches = [&](const FactRecord& record) -> absl::StatusOr<bool> {
    const auto* statement = std::get_if<Statement>(&record.content.body);
    if (statement == nullptr || (query.quoted_only && !statement->quoted)) return false;
    return matcher.Matches(page.view, record);
  };
  return ReadFactPage(page, *stream, matches, kShownAttestations, cancellation);
}

}  // namespace dateline::query

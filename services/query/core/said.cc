#include "services/query/core/said.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/fact/vocabulary.h"
#include "services/query/core/fact_filter.h"
#include "services/query/core/ordered_stream.h"
#include "services/query/core/sealed_token.h"

namespace dateline::query {
namespace {

using Index = FactScan::Index;

constexpr std::string_view kSpeaker = "speaker";
constexpr std::string_view kTopic = "topic";
// Index rows of a word that are counted to learn how rare it is: beyond, it is
// common enough.
constexpr size_t kMostCounted = 1024;

// A query made ready for one view.
class StatementSearch {
 public:
  static absl::StatusOr<StatementSearch> Create(const StatementQuery& query,
                                                const FactBaseView& view) {
    StatementSearch search(query, view);
    DATELINE_ASSIGN_OR_RETURN(search.text_, ParseSearchText(query.text));
    DATELINE_ASSIGN_OR_RETURN(search.speakers_, Followed(view, query.speaker_ids));
    DATELINE_ASSIGN_OR_RETURN(search.topics_, Followed(view, query.topic_ids));
    FactFilter filter;
    filter.kinds = {FactKind::kStatement};
    filter.valid = query.valid;
    filter.as_of = query.as_of;
    DATELINE_ASSIGN_OR_RETURN(search.matcher_, FactMatcher::Create(std::move(filter), view));
    return search;
  }

  const SearchText& text() const { return text_; }

  absl::StatusOr<std::unique_ptr<FactStream>> LatestFirst(std::string_view position,
                                                          const Cancellation& cancellation) const {
    TimeOrder order{.direction = ScanDirection::kBackward,
                    .dated_only = query_.valid.bounded(),
                    .window = query_.valid,
                    .timeless = !query_.valid.bounded()};
    if (!query_.valid.bounded() && query_.as_of) {
      order.window = {.from = query_.as_of->start, .to = query_.as_of->end};
    }
    return OpenOrderedStream(view_, Groups(), order, position, cancellation);
  }

  // Fetches attestations only where words have to stand in a row.
  absl::StatusOr<bool> Matches(const FactRecord& record) const {
    const auto* statement = std::get_if<Statement>(&record.content.body);
    if (statement == nullptr || (query_.quoted_only && !statement->quoted)) return false;
    if (!speakers_.empty() && !speakers_.contains(statement->speaker.id)) return false;
    if (!topics_.empty() && !IsOnTopic(*statement)) return false;
    DATELINE_ASSIGN_OR_RETURN(const bool matches, matcher_.Matches(view_, record));
    if (!matches || text_.phrases.empty()) return matches;
    DATELINE_ASSIGN_OR_RETURN(const AttestedFact fact,
                              AttestFact(view_, record, kShownAttestations));
    return StatementWords(fact).HoldsPhrases(text_);
  }

 private:
  StatementSearch(const StatementQuery& query, const FactBaseView& view)
      : query_(query), view_(view) {}

  static absl::StatusOr<std::set<std::string>> Followed(const FactBaseView& view,
                                                        const std::vector<std::string>& ids) {
    std::set<std::string> out;
    for (const std::string& id : ids) {
      DATELINE_ASSIGN_OR_RETURN(std::string live, view.FollowEntity(id));
      out.insert(std::move(live));
    }
    return out;
  }

  bool IsOnTopic(const Statement& statement) const {
    return std::any_of(statement.topics.begin(), statement.topics.end(), [&](const Value& topic) {
      const auto* entity = std::get_if<EntityReference>(&topic);
      return entity != nullptr && topics_.contains(entity->id);
    });
  }

  ScanGroup InRole(const std::set<std::string>& ids, std::string_view role) const {
    ScanGroup group;
    for (const std::string& id : ids) group.any_of.push_back({.index = Index::kEntity, .key = id});
    group.take = [matcher = matcher_, role](const FactIndexEntry& entry) {
      return entry.role == role && matcher.MayMatch(entry);
    };
    return group;
  }

  std::vector<ScanGroup> Groups() const {
    std::vector<ScanGroup> groups;
    for (const std::string& stem : text_.stems) {
      groups.push_back({.any_of = {{.index = Index::kTerm, .key = stem}}});
    }
    if (!speakers_.empty()) groups.push_back(InRole(speakers_, kSpeaker));
    if (!topics_.empty()) groups.push_back(InRole(topics_, kTopic));
    // The index of words does not know how long a statement's time lasts, so that
    // all statements from a date on bound what it reads.
    const bool bounded = query_.valid.from.has_value() || query_.as_of.has_value();
    if (groups.empty() || (bounded && speakers_.empty() && topics_.empty())) {
      groups.push_back(
          {.any_of = {{.index = Index::kKind, .key = std::string(NameOf(FactKind::kStatement))}}});
    }
    return groups;
  }

  const StatementQuery& query_;
  FactBaseView view_;
  SearchText text_;
  std::set<std::string> speakers_;
  std::set<std::string> topics_;
  FactMatcher matcher_;
};

absl::Status Validate(const StatementQuery& query) {
  DATELINE_RETURN_IF_ERROR(ValidateIds("speaker_ids", query.speaker_ids));
  DATELINE_RETURN_IF_ERROR(ValidateIds("topic_ids", query.topic_ids));
  if (query.order == StatementOrder::kRelevance && query.text.empty()) {
    return FieldInvalid("order", "relevance needs a text to be relevant to");
  }
  return ParseSearchText(query.text).status();
}

StatementMatch MatchOf(const SearchText& text, const AttestedFact& fact, double score) {
  StatementMatch match{.score = score, .content_spans = {}};
  if (const auto* statement = std::get_if<Statement>(&fact.record.content.body)) {
    match.content_spans = SpansOf(text, statement->content);
  }
  return match;
}

absl::StatusOr<StatementPage> LatestFirst(const OpenPage& page, const StatementSearch& search,
                                          const Cancellation& cancellation) {
  DATELINE_ASSIGN_OR_RETURN(std::unique_ptr<FactStream> stream,
                            search.LatestFirst(page.position, cancellation));
  const auto matches = [&](const FactRecord& record) { return search.Matches(record); };
  DATELINE_ASSIGN_OR_RETURN(FactPage facts,
                            ReadFactPage(page, *stream, matches, kShownAttestations, cancellation));
  StatementPage out;
  if (!search.text().empty()) {
    for (const AttestedFact& fact : facts.facts) {
      out.matches.push_back(MatchOf(search.text(), fact, 0));
    }
  }
  out.facts = std::move(facts.facts);
  out.next_page_token = std::move(facts.next_page_token);
  return out;
}

// How many statements have each stem, as far as that is worth knowing.
absl::StatusOr<std::map<std::string, double>> CountHaving(const FactBaseView& view,
                                                          const SearchText& text) {
  std::map<std::string, double> having;
  for (const std::string& stem : text.stems) {
    size_t count = 0;
    DATELINE_RETURN_IF_ERROR(
        view.ForEachFact({.index = Index::kTerm, .key = stem}, [&](const FactIndexEntry&) {
          return ++count < kMostCounted ? ScanStep::kContinue : ScanStep::kStop;
        }));
    having[stem] = static_cast<double>(count);
  }
  return having;
}

struct Candidate {
  AttestedFact fact;
  StatementWords words;
  double score = 0;
};

// The latest statements that match, at most kMaxRankedStatements.
absl::StatusOr<std::vector<Candidate>> ReadCandidates(const FactBaseView& view,
                                                      const StatementSearch& search,
                                                      bool& truncated,
                                                      const Cancellation& cancellation) {
  std::vector<Candidate> candidates;
  DATELINE_ASSIGN_OR_RETURN(std::unique_ptr<FactStream> stream,
                            search.LatestFirst({}, cancellation));
  for (size_t refused = 0; refused < kMaxRefusedFacts;) {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(std::optional<FactIndexEntry> entry, stream->Next());
    if (!entry) return candidates;
    DATELINE_ASSIGN_OR_RETURN(std::optional<FactRecord> record, view.GetFact(entry->fact_id));
    bool wanted = record.has_value();
    if (wanted) {
      DATELINE_ASSIGN_OR_RETURN(wanted, search.Matches(*record));
    }
    if (!wanted) {
      ++refused;
      continue;
    }
    if (candidates.size() == kMaxRankedStatements) break;
    DATELINE_ASSIGN_OR_RETURN(AttestedFact fact,
                              AttestFact(view, *std::move(record), kShownAttestations));
    StatementWords words(fact);
    candidates.push_back({.fact = std::move(fact), .words = std::move(words)});
  }
  truncated = true;
  return candidates;
}

absl::Status Rank(const FactBaseView& view, const SearchText& text,
                  std::vector<Candidate>& candidates) {
  double length = 0;
  for (const Candidate& candidate : candidates) length += candidate.words.length();
  DATELINE_ASSIGN_OR_RETURN(const auto having, CountHaving(view, text));
  DATELINE_ASSIGN_OR_RETURN(const uint64_t statements, view.CountOfKind(FactKind::kStatement));
  const Ranking ranking(static_cast<double>(statements), having,
                        length / static_cast<double>(std::max<size_t>(candidates.size(), 1)));
  for (Candidate& candidate : candidates) candidate.score = ranking.ScoreOf(candidate.words);
  // Stable: what ties stays latest first.
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
  return absl::OkStatus();
}

// Positions are places in the ranking, which is the same for every page.
absl::StatusOr<StatementPage> BestFirst(const OpenPage& page, const StatementSearch& search,
                                        const Cancellation& cancellation) {
  uint64_t next = 0;
  std::string_view position = page.position;
  if (!position.empty() && !TakeUint64(&position, &next)) return MalformedPageToken();
  StatementPage out;
  DATELINE_ASSIGN_OR_RETURN(std::vector<Candidate> candidates,
                            ReadCandidates(page.view, search, out.truncated, cancellation));
  DATELINE_RETURN_IF_ERROR(Rank(page.view, search.text(), candidates));
  size_t bytes = 0;
  for (; next < candidates.size(); ++next) {
    if (out.facts.size() == page.size || bytes >= kMaxPageBytes) {
      std::string after;
      AppendUint64(next, &after);
      out.next_page_token = page.TokenFor(after);
      break;
    }
    Candidate& candidate = candidates[next];
    bytes += EstimateBytes(candidate.fact);
    out.matches.push_back(MatchOf(search.text(), candidate.fact, candidate.score));
    out.facts.push_back(std::move(candidate.fact));
  }
  return out;
}

}  // namespace

absl::StatusOr<StatementPage> ListStatements(const FactBase& base, const StatementQuery& query,
                                             const Cancellation& cancellation) {
  DATELINE_RETURN_IF_ERROR(Validate(query));
  DATELINE_ASSIGN_OR_RETURN(OpenPage page, BeginPage(base, query.page, query.known_at));
  DATELINE_ASSIGN_OR_RETURN(const StatementSearch search,
                            StatementSearch::Create(query, page.view));
  if (query.order == StatementOrder::kRelevance) return BestFirst(page, search, cancellation);
  return LatestFirst(page, search, cancellation);
}

}  // namespace dateline::query

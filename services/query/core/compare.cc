#include "services/query/core/compare.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/query/core/entities.h"
#include "services/query/core/fact_filter.h"
#include "services/query/core/fact_stream.h"
#include "services/query/core/scan_cursor.h"
#include "services/query/core/sort_keys.h"
#include "services/query/factbase/member.h"

namespace dateline::query {
namespace {

absl::Status Validate(const ComparisonQuery& query) {
  if (query.entity_id.empty() == query.event_id.empty()) return FieldRequired("topic");
  if (query.publishers.size() > kMaxComparedPublishers) {
    return FieldInvalid("publishers", StrCat("it takes at most ", kMaxComparedPublishers));
  }
  std::set<std::string> folded;
  for (const std::string& name : query.publishers) folded.insert(FoldForMatching(name));
  if (folded.contains("")) return FieldInvalid("publishers", "it holds an empty name");
  if (folded.size() == 1) {
    return FieldInvalid("publishers", "name at least two publishers, or none for all");
  }
  return absl::OkStatus();
}

// Publishers by folded name, with the name to show: of several spellings the
// first in byte order, so that the answer does not depend on arrival.
class Publishers {
 public:
  explicit Publishers(const std::vector<std::string>& requested)
      : open_(requested.empty()), requested_(requested) {
    for (const std::string& name : requested) compared_.insert(FoldForMatching(name));
  }

  void Saw(const std::string& folded, const std::string& name) {
    if (open_) compared_.insert(folded);
    const auto [known, added] = names_.emplace(folded, name);
    if (!added && name < known->second) known->second = name;
  }

  bool Compares(const std::string& folded) const { return compared_.contains(folded); }
  const std::set<std::string>& compared() const { return compared_; }

  std::string NameOf(const std::string& folded) const {
    const auto known = names_.find(folded);
    if (known != names_.end()) return known->second;
    for (const std::string& name : requested_) {
      if (FoldForMatching(name) == folded) return name;
    }
    return folded;
  }

 private:
  const bool open_;
  const std::vector<std::string>& requested_;
  std::set<std::string> compared_;
  std::map<std::string, std::string> names_;
};

// A fact of the topic and who tells it, first to publish first.
struct Account {
  FactRecord record;
  std::vector<std::string> tellers;  // Folded.
};

absl::StatusOr<std::set<std::string>> FactsOfEntity(const FactBaseView& view,
                                                    const std::string& entity_id,
                                                    const Cancellation& cancellation) {
  std::set<std::string> ids;
  ScanCursor cursor(view, {.scan = {.index = FactScan::Index::kEntity, .key = entity_id}}, {},
                    cancellation);
  DATELINE_RETURN_IF_ERROR(cursor.Advance());
  while (cursor.entry() != nullptr) {
    ids.insert(cursor.entry()->fact_id);
    DATELINE_RETURN_IF_ERROR(cursor.Advance());
  }
  return ids;
}

std::set<std::string> ParticipantsOf(const FactContent& content) {
  std::set<std::string> ids;
  ForEachEntityOf(content, [&](std::string_view role, const EntityReference& entity) {
    if (role != "place" && role != "topic") ids.insert(entity.id);
  });
  return ids;
}

// Facts that share participants and time with `event`, itself included.
absl::StatusOr<std::set<std::string>> FactsOfEvent(const FactBaseView& view,
                                                   const FactRecord& event,
                                                   const Cancellation& cancellation) {
  std::set<std::string> ids{event.id};
  const std::optional<TimeInterval>& time = event.content.valid_time;
  if (!time || !time->start) return ids;
  const std::set<std::string> participants = ParticipantsOf(event.content);
  std::map<std::string, size_t> shared;
  for (const std::string& participant : participants) {
    FactScan scan{.index = FactScan::Index::kEntity, .key = participant};
    scan.start_at_most = time->end.value_or(kLastMoment);
    ScanCursor cursor(view, {.scan = std::move(scan)}, {}, cancellation);
    std::string last;
    DATELINE_RETURN_IF_ERROR(cursor.Advance());
    for (; cursor.entry() != nullptr;) {
      if (cursor.entry()->fact_id != last) ++shared[cursor.entry()->fact_id];
      last = cursor.entry()->fact_id;
      DATELINE_RETURN_IF_ERROR(cursor.Advance());
    }
  }
  const size_t needed = std::min<size_t>(2, participants.size());
  const TimeWindow window{.from = time->start, .to = time->end};
  for (const auto& [id, count] : shared) {
    if (count < needed) continue;
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(std::optional<FactRecord> record, view.GetFact(id));
    if (record && window.Touches(record->content.valid_time)) ids.insert(record->id);
  }
  return ids;
}

absl::StatusOr<std::set<std::string>> FactsOfTopic(const FactBaseView& view,
                                                   const ComparisonQuery& query,
                                                   const Cancellation& cancellation) {
  if (!query.entity_id.empty()) {
    DATELINE_ASSIGN_OR_RETURN(EntityRecord entity, RequireEntity(view, query.entity_id));
    return FactsOfEntity(view, entity.id, cancellation);
  }
  DATELINE_ASSIGN_OR_RETURN(FactRecord event, RequireFact(view, query.event_id));
  if (event.content.kind() != FactKind::kEvent) {
    return FieldInvalid("event_id", "that fact is not an event; compare on its entity instead");
  }
  return FactsOfEvent(view, event, cancellation);
}

// Without claims: two outlets hardly ever word one alike, so that each would
// seem to be told by one alone.
absl::StatusOr<std::vector<Account>> ReadAccounts(const FactBaseView& view,
                                                  const std::set<std::string>& fact_ids,
                                                  Publishers& publishers,
                                                  const Cancellation& cancellation) {
  std::vector<Account> accounts;
  for (const std::string& id : fact_ids) {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(std::optional<FactRecord> record, view.GetFact(id));
    if (!record || record->content.kind() == FactKind::kClaim) continue;
    DATELINE_ASSIGN_OR_RETURN(std::vector<AttestationRecord> attestations,
                              view.GetAttestations(record->id, kAllAttestations));
    Account account{.record = *std::move(record), .tellers = {}};
    for (const AttestationRecord& attested : attestations) {
      const std::string& name = attested.attestation.publisher;
      const std::string folded = FoldForMatching(name);
      if (folded.empty()) continue;
      publishers.Saw(folded, name);
      const bool known = std::find(account.tellers.begin(), account.tellers.end(), folded) !=
                         account.tellers.end();
      if (publishers.Compares(folded) && !known) account.tellers.push_back(folded);
    }
    if (!account.tellers.empty()) accounts.push_back(std::move(account));
  }
  return accounts;
}

// Finds whether publishers stand on different sides of a conflict.
class Disagreements {
 public:
  Disagreements(const FactBaseView& view, const Publishers& publishers)
      : view_(view), publishers_(publishers) {}

  absl::StatusOr<bool> Concern(const FactRecord& fact) {
    for (const std::string& id : fact.conflict_ids) {
      DATELINE_ASSIGN_OR_RETURN(const bool between, IsBetweenPublishers(id));
      if (between) return true;
    }
    return false;
  }

 private:
  absl::StatusOr<bool> IsBetweenPublishers(const std::string& conflict_id) {
    const auto known = between_.find(conflict_id);
    if (known != between_.end()) return known->second;
    bool between = false;
    DATELINE_ASSIGN_OR_RETURN(std::optional<ConflictRecord> conflict,
                              view_.GetConflict(conflict_id));
    std::set<std::string> earlier;  // Who stands on the sides before.
    for (size_t i = 0; conflict && i < conflict->sides.size() && !between; ++i) {
      DATELINE_ASSIGN_OR_RETURN(const std::set<std::string> here, TellersOf(conflict->sides[i]));
      for (const std::string& publisher : here) {
        between = between || std::any_of(earlier.begin(), earlier.end(),
                                         [&](const std::string& e) { return e != publisher; });
      }
      earlier.insert(here.begin(), here.end());
    }
    between_.emplace(conflict_id, between);
    return between;
  }

  absl::StatusOr<std::set<std::string>> TellersOf(const ConflictSideRecord& side) {
    std::set<std::string> out;
    for (const std::string& id : side.document_ids) {
      DATELINE_ASSIGN_OR_RETURN(const std::string folded, PublisherOf(id));
      if (publishers_.Compares(folded)) out.insert(folded);
    }
    return out;
  }

  absl::StatusOr<std::string> PublisherOf(const std::string& document_id) {
    const auto known = publisher_of_.find(document_id);
    if (known != publisher_of_.end()) return known->second;
    DATELINE_ASSIGN_OR_RETURN(std::optional<DocumentRecord> document,
                              view_.GetDocument(document_id));
    std::string folded = document ? FoldForMatching(document->document.publisher) : std::string();
    publisher_of_.emplace(document_id, folded);
    return folded;
  }

  const FactBaseView& view_;
  const Publishers& publishers_;
  std::map<std::string, bool> between_;              // By conflict.
  std::map<std::string, std::string> publisher_of_;  // Folded, by document.
};

int RankOf(ComparisonVerdict verdict) {
  return verdict == ComparisonVerdict::kDifferentlyTold ? 0 : static_cast<int>(verdict);
}

ComparisonVerdict VerdictOf(size_t told_by, size_t compared, bool disputed) {
  if (disputed) return ComparisonVerdict::kDifferentlyTold;
  if (told_by == 1) return ComparisonVerdict::kOnlyHere;
  return told_by == compared ? ComparisonVerdict::kAgreed : ComparisonVerdict::kPartlyTold;
}

std::vector<std::string> NamesOf(const Publishers& publishers, const std::set<std::string>& some) {
  std::vector<std::string> names;
  for (const std::string& folded : some) names.push_back(publishers.NameOf(folded));
  std::sort(names.begin(), names.end());
  return names;
}

ComparedFact Compared(Account account, const Publishers& publishers, bool disputed) {
  ComparedFact out;
  std::set<std::string> omitted = publishers.compared();
  for (const std::string& teller : account.tellers) {
    out.told_by.push_back(publishers.NameOf(teller));
    omitted.erase(teller);
  }
  out.omitted_by = NamesOf(publishers, omitted);
  out.verdict = VerdictOf(account.tellers.size(), publishers.compared().size(), disputed);
  out.fact.record = std::move(account.record);
  return out;
}

std::string SortKey(const ComparedFact& compared) {
  const std::optional<TimeInterval>& time = compared.fact.record.content.valid_time;
  return std::string(1, static_cast<char>(RankOf(compared.verdict))) +
         ValidTimeKey(time ? time->start : std::nullopt, compared.fact.record.id);
}

}  // namespace

absl::StatusOr<Comparison> CompareSources(const FactBase& base, const ComparisonQuery& query,
                                          const Cancellation& cancellation) {
  DATELINE_RETURN_IF_ERROR(Validate(query));
  DATELINE_ASSIGN_OR_RETURN(FactBaseView view, base.OpenView(query.known_at));
  DATELINE_ASSIGN_OR_RETURN(const std::set<std::string> ids,
                            FactsOfTopic(view, query, cancellation));
  Publishers publishers(query.publishers);
  DATELINE_ASSIGN_OR_RETURN(std::vector<Account> accounts,
                            ReadAccounts(view, ids, publishers, cancellation));
  Disagreements disagreements(view, publishers);
  Comparison out;
  out.publishers = NamesOf(publishers, publishers.compared());
  for (Account& account : accounts) {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(const bool disputed, disagreements.Concern(account.record));
    out.facts.push_back(Compared(std::move(account), publishers, disputed));
  }
  std::sort(out.facts.begin(), out.facts.end(),
            [](const ComparedFact& a, const ComparedFact& b) { return SortKey(a) < SortKey(b); });
  if (out.facts.size() > kMaxComparedFacts) {
    out.omitted_fact_count = static_cast<uint32_t>(out.facts.size() - kMaxComparedFacts);
    out.facts.resize(kMaxComparedFacts);
  }
  for (ComparedFact& compared : out.facts) {
    DATELINE_ASSIGN_OR_RETURN(compared.fact.attestations,
                              view.GetAttestations(compared.fact.record.id, kShownAttestations));
  }
  return out;
}

}  // namespace dateline::query

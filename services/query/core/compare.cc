#include "services/query/core/compare.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/query/core/compared_facts.h"
#include "services/query/core/entities.h"
#include "services/query/core/fact_filter.h"
#include "services/query/core/sort_keys.h"

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

// A fact and who tells it, first to publish first; publishers by folded name.
struct Account {
  FactRecord record;
  std::vector<PublisherAccount> tellers;
};

// Reports of one fact that a comparison reads.
constexpr size_t kMostReports = 1'000;

LinkFilter FilterOf(const ComparisonQuery& query) {
  // Without claims: two outlets hardly ever word one alike, so that each would
  // seem to be told by one alone.
  return {.kinds = {FactKind::kRelation, FactKind::kEvent, FactKind::kStatement},
          .types = {},
          .valid = query.valid,
          .as_of = query.as_of};
}

absl::StatusOr<LinkedFacts> FactsOfTopic(const FactBaseView& view, const ComparisonQuery& query,
                                         const Cancellation& cancellation) {
  if (!query.entity_id.empty()) {
    DATELINE_ASSIGN_OR_RETURN(EntityRecord entity, RequireEntity(view, query.entity_id));
    return FactsOfEntity(view, entity.id, FilterOf(query), cancellation);
  }
  DATELINE_ASSIGN_OR_RETURN(FactRecord event, RequireFact(view, query.event_id));
  if (event.content.kind() != FactKind::kEvent) {
    return FieldInvalid("event_id", "that fact is not an event; compare on its entity instead");
  }
  return FactsAroundEvent(view, event, FilterOf(query), cancellation);
}

std::string QuotationOf(const Attestation& attestation) {
  std::string quotation;
  for (const Evidence& evidence : attestation.evidence) {
    StrAppend(&quotation, quotation.empty() ? "" : " … ", evidence.text);
  }
  return quotation;
}

// Attestations come by publication time, so the first of a publisher is its
// first report.
std::vector<PublisherAccount> TellersOf(const std::vector<AttestationRecord>& attestations,
                                        Publishers& publishers) {
  std::vector<PublisherAccount> tellers;
  for (const AttestationRecord& attested : attestations) {
    const Attestation& attestation = attested.attestation;
    const std::string folded = FoldForMatching(attestation.publisher);
    if (folded.empty()) continue;
    publishers.Saw(folded, attestation.publisher);
    if (!publishers.Compares(folded)) continue;
    auto teller = std::find_if(tellers.begin(), tellers.end(),
                               [&](const auto& known) { return known.publisher == folded; });
    if (teller == tellers.end()) {
      teller = tellers.insert(tellers.end(), {.publisher = folded,
                                              .first_published_at = attestation.published_at,
                                              .document_id = attestation.document_id,
                                              .factuality = attestation.factuality,
                                              .quotation = QuotationOf(attestation)});
    }
    teller->document_ids.insert(attestation.document_id);
    teller->report_count = static_cast<uint32_t>(teller->document_ids.size());
  }
  return tellers;
}

absl::StatusOr<std::vector<Account>> ReadAccounts(const FactBaseView& view,
                                                  std::vector<FactRecord> facts,
                                                  Publishers& publishers,
                                                  const Cancellation& cancellation) {
  std::vector<Account> accounts;
  for (FactRecord& fact : facts) {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(std::vector<AttestationRecord> attestations,
                              view.GetAttestations(fact, kMostReports));
    Account account{.record = std::move(fact), .tellers = TellersOf(attestations, publishers)};
    if (!account.tellers.empty()) accounts.push_back(std::move(account));
  }
  return accounts;
}

// Finds whether publishers stand on different sides of a conflict.
class Disagreements {
 public:
  Disagreements(const FactBaseView& view, const Publishers& publishers)
      : view_(view), publishers_(publishers) {}

  // Whether the fact is in a conflict between publishers; if so, adds to each
  // account what it says there.
  absl::StatusOr<bool> Concern(Account& account) {
    bool disputed = false;
    for (const std::string& id : account.record.conflict_ids) {
      DATELINE_ASSIGN_OR_RETURN(const Dispute* dispute, DisputeOf(id));
      if (!dispute->between) continue;
      disputed = true;
      AddValues(*dispute->conflict, account);
    }
    return disputed;
  }

 private:
  struct Dispute {
    std::optional<ConflictRecord> conflict;
    bool between = false;  // Publishers that are compared.
  };

  // To those that have none of another conflict yet. An outlet may take two
  // sides in two documents.
  static void AddValues(const ConflictRecord& conflict, Account& account) {
    for (PublisherAccount& teller : account.tellers) {
      if (!teller.value.empty()) continue;
      for (const ConflictSideRecord& side : conflict.sides) {
        const bool says =
            side.fact_id == account.record.id &&
            std::any_of(side.document_ids.begin(), side.document_ids.end(),
                        [&](const std::string& id) { return teller.document_ids.contains(id); });
        if (says) StrAppend(&teller.value, teller.value.empty() ? "" : ", ", side.value);
      }
    }
  }

  absl::StatusOr<const Dispute*> DisputeOf(const std::string& conflict_id) {
    const auto known = disputes_.find(conflict_id);
    if (known != disputes_.end()) return &known->second;
    Dispute dispute;
    DATELINE_ASSIGN_OR_RETURN(dispute.conflict, view_.GetConflict(conflict_id));
    const std::optional<ConflictRecord>& conflict = dispute.conflict;
    bool& between = dispute.between;
    std::set<std::string> earlier;  // Who stands on the sides before.
    for (size_t i = 0; conflict && i < conflict->sides.size() && !between; ++i) {
      DATELINE_ASSIGN_OR_RETURN(const std::set<std::string> here, TellersOf(conflict->sides[i]));
      for (const std::string& publisher : here) {
        between = between || std::any_of(earlier.begin(), earlier.end(),
                                         [&](const std::string& e) { return e != publisher; });
      }
      earlier.insert(here.begin(), here.end());
    }
    return &disputes_.emplace(conflict_id, std::move(dispute)).first->second;
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
  std::map<std::string, Dispute> disputes_;          // By conflict.
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
  out.verdict = VerdictOf(account.tellers.size(), publishers.compared().size(), disputed);
  for (PublisherAccount& teller : account.tellers) {
    omitted.erase(teller.publisher);
    teller.publisher = publishers.NameOf(teller.publisher);
  }
  out.accounts = std::move(account.tellers);
  out.omitted_by = NamesOf(publishers, omitted);
  out.fact.record = std::move(account.record);
  return out;
}

// Whether the first to tell did so before the second, as far as dates tell.
bool WasFirstAlone(const std::vector<PublisherAccount>& accounts) {
  if (accounts.size() < 2) return false;
  const std::optional<TimeInterval>& first = accounts[0].first_published_at;
  const std::optional<TimeInterval>& second = accounts[1].first_published_at;
  return first && first->end && second && second->start && *first->end < *second->start;
}

std::vector<PublisherSummary> Summaries(const Comparison& comparison) {
  std::map<std::string, PublisherSummary> by_name;
  for (const std::string& name : comparison.publishers) by_name[name].publisher = name;
  for (const ComparedFact& fact : comparison.facts) {
    for (const PublisherAccount& account : fact.accounts) {
      PublisherSummary& summary = by_name[account.publisher];
      ++summary.told_count;
      if (fact.accounts.size() == 1) ++summary.only_here_count;
      if (fact.verdict == ComparisonVerdict::kDifferentlyTold) ++summary.differently_told_count;
    }
    for (const std::string& name : fact.omitted_by) ++by_name[name].omitted_count;
    if (WasFirstAlone(fact.accounts)) ++by_name[fact.accounts.front().publisher].first_count;
  }
  std::vector<PublisherSummary> out;
  for (const std::string& name : comparison.publishers) out.push_back(by_name[name]);
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
  DATELINE_ASSIGN_OR_RETURN(LinkedFacts facts, FactsOfTopic(view, query, cancellation));
  Publishers publishers(query.publishers);
  DATELINE_ASSIGN_OR_RETURN(std::vector<Account> accounts,
                            ReadAccounts(view, std::move(facts.facts), publishers, cancellation));
  Disagreements disagreements(view, publishers);
  Comparison out;
  out.truncated = facts.truncated;
  out.publishers = NamesOf(publishers, publishers.compared());
  for (Account& account : accounts) {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(const bool disputed, disagreements.Concern(account));
    out.facts.push_back(Compared(std::move(account), publishers, disputed));
  }
  std::sort(out.facts.begin(), out.facts.end(),
            [](const ComparedFact& a, const ComparedFact& b) { return SortKey(a) < SortKey(b); });
  out.summaries = Summaries(out);
  if (out.facts.size() > kMaxComparedFacts) {
    out.omitted_fact_count = static_cast<uint32_t>(out.facts.size() - kMaxComparedFacts);
    out.facts.resize(kMaxComparedFacts);
  }
  for (ComparedFact& compared : out.facts) {
    DATELINE_ASSIGN_OR_RETURN(compared.fact.attestations,
                              view.GetAttestations(compared.fact.record, kShownAttestations));
  }
  return out;
}

}  // namespace dateline::query

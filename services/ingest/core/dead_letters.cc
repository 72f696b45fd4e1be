#include "services/ingest/core/dead_letters.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/functional/function_ref.h"
#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/ingest/core/page_place.h"

namespace dateline::ingest {
namespace {

constexpr size_t kMaxRowsPerPage = 10'000;
constexpr size_t kReplaysPerCommit = 1'000;
constexpr size_t kMaxExamples = 3;

std::string TimeOrEmpty(const std::optional<absl::Time>& time) {
  return time.has_value() ? StrCat(absl::ToUnixMicros(*time)) : "";
}

bool IsEmpty(const DeadLetterFilter& filter) {
  return filter.step == DeliveryStep::kUnspecified && filter.error.empty() &&
         filter.publisher.empty() && filter.submitter.empty() && filter.uri_prefix.empty() &&
         !filter.given_up_from.has_value() && !filter.given_up_to.has_value();
}

std::string QueryHash(const DeadLetterFilter& filter) {
  return HashedId({"dead_letters", StrCat(static_cast<int>(filter.step)), filter.error,
                   filter.publisher, filter.submitter, filter.uri_prefix,
                   TimeOrEmpty(filter.given_up_from), TimeOrEmpty(filter.given_up_to)});
}

KeyRange RangeOf(const DeadLetterFilter& filter) {
  KeyRange range;
  if (filter.given_up_from) {
    range.begin = TimedKey{absl::ToUnixMicros(*filter.given_up_from), 0}.Encode();
  }
  if (filter.given_up_to) {
    range.end = TimedKey{absl::ToUnixMicros(*filter.given_up_to), 0}.Encode();
  }
  return range;
}

std::string NameOf(const DeliveryFailure& failure) {
  return failure.reason.empty() ? absl::StatusCodeToString(failure.code) : failure.reason;
}

bool Matches(const DeadLetterFilter& filter, const StoredDocument& stored) {
  const Delivery& delivery = stored.delivery;
  const DeliveryFailure failure = FinalFailure(delivery);
  if (filter.step != DeliveryStep::kUnspecified && failure.step != filter.step) return false;
  if (!filter.error.empty() && NameOf(failure) != filter.error) return false;
  if (!filter.submitter.empty() && delivery.source.submitter != filter.submitter) return false;
  if (!filter.publisher.empty() &&
      FoldForMatching(delivery.source.publisher) != FoldForMatching(filter.publisher)) {
    return false;
  }
  return stored.document.uri.starts_with(filter.uri_prefix);
}

// Calls `visit` for each dead letter of the range that matches, until it says
// stop. `rows` limits how many rows are read; the key of the last one read if
// there are more.
absl::StatusOr<std::optional<std::string>> ForEachMatch(
    const DocumentStore& documents, const DeadLetterFilter& filter, const KeyRange& range,
    ScanDirection direction, size_t rows, absl::FunctionRef<ScanStep(StoredDocument)> visit) {
  const std::unique_ptr<ReadView> view = documents.OpenView();
  const auto cursor = view->Scan(kDeadLettersSpace, range, direction);
  while (cursor->Valid()) {
    const std::string key(cursor->key());
    DATELINE_ASSIGN_OR_RETURN(StoredDocument stored,
                              documents.Get(cursor->value(), /*include_text=*/false));
    ScanStep step = ScanStep::kContinue;
    // Replayed since the view was opened: no longer one.
    const bool dead = stored.delivery.state == DeliveryState::kDead;
    if (dead && Matches(filter, stored)) step = visit(std::move(stored));
    cursor->Next();
    if (cursor->Valid() && (step == ScanStep::kStop || --rows == 0)) return key;
  }
  DATELINE_RETURN_IF_ERROR(cursor->status());
  return std::nullopt;
}

absl::Status CheckOneWay(const std::vector<std::string>& ids, const DeadLetterFilter& filter) {
  if (ids.empty() || IsEmpty(filter)) return absl::OkStatus();
  return FieldInvalid("filter", "cannot stand together with document_ids");
}

absl::StatusOr<DeadLetterPage> ListByIds(const DocumentStore& documents,
                                         const std::vector<std::string>& ids) {
  DeadLetterPage page;
  for (const std::string& id : ids) {
    DATELINE_ASSIGN_OR_RETURN(StoredDocument stored, documents.Get(id, /*include_text=*/false));
    if (stored.delivery.state == DeliveryState::kDead) page.documents.push_back(std::move(stored));
  }
  return page;
}

absl::StatusOr<uint64_t> ReplayIds(DocumentStore& documents, const std::vector<std::string>& ids,
                                   std::optional<Priority> priority) {
  uint64_t queued = 0;
  for (size_t begin = 0; begin < ids.size(); begin += kReplaysPerCommit) {
    const size_t end = std::min(begin + kReplaysPerCommit, ids.size());
    const std::vector<std::string> some(ids.begin() + static_cast<std::ptrdiff_t>(begin),
                                        ids.begin() + static_cast<std::ptrdiff_t>(end));
    DATELINE_ASSIGN_OR_RETURN(
        const uint64_t more,
        documents.Requeue(
            some, [](const Delivery& of) { return of.state == DeliveryState::kDead; }, priority));
    queued += more;
  }
  return queued;
}

std::string_view ServiceOf(DeliveryStep step) {
  return step == DeliveryStep::kExtraction ? "extraction" : "query";
}

}  // namespace

DeliveryFailure FinalFailure(const Delivery& delivery) {
  if (!delivery.failures.empty()) return delivery.failures.back();
  DeliveryFailure unknown;
  unknown.message = delivery.last_error;
  unknown.attempts = delivery.attempts;
  unknown.first_at = unknown.last_at = delivery.changed_at;
  return unknown;
}

std::string AdviceFor(const DeliveryFailure& failure) {
  const std::string_view service = ServiceOf(failure.step);
  switch (failure.code) {
    case absl::StatusCode::kInvalidArgument:
      if (failure.step == DeliveryStep::kRecording) {
        return "The query service refuses what was extracted: extraction and query are of versions "
               "that do not fit each other, or extraction has a defect. Bring both to one version, "
               "then replay.";
      }
      return StrCat("The ", service,
                    " service refuses the document itself; trying again changes nothing. Look at "
                    "the text with `dateline documents get ID --text`; replay after an upgrade of "
                    "the service, or delete the document.");
    case absl::StatusCode::kUnavailable:
      return StrCat("The ", service,
                    " service did not answer in any attempt. See that it runs and that "
                    "dateline-ingest has its address, then replay. If only a few documents are "
                    "here while others are delivered, they may make the service end: look into its "
                    "log at the time of the last attempt.");
    case absl::StatusCode::kDeadlineExceeded:
      return StrCat("The ", service,
                    " service needed longer than an attempt may take. Replay when it has less to "
                    "do; a document that stays too slow should be deleted and reported.");
    case absl::StatusCode::kResourceExhausted:
      return StrCat("The ", service,
                    " service was too busy in every attempt, or the message is too large for it. "
                    "Give it more threads or memory, then replay.");
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kFailedPrecondition:
      return StrCat("The store of the ", service,
                    " service cannot take it. Run `dateline verify`, restore the store if it is "
                    "damaged, then replay.");
    case absl::StatusCode::kUnimplemented:
      return StrCat("What answers as the ", service,
                    " service is not one, or is older. Check the address and the version, then "
                    "replay.");
    default:
      return StrCat("The ", service,
                    " service failed in a way that it does not explain. Look into its log at the "
                    "time of the last attempt; replay once the cause is gone.");
  }
}

absl::StatusOr<DeadLetterPage> ListDeadLetters(const DocumentStore& documents,
                                               const DeadLetterQuery& query) {
  DATELINE_RETURN_IF_ERROR(CheckOneWay(query.document_ids, query.filter));
  if (query.document_ids.size() > kMaxDeadLetterPage) {
    return FieldInvalid("document_ids", StrCat("has more than ", kMaxDeadLetterPage, " entries"));
  }
  if (query.page_size > kMaxDeadLetterPage) {
    return FieldInvalid("page_size", StrCat("is above ", kMaxDeadLetterPage));
  }
  if (!query.document_ids.empty()) return ListByIds(documents, query.document_ids);
  const std::string hash = QueryHash(query.filter);
  KeyRange range = RangeOf(query.filter);
  if (!query.page_token.empty()) {
    DATELINE_ASSIGN_OR_RETURN(range.end, DecodePagePlace(hash, query.page_token));
  }
  const size_t page_size = query.page_size == 0 ? kDefaultDeadLetterPage : query.page_size;
  DeadLetterPage page;
  DATELINE_ASSIGN_OR_RETURN(const std::optional<std::string> last,
                            ForEachMatch(documents, query.filter, range, ScanDirection::kBackward,
                                         kMaxRowsPerPage, [&](StoredDocument stored) {
                                           page.documents.push_back(std::move(stored));
                                           return page.documents.size() < page_size
                                                      ? ScanStep::kContinue
                                                      : ScanStep::kStop;
                                         }));
  if (last.has_value()) page.next_page_token = EncodePagePlace(hash, *last);
  return page;
}

absl::StatusOr<DeadLetterGroups> ExplainDeadLetters(const DocumentStore& documents,
                                                    const DeadLetterFilter& filter) {
  using Kind = std::tuple<DeliveryStep, absl::StatusCode, std::string>;
  std::map<Kind, DeadLetterGroup> kinds;
  DeadLetterGroups out;
  DATELINE_ASSIGN_OR_RETURN(
      const std::optional<std::string> more,
      ForEachMatch(documents, filter, RangeOf(filter), ScanDirection::kBackward,
                   kMaxDeadLettersExplained, [&](const StoredDocument& stored) {
                     const Delivery& delivery = stored.delivery;
                     const DeliveryFailure failure = FinalFailure(delivery);
                     DeadLetterGroup& group =
                         kinds[Kind(failure.step, failure.code, failure.reason)];
                     if (group.documents == 0) {
                       group.failure = failure;
                       group.last_given_up_at = delivery.changed_at;
                     }
                     group.first_given_up_at = delivery.changed_at;
                     ++group.documents;
                     group.attempts += delivery.attempts;
                     if (group.example_ids.size() < kMaxExamples) {
                       group.example_ids.push_back(stored.document.id);
                     }
                     ++out.examined;
                     return ScanStep::kContinue;
                   }));
  out.truncated = more.has_value();
  for (auto& [kind, group] : kinds) out.groups.push_back(std::move(group));
  std::stable_sort(out.groups.begin(), out.groups.end(),
                   [](const auto& a, const auto& b) { return a.documents > b.documents; });
  return out;
}

absl::StatusOr<Replay> ReplayDeadLetters(DocumentStore& documents,
                                         const std::vector<std::string>& document_ids,
                                         const DeadLetterFilter& filter,
                                         std::optional<Priority> priority) {
  DATELINE_RETURN_IF_ERROR(CheckOneWay(document_ids, filter));
  const uint64_t room = documents.meter().room(priority.value_or(Priority::kNormal));
  Replay replay;
  std::vector<std::string> ids;
  const auto take = [&](const std::string& id) {
    if (ids.size() < room) {
      ids.push_back(id);
    } else {
      ++replay.remaining;
    }
  };
  if (document_ids.empty()) {
    // Those given up first go first.
    DATELINE_RETURN_IF_ERROR(ForEachMatch(documents, filter, RangeOf(filter),
                                          ScanDirection::kForward, SIZE_MAX,
                                          [&](const StoredDocument& stored) {
                                            take(stored.document.id);
                                            return ScanStep::kContinue;
                                          })
                                 .status());
  } else {
    DATELINE_ASSIGN_OR_RETURN(const auto states, documents.GetStates(document_ids));
    for (const DeliveryChange& state : states) {
      if (state.delivery.state == DeliveryState::kDead) take(state.document_id);
    }
  }
  DATELINE_ASSIGN_OR_RETURN(replay.queued, ReplayIds(documents, ids, priority));
  return replay;
}

}  // namespace dateline::ingest

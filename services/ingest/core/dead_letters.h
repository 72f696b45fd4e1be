// Documents that were given up: which, why, and another try.
//
//   DATELINE_ASSIGN_OR_RETURN(DeadLetterPage page, ListDeadLetters(documents, {}));
//   DATELINE_ASSIGN_OR_RETURN(DeadLetterGroups why, ExplainDeadLetters(documents, {}));
//   DATELINE_ASSIGN_OR_RETURN(Replay replay, ReplayDeadLetters(documents, {}, {}, std::nullopt));
//
// The cost grows with the documents given up, not with those in the base.
// Thread-safe: functions of the store.
#ifndef DATELINE_SERVICES_INGEST_CORE_DEAD_LETTERS_H_
#define DATELINE_SERVICES_INGEST_CORE_DEAD_LETTERS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/ingest/core/document_store.h"

namespace dateline::ingest {

inline constexpr uint32_t kDefaultDeadLetterPage = 100;
inline constexpr uint32_t kMaxDeadLetterPage = 1'000;
// ExplainDeadLetters looks at so many, those given up last.
inline constexpr uint64_t kMaxDeadLettersExplained = 100'000;

// All that is set must hold.
struct DeadLetterFilter {
  DeliveryStep step = DeliveryStep::kUnspecified;
  std::string error;      // Reason, or the name of the code where there is none.
  std::string publisher;  // Compared folded.
  std::string submitter;
  std::string uri_prefix;
  std::optional<absl::Time> given_up_from;
  std::optional<absl::Time> given_up_to;  // Exclusive.
};

struct DeadLetterQuery {
  std::vector<std::string> document_ids;  // Empty: all that match.
  DeadLetterFilter filter;
  uint32_t page_size = 0;  // 0: kDefaultDeadLetterPage.
  std::string page_token;
};

struct DeadLetterPage {
  std::vector<StoredDocument> documents;  // Without text; state DEAD.
  std::string next_page_token;            // Empty on the last page.
};

// What ended the attempts. Of documents given up by an older version only the
// message is known.
DeliveryFailure FinalFailure(const Delivery& delivery);

// For people: why it was given up, and what to do.
std::string AdviceFor(const DeliveryFailure& failure);

// The last given up first. NOT_FOUND for an unknown id; INVALID_ARGUMENT for
// ids together with filters, too large a page or a bad token.
absl::StatusOr<DeadLetterPage> ListDeadLetters(const DocumentStore& documents,
                                               const DeadLetterQuery& query);

// Given up at the same step for the same error.
struct DeadLetterGroup {
  DeliveryFailure failure;  // Of the one given up last.
  uint64_t documents = 0;
  uint64_t attempts = 0;
  absl::Time first_given_up_at;
  absl::Time last_given_up_at;
  std::vector<std::string> example_ids;  // Of the last given up, at most 3.
};

struct DeadLetterGroups {
  std::vector<DeadLetterGroup> groups;  // Most documents first.
  uint64_t examined = 0;
  bool truncated = false;
};

absl::StatusOr<DeadLetterGroups> ExplainDeadLetters(const DocumentStore& documents,
                                                    const DeadLetterFilter& filter);

struct Replay {
  uint64_t queued = 0;
  uint64_t remaining = 0;  // Left because the queue is full.
};

// Queues those of `document_ids` that are given up, or, if empty, all that match,
// as far as there is room. Durable. NOT_FOUND for an unknown id; then nothing is
// queued. Without a priority they keep theirs.
absl::StatusOr<Replay> ReplayDeadLetters(DocumentStore& documents,
                                         const std::vector<std::string>& document_ids,
                                         const DeadLetterFilter& filter,
                                         std::optional<Priority> priority);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_DEAD_LETTERS_H_

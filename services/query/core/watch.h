// Changes of facts in the order in which they were recorded.
//
//   RecentChanges recent(base);  // For all readers.
//   DATELINE_ASSIGN_OR_RETURN(auto reader,
//                             ChangeReader::Open(base, recent, {.from_beginning = true}));
//   DATELINE_ASSIGN_OR_RETURN(ChangeBatch batch, reader->Next(cancellation));
//   if (batch.caught_up) { ... wait for FactBase::AddChangeListener ... }
//
// A change shows its fact as it was right after the change, so a watcher that
// comes late sees what one sees who was there. A resume token names the last
// change that was read by number and by content: a token from another store is
// refused.
#ifndef DATELINE_SERVICES_QUERY_CORE_WATCH_H_
#define DATELINE_SERVICES_QUERY_CORE_WATCH_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/fact_filter.h"
#include "services/query/core/recent_changes.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

inline constexpr size_t kMaxChangesPerBatch = RecentChanges::kMaxGiven;

struct WatchQuery {
  FactFilter filter;  // Without as_of and in_conflict.
  std::string resume_token;
  bool from_beginning = false;  // Only without a token.
};

struct ChangeBatch {
  std::vector<std::shared_ptr<const LoggedChange>> changes;
  std::string resume_token;  // Resumes right after these changes.
  bool caught_up = false;    // False: call Next() again at once.
};

// Not thread-safe. Keeps no view between calls.
class ChangeReader {
 public:
  ~ChangeReader();

  // `base`, and `recent` of this base, must outlive the reader. FIELD_INVALID,
  // RESUME_TOKEN_INVALID.
  static absl::StatusOr<std::unique_ptr<ChangeReader>> Open(const FactBase& base,
                                                            RecentChanges& recent,
                                                            WatchQuery query);

  // What was recorded since the last call, at most kMaxChangesPerBatch.
  absl::StatusOr<ChangeBatch> Next(const Cancellation& cancellation);

 private:
  class Moment;

  ChangeReader(const FactBase& base, RecentChanges& recent, FactFilter filter, FactMatcher matcher);

  absl::Status Start(const WatchQuery& query);
  absl::Status Resume(const FactBaseView& view, const std::string& token);
  absl::StatusOr<bool> Takes(const LoggedChange& logged);
  bool Matches(const FactRecord& fact, const MergedIds& merged_ids) const;
  // For filters that ask what attestations say.
  absl::StatusOr<bool> MatchesAt(std::unique_ptr<const Moment>& moment, absl::Time time,
                                 const FactRecord& fact);

  const FactBase& base_;
  RecentChanges& recent_;
  const FactFilter filter_;
  const FactMatcher matcher_;  // Of the filter as it was given.
  const bool takes_all_;
  std::optional<ChangeRecord> last_;  // Nothing before the first change.
  // The base right after and right before the change, kept for the next change
  // of the same recording. Only within Next().
  std::unique_ptr<const Moment> after_;
  std::unique_ptr<const Moment> before_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_WATCH_H_

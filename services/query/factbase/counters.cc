#include "services/query/factbase/counters.h"

#include "common/base/status_macros.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/records.h"

namespace dateline::query {

absl::Status CounterChanges::Write(Staging& staging) const {
  for (const auto& [counter, difference] : changes_) {
    if (difference == 0) continue;
    const std::string key = CounterKey(counter.first, counter.second);
    DATELINE_ASSIGN_OR_RETURN(const auto bytes, staging.GetVersion(kStatisticsSpace, key));
    storage::v1::StoredCounter row;
    if (bytes.has_value()) {
      DATELINE_ASSIGN_OR_RETURN(row, Decode<storage::v1::StoredCounter>(*bytes));
    }
    row.set_value(row.value() + static_cast<uint64_t>(difference));
    if (row.value() == 0) {
      staging.EndVersion(kStatisticsSpace, key);
    } else {
      staging.PutVersion(kStatisticsSpace, key, Encode(row));
    }
  }
  return absl::OkStatus();
}

}  // namespace dateline::query

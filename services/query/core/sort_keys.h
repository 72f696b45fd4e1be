// Byte strings that sort as what they were made from, for selections and the
// positions in page tokens. Each ends with an id, so that keys are unique.
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_QUERY_CORE_SORT_KEYS_H_
#define DATELINE_SERVICES_QUERY_CORE_SORT_KEYS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace dateline::query {

// Earliest first, then by id; undated last.
std::string ValidTimeKey(std::optional<absl::CivilSecond> valid_start, std::string_view id);
// Latest first, then by id; undated last.
std::string ValidTimeDescKey(std::optional<absl::CivilSecond> valid_start, std::string_view id);
// Largest first, then by id.
std::string DescKey(uint64_t number, std::string_view id);
// Latest first, then by id.
std::string RecordedDescKey(absl::Time recorded_at, std::string_view id);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_SORT_KEYS_H_

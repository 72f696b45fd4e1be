#include "services/query/core/sort_keys.h"

#include <limits>

#include "services/query/core/sealed_token.h"

namespace dateline::query {
namespace {

// Seconds since the year 1, never negative for a valid time.
uint64_t SecondsOf(absl::CivilSecond moment) {
  return static_cast<uint64_t>(moment - absl::CivilSecond(1, 1, 1));
}

std::string Key(uint64_t number, std::string_view id) {
  std::string out;
  AppendUint64(number, &out);
  out += id;
  return out;
}

constexpr uint64_t kLast = std::numeric_limits<uint64_t>::max();

}  // namespace

std::string ValidTimeKey(std::optional<absl::CivilSecond> valid_start, std::string_view id) {
  return Key(valid_start ? SecondsOf(*valid_start) : kLast, id);
}

std::string ValidTimeDescKey(std::optional<absl::CivilSecond> valid_start, std::string_view id) {
  return Key(valid_start ? kLast - 1 - SecondsOf(*valid_start) : kLast, id);
}

std::string DescKey(uint64_t number, std::string_view id) { return Key(kLast - number, id); }

std::string RecordedDescKey(absl::Time recorded_at, std::string_view id) {
  return DescKey(static_cast<uint64_t>(absl::ToUnixNanos(recorded_at)), id);
}

}  // namespace dateline::query

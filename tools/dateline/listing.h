// Flags that listings share, and what they mean to the services.
//
// Entities are given by name, external id ("iso3166:TJ") or id; names are looked
// up, and a remark says which entity was taken.
#ifndef DATELINE_TOOLS_DATELINE_LISTING_H_
#define DATELINE_TOOLS_DATELINE_LISTING_H_

#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/dateline/context.h"

namespace dateline::cli {

// How a listing is shown and how long it may get.
struct ListingFlags {
  uint32_t limit = 100;  // 0 for no limit.
  bool json = false;
  bool ids = false;
  bool wide = false;
  std::string known_at;
};

// Which facts, in the user's terms; see FactFilter in query.proto.
struct FilterFlags {
  std::vector<std::string> entities;
  std::string role;
  std::vector<std::string> kinds;
  std::vector<std::string> types;
  std::string from;
  std::string to;
  std::string as_of;
  std::vector<std::string> publishers;
  std::string attributed_to;
  bool denied = false;
  std::vector<std::string> certainties;
  std::vector<std::string> statuses;
  uint32_t min_origins = 0;
  std::vector<std::string> documents;
  bool in_conflict = false;
};

// Adds a flag that may be given several times, with one value each.
CLI::Option* AddRepeatable(CLI::App* command, const std::string& name,
                           std::vector<std::string>* values, const std::string& description);

// Adds --limit, --json, --ids, --wide and --known-at.
void AddListingFlags(CLI::App* command, ListingFlags* flags);
// Adds --json and --known-at alone.
void AddReadingFlags(CLI::App* command, ListingFlags* flags);
// Adds --from and --to.
void AddPeriodFlags(CLI::App* command, std::string* from, std::string* to);
// Adds everything in FilterFlags.
// INVALID_ARGUMENT, in terms of the flags, if `to` is before `from`.
absl::Status CheckPeriod(const std::string& from, const std::string& to);

void AddFilterFlags(CLI::App* command, FilterFlags* flags);

// "day", "week", "month", "year"; UNSPECIFIED for anything else.
query::v1::TimeBucket BucketFromName(std::string_view name);

// Whether `given` has the form of an external id ("iso3166:TJ").
bool LooksLikeExternalId(std::string_view given);

// The entity meant by `given`. NOT_FOUND if there is none; the error then names
// what is spelt almost so.
absl::StatusOr<std::string> ResolveEntity(Context& context, const std::string& given,
                                          const std::string& known_at);

// The filter; looks up names.
absl::StatusOr<query::v1::FactFilter> ResolveFilter(Context& context, const FilterFlags& flags,
                                                    const std::string& known_at);

// Takes all kinds but claims if the filter names none: nearly every clause makes
// a claim, and a listing would show little else.
void LeaveOutClaimsUnlessAsked(query::v1::FactFilter& filter);

// Sets `known_at` of a request unless `text` is empty. Takes RFC 3339 and
// `YYYY-MM-DD` (the end of that day, UTC).
absl::StatusOr<google::protobuf::Timestamp> ParseMoment(std::string_view text);

template <typename Request>
absl::Status SetKnownAt(Request& request, const std::string& text) {
  if (text.empty()) return absl::OkStatus();
  absl::StatusOr<google::protobuf::Timestamp> moment = ParseMoment(text);
  if (!moment.ok()) return moment.status();
  *request.mutable_known_at() = *moment;
  return absl::OkStatus();
}

// Size of the next page towards `limit` items (0: all), of which `have` are
// here.
uint32_t PageSize(uint32_t limit, size_t have);

// A message as one line of protobuf JSON, with a line feed.
std::string JsonLine(const google::protobuf::Message& message);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_LISTING_H_

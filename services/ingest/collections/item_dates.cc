#include "services/ingest/collections/item_dates.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "common/time/time_interval.h"
#include "services/ingest/core/article_reader.h"
#include "services/ingest/core/email_message.h"
#include "services/ingest/core/page_dates.h"

namespace dateline::ingest {
namespace {

constexpr size_t kMaxDateBytes = 100;

std::string ToText(const TimeInterval& time) {
  if (time.granularity == Granularity::kDay) return time.ToEdtf();
  std::string text = time.StartString();
  if (!time.utc_offset_minutes.has_value()) return text;
  const int offset = *time.utc_offset_minutes;
  if (offset == 0) return text + "Z";
  return StrCat(text, absl::StrFormat("%c%02d:%02d", offset < 0 ? '-' : '+', std::abs(offset) / 60,
                                      std::abs(offset) % 60));
}

ItemDate Judge(const TimeInterval& time) {
  const auto year = time.start->year();
  if (year < kFirstPublicationYear || year > kLastPublicationYear) return {"", true};
  return {ToText(time), false};
}

bool IsDayOrMoment(const TimeInterval& time) {
  return time.start.has_value() && time.granularity <= Granularity::kDay && !time.approximate;
}

}  // namespace

ItemDate ReadItemDate(std::string_view text) {
  const std::string date = CollapseWhiteSpace(text);
  if (date.empty() || date.size() > kMaxDateBytes) return {};
  if (date.find('/') == std::string::npos) {
    const absl::StatusOr<TimeInterval> exact = ParseTimeInterval(date);
    if (exact.ok()) return IsDayOrMoment(*exact) ? Judge(*exact) : ItemDate();
  }
  const bool iso = absl::ascii_isdigit(date[0]) && date.size() > 4 && absl::ascii_isdigit(date[3]);
  // Mail's dates have a month's name, and a zone that would be lost otherwise.
  if (!iso && std::any_of(date.begin(), date.end(), absl::ascii_isalpha)) {
    const absl::StatusOr<TimeInterval> mail = ParseTimeInterval(ReadMailDate(date));
    if (mail.ok() && IsDayOrMoment(*mail) && date.find(':') != std::string::npos) {
      return Judge(*mail);
    }
  }
  if (const std::optional<TimeInterval> page = ReadPageDate(date)) return Judge(*page);
  return {};
}

std::string DateOfUnixSeconds(int64_t seconds) {
  const absl::CivilSecond civil =
      absl::ToCivilSecond(absl::FromUnixSeconds(seconds), absl::UTCTimeZone());
  if (civil.year() < kFirstPublicationYear || civil.year() > kLastPublicationYear) return "";
  return absl::StrFormat("%04d-%02d-%02dT%02d:%02d:%02dZ", civil.year(), civil.month(), civil.day(),
                         civil.hour(), civil.minute(), civil.second());
}

}  // namespace dateline::ingest

#include "services/query/core/time_window.h"

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace dateline::query {

bool TimeWindow::Touches(const std::optional<TimeInterval>& valid_time) const {
  if (!bounded()) return true;
  if (!valid_time || valid_time->empty()) return false;
  if (from && valid_time->end && *valid_time->end < *from) return false;
  if (to && valid_time->start && *valid_time->start > *to) return false;
  return true;
}

absl::StatusOr<TimeInterval> ParseDate(std::string_view field, std::string_view text) {
  absl::StatusOr<TimeInterval> parsed = ParseTimeInterval(text);
  if (parsed.ok() && !parsed->approximate && text.find('/') == std::string_view::npos &&
      parsed->start && parsed->end) {
    return parsed;
  }
  const std::string why = parsed.ok() ? StrCat("'", text, "' is not one date")
                                      : std::string(StdView(parsed.status().message()));
  return MakeError(absl::StatusCode::kInvalidArgument, reason::kTimeInvalid,
                   StrCat(field, ": ", why),
                   {{"field", std::string(field)}, {"value", std::string(text)}});
}

absl::StatusOr<TimeWindow> ParseTimeWindow(std::string_view valid_from, std::string_view valid_to,
                                           std::string_view path) {
  TimeWindow window;
  if (!valid_from.empty()) {
    DATELINE_ASSIGN_OR_RETURN(TimeInterval date, ParseDate(StrCat(path, "valid_from"), valid_from));
    window.from = date.start;
  }
  if (!valid_to.empty()) {
    DATELINE_ASSIGN_OR_RETURN(TimeInterval date, ParseDate(StrCat(path, "valid_to"), valid_to));
    window.to = date.end;
  }
  if (window.from && window.to && *window.to < *window.from) {
    return FieldInvalid(StrCat(path, "valid_to"), "it lies before valid_from");
  }
  return window;
}

}  // namespace dateline::query

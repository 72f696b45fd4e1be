#include "common/base/event_log.h"

#include <unistd.h>

#include "absl/time/time.h"
#include "common/base/strings.h"
#include "nlohmann/json.hpp"

namespace dateline {

void WriteLineToStandardError(std::string_view line) {
  // One write, so that lines of several threads and processes do not mix. A
  // closed standard error is not worth failing a call for.
  const std::string whole = StrCat(line, "\n");
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, whole.data(), whole.size());
}

std::string_view NameOf(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      break;
  }
  return "error";
}

void EventLog::Write(LogLevel level, std::string_view event, std::string_view message,
                     const LogFields& fields) const {
  if (!sink_) return;
  const absl::Time now = clock_ != nullptr ? clock_->Now() : SystemClock().Now();
  nlohmann::ordered_json line;
  line["time"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", now, absl::UTCTimeZone());
  line["level"] = NameOf(level);
  line["event"] = event;
  line["message"] = message;
  for (const auto& [name, value] : fields) {
    std::visit([&line, &name = name](const auto& of_type) { line[name] = of_type; }, value);
  }
  sink_(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace dateline

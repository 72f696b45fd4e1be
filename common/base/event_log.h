// What a daemon has to say besides its answers: one JSON object on one line, of
// the same shape as those about its calls (common/rpc/request_log.h).
//
//   EventLog log(WriteLineToStandardError);
//   log.Write(LogLevel::kWarning, "delivery_failed", "the extraction service does not answer",
//             {{"document_id", id}, {"attempts", 3}});
//
//   {"time":"2031-03-09T08:30:01.123456Z","level":"warning","event":"delivery_failed",
//    "message":"the extraction service does not answer","document_id":"5f...","attempts":3}
//
// Events have names for programs and messages for people. No secret and nothing
// of an article's text belongs into either. Thread-safe.
#ifndef DATELINE_COMMON_BASE_EVENT_LOG_H_
#define DATELINE_COMMON_BASE_EVENT_LOG_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/clock.h"

namespace dateline {

// Takes one line without its line feed. Called from many threads at once.
using LogSink = std::function<void(std::string_view line)>;

// Writes lines to standard error, each whole.
void WriteLineToStandardError(std::string_view line);

enum class LogLevel {
  kInfo,     // As it should be.
  kWarning,  // Not as it should be; the program goes on and tries again.
  kError,    // Somebody has to look at it.
};

// "info", "warning", "error".
std::string_view NameOf(LogLevel level);

// Numbers stay numbers in the line.
using LogValue = std::variant<std::string, int64_t, double>;
using LogFields = std::vector<std::pair<std::string, LogValue>>;

class EventLog {
 public:
  // `clock` stamps the lines and must outlive the log; null takes the machine's.
  // Without a sink nothing is written.
  explicit EventLog(LogSink sink, const Clock* clock = nullptr)
      : sink_(std::move(sink)), clock_(clock) {}

  void Write(LogLevel level, std::string_view event, std::string_view message,
             const LogFields& fields = {}) const;

 private:
  const LogSink sink_;
  const Clock* const clock_;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_BASE_EVENT_LOG_H_

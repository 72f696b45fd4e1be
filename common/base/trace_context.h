// Which request of a user a piece of work belongs to, across processes: the W3C
// Trace Context header `traceparent` (https://www.w3.org/TR/trace-context/).
//
//   const std::optional<TraceContext> given = TraceContext::Parse(header);
//   const TraceContext here = given ? given->NewSpan() : TraceContext::Draw();
//   Send(here.ToHeader());      // "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
//
// A trace is all that follows from one request; a span is one step of it, such
// as one call as its server sees it. A value; thread-safe like one.
#ifndef DATELINE_COMMON_BASE_TRACE_CONTEXT_H_
#define DATELINE_COMMON_BASE_TRACE_CONTEXT_H_

#include <optional>
#include <string>
#include <string_view>

namespace dateline {

inline constexpr char kTraceParentHeader[] = "traceparent";

struct TraceContext {
  std::string trace_id;  // 32 lower-case hexadecimal digits, not all zero.
  std::string span_id;   // 16 of them.
  bool sampled = true;   // Whether the caller records the trace.

  // Nothing if the header is not as the specification asks. Versions after 00
  // are read as 00, which the specification asks too.
  static std::optional<TraceContext> Parse(std::string_view header);

  // A new trace and its first span.
  static TraceContext Draw();

  // A new span of this trace.
  TraceContext NewSpan() const;

  // The header, version 00.
  std::string ToHeader() const;

  friend bool operator==(const TraceContext&, const TraceContext&) = default;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_BASE_TRACE_CONTEXT_H_

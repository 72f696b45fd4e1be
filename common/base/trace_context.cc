#include "common/base/trace_context.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_format.h"
#include "common/base/random_bits.h"
#include "common/base/strings.h"

namespace dateline {
namespace {

// "VV-" 32 digits "-" 16 digits "-FF".
constexpr size_t kHeaderBytes = 55;
constexpr size_t kTraceIdAt = 3;
constexpr size_t kTraceIdDigits = 32;
constexpr size_t kSpanIdAt = 36;
constexpr size_t kSpanIdDigits = 16;
constexpr size_t kFlagsAt = 53;

bool IsHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool IsZero(std::string_view digits) {
  return digits.find_first_not_of('0') == std::string_view::npos;
}

// Zero, which no id may be, is drawn once in the age of the universe.
uint64_t DrawNonZero() {
  while (true) {
    if (const uint64_t bits = DrawRandomBits(); bits != 0) return bits;
  }
}

}  // namespace

std::optional<TraceContext> TraceContext::Parse(std::string_view header) {
  if (header.size() < kHeaderBytes) return std::nullopt;
  const std::string_view version = header.substr(0, 2);
  const std::string_view trace_id = header.substr(kTraceIdAt, kTraceIdDigits);
  const std::string_view span_id = header.substr(kSpanIdAt, kSpanIdDigits);
  const std::string_view flags = header.substr(kFlagsAt, 2);
  if (!IsHex(version) || !IsHex(trace_id) || !IsHex(span_id) || !IsHex(flags)) return std::nullopt;
  if (header[2] != '-' || header[35] != '-' || header[52] != '-') return std::nullopt;
  if (version == "ff" || IsZero(trace_id) || IsZero(span_id)) return std::nullopt;
  if (header.size() > kHeaderBytes && (version == "00" || header[kHeaderBytes] != '-')) {
    return std::nullopt;
  }
  const char low = flags[1];
  const int low_bits = low <= '9' ? low - '0' : low - 'a' + 10;
  return TraceContext{std::string(trace_id), std::string(span_id), (low_bits & 1) != 0};
}

TraceContext TraceContext::Draw() {
  TraceContext trace;
  trace.trace_id = absl::StrFormat("%016x%016x", DrawNonZero(), DrawRandomBits());
  trace.span_id = absl::StrFormat("%016x", DrawNonZero());
  return trace;
}

TraceContext TraceContext::NewSpan() const {
  return {trace_id, absl::StrFormat("%016x", DrawNonZero()), sampled};
}

std::string TraceContext::ToHeader() const {
  return StrCat("00-", trace_id, "-", span_id, sampled ? "-01" : "-00");
}

}  // namespace dateline

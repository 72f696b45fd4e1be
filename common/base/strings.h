// Debian builds Abseil with a string_view of its own. Dateline uses
// std::string_view everywhere; this is the one place that bridges the two.
//
//   std::string text = StrCat("page ", number, " of ", total);  // takes std::string_view
//   absl::SimpleAtoi(AbslView(digits), &number)
//
// Thread-safe: pure functions.
#ifndef DATELINE_COMMON_BASE_STRINGS_H_
#define DATELINE_COMMON_BASE_STRINGS_H_

#include <string>
#include <string_view>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace dateline {

inline absl::string_view AbslView(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view StdView(absl::string_view text) { return {text.data(), text.size()}; }

namespace strings_internal {

template <typename T>
decltype(auto) Piece(const T& value) {
  if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return AbslView(std::string_view(value));
  } else {
    return (value);
  }
}

}  // namespace strings_internal

// absl::StrCat and absl::StrAppend for everything they take and std::string_view.
template <typename... Args>
std::string StrCat(const Args&... args) {
  return absl::StrCat(strings_internal::Piece(args)...);
}

template <typename... Args>
void StrAppend(std::string* out, const Args&... args) {
  absl::StrAppend(out, strings_internal::Piece(args)...);
}

}  // namespace dateline

#endif  // DATELINE_COMMON_BASE_STRINGS_H_

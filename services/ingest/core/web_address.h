// What an address may be, before it becomes part of a document.
//
//   CheckDocumentUri("javascript:alert(1)")                       // FIELD_INVALID
//   ImitatedHost("https://раураl.example/")                       // "xn--l-7sba6dbr.example"
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_WEB_ADDRESS_H_
#define DATELINE_SERVICES_INGEST_CORE_WEB_ADDRESS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace dateline::ingest {

inline constexpr size_t kMaxAddressBytes = 2048;

// http or https with a host; nothing that a browser would run, no spaces or quotes.
bool IsWebAddress(std::string_view address);

// FIELD_INVALID for what is not UTF-8, for control characters and for schemes that a browser runs
// or reads as content (javascript, data, vbscript), however they are disguised with white space or
// case. Any other name is fine.
absl::Status CheckDocumentUri(std::string_view uri);

// Letters of scripts that nobody mixes in one word, such as a Cyrillic "а" among Latin
// ones.
bool IsConfusable(std::string_view name);

// If a label of the address's host is made to be taken for another (IsConfusable, or all
// of its letters are others that look Latin), the host in its ASCII form ("xn--..."), in
// which it cannot be; else empty.
std::string ImitatedHost(std::string_view address);

// `address` with its host replaced by `host`.
std::string WithHost(std::string_view address, std::string_view host);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_WEB_ADDRESS_H_

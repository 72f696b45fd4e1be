// Which kinds of bytes the service reads, told by the client or by content.
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_MEDIA_TYPE_H_
#define DATELINE_SERVICES_INGEST_CORE_MEDIA_TYPE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace dateline::ingest {

enum class MediaType { kPlainText, kHtml };

// "text/plain", "text/html".
std::string_view MediaTypeName(MediaType type);

// `declared` is a Content-Type value such as "text/html; charset=utf-8"; empty
// means by content, where everything that is not markup or a known binary format
// is plain text. INVALID_ARGUMENT (MEDIA_TYPE_UNSUPPORTED) for other types and
// for charsets that are not known (text_decoder.h).
absl::StatusOr<MediaType> ResolveMediaType(std::string_view declared, std::string_view content);

// The charset parameter of a Content-Type value, in lower case; empty if it has none.
std::string CharsetParameter(std::string_view declared);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_MEDIA_TYPE_H_

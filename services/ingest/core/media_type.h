// Which kinds of bytes the service reads, told by the client or by content.
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_MEDIA_TYPE_H_
#define DATELINE_SERVICES_INGEST_CORE_MEDIA_TYPE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace dateline::ingest {

// What holds one article.
enum class MediaType { kPlainText, kHtml, kEmail };

// What holds many (services/ingest/collections).
enum class CollectionType { kNone, kFeed, kWarc, kJsonLines };

// So many bytes at the start tell what something is.
inline constexpr size_t kSniffBytes = 4096;

// "text/plain", "text/html", "message/rfc822".
std::string_view MediaTypeName(MediaType type);

// `declared` is a Content-Type value such as "text/html; charset=utf-8"; empty
// means by content, where everything that is not markup, a message or a known binary
// format is plain text. INVALID_ARGUMENT (MEDIA_TYPE_UNSUPPORTED) for other types, for
// collections and for charsets that are not known (text_decoder.h).
absl::StatusOr<MediaType> ResolveMediaType(std::string_view declared, std::string_view content);

// The collection that a Content-Type value names; of the general XML types, a feed. kNone
// for every other type.
CollectionType CollectionOfType(std::string_view declared);

// The collection that begins so; kSniffBytes are enough.
CollectionType SniffCollection(std::string_view content);

// The charset parameter of a Content-Type value, in lower case; empty if it has none.
std::string CharsetParameter(std::string_view declared);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_MEDIA_TYPE_H_

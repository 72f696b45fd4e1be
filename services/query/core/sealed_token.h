// Opaque strings that clients carry between calls: url-safe base64 over a
// format byte, a payload and a checksum.
//
//   std::string token = SealToken('P', payload);
//   std::optional<std::string> payload = OpenToken('P', token);  // nothing for garbage
//
// The checksum catches truncation and typing, not malice: a token holds nothing
// secret and grants nothing. Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_QUERY_CORE_SEALED_TOKEN_H_
#define DATELINE_SERVICES_QUERY_CORE_SEALED_TOKEN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dateline::query {

// `format` names what the payload is and its version; another one never opens.
std::string SealToken(char format, std::string_view payload);
std::optional<std::string> OpenToken(char format, std::string_view token);

// Big-endian, so that encoded numbers sort as numbers.
void AppendUint64(uint64_t number, std::string* out);
// Takes eight bytes off the front of `bytes`; false if there are fewer.
bool TakeUint64(std::string_view* bytes, uint64_t* number);
// A length and the bytes.
void AppendBytes(std::string_view piece, std::string* out);
bool TakeBytes(std::string_view* bytes, std::string* piece);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_SEALED_TOKEN_H_

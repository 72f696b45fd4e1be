// The article in an e-mail message (RFC 5322 and MIME): press releases, newsletters,
// wire copy.
//
//   DATELINE_ASSIGN_OR_RETURN(EmailMessage message, ReadEmail(bytes));
//   message.media_type     // "text/html; charset=utf-8"
//   message.content        // the part's bytes, transfer encoding taken off
//
// GMime takes the message apart. Of alternatives the HTML one is taken where it has
// text, else the plain one; attachments are left alone, but a message that only carries another
// (forwarded) is read as that one. Nothing is fetched. Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_EMAIL_MESSAGE_H_
#define DATELINE_SERVICES_INGEST_CORE_EMAIL_MESSAGE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace dateline::ingest {

// Parts that are looked at; what lies behind is left out.
inline constexpr size_t kMaxEmailParts = 1'000;

struct EmailMessage {
  std::string content;
  std::string media_type;  // "text/plain" or "text/html", with the charset if it says one.
  // From the headers, decoded to UTF-8; empty where they say nothing.
  std::string subject;
  std::vector<std::string> senders;  // Display names.
  std::string organization;
  std::string language;
  std::string date;  // RFC 3339; as written if it is no date.
};

// Whether bytes of no given type are a message: a block of header fields, with a sender
// or a trace and at least one more that only mail has.
bool LooksLikeEmail(std::string_view bytes);

// DOCUMENT_EMPTY for a message without a readable text part.
absl::StatusOr<EmailMessage> ReadEmail(std::string_view bytes);

// A date as mail and RSS write it, "Fri, 20 Aug 2021 09:30:00 +0200", as RFC 3339; empty if it
// is none.
std::string ReadMailDate(std::string_view text);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_EMAIL_MESSAGE_H_

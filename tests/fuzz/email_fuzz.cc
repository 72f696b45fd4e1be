// Any bytes as an e-mail message: read or refused, the same the second time.
#include <cstdint>
#include <string_view>

#include "services/ingest/core/email_message.h"
#include "tests/fuzz/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)dateline::ingest::LooksLikeEmail(bytes);
  const auto message = dateline::ingest::ReadEmail(bytes);
  const auto again = dateline::ingest::ReadEmail(bytes);
  FUZZ_CHECK(message.ok() == again.ok());
  if (!message.ok()) return 0;
  FUZZ_CHECK(!message->content.empty() && message->content == again->content);
  FUZZ_CHECK(message->media_type.starts_with("text/"));
  return 0;
}

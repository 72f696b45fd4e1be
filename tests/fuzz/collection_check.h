// What holds of every payload with many documents.
#ifndef DATELINE_TESTS_FUZZ_COLLECTION_CHECK_H_
#define DATELINE_TESTS_FUZZ_COLLECTION_CHECK_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "services/ingest/collections/collection_reader.h"
#include "services/ingest/core/decompressor.h"
#include "services/ingest/core/web_address.h"
#include "tests/fuzz/fuzz_check.h"

struct CollectionRun {
  std::vector<dateline::ingest::CollectionItem> items;
  absl::Status end;
};

// `cut` bytes at a time.
inline CollectionRun RunCollection(const dateline::ingest::CollectionOptions& options,
                                   std::string_view payload, size_t cut) {
  CollectionRun run;
  auto reader = dateline::ingest::CollectionReader::Create(options);
  FUZZ_CHECK(reader.ok());
  while (true) {
    dateline::ingest::CollectionItem item;
    const auto step = (*reader)->Next(item);
    run.end = step.status();
    if (!step.ok() || *step == dateline::ingest::CollectionStep::kEnd) return run;
    if (*step == dateline::ingest::CollectionStep::kItem) {
      FUZZ_CHECK(item.index == run.items.size());
      run.items.push_back(std::move(item));
    } else if (payload.empty()) {
      (*reader)->Finish();
    } else {
      (*reader)->Add(payload.substr(0, cut));
      payload.remove_prefix(std::min(cut, payload.size()));
    }
  }
}

inline void CheckCollection(const char* media_type, const uint8_t* data, size_t size,
                            const dateline::ingest::FieldMapping& fields = {}) {
  const std::string_view payload(reinterpret_cast<const char*>(data), size);
  const dateline::ingest::CollectionOptions options = {.media_type = media_type,
                                                       .uri = "https://news.example/all",
                                                       .fields = fields,
                                                       .defaults = {}};
  const bool packed =
      dateline::ingest::SniffCompression(payload) != dateline::ingest::Compression::kNone;
  const CollectionRun whole = RunCollection(options, payload, size + 1);
  const CollectionRun cut = RunCollection(options, payload, 7);
  FUZZ_CHECK(whole.items.size() == cut.items.size());
  FUZZ_CHECK(whole.end.code() == cut.end.code());
  for (size_t i = 0; i < whole.items.size(); ++i) {
    const auto& item = whole.items[i];
    FUZZ_CHECK(item.problem.code() == cut.items[i].problem.code());
    FUZZ_CHECK(item.article.content == cut.items[i].article.content);
    FUZZ_CHECK(item.article.uri == cut.items[i].article.uri);
    FUZZ_CHECK(item.article.metadata.title == cut.items[i].article.metadata.title);
    FUZZ_CHECK(item.problem.ok() || item.article.content.empty());
    FUZZ_CHECK(item.offset == cut.items[i].offset);
    // Of compressed payloads it is that of what they unpack to.
    FUZZ_CHECK(packed || item.offset <= payload.size());
    // Lines say their own; it is checked when they are submitted.
    if (std::string_view(media_type) != "application/jsonl") {
      FUZZ_CHECK(dateline::ingest::CheckDocumentUri(item.article.uri).ok());
    }
  }
}

#endif  // DATELINE_TESTS_FUZZ_COLLECTION_CHECK_H_

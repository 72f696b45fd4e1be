// Compressed bytes for tests.
#ifndef DATELINE_SERVICES_INGEST_CORE_TESTING_COMPRESSED_H_
#define DATELINE_SERVICES_INGEST_CORE_TESTING_COMPRESSED_H_

#include <string>
#include <string_view>

namespace dateline::ingest {

// One gzip member, one zstd frame.
std::string Gzip(std::string_view bytes);
std::string Zstd(std::string_view bytes);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_TESTING_COMPRESSED_H_

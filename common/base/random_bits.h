// Random numbers for ids that only have to differ from one another: request ids,
// traces. Never for secrets, and never for what the fact base keeps.
#ifndef DATELINE_COMMON_BASE_RANDOM_BITS_H_
#define DATELINE_COMMON_BASE_RANDOM_BITS_H_

#include <cstdint>

namespace dateline {

// 64 random bits. Each thread draws from a generator of its own, seeded by the
// operating system. Thread-safe.
uint64_t DrawRandomBits();

}  // namespace dateline

#endif  // DATELINE_COMMON_BASE_RANDOM_BITS_H_

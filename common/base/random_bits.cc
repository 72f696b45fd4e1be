#include "common/base/random_bits.h"

#include <random>

namespace dateline {

uint64_t DrawRandomBits() {
  thread_local std::mt19937_64 generator{(static_cast<uint64_t>(std::random_device()()) << 32) ^
                                         std::random_device()()};
  return generator();
}

}  // namespace dateline

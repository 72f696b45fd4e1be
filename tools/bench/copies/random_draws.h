// Draws that follow from a seed alone, on every machine.
//
//   RandomDraws draws({seed, article});
//   draws.Below(6)   // 0 to 5
//
// Not thread-safe; a value.
#ifndef DATELINE_TOOLS_BENCH_COPIES_RANDOM_DRAWS_H_
#define DATELINE_TOOLS_BENCH_COPIES_RANDOM_DRAWS_H_

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace dateline {

class RandomDraws {
 public:
  explicit RandomDraws(std::initializer_list<uint64_t> seeds) {
    for (const uint64_t seed : seeds) state_ = Mix(state_ ^ seed);
  }

  uint64_t Next() { return Mix(state_ += 0x9e3779b97f4a7c15); }
  size_t Below(size_t count) { return static_cast<size_t>(Next() % count); }
  size_t Between(size_t least, size_t most) { return least + Below(most - least + 1); }
  bool Happens(double probability) { return Fraction() < probability; }
  // In [0, 1).
  double Fraction() { return static_cast<double>(Next() >> 11) * 0x1p-53; }
  // A rank from 0 below `count`, about as often as Zipf's law with exponent 1 has
  // it: the logarithm of the rank is spread evenly.
  size_t Rank(size_t count) {
    return static_cast<size_t>(std::pow(static_cast<double>(count + 1), Fraction())) - 1;
  }

 private:
  static uint64_t Mix(uint64_t value) {
    value ^= value >> 30;
    value *= 0xbf58476d1ce4e5b9;
    value ^= value >> 27;
    value *= 0x94d049bb133111eb;
    return value ^ (value >> 31);
  }

  uint64_t state_ = 0x9e3779b97f4a7c15;
};

}  // namespace dateline

#endif  // DATELINE_TOOLS_BENCH_COPIES_RANDOM_DRAWS_H_

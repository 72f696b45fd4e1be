#include "services/extraction/nlp/model/vector_math.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#if defined(__x86_64__)
#define DATELINE_X86 1
#define DATELINE_AVX2 __attribute__((target("avx2")))
#define DATELINE_AVX512 \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512")))
#endif

// The loops below are written once and compiled for each kind of processor.
#define DATELINE_INLINE static inline __attribute__((always_inline))

namespace dateline::nlp {
namespace {

constexpr float kStateSteps = 127.0f;
// Below it, 127 / x would leave the range of floats.
constexpr float kSmallestToRound = 1e-30f;

// Vectors of so many lanes, as GCC and Clang know them on every processor.
template <size_t kLanes>
struct Lanes {
  typedef float Floats __attribute__((vector_size(kLanes * sizeof(float))));
  typedef int32_t Ints __attribute__((vector_size(kLanes * sizeof(int32_t))));
  typedef int8_t Bytes __attribute__((vector_size(kLanes)));
};

// Rational approximation on [-7.9, 7.9], beyond which floats see +-1: the
// quotient of an odd polynomial of degree 13 and an even one of degree 6, with
// the coefficients that Eigen uses. `Floats` is float or a vector of them.
template <typename Floats>
DATELINE_INLINE Floats TanhOf(Floats x) {
  const Floats high = Floats{} + 7.90531110763549805f;
  const Floats low = Floats{} - 7.90531110763549805f;
  x = x > high ? high : x;
  x = x < low ? low : x;
  const Floats x2 = x * x;
  Floats p = Floats{} - 2.76076847742355e-16f;
  p = p * x2 + 2.00018790482477e-13f;
  p = p * x2 - 8.60467152213735e-11f;
  p = p * x2 + 5.12229709037114e-08f;
  p = p * x2 + 1.48572235717979e-05f;
  p = p * x2 + 6.37261928875436e-04f;
  p = p * x2 + 4.89352455891786e-03f;
  p = p * x;
  Floats q = Floats{} + 1.19825839466702e-06f;
  q = q * x2 + 1.18534705686654e-04f;
  q = q * x2 + 2.26843463243900e-03f;
  q = q * x2 + 4.89352518554385e-03f;
  return p / q;
}

template <typename Floats>
DATELINE_INLINE Floats SigmoidOf(Floats x) {
  return TanhOf(x * 0.5f) * 0.5f + 0.5f;
}

template <typename Vector, typename Element>
DATELINE_INLINE Vector LoadFrom(const Element* from) {
  Vector out;
  std::memcpy(&out, from, sizeof(out));
  return out;
}

// Units [j, j + kLanes) of the cell.
template <size_t kLanes>
DATELINE_INLINE void LstmBlock(const LstmStep& s, size_t j) {
  using Floats = typename Lanes<kLanes>::Floats;
  using Ints = typename Lanes<kLanes>::Ints;
  using Bytes = typename Lanes<kLanes>::Bytes;
  Floats gates[4];
  for (size_t g = 0; g < 4; ++g) {
    const size_t i = g * s.size + j;
    const Floats input = __builtin_convertvector(LoadFrom<Ints>(s.input_sums + i), Floats);
    const Floats state = __builtin_convertvector(LoadFrom<Ints>(s.state_sums + i), Floats);
    gates[g] = input * LoadFrom<Floats>(s.input_scales + i) + LoadFrom<Floats>(s.bias + i) +
               state * LoadFrom<Floats>(s.state_scales + i);
  }
  const Floats next =
      SigmoidOf(gates[1]) * LoadFrom<Floats>(s.cell + j) + SigmoidOf(gates[0]) * TanhOf(gates[2]);
  std::memcpy(s.cell + j, &next, sizeof(next));
  const Floats scaled = SigmoidOf(gates[3]) * TanhOf(next) * kStateSteps;
  const Floats half = scaled < Floats{} ? Floats{} - 0.5f : Floats{} + 0.5f;
  const Bytes state = __builtin_convertvector(__builtin_convertvector(scaled + half, Ints), Bytes);
  std::memcpy(s.state + j, &state, sizeof(state));
}

template <size_t kLanes>
DATELINE_INLINE void LstmLoop(const LstmStep& s) {
  size_t j = 0;
  for (; j + kLanes <= s.size; j += kLanes) LstmBlock<kLanes>(s, j);
  for (; j + 4 <= s.size; j += 4) LstmBlock<4>(s, j);
  for (; j < s.size; ++j) LstmBlock<1>(s, j);
}

DATELINE_INLINE void RescaleLoop(const int32_t* __restrict sums, const float* __restrict scales,
                                 float factor, const float* __restrict bias, size_t size,
                                 float* __restrict y) {
  for (size_t i = 0; i < size; ++i) {
    y[i] = static_cast<float>(sums[i]) * scales[i] * factor + bias[i];
  }
}

DATELINE_INLINE void AddScaledLoop(const float* __restrict x, float factor, size_t size,
                                   float* __restrict y) {
  for (size_t i = 0; i < size; ++i) y[i] += x[i] * factor;
}

#if DATELINE_X86
DATELINE_AVX2 void LstmAvx2(const LstmStep& step) { LstmLoop<8>(step); }
DATELINE_AVX512 void LstmAvx512(const LstmStep& step) { LstmLoop<16>(step); }
DATELINE_AVX2 void RescaleAvx2(const int32_t* sums, const float* scales, float factor,
                               const float* bias, size_t size, float* y) {
  RescaleLoop(sums, scales, factor, bias, size, y);
}
DATELINE_AVX512 void RescaleAvx512(const int32_t* sums, const float* scales, float factor,
                                   const float* bias, size_t size, float* y) {
  RescaleLoop(sums, scales, factor, bias, size, y);
}
DATELINE_AVX2 void AddScaledAvx2(const float* x, float factor, size_t size, float* y) {
  AddScaledLoop(x, factor, size, y);
}
DATELINE_AVX512 void AddScaledAvx512(const float* x, float factor, size_t size, float* y) {
  AddScaledLoop(x, factor, size, y);
}
#endif

}  // namespace

void RunLstmStep(const LstmStep& step, Kernel kernel) {
#if DATELINE_X86
  if (kernel == Kernel::kAvx512Vnni) return LstmAvx512(step);
  if (kernel == Kernel::kAvx2) return LstmAvx2(step);
#endif
  LstmLoop<4>(step);
}

void Rescale(const int32_t* sums, const float* scales, float factor, const float* bias, size_t size,
             float* y, Kernel kernel) {
#if DATELINE_X86
  if (kernel == Kernel::kAvx512Vnni) {
    return RescaleAvx512(sums, scales, factor, bias, size, y);
  }
  if (kernel == Kernel::kAvx2) return RescaleAvx2(sums, scales, factor, bias, size, y);
#endif
  RescaleLoop(sums, scales, factor, bias, size, y);
}

void AddScaled(const float* x, float factor, size_t size, float* y, Kernel kernel) {
#if DATELINE_X86
  if (kernel == Kernel::kAvx512Vnni) return AddScaledAvx512(x, factor, size, y);
  if (kernel == Kernel::kAvx2) return AddScaledAvx2(x, factor, size, y);
#endif
  AddScaledLoop(x, factor, size, y);
}

float Quantise(const float* x, size_t size, int8_t* out) {
  float largest = 0.0f;
  for (size_t i = 0; i < size; ++i) largest = std::max(largest, std::fabs(x[i]));
  if (largest < kSmallestToRound) {
    std::fill_n(out, size, int8_t{0});
    return 0.0f;
  }
  const float steps = 127.0f / largest;
  for (size_t i = 0; i < size; ++i) {
    const float scaled = x[i] * steps;
    out[i] = static_cast<int8_t>(static_cast<int32_t>(scaled + (scaled < 0.0f ? -0.5f : 0.5f)));
  }
  return largest / 127.0f;
}

void Rectify(float* x, size_t size) {
  for (size_t i = 0; i < size; ++i) x[i] = x[i] > 0.0f ? x[i] : 0.0f;
}

size_t PositionOfLargest(const float* x, size_t size) {
  return static_cast<size_t>(std::max_element(x, x + size) - x);
}

float Tanh(float x) { return TanhOf(x); }

}  // namespace dateline::nlp

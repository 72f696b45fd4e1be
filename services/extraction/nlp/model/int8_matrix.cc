#include "services/extraction/nlp/model/int8_matrix.h"

#include <algorithm>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#define DATELINE_X86 1
#endif

namespace dateline::nlp {
namespace {

constexpr size_t kBlock = 16;  // Outputs in a block.
constexpr size_t kQuad = 4;    // Inputs that lie together.

size_t RoundUp(size_t n, size_t to) { return (n + to - 1) / to * to; }

struct Job {
  const uint8_t* packed;
  size_t blocks;
  size_t quads;
  const int8_t* x;
  size_t rows;
  size_t x_stride;
  int32_t* sums;
  size_t sum_stride;
};

int32_t Sum(const int8_t* x, size_t size) {
  int32_t sum = 0;
  for (size_t i = 0; i < size; ++i) sum += x[i];
  return sum;
}

void MultiplyPortable(const Job& job) {
  for (size_t r = 0; r < job.rows; ++r) {
    const int8_t* x = job.x + r * job.x_stride;
    for (size_t b = 0; b < job.blocks; ++b) {
      const uint8_t* w = job.packed + b * job.quads * kBlock * kQuad;
      int32_t sums[kBlock] = {};
      for (size_t q = 0; q < job.quads; ++q, w += kBlock * kQuad) {
        for (size_t o = 0; o < kBlock; ++o) {
          for (size_t i = 0; i < kQuad; ++i) {
            sums[o] += (int32_t{w[o * kQuad + i]} - 128) * x[q * kQuad + i];
          }
        }
      }
      std::memcpy(job.sums + r * job.sum_stride + b * kBlock, sums, sizeof(sums));
    }
  }
}

#if DATELINE_X86

__attribute__((target("avx2"))) void MultiplyAvx2(const Job& job) {
  const __m256i bias = _mm256_set1_epi16(128);
  for (size_t r = 0; r < job.rows; ++r) {
    const int8_t* x = job.x + r * job.x_stride;
    for (size_t b = 0; b < job.blocks; ++b) {
      const uint8_t* w = job.packed + b * job.quads * kBlock * kQuad;
      // Two 32-bit lanes an output: inputs 0 and 1, inputs 2 and 3.
      __m256i pairs[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(),
                          _mm256_setzero_si256()};
      for (size_t q = 0; q < job.quads; ++q, w += kBlock * kQuad) {
        int32_t quad;
        std::memcpy(&quad, x + q * kQuad, sizeof(quad));
        const __m128i wide = _mm_cvtepi8_epi16(_mm_cvtsi32_si128(quad));
        const __m256i xs = _mm256_broadcastq_epi64(wide);
        for (size_t v = 0; v < 4; ++v) {
          const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(w + v * kBlock));
          const __m256i ws = _mm256_sub_epi16(_mm256_cvtepu8_epi16(bytes), bias);
          pairs[v] = _mm256_add_epi32(pairs[v], _mm256_madd_epi16(ws, xs));
        }
      }
      int32_t* out = job.sums + r * job.sum_stride + b * kBlock;
      for (size_t v = 0; v < 4; ++v) {
        alignas(32) int32_t lanes[8];
        _mm256_store_si256(reinterpret_cast<__m256i*>(lanes), pairs[v]);
        for (size_t o = 0; o < 4; ++o) out[v * 4 + o] = lanes[2 * o] + lanes[2 * o + 1];
      }
    }
  }
}

#define DATELINE_VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

// `Rows` rows times two blocks: enough sums in flight to hide the latency of
// the instruction, few enough to stay in registers.
template <size_t Rows, size_t Blocks>
DATELINE_VNNI inline void VnniTile(const Job& job, size_t row, size_t block,
                                   const int32_t* corrections) {
  __m512i sums[Rows][Blocks];
  for (size_t r = 0; r < Rows; ++r) {
    for (size_t b = 0; b < Blocks; ++b) sums[r][b] = _mm512_setzero_si512();
  }
  const size_t block_bytes = job.quads * kBlock * kQuad;
  const uint8_t* w = job.packed + block * block_bytes;
  const int8_t* x = job.x + row * job.x_stride;
  for (size_t q = 0; q < job.quads; ++q) {
    __m512i weights[Blocks];
    for (size_t b = 0; b < Blocks; ++b) {
      weights[b] = _mm512_loadu_si512(w + b * block_bytes + q * kBlock * kQuad);
    }
    for (size_t r = 0; r < Rows; ++r) {
      int32_t quad;
      std::memcpy(&quad, x + r * job.x_stride + q * kQuad, sizeof(quad));
      const __m512i xs = _mm512_set1_epi32(quad);
      for (size_t b = 0; b < Blocks; ++b) {
        sums[r][b] = _mm512_dpbusd_epi32(sums[r][b], weights[b], xs);
      }
    }
  }
  for (size_t r = 0; r < Rows; ++r) {
    const __m512i correction = _mm512_set1_epi32(corrections[r]);
    for (size_t b = 0; b < Blocks; ++b) {
      _mm512_storeu_si512(job.sums + (row + r) * job.sum_stride + (block + b) * kBlock,
                          _mm512_sub_epi32(sums[r][b], correction));
    }
  }
}

template <size_t Rows>
DATELINE_VNNI void VnniRows(const Job& job, size_t row) {
  int32_t corrections[Rows];
  for (size_t r = 0; r < Rows; ++r) {
    corrections[r] = 128 * Sum(job.x + (row + r) * job.x_stride, job.quads * kQuad);
  }
  size_t block = 0;
  for (; block + 2 <= job.blocks; block += 2) VnniTile<Rows, 2>(job, row, block, corrections);
  if (block < job.blocks) VnniTile<Rows, 1>(job, row, block, corrections);
}

DATELINE_VNNI void MultiplyVnni(const Job& job) {
  size_t row = 0;
  for (; row + 8 <= job.rows; row += 8) VnniRows<8>(job, row);
  for (; row + 4 <= job.rows; row += 4) VnniRows<4>(job, row);
  for (; row + 2 <= job.rows; row += 2) VnniRows<2>(job, row);
  for (; row < job.rows; ++row) VnniRows<1>(job, row);
}

#endif  // DATELINE_X86

}  // namespace

std::vector<Kernel> AvailableKernels() {
  std::vector<Kernel> kernels = {Kernel::kPortable};
#if DATELINE_X86
  if (__builtin_cpu_supports("avx2")) kernels.push_back(Kernel::kAvx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni")) {
    kernels.push_back(Kernel::kAvx512Vnni);
  }
#endif
  return kernels;
}

Kernel BestKernel() {
  static const Kernel best = AvailableKernels().back();
  return best;
}

std::string_view NameOf(Kernel kernel) {
  switch (kernel) {
    case Kernel::kPortable:
      return "portable";
    case Kernel::kAvx2:
      return "avx2";
    case Kernel::kAvx512Vnni:
      return "avx512-vnni";
  }
  return "";
}

size_t PaddedInputs(size_t inputs) { return RoundUp(inputs, kQuad); }

Int8Matrix::Int8Matrix(const int8_t* weights, size_t outputs, size_t inputs)
    : outputs_(outputs),
      inputs_(inputs),
      padded_inputs_(PaddedInputs(inputs)),
      padded_outputs_(RoundUp(outputs, kBlock)),
      packed_(padded_inputs_ * padded_outputs_, 128) {
  const size_t quads = padded_inputs_ / kQuad;
  for (size_t o = 0; o < outputs; ++o) {
    for (size_t i = 0; i < inputs; ++i) {
      const size_t at =
          ((o / kBlock * quads + i / kQuad) * kBlock + o % kBlock) * kQuad + i % kQuad;
      packed_[at] = static_cast<uint8_t>(weights[o * inputs + i] + 128);
    }
  }
}

void Int8Matrix::Multiply(const int8_t* x, size_t rows, size_t x_stride, int32_t* sums,
                          size_t sum_stride, Kernel kernel) const {
  const Job job{
      packed_.data(), padded_outputs_ / kBlock, padded_inputs_ / kQuad, x, rows, x_stride, sums,
      sum_stride};
#if DATELINE_X86
  if (kernel == Kernel::kAvx512Vnni) return MultiplyVnni(job);
  if (kernel == Kernel::kAvx2) return MultiplyAvx2(job);
#endif
  MultiplyPortable(job);
}

int32_t DotProduct(const int8_t* a, const int8_t* b, size_t size) {
  int32_t sum = 0;
  for (size_t i = 0; i < size; ++i) sum += int32_t{a[i]} * b[i];
  return sum;
}

}  // namespace dateline::nlp

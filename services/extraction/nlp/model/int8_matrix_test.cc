#include "services/extraction/nlp/model/int8_matrix.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace dateline::nlp {
namespace {

constexpr int32_t kUntouched = 0x5A5A5A5A;

enum class Fill { kRandom, kLargest, kSmallest, kMixed };

int8_t Value(Fill fill, std::mt19937& random, bool input) {
  switch (fill) {
    case Fill::kRandom:
      return static_cast<int8_t>(random());
    case Fill::kLargest:
      return 127;
    case Fill::kSmallest:
      return -128;
    case Fill::kMixed:
      return input ? int8_t{-128} : int8_t{127};
  }
  return 0;
}

struct Problem {
  size_t outputs, inputs, rows, x_padding, sum_padding;
};

// Fails unless every kernel gives the sums of three plain loops, and writes no
// row's sums into another's.
void CheckAllKernels(const Problem& p, Fill fill, std::mt19937& random) {
  std::vector<int8_t> weights(p.outputs * p.inputs);
  for (int8_t& w : weights) w = Value(fill, random, false);
  const Int8Matrix matrix(weights.data(), p.outputs, p.inputs);
  const size_t x_stride = matrix.padded_inputs() + p.x_padding;
  const size_t sum_stride = matrix.padded_outputs() + p.sum_padding;
  std::vector<int8_t> x(p.rows * x_stride, 0);
  for (size_t r = 0; r < p.rows; ++r) {
    for (size_t i = 0; i < p.inputs; ++i) x[r * x_stride + i] = Value(fill, random, true);
    // What lies between padding and stride must not matter.
    for (size_t i = matrix.padded_inputs(); i < x_stride; ++i) x[r * x_stride + i] = 99;
  }
  for (const Kernel kernel : AvailableKernels()) {
    std::vector<int32_t> sums(p.rows * sum_stride + 1, kUntouched);
    matrix.Multiply(x.data(), p.rows, x_stride, sums.data(), sum_stride, kernel);
    for (size_t r = 0; r < p.rows; ++r) {
      for (size_t o = 0; o < p.outputs; ++o) {
        int32_t want = 0;
        for (size_t i = 0; i < p.inputs; ++i) {
          want += int32_t{x[r * x_stride + i]} * weights[o * p.inputs + i];
        }
        ASSERT_EQ(sums[r * sum_stride + o], want)
            << NameOf(kernel) << " " << p.outputs << "x" << p.inputs << " row " << r << " of "
            << p.rows << " output " << o;
      }
      for (size_t o = matrix.padded_outputs(); o < sum_stride; ++o) {
        ASSERT_EQ(sums[r * sum_stride + o], kUntouched) << NameOf(kernel);
      }
    }
    ASSERT_EQ(sums.back(), kUntouched) << NameOf(kernel);
  }
}

TEST(Int8Matrix, EverySmallShapeMultipliesExactly) {
  std::mt19937 random(1);
  for (size_t outputs = 1; outputs <= 35; ++outputs) {
    for (size_t inputs = 1; inputs <= 19; ++inputs) {
      CheckAllKernels({outputs, inputs, 1 + random() % 18, random() % 3, random() % 3},
                      Fill::kRandom, random);
    }
  }
}

TEST(Int8Matrix, RandomShapesMultiplyExactly) {
  std::mt19937 random(2);
  for (int i = 0; i < 400; ++i) {
    CheckAllKernels(
        {1 + random() % 70, 1 + random() % 70, 1 + random() % 70, random() % 9, random() % 9},
        Fill::kRandom, random);
  }
}

TEST(Int8Matrix, ExtremesNeitherOverflowNorSaturate) {
  std::mt19937 random(3);
  for (const Fill fill : {Fill::kLargest, Fill::kSmallest, Fill::kMixed}) {
    for (const size_t inputs : {1u, 3u, 4u, 64u, 70u, 4096u}) {
      CheckAllKernels({33, inputs, 9, 0, 0}, fill, random);
    }
  }
}

TEST(Int8Matrix, NoRowsNoWrites) {
  const int8_t weight = 3;
  const Int8Matrix matrix(&weight, 1, 1);
  for (const Kernel kernel : AvailableKernels()) {
    int32_t sum = kUntouched;
    matrix.Multiply(nullptr, 0, 4, &sum, 16, kernel);
    EXPECT_EQ(sum, kUntouched);
  }
}

TEST(Int8Matrix, SizesArePaddedForTheKernels) {
  const std::vector<int8_t> weights(17 * 5, 1);
  const Int8Matrix matrix(weights.data(), 17, 5);
  EXPECT_EQ(matrix.outputs(), 17u);
  EXPECT_EQ(matrix.inputs(), 5u);
  EXPECT_EQ(matrix.padded_outputs(), 32u);
  EXPECT_EQ(matrix.padded_inputs(), 8u);
}

TEST(Kernels, ThePortableOneIsAlwaysThereAndTheLastIsTheBest) {
  const std::vector<Kernel> kernels = AvailableKernels();
  ASSERT_FALSE(kernels.empty());
  EXPECT_EQ(kernels.front(), Kernel::kPortable);
  EXPECT_EQ(kernels.back(), BestKernel());
  for (const Kernel kernel : kernels) EXPECT_FALSE(NameOf(kernel).empty());
}

TEST(DotProduct, EqualsThePlainSum) {
  std::mt19937 random(4);
  for (size_t size = 0; size <= 300; ++size) {
    std::vector<int8_t> a(size);
    std::vector<int8_t> b(size);
    int32_t want = 0;
    for (size_t i = 0; i < size; ++i) {
      a[i] = i % 7 == 0 ? int8_t{-128} : static_cast<int8_t>(random());
      b[i] = i % 7 == 0 ? int8_t{-128} : static_cast<int8_t>(random());
      want += int32_t{a[i]} * int32_t{b[i]};
    }
    ASSERT_EQ(DotProduct(a.data(), b.data(), size), want) << size;
  }
}

}  // namespace
}  // namespace dateline::nlp

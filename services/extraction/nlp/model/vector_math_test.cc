#include "services/extraction/nlp/model/vector_math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

namespace dateline::nlp {
namespace {

// Floats of every size that a bundle may hold, zeros and denormals with them.
float AnyFloat(std::mt19937& random) {
  switch (random() % 8) {
    case 0:
      return 0.0f;
    case 1:
      return -0.0f;
    case 2:
      return random() % 2 == 0 ? 1e5f : -1e5f;
    case 3:
      return std::numeric_limits<float>::denorm_min() * static_cast<float>(random() % 1000);
    default: {
      const float base = static_cast<float>(static_cast<int32_t>(random())) / 2147483648.0f;
      return std::ldexp(base, static_cast<int>(random() % 40) - 28);
    }
  }
}

int32_t AnySum(std::mt19937& random) {
  switch (random() % 6) {
    case 0:
      return std::numeric_limits<int32_t>::max();
    case 1:
      return std::numeric_limits<int32_t>::min();
    case 2:
      return 0;
    default:
      return static_cast<int32_t>(random()) >> (random() % 24);
  }
}

std::vector<float> AnyFloats(size_t size, std::mt19937& random) {
  std::vector<float> out(size);
  for (float& value : out) value = AnyFloat(random);
  return out;
}

std::vector<int32_t> AnySums(size_t size, std::mt19937& random) {
  std::vector<int32_t> out(size);
  for (int32_t& value : out) value = AnySum(random);
  return out;
}

template <typename T>
bool SameBits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

TEST(LstmStep, EveryKernelGivesTheSameBits) {
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    const size_t size = 1 + random() % 70;
    const auto input_sums = AnySums(4 * size, random);
    const auto state_sums = AnySums(4 * size, random);
    const auto input_scales = AnyFloats(4 * size, random);
    const auto state_scales = AnyFloats(4 * size, random);
    const auto bias = AnyFloats(4 * size, random);
    const auto cells = AnyFloats(size, random);
    std::vector<float> first_cells;
    std::vector<int8_t> first_states;
    for (const Kernel kernel : AvailableKernels()) {
      std::vector<float> cell = cells;
      std::vector<int8_t> state(size, 55);
      RunLstmStep({.size = size,
                   .input_sums = input_sums.data(),
                   .state_sums = state_sums.data(),
                   .input_scales = input_scales.data(),
                   .state_scales = state_scales.data(),
                   .bias = bias.data(),
                   .cell = cell.data(),
                   .state = state.data()},
                  kernel);
      if (kernel == Kernel::kPortable) {
        first_cells = cell;
        first_states = state;
      }
      ASSERT_TRUE(SameBits(cell, first_cells)) << NameOf(kernel) << " size " << size;
      ASSERT_EQ(state, first_states) << NameOf(kernel) << " size " << size;
    }
  }
}

TEST(LstmStep, IsTheTextbookCell) {
  std::mt19937 random(12);
  const auto gate = [&](size_t, float) {
    return static_cast<float>(random() % 8001) / 1e3f - 4.0f;
  };
  const size_t size = 9;
  const std::vector<int32_t> no_sums(4 * size, 0);
  const std::vector<float> no_scales(4 * size, 0.0f);
  std::vector<float> bias(4 * size);
  for (size_t i = 0; i < bias.size(); ++i) bias[i] = gate(i, 0.0f);
  std::vector<float> cell(size);
  for (float& c : cell) c = gate(0, 0.0f) / 2.0f;
  const std::vector<float> before = cell;
  std::vector<int8_t> state(size);
  RunLstmStep({.size = size,
               .input_sums = no_sums.data(),
               .state_sums = no_sums.data(),
               .input_scales = no_scales.data(),
               .state_scales = no_scales.data(),
               .bias = bias.data(),
               .cell = cell.data(),
               .state = state.data()},
              BestKernel());
  const auto sigmoid = [](double x) { return 1.0 / (1.0 + std::exp(-x)); };
  for (size_t j = 0; j < size; ++j) {
    const double next = sigmoid(bias[size + j]) * before[j] +
                        sigmoid(bias[j]) * std::tanh(static_cast<double>(bias[2 * size + j]));
    EXPECT_NEAR(cell[j], next, 1e-5);
    EXPECT_NEAR(state[j], 127.0 * sigmoid(bias[3 * size + j]) * std::tanh(next), 0.501);
  }
}

TEST(Rescale, EveryKernelGivesTheSameBits) {
  std::mt19937 random(13);
  for (int round = 0; round < 500; ++round) {
    const size_t size = 1 + random() % 90;
    const auto sums = AnySums(size, random);
    const auto scales = AnyFloats(size, random);
    const auto bias = AnyFloats(size, random);
    const float factor = AnyFloat(random);
    std::vector<float> first;
    for (const Kernel kernel : AvailableKernels()) {
      std::vector<float> y(size, 1.0f);
      Rescale(sums.data(), scales.data(), factor, bias.data(), size, y.data(), kernel);
      if (kernel == Kernel::kPortable) first = y;
      ASSERT_TRUE(SameBits(y, first)) << NameOf(kernel) << " size " << size;
    }
  }
}

TEST(Rescale, MultipliesScalesAndAdds) {
  const int32_t sums[] = {10, -3};
  const float scales[] = {0.5f, 2.0f};
  const float bias[] = {1.0f, -1.0f};
  float y[2];
  Rescale(sums, scales, 0.25f, bias, 2, y, Kernel::kPortable);
  EXPECT_EQ(y[0], 2.25f);
  EXPECT_EQ(y[1], -2.5f);
}

TEST(AddScaled, EveryKernelGivesTheSameBits) {
  std::mt19937 random(14);
  for (int round = 0; round < 500; ++round) {
    const size_t size = 1 + random() % 90;
    const auto x = AnyFloats(size, random);
    const auto before = AnyFloats(size, random);
    const float factor = AnyFloat(random);
    std::vector<float> first;
    for (const Kernel kernel : AvailableKernels()) {
      std::vector<float> y = before;
      AddScaled(x.data(), factor, size, y.data(), kernel);
      if (kernel == Kernel::kPortable) {
        first = y;
        for (size_t i = 0; i < size; ++i) {
          // A double holds the product exactly: this rounds twice, as it should,
          // and not once, as a fused operation would.
          const auto product = static_cast<float>(static_cast<double>(x[i]) * factor);
          const auto want = static_cast<float>(static_cast<double>(before[i]) + product);
          ASSERT_EQ(y[i], want);
        }
      }
      ASSERT_TRUE(SameBits(y, first)) << NameOf(kernel) << " size " << size;
    }
  }
}

TEST(Tanh, IsCloseEverywhereAndOdd) {
  for (int i = -200'000; i <= 200'000; ++i) {
    const float x = static_cast<float>(i) * 1e-4f;
    ASSERT_NEAR(Tanh(x), std::tanh(static_cast<double>(x)), 1e-6) << x;
    ASSERT_EQ(Tanh(-x), -Tanh(x)) << x;
  }
  for (const float x : {0.0f, 1e-38f, 1e-10f, 50.0f, 1e10f, std::numeric_limits<float>::max(),
                        std::numeric_limits<float>::infinity()}) {
    EXPECT_NEAR(Tanh(x), std::tanh(static_cast<double>(x)), 1e-6) << x;
    EXPECT_LE(std::fabs(Tanh(x)), 1.0f + 1e-6f);
  }
}

std::vector<int8_t> Quantised(const std::vector<float>& x, float* step = nullptr) {
  std::vector<int8_t> out(x.size(), 77);
  const float size = Quantise(x.data(), x.size(), out.data());
  if (step != nullptr) *step = size;
  return out;
}

TEST(Quantise, ZerosHaveNoStep) {
  float step = 1.0f;
  EXPECT_EQ(Quantised({0.0f, -0.0f, 0.0f}, &step), (std::vector<int8_t>{0, 0, 0}));
  EXPECT_EQ(step, 0.0f);
  EXPECT_EQ(Quantise(nullptr, 0, nullptr), 0.0f);
}

TEST(Quantise, WhatIsTooSmallToRoundIsZero) {
  float step = 1.0f;
  const float tiny = std::numeric_limits<float>::denorm_min();
  EXPECT_EQ(Quantised({tiny, -tiny, 9e-31f}, &step), (std::vector<int8_t>{0, 0, 0}));
  EXPECT_EQ(step, 0.0f);
  EXPECT_EQ(Quantised({2e-30f, -1e-30f}), (std::vector<int8_t>{127, -64}));
}

TEST(Quantise, TiesGoAwayFromZero) {
  float step = 0.0f;
  EXPECT_EQ(Quantised({127.0f, 0.5f, -0.5f, 1.5f, -1.5f, 0.4f, -0.4f, 126.5f}, &step),
            (std::vector<int8_t>{127, 1, -1, 2, -2, 0, 0, 127}));
  EXPECT_EQ(step, 1.0f);
}

TEST(Quantise, LargestReachesTheEndsWhateverItsSize) {
  std::mt19937 random(15);
  for (int round = 0; round < 20'000; ++round) {
    const float largest = std::ldexp(0.5f + static_cast<float>(random() % 1000) / 2000.0f,
                                     static_cast<int>(random() % 180) - 90);
    float step = 0.0f;
    const auto out = Quantised({largest, -largest, largest / 2.0f}, &step);
    ASSERT_EQ(out[0], 127) << largest;
    ASSERT_EQ(out[1], -127) << largest;
    ASSERT_NEAR(out[2], 64, 1);
    ASSERT_NEAR(step * 127.0f, largest, largest * 1e-6f);
  }
}

TEST(Rectify, ClearsWhatIsBelowZero) {
  std::vector<float> x = {-1.0f, 0.0f, 2.5f, -0.0f, -1e-40f};
  Rectify(x.data(), x.size());
  EXPECT_EQ(x, (std::vector<float>{0.0f, 0.0f, 2.5f, 0.0f, 0.0f}));
}

TEST(PositionOfLargest, IsTheFirstOfSeveral) {
  const float x[] = {-3.0f, 2.0f, 2.0f, 1.0f};
  EXPECT_EQ(PositionOfLargest(x, 4), 1u);
  EXPECT_EQ(PositionOfLargest(x, 1), 0u);
}

}  // namespace
}  // namespace dateline::nlp

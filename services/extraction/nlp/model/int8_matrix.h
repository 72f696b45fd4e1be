// Weights in 8 bits, multiplied exactly.
//
//   Int8Matrix weights(section.data, outputs, inputs);
//   weights.Multiply(x, rows, stride, sums, weights.padded_outputs(), BestKernel());
//
// Sums are 32-bit integers, so every kernel, batch size and order of summation
// gives the same numbers: that is what makes the whole engine deterministic.
// Immutable after construction; thread-safe.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_MODEL_INT8_MATRIX_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_MODEL_INT8_MATRIX_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace dateline::nlp {

// Ways of multiplying that one machine may have.
enum class Kernel { kPortable, kAvx2, kAvx512Vnni };

// The fastest one that this machine has; asked of the processor once.
Kernel BestKernel();
// All that this machine has, slowest first.
std::vector<Kernel> AvailableKernels();
std::string_view NameOf(Kernel kernel);

// Room that a row of `inputs` values needs: a multiple of 4, zeros in the rest.
size_t PaddedInputs(size_t inputs);

class Int8Matrix {
 public:
  Int8Matrix() = default;
  // Copies `outputs` rows of `inputs` weights each.
  Int8Matrix(const int8_t* weights, size_t outputs, size_t inputs);

  size_t outputs() const { return outputs_; }
  size_t inputs() const { return inputs_; }
  // Sizes that buffers have to have: inputs to a multiple of 4 (zeros in the
  // rest), outputs to a multiple of 16.
  size_t padded_inputs() const { return padded_inputs_; }
  size_t padded_outputs() const { return padded_outputs_; }

  // sums[r * sum_stride + o] = the sum over i of x[r * x_stride + i] * w[o][i].
  // REQUIRES: x_stride >= padded_inputs(), sum_stride >= padded_outputs().
  void Multiply(const int8_t* x, size_t rows, size_t x_stride, int32_t* sums, size_t sum_stride,
                Kernel kernel) const;

 private:
  size_t outputs_ = 0;
  size_t inputs_ = 0;
  size_t padded_inputs_ = 0;
  size_t padded_outputs_ = 0;
  // Blocks of 16 outputs; in a block, 4 inputs of each output lie together.
  // Weights are kept plus 128, as the AVX-512 instruction wants one unsigned
  // side; Multiply takes 128 times the sum of x away again.
  std::vector<uint8_t> packed_;
};

// The sum over i of a[i] * b[i].
int32_t DotProduct(const int8_t* a, const int8_t* b, size_t size);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_MODEL_INT8_MATRIX_H_

// The floating-point part of the networks: few operations, each rounded as IEEE
// 754 says.
//
// Every function uses only additions, multiplications, divisions and
// conversions, one after the other in a fixed order and never fused (the file
// is compiled with -ffp-contract=off), so that every processor gives the same
// bits. Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_MODEL_VECTOR_MATH_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_MODEL_VECTOR_MATH_H_

#include <cstddef>
#include <cstdint>

#include "services/extraction/nlp/model/int8_matrix.h"

namespace dateline::nlp {

// One step of an LSTM cell with `size` units. The gates are those of the input,
// forget, cell and output, one after the other:
//   gate[j] = input_sums[j] * input_scales[j] + bias[j] + state_sums[j] * state_scales[j]
struct LstmStep {
  size_t size;
  const int32_t* input_sums;  // 4 * size
  const int32_t* state_sums;  // 4 * size
  const float* input_scales;  // 4 * size
  const float* state_scales;  // 4 * size
  const float* bias;          // 4 * size
  float* cell;                // size; read and written
  int8_t* state;              // size; written: 127 times the new state
};
void RunLstmStep(const LstmStep& step, Kernel kernel);

// y[i] = sums[i] * scales[i] * factor + bias[i]
void Rescale(const int32_t* sums, const float* scales, float factor, const float* bias, size_t size,
             float* y, Kernel kernel);

// y[i] += x[i] * factor
void AddScaled(const float* x, float factor, size_t size, float* y, Kernel kernel);

// Rounds x to 127 steps of its largest value, halves away from zero. Returns the
// size of a step; 0, and all zeros, where no value reaches 1e-30. REQUIRES: all
// finite.
float Quantise(const float* x, size_t size, int8_t* out);

// max(0, x), in place.
void Rectify(float* x, size_t size);

// Position of the largest value, the first of several. REQUIRES: size > 0.
size_t PositionOfLargest(const float* x, size_t size);

// The approximation of tanh that the cells use, off by at most 1e-6.
float Tanh(float x);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_MODEL_VECTOR_MATH_H_

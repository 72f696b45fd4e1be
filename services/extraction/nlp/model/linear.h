// A fully connected layer over rows of 8-bit values.
//
//   DATELINE_ASSIGN_OR_RETURN(Linear upos, Linear::Load(*bundle, "grammar/upos", 400));
//   upos.Apply(states, tokens, stride, scale, scores, workspace_sums, kernel);
//
// Immutable after Load; thread-safe.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_MODEL_LINEAR_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_MODEL_LINEAR_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/extraction/nlp/model/bundle.h"
#include "services/extraction/nlp/model/int8_matrix.h"

namespace dateline::nlp {

class Linear {
 public:
  Linear() = default;
  // Sections NAME/weights (int8, outputs x inputs), NAME/scales and NAME/bias
  // (float, outputs). FAILED_PRECONDITION where they do not fit each other.
  static absl::StatusOr<Linear> Load(const Bundle& bundle, const std::string& name, size_t inputs);

  size_t outputs() const { return matrix_.outputs(); }
  size_t padded_inputs() const { return matrix_.padded_inputs(); }

  // y[r][o] = (sum of x[r][i] * w[o][i]) * scales[o] * factor + bias[o], rows of
  // outputs() values. `sums` is room that is reused from call to call.
  // REQUIRES: stride >= padded_inputs(), zeros behind the inputs.
  void Apply(const int8_t* x, size_t rows, size_t stride, float factor, std::vector<int32_t>& sums,
             float* y, Kernel kernel) const;
  // The same with a factor for each row.
  void Apply(const int8_t* x, size_t rows, size_t stride, const float* factors,
             std::vector<int32_t>& sums, float* y, Kernel kernel) const;

 private:
  void Multiply(const int8_t* x, size_t rows, size_t stride, std::vector<int32_t>& sums,
                Kernel kernel) const;

  Int8Matrix matrix_;
  std::vector<float> scales_;
  std::vector<float> bias_;
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_MODEL_LINEAR_H_

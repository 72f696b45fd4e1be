#include "services/extraction/nlp/model/linear.h"

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/extraction/nlp/model/vector_math.h"

namespace dateline::nlp {

absl::StatusOr<Linear> Linear::Load(const Bundle& bundle, const std::string& name, size_t inputs) {
  DATELINE_ASSIGN_OR_RETURN(const Int8Section weights, bundle.Int8(StrCat(name, "/weights"), 0,
                                                                   static_cast<uint32_t>(inputs)));
  Linear layer;
  layer.matrix_ = Int8Matrix(weights.data, weights.rows, weights.columns);
  DATELINE_ASSIGN_OR_RETURN(layer.scales_,
                            bundle.CopyFloats(StrCat(name, "/scales"), weights.rows));
  DATELINE_ASSIGN_OR_RETURN(layer.bias_, bundle.CopyFloats(StrCat(name, "/bias"), weights.rows));
  return layer;
}

void Linear::Multiply(const int8_t* x, size_t rows, size_t stride, std::vector<int32_t>& sums,
                      Kernel kernel) const {
  if (sums.size() < rows * matrix_.padded_outputs()) sums.resize(rows * matrix_.padded_outputs());
  matrix_.Multiply(x, rows, stride, sums.data(), matrix_.padded_outputs(), kernel);
}

void Linear::Apply(const int8_t* x, size_t rows, size_t stride, float factor,
                   std::vector<int32_t>& sums, float* y, Kernel kernel) const {
  Multiply(x, rows, stride, sums, kernel);
  for (size_t r = 0; r < rows; ++r) {
    Rescale(sums.data() + r * matrix_.padded_outputs(), scales_.data(), factor, bias_.data(),
            outputs(), y + r * outputs(), kernel);
  }
}

void Linear::Apply(const int8_t* x, size_t rows, size_t stride, const float* factors,
                   std::vector<int32_t>& sums, float* y, Kernel kernel) const {
  Multiply(x, rows, stride, sums, kernel);
  for (size_t r = 0; r < rows; ++r) {
    Rescale(sums.data() + r * matrix_.padded_outputs(), scales_.data(), factors[r], bias_.data(),
            outputs(), y + r * outputs(), kernel);
  }
}

}  // namespace dateline::nlp

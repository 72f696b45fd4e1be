#include "services/query/rpc/read_mask.h"

#include <algorithm>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "google/protobuf/util/field_mask_util.h"
#include "services/query/core/fact_reading.h"

namespace dateline::query {

using google::protobuf::util::FieldMaskUtil;

absl::StatusOr<ReadMask> ReadMask::Create(const google::protobuf::FieldMask& mask) {
  for (const std::string& path : mask.paths()) {
    if (!FieldMaskUtil::IsValidPath<v1::Fact>(path)) {
      return FieldInvalid("read_mask", StrCat("Fact has no field '", path, "'"));
    }
  }
  ReadMask out;
  out.mask_ = mask;
  return out;
}

size_t ReadMask::attestation_limit() const {
  const auto& paths = mask_.paths();
  const bool shown =
      paths.empty() || std::find(paths.begin(), paths.end(), "attestations") != paths.end();
  return shown ? kShownAttestations : 0;
}

void ReadMask::Apply(v1::Fact& fact) const {
  if (!mask_.paths().empty()) FieldMaskUtil::TrimMessage(mask_, &fact);
}

}  // namespace dateline::query

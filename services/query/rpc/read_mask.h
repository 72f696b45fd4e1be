// Which fields of Fact a caller wants.
//
//   DATELINE_ASSIGN_OR_RETURN(ReadMask mask, ReadMask::Create(request.read_mask()));
//   mask.Apply(fact);
//
// Thread-safe: a value.
#ifndef DATELINE_SERVICES_QUERY_RPC_READ_MASK_H_
#define DATELINE_SERVICES_QUERY_RPC_READ_MASK_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "dateline/query/v1/query.pb.h"

namespace dateline::query {

class ReadMask {
 public:
  // FIELD_INVALID for paths that Fact does not have. Empty takes all fields.
  static absl::StatusOr<ReadMask> Create(const google::protobuf::FieldMask& mask);

  // How many attestations are worth reading: none where none are shown.
  size_t attestation_limit() const;

  // Clears what is not wanted.
  void Apply(v1::Fact& fact) const;

 private:
  google::protobuf::FieldMask mask_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_RPC_READ_MASK_H_

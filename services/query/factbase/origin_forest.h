// Where the reports of one fact started, for a fact that too many documents
// attest to compare them all: groups of origin keys as a forest of rows, in
// which a document is placed at the cost of its own keys.
//
//   OriginForest forest(staging, fact_id);
//   DATELINE_ASSIGN_OR_RETURN(OriginPlacement placed, forest.Place(document_id, keys, told));
//
// What a group is called, which documents are of one origin and how many there
// are follows from the documents alone, as in origins.h; only the labels of
// groups tell of their order, and nothing shows them.
//
// Not thread-safe; belongs to one commit.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_ORIGIN_FOREST_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_ORIGIN_FOREST_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "dateline/storage/v1/fact_base_records.pb.h"
#include "services/query/factbase/member.h"
#include "services/query/factbase/origins.h"
#include "services/query/factbase/staging.h"
#include "services/query/factbase/versioned_rows.h"

namespace dateline::query {

// Where a document came to stand.
struct OriginPlacement {
  std::string label;
  // What the groups told that are now one with the document's.
  std::vector<std::set<uint64_t>> joined;
  // What that one tells now.
  std::set<uint64_t> told;
};

class OriginForest {
 public:
  OriginForest(Staging& staging, std::string fact_id)
      : staging_(staging), fact_id_(std::move(fact_id)) {}

  // Adds a document. `told` are fingerprints of the variants that it tells.
  // REQUIRES: the document is not in the forest.
  absl::StatusOr<OriginPlacement> Place(const std::string& document_id,
                                        const std::set<OriginKey>& keys,
                                        const std::set<uint64_t>& told);
  // Takes the whole forest away.
  absl::Status Clear();

 private:
  using Group = storage::v1::StoredOriginGroup;

  using Root = std::pair<std::string, Group>;  // Its label first.

  absl::StatusOr<Root> RootOf(std::string label) const;
  absl::StatusOr<Group> Read(const std::string& label) const;

  Staging& staging_;
  const std::string fact_id_;
};

// The origin that a label stands for at the reader's moment.
absl::StatusOr<Origin> OriginOfLabel(const VersionedReader& reader, std::string_view fact_id,
                                     std::string label);

// Members of one document have one origin: all that ties it to others.
std::set<OriginKey> OriginKeysOfDocument(const std::vector<const Member*>& members);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_ORIGIN_FOREST_H_

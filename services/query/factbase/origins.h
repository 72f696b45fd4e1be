// Where the reports of one fact started: reports with a common credited agency,
// a common outlet or a copied passage are one origin. Pure functions.
// Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_ORIGINS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_ORIGINS_H_

#include <string>
#include <vector>

#include "services/query/factbase/member.h"

namespace dateline::query {

// An origin is called after its smallest key: an agency, or else the document
// that was published first, so that later reports seldom change it.
struct Origin {
  std::string id;      // Hash of the smallest key.
  std::string name;    // The agency's, or else the outlet of the first document, or its URI.
  std::string reason;  // As in OriginRecord.
  friend bool operator==(const Origin&, const Origin&) = default;
};

// Why the reports of so many documents are one origin, as in OriginRecord.
std::string OriginReason(size_t documents, bool shares_agency, bool shares_passage);

// The key that members of one document share, and no others.
std::string DocumentOriginKey(const Attestation& attestation);

// The origin of each member, in their order. Members of one document are
// always of one origin. REQUIRES: each has its document's key among its own.
std::vector<Origin> OriginsOf(const std::vector<const Member*>& members);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_ORIGINS_H_

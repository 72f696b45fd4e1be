// What the members of one fact add up to, without the members: in which ways
// the fact is told, by how many documents and from how many origins. Content,
// factuality, counts and conflicts of a fact follow from its tally alone, so a
// report of a fact that thousands report costs as much as the tally, not as the
// thousands.
//
//   FactTally tally;
//   const FactTally::Told told = tally.AddDocument({&member});
//   tally.AddOrigin(told);
//   tally.SupportOf(tally.Where([](const Variant& variant) { return ...; })).origins;
//
// The order of additions shows nowhere. Values; thread-safe like any value.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_FACT_TALLY_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_FACT_TALLY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/fact/fact.h"
#include "services/query/factbase/member.h"

namespace dateline::query {

// One way of telling a fact, without who tells it.
struct Variant {
  FactContent content;  // Entities without names.
  Factuality factuality;
  // Only of events told as done: nothing is done before its own date.
  std::optional<TimeInterval> published_at;
  friend bool operator==(const Variant&, const Variant&) = default;
};
Variant VariantOf(const Member& member);

// Documents and origins that tell some of the variants.
struct Support {
  std::set<std::string> document_ids;  // The smallest, at most kNamedDocuments.
  uint32_t documents = 0;
  uint32_t origins = 0;
};

class FactTally {
 public:
  // Enough to show who says so; the rest is counted.
  static constexpr size_t kNamedDocuments = 20;

  // Positions of variants, ascending, each once.
  using Told = std::set<uint32_t>;

  // Counts one document. REQUIRES: `members` are all that it gives the fact;
  // not empty; it is not counted yet.
  Told AddDocument(const std::vector<const Member*>& members);
  // Counts an origin whose documents tell `told`, or takes it out again.
  void AddOrigin(const Told& told) { ++origins_[told]; }
  void RemoveOrigin(const Told& told);

  const std::vector<Variant>& variants() const { return variants_; }
  // A variant by its content, alike in every tally of the fact.
  std::set<uint64_t> FingerprintsOf(const Told& told) const;
  // The reverse; variants that are not here are left out.
  Told ToldOf(const std::set<uint64_t>& fingerprints) const;

  // Members that give a variant.
  uint32_t MembersOf(uint32_t variant) const { return members_[variant]; }

  uint32_t documents() const;
  uint32_t origins() const;
  double confidence() const { return confidence_; }  // The highest.
  // From the first to the last publication of its documents, if known.
  const std::optional<TimeInterval>& published() const { return published_; }
  Told All() const;
  Told Where(absl::FunctionRef<bool(const Variant&)> holds) const;
  Support SupportOf(const Told& any_of) const;
  // True if a document tells of `a` and none of `b`, and another the reverse:
  // nobody who gives both contradicts anybody.
  bool ToldApart(const Told& a, const Told& b) const;

  // Equal tallies have equal bytes. DATA_LOSS for bytes of anything else.
  std::string Encode() const;
  static absl::StatusOr<FactTally> Decode(std::string_view bytes);

 private:
  struct Documents {
    uint32_t count = 0;
    std::set<std::string> smallest;  // At most kNamedDocuments.
  };

  void AddPublication(const TimeInterval& published);
  uint32_t PositionOf(const Variant& variant);

  std::vector<Variant> variants_;
  std::vector<uint32_t> members_;
  std::vector<uint64_t> fingerprints_;
  std::map<std::string, uint32_t> positions_;  // By the variant's bytes.
  std::map<Told, Documents> documents_;        // By all that a document tells.
  std::map<Told, uint32_t> origins_;           // By all that its documents tell.
  double confidence_ = 0;
  std::optional<TimeInterval> published_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_FACT_TALLY_H_

#include "tools/bench/factbase/questions.h"

#include <algorithm>
#include <cmath>

#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace dateline {
namespace {

namespace v1 = query::v1;

}  // namespace

v1::ListFactsRequest ListQuestion::ToRequest() const {
  v1::ListFactsRequest request;
  request.mutable_filter()->add_entity_ids(entity_id);
  request.mutable_filter()->set_valid_from(valid_from);
  request.mutable_filter()->set_valid_to(valid_to);
  request.set_order(v1::FACT_ORDER_VALID_TIME);
  request.set_page_size(kListedFacts);
  return request;
}

absl::StatusOr<Questions> Questions::Choose(const NewsWorld& world, QueryStub& stub,
                                            uint64_t entities) {
  Questions out;
  for (uint64_t rank = 1; rank <= entities; ++rank) {
    v1::SearchEntitiesRequest request;
    request.set_query(world.EntityName(rank));
    request.set_page_size(1);
    DATELINE_ASSIGN_OR_RETURN(const auto found, Ask(stub, &QueryStub::SearchEntities, request));
    if (found.entities_size() > 0) out.entities_.push_back(found.entities(0).id());
  }
  if (out.entities_.empty()) return absl::FailedPreconditionError("the base has no entities");
  std::mt19937_64 random(7);
  for (int i = 0; i < 300; ++i) {
    DATELINE_ASSIGN_OR_RETURN(const auto list,
                              Ask(stub, &QueryStub::ListFacts, out.AList(random).ToRequest()));
    for (const v1::Fact& fact : list.facts()) out.facts_.push_back(fact.id());
  }
  if (out.facts_.empty()) return absl::FailedPreconditionError("the base has no facts");
  return out;
}

// As often as articles name them (Zipf), so popular entities are asked for most.
const std::string& Questions::AnEntity(std::mt19937_64& random) const {
  const double unit = std::uniform_real_distribution<double>(0, 1)(random);
  const double drawn = std::exp(unit * std::log(static_cast<double>(entities_.size())));
  return entities_[std::min(static_cast<size_t>(drawn), entities_.size()) - 1];
}

v1::GetFactRequest Questions::AFact(std::mt19937_64& random) const {
  v1::GetFactRequest request;
  request.set_fact_id(facts_[random() % facts_.size()]);
  return request;
}

ListQuestion Questions::AList(std::mt19937_64& random) const {
  ListQuestion question;
  question.entity_id = AnEntity(random);
  const uint64_t year = 2015;
  const uint64_t month = 1 + random() % 12;
  question.valid_from = StrCat(year, "-", month < 10 ? "0" : "", month, "-01");
  question.valid_to = StrCat(year + 1, "-12-31");
  return question;
}

v1::GetTimelineRequest Questions::Timeline() const {
  v1::GetTimelineRequest request;
  request.add_entity_ids(entities_.front());
  request.set_page_size(kTimelineEvents);
  return request;
}

}  // namespace dateline

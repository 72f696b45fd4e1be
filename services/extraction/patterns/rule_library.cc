#include "services/extraction/patterns/rule_library.h"

#include <algorithm>
#include <utility>

#include "services/extraction/patterns/attribution.h"
#include "services/extraction/patterns/claim_rules.h"
#include "services/extraction/patterns/identity_rules.h"
#include "services/extraction/patterns/implied_relations.h"
#include "services/extraction/patterns/language/pattern_rules.h"
#include "services/extraction/patterns/life_rules.h"
#include "services/extraction/patterns/position_rules.h"
#include "services/extraction/patterns/statement_rules.h"

namespace dateline::patterns {

RuleLibrary::RuleLibrary(std::shared_ptr<const PatternSet> patterns) {
  families_.push_back(std::make_unique<StatementRules>());
  families_.push_back(std::make_unique<PositionRules>());
  families_.push_back(std::make_unique<MembershipRules>());
  families_.push_back(std::make_unique<IdentityRules>());
  families_.push_back(std::make_unique<LifeRules>());
  families_.push_back(std::make_unique<PlaceRules>());
  families_.push_back(std::make_unique<PatternRules>(std::move(patterns)));
  families_.push_back(std::make_unique<ClaimRules>());
}

void RuleLibrary::Apply(const DocumentView& view, FactSink& sink) const {
  for (const auto& family : families_) family->Apply(view, sink);
  DropImpliedRelations(sink);
  AttributeDrafts(sink);
}

std::vector<RuleInfo> RuleLibrary::Rules() const {
  std::vector<RuleInfo> out;
  for (const auto& family : families_) {
    for (const RuleInfo& rule : family->Rules()) out.push_back(rule);
  }
  std::sort(out.begin(), out.end(),
            [](const RuleInfo& a, const RuleInfo& b) { return a.id < b.id; });
  return out;
}

}  // namespace dateline::patterns

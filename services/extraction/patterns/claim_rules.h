// Claims: the open propositions of the running text, as facts.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAIM_RULES_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAIM_RULES_H_

#include <vector>

#include "services/extraction/patterns/rule_library.h"

namespace dateline::patterns {

// One rule for each construction of open_propositions.h. Headings, bylines,
// credits and boilerplate give none.
class ClaimRules final : public RuleFamily {
 public:
  std::vector<RuleInfo> Rules() const override;
  void Apply(const DocumentView& view, FactSink& sink) const override;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAIM_RULES_H_

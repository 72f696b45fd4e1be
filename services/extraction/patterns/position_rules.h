// Who holds which office: titles before and after names.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_POSITION_RULES_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_POSITION_RULES_H_

#include <vector>

#include "services/extraction/patterns/rule_library.h"

namespace dateline::patterns {

class PositionRules final : public RuleFamily {
 public:
  std::vector<RuleInfo> Rules() const override;
  void Apply(const DocumentView& view, FactSink& sink) const override;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_POSITION_RULES_H_

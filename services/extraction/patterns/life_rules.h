// What stands in brackets and between commas right after a name: when and where
// somebody was born and died, how old somebody is.
//
// Thread-safe. Linear in the text.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_LIFE_RULES_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_LIFE_RULES_H_

#include <vector>

#include "services/extraction/patterns/rule_library.h"

namespace dateline::patterns {

class LifeRules final : public RuleFamily {
 public:
  std::vector<RuleInfo> Rules() const override;
  void Apply(const DocumentView& view, FactSink& sink) const override;
};

// "Lima, Peru": the smaller place lies in the larger.
class PlaceRules final : public RuleFamily {
 public:
  std::vector<RuleInfo> Rules() const override;
  void Apply(const DocumentView& view, FactSink& sink) const override;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_LIFE_RULES_H_

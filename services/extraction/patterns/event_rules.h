// What happened: verbs of action with their subject and object, and the nouns
// for meetings, visits, calls and clashes.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_EVENT_RULES_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_EVENT_RULES_H_

#include <vector>

#include "services/extraction/patterns/rule_library.h"

namespace dateline::patterns {

// Events said by a verb.
class EventVerbRules final : public RuleFamily {
 public:
  std::vector<RuleInfo> Rules() const override;
  void Apply(const DocumentView& view, FactSink& sink) const override;
};

// Events named by a noun ("a meeting with", "the visit of"), and named events.
class EventNounRules final : public RuleFamily {
 public:
  std::vector<RuleInfo> Rules() const override;
  void Apply(const DocumentView& view, FactSink& sink) const override;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_EVENT_RULES_H_

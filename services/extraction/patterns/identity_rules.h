// What bodies and people are: members, other names, founding, kind, status,
// part of what.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_IDENTITY_RULES_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_IDENTITY_RULES_H_

#include <vector>

#include "services/extraction/patterns/rule_library.h"

namespace dateline::patterns {

// also_known_as, is_a, founded_on, designated_as, part_of.
class IdentityRules final : public RuleFamily {
 public:
  std::vector<RuleInfo> Rules() const override;
  void Apply(const DocumentView& view, FactSink& sink) const override;
};

// member_of, member_count.
class MembershipRules final : public RuleFamily {
 public:
  std::vector<RuleInfo> Rules() const override;
  void Apply(const DocumentView& view, FactSink& sink) const override;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_IDENTITY_RULES_H_

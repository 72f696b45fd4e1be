// Runs the patterns of a set over a document and writes the facts they give.
//
// Immutable and thread-safe.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_RULES_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_RULES_H_

#include <memory>
#include <utility>
#include <vector>

#include "services/extraction/patterns/language/pattern_set.h"
#include "services/extraction/patterns/rule_library.h"

namespace dateline::patterns {

// Runs one pattern alone, whatever others of the set would find.
void ApplyPattern(const CompiledPattern& pattern, const PatternSet& set, const DocumentView& view,
                  FactSink& sink);

class PatternRules final : public RuleFamily {
 public:
  explicit PatternRules(std::shared_ptr<const PatternSet> set) : set_(std::move(set)) {}

  std::vector<RuleInfo> Rules() const override;
  void Apply(const DocumentView& view, FactSink& sink) const override;

 private:
  std::shared_ptr<const PatternSet> set_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_RULES_H_

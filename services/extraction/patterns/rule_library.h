// The rule library: everything that turns an annotated document into facts.
//
//   DATELINE_ASSIGN_OR_RETURN(auto patterns, PatternSet::Load(BuiltinPatternFiles()));
//   const RuleLibrary library(patterns);
//   FactSink sink(view);
//   library.Apply(view, sink);
//
// Each rule has an id, which its facts carry as pattern_id, and a one-line
// summary. Immutable and thread-safe.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_RULE_LIBRARY_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_RULE_LIBRARY_H_

#include <memory>
#include <string_view>
#include <vector>

#include "services/extraction/patterns/document_view.h"
#include "services/extraction/patterns/fact_sink.h"

namespace dateline::patterns {

class PatternSet;

struct RuleInfo {
  std::string_view id;         // "relation.holds_position.title_before"
  std::string_view summary;    // For people.
  std::string_view fact_type;  // Empty for statements and claims.
};

// Rules about one thing: they share helpers and run together.
class RuleFamily {
 public:
  virtual ~RuleFamily() = default;
  // The rules in it, in a fixed order.
  virtual std::vector<RuleInfo> Rules() const = 0;
  // Runs all of them over the document, in the order of its sentences.
  virtual void Apply(const DocumentView& view, FactSink& sink) const = 0;
};

class RuleLibrary {
 public:
  explicit RuleLibrary(std::shared_ptr<const PatternSet> patterns);

  // Runs every family, then settles factuality and attribution.
  void Apply(const DocumentView& view, FactSink& sink) const;

  // All rules, sorted by id.
  std::vector<RuleInfo> Rules() const;

 private:
  std::vector<std::unique_ptr<const RuleFamily>> families_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_RULE_LIBRARY_H_

#include "services/extraction/patterns/rule_library.h"

#include <algorithm>

namespace dateline::patterns {

RuleLibrary::RuleLibrary() = default;

void RuleLibrary::Apply(const DocumentView& view, FactSink& sink) const {
  for (const auto& family : families_) family->Apply(view, sink);
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

// Matches one pattern at one word.
//
//   PatternMatcher matcher(view, fillers);
//   TriggerWord word(view, token);
//   if (std::optional<PatternMatch> match = matcher.Match(pattern, word); match) ...
//
// The matcher is thread-safe: const after construction; it keeps references. A
// word is for one thread.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_MATCHER_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_MATCHER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/extraction/patterns/language/fillers.h"
#include "services/extraction/patterns/language/pattern.h"

namespace dateline::patterns {

// What fills one argument; empty for optional arguments that are not there and
// for those that are only tested.
struct ArgumentMatch {
  const CompiledArgument* argument = nullptr;
  uint32_t head = 0;
  std::vector<FoundFiller> fillers;
};

struct PatternMatch {
  const CompiledPattern* pattern = nullptr;
  uint32_t trigger = 0;
  std::vector<ArgumentMatch> arguments;
};

// A word that patterns are tried at. Its arguments are read once, when they are
// first asked for.
class TriggerWord {
 public:
  TriggerWord(const DocumentView& view, uint32_t token) : view_(view), token_(token) {}

  uint32_t token() const { return token_; }
  const std::vector<PredicateArgument>& arguments() {
    if (!arguments_.has_value()) arguments_ = ArgumentsOf(view_, token_);
    return *arguments_;
  }

 private:
  const DocumentView& view_;
  uint32_t token_;
  std::optional<std::vector<PredicateArgument>> arguments_;
};

class PatternMatcher {
 public:
  PatternMatcher(const DocumentView& view, const FillerFinder& fillers)
      : view_(view), tree_(view.tree()), fillers_(fillers) {}

  // Nothing if the pattern does not hold at the word; `why_not`, unless null,
  // then says for people what is missing.
  std::optional<PatternMatch> Match(const CompiledPattern& pattern, TriggerWord& word,
                                    std::string* why_not = nullptr) const;

  bool Holds(const CompiledWordTest& test, uint32_t token) const;

 private:
  std::optional<ArgumentMatch> Find(const CompiledArgument& argument, uint32_t token,
                                    const std::vector<PredicateArgument>& arguments,
                                    const std::vector<bool>& used) const;
  bool IsPersonal(uint32_t head) const;
  bool Take(const CompiledArgument& argument, uint32_t head, ArgumentMatch& match) const;
  std::vector<uint32_t> Follow(const TreePath& path, uint32_t token) const;
  std::vector<uint32_t> OneStep(const PathStep& step, uint32_t token) const;

  const DocumentView& view_;
  const DependencyTree& tree_;
  const FillerFinder& fillers_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_MATCHER_H_

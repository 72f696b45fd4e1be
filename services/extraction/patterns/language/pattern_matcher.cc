#include "services/extraction/patterns/language/pattern_matcher.h"

#include <algorithm>
#include <string_view>

#include "common/base/strings.h"

namespace dateline::patterns {
namespace {

constexpr int kMostRepeats = 8;

bool Contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsForSomebody(FillerKind kind) {
  return kind == FillerKind::kActor || kind == FillerKind::kPerson || kind == FillerKind::kPeople;
}

std::string Describe(const CompiledArgument& argument) {
  std::string out = argument.role.empty() ? "a tested word" : StrCat("'", argument.role, "'");
  if (!argument.prepositions.empty()) {
    out += " (";
    for (const std::string& preposition : argument.prepositions) {
      if (out.back() != '(') out += ", ";
      out += preposition;
    }
    out += ")";
  }
  return out;
}

}  // namespace

bool PatternMatcher::Holds(const CompiledWordTest& test, uint32_t token) const {
  if (!test.words.empty() && !test.words.Contains(view_, token)) return false;
  if (!test.not_words.empty() && test.not_words.Contains(view_, token)) return false;
  if (!test.upos.empty() && !Contains(test.upos, tree_.Upos(token))) return false;
  if (!test.forms.empty() && !Contains(test.forms, view_.Lower(token))) return false;
  for (const std::string& feature : test.features) {
    if (!tree_.HasFeature(token, feature)) return false;
  }
  if (!test.entity_types.empty()) {
    const EntityMention* mention = view_.MentionHeadedBy(token);
    if (mention == nullptr) mention = view_.NameAt(token);
    if (mention == nullptr) return false;
    const EntityType type = view_.TypeOf(*mention);
    if (std::find(test.entity_types.begin(), test.entity_types.end(), type) ==
        test.entity_types.end()) {
      return false;
    }
  }
  const auto leads = [&](const TreePath& path) { return !Follow(path, token).empty(); };
  return std::all_of(test.has.begin(), test.has.end(), leads) &&
         std::none_of(test.lacks.begin(), test.lacks.end(), leads);
}

std::vector<uint32_t> PatternMatcher::OneStep(const PathStep& step, uint32_t token) const {
  std::vector<uint32_t> out;
  const auto relation_fits = [&](uint32_t dependent) {
    if (step.relations.empty()) return true;
    return std::any_of(step.relations.begin(), step.relations.end(),
                       [&](const std::string& r) { return tree_.HasRelation(dependent, r); });
  };
  const auto preposition_fits = [&](uint32_t dependent) {
    return step.prepositions.empty() ||
           Contains(step.prepositions, PrepositionOf(view_, dependent));
  };
  if (step.up) {
    const int64_t head = tree_.Head(token);
    if (head >= 0 && relation_fits(token) && preposition_fits(token) &&
        Holds(step.word, static_cast<uint32_t>(head))) {
      out.push_back(static_cast<uint32_t>(head));
    }
    return out;
  }
  for (const uint32_t child : tree_.Children(token)) {
    if (relation_fits(child) && preposition_fits(child) && Holds(step.word, child)) {
      out.push_back(child);
    }
  }
  return out;
}

// The words at the end of the path, each once, in the order found.
std::vector<uint32_t> PatternMatcher::Follow(const TreePath& path, uint32_t token) const {
  std::vector<uint32_t> at = {token};
  const auto add = [](std::vector<uint32_t>& to, uint32_t word) {
    if (std::find(to.begin(), to.end(), word) == to.end()) to.push_back(word);
  };
  for (const PathStep& step : path) {
    std::vector<uint32_t> next;
    if (step.occurrence == PathStep::Occurrence::kOptional) next = at;
    std::vector<uint32_t> edge = at;
    const int repeats = step.occurrence == PathStep::Occurrence::kRepeated ? kMostRepeats : 1;
    for (int i = 0; i < repeats && !edge.empty(); ++i) {
      std::vector<uint32_t> reached;
      for (const uint32_t word : edge) {
        for (const uint32_t to : OneStep(step, word)) {
          if (std::find(next.begin(), next.end(), to) == next.end()) add(reached, to);
        }
      }
      for (const uint32_t word : reached) add(next, word);
      edge = std::move(reached);
    }
    at = std::move(next);
    if (at.empty()) break;
  }
  return at;
}

// "they", "who": somebody, though not said who.
bool PatternMatcher::IsPersonal(uint32_t head) const {
  const std::string_view word = view_.Lower(head);
  return tree_.Upos(head) == "PRON" && word != "it" && word != "that" && word != "which" &&
         word != "this" && word != "there" && word != "what";
}

bool PatternMatcher::Take(const CompiledArgument& argument, uint32_t head,
                          ArgumentMatch& match) const {
  if (!Holds(argument.word, head)) {
    // "part of the aid" is aid.
    const uint32_t counted = fillers_.Counted(head);
    if (counted == head || !Holds(argument.word, counted)) return false;
  }
  match.argument = &argument;
  match.head = head;
  if (argument.filler == FillerKind::kNone) return true;
  const std::vector<uint32_t> heads =
      argument.only_first ? std::vector<uint32_t>{head} : Conjuncts(tree_, head);
  for (const uint32_t one : heads) {
    for (FoundFiller& filler : fillers_.Find(one, argument.filler)) {
      match.fillers.push_back(std::move(filler));
    }
    // What the first is not, those joined to it do not make up for. A pronoun
    // that refers to nobody known keeps the place.
    if (match.fillers.empty()) return IsForSomebody(argument.filler) && IsPersonal(head);
  }
  return true;
}

std::optional<ArgumentMatch> PatternMatcher::Find(const CompiledArgument& argument, uint32_t token,
                                                  const std::vector<PredicateArgument>& arguments,
                                                  const std::vector<bool>& used) const {
  ArgumentMatch match;
  if (argument.trigger_itself && Take(argument, token, match)) return match;
  if (!argument.path.empty()) {
    for (const uint32_t word : Follow(argument.path, token)) {
      if (Take(argument, word, match)) return match;
    }
    return std::nullopt;
  }
  for (const ArgumentKind kind : argument.kinds) {
    for (size_t i = 0; i < arguments.size(); ++i) {
      const PredicateArgument& candidate = arguments[i];
      if (candidate.kind != kind) continue;
      if (used[i] && !argument.role.empty()) continue;
      if (kind == ArgumentKind::kOblique &&
          !Contains(argument.prepositions, candidate.preposition)) {
        continue;
      }
      if (Take(argument, candidate.head, match)) return match;
    }
  }
  return std::nullopt;
}

std::optional<PatternMatch> PatternMatcher::Match(const CompiledPattern& pattern, TriggerWord& word,
                                                  std::string* why_not) const {
  const uint32_t token = word.token();
  if (!Holds(pattern.trigger, token)) {
    if (why_not != nullptr) *why_not = "the trigger's tests do not hold";
    return std::nullopt;
  }
  const std::vector<PredicateArgument>& arguments = word.arguments();
  std::vector<bool> used(arguments.size(), false);
  PatternMatch match{&pattern, token, {}};
  for (const CompiledArgument& argument : pattern.arguments) {
    std::optional<ArgumentMatch> found = Find(argument, token, arguments, used);
    if (!found.has_value()) {
      if (argument.optional) continue;
      if (why_not != nullptr) *why_not = StrCat("nothing fits ", Describe(argument));
      return std::nullopt;
    }
    // A phrase has one role.
    if (!argument.role.empty()) {
      for (size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i].head == found->head) used[i] = true;
      }
    }
    match.arguments.push_back(std::move(*found));
  }
  return match;
}

}  // namespace dateline::patterns

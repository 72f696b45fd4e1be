#include "services/extraction/patterns/dependency_tree.h"

#include <algorithm>

namespace dateline::patterns {

bool DependencyTree::Matches(std::string_view relation, std::string_view wanted) {
  if (relation.size() == wanted.size()) return relation == wanted;
  return relation.size() > wanted.size() && relation[wanted.size()] == ':' &&
         relation.substr(0, wanted.size()) == wanted;
}

DependencyTree::DependencyTree(const nlp::AnnotatedDocument& document) : document_(document) {
  const auto tokens = static_cast<uint32_t>(document.tokens.size());
  head_.assign(tokens, -1);
  phrase_.resize(tokens);
  for (uint32_t i = 0; i < tokens; ++i) phrase_[i] = {i, i + 1};
  for (const nlp::Sentence& sentence : document.sentences) {
    const nlp::TokenRange range = sentence.tokens;
    for (uint32_t i = range.begin; i < range.end; ++i) {
      const int32_t head = document.tokens[i].head;
      if (head <= 0 || static_cast<uint32_t>(head) > range.size()) continue;
      const uint32_t at = range.begin + static_cast<uint32_t>(head) - 1;
      if (at != i) head_[i] = at;
    }
    // Every token widens the phrases above it; a tree is at most as deep as the
    // sentence is long, and a ring (there is none from the parser) ends there.
    for (uint32_t i = range.begin; i < range.end; ++i) {
      uint32_t steps = 0;
      for (int64_t at = head_[i]; at >= 0 && steps < range.size(); at = head_[at], ++steps) {
        nlp::TokenRange& phrase = phrase_[at];
        if (phrase.begin <= i && i < phrase.end) continue;
        phrase.begin = std::min(phrase.begin, i);
        phrase.end = std::max(phrase.end, i + 1);
      }
    }
  }
  first_child_.assign(tokens + 1, 0);
  for (uint32_t i = 0; i < tokens; ++i) {
    if (head_[i] >= 0) ++first_child_[head_[i] + 1];
  }
  for (uint32_t i = 0; i < tokens; ++i) first_child_[i + 1] += first_child_[i];
  children_.resize(first_child_[tokens]);
  std::vector<uint32_t> next(first_child_.begin(), first_child_.end() - 1);
  for (uint32_t i = 0; i < tokens; ++i) {
    if (head_[i] >= 0) children_[next[head_[i]]++] = i;
  }
}

bool DependencyTree::HasFeature(uint32_t token, std::string_view feature) const {
  const std::string_view all = document_.tokens[token].features;
  for (size_t at = all.find(feature); at != std::string_view::npos;
       at = all.find(feature, at + 1)) {
    const size_t end = at + feature.size();
    if ((at == 0 || all[at - 1] == '|') && (end == all.size() || all[end] == '|')) return true;
  }
  return false;
}

bool DependencyTree::HasRelation(uint32_t token, std::string_view relation) const {
  return Matches(Relation(token), relation);
}

absl::Span<const uint32_t> DependencyTree::Children(uint32_t token) const {
  return absl::MakeConstSpan(children_).subspan(first_child_[token],
                                                first_child_[token + 1] - first_child_[token]);
}

int64_t DependencyTree::Child(uint32_t token, std::string_view relation) const {
  for (const uint32_t child : Children(token)) {
    if (HasRelation(child, relation)) return child;
  }
  return -1;
}

std::vector<uint32_t> DependencyTree::ChildrenWith(uint32_t token,
                                                   std::string_view relation) const {
  std::vector<uint32_t> out;
  for (const uint32_t child : Children(token)) {
    if (HasRelation(child, relation)) out.push_back(child);
  }
  return out;
}

bool DependencyTree::IsBelow(uint32_t token, uint32_t ancestor) const {
  int64_t at = token;
  for (size_t steps = 0; at >= 0 && steps <= head_.size(); at = head_[at], ++steps) {
    if (at == ancestor) return true;
  }
  return false;
}

uint32_t DependencyTree::Root(uint32_t token) const {
  uint32_t at = token;
  for (size_t steps = 0; head_[at] >= 0 && steps < head_.size(); ++steps) {
    at = static_cast<uint32_t>(head_[at]);
  }
  return at;
}

}  // namespace dateline::patterns

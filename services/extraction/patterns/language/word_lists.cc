#include "services/extraction/patterns/language/word_lists.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_split.h"
#include "common/base/strings.h"

namespace dateline::patterns {

void WordList::Add(std::string_view entry) {
  const std::vector<std::string> words = absl::StrSplit(AbslView(entry), ' ', absl::SkipEmpty());
  if (words.empty()) return;
  if (words.size() == 1) {
    AddEntry(words[0], {});
    return;
  }
  AddEntry(words.front(), {true, {words.begin() + 1, words.end()}});
  AddEntry(words.back(), {false, {words.begin(), words.end() - 1}});
}

void WordList::AddEntry(const std::string& head, Entry entry) {
  std::vector<Entry>& entries = by_head_[head];
  if (std::find(entries.begin(), entries.end(), entry) == entries.end()) {
    entries.push_back(std::move(entry));
  }
}

void WordList::AddAll(const WordList& other) {
  for (const auto& [head, entries] : other.by_head_) {
    for (const Entry& entry : entries) AddEntry(head, entry);
  }
}

std::vector<std::string> WordList::Heads() const {
  std::vector<std::string> out;
  out.reserve(by_head_.size());
  for (const auto& [head, entries] : by_head_) out.push_back(head);
  std::sort(out.begin(), out.end());
  return out;
}

bool WordList::Contains(const DocumentView& view, uint32_t token) const {
  const std::string lemma(view.tree().Lemma(token));
  if (ContainsHead(view, token, lemma)) return true;
  // The lemma of a rare word may be a guess: its form may be listed.
  const std::string lower(view.Lower(token));
  return lower != lemma && ContainsHead(view, token, lower);
}

bool WordList::ContainsHead(const DocumentView& view, uint32_t token,
                            const std::string& head) const {
  const auto found = by_head_.find(head);
  if (found == by_head_.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(),
                     [&](const Entry& entry) { return Fits(view, token, entry); });
}

bool WordList::Fits(const DocumentView& view, uint32_t token, const Entry& entry) const {
  const DependencyTree& tree = view.tree();
  const bool verb = tree.Upos(token) == "VERB" || tree.Upos(token) == "AUX";
  if (entry.rest.empty()) {
    // "kidnapped up to 16 people" has no particle.
    const int64_t particle = verb ? tree.Child(token, "compound:prt") : -1;
    return particle < 0 || view.Lower(particle + 1) == "to";
  }
  if (entry.head_first != verb) return false;
  return std::all_of(entry.rest.begin(), entry.rest.end(), [&](const std::string& word) {
    // "called off the talks", with "off" read as a preposition.
    if (verb && view.Lower(token + 1) == word && tree.HasRelation(token + 1, "case")) {
      const int64_t next = tree.Head(token + 1);
      if (next >= 0 && tree.Head(static_cast<uint32_t>(next)) == token) return true;
    }
    const auto children = tree.Children(token);
    return std::any_of(children.begin(), children.end(), [&](uint32_t child) {
      return view.Lower(child) == word || tree.Lemma(child) == word;
    });
  });
}

}  // namespace dateline::patterns

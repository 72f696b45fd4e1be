// Named lists of words that patterns test.
//
//   WordList list;
//   list.Add("step down");
//   list.Contains(view, token)   // "stepped" of "stepped down"
//
// An entry of several words has its head first if it is a verb and last if it
// is a noun; the other words have to hang on it. A verb with a particle
// ("give up") is not in a list that has the verb alone.
//
// Immutable once filled, and then thread-safe.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_WORD_LISTS_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_WORD_LISTS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/extraction/patterns/document_view.h"

namespace dateline::patterns {

class WordList {
 public:
  // `entry`: words in lower case, one space between.
  void Add(std::string_view entry);
  void AddAll(const WordList& other);

  bool Contains(const DocumentView& view, uint32_t token) const;
  bool empty() const { return by_head_.empty(); }

  // Every word that can head an entry, sorted.
  std::vector<std::string> Heads() const;

 private:
  struct Entry {
    bool head_first = false;  // Of several words: a verb and its particle.
    std::vector<std::string> rest;
    friend bool operator==(const Entry&, const Entry&) = default;
  };

  bool Fits(const DocumentView& view, uint32_t token, const Entry& entry) const;
  bool ContainsHead(const DocumentView& view, uint32_t token, const std::string& head) const;
  void AddEntry(const std::string& head, Entry entry);

  std::unordered_map<std::string, std::vector<Entry>> by_head_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_WORD_LISTS_H_

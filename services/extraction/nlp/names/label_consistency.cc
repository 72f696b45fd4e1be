#include "services/extraction/nlp/names/label_consistency.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "services/extraction/nlp/lexicon/lexicon.h"

namespace dateline::nlp {
namespace {

constexpr uint32_t kLongestSearched = 6;  // Tokens of a name that is looked for again.
constexpr size_t kShortestWordBytes = 3;  // Of a name of one word.
constexpr size_t kTypes = static_cast<size_t>(NameType::kMisc) + 1;

class Consistency {
 public:
  Consistency(const AnnotatedDocument& document, std::vector<LabelledName>& names)
      : document_(document), names_(names) {}

  void Run() {
    NotePersons();
    TakeSurnames();
    CountTypes();
    TakeMajority();
    CountTypes();
    FindMissed();
  }

 private:
  using TypeCounts = std::array<uint32_t, kTypes>;

  std::string FormOf(TokenRange range) const {
    std::string form;
    for (uint32_t i = range.begin; i < range.end; ++i) {
      form += document_.Form(i);
      form += ' ';
    }
    return form;
  }

  // One word that may be a name wherever it stands.
  static bool IsNameLike(std::string_view form) {
    return form.size() >= kShortestWordBytes && !IsWord(WordClass::kFunctionWord, LowerCase(form));
  }

  // Neither begins with nor goes on around another name.
  bool StandsAlone(size_t name) const {
    return !names_[name].goes_on && (name + 1 == names_.size() || !names_[name + 1].goes_on);
  }

  void NotePersons() {
    for (const LabelledName& name : names_) {
      if (name.type == NameType::kPerson && name.tokens.size() >= 2) {
        surnames_.insert(document_.Form(name.tokens.end - 1));
      }
    }
  }

  bool IsSurname(uint32_t token) const {
    const std::string_view form = document_.Form(token);
    return form.size() >= kShortestWordBytes && StartsUpper(form) && surnames_.contains(form);
  }

  void TakeSurnames() {
    for (size_t n = 0; n < names_.size(); ++n) {
      LabelledName& name = names_[n];
      if (name.tokens.size() == 1 && StandsAlone(n) && IsSurname(name.tokens.begin)) {
        name.type = NameType::kPerson;
      }
    }
    AddUnlabelled([&](TokenRange room) -> std::pair<uint32_t, NameType> {
      return {IsSurname(room.begin) ? 1 : 0, NameType::kPerson};
    });
  }

  void CountTypes() {
    counts_.clear();
    for (size_t n = 0; n < names_.size(); ++n) {
      // What is left of a name around another ("Seventh Fleet") is no name.
      if (!StandsAlone(n)) continue;
      ++counts_[FormOf(names_[n].tokens)][static_cast<size_t>(names_[n].type)];
    }
  }

  static NameType MostFrequent(const TypeCounts& counts) {
    return static_cast<NameType>(std::max_element(counts.begin(), counts.end()) - counts.begin());
  }

  void TakeMajority() {
    for (size_t n = 0; n < names_.size(); ++n) {
      if (!StandsAlone(n)) continue;
      const TypeCounts& counts = counts_.at(FormOf(names_[n].tokens));
      const NameType best = MostFrequent(counts);
      const auto count_of = [&](NameType type) { return counts[static_cast<size_t>(type)]; };
      if (count_of(best) > count_of(names_[n].type)) names_[n].type = best;
    }
  }

  void FindMissed() {
    AddUnlabelled([&](TokenRange room) -> std::pair<uint32_t, NameType> {
      if (!StartsUpper(document_.Form(room.begin))) return {0, NameType::kMisc};
      for (uint32_t size = std::min(room.size(), kLongestSearched); size > 0; --size) {
        if (size == 1 && !IsNameLike(document_.Form(room.begin))) break;
        const auto found = counts_.find(FormOf({room.begin, room.begin + size}));
        if (found == counts_.end()) continue;
        const NameType type = MostFrequent(found->second);
        if (type != NameType::kDate && type != NameType::kMoney) return {size, type};
      }
      return {0, NameType::kMisc};
    });
  }

  // Asks `length_and_type` at every token outside names, with the room up to
  // the next name or the end of the sentence, and adds what it answers.
  template <typename Question>
  void AddUnlabelled(Question length_and_type) {
    std::vector<LabelledName> all;
    size_t next = 0;
    for (const Sentence& sentence : document_.sentences) {
      for (uint32_t i = sentence.tokens.begin; i < sentence.tokens.end;) {
        if (next < names_.size() && names_[next].tokens.begin <= i) {
          i = std::max(i, names_[next].tokens.end);
          all.push_back(names_[next++]);
          continue;
        }
        const uint32_t end = next < names_.size()
                                 ? std::min(names_[next].tokens.begin, sentence.tokens.end)
                                 : sentence.tokens.end;
        const auto [length, type] = length_and_type({i, end});
        if (length > 0) all.push_back({{i, i + length}, type});
        i += std::max(1u, length);
      }
    }
    names_ = std::move(all);
  }

  const AnnotatedDocument& document_;
  std::vector<LabelledName>& names_;
  std::unordered_set<std::string_view> surnames_;
  std::unordered_map<std::string, TypeCounts> counts_;
};

}  // namespace

void MakeConsistent(const AnnotatedDocument& document, std::vector<LabelledName>& names) {
  Consistency(document, names).Run();
}

}  // namespace dateline::nlp

#include "services/extraction/nlp/names/unlisted_states.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>

namespace dateline::nlp {
namespace {

constexpr int kEnough = 2;         // A strong sign counts so much, a weak one 1.
constexpr int kLongestOffice = 4;  // Words of "deputy prime minister".
constexpr size_t kShortestStem = 4;
// Bounds the comparison of words with each other on hostile texts.
constexpr size_t kMostWords = 2000;

// What mostly states have, with or without an office word before it.
bool IsStateInstitution(std::string_view word) {
  static constexpr std::array<std::string_view, 11> kWords = {
      "government", "parliament",  "capital", "army",   "navy",     "constitution",
      "police",     "authorities", "embassy", "troops", "president"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

struct Signs {
  int possessor = 0, complement = 0, listed = 0, place = 0, adjective = 0;
  int Total() const { return possessor + complement + listed + place + adjective; }
};

class Finder {
 public:
  Finder(AnnotatedDocument& document, const DocumentWords& words)
      : document_(document), words_(words) {}

  void Run() {
    for (size_t n = 0; n < document_.names.size(); ++n) {
      NoteBodyOfState(document_.names[n].tokens);
      if (!IsOpen(document_.names[n])) continue;
      const std::string word(words_.Lower(document_.names[n].tokens.begin));
      if (signs_.size() >= kMostWords && !signs_.contains(word)) continue;
      NoteSigns(n, signs_[word]);
    }
    PairAdjectives();
    for (NameMention& name : document_.names) Settle(name);
  }

 private:
  // One capitalised word that nothing else has settled.
  bool IsOpen(const NameMention& name) const {
    return name.tokens.size() == 1 && name.canonical.empty() && name.type != NameType::kPerson &&
           !IsAllUpper(document_.Form(name.tokens.begin)) &&
           words_.Lower(name.tokens.begin).size() >= kShortestStem;
  }

  bool IsCountry(size_t n) const {
    if (n >= document_.names.size()) return false;
    const NameMention& name = document_.names[n];
    return !name.adjectival && !name.external_ids.empty() &&
           name.external_ids.front().starts_with("iso3166:") &&
           name.external_ids.front().find('-') == std::string::npos;
  }

  // How much an office or institution at `at` says about whose it is.
  int OfficeSign(int64_t at) const {
    for (int64_t i = at; i < at + kLongestOffice; ++i) {
      const std::string_view word = words_.Lower(i);
      if (word == "minister" || word == "premier" || word == "king" || word == "queen") {
        return kEnough;
      }
      if (IsStateInstitution(word)) return 1;
      if (!words_.Is(i, WordClass::kTitleModifier)) return 0;
    }
    return 0;
  }

  // "prime minister of X", "president of X"; `of` is the token "of".
  int ComplementSign(int64_t of) const {
    const std::string_view head = words_.Lower(of - 1);
    // "minister of Trade" names no state, "foreign minister of X" does.
    if (head == "minister") return words_.Is(of - 2, WordClass::kTitleModifier) ? kEnough : 0;
    if (head == "king" || head == "queen" || head == "republic") return kEnough;
    return IsStateInstitution(head) ? 1 : 0;
  }

  // Whether names `a` and `b` stand in one list: "A, B", "A and B", "A, and B".
  bool Listed(size_t a, size_t b) const {
    const int64_t begin = document_.names[a].tokens.end;
    const int64_t end = document_.names[b].tokens.begin;
    if (end <= begin || end - begin > 2) return false;
    for (int64_t i = begin; i < end; ++i) {
      if (words_.Lower(i) != "," && words_.Lower(i) != "and") return false;
    }
    return true;
  }

  // Two countries before or after in the same list, or one on each side.
  bool AmongCountries(size_t n) const {
    const auto pair = [&](size_t a, size_t b) {
      return IsCountry(a) && IsCountry(b) && Listed(std::min(a, n), std::max(a, n)) &&
             Listed(std::min(a, b), std::max(a, b));
    };
    if (n >= 2 && pair(n - 1, n - 2)) return true;
    if (n + 2 < document_.names.size() && pair(n + 1, n + 2)) return true;
    return n >= 1 && n + 1 < document_.names.size() && IsCountry(n - 1) && IsCountry(n + 1) &&
           Listed(n - 1, n) && Listed(n, n + 1);
  }

  void NoteSigns(size_t n, Signs& signs) {
    const TokenRange tokens = document_.names[n].tokens;
    const int64_t before = static_cast<int64_t>(tokens.begin) - 1;
    const std::string_view preposition = words_.Lower(before);
    const auto note = [](int& sign, int value) { sign = std::max(sign, value); };
    if (IsPossessiveMark(words_.Lower(tokens.end))) {
      note(signs.possessor, OfficeSign(static_cast<int64_t>(tokens.end) + 1));
    } else if (MayBeStateAdjective(words_.Lower(tokens.begin))) {
      note(signs.adjective, OfficeSign(tokens.end));
    }
    if (preposition == "of") note(signs.complement, ComplementSign(before));
    if (preposition == "in" || preposition == "from") note(signs.place, 1);
    if (AmongCountries(n)) note(signs.listed, kEnough);
  }

  // "Ministry of Trade of Norland" is one name, and so is "Navy of Norland";
  // the last word is the state's.
  void NoteBodyOfState(TokenRange name) {
    if (name.size() < 3) return;
    const int64_t last = static_cast<int64_t>(name.end) - 1;
    const bool ministry = name.size() >= 5 && words_.Lower(name.begin) == "ministry";
    if (words_.Lower(last - 1) != "of") return;
    if (!ministry && !IsStateInstitution(words_.Lower(name.begin))) return;
    const std::string word(words_.Lower(last));
    if (word.size() < kShortestStem || signs_.size() >= kMostWords) return;
    int& sign = signs_[word].complement;
    sign = std::max(sign, ministry ? kEnough : 1);
    spellings_.emplace(word, document_.Form(static_cast<uint32_t>(last)));
  }

  // "Norlandian President" and "Norland" in one text speak for each other.
  void PairAdjectives() {
    for (const auto& [adjective, signs] : signs_) {
      if (signs.adjective == 0) continue;
      for (auto& [base, base_signs] : signs_) {
        if (!MayBeAdjectiveOf(adjective, base)) continue;
        base_signs.adjective = kEnough;
        base_of_[adjective] = base;
        break;
      }
    }
    for (const auto& [base, signs] : signs_) {
      if (signs.Total() < kEnough || base_of_.contains(base)) continue;
      for (const auto& [adjective, unused] : signs_) {
        if (MayBeAdjectiveOf(adjective, base)) base_of_[adjective] = base;
      }
    }
  }

  // The word as the text writes it.
  static std::string Capitalised(std::string_view lower, const AnnotatedDocument& document,
                                 const DocumentWords& words) {
    for (const NameMention& name : document.names) {
      if (name.tokens.size() == 1 && words.Lower(name.tokens.begin) == lower) {
        return std::string(document.Form(name.tokens.begin));
      }
    }
    return std::string(lower);
  }

  void Settle(NameMention& name) {
    if (!IsOpen(name)) return;
    const std::string word(words_.Lower(name.tokens.begin));
    const auto base = base_of_.find(word);
    const auto signs = signs_.find(base == base_of_.end() ? word : base->second);
    if (signs == signs_.end() || signs->second.Total() < kEnough) return;
    name.adjectival = base != base_of_.end();
    name.type = name.adjectival ? NameType::kNorp : NameType::kLocation;
    name.entity_type = EntityType::kGpe;
    auto [spelling, fresh] = spellings_.try_emplace(signs->first);
    if (fresh) spelling->second = Capitalised(signs->first, document_, words_);
    name.canonical = spelling->second;
  }

  AnnotatedDocument& document_;
  const DocumentWords& words_;
  std::map<std::string, Signs> signs_;  // By lower-case word; ordered, so runs agree.
  std::map<std::string, std::string> base_of_;
  std::map<std::string, std::string> spellings_;
};

}  // namespace

bool MayBeStateAdjective(std::string_view word) {
  for (std::string_view ending : {"an", "ese", "ish", "ic", "i"}) {
    if (word.size() > ending.size() + 2 && word.ends_with(ending)) return true;
  }
  return false;
}

bool MayBeAdjectiveOf(std::string_view adjective, std::string_view base) {
  if (base.size() < kShortestStem || adjective == base) return false;
  const size_t same = static_cast<size_t>(
      std::mismatch(base.begin(), base.end(), adjective.begin(), adjective.end()).first -
      base.begin());
  if (same < kShortestStem || same + 2 < base.size()) return false;
  static constexpr std::array<std::string_view, 12> kSuffixes = {
      "n", "an", "ian", "ean", "nian", "ese", "nese", "lese", "i", "ish", "ic", "er"};
  const std::string_view suffix = adjective.substr(same);
  return std::find(kSuffixes.begin(), kSuffixes.end(), suffix) != kSuffixes.end();
}

void MarkUnlistedStates(AnnotatedDocument& document, const DocumentWords& words) {
  Finder(document, words).Run();
}

}  // namespace dateline::nlp

#include "services/extraction/nlp/names/surname_places.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

namespace dateline::nlp {
namespace {

constexpr int64_t kLongestOffice = 4;  // Words of "deputy prime minister".

bool IsPlacePreposition(std::string_view word) {
  static constexpr std::array<std::string_view, 20> kWords = {
      "in",     "at",     "from",   "near",    "into",    "to",     "of",
      "around", "across", "within", "outside", "through", "toward", "towards",
      "inside", "via",    "north",  "south",   "east",    "west"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

// What a country or city has and a person has not.
bool IsOfPlace(std::string_view word) {
  static constexpr std::array<std::string_view, 14> kWords = {
      "government", "parliament", "capital", "army",      "mayor", "constitution", "police",
      "minister",   "embassy",    "troops",  "president", "king",  "airport",      "border"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

class SurnameMarker {
 public:
  SurnameMarker(AnnotatedDocument& document, const DocumentWords& words)
      : document_(document), words_(words) {}

  void Run() {
    NoteSurnames();
    if (surnames_.empty()) return;
    for (size_t n = 0; n < document_.names.size(); ++n) {
      if (IsSurname(n) && StandsAsPlace(n) && SpeaksForState(n)) places_.insert(WordOf(n));
    }
    for (size_t n = 0; n < document_.names.size(); ++n) {
      if (IsSurname(n) && !StandsAsPlace(n) && !places_.contains(WordOf(n))) MakePerson(n);
    }
  }

 private:
  std::string_view WordOf(size_t n) const { return document_.Form(Name(n).tokens.begin); }
  const NameMention& Name(size_t n) const { return document_.names[n]; }

  // Of persons named in full.
  void NoteSurnames() {
    for (const NameMention& name : document_.names) {
      if (name.type != NameType::kPerson || name.tokens.size() < 2) continue;
      surnames_.insert(document_.Form(name.tokens.end - 1));
    }
  }

  // One word that a gazetteer took for a place.
  static bool IsPlaceWord(const NameMention& name) {
    return name.tokens.size() == 1 && name.type == NameType::kLocation && !name.adjectival &&
           !name.canonical.empty();
  }
  bool IsSurname(size_t n) const { return IsPlaceWord(Name(n)) && surnames_.contains(WordOf(n)); }

  // "Jordan said": a country's name, and not a town's.
  bool SpeaksForState(size_t n) const {
    const std::vector<std::string>& ids = Name(n).external_ids;
    return !ids.empty() && ids.front().starts_with("iso3166:");
  }

  bool StandsAsPlace(size_t n) const {
    const TokenRange tokens = Name(n).tokens;
    const int64_t before = static_cast<int64_t>(tokens.begin) - 1;
    const bool according = words_.Lower(before) == "to" && words_.Lower(before - 1) == "according";
    if (IsPlacePreposition(words_.Lower(before)) && !according) return true;
    if (IsPossessiveMark(words_.Lower(tokens.end)) && HasOffice(tokens.end + 1)) return true;
    return (n > 0 && Listed(n - 1, n) && IsOtherPlace(n - 1)) ||
           (n + 1 < document_.names.size() && Listed(n, n + 1) && IsOtherPlace(n + 1));
  }

  bool HasOffice(int64_t at) const {
    for (int64_t i = at; i < at + kLongestOffice; ++i) {
      if (IsOfPlace(words_.Lower(i))) return true;
      if (!words_.Is(i, WordClass::kTitleModifier)) return false;
    }
    return false;
  }

  bool IsOtherPlace(size_t n) const {
    return Name(n).type == NameType::kLocation && !Name(n).adjectival &&
           !(IsPlaceWord(Name(n)) && surnames_.contains(WordOf(n)));
  }

  // "A, B", "A and B", "A or B".
  bool Listed(size_t a, size_t b) const {
    const int64_t begin = Name(a).tokens.end;
    const int64_t end = Name(b).tokens.begin;
    if (end <= begin || end - begin > 2) return false;
    for (int64_t i = begin; i < end; ++i) {
      const std::string_view word = words_.Lower(i);
      if (word != "," && word != "and" && word != "or") return false;
    }
    return true;
  }

  void MakePerson(size_t n) {
    NameMention& name = document_.names[n];
    name.type = NameType::kPerson;
    name.entity_type = EntityType::kPerson;
    name.canonical.clear();
    name.external_ids.clear();
  }

  AnnotatedDocument& document_;
  const DocumentWords& words_;
  std::unordered_set<std::string_view> surnames_;
  std::unordered_set<std::string_view> places_;
};

}  // namespace

void MarkSurnames(AnnotatedDocument& document, const DocumentWords& words) {
  SurnameMarker(document, words).Run();
}

}  // namespace dateline::nlp

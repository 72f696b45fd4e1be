#include "services/query/factbase/name_reach.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "common/text/folding.h"
#include "services/query/factbase/spelling.h"

namespace dateline::query {
namespace {

// Folded words, one space between them.

// What every country has one of, or several told apart by what they are for.
constexpr std::string_view kInstitutions =
    "academy administration agency army assembly association attorney authorities authority "
    "bank board bureau cabinet chamber church coalition commission committee congress "
    "constitution council court crown department directorate force forces government guard "
    "highness hospital house inspectorate institute judiciary kingdom majesty military "
    "ministry navy office opposition parliament party police presidency prosecutor "
    "prosecutors republic secretariat senate service services state treasury tribunal union "
    "university";

// What says which of them, but not of which country.
constexpr std::string_view kAttributes =
    "a affairs agriculture air and appeal appeals armed audit aviation budget central chief "
    "children cities city civil commerce common commons communications communist community "
    "conservative constitutional county courts criminal culture customs defence defense "
    "democratic deputies development disaster district economic economy education election "
    "elections electoral emergency energy environment external family federal finance "
    "financial fire fisheries for foreign forestry general government green health high "
    "higher home housing immigration industry information infrastructure intelligence "
    "interior internal investigation investment joint justice labor labour land law "
    "legislative liberal livestock local lords lower management maritime metropolitan mines "
    "mining minister ministers municipal national natural of parliamentary people peoples "
    "permanent petroleum planning police president presidential press prime progressive "
    "protection provincial public railways regional religious representatives republican "
    "research resources revenue rights roads royal rural s safety science security senior "
    "social socialist space special sports standing state statistics supreme tax technology "
    "the tourism trade transport transportation upper urban water welfare women works youth";

// Words that stand at the head of a sentence, or for people by what they do.
constexpr std::string_view kCommonWords =
    "agreement analysts april aug august authorities children citizens court critics "
    "customers days dec december declaration delegates delegation deputies doctors document "
    "employees everyone experts families farmers father feb february friday he her him i it "
    "jan january journalists july june lawmakers lawyers leaders letter man march me media "
    "meeting member members men minister monday mother nobody nov november oct october "
    "official officials owners parents participants passengers patients people police "
    "president protesters report reporters reports researchers residents saturday scientists "
    "sept september she someone source sources spokesman spokesperson spokeswoman staff "
    "statement statements students suspect suspects team that the them these they this those "
    "thursday today tuesday victim victims villagers voters we wednesday who witnesses woman "
    "women workers you";

using WordSet = std::set<std::string_view>;

WordSet SetOf(std::string_view words) {
  const std::vector<std::string_view> list = WordsOf(words);
  return {list.begin(), list.end()};
}

const WordSet& InstitutionWords() {
  static const auto* words = new WordSet(SetOf(kInstitutions));
  return *words;
}

// All that make a name say nothing by itself.
const WordSet& PlainWords() {
  static const auto* words = [] {
    auto* all = new WordSet(InstitutionWords());
    all->merge(SetOf(kAttributes));
    all->merge(SetOf(kCommonWords));
    return all;
  }();
  return *words;
}

// Abbreviations look like words once they are folded ("IT", "WHO").
bool IsInCapitals(std::string_view name) {
  return name.size() > 1 &&
         std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool IsPlace(EntityType type) { return type == EntityType::kGpe || type == EntityType::kLocation; }

}  // namespace

// Letters beyond ASCII are given the benefit of the
// doubt, and so are digits alone.
bool IsDescription(std::string_view name) {
  const auto is = [&](auto test) { return std::any_of(name.begin(), name.end(), test); };
  return is([](char c) { return c >= 'a' && c <= 'z'; }) && !is([](char c) {
           return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
         });
}

NameReach ReachOf(EntityType type, std::string_view name) {
  if (IsDescription(name)) return NameReach::kDocument;
  const std::string folded = FoldForMatching(name);
  const std::vector<std::string_view> words = WordsOf(folded);
  if (words.empty()) return NameReach::kEverywhere;
  if (type == EntityType::kPerson && words.size() == 1) return NameReach::kDocument;
  if (IsPlace(type) || IsInCapitals(name)) return NameReach::kEverywhere;
  const auto in = [](const WordSet& set) {
    return [&set](std::string_view word) { return set.contains(word); };
  };
  if (!std::all_of(words.begin(), words.end(), in(PlainWords()))) return NameReach::kEverywhere;
  const bool names_institution = std::any_of(words.begin(), words.end(), in(InstitutionWords()));
  return names_institution && type != EntityType::kPerson ? NameReach::kCountry
                                                          : NameReach::kDocument;
}

}  // namespace dateline::query

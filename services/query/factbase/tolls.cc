#include "services/query/factbase/tolls.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <limits>

#include "absl/strings/numbers.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/query/factbase/conflicts.h"
#include "services/query/factbase/spelling.h"
#include "services/query/factbase/wording.h"

namespace dateline::query {
namespace {

// What "about" leaves open.
constexpr double kAbout = 0.1;

struct NumberWord {
  std::string_view word;
  double value;
};
constexpr NumberWord kNumberWords[] = {
    {"one", 1},      {"two", 2},        {"three", 3},     {"four", 4},      {"five", 5},
    {"six", 6},      {"seven", 7},      {"eight", 8},     {"nine", 9},      {"ten", 10},
    {"eleven", 11},  {"twelve", 12},    {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15},
    {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},
    {"thirty", 30},  {"forty", 40},     {"fifty", 50},    {"sixty", 60},    {"seventy", 70},
    {"eighty", 80},  {"ninety", 90}};
constexpr NumberWord kUnits[] = {
    {"dozen", 12}, {"hundred", 100}, {"thousand", 1000}, {"million", 1e6}};

const NumberWord* Find(std::string_view word, const NumberWord* begin, const NumberWord* end) {
  const auto* it = std::find_if(begin, end, [&](const NumberWord& n) { return n.word == word; });
  return it == end ? nullptr : it;
}

// Lower-case words; digits keep their commas and points inside.
std::vector<std::string> TokensOf(std::string_view text) {
  std::vector<std::string> tokens(1);
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool inside = (c == ',' || c == '.') && i > 0 && i + 1 < text.size() &&
                        std::isdigit(static_cast<unsigned char>(text[i - 1])) != 0 &&
                        std::isdigit(static_cast<unsigned char>(text[i + 1])) != 0;
    if (std::isalnum(c) != 0 || c >= 0x80 || inside) {
      if (c != ',') tokens.back() += static_cast<char>(std::tolower(c));
    } else if (!tokens.back().empty()) {
      tokens.emplace_back();
    }
  }
  if (tokens.back().empty()) tokens.pop_back();
  return tokens;
}

// Reads a number from `at` on, which it moves behind it: "1,200", "two hundred and six".
std::optional<double> NumberAt(const std::vector<std::string>& tokens, size_t& at) {
  size_t next = at;
  double whole = 0, part = 0;
  bool some = false;
  for (; next < tokens.size(); ++next) {
    const std::string& token = tokens[next];
    double digits = 0;
    if (std::isdigit(static_cast<unsigned char>(token[0])) != 0) {
      if (some || !absl::SimpleAtod(token, &digits)) break;
      part = digits;
    } else if (const auto* word = Find(token, std::begin(kNumberWords), std::end(kNumberWords))) {
      // "twenty one", "hundred six", but not "one two".
      if (part != 0 && !(part >= 20 && static_cast<int64_t>(part) % 10 == 0 && word->value < 10) &&
          static_cast<int64_t>(part) % 100 != 0) {
        break;
      }
      part += word->value;
    } else if (const auto* unit = Find(token, std::begin(kUnits), std::end(kUnits))) {
      part = (part == 0 ? 1 : part) * unit->value;
      if (unit->value >= 1000) {
        whole += part;
        part = 0;
      }
    } else if (token == "and" && some && next + 1 < tokens.size() &&
               static_cast<int64_t>(part) % 100 == 0 && part + whole >= 100 &&
               Find(tokens[next + 1], std::begin(kNumberWords), std::end(kNumberWords))) {
      continue;
    } else if (token == "a" && !some && next + 1 < tokens.size() &&
               Find(tokens[next + 1], std::begin(kUnits), std::end(kUnits))) {
      continue;
    } else {
      break;
    }
    some = true;
  }
  if (!some) return std::nullopt;
  at = next;
  return whole + part;
}

enum class Bound { kExact, kLeast, kMore, kAbout, kNearly, kMost, kFewer };

struct Opening {
  std::string_view words;
  Bound bound;
};
// Longer ones first.
constexpr Opening kOpenings[] = {
    {"no fewer than ", Bound::kLeast}, {"no less than ", Bound::kLeast},
    {"not less than ", Bound::kLeast}, {"at least ", Bound::kLeast},
    {"more than ", Bound::kMore},      {"fewer than ", Bound::kFewer},
    {"less than ", Bound::kFewer},     {"as many as ", Bound::kMost},
    {"up to ", Bound::kMost},          {"at most ", Bound::kMost},
    {"an estimated ", Bound::kAbout},  {"approximately ", Bound::kAbout},
    {"roughly ", Bound::kAbout},       {"around ", Bound::kAbout},
    {"about ", Bound::kAbout},         {"some ", Bound::kAbout},
    {"nearly ", Bound::kNearly},       {"almost ", Bound::kNearly},
    {"over ", Bound::kMore},           {"exactly ", Bound::kExact},
    {"all ", Bound::kExact},           {"the ", Bound::kExact},
    {"only ", Bound::kExact}};

Toll WithBound(double number, Bound bound) {
  const double far = std::numeric_limits<double>::infinity();
  switch (bound) {
    case Bound::kLeast:
      return {number, far, ""};
    case Bound::kMore:
      return {number + 1, far, ""};
    case Bound::kAbout:
      return {number * (1 - kAbout), number * (1 + kAbout), ""};
    case Bound::kNearly:
      return {number * (1 - kAbout), number, ""};
    case Bound::kMost:
      return {0, number, ""};
    case Bound::kFewer:
      return {0, number - 1, ""};
    case Bound::kExact:
      break;
  }
  return {number, number, ""};
}

// Words that make a count one of some more, or of a part.
constexpr std::string_view kInAddition[] = {"additional", "another", "further", "more", "of",
                                            "or",         "other",   "others",  "to"};
constexpr std::string_view kPeople[] = {"casualties", "dead",    "deaths", "fatalities", "lives",
                                        "people",     "persons", "person", "victims"};

template <size_t N>
bool IsOneOf(std::string_view word, const std::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool RangesMeet(const Toll& a, const Toll& b) { return a.least <= b.most && b.least <= a.most; }

// Words for one kind of misfortune stand in one line; stems are compared.
constexpr std::string_view kMisfortunes[] = {
    "explosion explosions explode exploded blast blasts bomb bombing bombings bomber detonated",
    "fire fires blaze wildfire wildfires",
    "shooting shootings shot gunman gunmen gunfire",
    "stabbing stabbings stabbed knife",
    "airstrike airstrikes strike strikes shelling missile missiles rocket rockets drone drones",
    "collapse collapsed collapses",
    "crash crashed crashes collision collided derailed derailment overturned",
    "sank sunk sink sinks sinking capsized capsizing shipwreck",
    "flood floods flooding flooded",
    "earthquake earthquakes quake tremor aftershock",
    "storm storms hurricane typhoon cyclone tornado",
    "landslide landslides mudslide mudslides",
    "avalanche avalanches",
    "eruption erupted volcano",
    "stampede crush",
    "outbreak cholera epidemic pandemic",
    "poisoning poisoned",
    "heatwave",
    "leak",
    "accident accidents",
    "attack attacks raid ambush",
    "riot riots clash clashes"};
static_assert(std::size(kMisfortunes) < kApart);

// kMostMisfortunes for a word that is none.
uint32_t MisfortuneOf(std::string_view word) {
  const std::string stem = StemOf(word);
  for (uint32_t kind = 0; kind < std::size(kMisfortunes); ++kind) {
    for (const std::string_view known : WordsOf(kMisfortunes[kind])) {
      if (StemOf(known) == stem) return kind;
    }
  }
  return kMostMisfortunes;
}

}  // namespace

std::optional<Toll> TollOf(std::string_view phrase) {
  std::string words;
  for (const std::string& token : TokensOf(phrase)) StrAppend(&words, token, " ");
  Bound bound = Bound::kExact;
  for (const Opening& opening : kOpenings) {
    if (!std::string_view(words).starts_with(opening.words)) continue;
    if (bound == Bound::kExact) bound = opening.bound;
    words.erase(0, opening.words.size());
  }
  const std::vector<std::string> tokens = TokensOf(words);
  size_t at = 0;
  const std::optional<double> number = NumberAt(tokens, at);
  if (!number.has_value()) return std::nullopt;
  Toll toll = WithBound(*number, bound);
  // "a dozen", "hundred": said for what is near.
  if (tokens[0] == "a" && toll.exact()) toll = WithBound(*number, Bound::kAbout);
  for (size_t i = at; i < tokens.size(); ++i) {
    if (IsOneOf(tokens[i], kInAddition) ||
        std::isdigit(static_cast<unsigned char>(tokens[i][0])) != 0) {
      return std::nullopt;
    }
    StrAppend(&toll.of, toll.of.empty() ? "" : " ", tokens[i]);
  }
  if (IsOneOf(toll.of, kPeople)) toll.of.clear();
  return toll;
}

Value ValueOf(const Toll& toll, std::string_view phrase) {
  if (toll.exact() && toll.of.empty()) return toll.least;
  return std::string(phrase);
}

bool TollsExclude(const Toll& a, const Toll& b) {
  if (a.exact() && b.exact() && WithinRounding(a.least, b.least)) return false;
  if (a.of == b.of) return !RangesMeet(a, b);
  // Some of them cannot be more than all; of two sorts each has its own count.
  if (a.of.empty()) return b.least > a.most;
  return b.of.empty() && a.least > b.most;
}

std::vector<Toll> TollsOf(const FactContent& content) {
  if (content.type != "life.die" && content.type != "life.injure") return {};
  const auto* event = std::get_if<Event>(&content.body);
  if (event == nullptr) return {};
  std::vector<Toll> tolls;
  for (const RoleFiller& filler : event->roles) {
    if (filler.role == "number") {
      const auto* number = std::get_if<double>(&filler.value);
      if (number != nullptr) tolls.push_back({*number, *number, ""});
    }
    if (filler.role != "person") continue;
    const auto* phrase = std::get_if<std::string>(&filler.value);
    if (phrase == nullptr) return {};
    if (const auto toll = TollOf(*phrase)) tolls.push_back(*toll);
  }
  return tolls;
}

std::set<double> NumbersIn(std::string_view text) {
  const std::vector<std::string> tokens = TokensOf(text);
  std::set<double> numbers;
  for (size_t at = 0; at < tokens.size();) {
    if (const auto number = NumberAt(tokens, at)) {
      numbers.insert(*number);
    } else {
      ++at;
    }
  }
  return numbers;
}

std::vector<uint32_t> MisfortunesIn(std::string_view sentence) {
  constexpr std::string_view kAnew[] = {"another", "other", "second", "third"};
  constexpr std::string_view kElsewhere[] = {"elsewhere", "separate", "separately"};
  const std::string folded = FoldForMatching(sentence);
  std::set<uint32_t> kinds;
  std::string_view before;
  for (const std::string_view word : WordsOf(folded)) {
    const uint32_t kind = MisfortuneOf(word);
    if (kind < kMostMisfortunes) {
      kinds.insert(kind);
      if (IsOneOf(before, kAnew)) kinds.insert(kApart);
    }
    if (IsOneOf(word, kElsewhere)) kinds.insert(kApart);
    before = word;
  }
  return {kinds.begin(), kinds.end()};
}

}  // namespace dateline::query

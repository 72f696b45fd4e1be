#include "services/extraction/nlp/gazetteer/gazetteer.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/extraction/nlp/gazetteer/gazetteer_data.h"

namespace dateline::nlp {
namespace {

constexpr std::array<std::string_view, 10> kKindNames = {
    "country",          "adjective", "demonym",         "capital", "region",
    "region_adjective", "state",     "state_adjective", "city",    "group"};

// More tokens than any form has, punctuation between its words included.
constexpr size_t kMostTokens = 24;

bool IsAsciiAlnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// FoldForMatching, without its cost for the plain words that most tokens are.
std::string Fold(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (!IsAsciiAlnum(c)) return FoldForMatching(text);
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// Commas are part of a key: "Washington, D.C." is not "Washington D.C.".
std::string KeyOf(std::string_view form) {
  std::string key;
  while (true) {
    const size_t comma = form.find(',');
    key += Fold(form.substr(0, comma));
    if (comma == std::string_view::npos) return key;
    key += ",";
    form.remove_prefix(comma + 1);
    if (!form.empty()) key += " ";
  }
}

// The word of `text` (a form's first or last, a token) begins in lower case.
// Letters outside ASCII count as capitals: no form or name begins with a
// lower-case one.
bool BeginsLower(std::string_view word) {
  return !word.empty() && word.front() >= 'a' && word.front() <= 'z';
}

std::string_view LastWord(std::string_view form) {
  const size_t gap = form.find_last_of(' ');
  return gap == std::string_view::npos ? form : form.substr(gap + 1);
}

bool AllCapitals(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// True if the letter case of the text allows the form.
bool CaseFits(const GazetteerEntry& entry, absl::Span<const std::string_view> tokens) {
  if (entry.acronym) return std::all_of(tokens.begin(), tokens.end(), AllCapitals);
  if (BeginsLower(tokens.front()) && !BeginsLower(entry.form)) return false;
  return !BeginsLower(tokens.back()) || BeginsLower(LastWord(entry.form));
}

// Punctuation that may stand between two words of a name.
bool Connects(std::string_view token, std::string_view before) {
  if (token == ".") return before.size() <= 3;
  return token == "-" || token == "‑" || token == "–" || token == "'" || token == "’" ||
         token == "&" || token == "ʻ" || token == "‘";
}

EntityType TypeOf(GazetteerKind kind) {
  switch (kind) {
    case GazetteerKind::kRegion:
    case GazetteerKind::kRegionAdjective:
      return EntityType::kLocation;
    case GazetteerKind::kGroup:
      return EntityType::kGroup;
    default:
      return EntityType::kGpe;
  }
}

bool IsAdjectival(GazetteerKind kind) {
  return kind == GazetteerKind::kAdjective || kind == GazetteerKind::kDemonym ||
         kind == GazetteerKind::kRegionAdjective || kind == GazetteerKind::kStateAdjective ||
         kind == GazetteerKind::kGroup;
}

// Order of the readings of one form: by kind, but a city of over a million
// goes before a state of its name.
int Rank(const GazetteerEntry& entry) {
  const bool large = entry.kind == GazetteerKind::kCity && entry.population >= 1'000'000;
  return large ? 2 * static_cast<int>(GazetteerKind::kState) - 1 : 2 * static_cast<int>(entry.kind);
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  while (true) {
    const size_t at = text.find(separator);
    out.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return out;
    text.remove_prefix(at + 1);
  }
}

absl::Status BadLine(int number, std::string_view why) {
  return absl::InvalidArgumentError(StrCat("gazetteer line ", number, ": ", why));
}

}  // namespace

std::string_view NameOf(GazetteerKind kind) { return kKindNames[static_cast<size_t>(kind)]; }

const Gazetteer& Gazetteer::Default() {
  static const Gazetteer* const gazetteer = [] {
    auto created = Create(GazetteerData());
    // The data is part of the program and checked by its tests.
    if (!created.ok()) std::abort();
    return created->release();
  }();
  return *gazetteer;
}

absl::StatusOr<std::unique_ptr<const Gazetteer>> Gazetteer::Create(std::string_view data) {
  std::unique_ptr<Gazetteer> gazetteer(new Gazetteer());
  int number = 0;
  for (std::string_view line : Split(data, '\n')) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    if (absl::Status status = gazetteer->AddLine(line, number); !status.ok()) return status;
  }
  gazetteer->BuildIndex();
  return std::unique_ptr<const Gazetteer>(std::move(gazetteer));
}

absl::Status Gazetteer::AddLine(std::string_view line, int number) {
  const std::vector<std::string_view> cells = Split(line, '\t');
  if (cells.size() != 6) return BadLine(number, "wants six columns");
  GazetteerEntry entry;
  const auto kind = std::find(kKindNames.begin(), kKindNames.end(), cells[0]);
  if (kind == kKindNames.end()) return BadLine(number, "unknown kind");
  entry.kind = static_cast<GazetteerKind>(kind - kKindNames.begin());
  entry.form = cells[1];
  if (KeyOf(entry.form).empty()) return BadLine(number, "the form has no letters");
  entry.canonical = cells[2].empty() ? cells[1] : cells[2];
  for (std::string_view id : Split(cells[3], ',')) {
    if (!id.empty()) entry.external_ids.emplace_back(id);
  }
  if (!cells[4].empty() &&
      (!absl::SimpleAtoi(AbslView(cells[4]), &entry.population) || entry.population < 0)) {
    return BadLine(number, "the population is not a number");
  }
  for (std::string_view flag : Split(cells[5], ',')) {
    if (flag == "ambiguous") {
      entry.ambiguous = true;
    } else if (flag == "acronym") {
      entry.acronym = true;
    } else if (!flag.empty()) {
      return BadLine(number, "unknown flag");
    }
  }
  entry.type = TypeOf(entry.kind);
  entry.adjectival = IsAdjectival(entry.kind);
  entries_.push_back(std::move(entry));
  return absl::OkStatus();
}

void Gazetteer::BuildIndex() {
  for (uint32_t i = 0; i < entries_.size(); ++i) {
    const std::string key = KeyOf(entries_[i].form);
    by_key_[key].push_back(i);
    const uint32_t words = 1 + static_cast<uint32_t>(std::count(key.begin(), key.end(), ' '));
    uint32_t& longest = longest_[key.substr(0, key.find_first_of(" ,"))];
    longest = std::max(longest, words);
  }
  for (auto& [key, readings] : by_key_) {
    std::stable_sort(readings.begin(), readings.end(), [&](uint32_t a, uint32_t b) {
      const int left = Rank(entries_[a]);
      const int right = Rank(entries_[b]);
      return left != right ? left < right : entries_[a].population > entries_[b].population;
    });
  }
}

const std::vector<uint32_t>* Gazetteer::EntriesOf(const std::string& key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &found->second;
}

std::optional<GazetteerMatch> Gazetteer::Lookup(absl::Span<const std::string_view> tokens) const {
  if (tokens.empty()) return std::nullopt;
  std::string key = Fold(tokens[0]);
  const auto longest = longest_.find(key.substr(0, key.find(' ')));
  if (longest == longest_.end()) return std::nullopt;

  std::optional<GazetteerMatch> best;
  const size_t limit = std::min(tokens.size(), kMostTokens);
  for (size_t i = 0; i < limit; ++i) {
    if (i > 0) {
      const std::string word = Fold(tokens[i]);
      if (word.empty()) {
        if (tokens[i] == ",") {
          key += ",";
        } else if (!Connects(tokens[i], tokens[i - 1])) {
          break;
        }
        continue;
      }
      StrAppend(&key, " ", word);
    }
    if (static_cast<uint32_t>(std::count(key.begin(), key.end(), ' ')) >= longest->second) break;
    const std::vector<uint32_t>* readings = EntriesOf(key);
    if (readings == nullptr) continue;
    GazetteerMatch match{static_cast<uint32_t>(i + 1), {}};
    for (uint32_t reading : *readings) {
      if (CaseFits(entries_[reading], tokens.subspan(0, i + 1))) {
        match.readings.push_back(&entries_[reading]);
      }
    }
    if (!match.readings.empty()) best = std::move(match);
  }
  return best;
}

std::vector<const GazetteerEntry*> Gazetteer::Find(std::string_view name) const {
  std::string key = KeyOf(name);
  const std::vector<uint32_t>* readings = EntriesOf(key);
  if (readings == nullptr && key.starts_with("the ")) readings = EntriesOf(key.substr(4));
  std::vector<const GazetteerEntry*> out;
  if (readings == nullptr) return out;
  for (uint32_t reading : *readings) {
    if (!entries_[reading].acronym || AllCapitals(name)) out.push_back(&entries_[reading]);
  }
  return out;
}

}  // namespace dateline::nlp

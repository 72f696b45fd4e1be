#include "services/extraction/nlp/entities/name_clusters.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/extraction/nlp/entities/gender_words.h"
#include "services/extraction/nlp/lexicon/alias_cues.h"
#include "services/extraction/nlp/lexicon/lexicon.h"

namespace dateline::nlp {
namespace {

std::vector<std::string> Words(std::string_view folded) {
  std::vector<std::string> out;
  for (size_t at = 0; at <= folded.size();) {
    size_t end = folded.find(' ', at);
    if (end == std::string_view::npos) end = folded.size();
    if (end > at) out.emplace_back(folded.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

// "Foreign Ministry" is the same body as "Ministry of Foreign Affairs".
std::string FullMinistryName(std::string_view name) {
  const std::string lower = LowerCase(name);
  if (lower == "foreign ministry" || lower == "foreign affairs ministry")
    return "Ministry of Foreign Affairs";
  if (lower.ends_with(" ministry") && lower.find(' ') == lower.size() - 9) {
    return StrCat("Ministry of ", name.substr(0, name.size() - 9));
  }
  return std::string(name);
}

// "ABC bloc" is ABC: after an abbreviation such a word says what the body is.
std::string WithoutKindOfBody(const std::string& name) {
  static constexpr std::string_view kKinds[] = {"alliance", "bloc", "grouping", "pact"};
  const size_t space = name.find(' ');
  if (space == std::string::npos || space < 2) return name;
  std::string first = name.substr(0, space);
  if (!IsAllUpper(first)) return name;
  const std::string rest = LowerCase(std::string_view(name).substr(space + 1));
  return std::find(std::begin(kKinds), std::end(kKinds), rest) == std::end(kKinds) ? name : first;
}

class Clusterer {
 public:
  Clusterer(const AnnotatedDocument& document, const DocumentWords& words)
      : document_(document), words_(words) {
    out_.of_name.assign(document.names.size(), -1);
  }

  NameClusters Run() {
    for (uint32_t n = 0; n < document_.names.size(); ++n) ClusterPlaceOrBody(n);
    LinkAbbreviations();
    for (int32_t& cluster : out_.of_name) cluster = Root(cluster);
    for (uint32_t n = 0; n < document_.names.size(); ++n) ClusterFullPerson(n);
    for (uint32_t n = 0; n < document_.names.size(); ++n) ClusterSinglePerson(n);
    LinkAliases();
    return std::move(out_);
  }

 private:
  const NameMention& Name(uint32_t n) const { return document_.names[n]; }

  std::string Surface(uint32_t n) const {
    std::string text = CollapseWhiteSpace(document_.Text(Name(n).span));
    if (Name(n).tokens.size() > 1 && IsAllUpper(text) && Name(n).type == NameType::kPerson) {
      return TitleCase(text);
    }
    return text;
  }

  int32_t Find(const std::string& key) const {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? -1 : Root(found->second);
  }

  // The cluster that `cluster` was merged into, itself if it was not.
  int32_t Root(int32_t cluster) const {
    for (auto next = merged_into_.find(cluster); next != merged_into_.end();
         next = merged_into_.find(cluster)) {
      cluster = next->second;
    }
    return cluster;
  }

  int32_t NewCluster(const std::string& key, std::string canonical, EntityType type) {
    const auto id = static_cast<int32_t>(out_.clusters.size());
    NameCluster cluster;
    cluster.names.push_back({canonical, NameForm::kFull});
    cluster.canonical = std::move(canonical);
    cluster.type = type;
    out_.clusters.push_back(std::move(cluster));
    by_key_.emplace(key, id);
    return id;
  }

  void AddForm(int32_t cluster, const std::string& text, NameForm form) {
    auto& names = out_.clusters[cluster].names;
    const auto same = [&text](const EntityName& name) { return name.text == text; };
    if (std::none_of(names.begin(), names.end(), same)) names.push_back({text, form});
  }

  EntityType TypeOf(const NameMention& name) const {
    if (name.entity_type != EntityType::kUnspecified) return name.entity_type;
    return EntityTypeOf(name.type);
  }

  // The country whose possessive or adjective stands before the name, or "".
  std::string CountryBefore(uint32_t n) const {
    if (n == 0) return "";
    const NameMention& before = Name(n - 1);
    if (before.entity_type != EntityType::kGpe || before.canonical.empty()) return "";
    const uint32_t begin = Name(n).tokens.begin;
    const uint32_t end = before.tokens.end;
    const bool possessive = end + 1 == begin && IsPossessiveMark(words_.Lower(end));
    const bool direct = end == begin;
    return possessive || direct ? before.canonical : "";
  }

  // "House of Deputies'" before "Trade Committee": committees have no name
  // without their house. "" for other names.
  std::string CommitteeOwner(uint32_t n) const {
    if (n == 0 || Name(n - 1).type != NameType::kOrganization) return "";
    const std::string_view last = words_.Lower(static_cast<int64_t>(Name(n).tokens.end) - 1);
    if (last != "committee" && last != "subcommittee") return "";
    const NameMention& owner = Name(n - 1);
    const bool possessive = IsPossessiveMark(words_.Lower(owner.tokens.end));
    if (!possessive || owner.tokens.end + 1 != Name(n).tokens.begin) return "";
    return StrCat(Surface(n - 1), document_.Form(owner.tokens.end));
  }

  void ClusterPlaceOrBody(uint32_t n) {
    const NameMention& name = Name(n);
    const EntityType type = TypeOf(name);
    if (type == EntityType::kPerson || name.type == NameType::kDate ||
        name.type == NameType::kMoney) {
      return;
    }
    if (!name.canonical.empty()) {
      ClusterKnown(n);
      return;
    }
    std::string surface = WithoutKindOfBody(Surface(n));
    std::string folded = FoldForMatching(surface);
    if (folded.empty()) return;
    if (IsStateBody(folded)) {
      std::string country = CountryBefore(n);
      surface = FullMinistryName(surface);
      if (!country.empty()) surface = StrCat(surface, " of ", country);
      folded = FoldForMatching(surface);
    }
    if (const std::string owner = CommitteeOwner(n); !owner.empty()) {
      surface = StrCat(owner, " ", surface);
      folded = FoldForMatching(surface);
    }
    const std::string key = StrCat("b:", folded);
    int32_t cluster = Find(key);
    if (cluster < 0) cluster = NewCluster(key, surface, type);
    NameCluster& found = out_.clusters[cluster];
    if (found.type == EntityType::kUnspecified) found.type = type;
    out_.of_name[n] = cluster;
  }

  // A gazetteer settled the name.
  void ClusterKnown(uint32_t n) {
    const NameMention& name = Name(n);
    const std::string id = name.external_ids.empty() ? "" : name.external_ids.front();
    const std::string key = StrCat("p:", name.canonical, "|", id);
    int32_t cluster = Find(key);
    if (cluster < 0) cluster = NewCluster(key, name.canonical, TypeOf(name));
    out_.clusters[cluster].external_ids = name.external_ids;
    std::sort(out_.clusters[cluster].external_ids.begin(),
              out_.clusters[cluster].external_ids.end());
    const std::string surface = Surface(n);
    if (!name.adjectival && !IsAllUpper(surface)) AddForm(cluster, surface, NameForm::kVariant);
    out_.of_name[n] = cluster;
  }

  // Initials of the capitalised words, with and without the small ones.
  static bool HasInitials(std::string_view full, std::string_view abbreviation) {
    std::string capitals;
    std::string all;
    for (const std::string& word : Words(CollapseWhiteSpace(full))) {
      size_t at = 0;
      while (at < word.size()) {
        const bool upper = word[at] >= 'A' && word[at] <= 'Z';
        if (upper) capitals += word[at];
        all += static_cast<char>(upper ? word[at] : word[at] - 32);
        const size_t hyphen = word.find('-', at);
        if (hyphen == std::string::npos) break;
        at = hyphen + 1;
      }
    }
    std::string letters;
    for (const char c : abbreviation) {
      if (c >= 'A' && c <= 'Z') letters += c;
      if (c >= 'a' && c <= 'z') letters += static_cast<char>(c - 32);
    }
    return letters.size() >= 2 && (letters == capitals || letters == all);
  }

  void LinkAbbreviations() {
    for (uint32_t n = 0; n + 1 < document_.names.size(); ++n) LinkExplained(n);
    // Unexplained: the initials of a body named in full anywhere.
    std::unordered_map<std::string, int32_t> full_by_initials;
    for (int32_t c = 0; c < static_cast<int32_t>(out_.clusters.size()); ++c) {
      const NameCluster& cluster = out_.clusters[c];
      if (cluster.type != EntityType::kOrganization) continue;
      std::string capitals;
      for (const std::string& word : Words(CollapseWhiteSpace(cluster.canonical))) {
        if (word[0] >= 'A' && word[0] <= 'Z') capitals += word[0];
      }
      if (capitals.size() >= 3) full_by_initials.emplace(capitals, c);
    }
    for (uint32_t n = 0; n < document_.names.size(); ++n) {
      if (out_.of_name[n] < 0 || !Name(n).canonical.empty()) continue;
      const std::string surface = WithoutKindOfBody(Surface(n));
      const auto found = full_by_initials.find(surface);
      if (found == full_by_initials.end() || found->second == out_.of_name[n]) continue;
      Merge(found->second, out_.of_name[n], surface);
    }
  }

  // "Example Trade Union (ETU)" and "ETU (Example Trade Union)".
  void LinkExplained(uint32_t n) {
    const NameMention& full = Name(n);
    const NameMention& inside = Name(n + 1);
    const std::string_view open = words_.Lower(full.tokens.end);
    if ((open != "(" && open != "[") || inside.tokens.begin != full.tokens.end + 1) return;
    const std::string_view close = words_.Lower(inside.tokens.end);
    if (close != ")" && close != "]") return;
    const int32_t a = out_.of_name[n];
    const int32_t b = out_.of_name[n + 1];
    if (a < 0 || b < 0 || a == b) return;
    const std::string left = Surface(n);
    const std::string right = Surface(n + 1);
    if (inside.tokens.size() == 1 && full.tokens.size() >= 2 &&
        (HasInitials(left, right) ||
         (IsAllUpper(right) && full.entity_type == EntityType::kOrganization))) {
      if (Name(n + 1).canonical.empty()) Merge(a, b, right);
    } else if (full.tokens.size() == 1 && inside.tokens.size() >= 2 && HasInitials(right, left)) {
      if (Name(n).canonical.empty()) Merge(b, a, left);
    }
  }

  // Makes `from` part of `into`, known there by the abbreviation `form`.
  void Merge(int32_t into, int32_t from, const std::string& form) {
    into = Root(into);
    if (into == Root(from)) return;
    merged_into_[Root(from)] = into;
    AddForm(into, form, NameForm::kAbbreviation);
    if (out_.clusters[into].type == EntityType::kUnspecified) {
      out_.clusters[into].type = EntityType::kOrganization;
    }
  }

  // "Jane Example, better known as Mira Other".
  void LinkAliases() {
    bool linked = false;
    for (uint32_t n = 0; n + 1 < document_.names.size(); ++n) linked |= LinkAlias(n);
    if (!linked) return;
    for (int32_t& cluster : out_.of_name) cluster = Root(cluster);
  }

  bool LinkAlias(uint32_t n) {
    const uint32_t begin = Name(n).tokens.end;
    const uint32_t end = Name(n + 1).tokens.begin;
    if (out_.of_name[n] < 0 || out_.of_name[n + 1] < 0) return false;
    if (begin >= end || end - begin > kLongestAliasGap) return false;
    const int32_t into = Root(out_.of_name[n]);
    const int32_t from = Root(out_.of_name[n + 1]);
    if (into == from || !Name(n).canonical.empty() || !Name(n + 1).canonical.empty()) return false;
    std::vector<std::string_view> between;
    for (uint32_t i = begin; i < end; ++i) between.push_back(words_.Lower(i));
    if (!SaysAlias(between)) return false;
    merged_into_[from] = into;
    const std::vector<EntityName> names = out_.clusters[from].names;
    for (const EntityName& name : names) AddForm(into, name.text, NameForm::kVariant);
    return true;
  }

  // Words of a person's name, without initials' stops and titles.
  std::vector<std::string> PersonWords(uint32_t n) const {
    return Words(FoldForMatching(Surface(n)));
  }

  void ClusterFullPerson(uint32_t n) {
    if (TypeOf(Name(n)) != EntityType::kPerson || Name(n).tokens.size() < 2) return;
    const std::vector<std::string> words = PersonWords(n);
    if (words.empty()) return;
    const std::string folded = FoldForMatching(Surface(n));
    const std::string key = StrCat("h:", folded);
    int32_t cluster = Find(key);
    if (cluster < 0) cluster = SamePerson(words);
    if (cluster >= 0) {
      AddForm(cluster, Surface(n), NameForm::kVariant);
      by_key_.emplace(key, cluster);
    } else {
      cluster = NewCluster(key, Surface(n), EntityType::kPerson);
      person_words_.emplace(cluster, words);
      people_by_surname_[words.back()].push_back(cluster);
    }
    out_.of_name[n] = cluster;
  }

  // A person with this surname whose other names fit ("Jon" and "John", "J.",
  // a middle name left out).
  int32_t SamePerson(const std::vector<std::string>& words) const {
    const auto found = people_by_surname_.find(words.back());
    if (found == people_by_surname_.end()) return -1;
    for (const int32_t cluster : found->second) {
      const std::vector<std::string>& other = person_words_.at(cluster);
      if (GivenNamesFit(words.front(), other.front())) return cluster;
    }
    return -1;
  }

  static bool GivenNamesFit(std::string_view a, std::string_view b) {
    if (a == b) return true;
    if (a.empty() || b.empty() || a[0] != b[0]) return false;
    if (a.size() == 1 || b.size() == 1) return true;
    return a.size() >= 4 && b.size() >= 4 && a.substr(0, 4) == b.substr(0, 4);
  }

  void ClusterSinglePerson(uint32_t n) {
    if (TypeOf(Name(n)) != EntityType::kPerson || out_.of_name[n] >= 0) return;
    const std::string surface = Surface(n);
    const std::string folded = FoldForMatching(surface);
    if (folded.empty()) return;
    int32_t cluster = NearestWithName(n, folded);
    // "Mr Example" where only Jane Example is named is somebody else.
    const bool other = cluster >= 0 && IsOfOtherGender(n, cluster);
    const std::string key = StrCat(other ? StrCat("h:", Honorific(n), " ") : "h:", folded);
    if (other) cluster = -1;
    if (cluster < 0) cluster = Find(key);
    if (cluster < 0) cluster = NewCluster(key, TitleIfShouted(surface), EntityType::kPerson);
    if (out_.clusters[cluster].canonical != surface) AddForm(cluster, surface, NameForm::kShort);
    out_.of_name[n] = cluster;
  }

  // "mr" of "Mr. Example"; "" where no honorific stands before the name.
  std::string_view Honorific(uint32_t n) const {
    int64_t before = static_cast<int64_t>(Name(n).tokens.begin) - 1;
    if (words_.Lower(before) == ".") --before;
    std::string_view word = words_.Lower(before);
    if (word.ends_with(".")) word.remove_suffix(1);
    return IsWord(WordClass::kHonorific, word) ? word : std::string_view();
  }

  // The honorific of the name and the given name of the person belong to
  // different genders.
  bool IsOfOtherGender(uint32_t n, int32_t cluster) const {
    const Gender said = GenderOfWord(Honorific(n));
    const auto words = person_words_.find(cluster);
    if (said == Gender::kUnknown || words == person_words_.end()) return false;
    const Gender known = GenderOfGivenName(words->second.front());
    return known != Gender::kUnknown && known != said;
  }

  static std::string TitleIfShouted(const std::string& surface) {
    return IsAllUpper(surface) && surface.size() > 3 ? TitleCase(surface) : surface;
  }

  // The nearest earlier person whose surname or another name this is, else the
  // first later one.
  int32_t NearestWithName(uint32_t n, const std::string& folded) {
    if (!uses_built_) BuildUses();
    const auto found = uses_.find(StripArticle(folded));
    if (found == uses_.end()) return -1;
    const std::vector<Use>& uses = found->second;
    const auto after = std::upper_bound(uses.begin(), uses.end(), n,
                                        [](uint32_t at, const Use& use) { return at < use.name; });
    if (after != uses.begin()) return std::prev(after)->cluster;
    return uses.front().cluster;
  }

  // "al sisi" goes by "sisi" too.
  static std::string StripArticle(const std::string& folded) {
    return folded.starts_with("al ") || folded.starts_with("el ") ? folded.substr(3) : folded;
  }

  struct Use {
    uint32_t name;
    int32_t cluster;
  };

  void BuildUses() {
    uses_built_ = true;
    for (uint32_t n = 0; n < document_.names.size(); ++n) {
      const int32_t cluster = out_.of_name[n];
      if (cluster < 0 || !person_words_.contains(cluster)) continue;
      const std::vector<std::string>& words = person_words_.at(cluster);
      uses_[words.back()].push_back({n, cluster});
      if (words.front() != words.back()) uses_[words.front()].push_back({n, cluster});
      if (words.size() >= 3) {
        uses_[words[words.size() - 2] + " " + words.back()].push_back({n, cluster});
      }
    }
  }

  const AnnotatedDocument& document_;
  const DocumentWords& words_;
  NameClusters out_;
  std::unordered_map<std::string, int32_t> by_key_;
  std::unordered_map<int32_t, std::vector<std::string>> person_words_;
  std::unordered_map<std::string, std::vector<int32_t>> people_by_surname_;
  std::unordered_map<std::string, std::vector<Use>> uses_;
  bool uses_built_ = false;
  std::unordered_map<int32_t, int32_t> merged_into_;
};

}  // namespace

NameClusters ClusterNames(const AnnotatedDocument& document, const DocumentWords& words) {
  return Clusterer(document, words).Run();
}

}  // namespace dateline::nlp

#include "services/extraction/patterns/language/fillers.h"

#include <algorithm>
#include <string_view>

#include "common/text/folding.h"
#include "services/extraction/nlp/lexicon/lexicon.h"
#include "services/extraction/patterns/word_choice.h"

namespace dateline::patterns {
namespace {

// Words of quantity that stand before what they count.
constexpr int kMostSteps = 8;

// Nouns that end as those for people do and are none.
constexpr std::string_view kNotPeople[] = {
    "human",     "german",    "ottoman",  "roman",     "talisman",  "specimen", "regimen",
    "abdomen",   "checklist", "playlist", "shortlist", "watchlist", "waitlist", "blacklist",
    "whitelist", "hitlist",   "wishlist", "assist",    "consist",   "caiman",   "shaman"};

const WordList* ListOrNull(const std::map<std::string, WordList>& lists, const std::string& name) {
  const auto found = lists.find(name);
  return found == lists.end() ? nullptr : &found->second;
}

}  // namespace

FillerFinder::FillerFinder(const DocumentView& view, const std::map<std::string, WordList>& lists)
    : view_(view),
      tree_(view.tree()),
      people_(ListOrNull(lists, "noun.people")),
      bodies_(ListOrNull(lists, "noun.body")),
      institutions_(ListOrNull(lists, "noun.institution")),
      places_(ListOrNull(lists, "noun.place")),
      quantities_(ListOrNull(lists, "noun.quantity")) {}

bool FillerFinder::In(const WordList* list, uint32_t token) const {
  return list != nullptr && list->Contains(view_, token);
}

// Listed, or formed as nouns for people are: "nationalist", "fisherman".
bool FillerFinder::MeansPeople(uint32_t head) const {
  if (In(people_, head)) return true;
  if (tree_.Upos(head) != "NOUN") return false;
  const std::string_view lemma = tree_.Lemma(head);
  if (lemma.size() < 6 || IsOneOf(lemma, kNotPeople)) return false;
  return lemma.ends_with("ist") || lemma.ends_with("man") || lemma.ends_with("men");
}

uint32_t FillerFinder::Counted(uint32_t head) const {
  uint32_t at = head;
  for (int i = 0; i < kMostSteps; ++i) {
    const bool quantity = In(quantities_, at) || tree_.Upos(at) == "NUM" || tree_.Upos(at) == "SYM";
    if (!quantity) break;
    int64_t counted = -1;
    for (const uint32_t child : tree_.ChildrenWith(at, "nmod")) {
      const bool next = tree_.Phrase(child).begin == at + 1;
      if (next && PrepositionOf(view_, child) == "of") counted = child;
    }
    if (counted < 0) break;
    at = static_cast<uint32_t>(counted);
  }
  return at;
}

bool FillerFinder::Fits(EntityType type, FillerKind kind) const {
  switch (kind) {
    case FillerKind::kActor:
      return type == EntityType::kPerson || type == EntityType::kOrganization ||
             type == EntityType::kGpe || type == EntityType::kGroup;
    case FillerKind::kPolity:
      return type == EntityType::kOrganization || type == EntityType::kGpe ||
             type == EntityType::kGroup;
    case FillerKind::kPerson:
      return type == EntityType::kPerson;
    case FillerKind::kPeople:
      return type == EntityType::kPerson || type == EntityType::kGroup;
    case FillerKind::kOrganization:
      return type == EntityType::kOrganization;
    case FillerKind::kState:
      return type == EntityType::kGpe;
    case FillerKind::kPlace:
      return type == EntityType::kGpe || type == EntityType::kLocation ||
             type == EntityType::kFacility;
    case FillerKind::kDocument:
      return type == EntityType::kAgreement;
    case FillerKind::kAny:
    case FillerKind::kEntity:
      return true;
    default:
      return false;
  }
}

std::vector<FoundFiller> FillerFinder::Entity(const EntityMention& mention) const {
  return {{view_.Reference(mention), mention.tokens}};
}

bool FillerFinder::HasConjunct(uint32_t head) const { return tree_.Child(head, "conj") >= 0; }

// The mention that the phrase of `head` is: its own, or the name that a title or
// a noun in apposition stands beside ("MP Ada Kell", "Norland, a state that").
const EntityMention* FillerFinder::MentionOf(uint32_t head) const {
  const EntityMention* own = view_.MentionHeadedBy(head);
  if (own == nullptr) own = view_.NameAt(head);
  if (own != nullptr) return own;
  for (const uint32_t child : tree_.Children(head)) {
    if (!tree_.HasRelation(child, "flat") && !tree_.HasRelation(child, "appos")) continue;
    if (const EntityMention* name = view_.NameAt(child); name != nullptr) return name;
  }
  if (MeansPeople(head)) {
    // "Norlandian special envoy to the region, Ambassador Ada Kell".
    const EntityMention* last = view_.MentionEndingAt(tree_.Phrase(head).end);
    if (last != nullptr && last->form == MentionForm::kName && last->tokens.begin > head &&
        view_.TypeOf(*last) == EntityType::kPerson && !HasConjunct(head)) {
      return last;
    }
  }
  if (const EntityMention* next = view_.MentionBeginningAt(head + 1);
      next != nullptr && view_.TypeOf(*next) == EntityType::kPerson && In(people_, head)) {
    return next;
  }
  if (tree_.HasRelation(head, "appos") && tree_.Head(head) >= 0) {
    return view_.MentionHeadedBy(tree_.Head(head));
  }
  return nullptr;
}

std::vector<FoundFiller> FillerFinder::Find(uint32_t head, FillerKind kind) const {
  switch (kind) {
    case FillerKind::kNone:
      return {};
    case FillerKind::kTime:
      return Time(head);
    case FillerKind::kNumber:
      return Number(head);
    case FillerKind::kTitle:
      return Title(head);
    case FillerKind::kPhrase:
      return Words(head, false);
    default:
      break;
  }
  const EntityMention* mention = MentionOf(head);
  if (mention != nullptr && Fits(view_.TypeOf(*mention), kind)) return Entity(*mention);
  const bool noun = tree_.Upos(head) == "NOUN" || tree_.Upos(head) == "PROPN";
  const bool people = MeansPeople(head) || MeansPeople(Counted(head));
  const bool person = kind == FillerKind::kPerson || kind == FillerKind::kPeople ||
                      (kind == FillerKind::kActor && !In(bodies_, head));
  if (person && noun && mention == nullptr) {
    if (std::vector<FoundFiller> found = PersonBeside(head); !found.empty()) return found;
  }
  if (kind == FillerKind::kActor || kind == FillerKind::kPolity || kind == FillerKind::kState ||
      kind == FillerKind::kOrganization) {
    if (kind == FillerKind::kActor && noun && In(institutions_, head)) return Words(head, true);
    if (people || In(bodies_, head) || mention != nullptr) {
      if (std::vector<FoundFiller> found = Behind(head, kind); !found.empty()) return found;
      const bool nameless = mention == nullptr || people || In(bodies_, head);
      if (kind == FillerKind::kActor && noun && nameless) return Words(head, true);
    }
    return {};
  }
  if (kind == FillerKind::kPlace) {
    return In(places_, head) ? Behind(head, kind) : std::vector<FoundFiller>();
  }
  // "were killed and 23 injured": so many people.
  const bool so_many = kind == FillerKind::kPeople && tree_.Upos(head) == "NUM" &&
                       nlp::IsNumber(view_.Lower(head)) && mention == nullptr;
  if (so_many) return Words(head, true);
  if (kind == FillerKind::kPeople)
    return people && noun ? Words(head, true) : std::vector<FoundFiller>();
  if (kind == FillerKind::kAny && In(places_, head)) {
    if (std::vector<FoundFiller> found = Behind(head, FillerKind::kPlace); !found.empty()) {
      return found;
    }
  }
  const bool phrase = kind == FillerKind::kAny || kind == FillerKind::kDocument;
  return phrase && mention == nullptr && noun ? Words(head, true) : std::vector<FoundFiller>();
}

// The name that stands beside a description: "her uncle Jane Doe", "the actor,
// Jane Doe", "singer and songwriter Jane Doe", "Mr Doe".
std::vector<FoundFiller> FillerFinder::PersonBeside(uint32_t head) const {
  if (view_.Is(head, nlp::WordClass::kHonorific)) {
    const EntityMention* mention = view_.MentionBeginningAt(static_cast<int64_t>(head) + 1);
    if (mention != nullptr && view_.TypeOf(*mention) == EntityType::kPerson) {
      return Entity(*mention);
    }
  }
  for (const std::string_view relation : {"flat", "appos", "compound"}) {
    for (const uint32_t child : tree_.ChildrenWith(head, relation)) {
      const EntityMention* mention = view_.MentionHeadedBy(child);
      if (mention == nullptr || mention->form != MentionForm::kName) continue;
      if (view_.TypeOf(*mention) == EntityType::kPerson && child > head) return Entity(*mention);
    }
  }
  for (const uint32_t other : tree_.ChildrenWith(head, "conj")) {
    if (other < head + 4 && tree_.Upos(other) == "NOUN") return PersonBeside(other);
  }
  return {};
}

// "the army" in "soldiers of the army", "Norland" in "Norlandian diplomats".
std::vector<FoundFiller> FillerFinder::Behind(uint32_t head, FillerKind kind) const {
  std::vector<FoundFiller> out;
  const auto take = [&](uint32_t token) {
    const EntityMention* mention = MentionOf(token);
    const bool person = mention != nullptr && view_.TypeOf(*mention) == EntityType::kPerson;
    if (mention == nullptr || person || !Fits(view_.TypeOf(*mention), kind)) return;
    for (FoundFiller& filler : Entity(*mention)) out.push_back(std::move(filler));
  };
  for (const std::string_view relation :
       {"nmod:poss", "nmod", "appos", "flat", "amod", "compound"}) {
    for (const uint32_t child : tree_.ChildrenWith(head, relation)) {
      if (relation == "nmod") {
        const std::string preposition = PrepositionOf(view_, child);
        if (preposition != "of" && preposition != "from") continue;
      }
      for (const uint32_t one : Conjuncts(tree_, child)) {
        const size_t before = out.size();
        take(one);
        if (out.size() == before && kind == FillerKind::kActor && In(institutions_, one)) {
          for (FoundFiller& filler : Words(one, true)) out.push_back(std::move(filler));
        }
        // "members of the delegation of Norland".
        if (out.size() == before && one != head && (MeansPeople(one) || In(bodies_, one))) {
          for (FoundFiller& filler : Behind(one, kind)) out.push_back(std::move(filler));
        }
      }
    }
    if (!out.empty()) return out;
  }
  return out;
}

TokenRange FillerFinder::PhraseOf(uint32_t head, bool core) const {
  uint32_t begin = head;
  uint32_t end = head + 1;
  for (const uint32_t child : tree_.Children(head)) {
    for (const std::string_view left_out :
         {"acl:relcl", "appos", "conj", "cc", "punct", "case", "parataxis", "nsubj", "cop", "aux",
          "mark", "advmod", "advcl", "ccomp", "discourse", "dep", "obl"}) {
      if (!tree_.HasRelation(child, left_out)) continue;
      // "more than 40 soldiers" keeps what stands before.
      if (left_out == "advmod" && child < head) break;
      goto next;
    }
    if (core && child > head &&
        (tree_.HasRelation(child, "acl") ||
         (tree_.HasRelation(child, "nmod") && PrepositionOf(view_, child) != "of"))) {
      continue;
    }
    if (tree_.HasRelation(child, "det") && child < head) {
      const std::string_view word = view_.Lower(child);
      if (word == "the" || word == "a" || word == "an") continue;
    }
    begin = std::min(begin, tree_.Phrase(child).begin);
    end = std::max(end, tree_.Phrase(child).end);
  next:;
  }
  return {begin, end};
}

std::vector<FoundFiller> FillerFinder::Words(uint32_t head, bool core) const {
  if (view_.TimeAt(head) != nullptr) return {};  // "on Monday" is no topic.
  const TokenRange range = PhraseOf(head, core);
  return {{CollapseWhiteSpace(view_.Text(range)), range}};
}

std::vector<FoundFiller> FillerFinder::Time(uint32_t head) const {
  const nlp::TimeMention* time = view_.TimeAt(head);
  // "(died 1872)": a year by itself.
  const std::string_view word = view_.Lower(head);
  const double year = time == nullptr && word.size() == 4 ? nlp::NumberValue(word) : 0;
  if (year >= 1000 && year <= 2100) {
    return {{TimeInterval::Year(absl::CivilYear(static_cast<int64_t>(year))), {head, head + 1}}};
  }
  if (time == nullptr || !time->value.has_value() || time->duration || time->set) return {};
  return {{*time->value, time->tokens}};
}

std::vector<FoundFiller> FillerFinder::Number(uint32_t head) const {
  int64_t number = head;
  if (tree_.Upos(head) != "NUM") number = tree_.Child(head, "nummod");
  if (number < 0) return {};
  const double value = nlp::NumberValue(view_.Lower(number));
  if (value < 0) return {};
  const auto at = static_cast<uint32_t>(number);
  return {{value, {std::min(at, head), std::max(at, head) + 1}}};
}

// "deputy foreign minister": the noun and the words of no name before it.
std::vector<FoundFiller> FillerFinder::Title(uint32_t head) const {
  uint32_t begin = head;
  while (begin > 0 && tree_.IsBelow(begin - 1, head) &&
         view_.SentenceOf(begin - 1) == view_.SentenceOf(head)) {
    const uint32_t before = begin - 1;
    const bool word = tree_.HasRelation(before, "amod") || tree_.HasRelation(before, "compound") ||
                      tree_.HasRelation(before, "nmod:unmarked");
    const EntityMention* mention = view_.MentionAt(before);
    if (!word || (mention != nullptr && mention->form == MentionForm::kName)) break;
    const std::string_view lower = view_.Lower(before);
    if (lower == "former" || lower == "current" || lower == "new" || lower == "late" ||
        lower == "longtime" || lower == "outgoing") {
      break;
    }
    begin = before;
  }
  TokenRange range = {begin, head + 1};
  // "head of state".
  for (const uint32_t child : tree_.ChildrenWith(head, "nmod")) {
    const bool plain = child == head + 2 && tree_.Upos(child) == "NOUN" &&
                       view_.MentionAt(child) == nullptr && PrepositionOf(view_, child) == "of";
    if (plain) range.end = child + 1;
  }
  return {{nlp::LowerCase(CollapseWhiteSpace(view_.Text(range))), range}};
}

}  // namespace dateline::patterns

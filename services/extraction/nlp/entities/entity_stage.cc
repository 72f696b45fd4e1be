#include "services/extraction/nlp/entities/entity_stage.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "common/base/strings.h"
#include "services/extraction/nlp/entities/gender_words.h"
#include "services/extraction/nlp/entities/name_clusters.h"
#include "services/extraction/nlp/entities/pronoun_resolver.h"
#include "services/extraction/nlp/lexicon/document_words.h"
#include "services/extraction/nlp/lexicon/lexicon.h"
#include "services/extraction/nlp/titles/title_phrase.h"

namespace dateline::nlp {
namespace {

// An office that the document gives somebody.
struct Office {
  int32_t person;
  std::string head;
  int32_t body;  // Cluster of the state or body, -1 if not known.
};

// Names back from a counterpart that whose counterpart it is may stand, and
// offices that the two may share.
constexpr uint32_t kNamesBack = 6;
constexpr size_t kMostOffices = 4;
constexpr size_t kMostHolders = 200;

class EntityBuilder {
 public:
  explicit EntityBuilder(AnnotatedDocument& document)
      : document_(document),
        words_(document),
        names_(document),
        clusters_(ClusterNames(document, words_)),
        titles_{document_, words_, names_},
        pronouns_(document, words_) {}

  void Run() {
    AddNameMentions();
    NoteOffices();
    NoteCounterparts();
    for (uint32_t s = 0; s < document_.sentences.size(); ++s) ResolveInSentence(s);
    Finish();
  }

 private:
  struct Draft {
    EntityMention mention;
    int32_t cluster;
  };

  int32_t ClusterOf(int32_t name) const { return name < 0 ? -1 : clusters_.of_name[name]; }

  void AddNameMentions() {
    for (uint32_t n = 0; n < document_.names.size(); ++n) {
      if (clusters_.of_name[n] < 0) continue;
      const NameMention& name = document_.names[n];
      Add(name.tokens, clusters_.of_name[n],
          name.adjectival ? MentionForm::kNominal : MentionForm::kName);
    }
  }

  void Add(TokenRange tokens, int32_t cluster, MentionForm form) {
    Draft draft;
    draft.mention.tokens = tokens;
    draft.mention.span = document_.Span(tokens);
    draft.mention.form = form;
    draft.cluster = cluster;
    drafts_.push_back(draft);
  }

  void SawMention(TokenRange tokens, int32_t cluster) {
    pronouns_.Saw({tokens, cluster, clusters_.clusters[cluster].type});
  }

  // A mention that is no name; names are added before the text is read.
  void AddReference(TokenRange tokens, int32_t cluster, MentionForm form) {
    Add(tokens, cluster, form);
    SawMention(tokens, cluster);
  }

  bool IsPerson(int32_t cluster) const {
    return cluster >= 0 && clusters_.clusters[cluster].type == EntityType::kPerson;
  }

  // Remembers who holds which office, from titles before and after names.
  void NoteOffices() {
    for (uint32_t n = 0; n < document_.names.size(); ++n) {
      const int32_t person = clusters_.of_name[n];
      if (!IsPerson(person)) continue;
      const TokenRange range = document_.names[n].tokens;
      if (const auto title = TitleBefore(titles_, range.begin)) NoteOffice(person, *title);
      if (words_.Lower(range.end) == ",") {
        const auto end =
            static_cast<uint32_t>(std::min<size_t>(document_.tokens.size(), range.end + 24));
        if (const auto title = TitleAt(titles_, range.end + 1, end)) NoteOffice(person, *title);
      }
    }
  }

  void NoteOffice(int32_t person, const TitlePhrase& title) {
    NoteOffice(person, title.head, ClusterOf(title.body));
  }

  void NoteOffice(int32_t person, const std::string& head, int32_t body) {
    // Nobody can tell apart hundreds of holders of one office; nor need we.
    if (offices_by_head_[head].size() >= kMostHolders) return;
    offices_.push_back({person, head, body});
    offices_by_head_[head].push_back(static_cast<uint32_t>(offices_.size() - 1));
  }

  // "President Vance met his Peruvian counterpart Mira Tamm": she is president
  // too, of Peru.
  void NoteCounterparts() {
    for (uint32_t n = 0; n < document_.names.size(); ++n) {
      const int32_t person = clusters_.of_name[n];
      const int64_t begin = document_.names[n].tokens.begin;
      if (!IsPerson(person) || words_.Lower(begin - 1) != "counterpart") continue;
      const int32_t state = ClusterOf(names_.At(begin - 2));
      if (state < 0) continue;
      for (const std::string& head : OfficesBefore(n)) NoteOffice(person, head, state);
    }
  }

  // The offices of the person named last before the name, as far as known.
  std::vector<std::string> OfficesBefore(uint32_t name) const {
    std::vector<std::string> out;
    for (uint32_t back = 1; back <= kNamesBack && back <= name; ++back) {
      const int32_t other = clusters_.of_name[name - back];
      if (!IsPerson(other) || other == clusters_.of_name[name]) continue;
      for (const Office& office : offices_) {
        if (office.person != other || out.size() == kMostOffices) continue;
        if (std::find(out.begin(), out.end(), office.head) == out.end()) out.push_back(office.head);
      }
      break;
    }
    return out;
  }

  // The person with this office, the one mentioned last if there are several.
  int32_t HolderOf(const std::string& head, int32_t body) const {
    const auto found = offices_by_head_.find(head);
    if (found == offices_by_head_.end()) return -1;
    int32_t best = -1;
    uint32_t best_at = 0;
    for (const uint32_t i : found->second) {
      const Office& office = offices_[i];
      if (body >= 0 && office.body != body) continue;
      const auto seen = last_seen_.find(office.person);
      const uint32_t at = seen == last_seen_.end() ? 0 : seen->second + 1;
      if (best < 0 || at > best_at) {
        best = office.person;
        best_at = at;
      }
    }
    return best;
  }

  void ResolveInSentence(uint32_t s) {
    const Sentence& sentence = document_.sentences[s];
    if (sentence.block == BlockKind::kBoilerplate) return;
    pronouns_.OpenSentence(s);
    for (uint32_t i = sentence.tokens.begin; i < sentence.tokens.end;) {
      if (const int32_t name = names_.At(i); name >= 0) {
        const int32_t cluster = clusters_.of_name[name];
        if (cluster >= 0) {
          if (const uint32_t end = AdjectivalOffice(i, sentence); end > i) {
            i = end;
            continue;
          }
          if (const uint32_t end = StateOrgan(name, sentence); end > i) {
            last_seen_[cluster] = i;
            i = end;
            continue;
          }
          last_seen_[cluster] = i;
          Note(cluster);
          SawMention(document_.names[name].tokens, cluster);
          if (clusters_.clusters[cluster].type == EntityType::kOrganization) {
            NoteNouns(cluster, document_.names[name].tokens, sentence);
          }
        }
        i = std::max(i + 1, document_.names[name].tokens.end);
        continue;
      }
      i = std::max(i + 1, ResolveWord(i, sentence));
    }
  }

  void Note(int32_t cluster) {
    if (clusters_.clusters[cluster].type == EntityType::kOrganization) last_body_ = cluster;
  }

  // "Kazakh president" without a name after it. Returns one past it, or `i`.
  uint32_t AdjectivalOffice(uint32_t i, const Sentence& sentence) {
    const auto title = TitleAt(titles_, i, sentence.tokens.end);
    if (!title.has_value() || title->body < 0) return i;
    if (IsPerson(ClusterOf(names_.At(title->whole.end)))) return i;
    if (document_.names[title->body].tokens.begin != i) return i;
    return AddOfficeMention(i, *title);
  }

  uint32_t AddOfficeMention(uint32_t begin, const TitlePhrase& title) {
    const int32_t holder = HolderOf(title.head, ClusterOf(title.body));
    if (holder < 0) return begin;
    const uint32_t first =
        words_.Lower(static_cast<int64_t>(begin) - 1) == "the" ? begin - 1 : begin;
    AddReference({first, title.whole.end}, holder, MentionForm::kNominal);
    last_seen_[holder] = begin;
    // "the mayor of Lima" speaks of Lima too.
    if (const int32_t body = ClusterOf(title.body); body >= 0) {
      last_seen_[body] = begin;
      if (clusters_.clusters[body].type == EntityType::kOrganization) last_body_ = body;
    }
    return title.whole.end;
  }

  // Pronouns and descriptions. Returns one past what was taken.
  uint32_t ResolveWord(uint32_t i, const Sentence& sentence) {
    const std::string_view lower = words_.Lower(i);
    if (pronouns_.IsPronoun(i)) {
      int32_t cluster = pronouns_.Resolve(i);
      if (cluster < 0 && PronounResolver::IsPersonal(lower)) cluster = UnnamedPerson(lower);
      if (cluster < 0 && lower == "it" && i == sentence.tokens.begin && DescribesBody(i + 1)) {
        cluster = last_body_;
      }
      if (cluster < 0 && (lower == "it" || lower == "its") && pronouns_.SaidOfBody(i)) {
        cluster =
            last_body_ >= 0 ? last_body_ : Unnamed("it", EntityType::kOrganization, unnamed_body_);
      }
      if (cluster >= 0) {
        AddReference({i, i + 1}, cluster, MentionForm::kPronoun);
        last_seen_[cluster] = i;
      }
      if (cluster >= 0 || lower != "its") return i + 1;
    }
    if (const bool one = IsFirstPerson(lower); one || IsFirstPersons(lower)) {
      // Inside quotation marks the speaker, whom the rules of speech find.
      if (!InQuote(i)) AddReference({i, i + 1}, Writer(one), MentionForm::kPronoun);
      return i + 1;
    }
    if (lower == "the" || lower == "this" || lower == "its") return ResolveDescription(i, sentence);
    return i + 1;
  }

  // "It has six members", "It was founded": said of a body.
  bool DescribesBody(uint32_t verb) const {
    const std::string_view first = words_.Lower(verb);
    const std::string_view second = words_.Lower(verb + 1);
    if (first == "has" || first == "includes" || first == "comprises") {
      const std::string_view third = words_.Lower(verb + 2);
      return second == "members" || third == "members" || third == "member" || first != "has";
    }
    return (first == "was" || first == "is") &&
           (second == "founded" || second == "established" || second == "created" ||
            second == "formed" || second == "banned" || second == "headquartered");
  }

  static bool IsFirstPerson(std::string_view lower) {
    return lower == "i" || lower == "me" || lower == "my" || lower == "myself";
  }
  static bool IsFirstPersons(std::string_view lower) {
    return lower == "we" || lower == "us" || lower == "our" || lower == "ourselves";
  }

  // Tokens are asked in order of the text.
  bool InQuote(uint32_t token) {
    const ByteSpan span = document_.tokens[token].span;
    while (quote_ < document_.quotes.size() && document_.quotes[quote_].outer.end <= span.begin) {
      ++quote_;
    }
    return quote_ < document_.quotes.size() && document_.quotes[quote_].outer.begin <= span.begin;
  }

  // Whoever writes "I" or, for a body, "we".
  int32_t Writer(bool one) {
    return Unnamed(one ? "I" : "we", one ? EntityType::kPerson : EntityType::kOrganization,
                   one ? writer_ : writers_);
  }

  // Somebody whom the document speaks of and never names.
  int32_t UnnamedPerson(std::string_view pronoun) {
    const bool male = GenderOfPronoun(pronoun) == Gender::kMale;
    return Unnamed(male ? "he" : "she", EntityType::kPerson, male ? unnamed_man_ : unnamed_woman_);
  }

  // The one entity without a name that `cluster` stands for, made when it is
  // first mentioned.
  int32_t Unnamed(std::string_view word, EntityType type, int32_t& cluster) {
    if (cluster >= 0) return cluster;
    NameCluster made;
    made.canonical = std::string(word);
    made.type = type;
    // No name by which documents could be joined.
    made.names.push_back({made.canonical, NameForm::kShort});
    clusters_.clusters.push_back(std::move(made));
    cluster = static_cast<int32_t>(clusters_.clusters.size()) - 1;
    return cluster;
  }

  uint32_t ResolveDescription(uint32_t i, const Sentence& sentence) {
    const uint32_t noun = i + 1;
    if (noun >= sentence.tokens.end) return i + 1;
    if (const auto title = TitleAt(titles_, i, sentence.tokens.end);
        title.has_value() && title->office) {
      const bool named = IsPerson(ClusterOf(names_.At(title->whole.end)));
      if (!named && title->whole.end <= sentence.tokens.end) {
        const uint32_t end = AddOfficeMention(noun, *title);
        if (end > noun) return end;
      }
      return i + 1;
    }
    const bool organ =
        IsOrganNoun(words_.Lower(noun)) && latest_by_noun_.contains(words_.Lower(noun));
    const bool group =
        words_.Is(noun, WordClass::kGroupNoun) &&
        (!IsChamberNoun(words_.Lower(noun)) || latest_by_noun_.contains(words_.Lower(noun)));
    if (last_body_ >= 0 && (group || organ) && names_.At(noun) < 0 && BareNoun(noun)) {
      // "Red Dawn (the movement is banned)": the name before the bracket.
      const bool bracket = words_.Lower(static_cast<int64_t>(i) - 1) == "(" && i >= 2;
      const int32_t named = bracket ? ClusterOf(names_.At(i - 2)) : -1;
      if (organ) described_.insert(words_.Lower(noun));
      AddReference({i, noun + 1}, named >= 0 ? named : BodyFor(noun), MentionForm::kNominal);
      return noun + 1;
    }
    // A body that the document has not named, and perhaps never does.
    if (last_body_ < 0 && words_.Lower(i) == "the" && words_.Is(noun, WordClass::kGroupNoun) &&
        names_.At(noun) < 0 && BareNoun(noun)) {
      const auto [made, fresh] = unnamed_by_noun_.emplace(words_.Lower(noun), -1);
      AddReference(
          {i, noun + 1},
          Unnamed(StrCat("the ", words_.Lower(noun)), EntityType::kOrganization, made->second),
          MentionForm::kNominal);
      return noun + 1;
    }
    return i + 1;
  }

  // True if the noun stands alone: "the bloc said", not "the bloc of voters" or
  // "the party leaders".
  bool BareNoun(uint32_t noun) const {
    const std::string_view after = words_.Lower(noun + 1);
    if (after == "of" || after == "-") return false;
    if (after == "statement" || after == "in") return true;
    return !words_.IsWordToken(noun + 1) || words_.Is(noun + 1, WordClass::kFunctionWord) ||
           after == "'s" || after == "’s" || after.ends_with("ed") || after.ends_with("s");
  }

  // The latest body with that noun in its name, else the latest body.
  int32_t BodyFor(uint32_t noun) const {
    const auto found = latest_by_noun_.find(words_.Lower(noun));
    return found == latest_by_noun_.end() ? last_body_ : found->second;
  }

  // Remembers the group nouns in the body's own name. A body that "the
  // ministry" has meant before stays the one meant until another opens a
  // sentence.
  void NoteNouns(int32_t cluster, TokenRange tokens, const Sentence& sentence) {
    const bool opens = tokens.begin <= sentence.tokens.begin + 2;
    for (uint32_t i = tokens.begin; i < tokens.end; ++i) {
      const std::string_view noun = words_.Lower(i);
      if (!words_.Is(i, WordClass::kGroupNoun) && !IsOrganNoun(noun)) continue;
      if (opens || !described_.contains(noun)) latest_by_noun_[noun] = cluster;
    }
  }

  // Bodies that say what they are in their name, so that "the council" is none
  // without it.
  static bool IsChamberNoun(std::string_view lower) {
    return lower == "commission" || lower == "committee" || lower == "council" ||
           lower == "ministry";
  }

  static bool IsOrganNoun(std::string_view lower) {
    return lower == "government" || lower == "parliament" || lower == "cabinet" ||
           lower == "legislature" || lower == "ministry";
  }

  // "the Peruvian government", "Peru's foreign ministry": one past the organ of
  // the state that the name at `name` names, or its first token.
  uint32_t StateOrgan(int32_t name, const Sentence& sentence) {
    const NameMention& state = document_.names[name];
    if (state.entity_type != EntityType::kGpe || !IsState(state)) return state.tokens.begin;
    uint32_t first = state.tokens.end;
    const bool possessive = IsPossessiveMark(words_.Lower(first));
    if (possessive) ++first;
    if (!possessive && !state.adjectival) return state.tokens.begin;
    uint32_t noun = first;
    while (noun < first + 3 && words_.Is(noun, WordClass::kTitleModifier) &&
           !IsOrganNoun(words_.Lower(noun))) {
      ++noun;
    }
    const bool ministry = words_.Lower(noun) == "ministry";
    if (noun >= sentence.tokens.end || !IsOrganNoun(words_.Lower(noun)) || names_.At(noun) >= 0 ||
        ministry != (noun > first) || !EndsPhrase(noun + 1)) {
      return state.tokens.begin;
    }
    const std::string organ = StrCat(OrganName(first, noun), " of ", state.canonical);
    const int32_t cluster = ClusterNamed(organ);
    const bool article = words_.Lower(static_cast<int64_t>(state.tokens.begin) - 1) == "the";
    AddReference({state.tokens.begin - (article ? 1 : 0), noun + 1}, cluster,
                 MentionForm::kNominal);
    last_seen_[cluster] = noun;
    last_body_ = cluster;
    NoteNouns(cluster, {noun, noun + 1}, sentence);
    return noun + 1;
  }

  static bool IsState(const NameMention& name) {
    return !name.canonical.empty() && !name.external_ids.empty() &&
           name.external_ids.front().starts_with("iso3166:") &&
           name.external_ids.front().find('-') == std::string::npos;
  }

  // "Government"; "Ministry of Foreign Affairs" for "foreign ministry".
  std::string OrganName(uint32_t first, uint32_t noun) const {
    if (first == noun) return TitleCase(words_.Lower(noun));
    std::string field;
    for (uint32_t i = first; i < noun; ++i) {
      if (!field.empty()) field += ' ';
      const std::string_view word = words_.Lower(i);
      field += word == "and" ? std::string(word) : TitleCase(word);
    }
    return StrCat("Ministry of ", field == "Foreign" ? std::string("Foreign Affairs") : field);
  }

  // True if no noun goes on at `at` ("the Peruvian government [officials]").
  bool EndsPhrase(uint32_t at) const {
    const std::string_view after = words_.Lower(at);
    return !words_.IsWordToken(at) || words_.Is(at, WordClass::kFunctionWord) ||
           words_.Is(at, WordClass::kAdverb) || words_.Is(at, WordClass::kAuxiliary) ||
           after.ends_with("ed") || IsSpeechVerb(after);
  }

  int32_t ClusterNamed(const std::string& canonical) {
    for (size_t c = 0; c < clusters_.clusters.size(); ++c) {
      if (clusters_.clusters[c].canonical == canonical) return static_cast<int32_t>(c);
    }
    NameCluster cluster;
    cluster.canonical = canonical;
    cluster.type = EntityType::kOrganization;
    cluster.names.push_back({canonical, NameForm::kFull});
    clusters_.clusters.push_back(std::move(cluster));
    return static_cast<int32_t>(clusters_.clusters.size()) - 1;
  }

  void Finish() {
    std::stable_sort(drafts_.begin(), drafts_.end(), [](const Draft& a, const Draft& b) {
      if (a.mention.span.begin != b.mention.span.begin) {
        return a.mention.span.begin < b.mention.span.begin;
      }
      return a.mention.span.end > b.mention.span.end;
    });
    std::unordered_map<int32_t, uint32_t> entity_of;
    for (Draft& draft : drafts_) {
      const auto [found, fresh] =
          entity_of.emplace(draft.cluster, static_cast<uint32_t>(document_.entities.size()));
      if (fresh) document_.entities.push_back(MakeEntity(draft.cluster));
      draft.mention.entity = found->second;
      document_.entities[found->second].mentions.push_back(
          {draft.mention.span, draft.mention.form});
      document_.mentions.push_back(draft.mention);
    }
  }

  DocumentEntity MakeEntity(int32_t cluster) const {
    const NameCluster& names = clusters_.clusters[cluster];
    DocumentEntity entity;
    entity.id = StrCat("e", document_.entities.size());
    entity.name = names.canonical;
    entity.type = names.type;
    if (entity.type == EntityType::kUnspecified) entity.type = EntityType::kOrganization;
    entity.external_ids = names.external_ids;
    entity.names = names.names;
    return entity;
  }

  AnnotatedDocument& document_;
  DocumentWords words_;
  NameIndex names_;
  NameClusters clusters_;
  TitleContext titles_;
  std::vector<Draft> drafts_;
  std::vector<Office> offices_;
  std::unordered_map<std::string, std::vector<uint32_t>> offices_by_head_;
  std::unordered_map<int32_t, uint32_t> last_seen_;
  std::unordered_map<std::string_view, int32_t> latest_by_noun_;
  std::unordered_set<std::string_view> described_;  // Nouns that stood for a body.
  PronounResolver pronouns_;
  int32_t last_body_ = -1;
  int32_t unnamed_man_ = -1;
  int32_t unnamed_woman_ = -1;
  int32_t unnamed_body_ = -1;
  std::unordered_map<std::string_view, int32_t> unnamed_by_noun_;
  int32_t writer_ = -1;
  int32_t writers_ = -1;
  size_t quote_ = 0;
};

}  // namespace

void EntityStage::Annotate(AnnotatedDocument& document) const { EntityBuilder(document).Run(); }

}  // namespace dateline::nlp

#include "services/extraction/nlp/names/name_stage.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "common/base/strings.h"
#include "services/extraction/nlp/lexicon/document_words.h"
#include "services/extraction/nlp/lexicon/lexicon.h"
#include "services/extraction/nlp/names/label_evidence.h"
#include "services/extraction/nlp/names/name_candidate.h"
#include "services/extraction/nlp/names/name_cues.h"
#include "services/extraction/nlp/names/place_matcher.h"
#include "services/extraction/nlp/names/quoted_titles.h"
#include "services/extraction/nlp/names/surname_places.h"
#include "services/extraction/nlp/names/unlisted_states.h"

namespace dateline::nlp {
namespace {

constexpr uint32_t kLongestRun = 14;

class NameFinder {
 public:
  explicit NameFinder(AnnotatedDocument& document) : document_(document), words_(document) {}

  void Run() {
    NoteCapitals();
    for (const Sentence& sentence : document_.sentences) {
      if (sentence.block == BlockKind::kBoilerplate) continue;
      if (IsHeadline(sentence)) continue;
      FindInSentence(sentence);
    }
    DecideNames(document_, words_, capital_seen_, candidates_);
    FindInHeadlines();
    Finish();
    MarkUnlistedStates(document_, words_);
    ApplyLabels(document_, guessed_);
    MarkSurnames(document_, words_);
    MarkQuotedTitles(document_, words_);
  }

 private:
  bool IsHeadline(const Sentence& sentence) const {
    return sentence.block == BlockKind::kTitle || sentence.block == BlockKind::kHeading;
  }

  // Notes which words the running text writes with and without a capital where
  // it has the choice.
  void NoteCapitals() {
    for (const Sentence& sentence : document_.sentences) {
      if (sentence.block != BlockKind::kBody) continue;
      for (uint32_t i = sentence.tokens.begin; i < sentence.tokens.end; ++i) {
        if (!words_.IsWordToken(i)) continue;
        if (!words_.Upper(i)) {
          lower_seen_.insert(words_.Lower(i));
        } else if (i > sentence.tokens.begin && words_.IsWordToken(i - 1)) {
          capital_seen_.insert(words_.Lower(i));
        }
      }
    }
  }

  bool IsParticle(uint32_t i, uint32_t end) const {
    return !words_.Upper(i) && i + 1 < end && words_.Is(i, WordClass::kNameParticle) &&
           words_.Lower(i) != "the" && words_.Upper(i + 1);
  }

  // True if the token can stand in a name.
  bool IsNameToken(uint32_t i, const Sentence& sentence) const {
    if (!words_.IsWordToken(i) || !words_.Upper(i)) {
      return IsHyphenatedParticle(i);
    }
    const std::string_view lower = words_.Lower(i);
    if (lower == "i" || IsWord(WordClass::kHonorific, lower)) return false;
    if (IsWord(WordClass::kFunctionWord, lower) && !IsAllUpper(document_.Form(i))) return false;
    if (IsWord(WordClass::kFunctionWord, lower) && lower.size() > 3) return false;
    if (IsWord(WordClass::kFunctionWord, lower) && lower != "us" && lower != "it") return false;
    if (IsWord(WordClass::kCalendarWord, lower) && !StartsPersonWithMonth(i)) return false;
    return true;
  }

  // "April Example": a month's name before a capital that is no number.
  bool StartsPersonWithMonth(uint32_t i) const {
    const std::string_view lower = words_.Lower(i);
    return (lower == "april" || lower == "june" || lower == "may" || lower == "august") &&
           words_.Upper(i + 1) && !IsWord(WordClass::kTitleHead, words_.Lower(i + 1)) &&
           words_.Lower(i - 1) != "in" && words_.Lower(i - 1) != "since" && words_.Upper(i);
  }

  // "al-Example", "el-Example".
  bool IsHyphenatedParticle(uint32_t i) const {
    const std::string_view form = document_.Form(i);
    const size_t hyphen = form.find('-');
    if (hyphen == std::string_view::npos || hyphen + 1 >= form.size()) return false;
    return IsWord(WordClass::kNameParticle, words_.Lower(i).substr(0, hyphen)) &&
           StartsUpper(form.substr(hyphen + 1));
  }

  void FindInSentence(const Sentence& sentence) {
    for (uint32_t i = sentence.tokens.begin; i < sentence.tokens.end;) {
      if (!IsNameToken(i, sentence)) {
        ++i;
        continue;
      }
      uint32_t end = RunEnd(i, sentence);
      const uint32_t begin = SkipSentenceStart(i, end, sentence);
      if (begin < end) HandleRun(begin, end, sentence);
      i = std::max(end, i + 1);
    }
  }

  // One past the last token of the capitalised run that starts at `begin`,
  // linked over "of", "for" and "and" inside names of bodies.
  uint32_t RunEnd(uint32_t begin, const Sentence& sentence) const {
    const auto place = MatchPlace(document_, begin, sentence.tokens.end);
    uint32_t end = begin + (place.has_value() ? place->length : 1);
    bool linked = false;
    while (end < sentence.tokens.end && end - begin < kLongestRun) {
      if (IsNameToken(end, sentence)) {
        ++end;
        continue;
      }
      if (IsParticle(end, sentence.tokens.end) && end - begin <= 4) {
        end += 2;
        continue;
      }
      const uint32_t next = LinkedPart(begin, end, linked, sentence);
      if (next == end) break;
      linked = true;
      end = next;
    }
    return end;
  }

  bool HasBodyHead(uint32_t begin, uint32_t end) const {
    for (uint32_t i = begin; i < end; ++i) {
      if (words_.Is(i, WordClass::kOrganizationHead) || words_.Is(i, WordClass::kEventHead) ||
          words_.Is(i, WordClass::kAgreementHead)) {
        return true;
      }
    }
    return false;
  }

  // If a link word at `at` joins a further capitalised word to the body named
  // in [begin, at): one past that word, else `at`.
  uint32_t LinkedPart(uint32_t begin, uint32_t at, bool linked, const Sentence& sentence) const {
    const std::string_view link = words_.Lower(at);
    const bool and_link = link == "and" || link == "&";
    if (link != "of" && link != "for" && link != "on" && !and_link) return at;
    if (!HasBodyHead(begin, at) || EndsInTitle(begin, at)) return at;
    uint32_t next = at + 1;
    if (words_.Lower(next) == "the" && !and_link) ++next;
    if (next >= sentence.tokens.end || !IsNameToken(next, sentence)) return at;
    if (words_.Is(next, WordClass::kTitleHead)) return at;
    uint32_t part_end = next + 1;
    while (part_end < sentence.tokens.end && IsNameToken(part_end, sentence)) ++part_end;
    const auto place = MatchPlace(document_, next, sentence.tokens.end);
    if (link == "on") return place.has_value() || words_.Upper(at + 1) == false ? at : part_end;
    if (and_link) {
      // "Ministry of Trade and Industry", not "Ministry of Trade and Peru".
      const bool short_part = part_end - next <= 2;
      return linked && short_part && !place.has_value() && !HasBodyHead(next, part_end) &&
                     !IsAllUpper(document_.Form(next)) && !IsSpeechVerb(words_.Lower(part_end))
                 ? part_end
                 : at;
    }
    // A body of another body is two names ("the Council of the Union").
    if (!place.has_value() && HasOrganizationHead(next, part_end) &&
        words_.Lower(at + 1) == "the") {
      return at;
    }
    if (IsAllUpper(document_.Form(next)) && !place.has_value()) return at;
    return place.has_value() ? next + place->length : part_end;
  }

  bool HasOrganizationHead(uint32_t begin, uint32_t end) const {
    for (uint32_t i = begin; i < end; ++i) {
      if (words_.Is(i, WordClass::kOrganizationHead)) return true;
    }
    return false;
  }

  bool EndsInTitle(uint32_t begin, uint32_t end) const {
    return end > begin && words_.Is(end - 1, WordClass::kTitleHead);
  }

  // A sentence's first word has a capital anyway: drops it from the run unless
  // something says that it is a name.
  uint32_t SkipSentenceStart(uint32_t begin, uint32_t end, const Sentence& sentence) const {
    if (begin != FirstWord(words_, sentence)) return begin;
    const std::string_view lower = words_.Lower(begin);
    if (MatchPlace(document_, begin, end).has_value()) return begin;
    if (IsAllUpper(document_.Form(begin)) && lower.size() > 1) return begin;
    const bool common = lower_seen_.contains(lower) || IsWord(WordClass::kAdverb, lower);
    if (end - begin >= 2) {
      if (words_.Is(begin, WordClass::kTitleHead) ||
          words_.Is(begin, WordClass::kOrganizationHead) ||
          words_.Is(begin, WordClass::kOccupation) || words_.Is(begin, WordClass::kTitleModifier)) {
        return begin;
      }
      return common && !capital_seen_.contains(lower) ? begin + 1 : begin;
    }
    if (capital_seen_.contains(lower)) return begin;
    if (common || words_.Is(begin, WordClass::kTitleHead)) return end;
    // Left for the end: it may turn out to be a known surname.
    return begin;
  }

  void Add(uint32_t begin, uint32_t end, NameType type, EntityType entity_type,
           NameStrength strength) {
    NameCandidate candidate;
    candidate.name.tokens = {begin, end};
    candidate.name.span = document_.Span(candidate.name.tokens);
    candidate.name.type = type;
    candidate.name.entity_type = entity_type;
    candidate.strength = strength;
    candidates_.push_back(std::move(candidate));
  }

  void AddPlace(uint32_t begin, const PlaceMatch& place) {
    NameType type = NameType::kLocation;
    if (place.adjectival) type = NameType::kNorp;
    Add(begin, begin + place.length, type, place.adjectival ? EntityType::kGpe : place.type,
        NameStrength::kStrong);
    NameMention& name = candidates_.back().name;
    name.canonical = place.canonical;
    name.external_ids = place.external_ids;
    name.adjectival = place.adjectival;
  }

  // The last title word of the run after which a person's name can stand, or
  // `end` if there is none.
  uint32_t LastTitle(uint32_t begin, uint32_t end) const {
    for (uint32_t i = end; i > begin; --i) {
      const uint32_t t = i - 1;
      const std::string_view lower = words_.Lower(t);
      if (words_.Is(t, WordClass::kTitleHead) || words_.Is(t, WordClass::kRank) ||
          (words_.Is(t, WordClass::kOccupation) && t == begin)) {
        if (lower == "general" && t + 1 < end && words_.Is(t + 1, WordClass::kOrganizationHead)) {
          continue;
        }
        return t;
      }
    }
    return end;
  }

  void HandleRun(uint32_t begin, uint32_t end, const Sentence& sentence) {
    if (begin >= end) return;
    const uint32_t title = LastTitle(begin, end);
    if (title < end && !HasOrganizationHead(title + 1, end) &&
        !(title == begin && HasBodyHead(begin, end) && words_.Lower(begin + 1) == "of")) {
      HandleBeforeTitle(begin, title, sentence);
      if (title + 1 < end) HandlePersonAfterTitle(title + 1, end, sentence);
      return;
    }
    HandlePlain(begin, end, sentence);
  }

  // "Armenian Prime [Minister]": what stands before the title is the body.
  void HandleBeforeTitle(uint32_t begin, uint32_t title, const Sentence& sentence) {
    uint32_t end = title;
    while (end > begin && !words_.Is(end - 1, WordClass::kOrganizationHead) &&
           (words_.Is(end - 1, WordClass::kTitleModifier) ||
            words_.Is(end - 1, WordClass::kTitleHead) || words_.Is(end - 1, WordClass::kRank)) &&
           !MatchPlace(document_, end - 1, end).has_value()) {
      --end;
    }
    if (begin < end) HandlePlain(begin, end, sentence);
  }

  void HandlePersonAfterTitle(uint32_t begin, uint32_t end, const Sentence& sentence) {
    // "President of Peru Jane Example" has the place in the run.
    if (const auto place = MatchPlace(document_, begin, end);
        place.has_value() && begin + place->length < end && end - begin - place->length >= 1 &&
        !words_.Is(begin, WordClass::kGivenName)) {
      AddPlace(begin, *place);
      HandlePersonAfterTitle(begin + place->length, end, sentence);
      return;
    }
    if (const auto place = MatchPlace(document_, begin, end);
        place.has_value() && begin + place->length == end && place->country) {
      AddPlace(begin, *place);
      return;
    }
    if (end - begin <= 5) {
      Add(begin, end, NameType::kPerson, EntityType::kPerson, NameStrength::kStrong);
    } else {
      HandlePlain(begin, end, sentence);
    }
  }

  // True if what stands before the run introduces a person.
  bool PersonCueBefore(uint32_t begin) const {
    const int64_t before = static_cast<int64_t>(begin) - 1;
    return words_.Is(before, WordClass::kHonorific) || words_.Is(before, WordClass::kTitleHead) ||
           words_.Is(before, WordClass::kRank) || words_.Is(before, WordClass::kOccupation) ||
           words_.Lower(before) == "counterpart" || words_.Lower(before) == "colleague";
  }

  bool PersonCueAfter(uint32_t end) const {
    return IsSpeechVerb(words_.Lower(end)) ||
           (words_.Lower(end) == "," && words_.Lower(end + 1) == "who") ||
           words_.Lower(end) == "who";
  }

  void HandlePlain(uint32_t begin, uint32_t end, const Sentence& sentence) {
    const auto place = MatchPlace(document_, begin, end);
    const uint32_t length = place.has_value() ? place->length : 0;
    if (length == end - begin) {
      AddPlace(begin, *place);
      return;
    }
    // "Peruvian Parliament": the word after the adjective is the whole name.
    if (length > 0 && begin + length + 1 == end && place->adjectival &&
        IsProperBody(words_.Lower(end - 1))) {
      AddPlace(begin, *place);
      AddSingleBody(end - 1);
      return;
    }
    // "Peruvian Ministry of Health": the ministry is a name of its own.
    if (length > 0 && place->adjectival && begin + length < end &&
        IsStateBody(LowerCase(document_.Text(document_.Span({begin + length, end}))))) {
      AddPlace(begin, *place);
      Add(begin + length, end, NameType::kOrganization, EntityType::kOrganization,
          NameStrength::kStrong);
      return;
    }
    if (TryBody(begin, end)) return;
    // "Clara Brook": the reader has it for a person, whatever towns there are.
    if (length > 0 && LabelledPerson(begin, end)) {
      Add(begin, end, NameType::kPerson, EntityType::kPerson, NameStrength::kStrong);
      return;
    }
    if (length > 0) {
      AddPlace(begin, *place);
      HandlePlain(begin + length, end, sentence);
      return;
    }
    // A place at the end of the run ("Radio Lima" is a body, "North Lima" is not).
    for (uint32_t i = begin + 1; i < end; ++i) {
      const auto inner = MatchPlace(document_, i, end);
      if (!inner.has_value() || !(inner->country || inner->adjectival)) continue;
      if (PersonCueBefore(begin) || words_.Is(begin, WordClass::kGivenName)) break;
      if (LabelledPerson(begin, end)) break;
      HandlePlain(begin, i, sentence);
      HandlePlain(i, end, sentence);
      return;
    }
    HandleUnknown(begin, end);
  }

  // Names that hold a noun for a kind of body, event, document or place.
  bool TryBody(uint32_t begin, uint32_t end) {
    if (PersonCueBefore(begin) && !words_.Is(end - 1, WordClass::kOrganizationHead)) return false;
    if (end - begin < 2 && !words_.Is(begin, WordClass::kOrganizationHead)) return false;
    const auto any = [&](WordClass word_class) {
      for (uint32_t i = begin; i < end; ++i) {
        if (words_.Is(i, word_class)) return true;
      }
      return false;
    };
    const auto last = [&](WordClass word_class) { return words_.Is(end - 1, word_class); };
    if (end - begin == 1 && last(WordClass::kOrganizationHead)) {
      return AddSingleBody(begin);
    }
    if (last(WordClass::kEventHead)) {
      Add(begin, end, NameType::kMisc, EntityType::kEvent, NameStrength::kStrong);
    } else if (last(WordClass::kAgreementHead)) {
      Add(begin, end, NameType::kMisc, EntityType::kAgreement, NameStrength::kStrong);
    } else if (any(WordClass::kOrganizationHead)) {
      Add(begin, end, NameType::kOrganization, EntityType::kOrganization, NameStrength::kStrong);
    } else if (last(WordClass::kFacilityHead)) {
      Add(begin, end, NameType::kFacility, EntityType::kFacility, NameStrength::kStrong);
    } else if (last(WordClass::kPlaceHead) || words_.Is(begin, WordClass::kPlaceHead)) {
      Add(begin, end, NameType::kLocation, EntityType::kLocation, NameStrength::kStrong);
    } else if (any(WordClass::kAgreementHead)) {
      Add(begin, end, NameType::kMisc, EntityType::kAgreement, NameStrength::kStrong);
    } else if (any(WordClass::kEventHead)) {
      Add(begin, end, NameType::kMisc, EntityType::kEvent, NameStrength::kStrong);
    } else {
      return false;
    }
    return true;
  }

  // "the Kremlin", "Parliament": one word that is a body by itself.
  bool AddSingleBody(uint32_t begin) {
    // Says nothing by itself if it is no proper name.
    if (!IsProperBody(words_.Lower(begin))) return true;
    Add(begin, begin + 1, NameType::kOrganization, EntityType::kOrganization,
        NameStrength::kStrong);
    return true;
  }

  void HandleUnknown(uint32_t begin, uint32_t end) {
    while (begin < end && words_.Is(begin, WordClass::kNotAName)) ++begin;
    while (begin < end && words_.Is(end - 1, WordClass::kNotAName)) --end;
    if (begin == end) return;
    const uint32_t size = end - begin;
    const bool cue = PersonCueBefore(begin) || PersonCueAfter(end);
    if (size == 1) {
      HandleUnknownWord(begin, PersonCueBefore(begin));
      return;
    }
    bool given = false;
    bool abbreviation = false;
    for (uint32_t i = begin; i < end; ++i) {
      given |= words_.Is(i, WordClass::kGivenName);
      abbreviation |= IsAllUpper(document_.Form(i)) && document_.Form(i).size() <= 5;
    }
    if (abbreviation && !cue && !given && !AllUpper(begin, end)) {
      SplitAbbreviations(begin, end);
      return;
    }
    if (size > 5) {
      Add(begin, end, NameType::kMisc, EntityType::kOrganization, NameStrength::kUndecided);
      return;
    }
    const bool the_before = words_.Lower(static_cast<int64_t>(begin) - 1) == "the";
    if (the_before && !cue && !given) {
      Add(begin, end, NameType::kMisc, EntityType::kUnspecified, NameStrength::kUndecided);
      return;
    }
    Add(begin, end, NameType::kPerson, EntityType::kPerson,
        cue || given ? NameStrength::kStrong : NameStrength::kWeak);
  }

  bool AllUpper(uint32_t begin, uint32_t end) const {
    for (uint32_t i = begin; i < end; ++i) {
      if (!IsAllUpper(document_.Form(i))) return false;
    }
    return true;
  }

  void SplitAbbreviations(uint32_t begin, uint32_t end) {
    for (uint32_t i = begin; i < end;) {
      if (IsAllUpper(document_.Form(i))) {
        HandleUnknownWord(i, false);
        ++i;
        continue;
      }
      uint32_t stop = i;
      while (stop < end && !IsAllUpper(document_.Form(stop))) ++stop;
      if (stop - i >= 2) {
        Add(i, stop, NameType::kPerson, EntityType::kPerson, NameStrength::kWeak);
      } else {
        HandleUnknownWord(i, false);
      }
      i = stop;
    }
  }

  // "Spokane, WA": the reader has to know a place before the comma, or "Jane
  // Example, MD" would be in Maryland.
  bool AddPostalState(uint32_t token) {
    const std::string_view state = StateOfPostalCode(document_.Form(token));
    if (state.empty() || token < 2) return false;
    const bool comma = words_.Lower(token - 1) == ",";
    if (!LabelledPlace(comma ? token - 2 : token - 1)) return false;
    Add(token, token + 1, NameType::kLocation, EntityType::kGpe, NameStrength::kStrong);
    NameMention& name = candidates_.back().name;
    name.canonical = std::string(state);
    name.external_ids = {StrCat("iso3166:US-", document_.Form(token))};
    return true;
  }

  // The labelled name that begins last at or before the token; null if none.
  const LabelledName* LabelledBefore(uint32_t token) const {
    const auto after = std::upper_bound(
        document_.labelled_names.begin(), document_.labelled_names.end(), token,
        [](uint32_t at, const LabelledName& name) { return at < name.tokens.begin; });
    return after == document_.labelled_names.begin() ? nullptr : &*std::prev(after);
  }

  bool LabelledPlace(uint32_t token) const {
    const LabelledName* name = LabelledBefore(token);
    return name != nullptr && name->type == NameType::kLocation && token < name->tokens.end;
  }

  bool LabelledPerson(uint32_t begin, uint32_t end) const {
    const LabelledName* name = LabelledBefore(begin);
    return name != nullptr && name->type == NameType::kPerson && name->tokens.begin == begin &&
           name->tokens.end == end;
  }

  void HandleUnknownWord(uint32_t token, bool person_cue) {
    if (words_.Is(token, WordClass::kNotAName) || words_.Is(token, WordClass::kTitleModifier) ||
        IsPairOfPlaces(document_.Form(token))) {
      return;
    }
    const std::string_view form = document_.Form(token);
    if (AddPostalState(token)) return;
    const std::string_view after = words_.Lower(token + 1);
    if (!person_cue && words_.Lower(static_cast<int64_t>(token) - 1) == "the" &&
        (after == "movement" || after == "party" || after == "militia" || after == "faction" ||
         after == "bloc" || after == "coalition")) {
      Add(token, token + 2, NameType::kOrganization, EntityType::kOrganization,
          NameStrength::kStrong);
      return;
    }
    if (person_cue) {
      Add(token, token + 1, NameType::kPerson, EntityType::kPerson, NameStrength::kStrong);
    } else if (IsAllUpper(form) && form.size() <= 8) {
      Add(token, token + 1, NameType::kOrganization, EntityType::kOrganization,
          NameStrength::kStrong);
    } else if (form.size() >= 3 && !words_.Is(token, WordClass::kTitleHead)) {
      Add(token, token + 1, NameType::kMisc, EntityType::kUnspecified, NameStrength::kUndecided);
    }
  }

  // Headlines write most words with a capital: there only places and names
  // that the running text has count.
  void FindInHeadlines() {
    std::unordered_map<std::string, NameMention> known;
    for (const NameCandidate& c : candidates_) {
      known.emplace(Folded(c.name.tokens), c.name);
      // Headlines like surnames.
      if (c.name.type != NameType::kPerson) continue;
      known.emplace(Folded({c.name.tokens.end - 1, c.name.tokens.end}), c.name);
    }
    for (const Sentence& sentence : document_.sentences) {
      if (!IsHeadline(sentence)) continue;
      for (uint32_t i = sentence.tokens.begin; i < sentence.tokens.end;) {
        i += std::max<uint32_t>(1, HeadlineName(i, sentence, known));
      }
    }
  }

  std::string Folded(TokenRange range) const {
    std::string out;
    for (uint32_t i = range.begin; i < range.end; ++i) {
      out += words_.Lower(i);
      out += ' ';
    }
    return out;
  }

  uint32_t HeadlineName(uint32_t begin, const Sentence& sentence,
                        const std::unordered_map<std::string, NameMention>& known) {
    if (!words_.Upper(begin)) return 0;
    const uint32_t limit = std::min(sentence.tokens.end, begin + 8);
    for (uint32_t end = limit; end > begin; --end) {
      const auto found = known.find(Folded({begin, end}));
      if (found == known.end()) continue;
      NameCandidate copy{found->second, NameStrength::kStrong};
      copy.name.tokens = {begin, end};
      copy.name.span = document_.Span(copy.name.tokens);
      candidates_.push_back(std::move(copy));
      return end - begin;
    }
    const auto place = MatchPlace(document_, begin, sentence.tokens.end);
    if (!place.has_value()) return 0;
    AddPlace(begin, *place);
    return place->length;
  }

  void Finish() {
    std::stable_sort(candidates_.begin(), candidates_.end(), [](const auto& a, const auto& b) {
      return a.name.span.begin < b.name.span.begin;
    });
    uint32_t covered = 0;
    for (NameCandidate& c : candidates_) {
      if (c.name.span.begin < covered) continue;
      covered = c.name.span.end;
      if (c.strength == NameStrength::kWeak) guessed_.insert(c.name.tokens.begin);
      document_.names.push_back(std::move(c.name));
    }
  }

  AnnotatedDocument& document_;
  DocumentWords words_;
  std::unordered_set<std::string_view> lower_seen_;
  std::unordered_set<std::string_view> capital_seen_;
  std::unordered_set<uint32_t> guessed_;  // First tokens of names typed weakly.
  std::vector<NameCandidate> candidates_;
};

}  // namespace

void NameStage::Annotate(AnnotatedDocument& document) const { NameFinder(document).Run(); }

}  // namespace dateline::nlp

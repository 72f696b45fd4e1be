#include "services/extraction/nlp/titles/title_phrase.h"

#include <algorithm>
#include <string_view>

namespace dateline::nlp {
namespace {

constexpr int kLongestTitle = 16;
constexpr int kLongestModifiers = 6;
constexpr std::string_view kEx = "ex-";

bool IsFormer(std::string_view lower) {
  return lower == "former" || lower == "ex" || lower == "late" || lower == "outgoing" ||
         lower == "then" || lower == "deposed" || lower == "ousted";
}

bool IsPlainAdjective(std::string_view lower) {
  return lower == "current" || lower == "new" || lower == "newly" || lower == "incoming" ||
         lower == "incumbent" || lower == "own" || lower == "elected" || lower == "appointed" ||
         lower == "longtime" || lower == "long-time" || lower == "re-elected" || lower == "then-" ||
         lower == "visiting" || lower == "departing" || lower == "respective";
}

// Steps over the parts of one title phrase.
class TitleReader {
 public:
  explicit TitleReader(const TitleContext& context) : c_(context) {}

  bool IsBody(int32_t name) const {
    if (name < 0) return false;
    const NameMention& mention = c_.document.names[name];
    return mention.entity_type == EntityType::kOrganization ||
           mention.entity_type == EntityType::kGpe || mention.adjectival ||
           mention.entity_type == EntityType::kLocation ||
           mention.entity_type == EntityType::kEvent ||
           (mention.entity_type == EntityType::kUnspecified && mention.type == NameType::kMisc);
  }

  // The word without "ex-".
  std::string_view Plain(int64_t token) const {
    std::string_view lower = c_.words.Lower(token);
    if (lower.starts_with(kEx)) lower.remove_prefix(kEx.size());
    return lower;
  }

  // "General" ends a title only after some words: alone it is a rank.
  bool IsHead(int64_t token) const {
    if (c_.words.Lower(token) == "lady") return c_.words.Lower(token - 1) == "first";
    if (c_.words.Lower(token) == "executive") {
      return c_.words.Lower(token - 1) == "chief" &&
             !c_.words.Is(token + 1, WordClass::kTitleHead) &&
             c_.words.Lower(token + 1) != "officer";
    }
    if (c_.words.Lower(token) != "general") return IsWord(WordClass::kTitleHead, Plain(token));
    const std::string_view before = c_.words.Lower(token - 1);
    return before == "secretary" || before == "attorney" || before == "director" ||
           before == "governor" || before == "consul" || before == "prosecutor" ||
           before == "solicitor" || before == "auditor";
  }

  // First token of the modifiers before the head at `head`.
  uint32_t ModifiersBegin(uint32_t head, uint32_t limit) const {
    uint32_t begin = head;
    const bool portfolio =
        c_.words.Lower(head) == "minister" || c_.words.Lower(head) == "secretary";
    while (begin > limit && head - begin < kLongestModifiers) {
      const uint32_t before = begin - 1;
      if (c_.names.At(before) >= 0) break;
      const std::string_view lower = c_.words.Lower(before);
      if (lower == "and" && !(begin < head && c_.words.Is(static_cast<int64_t>(before) - 1,
                                                          WordClass::kTitleModifier))) {
        break;
      }
      const bool modifier = IsWord(WordClass::kTitleModifier, Plain(before)) || IsHead(before);
      const bool portfolio_word = portfolio && c_.words.Upper(before) &&
                                  !c_.words.Is(before, WordClass::kFunctionWord) &&
                                  c_.words.Upper(head);
      if (!modifier && !portfolio_word) break;
      begin = before;
    }
    while (begin < head && c_.words.Lower(begin) == "and") ++begin;
    return begin;
  }

  // Reads what stands before the title: the body, "former", adjectives.
  void ReadBodyBefore(TitlePhrase& phrase) const {
    int64_t at = static_cast<int64_t>(phrase.title.begin) - 1;
    at = SkipAdjectives(at, phrase);
    const bool clitic = IsPossessiveMark(c_.words.Lower(at));
    if (clitic) --at;
    const int32_t name = c_.names.At(at);
    if (!IsBody(name)) return;
    const NameMention& mention = c_.document.names[name];
    if (mention.tokens.end != at + 1) return;
    // "Envoy to the Sahel, Ambassador NAME": the place is the envoy's.
    if (!clitic && !mention.adjectival && EndsOtherTitle(mention.tokens.begin)) return;
    if (phrase.body < 0) phrase.body = name;
    phrase.whole.begin = mention.tokens.begin;
    // "Kazakh Foreign Ministry spokesman": the body itself may have a state before it.
    SkipAdjectives(static_cast<int64_t>(mention.tokens.begin) - 1, phrase);
  }

  // True if "TITLE to the" or "TITLE of the" stands before `token`.
  bool EndsOtherTitle(uint32_t token) const {
    int64_t at = static_cast<int64_t>(token) - 1;
    if (c_.words.Lower(at) == "the") --at;
    const std::string_view link = c_.words.Lower(at);
    return (link == "to" || link == "of" || link == "for") && IsHead(at - 1);
  }

  int64_t SkipAdjectives(int64_t at, TitlePhrase& phrase) const {
    for (int steps = 0; steps < 3; ++steps) {
      const std::string_view lower = c_.words.Lower(at);
      if (IsFormer(lower)) {
        phrase.former = true;
      } else if (!IsPlainAdjective(lower)) {
        break;
      }
      phrase.whole.begin = static_cast<uint32_t>(at);
      --at;
    }
    return at;
  }

  // Reads "of the Republic of Peru", "for Example Group's board" at `at`.
  // Returns one past the complement, or `at` if there is none.
  uint32_t ReadComplement(uint32_t at, uint32_t end, TitlePhrase& phrase) const {
    const std::string_view link = c_.words.Lower(at);
    if (link != "of" && link != "for" && link != "to" && link != "at" && link != "in") return at;
    if (at + 1 >= end) return at;
    uint32_t i = at + 1;
    int words = 0;
    for (; i < end && words < 9; ++words) {
      if (const int32_t name = c_.names.At(i); name >= 0) {
        if (!IsBody(name)) break;
        if (const uint32_t stop = ReadPost(at, static_cast<uint32_t>(name), phrase); stop > at) {
          return stop;
        }
        i = TakeBody(static_cast<uint32_t>(name), end, phrase);
        return i;
      }
      const std::string_view lower = c_.words.Lower(i);
      const bool open = c_.words.IsWordToken(i) && !c_.words.Is(i, WordClass::kAuxiliary) &&
                        !c_.words.Is(i, WordClass::kClauseWord);
      if (!open && lower != "and") break;
      if (lower == "said" || lower == "told" || lower == "says") break;
      ++i;
    }
    // No body named: the words belong to the position ("minister of health").
    if ((link != "of" && link != "for") || (words > 1 && words > 6)) return at;
    uint32_t stop = at + 1;
    while (stop < i && stop - at <= 5 &&
           (c_.words.Upper(stop) || stop == at + 1 || c_.words.Lower(stop) == "and")) {
      ++stop;
    }
    while (stop > at + 1 &&
           (c_.words.Lower(stop - 1) == "and" || c_.words.Lower(stop - 1) == "the")) {
      --stop;
    }
    if (stop == at + 1) return at;
    AppendPosition(at, stop, phrase);
    return stop;
  }

  // "envoy to the Sahel", "director for Peru": where somebody serves, not who
  // sent them. Returns one past the place, or `at` if it is no such post.
  uint32_t ReadPost(uint32_t at, uint32_t name, TitlePhrase& phrase) const {
    const NameMention& place = c_.document.names[name];
    const std::string_view link = c_.words.Lower(at);
    const bool region = place.entity_type == EntityType::kLocation && place.external_ids.empty();
    const bool sent = link == "to" && place.entity_type != EntityType::kOrganization;
    if (!sent && !(region && link == "for")) return at;
    AppendPosition(at, place.tokens.end, phrase);
    return place.tokens.end;
  }

  // Takes the body named by `name`; "Peru's Ministry" and "Peruvian Ministry"
  // go on to the ministry. Returns one past it.
  uint32_t TakeBody(uint32_t name, uint32_t end, TitlePhrase& phrase) const {
    uint32_t best = name;
    uint32_t stop = c_.document.names[name].tokens.end;
    for (int hops = 0; hops < 2; ++hops) {
      uint32_t next = stop;
      const bool possessive = IsPossessiveMark(c_.words.Lower(next));
      if (possessive) ++next;
      if (!possessive && !c_.document.names[best].adjectival) break;
      const int32_t following = next < end ? c_.names.At(next) : -1;
      if (following < 0 || !IsBody(following)) break;
      best = static_cast<uint32_t>(following);
      stop = c_.document.names[best].tokens.end;
    }
    phrase.body = static_cast<int32_t>(best);
    return stop;
  }

  void AppendPosition(uint32_t begin, uint32_t end, TitlePhrase& phrase) const {
    for (uint32_t i = begin; i < end; ++i) {
      if (!phrase.position.empty()) phrase.position += ' ';
      for (const char c : Plain(i)) phrase.position += c == '-' ? ' ' : c;
    }
  }

  TitlePhrase Start(uint32_t head, uint32_t limit) const {
    TitlePhrase phrase;
    phrase.title = {ModifiersBegin(head, limit), head + 1};
    phrase.whole = phrase.title;
    phrase.head = std::string(Plain(head));
    for (uint32_t i = phrase.title.begin; i < phrase.title.end; ++i) {
      phrase.former |= c_.words.Lower(i).starts_with(kEx);
    }
    AppendPosition(phrase.title.begin, phrase.title.end, phrase);
    return phrase;
  }

 private:
  const TitleContext& c_;
};

// First token of the sentence that `token` is in.
uint32_t SentenceBegin(const AnnotatedDocument& document, uint32_t token) {
  const Sentence* sentence = document.SentenceOf(token);
  return sentence == nullptr ? 0 : sentence->tokens.begin;
}

bool CanStandInTitle(const TitleContext& c, uint32_t token) {
  if (c.names.At(token) >= 0) {
    return c.document.names[c.names.At(token)].type != NameType::kPerson;
  }
  const std::string_view lower = c.words.Lower(token);
  return lower == "of" || lower == "for" || lower == "the" || lower == "and" || lower == "'s" ||
         lower == "’s" || lower == "-" || lower == "to" ||
         c.words.Is(token, WordClass::kTitleHead) || c.words.Is(token, WordClass::kTitleModifier) ||
         (c.words.Upper(token) && c.words.IsWordToken(token));
}

// "diplomacy" in "the head of Peruvian diplomacy": no verb form, no link.
bool IsPlainNoun(const TitleContext& c, uint32_t token) {
  const std::string_view lower = c.words.Lower(token);
  return c.words.IsWordToken(token) && !c.words.Is(token, WordClass::kFunctionWord) &&
         !c.words.Is(token, WordClass::kAuxiliary) && !c.words.Is(token, WordClass::kAdverb) &&
         !lower.ends_with("ed") && lower != "said" && lower != "told" && lower != "says";
}

// True if [begin, end) is the field that a body's officer works in: "diplomacy
// for the Andes" after "the head of Peruvian".
bool IsField(const TitleContext& c, uint32_t begin, uint32_t end) {
  if (end - begin > 6 || !IsPlainNoun(c, begin) || c.words.Upper(begin)) return false;
  for (uint32_t i = begin; i < end; ++i) {
    if (!IsPlainNoun(c, i) && !CanStandInTitle(c, i)) return false;
  }
  return true;
}

}  // namespace

NameIndex::NameIndex(const AnnotatedDocument& document) : by_token_(document.tokens.size(), -1) {
  for (uint32_t n = 0; n < document.names.size(); ++n) {
    const TokenRange range = document.names[n].tokens;
    for (uint32_t i = range.begin; i < range.end; ++i) by_token_[i] = static_cast<int32_t>(n);
  }
}

std::optional<TitlePhrase> TitleBefore(const TitleContext& c, uint32_t token) {
  const TitleReader reader(c);
  const uint32_t sentence = SentenceBegin(c.document, token);
  uint32_t last = token;
  while (last > sentence && c.words.Is(last - 1, WordClass::kHonorific) &&
         !reader.IsHead(last - 1)) {
    --last;
  }
  if (last == sentence) return std::nullopt;
  // "The prime minister of Peru, Jane Example, ...": with an article or a
  // possessive, and a comma after the name too.
  bool apposed = false;
  if (c.words.Lower(last - 1) == "," && last - 1 > sentence) {
    apposed = true;
    --last;
  }
  const auto definite = [&c, apposed](const TitlePhrase& phrase) {
    if (!apposed) return true;
    const std::string_view before = c.words.Lower(static_cast<int64_t>(phrase.whole.begin) - 1);
    const bool possessive = phrase.whole.begin < phrase.title.begin;
    // "Ada Example, the president of Peru, Jane Other": Ada's title.
    const int64_t outside = static_cast<int64_t>(phrase.whole.begin) - (before == "the" ? 2 : 1);
    const int32_t name = c.words.Lower(outside) == "," ? c.names.At(outside - 1) : -1;
    if (name >= 0 && c.document.names[name].type == NameType::kPerson) return false;
    return possessive || before == "the" || before == "its" || before == "'s" || before == "’s" ||
           before == "his" || before == "their";
  };
  if (reader.IsHead(last - 1) && c.names.At(last - 1) < 0) {
    TitlePhrase phrase = reader.Start(last - 1, sentence);
    reader.ReadBodyBefore(phrase);
    if (!definite(phrase)) return std::nullopt;
    return phrase;
  }
  // "President of Peru", "chairman of the State Committee for Example".
  uint32_t begin = last;
  while (begin > sentence && last - begin < kLongestTitle &&
         (CanStandInTitle(c, begin - 1) || (apposed && IsPlainNoun(c, begin - 1)))) {
    --begin;
  }
  for (uint32_t head = last; head > begin; --head) {
    if (!reader.IsHead(head - 1) || c.names.At(head - 1) >= 0) continue;
    TitlePhrase phrase = reader.Start(head - 1, begin);
    const uint32_t stop = reader.ReadComplement(head, last, phrase);
    if (stop != last) {
      if (!apposed || phrase.body < 0 || !IsField(c, stop, last)) return std::nullopt;
      phrase.position.clear();
      reader.AppendPosition(phrase.title.begin, last, phrase);
      phrase.whole.end = last;
      if (!definite(phrase)) return std::nullopt;
      return phrase;
    }
    phrase.whole.end = stop;
    if (phrase.body < 0) reader.ReadBodyBefore(phrase);
    if (!definite(phrase)) return std::nullopt;
    return phrase;
  }
  return std::nullopt;
}

std::optional<TitlePhrase> TitleAt(const TitleContext& c, uint32_t token, uint32_t end) {
  const TitleReader reader(c);
  uint32_t i = token;
  const std::string_view article = c.words.Lower(i);
  if (article == "the" || article == "a" || article == "an" || article == "his" ||
      article == "her" || article == "its" || article == "their" || article == "one") {
    ++i;
  }
  const uint32_t first = i;
  // The head is at most a few words away, over names of the body.
  for (uint32_t head = i; head < end && head < i + 12; ++head) {
    if (c.names.At(head) >= 0) continue;
    if (reader.IsHead(head) && !reader.IsHead(head + 1)) {
      TitlePhrase phrase = reader.Start(head, first);
      reader.ReadBodyBefore(phrase);
      const uint32_t before = phrase.whole.begin;
      // Everything from the start has to belong to the title.
      for (uint32_t k = first; k < before; ++k) {
        if (c.names.At(k) < 0 && !c.words.Is(k, WordClass::kTitleModifier) &&
            !IsPlainAdjective(c.words.Lower(k)) && k + 3 < before) {
          return std::nullopt;
        }
      }
      phrase.whole.begin = first;
      phrase.whole.end = reader.ReadComplement(head + 1, end, phrase);
      return phrase;
    }
    const std::string_view lower = c.words.Lower(head);
    const bool in_title = c.words.IsWordToken(head) && !c.words.Is(head, WordClass::kFunctionWord);
    const bool clitic = IsPossessiveMark(lower) || lower == "and" || IsFormer(lower);
    if (!in_title && !clitic) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace dateline::nlp

#include "tools/bench/copies/article_world.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/strings.h"
#include "tools/bench/copies/article_moulds.h"

namespace dateline {
namespace {

// What draws are for, so that no two of a kind follow each other.
enum Purpose : uint64_t { kWord = 1, kName, kArticle, kTheme, kBackground, kChange };

constexpr std::array<std::string_view, 7> kDays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                   "Friday", "Saturday", "Sunday"};
constexpr size_t kCities = 250;
constexpr size_t kCompanies = 400;

std::string Syllables(RandomDraws draws, size_t least, size_t most) {
  static constexpr std::array<std::string_view, 20> kOnsets = {
      "b", "d", "f", "g",  "k",  "l",  "m",  "n",  "p",  "r",
      "s", "t", "v", "br", "st", "tr", "pl", "ch", "sh", ""};
  static constexpr std::array<std::string_view, 8> kVowels = {"a", "e",  "i",  "o",
                                                              "u", "ai", "ea", "ou"};
  static constexpr std::array<std::string_view, 10> kCodas = {"",  "",  "n", "r",  "l",
                                                              "s", "t", "m", "nd", "rt"};
  std::string word;
  const size_t count = draws.Between(least, most);
  for (size_t i = 0; i < count; ++i) {
    StrAppend(&word, kOnsets[draws.Below(kOnsets.size())], kVowels[draws.Below(kVowels.size())],
              kCodas[draws.Below(kCodas.size())]);
  }
  return word;
}

std::string Capitalized(std::string word) {
  if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 32);
  return word;
}

std::string Number(RandomDraws& draws) {
  if (draws.Happens(0.6)) return StrCat(draws.Between(2, 99));
  return StrCat(draws.Between(100, 60'000));
}

bool ReplaceDays(std::string& text, RandomDraws& draws) {
  bool replaced = false;
  const size_t shift = draws.Between(1, kDays.size() - 1);
  std::vector<std::string> words = absl::StrSplit(text, ' ');
  for (std::string& word : words) {
    for (size_t day = 0; day < kDays.size(); ++day) {
      if (!word.starts_with(kDays[day])) continue;
      word = StrCat(kDays[(day + shift) % kDays.size()], word.substr(kDays[day].size()));
      replaced = true;
      break;
    }
  }
  text = absl::StrJoin(words, " ");
  return replaced;
}

}  // namespace

std::vector<ChangeKind> AllChangeKinds() {
  return {ChangeKind::kVerbatim,  ChangeKind::kNewLead,    ChangeKind::kTrimmedTail,
          ChangeKind::kOtherDays, ChangeKind::kInserted,   ChangeKind::kEdited,
          ChangeKind::kRevision,  ChangeKind::kRepublished};
}

std::string_view NameOf(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::kVerbatim:
      return "verbatim";
    case ChangeKind::kNewLead:
      return "new lead";
    case ChangeKind::kTrimmedTail:
      return "trimmed tail";
    case ChangeKind::kOtherDays:
      return "other days";
    case ChangeKind::kInserted:
      return "inserted paragraphs";
    case ChangeKind::kEdited:
      return "20 % edited";
    case ChangeKind::kRevision:
      return "revision";
    case ChangeKind::kRepublished:
      return "republished";
  }
  return "";
}

std::string WorldArticle::Text() const { return absl::StrJoin(paragraphs, "\n\n"); }

std::string ArticleWorld::Word(size_t rank) const {
  if (rank < FunctionWords().size()) return std::string(FunctionWords()[rank]);
  return Syllables(RandomDraws({options_.seed, kWord, rank}), 1, 4);
}

std::string ArticleWorld::Name(uint64_t key) const {
  const uint64_t seed = options_.seed;
  return StrCat(Capitalized(Syllables(RandomDraws({seed, kName, 1, key % 700}), 1, 2)), " ",
                Capitalized(Syllables(RandomDraws({seed, kName, 2, key}), 2, 3)));
}

std::string ArticleWorld::Outlet(size_t number) const {
  return StrCat(Capitalized(Syllables(RandomDraws({options_.seed, kName, 3, number}), 2, 3)),
                " Post ", number);
}

std::string ArticleWorld::ThemeWord(uint64_t theme, RandomDraws& draws) const {
  RandomDraws of_theme({options_.seed, kTheme, theme, draws.Rank(150)});
  return Word(FunctionWords().size() +
              of_theme.Below(options_.vocabulary - FunctionWords().size()));
}

std::string ArticleWorld::ThemePhrase(uint64_t theme, size_t number) const {
  RandomDraws draws({options_.seed, kTheme, theme, 1'000 + number});
  std::vector<std::string> words;
  const size_t count = draws.Between(4, 9);
  for (size_t i = 0; i < count; ++i) {
    words.push_back(draws.Happens(0.5) ? ThemeWord(theme, draws)
                                       : Word(draws.Rank(FunctionWords().size())));
  }
  return absl::StrJoin(words, " ");
}

std::string ArticleWorld::Sentence(uint64_t theme, uint64_t story, uint64_t article,
                                   RandomDraws& draws) const {
  std::vector<std::string> parts;
  const size_t count = draws.Between(7, 24);
  if (draws.Happens(0.12)) parts.emplace_back(StockPhrases()[draws.Rank(StockPhrases().size())]);
  while (parts.size() < count) {
    const double which = draws.Fraction();
    if (which < 0.04) {
      parts.push_back(Name(story * 7 + draws.Rank(6)));
    } else if (which < 0.06) {
      parts.push_back(Name(1'000'000 + article * 5 + draws.Below(4)));
    } else if (which < 0.075) {
      parts.push_back(Number(draws));
    } else if (which < 0.085) {
      parts.push_back(StrCat("on ", kDays[draws.Below(kDays.size())]));
    } else if (which < 0.10) {
      parts.push_back(ThemePhrase(theme, draws.Rank(40)));
    } else if (which < 0.30) {
      parts.push_back(ThemeWord(theme, draws));
    } else {
      parts.push_back(Word(draws.Rank(options_.vocabulary)));
    }
  }
  return Capitalized(absl::StrJoin(parts, " ")) + ".";
}

std::string ArticleWorld::Paragraph(uint64_t theme, uint64_t story, uint64_t article,
                                    RandomDraws& draws) const {
  std::vector<std::string> sentences;
  const size_t count = draws.Between(2, 4);
  for (size_t i = 0; i < count; ++i) sentences.push_back(Sentence(theme, story, article, draws));
  return absl::StrJoin(sentences, " ");
}

std::vector<std::string> ArticleWorld::Prose(uint64_t number, RandomDraws& draws) const {
  const uint64_t story = number / options_.articles_of_story;
  const uint64_t theme = story % options_.themes;
  std::vector<std::string> paragraphs;
  paragraphs.push_back(Sentence(theme, story, number, draws));
  const size_t count = draws.Between(3, 10);
  for (size_t i = 0; i < count; ++i) {
    paragraphs.push_back(Paragraph(theme, story, number, draws));
  }
  // The same words in half of the story's articles; never most of an article.
  const size_t background = draws.Happens(0.5) ? std::min(draws.Between(1, 3), count / 3) : 0;
  for (size_t i = 0; i < background; ++i) {
    RandomDraws of_story({options_.seed, kBackground, story, i});
    paragraphs.push_back(Paragraph(theme, story, 900'000'000 + story, of_story));
  }
  return paragraphs;
}

std::vector<std::string> ArticleWorld::FromMould(RandomDraws& draws) const {
  const std::string_view mould = ArticleMoulds()[draws.Below(ArticleMoulds().size())];
  const size_t home = draws.Rank(kCities);
  std::string text;
  for (size_t i = 0; i < mould.size(); ++i) {
    if (mould[i] != '{') {
      text.push_back(mould[i]);
      continue;
    }
    const char slot = mould[i + 1];
    i += 2;
    if (slot == 'c') {
      const size_t city = draws.Happens(0.7) ? home : draws.Rank(kCities);
      text += Capitalized(Syllables(RandomDraws({options_.seed, kName, 4, city}), 2, 3));
    } else if (slot == 'p') {
      text += Name(2'000'000 + draws.Below(5'000));
    } else if (slot == 'o') {
      text += Capitalized(
          Syllables(RandomDraws({options_.seed, kName, 5, draws.Rank(kCompanies)}), 2, 4));
    } else if (slot == 'n') {
      StrAppend(&text, draws.Between(1, 60));
    } else if (slot == 'N') {
      StrAppend(&text, draws.Between(100, 20'000));
    } else if (slot == 'd') {
      StrAppend(&text, draws.Between(0, 9), ".", draws.Between(0, 9));
    } else {
      text += kDays[draws.Below(kDays.size())];
    }
  }
  return absl::StrSplit(text, "\n\n");
}

WorldArticle ArticleWorld::MakeArticle(uint64_t number) const {
  RandomDraws draws({options_.seed, kArticle, number});
  WorldArticle article;
  article.number = number;
  article.publisher = Outlet(draws.Rank(options_.outlets));
  article.url = StrCat("https://outlet", article.publisher.substr(article.publisher.rfind(' ') + 1),
                       ".example/news/", number);
  article.paragraphs =
      draws.Happens(options_.share_of_moulds) ? FromMould(draws) : Prose(number, draws);
  return article;
}

std::string ArticleWorld::EditedWords(const std::string& paragraph, RandomDraws& draws) const {
  const std::vector<std::string> words = absl::StrSplit(paragraph, ' ');
  std::vector<std::string> out;
  for (const std::string& word : words) {
    if (!draws.Happens(0.2)) {
      out.push_back(word);
      continue;
    }
    const double how = draws.Fraction();
    if (how < 0.2) continue;
    if (how < 0.4) out.push_back(word);
    out.push_back(Word(draws.Rank(options_.vocabulary)));
  }
  return absl::StrJoin(out, " ");
}

WorldArticle ArticleWorld::MakeCopy(const WorldArticle& original, ChangeKind kind,
                                    uint64_t turn) const {
  RandomDraws draws({options_.seed, kChange, original.number, static_cast<uint64_t>(kind), turn});
  const uint64_t story = original.number / options_.articles_of_story;
  const uint64_t theme = story % options_.themes;
  const uint64_t hand = 700'000'000 + draws.Below(100'000'000);
  WorldArticle copy = original;
  std::vector<std::string>& paragraphs = copy.paragraphs;
  if (kind != ChangeKind::kRevision && kind != ChangeKind::kRepublished) {
    do {
      copy.publisher = Outlet(draws.Below(options_.outlets));
    } while (copy.publisher == original.publisher);
    copy.url = StrCat("https://outlet", copy.publisher.substr(copy.publisher.rfind(' ') + 1),
                      ".example/wire/", original.number, "-", static_cast<int>(kind), "-", turn);
  }
  switch (kind) {
    case ChangeKind::kVerbatim:
    case ChangeKind::kRepublished:
      break;
    case ChangeKind::kNewLead:
      paragraphs[0] = Sentence(theme, story, hand, draws);
      paragraphs[1] = Paragraph(theme, story, hand, draws);
      break;
    case ChangeKind::kTrimmedTail: {
      std::vector<std::string> words = absl::StrSplit(copy.Text(), ' ');
      words.resize(static_cast<size_t>(static_cast<double>(words.size()) *
                                       (0.35 + 0.25 * draws.Fraction())));
      paragraphs = {absl::StrJoin(words, " ") + "."};
      break;
    }
    case ChangeKind::kOtherDays: {
      bool replaced = false;
      for (std::string& paragraph : paragraphs) replaced |= ReplaceDays(paragraph, draws);
      if (!replaced)
        paragraphs[1] += StrCat(" It will be continued on ", kDays[draws.Below(7)], ".");
      break;
    }
    case ChangeKind::kInserted: {
      const size_t count = std::max<size_t>(1, paragraphs.size() / 3);
      for (size_t i = 0; i < count; ++i) {
        const size_t place = draws.Between(1, paragraphs.size());
        paragraphs.insert(paragraphs.begin() + static_cast<std::ptrdiff_t>(place),
                          Paragraph(theme, story, hand, draws));
      }
      break;
    }
    case ChangeKind::kEdited:
      for (std::string& paragraph : paragraphs) paragraph = EditedWords(paragraph, draws);
      break;
    case ChangeKind::kRevision:
      paragraphs[draws.Between(1, paragraphs.size() - 1)] = Paragraph(theme, story, hand, draws);
      paragraphs.push_back(Paragraph(theme, story, hand, draws));
      break;
  }
  return copy;
}

}  // namespace dateline

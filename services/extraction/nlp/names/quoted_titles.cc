#include "services/extraction/nlp/names/quoted_titles.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace dateline::nlp {
namespace {

constexpr uint32_t kLongestTitle = 16;

bool IsOpeningMark(std::string_view form) {
  return form == "\"" || form == "“" || form == "«" || form == "„" || form == "``";
}

bool IsClosingMark(std::string_view form) {
  return form == "\"" || form == "”" || form == "“" || form == "»" || form == "''";
}

// Nouns for what has a title; treaties and laws are in the lexicon.
bool HasTitle(std::string_view lower) {
  static const auto* const kNouns = new std::unordered_set<std::string_view>{
      "article", "book",  "doctrine", "document", "dossier", "essay",    "letter", "manifesto",
      "memoir",  "novel", "paper",    "report",   "roadmap", "strategy", "study",  "thesis"};
  return IsWord(WordClass::kAgreementHead, lower) || kNouns->contains(lower);
}

class TitleMarker {
 public:
  TitleMarker(AnnotatedDocument& document, const DocumentWords& words)
      : document_(document), words_(words) {}

  void Run() {
    std::vector<NameMention> titles;
    for (const Sentence& sentence : document_.sentences) {
      if (sentence.block == BlockKind::kBoilerplate) continue;
      for (uint32_t i = sentence.tokens.begin; i < sentence.tokens.end; ++i) {
        if (!IsOpeningMark(document_.Form(i))) continue;
        const uint32_t close = Close(i, sentence.tokens.end);
        if (close == 0 || !IsTitle({i + 1, close}, i)) continue;
        NameMention title;
        title.tokens = {i + 1, close};
        title.span = document_.Span(title.tokens);
        title.type = NameType::kMisc;
        title.entity_type = EntityType::kAgreement;
        titles.push_back(std::move(title));
        i = close;
      }
    }
    if (!titles.empty()) Replace(std::move(titles));
  }

 private:
  // The mark that closes the one at `open`, or 0.
  uint32_t Close(uint32_t open, uint32_t end) const {
    const uint32_t stop = std::min(end, open + kLongestTitle + 2);
    for (uint32_t i = open + 2; i < stop; ++i) {
      if (IsClosingMark(document_.Form(i))) return i;
    }
    return 0;
  }

  // The words read like a title, and a noun beside the marks says that they
  // are one.
  bool IsTitle(TokenRange range, uint32_t open) const {
    const bool named = HasTitle(words_.Lower(static_cast<int64_t>(open) - 1)) ||
                       HasTitle(words_.Lower(range.end + 1));
    if (!named || range.size() < 2 || !words_.Upper(range.begin)) return false;
    bool capitalised = true;
    bool clause = false;
    for (uint32_t i = range.begin; i < range.end; ++i) {
      const Token& token = document_.tokens[i];
      if (document_.Form(i) == "." || document_.Form(i) == "!") return false;
      if (words_.IsWordToken(i) && token.span.size() > 4) capitalised &= words_.Upper(i);
      clause |= token.features.find("VerbForm=Fin") != std::string::npos || token.upos == "PRON";
    }
    return capitalised || !clause;
  }

  void Replace(std::vector<NameMention> titles) {
    std::vector<NameMention> names;
    names.reserve(document_.names.size() + titles.size());
    size_t at = 0;
    for (NameMention& name : document_.names) {
      while (at < titles.size() && titles[at].span.end <= name.span.begin) {
        names.push_back(std::move(titles[at++]));
      }
      if (at < titles.size() && titles[at].span.Overlaps(name.span)) continue;
      names.push_back(std::move(name));
    }
    while (at < titles.size()) names.push_back(std::move(titles[at++]));
    document_.names = std::move(names);
  }

  AnnotatedDocument& document_;
  const DocumentWords& words_;
};

}  // namespace

void MarkQuotedTitles(AnnotatedDocument& document, const DocumentWords& words) {
  TitleMarker(document, words).Run();
}

}  // namespace dateline::nlp

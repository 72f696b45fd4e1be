#include "services/extraction/nlp/grammar/lemmas.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/extraction/nlp/grammar/base_forms.h"

namespace dateline::nlp {

namespace {

// A guess of the network that is so many times rarer than another candidate is
// taken for no word: "eas" for "ease".
constexpr uint32_t kFarRarer = 12;

// The lemma by the rules of spelling where `guess`, which the network chose, is
// no word or cannot be the word's lemma. Of several the most frequent word.
std::string Corrected(std::string_view form, std::string_view upos, std::string guess,
                      const WordTable& words) {
  if (upos != "VERB" && upos != "NOUN") return guess;
  const std::vector<std::string> candidates = BaseFormsOf(LowerCased(form), upos);
  if (candidates.empty()) return guess;
  const std::string* best = nullptr;
  uint32_t best_row = 0;
  std::optional<uint32_t> row_of_guess;
  for (const std::string& candidate : candidates) {
    const std::optional<uint32_t> row = words.RowOfWord(candidate);
    if (!row.has_value()) continue;
    if (candidate == guess) row_of_guess = row;
    if (best != nullptr && best_row <= *row) continue;
    best = &candidate;
    best_row = *row;
  }
  if (best == nullptr || (row_of_guess.has_value() && *row_of_guess / kFarRarer <= best_row)) {
    return guess;
  }
  return *best;
}

}  // namespace

absl::StatusOr<Lemmas> Lemmas::Load(std::shared_ptr<const Bundle> bundle,
                                    std::shared_ptr<const WordTable> words) {
  DATELINE_ASSIGN_OR_RETURN(const std::vector<std::string_view> lines,
                            bundle->Lines("grammar/lemma/lexicon"));
  Lemmas lemmas;
  lemmas.bundle_ = std::move(bundle);
  lemmas.words_ = std::move(words);
  lemmas.lemma_of_.reserve(lines.size());
  for (const std::string_view line : lines) {
    const size_t tab = line.rfind('\t');
    if (tab == std::string_view::npos || tab + 1 == line.size()) {
      return UnusableBundle("a line of its lemmas has no lemma");
    }
    lemmas.lemma_of_.emplace(line.substr(0, tab), line.substr(tab + 1));
  }
  return lemmas;
}

std::string Lemmas::Of(std::string_view form, std::string_view upos, std::string_view rule) const {
  const auto known = lemma_of_.find(StrCat(LowerCased(form), "\t", upos));
  if (known != lemma_of_.end()) return std::string(known->second);
  return Corrected(form, upos, ApplyLemmaRule(form, rule), *words_);
}

std::string ApplyLemmaRule(std::string_view form, std::string_view rule) {
  const size_t first = rule.find('|');
  const size_t second = rule.find('|', first + 1);
  uint32_t cut = 0;
  if (first == std::string_view::npos || second == std::string_view::npos ||
      !absl::SimpleAtoi(AbslView(rule.substr(first + 1, second - first - 1)), &cut)) {
    return std::string(form);
  }
  std::string lemma = rule[0] == 'l' ? LowerCased(form) : std::string(form);
  size_t end = lemma.size();
  for (; cut > 0 && end > 0; --cut) {
    do {
      --end;
    } while (end > 0 && (static_cast<uint8_t>(lemma[end]) & 0xC0) == 0x80);
  }
  if (cut > 0) return lemma;
  lemma.resize(end);
  lemma += rule.substr(second + 1);
  return lemma.empty() ? std::string(form) : lemma;
}

}  // namespace dateline::nlp
